"""Blocks become the elements that mean them."""

import pytest

from tests.sandbox.drawings import JSON, drawn, plain


def test_blocks() -> None:
    """Each kind of block becomes the element that means it."""
    button = {"type": "button", "text": plain("Go :tada:"), "action_id": "go", "value": "7", "style": "primary"}
    page = drawn(
        {"type": "header", "block_id": "h", "text": plain("Top *x*")},
        {"type": "divider"},
        {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "*b*"}, "accessory": button},
        {"type": "section", "fields": [plain("f1"), {"type": "mrkdwn", "text": "_f2_"}]},
        {
            "type": "context",
            "elements": [plain("c"), {"type": "image", "image_url": "https://i.example", "alt_text": "i"}],
        },
        {"type": "image", "image_url": "https://i.example/a.png", "alt_text": "pic", "title": plain("Title")},
    )
    assert page.text == "Top *x*bGo :tada:f1f2cTitle"
    assert page.find("h3").text == "Top *x*"
    assert page.find("button").attributes == {
        "type": "button",
        "class": "button primary",
        "data-kind": "button",
        "data-block-id": "s",
        "data-action-id": "go",
        "data-value": "7",
    }
    assert {each.attributes["alt"] for each in page.all("img")} == {"i", "pic"}
    assert page.find("figcaption").text == "Title"


def test_buttons_that_ask_or_lead_away() -> None:
    """A confirm dialog is there, closed and named; a button with an address is a link that is pressed too."""
    confirm = {
        "title": plain("Sure?"),
        "text": {"type": "mrkdwn", "text": "*Really*"},
        "confirm": plain("Yes"),
        "deny": plain("No"),
    }
    away = {"type": "button", "text": plain("Away"), "action_id": "a", "url": "https://a.example"}
    asks = {"type": "button", "text": plain("Ask"), "action_id": "b", "confirm": confirm | {"style": "danger"}}
    page = drawn({"type": "actions", "block_id": "x", "elements": [away, asks]})
    dialog = page.find("dialog")
    assert page.find("button", data_action_id="b").attributes["data-confirm"] == dialog.attributes["id"]
    assert [(each.text, each.attributes["data-answer"]) for each in page.all("button")[1:]] == [
        ("No", "deny"),
        ("Yes", "confirm"),
    ]
    assert page.find("a", data_action_id="a").attributes["href"] == "https://a.example"
    quiet = drawn({"type": "actions", "elements": [asks]}, interactive=False)
    assert "disabled" in quiet.find("button").attributes
    assert not quiet.all("dialog")


def test_a_menu_behind_three_dots() -> None:
    """Each choice is a button of its own, with the value the app gets."""
    options = [{"text": plain("Edit"), "value": "e"}, {"text": plain("Docs"), "value": "d", "url": "https://d.example"}]
    menu = {"type": "overflow", "action_id": "more", "options": options}
    page = drawn({"type": "section", "block_id": "s", "text": plain("t"), "accessory": menu})
    assert page.find("summary").attributes["aria-label"] == "More actions"
    assert page.find("button", data_kind="overflow", data_value="e").text == "Edit"
    assert page.find("a", data_value="d").attributes["href"] == "https://d.example"


BUTTON = {"type": "button", "text": plain("B"), "action_id": "x"}
CARD = {"type": "card", "title": plain("Card"), "body": plain("Body"), "actions": [BUTTON]}
ROWS = [[{"type": "raw_text", "text": "Name"}], [{"type": "raw_number", "value": 7, "text": "7"}]]
NEWER = [
    ("Cap Name 7", {"type": "data_table", "caption": "Cap ", "rows": ROWS}),
    ("⚠️ Careful", {"type": "alert", "level": "warning", "text": plain("Careful")}),
    ("CardBodyB", {"type": "carousel", "elements": [CARD]}),
    ("BoxCardBodyB", {"type": "container", "title": plain("Box"), "is_collapsible": True, "child_blocks": [CARD]}),
    ("BoxCardBodyB", {"type": "container", "title": plain("Box"), "child_blocks": [CARD]}),
    (
        "Chart S Mon 3",
        {
            "type": "data_visualization",
            "title": "Chart",
            "chart": {"type": "bar", "series": [{"name": "S", "data": [{"label": "Mon", "value": 3}]}]},
        },
    ),
    (
        "Pie Value Kit 45",
        {"type": "data_visualization", "title": "Pie", "chart": {"segments": [{"label": "Kit", "value": 45}]}},
    ),
    (
        "PlanTask DoneSrc",
        {
            "type": "plan",
            "title": "Plan",
            "tasks": [
                {"title": "Task", "status": "complete", "sources": [{"url": "https://s.example", "text": "Src"}]}
            ],
        },
    ),
    (
        "FilmAnn",
        {
            "type": "video",
            "title": plain("Film"),
            "author_name": "Ann",
            "video_url": "https://v.example",
            "alt_text": "",
        },
    ),
    ("📄 F1", {"type": "file", "external_id": "F1", "source": "remote"}),
]


@pytest.mark.parametrize(("text", "block"), NEWER)
def test_newer_blocks(text: str, block: JSON) -> None:
    """Tables, cards, charts, alerts and the rest show everything they hold."""
    assert drawn(block).text.replace(" ", "").removesuffix("Apicture") == text.replace(" ", "")


def test_tables_align_their_columns() -> None:
    """The first row heads the columns, which stand as the app asked."""
    page = drawn({"type": "table", "rows": ROWS, "column_settings": [{"align": "right"}]})
    assert page.find("th").attributes == {"scope": "col", "class": "align-right"}
    assert page.find("td", class_="align-right").text == "7"


def test_small_buttons_are_there_for_whom_they_are_meant() -> None:
    """Thumbs and icons are buttons with names; one for other people is not there."""
    thumbs = {"type": "feedback_buttons", "action_id": "f", "positive_button": {"text": plain("Good"), "value": "p"}}
    icon = {"type": "icon_button", "icon": "trash", "text": plain("Delete"), "action_id": "d"}
    both = [icon, icon | {"text": plain("Not for Ann"), "visible_to_user_ids": ["U2"]}]
    page = drawn({"type": "context_actions", "elements": [thumbs, *both]})
    assert [each.attributes["aria-label"] for each in page.all("button")] == ["Good", "Delete"]


MARKDOWN = {
    "# One\n## Two": "<h3>One</h3><h4>Two</h4>",
    "- a\n  more\n  - b\n- [x] c": "<ul><li>a<br>more<ul><li>b</li></ul></li><li>☑ c</li></ul>",
    "3. a\n4. b": '<ol start="3"><li>a</li><li>b</li></ol>',
    "**b** _i_ ~~s~~ `c*`\n\\*x\\*": "<p><strong>b</strong> <em>i</em> <s>s</s> <code>c*</code><br>*x*</p>",
    "> q\n> - a": "<blockquote><p>q</p><ul><li>a</li></ul></blockquote>",
    "```py\na <b>\n```\nend": "<pre><code>a &lt;b&gt;</code></pre><p>end</p>",
    "| a | b |\n|---|:-:|\n| 1 | 2 |": (
        '<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    ),
    "---": '<hr class="divider">',
    "[x](javascript:alert)": "<p>x</p>",
}


@pytest.mark.parametrize(("text", "html"), MARKDOWN.items())
def test_markdown(text: str, html: str) -> None:
    """The markdown block reads everyday Markdown."""
    page = drawn({"type": "markdown", "text": text})
    assert page.html == f'<div class="blocks"><div class="markdown">{html}</div></div>'


@pytest.mark.parametrize(
    "block", [{"type": "marvel", "text": "<b>"}, {"type": "header"}, {"type": "input", "element": {}}, {}]
)
def test_unknown_blocks_show_their_json(block: JSON) -> None:
    """What is unknown or malformed is shown as it was sent."""
    page = drawn(block)
    assert "can't draw" in page.find("summary").text
    assert all(str(value) in page.find("pre").text for value in block.values() if isinstance(value, str))
