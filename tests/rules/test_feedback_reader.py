"""Replies as people write them, and how each is read."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.feedback_lines import flatten
from bot.rules.feedback_reader import Reading, read_reply
from bot.rules.feedback_words import HEADING_OF, Heading, spoken
from bot.rules.text import unescape
from bot.rules.words import PointKind, Sharing

REPLIES: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent.parent / "data" / "replies.toml").read_text(encoding="utf-8")
)
CHAT: dict[str, list[str]] = REPLIES["chat"]
MANY = 80


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


@pytest.mark.parametrize("group", ["feedback", "marks"])
def test_reading(group: str) -> None:
    """Each reply is read as its author meant it."""
    for reply in REPLIES[group]:
        reading = read_reply(reply["text"].removesuffix("\n"))
        assert summary(reading) == "|".join(reply["read"]), reply["name"]
        assert reading.is_feedback == bool(reading.points), reply["name"]


@pytest.mark.parametrize("group", CHAT)
def test_what_is_no_feedback_never_counts(group: str) -> None:
    """Chat, jokes, questions and half-answers are notes, to the last word; also when composed as rich text."""
    for words in CHAT[group]:
        code = {"type": "rich_text_preformatted", "elements": [text(words.strip("`\n"))]}
        composed = rich(code if words.startswith("```") else section(text(words)))
        for reading in (read_reply(words), read_reply("", composed)):
            assert not reading.is_feedback, words
            assert reading.vote is None, words
            assert not words_of(words) - words_of(kept(reading)), words


def test_there_are_many_replies_half_of_them_talk() -> None:
    """Enough that a change of a rule shows, and no phrase announces two things."""
    chat = [words for group in CHAT.values() for words in group]
    assert len(chat) + len(REPLIES["feedback"]) >= MANY
    assert len(chat) >= len(REPLIES["feedback"])
    announced = [(word, heading) for heading in Heading for word in spoken(heading)]
    assert len(announced) == len(HEADING_OF)
    assert all(word == " ".join(word.lower().split()) for word in HEADING_OF)


def text(words: str, **style: bool) -> dict[str, Any]:
    """A text element of rich text."""
    return {"type": "text", "text": words, "style": style} if style else {"type": "text", "text": words}


def section(*elements: dict[str, Any]) -> dict[str, Any]:
    """A section of rich text."""
    return {"type": "rich_text_section", "elements": list(elements)}


def rich(*parts: dict[str, Any]) -> list[dict[str, Any]]:
    """The blocks of a message that was composed in Slack."""
    return [{"type": "rich_text", "block_id": "b", "elements": list(parts)}]


INLINE = re.compile(r"(:tada:|\*really\*|_very_|`x`|the page \(https://docs\.example/x\))")
LINK = {"type": "link", "url": "https://docs.example/x", "text": "the page"}
ELEMENTS = {
    ":tada:": {"type": "emoji", "name": "tada"},
    "*really*": text("really", bold=True),
    "_very_": text("very", italic=True),
    "`x`": text("x", code=True),
    "the page (https://docs.example/x)": LINK,
}


def composed(typed: str) -> list[dict[str, Any]]:
    """The inline elements that Slack's composer makes of what was typed: emoji, links, styles."""
    return [ELEMENTS.get(part) or text(part) for part in INLINE.split(typed) if part]


def items(*lines: str, indent: int = 0, style: str = "bullet") -> dict[str, Any]:
    """A list of rich text."""
    elements = [section(*composed(line)) for line in lines]
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


def test_signs_without_width_hide_no_heading_in_blocks_either() -> None:
    """They come along with what is pasted."""
    pasted = rich(section(text("\ufeffGood:\u200b clear\n\u200bGrow: ask\u200b more")))
    assert summary(read_reply("not read", pasted)) == "good: clear|grow: ask more"


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
RICH = st.sampled_from([":tada:", "*really*", "_very_", "`x`", "the page (https://docs.example/x)"])
BARE = st.lists(PLAIN, min_size=1, max_size=5).map(" ".join)
WORDS = st.lists(st.one_of(PLAIN, PLAIN, RICH), min_size=1, max_size=5).map(" ".join)
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
    st.tuples(st.just("bold"), st.lists(st.one_of(BARE, st.sampled_from(["Good:", "Grow"])), min_size=1, max_size=1)),
    st.tuples(st.sampled_from(["list", "nested", "quote"]), st.lists(WORDS, min_size=1, max_size=3)),
    # Beside a fence a back-tick is one more of its own, and plain text no longer tells where the code begins.
    st.tuples(st.just("code"), st.lists(WORDS.map(lambda words: f"({words})"), min_size=1, max_size=3)),
)


def as_blocks(parts: list[tuple[str, list[str]]]) -> list[dict[str, Any]]:
    """The message as Slack's composer sends it."""
    makers: dict[str, Callable[[list[str]], dict[str, Any]]] = {
        "section": lambda lines: section(*composed("\n".join(lines) + "\n")),
        "bold": lambda lines: section(text(lines[0], bold=True), text("\n")),
        "list": lambda lines: items(*lines),
        "nested": lambda lines: items(*lines, indent=1),
        "quote": lambda lines: {"type": "rich_text_quote", "elements": composed("\n".join(lines))},
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
    [
        "*",
        "_a",
        "Good: ",
        "- ",
        "<",
        "a ",
        "(team only",
        "• ",
        "**Good",
        "\n",
        "12 ",
        " ",
        "#",
        ":+1:",
        "Good**",
        ". ",
        "Best, ",
    ],
)
def test_long_messages_are_read_quickly(piece: str) -> None:
    """Forty thousand characters of anything take no noticeable time."""
    many = piece * (40_000 // len(piece))
    for message in (many, f"Good: {many}", f"Good{many}x", f"+ {many}x"):
        read_reply(message)
