"""What people type becomes what Slack's message box sends."""

from typing import Any

import pytest

from bot.sandbox.composer import Composer

PEOPLE = {"ann": "U1"}
COMPOSER = Composer(PEOPLE.get, {"town": "C1"}.get)


def elements(typed: str) -> list[dict[str, Any]]:
    """Give the groups of the rich_text block."""
    return list(COMPOSER.compose(typed).blocks[0]["elements"])


TEXTS = {
    "a < b & c > d": "a &lt; b &amp; c &gt; d",
    "hi @ann in #town": "hi <@U1> in <#C1>",
    "@nobody": "@nobody",
    "see https://a.example/?x=1&y=2": "see <https://a.example/?x=1&amp;y=2>",
    "- one\n- two": "• one\n• two",
    "1. one\n2. two": "1. one\n2. two",
    "- one\n  - deeper": "• one\n    ◦ deeper",
    "*bold* and 2*3*4": "*bold* and 2*3*4",
    "👍🏽 yes": ":+1::skin-tone-4: yes",
    ":tada: at 10:30:15": ":tada: at 10:30:15",
    "hey @channel": "hey <!channel>",
    "> quoted": "&gt; quoted",
    "+ typed plus": "+ typed plus",
}


@pytest.mark.parametrize("typed", TEXTS)
def test_text_is_escaped_with_ids(typed: str) -> None:
    """The top-level text is mrkdwn with escapes."""
    assert COMPOSER.compose(typed).text == TEXTS[typed]


def test_lists_and_sections_alternate() -> None:
    """A list ends where a line begins without a mark."""
    groups = elements("Good:\n- one\n- two\nGrow:\n- three\n\nthanks")
    assert [each["type"].removeprefix("rich_text_") for each in groups] == [
        *("section", "list", "section", "list", "section"),
    ]
    assert groups[0]["elements"] == [{"type": "text", "text": "Good:\n"}]
    assert len(groups[1]["elements"]) == 2
    assert groups[4]["elements"] == [{"type": "text", "text": "\nthanks"}]


def test_special_elements() -> None:
    """Mentions, emoji, links and styles are elements of their own."""
    (section,) = elements("@ann :tada: `x<y` https://a.example end")
    assert section["elements"] == [
        {"type": "user", "user_id": "U1"},
        {"type": "text", "text": " "},
        {"type": "emoji", "name": "tada"},
        {"type": "text", "text": " "},
        {"type": "text", "text": "x<y", "style": {"code": True}},
        {"type": "text", "text": " "},
        {"type": "link", "url": "https://a.example"},
        {"type": "text", "text": " end"},
    ]
