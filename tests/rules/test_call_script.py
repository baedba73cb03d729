"""The call script: everybody's words, in order, and nothing but."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.call_script import (
    CLASS_WORDS,
    InterviewerFeedback,
    Line,
    OwnWords,
    Script,
    ScriptFacts,
    SectionKind,
    compose_script,
    possessive,
)
from bot.rules.days import spoken_day
from bot.rules.reading_time import reading_minutes
from bot.rules.text import listed
from bot.rules.words import ContactClass

ANN = InterviewerFeedback("Ann", ("You listen well.",), ("Say the result first.",), "staff engineer", date(2030, 1, 3))
BO = InterviewerFeedback("Bo", ("You ask before you build.",), unnamed=True, role="architect", met_on=date(2030, 1, 2))
HANA = InterviewerFeedback("Hana", (), ("Delegate more.",), is_caller=True, met_on=date(2030, 1, 1))
FACTS = ScriptFacts(
    candidate="Ada Lovelace",
    job="Staff Engineer",
    caller="Hana",
    hiring_manager="Hana",
    coordinator="Cora",
    interviewers=(ANN, BO, HANA),
    company="Analytical Engines",
    phone="+49 30 901820",
    zone="Europe/Berlin",
    mail_address="talent@engines.example",
    figures_by=date(2030, 1, 11),
)

POINTS = st.lists(st.text(max_size=80), max_size=4).map(tuple)
INTERVIEWERS = st.builds(
    InterviewerFeedback,
    name=st.sampled_from(["Ann", "Bo", "Cy O'Neil", "James", "María José", "עדה לאבלייס", "李"]),
    good=POINTS,
    grow=POINTS,
    role=st.sampled_from([None, "staff engineer"]),
    met_on=st.none() | st.dates(date(2030, 1, 1), date(2031, 1, 1)),
    is_caller=st.booleans(),
    unnamed=st.booleans(),
    own_words=st.none() | st.builds(OwnWords, st.just("We all laughed."), st.sampled_from([None, "Cy", "James"])),
)
ALL_FACTS = st.builds(
    replace,
    st.just(FACTS),
    interviewers=st.lists(INTERVIEWERS, max_size=6).map(tuple),
    caller=st.sampled_from(["Hana", "Bo"]),
    company=st.sampled_from([None, "Analytical Engines"]),
    phone=st.sampled_from([None, "+49 30 901820"]),
    zone=st.sampled_from([None, "Asia/Kolkata"]),
    now=st.sampled_from([None, datetime(2030, 1, 4, 9, tzinfo=UTC)]),
    good_hours=st.sampled_from([None, "after five"]),
    pronunciation=st.sampled_from([None, "AY-da"]),
    missing=st.sampled_from([(), ("Cy",), ("Cy", "Dee")]),
    held_count=st.integers(0, 3),
    called_on=st.sampled_from([None, date(2029, 11, 5)]),
    is_untold=st.booleans(),
    mail_address=st.sampled_from([None, "talent@engines.example"]),
    figures_by=st.none() | st.dates(date(2030, 1, 1), date(2031, 1, 1)),
    entered=st.sampled_from([(), (("James", "Cora"),)]),
    opening_words=st.none() | st.builds(OwnWords, st.just("How was the hike?")),
    invitation_words=st.none() | st.builds(OwnWords, st.just("You will like this."), st.just("James")),
)


def lines(script: Script) -> list[Line]:
    """All lines of a script."""
    return [line for section in script.sections for line in section.lines]


def spoken(script: Script) -> str:
    """What is said on the phone."""
    return "\n".join(line.text for line in lines(script) if not line.speaker_note)


@given(ALL_FACTS)
def test_points_in_are_points_out(facts: ScriptFacts) -> None:
    """Each point stands whole and once, spoken, in its author's part, strengths before what to grow on."""
    script = compose_script(facts)
    parts = [section for section in script.sections if section.kind is SectionKind.INTERVIEWER]
    speaking = [
        one for one in facts.interviewers if one.own_words or any(text.strip() for text in (*one.good, *one.grow))
    ]
    for one, part in zip(speaking, parts, strict=True):
        found = [line for line in part.lines if line.is_point]
        assert [line.text for line in found] == [text.strip() for text in (*one.good, *one.grow) if text.strip()]
        assert not any(line.speaker_note for line in found)
    assert sum(line.is_point for line in lines(script)) == sum(line.is_point for part in parts for line in part.lines)


@given(ALL_FACTS)
def test_no_part_is_empty(facts: ScriptFacts) -> None:
    """Each part has a heading and a line; our words hold no placeholder; all parts come in order."""
    script = compose_script(facts)
    for section in script.sections:
        assert section.title.strip()
        assert section.lines
        assert all(line.text.strip() for line in section.lines)
    ours = "\n".join(line.text for line in lines(script) if not line.is_point)
    assert not re.search(r"[\[\]{}<>_]|None|TBD|\.\.|  | ,", ours.replace("Asia/Kolkata", ""))
    order = [section.kind for section in script.sections]
    assert order == sorted(order, key=list(SectionKind).index)
    assert all(
        any(not line.speaker_note for line in section.lines)
        for section in script.sections
        if section.kind not in {SectionKind.CALL, SectionKind.FOR_YOU}
    ), "no heading stands above nothing to say"


@given(ALL_FACTS)
def test_gaps_are_for_the_caller_alone(facts: ScriptFacts) -> None:
    """Who is missing and what is held are notes, never words to speak."""
    script = compose_script(facts)
    assert "held" not in "\n".join(line.text for line in lines(script) if not line.speaker_note and not line.is_point)
    notes = "\n".join(line.text for line in lines(script) if line.speaker_note)
    assert all(name in notes for name in facts.missing)
    assert ("held back" in notes) == ("an administrator releases it" in notes) == bool(facts.held_count)


@given(ALL_FACTS)
def test_the_unnamed_stay_unnamed(facts: ScriptFacts) -> None:
    """Of who asked not to be named nothing is said: no name, no role, no day."""
    one = InterviewerFeedback("Zoltan", ("a",), ("b",), "zookeeper", date(2029, 12, 31), is_caller=True, unnamed=True)
    facts = replace(facts, figures_by=None)  # that day may be the same
    script = compose_script(replace(facts, interviewers=(one,)))
    whole = "\n".join([*(line.text for line in lines(script)), *(section.title for section in script.sections)])
    assert "one of your interviewers" in whole
    assert not re.search("Zoltan|zookeeper|31 December|my own", whole)
    named = replace(ANN, met_on=date(2030, 1, 3), is_caller=facts.held_count > 1)
    beside = "\n".join(line.text for line in lines(compose_script(replace(facts, interviewers=(named, one)))))
    assert "3 January" not in beside, "the day left over says who it is"


def test_a_script_as_it_is_read() -> None:
    """Each interviewer is introduced as the candidate knows them, the caller's own words in the first person."""
    said = spoken(compose_script(replace(FACTS, interviewers=(ANN, replace(BO, unnamed=False), HANA))))
    assert "Let me begin with Ann, staff engineer, whom you met on Thursday 3 January.\nWhat they liked:" in said
    assert (
        "And last, my own impression from our talk on Tuesday 1 January.\nWhere I think you can grow:\nDelegate more."
        in said
    )
    assert "This comes from Bo, architect, whom" in said
    assert "This comes from Ann, staff engineer, whom" in spoken(compose_script(replace(FACTS, interviewers=(ANN,))))
    assert "This is Hana at Analytical Engines. I am the hiring manager." in said
    assert "by Friday 11 January" in said
    assert said.count("?") == 5


def test_everybody_is_promised_only_where_everybody_speaks() -> None:
    """Not of one interviewer, nor where somebody's feedback isn't in or has nothing for the candidate."""
    nothing = InterviewerFeedback("Cy", good=(" ",))
    for facts, promises in (
        (FACTS, True),
        (replace(FACTS, missing=("Cy",)), False),
        (replace(FACTS, interviewers=(ANN,)), False),
        (replace(FACTS, interviewers=(ANN, nothing)), False),
    ):
        said = spoken(compose_script(facts))
        assert ("each of your interviewers" in said) == ("Everybody who met you" in said) == promises
        assert ("what we saw when you met us" in said) != promises, "and one interviewer isn't spoken of as several"


def test_somebody_else_calls() -> None:
    """A caller who isn't the hiring manager says for whom they call, and offers a talk with them."""
    said = spoken(compose_script(replace(FACTS, caller="Cora")))
    assert "This is Cora at Analytical Engines. I am calling for Hana, the hiring manager" in said
    assert "Shortly after this call I send you a mail, from talent@engines.example." in said
    assert "people who used to work here, Hana as the hiring manager or anybody else you have in mind" in said


def test_every_class_is_offered() -> None:
    """All seven kinds of people are offered in words."""
    said = spoken(compose_script(FACTS))
    assert set(CLASS_WORDS) == set(ContactClass)
    assert all(words in said for kind, words in CLASS_WORDS.items() if kind is not ContactClass.HIRING_MANAGER)
    assert "me once more" in said


def test_the_head_of_the_script() -> None:
    """The first part says whom to call, where, their time, and how long it takes."""
    script = compose_script(
        replace(FACTS, now=datetime(2030, 1, 4, 9, tzinfo=UTC), caller_zone="Europe/London", pronunciation="AY-da")
    )
    first = script.sections[0]
    assert first.title == "Call Ada Lovelace · Staff Engineer"
    assert [line.text for line in first.lines] == [
        "Phone: +49 30 901820",
        "How to say the name: AY-da",
        "Their clock: 1 hour ahead of yours (Berlin)",
        f"Reading aloud takes about {script.reading_minutes} minutes; leave time to listen.",
    ]
    assert 2 <= script.reading_minutes <= 5


def test_more_points_take_longer() -> None:
    """Reading time is that of the words aloud, also where a script sets no spaces; notes are not read."""
    long = replace(ANN, good=("You " + "listen " * 1300,))
    assert compose_script(replace(FACTS, interviewers=(long,))).reading_minutes >= 10
    assert [reading_minutes([text]) for text in ("", "yes " * 150, "yes " * 151, "好" * 255, "好" * 256)] == [
        1,
        1,
        2,
        1,
        2,
    ]
    minutes = compose_script(FACTS).reading_minutes
    assert compose_script(replace(FACTS, missing=("Cy",) * 500)).reading_minutes <= minutes


def test_own_words_are_marked_as_such() -> None:
    """The caller's own are theirs, somebody else's keep their name; they stand beside the part they were put to."""
    one = replace(ANN, own_words=OwnWords("I saw that too."))
    own = {"opening_words": OwnWords("How was the hike?", "James"), "invitation_words": OwnWords("You will like this.")}
    script = compose_script(replace(FACTS, interviewers=(one,), **own))  # type: ignore[arg-type]  # by name
    by_kind = {section.kind: [line.text for line in section.lines] for section in script.sections}
    assert by_kind[SectionKind.OPENING][-2:] == ["James' own words:", "How was the hike?"]
    assert by_kind[SectionKind.INTERVIEWER][-2:] == ["Your own words:", "I saw that too."]
    assert by_kind[SectionKind.INVITATION][:2] == ["Your own words:", "You will like this."]
    assert "own words" not in spoken(script)


def test_somebody_without_points_is_a_note() -> None:
    """Who has nothing to pass on has no part, unless the caller says something there; the caller reads who it is."""
    nothing = [InterviewerFeedback(name, (" ",)) for name in ("Cy", "Dee")]
    me, hidden = InterviewerFeedback("Hana", is_caller=True), InterviewerFeedback("Zoe", unnamed=True)
    facts = replace(FACTS, interviewers=(*nothing, ANN, me, hidden), missing=("Dee",))
    script = compose_script(facts)
    assert [one.title for one in script.sections if one.kind is SectionKind.INTERVIEWER] == ["From Ann"]
    notes = [line.text for line in lines(script) if line.speaker_note]
    assert "Nothing that can be passed on came from you, Cy or one who asked not to be named." in notes
    own = replace(nothing[0], own_words=OwnWords("Cy sends his best."))
    assert "From Cy" in [one.title for one in compose_script(replace(FACTS, interviewers=(own,))).sections]


def test_lists_and_days_are_spoken() -> None:
    """Names and days read as one says them."""
    assert [listed([]), listed(["Ann"]), listed(["Ann", "Bo"]), listed(["Ann", "Bo", "Cy"], "or")] == [
        "",
        "Ann",
        "Ann and Bo",
        "Ann, Bo or Cy",
    ]
    assert spoken_day(date(2030, 1, 4)) == "Friday 4 January"
    assert [possessive(name) for name in ("Ann", "James", "O'Neil")] == ["Ann's", "James'", "O'Neil's"]
