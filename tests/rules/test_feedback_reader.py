"""Replies as people write them, and how each is read."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.feedback_lines import flatten
from bot.rules.feedback_reader import Reading, read_reply
from bot.rules.text import unescape
from bot.rules.words import PointKind, Sharing

CASES = {
    "headings with what stands after them": ("Good: clear\nGrow: slow", "good: clear|grow: slow"),
    "headings with lists": ("Good:\n• clear\n• kind\nGrow:\n• slow", "good: clear|good: kind|grow: slow"),
    "numbers": ("Strengths:\n1. clear\n2) kind", "good: clear|good: kind"),
    "a date is no number": ("Good:\n1. clear\n12. May was fine", "good: clear|note: 12. May was fine"),
    "typed dashes under a heading": ("Pros:\n- clear\n- kind\nCons:\n- slow", "good: clear|good: kind|grow: slow"),
    "typed plus under a heading": (
        "Could be better:\n+ more tests\n+ fewer slides",
        "grow: more tests|grow: fewer slides",
    ),
    "both signs under a heading": ("Positive:\n+ clear\n- slow", "good: clear|grow: slow"),
    "lines that go on": ("Good: clear\nand kind\nGrow: slow\nat first", "good: clear and kind|grow: slow at first"),
    "lines that go on after a bullet": ("Good:\n• clear\n  and kind\n• quick", "good: clear and kind|good: quick"),
    "words behind a list": (
        "Good:\n- clear\nand kind\n\nThanks all!\nGrow:\n• slow\nsee you",
        "good: clear and kind|grow: slow|note: Thanks all!|note: see you",
    ),
    "words behind a list for the team only": ("Team only:\n• a\nb", "team: a|team: b"),
    "an address like a heading": ("Good: see\nhttps://docs.example/Good:x", "good: see https://docs.example/Good:x"),
    "paragraphs under a heading": ("Good:\n\nclear\n\nkind", "good: clear|good: kind"),
    "bold headings": ("*Good:* clear\n*Grow*: slow", "good: clear|grow: slow"),
    "bold headings alone": ("*Good*\nclear\n\n*Grow*\nslow", "good: clear|grow: slow"),
    "Markdown headings": ("## Good\n- clear\n**Grow:**\n- slow", "good: clear|grow: slow"),
    "headings without colon before lists": ("Good\n• clear\nGrow\n• slow", "good: clear|grow: slow"),
    "a word that is no heading": ("Good\nwhen do we talk", "note: Good|note: when do we talk"),
    "capitals and spaces": ("WHAT  WENT WELL : clear", "good: clear"),
    "two headings on a line": ("Good: clear. Grow: slow. Vote: lean hire", "good: clear.|grow: slow.|vote: lean_hire"),
    "two headings on a line, no full stop": ("Good: clear Grow: slow", "good: clear|grow: slow"),
    "a heading's word inside a sentence": (
        "Good: weighs the pros: and the cons: well",
        "good: weighs the pros: and the cons: well",
    ),
    "headings as items of a list": ("• Good: clear\n• Grow: slow", "good: clear|grow: slow"),
    "headings behind typed dashes": ("- Good: clear\n- Grow: slow", "good: clear|grow: slow"),
    "headings with lists inside a list": ("• Good\n    ◦ clear\n• Grow\n    ◦ slow", "good: clear|grow: slow"),
    "an item that begins like a heading": (
        "Good:\n• Growth: has built a team\n• Notes: neat",
        "good: Growth: has built a team|good: Notes: neat",
    ),
    "plus and minus": ("+ clear\n+ kind\n- slow", "good: clear|good: kind|grow: slow"),
    "a long dash for minus": ("+ clear\n– slow\n− late", "good: clear|grow: slow|grow: late"),
    "plus with lines that go on": ("+ clear\nand kind\n\nsee you", "good: clear and kind|note: see you"),
    "plus in a list": ("• + clear\n• + kind", "good: clear|good: kind"),
    "bare bullets beside plus lines": ("+ clear\n• slow\n• late", "good: clear|grow? slow|grow? late"),
    "bare bullets alone": ("• slow\n• late", "note: slow|note: late"),
    "thumbs": (":+1: clear\n:thumbsup: kind\n:+1::skin-tone-4: quick", "good: clear|good: kind|good: quick"),
    "thumbs as characters": ("👍🏽 clear\n✅ kind", "good: clear|good: kind"),
    "ticks": (":white_check_mark: clear", "good: clear"),
    "triangles": ("△ slow\nΔ late\n∆ loud", "grow: slow|grow: late|grow: loud"),
    "a triangle under praise": ("Good:\nclear\n△ slow", "good: clear|grow: slow"),
    "a difference in mathematics": ("Δt was off", "note: Δt was off"),
    "team only": ("Good: clear\nTeam only: knew the task", "good: clear|team: knew the task"),
    "team only with signs": ("Internal:\n+ clear\n- slow", "team good: clear|team grow: slow"),
    "team only over all": ("Team only:\nGood: clear\nGrow: slow", "team good: clear|team grow: slow"),
    "team only between": ("Team only: a\nGrow: slow", "team: a|grow: slow"),
    "team only behind a heading": ("Grow (team only): slow\nGood: clear", "team grow: slow|good: clear"),
    "team only at a point": (
        "- slow (team only)\n+ [internal] clear\n- Team only: late",
        "team grow: slow|team good: clear|team grow: late",
    ),
    "team only inside a line": ("Good: clear, team only: knew the task", "good: clear,|team: knew the task"),
    "team only, a paragraph later": ("Team only: a\n\nb", "team: a|team: b"),
    "a vote": ("Good: clear\nVote: Strong no-hire!", "good: clear|vote: strong_no_hire"),
    "a vote with a reason": ("Vote: lean hire, if we coach", "vote: lean_hire|note: if we coach"),
    "a vote in the next line": ("*Vote:*\nhire", "vote: hire"),
    "no vote": ("Vote: maybe", "note: Vote: maybe"),
    "not quite a vote": ("Vote: hire somebody else", "note: Vote: hire somebody else"),
    "votes that disagree": ("Vote: hire\nVote: no hire", "note: Vote: hire|note: Vote: no hire"),
    "hire without the word": ("strong hire", "note: strong hire"),
    "nothing to say": ("Good: clear\nGrow: none.", "good: clear|note: Grow: none."),
    "asides": ("Good: clear\nOverall: fine\nsee you", "good: clear|note: Overall: fine|note: see you"),
    "German": (
        "Stärken:\n- klar\nVerbesserungspotenzial: langsam\nNur fürs Team: kennt die Aufgabe",
        "good: klar|grow: langsam|team: kennt die Aufgabe",
    ),
    "French": (
        "Points forts : claire\nÀ améliorer : lente\nAxes d’amélioration : voix",
        "good: claire|grow: lente|grow: voix",
    ),
    "Spanish": (
        "Puntos fuertes: clara\nÁreas de mejora: lenta\nSolo equipo: conoce la tarea",
        "good: clara|grow: lenta|team: conoce la tarea",
    ),
    "agreement": ("+1 to Maria", "note: +1 to Maria"),
    "agreement with a thumb": (
        ":+1: to Maria\n:+1: <@U1>\n:+1: agreed!",
        "note: :+1: to Maria|note: :+1: <@U1>|note: :+1: agreed!",
    ),
    "agreement with a space": ("+ 1 for Bo", "note: + 1 for Bo"),
    "yes": ("yes", "note: yes"),
    "a thumb alone": (":+1:", "note: :+1:"),
    "a question": ("Is this due today?", "note: Is this due today?"),
    "a language": ("C++ is fine\n+x", "note: C++ is fine|note: +x"),
    "dates": ("- 12 May\n- Tuesday, 14:00\n- 2030-01-04", "note: - 12 May|note: - Tuesday, 14:00|note: - 2030-01-04"),
    "a quotation": ("> Good: clear\nI agree", "note: Good: clear|note: I agree"),
    "a quotation under a heading": ("Good: you said\n> ship it", "good: you said ship it"),
    "code": ("```\n+ added\n- removed\n```", "note: + added|note: - removed"),
    "links and mentions": (
        "Good: the page (https://docs.example/a_b_c) by <T> <@U1|ann>",
        "good: the page (https://docs.example/a_b_c) by <T> <@U1|ann>",
    ),
    "emphasis": (
        "+ *really* _very_ `clear` 2 * 3 and snake_case_name",
        "good: really very clear 2 * 3 and snake_case_name",
    ),
    "a comparison": ("Good: a < b && c > d", "good: a < b && c > d"),
    "nothing": ("", ""),
    "blank lines": ("\n  \n", ""),
}


def summary(reading: Reading) -> str:
    """Write a reading on one line."""
    kinds = {PointKind.GOOD: "good", PointKind.GROW: "grow", PointKind.NOTE: ""}
    points = [
        f"{'team ' if point.sharing is Sharing.TEAM_ONLY else ''}{kinds[point.kind]}".strip()
        + ("? " if point.proposed else ": ")
        + point.text
        for point in reading.points
    ]
    votes = [f"vote: {reading.vote}"] if reading.vote else []
    return "|".join([*points, *votes, *(f"note: {note}" for note in reading.notes)])


@pytest.mark.parametrize(("text", "read"), CASES.values(), ids=CASES)
def test_reading(text: str, read: str) -> None:
    """Each reply is read as its author meant it."""
    reading = read_reply(text)
    assert summary(reading) == read
    assert reading.is_feedback == bool(reading.points)


def text(words: str, **style: bool) -> dict[str, Any]:
    """A text element of rich text."""
    return {"type": "text", "text": words, "style": style} if style else {"type": "text", "text": words}


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    """A section of rich text."""
    return {"type": "rich_text_section", "elements": list(elements)}


def rich(*parts: dict[str, Any]) -> list[dict[str, Any]]:
    """The blocks of a message that was composed in Slack."""
    return [{"type": "rich_text", "block_id": "b", "elements": list(parts)}]


def items(*lines: str, indent: int = 0, style: str = "bullet") -> dict[str, Any]:
    """A list of rich text."""
    elements = [section(text(line)) for line in lines]
    return {"type": "rich_text_list", "style": style, "indent": indent, "border": 0, "elements": elements}


def test_rich_text_as_composed() -> None:
    """Bold headings, lists in lists, quotations and mentions come out as they were seen."""
    thumb = {"type": "emoji", "name": "+1", "unicode": "1f44d-1f3fd", "skin_tone": 4}
    link = {"type": "link", "url": "https://docs.example/x", "text": "the page"}
    blocks = rich(
        section(text("Good:", bold=True), text("\n")),
        items("clear", "kind"),
        items("to all", indent=1),
        section(text("Grow", bold=True), text(":\n")),
        items("slow", style="ordered"),
        {"type": "rich_text_quote", "elements": [text("one moment")]},
        section(thumb, text(" wrote "), link, text(" with "), {"type": "user", "user_id": "U1"}),
    )
    assert summary(read_reply("not read", blocks)) == (
        "good: clear|good: kind|good: to all|grow: slow one moment"
        "|good: wrote the page (https://docs.example/x) with <@U1>"
    )


def test_the_other_elements() -> None:
    """Each kind of element leaves its words."""
    elements: list[dict[str, Any]] = [
        {"type": "channel", "channel_id": "C1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "broadcast", "range": "here"},
        {"type": "color", "value": "#ff0000"},
        {"type": "date", "timestamp": 1893456000, "format": "{date}"},
        {"type": "date", "timestamp": 1893456000, "format": "{date}", "fallback": "New Year"},
        {"type": "emoji", "name": "tada"},
        {"type": "link", "url": "mailto:ann@people.example"},
        {"type": "invented", "elements": [text("new")]},
    ]
    spaced = [one for element in elements for one in (element, text(" "))]
    assert [line.text for line in flatten(rich(section(*spaced)))] == [
        "<#C1> <!subteam^S1> @here #ff0000 2030-01-01 New Year :tada: ann@people.example new"
    ]


def test_blocks_without_words_fall_back_to_text() -> None:
    """Where blocks say nothing, the text is read."""
    assert summary(read_reply("Good: a", [{"type": "image"}])) == "good: a"
    assert summary(read_reply("Good: a", rich())) == "good: a"


def test_a_typed_dash_in_rich_text_is_a_sign() -> None:
    """A dash that stayed a dash marks a point to grow on."""
    assert summary(read_reply("", rich(section(text("+ clear\n- slow"))))) == "good: clear|grow: slow"


def test_unescape() -> None:
    """Slack's three escapes are undone once."""
    assert unescape("a &lt;b&gt; &amp;amp; &quot;") == "a <b> &amp; &quot;"


PLAIN = st.sampled_from(
    [
        "clear",
        "kind",
        "quick",
        "late",
        "très",
        "précis",
        "好",
        "C++",
        "3.5",
        "(maybe)",
        "a&b",
        "what?",
        "don't",
        "e-mail",
    ]
)
WORDS = st.lists(PLAIN, min_size=1, max_size=5).map(" ".join)
OPENINGS = st.sampled_from(
    [
        "",
        "",
        "Good: ",
        "Grow:",
        "Team only: ",
        "Vote: ",
        "Overall: ",
        "Stärken: ",
        "+ ",
        "- ",
        ":+1: ",
        "△ ",
        "(internal) ",
    ]
)
TYPED = st.one_of(
    st.builds(str.__add__, OPENINGS, WORDS), st.sampled_from(["", "Good:", "Grow", "Vote: hire", "Team only:"])
)
PARTS = st.one_of(
    st.tuples(st.just("section"), st.lists(TYPED, min_size=1, max_size=4)),
    st.tuples(st.just("bold"), st.lists(st.one_of(WORDS, st.sampled_from(["Good:", "Grow"])), min_size=1, max_size=1)),
    st.tuples(st.sampled_from(["list", "nested", "quote", "code"]), st.lists(WORDS, min_size=1, max_size=3)),
)


def as_blocks(parts: list[tuple[str, list[str]]]) -> list[dict[str, Any]]:
    """The message as Slack's composer sends it."""
    makers: dict[str, Callable[[list[str]], dict[str, Any]]] = {
        "section": lambda lines: section(text("\n".join(lines) + "\n")),
        "bold": lambda lines: section(text(lines[0], bold=True), text("\n")),
        "list": lambda lines: items(*lines),
        "nested": lambda lines: items(*lines, indent=1),
        "quote": lambda lines: {"type": "rich_text_quote", "elements": [text("\n".join(lines))]},
        "code": lambda lines: {"type": "rich_text_preformatted", "elements": [text("\n".join(lines))]},
    }
    return rich(*(makers[kind](lines) for kind, lines in parts))


def as_text(parts: list[tuple[str, list[str]]]) -> str:
    """The same message as Slack's plain text."""
    makers: dict[str, Callable[[list[str]], str]] = {
        "section": "\n".join,
        "bold": lambda lines: f"*{lines[0]}*",
        "list": lambda lines: "\n".join(f"• {line}" for line in lines),
        "nested": lambda lines: "\n".join(f"    ◦ {line}" for line in lines),
        "quote": lambda lines: "\n".join(f"> {line}" for line in lines),
        "code": lambda lines: "```" + "\n".join(lines) + "```",
    }
    return "\n".join(makers[kind](lines) for kind, lines in parts)


@given(st.lists(PARTS, max_size=6))
def test_rich_and_plain_are_read_alike(parts: list[tuple[str, list[str]]]) -> None:
    """A message reads the same from its rich text and from its plain text."""
    assert summary(read_reply("", as_blocks(parts))) == summary(read_reply(as_text(parts)))


def kept(reading: Reading) -> str:
    """All words of a reading."""
    vote = [reading.vote.replace("_", " ")] if reading.vote else []
    return " ".join([*(point.text for point in reading.points), *vote, *reading.notes])


def words_of(text: str) -> Counter[str]:
    """The words of a text, lower case, with how often each is there."""
    return Counter(re.findall(r"[^\W_]+", text.lower()))


MARKERS = words_of(
    "good grow team only internal stärken strengths vote hire overall 1 thumbsup white check mark skin tone 2 3 4 5 6"
)


@given(st.lists(PARTS, max_size=6))
def test_nothing_written_is_lost(parts: list[tuple[str, list[str]]]) -> None:
    """Each word that is no marker is found again in a point, a note or the vote."""
    message = as_text(parts)
    for reading in (read_reply(message), read_reply("", as_blocks(parts))):
        missing = words_of(message) - words_of(kept(reading))
        assert set(missing) <= set(MARKERS)


@given(st.text(st.characters(exclude_characters="<>"), max_size=200))
def test_nothing_of_any_text_is_lost(message: str) -> None:
    """Whatever is typed, the words are kept; nothing typed at random is a heading."""
    missing = words_of(message) - words_of(kept(read_reply(message)))
    assert all(word.isdigit() or word in MARKERS for word in missing)


@given(st.text(max_size=200))
def test_any_text_can_be_read(message: str) -> None:
    """No text breaks the reader, and reading is repeatable."""
    assert read_reply(message) == read_reply(message)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "piece",
    ["*", "_a", "Good: ", "- ", "<", "a ", "(team only", "• ", "**Good", "\n", "12 ", " ", "#", ":+1:", "Good**", ". "],
)
def test_long_messages_are_read_quickly(piece: str) -> None:
    """Forty thousand characters of anything take no noticeable time."""
    many = piece * (40_000 // len(piece))
    for message in (many, f"Good: {many}", f"Good{many}x", f"+ {many}x"):
        read_reply(message)
