"""Nothing people or apps write can do harm, get lost, or make the page slow."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.sandbox.composer import escape
from bot.sandbox.drawing import draw_message, draw_view
from bot.sandbox.drawing.newer_blocks import NEWER
from bot.sandbox.forms import SHAPES
from tests.sandbox.drawings import JSON, NAMES, NOW, UNIX, Page, drawn, group, plain, points, read, rich

NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<javascript:alert(1)|click>",
    '<https://a.example/"onclick="x|\'>',
    "<!date^1^{date}^javascript:alert(1)|x>",
    "<@U1|<b>>",
    "</code></pre></div>",
    "```</pre><script>```",
    "`<b>`",
    "&lt;script&gt;",
    "&#60;b&#62;",
    "<!--",
    "]]>",
    "https://a.example/<b>\"'",
    ":tada:",
    "*_~`",
    "> > <!channel>",
    "\u202eevil\u200f",
    "[x](javascript:alert(1))",
    '![x](https://a.example/"x)',
    "| a |\n|---|\n| <b> |",
]
TEXTS = st.lists(st.sampled_from(NASTY) | st.text(max_size=20) | st.sampled_from("*_~`<>|\n &:#@!"), max_size=8).map(
    "".join
)
MARKS = str.maketrans("", "", "*_~`> \n\r")


@given(TEXTS, st.booleans())
def test_no_text_gets_through_unescaped(text: str, verbatim: bool) -> None:  # noqa: FBT001  # Hypothesis gives it
    """Raw mrkdwn, even forged, makes only the elements we make."""
    read(text, verbatim=verbatim)


@given(TEXTS, st.booleans())
def test_what_was_written_can_be_read(text: str, verbatim: bool) -> None:  # noqa: FBT001  # as above
    """Typed text that was escaped is all there, but for the marks of its styles."""
    shown = read(escape(text), verbatim=verbatim, link_names=False).text
    assert shown.translate(MARKS) == text.translate(MARKS)


@given(TEXTS)
def test_rich_text_is_to_the_letter(text: str) -> None:
    """Rich text and plain text show exactly what was written."""
    for kind in ("section", "quote", "preformatted"):
        assert rich(group(kind, text)).text == text
    assert rich(points("bullet", 0, text)).text == text
    assert drawn({"type": "header", "text": plain(text) | {"emoji": False}}).text == text


def everything(text: str) -> list[JSON]:
    """Make a block of every kind with one text wherever a text can stand."""
    words, marked = plain(text), {"type": "mrkdwn", "text": text}
    choice = {"text": words, "value": text, "description": words, "url": text}
    confirm = {"title": words, "text": marked, "confirm": words, "deny": words}
    common: JSON = {"action_id": text, "placeholder": words, "confirm": confirm, "initial_value": text, "text": words}
    common |= {"value": text, "url": text, "accessibility_label": text, "options": [choice], "timezone": text}
    common |= {"initial_option": choice, "initial_options": [choice], "initial_user": text, "initial_users": [text]}
    common |= {"initial_date": text, "initial_time": text, "filetypes": [text], "icon": text, "min_length": text}
    pressed = ("file_input", "button", "overflow", "icon_button", text)
    elements = [{"type": kind} | common for kind in (*SHAPES, *pressed) if kind != "datetimepicker"]
    image = {"type": "image", "image_url": text, "alt_text": text, "title": words}
    keys = "text url name value user_id format channel_id usergroup_id range team_id fallback"
    kinds = ("text", "link", "emoji", "user", "channel", "usergroup", "broadcast", "date", "color", "team", text)
    inline = [{"type": kind, "timestamp": UNIX} | dict.fromkeys(keys.split(), text) for kind in kinds]
    rich_text = {
        "type": "rich_text",
        "elements": [group(kind, *inline) for kind in ("section", "quote", "preformatted")],
    }
    cells = [[{"type": "raw_text", "text": text}, rich_text]] * 2
    card = {"type": "card", "title": marked, "subtitle": words, "body": marked, "hero_image": image, "icon": text}
    newer: JSON = {"caption": text, "rows": cells, "level": text, "title": words, "status": text, "details": rich_text}
    newer |= {"sources": [{"url": text, "text": text}], "chart": {"segments": [{"label": text, "value": text}]}}
    newer |= {
        "text": text,
        "elements": [card],
        "child_blocks": [card, rich_text],
        "tasks": [{"title": text}],
        "url": text,
    }
    newer |= {"video_url": text, "thumbnail_url": text, "alt_text": text, "author_name": text, "external_id": text}
    other = (*NEWER, "video", "file", text)
    return [
        {"type": "header", "text": words, "block_id": text},
        {"type": "section", "text": marked, "fields": [words, marked], "block_id": text},
        *({"type": "section", "text": marked, "accessory": each, "block_id": text} for each in elements),
        *({"type": "input", "label": words, "element": each, "hint": words, "block_id": text} for each in elements),
        {"type": "actions", "elements": elements, "block_id": text},
        {"type": "context", "elements": [words, marked, image]},
        image,
        rich_text,
        {"type": "alert", "text": marked, "level": text},
        *({"type": kind, "block_id": text} | newer for kind in other),
    ]


@settings(deadline=None, max_examples=10)
@given(TEXTS)
@example(" ".join(NASTY))
def test_no_block_lets_anything_through(text: str) -> None:
    """Every block and element with a nasty text everywhere makes only the elements and attributes we make."""
    view = {
        "type": "modal",
        "id": text,
        "title": plain(text),
        "submit": plain(text),
        "blocks": everything(text),
        "hash": text,
    }
    page = Page(draw_view(view, NAMES, "Europe/Berlin", errors={text: text}))
    assert page.find("pre").text is not None
    Page(draw_message({"ts": text, "text": text, "blocks": everything(text)}, NAMES, "UTC"))


KEYS = st.sampled_from(["type", "text", "elements", "element", "label", "rows", "options"]) | st.text(max_size=3)
ANYTHING: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(ANYTHING)
def test_malformed_blocks_are_drawn_somehow(block: object) -> None:
    """Whatever shape comes, the page stands."""
    for kind in ("section", "input", "rich_text", "actions", "table", "card"):
        drawn({"type": kind, "text": block, "elements": block, "element": block, "rows": block, "fields": block})


SLOW = 3
"""Seconds of the processor's time: several times what a slow machine needs, a fraction of what a slow pattern does."""

LONG = ["*", "<", "a", "`", "_a ", "*a_", ":a", "> ", "[", "<!", "a@", "*<a", "a.-", "```", "https://", "- ", "\n  - a"]


@pytest.mark.parametrize("part", LONG)
def test_long_texts_are_quick(part: str) -> None:
    """No text makes the reader slow."""
    text = part * (3000 // len(part))
    start = time.process_time()
    read(text)
    drawn({"type": "markdown", "text": text})
    assert time.process_time() - start < SLOW


def test_a_thousand_messages_are_quick() -> None:
    """A long channel is drawn while one waits."""
    text = "Hello <@U1>, *Ada* comes on <!date^1900000000^{date_short_pretty} {time}|then> :tada: see <https://a.example|it>"
    blocks = [{"type": "rich_text", "elements": [group("section", "Thanks, ", {"type": "user", "user_id": "U1"})]}]
    start = time.process_time()
    for number in range(500):
        draw_message({"ts": f"{number}.1", "text": text}, NAMES, "Europe/Berlin", now=NOW)
        draw_message({"ts": f"{number}.2", "text": "Thanks", "blocks": blocks}, NAMES, "Europe/Berlin", now=NOW)
    assert time.process_time() - start < SLOW
