"""What candidates are told in the workspace's words: our own, and what may take their place."""

from dataclasses import replace

from bot.rules.amounts import why_no_amount
from bot.rules.call_script import Script, compose_script
from bot.rules.sample_call import SAMPLE_CALL, worded_lines
from bot.rules.wording import CHAPTERS, OURS, Chapter, Part, Wording, differing, first_name, mistakes, tidy

WITHOUT = replace(
    SAMPLE_CALL, company=None, mail_address=None, figures_by=None, caller="Cora Lind", missing=("Cy",), interviewers=()
)


def _said(script: Script) -> str:
    return "\n".join(line.text for part in script.sections for line in part.lines if not line.speaker_note)


def test_our_own_words_can_be_used() -> None:
    """We word every part, each is in one chapter, and every template of ours is one that could be saved."""
    assert set(OURS) == set(Part)
    assert sorted(part for parts in CHAPTERS.values() for part in parts) == sorted(Part)
    assert mistakes(OURS) == {}
    assert {part for part, text in OURS.items() if tidy(text) != text} == set()


def test_a_script_is_worded_by_its_facts() -> None:
    """Another wording takes the place of ours, each line a paragraph; notes, points and all else stay."""
    texts = {
        Part.GREETING: "¡Hola {{ first_name }}!\n\nSoy {{ caller }}.",
        Part.STRENGTHS: "Les gustó:",
        Part.DOUBTS: "質問はありますか。",
        Part.OFFER_FOLLOWS: "{% if figures_by %}Am {{ figures_by }}.{% else %}Bald.{% endif %}",
    }
    assert mistakes(texts) == {}
    worded = compose_script(replace(SAMPLE_CALL, wording=Wording(7, texts)))
    assert worded.wording == 7
    said = _said(worded)
    assert "¡Hola Ada!\nSoy Hana Sato.\nWe would like you to join us as Staff Engineer." in said
    assert "質問はありますか。" in said
    assert "Am Friday 11 January." in said
    assert "Bald." in _said(compose_script(replace(WITHOUT, wording=Wording(7, texts))))
    notes = [[line.text for part in one.sections for line in part.lines if line.speaker_note] for one in _both(worded)]
    assert notes[0][6:] == notes[1][6:]


def _both(worded: Script) -> list[Script]:
    return [worded, compose_script(SAMPLE_CALL)]


def test_what_must_be_said_cannot_be_left_out() -> None:
    """The name, whose feedback it is, both questions and the invitation stay, and the page where there is one."""
    gone = {
        Part.GREETING: "Hello, this is {{ caller }}.",
        Part.NEWS: "We would like you to join us.",
        Part.INTRODUCTION: "This comes from somebody.",
        Part.FEELING: " ",
        Part.DOUBTS: "{% if company %}Any doubts?{% endif %}",
        Part.INVITATION: "You may talk to the boss.",
        Part.INVITATION_SUBJECT: "Two\nlines",
        Part.OFFER_FOLLOWS: "The offer follows.\nIt says 85,000 a year.",
        Part.INVITATION_MAIL: "Dear {{ candidate }}, ask {{ people_to_meet }}. Yours, {{ coordinator }}",
    }
    assert mistakes(gone) == {
        Part.GREETING: "This must always say {{ candidate }} or {{ first_name }}; it would be missing.",
        Part.NEWS: "This must always say {{ job }}; it would be missing.",
        Part.INTRODUCTION: "This must always say {{ interviewer }}; it would be missing.",
        Part.FEELING: "This can't be empty: without it something is missing from what the candidate is told.",
        Part.DOUBTS: "Nothing would be said here when “company” isn't known.",
        Part.INVITATION: "This must always say {{ people_to_meet }}; it would be missing.",
        Part.INVITATION_SUBJECT: "Line 2: A subject is one line.",
        Part.OFFER_FOLLOWS: f"Line 2: {why_no_amount('85,000')}",
        Part.INVITATION_MAIL: "This must always say {{ page }}; it would be missing.",
    }
    assert "250 is the most" in mistakes({Part.INVITATION_SUBJECT: "x" * 251})[Part.INVITATION_SUBJECT]


def test_who_is_unnamed_cannot_be_named_by_a_wording() -> None:
    """The introduction of somebody who isn't named has no value to name them by."""
    for value in ("interviewer", "role", "met_on"):
        assert "no value" in mistakes({Part.UNNAMED_INTRODUCTION: f"From {{{{ {value} }}}}"})[Part.UNNAMED_INTRODUCTION]


def test_a_wording_keeps_what_differs_from_ours() -> None:
    """Only what was changed is kept, so that what was left alone follows us; saying it as we do takes it back."""
    once = Wording(
        2, Wording().changed({Part.GREETING: "Hi {{ candidate }}, {{ caller }} here.", Part.NEWS: OURS[Part.NEWS]})
    )
    assert set(once.texts) == {Part.GREETING}
    assert differing({}, once.texts) == [Chapter.OPENING]
    assert once.changed({Part.GREETING: OURS[Part.GREETING]}) == {}
    assert tidy("  a  \r\n b\t\n\n") == "a\n b"
    assert [first_name(name) for name in ("Ada Lovelace", "Madonna", "高橋 花", " ")] == ["Ada", "Madonna", "高橋", " "]


def test_a_preview_shows_a_chapter_without_anybodys_words() -> None:
    """On any call, of any length, a chapter is shown with what stands for points in their place."""
    many = replace(SAMPLE_CALL, interviewers=SAMPLE_CALL.interviewers * 10)
    lines = worded_lines(Chapter.INTERVIEWERS, Wording(), many)
    assert [line.text for line in lines if line.is_point] == ["…"] * 6
    assert "And last, this comes from one of your interviewers." in [line.text for line in lines]
    for chapter in (Chapter.OPENING, Chapter.QUESTIONS, Chapter.WAYS_ON, Chapter.INVITATION, Chapter.NEXT):
        assert any(not line.speaker_note for line in worded_lines(chapter, Wording(), SAMPLE_CALL))
