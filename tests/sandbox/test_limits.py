"""Every limit of Slack's is kept: what just fits passes, one more is refused."""

from collections.abc import Callable
from typing import Any, Literal

import pytest

from bot.sandbox.ids import JSON, SlackError
from bot.sandbox.limits import check_blocks, check_view, refuse_long, refuse_metadata

Many = Callable[[int], JSON]


def plain(length: int) -> JSON:
    """Make a plain text of some length."""
    return {"type": "plain_text", "text": "x" * length}


def mrkdwn(length: int) -> JSON:
    """Make a mrkdwn text of some length."""
    return {"type": "mrkdwn", "text": "x" * length}


def button(**more: Any) -> JSON:  # noqa: ANN401  # any part of a button
    """Make a button."""
    return {"type": "button", "text": plain(4), **more}


def actions(*elements: JSON) -> JSON:
    """Put elements in a row."""
    return {"type": "actions", "elements": list(elements)}


def options(count: int, text: int = 3, value: int = 0) -> list[JSON]:
    """Make choices."""
    return [{"text": plain(text), "value": "v" * value + str(index)} for index in range(count)]


def select(count: int = 1, **more: Any) -> JSON:  # noqa: ANN401  # any part of a select
    """Make a menu."""
    return {"type": "static_select", "options": options(count), **more}


def field(element: JSON, **more: Any) -> JSON:  # noqa: ANN401  # any part of an input
    """Put an element into an input block."""
    return {"type": "input", "label": plain(4), "element": element, **more}


def section(**more: Any) -> JSON:  # noqa: ANN401  # any part of a section
    """Make a section."""
    return {"type": "section", "text": mrkdwn(4), **more}


LIMITS: dict[str, tuple[int, Many]] = {
    "section text": (3000, lambda n: section(text=mrkdwn(n))),
    "section fields": (10, lambda n: section(fields=[mrkdwn(1)] * n)),
    "section field text": (2000, lambda n: section(fields=[mrkdwn(n)])),
    "header": (150, lambda n: {"type": "header", "text": plain(n)}),
    "context elements": (10, lambda n: {"type": "context", "elements": [mrkdwn(1)] * n}),
    "actions elements": (25, lambda n: actions(*[button(action_id=str(i)) for i in range(n)])),
    "block id": (255, lambda n: {"type": "divider", "block_id": "b" * n}),
    "action id": (255, lambda n: actions(button(action_id="a" * n))),
    "input label": (2000, lambda n: field({"type": "datepicker"}, label=plain(n))),
    "input hint": (2000, lambda n: field({"type": "datepicker"}, hint=plain(n))),
    "image url": (3000, lambda n: {"type": "image", "alt_text": "a", "image_url": "u" * n}),
    "image alt text": (2000, lambda n: {"type": "image", "alt_text": "a" * n, "image_url": "u"}),
    "button text": (75, lambda n: actions(button(text=plain(n)))),
    "button value": (2000, lambda n: actions(button(value="v" * n))),
    "button url": (3000, lambda n: actions(button(url="u" * n))),
    "button accessibility label": (75, lambda n: actions(button(accessibility_label="a" * n))),
    "option text": (75, lambda n: actions(select(options=options(1, text=n)))),
    "option value": (150, lambda n: actions(select(options=[{"text": plain(1), "value": "v" * n}]))),
    "option description": (
        75,
        lambda n: actions(select(options=[{"text": plain(1), "value": "v", "description": plain(n)}])),
    ),
    "select options": (100, lambda n: actions(select(n))),
    "select groups": (
        100,
        lambda n: actions({"type": "static_select", "option_groups": [{"label": plain(1), "options": options(1)}] * n}),
    ),
    "group label": (
        75,
        lambda n: actions({"type": "static_select", "option_groups": [{"label": plain(n), "options": options(1)}]}),
    ),
    "overflow": (5, lambda n: actions({"type": "overflow", "options": options(n)})),
    "checkboxes": (10, lambda n: actions({"type": "checkboxes", "options": options(n)})),
    "radio buttons": (10, lambda n: actions({"type": "radio_buttons", "options": options(n)})),
    "placeholder": (150, lambda n: actions(select(placeholder=plain(n)))),
    "text input max_length": (3000, lambda n: field({"type": "plain_text_input", "max_length": n})),
    "file input": (10, lambda n: field({"type": "file_input", "max_files": n})),
    "confirm title": (100, lambda n: actions(button(confirm=dialog(title=plain(n))))),
    "confirm text": (300, lambda n: actions(button(confirm=dialog(text=mrkdwn(n))))),
    "confirm button": (30, lambda n: actions(button(confirm=dialog(confirm=plain(n))))),
    "deny button": (30, lambda n: actions(button(confirm=dialog(deny=plain(n))))),
    "markdown": (12_000, lambda n: {"type": "markdown", "text": "x" * n}),
    "table rows": (100, lambda n: {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * n}),
    "table columns": (20, lambda n: {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * n]}),
    "table text": (10_000, lambda n: {"type": "table", "rows": [[{"type": "raw_text", "text": "x" * n}]]}),
    "card body": (200, lambda n: {"type": "card", "body": mrkdwn(n)}),
    "carousel": (10, lambda n: {"type": "carousel", "elements": [{"type": "card"}] * n}),
}


def dialog(**more: JSON) -> JSON:
    """Make a confirmation dialog."""
    return {"title": plain(4), "text": plain(4), "confirm": plain(3), "deny": plain(2), **more}


@pytest.mark.parametrize("what", LIMITS)
def test_what_fits_passes_and_one_more_is_refused(what: str) -> None:
    """Each limit is exact, and the complaint points at the place."""
    most, make = LIMITS[what]
    assert check_blocks([make(most)], "message") == []
    complaints = check_blocks([make(most + 1)], "message")
    assert complaints
    assert all("[json-pointer:/blocks" in each for each in complaints)


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)])
def test_blocks_are_counted(surface: Literal["message", "modal", "home"], most: int) -> None:
    """Messages hold fifty blocks, forms and Home tabs a hundred."""
    assert check_blocks([{"type": "divider"}] * most, surface) == []
    assert check_blocks([{"type": "divider"}] * (most + 1), surface) != []


WRONG: dict[str, JSON] = {
    "an empty text": section(text=mrkdwn(0)),
    "a section of nothing": {"type": "section"},
    "a header in mrkdwn": {"type": "header", "text": mrkdwn(3)},
    "a button in mrkdwn": actions(button(text=mrkdwn(3))),
    "an unknown block": {"type": "sectoin", "text": mrkdwn(3)},
    "an unknown field": section(txet="x"),
    "an unknown style": actions(button(style="loud")),
    "no elements": {"type": "actions", "elements": []},
    "one action id twice": actions(button(action_id="a"), button(action_id="a")),
    "a text input outside an input": actions({"type": "plain_text_input"}),
    "a button inside an input": field(button()),
    "options and groups": actions(select(option_groups=[])),
    "a select without options": actions({"type": "static_select"}),
    "an initial option that is none": actions(select(initial_option={"text": plain(1), "value": "none"})),
    "one value twice": actions(select(options=options(1) * 2)),
    "a malformed date": actions({"type": "datepicker", "initial_date": "2030-13-01"}),
    "a malformed time": actions({"type": "timepicker", "initial_time": "25:00"}),
    "a date and time in milliseconds": actions({"type": "datetimepicker", "initial_date_time": 10**12}),
    "nobody to select": actions({"type": "multi_users_select", "max_selected_items": 0}),
    "an alert in a message": {"type": "alert", "text": plain(3)},
    "an empty run of rich text": {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}],
    },
    "a list of nothing known": {"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": []}]},
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_malformed_is_refused(what: str) -> None:
    """Shapes count as well as sizes."""
    assert check_blocks([WRONG[what]], "message") != []


def test_block_ids_are_unique() -> None:
    """Two blocks of one message may not share an id."""
    assert check_blocks([{"type": "divider", "block_id": "b"}] * 2, "message") != []


def view(**more: Any) -> JSON:  # noqa: ANN401  # any part of a view
    """Make a form."""
    return {"type": "modal", "title": plain(4), "blocks": [section()], **more}


@pytest.mark.parametrize(
    ("what", "most"),
    [
        ("title", 24),
        ("submit", 24),
        ("close", 24),
        ("private_metadata", 3000),
        ("callback_id", 255),
        ("external_id", 255),
    ],
)
def test_the_parts_of_a_view_have_limits(what: str, most: int) -> None:
    """Titles and buttons are short, metadata and ids are not endless."""

    def make(length: int) -> Any:  # noqa: ANN401  # a text object or a string
        return plain(length) if what in ("title", "submit", "close") else "x" * length

    assert check_view(view(**{what: make(most)}), "modal") == []
    assert check_view(view(**{what: make(most + 1)}), "modal") != []


def test_a_form_with_inputs_needs_submit() -> None:
    """Slack refuses inputs nobody could send."""
    inputs = [field({"type": "datepicker"})]
    assert check_view(view(blocks=inputs), "modal") != []
    assert check_view(view(blocks=inputs, submit=plain(4)), "modal") == []


def test_a_view_may_weigh_a_quarter_megabyte() -> None:
    """Beyond it is view_too_large."""
    with pytest.raises(SlackError, match="view_too_large"):
        check_view(view(blocks=[section(text=mrkdwn(3000))] * 90), "modal")


def test_all_texts_of_a_message_together_are_bounded() -> None:
    """Many blocks that fit alone do not fit together."""
    refuse_long([section(text=mrkdwn(2600))] * 5)
    with pytest.raises(SlackError, match="msg_blocks_too_long"):
        refuse_long([section(text=mrkdwn(2601))] * 5)


def test_metadata_is_flat() -> None:
    """An event type and a payload of plain values."""
    refuse_metadata({"event_type": "delivery_sent", "event_payload": {"id": "1"}})
    for bad in ({"event_type": "x"}, {"event_type": "Bad Name", "event_payload": {}}, "text"):
        with pytest.raises(SlackError, match="invalid_metadata"):
            refuse_metadata(bad)
