"""Forms have native, labelled controls that give back what was entered; Home and messages are drawn whole."""

import pytest

from bot.sandbox.drawing import draw_message, draw_view, entered
from tests.sandbox.drawings import JSON, NAMES, UNIX, Page, drawn, option, plain

OPTIONS = [option("a"), option("b")]
GROUPED = [{"label": plain("G"), "options": OPTIONS}]
CHECKS = {"type": "checkboxes", "action_id": "a", "options": OPTIONS}
FIELDS: dict[str, tuple[JSON, list[str] | None, object]] = {
    "plain_text_input": ({"initial_value": "\nhi", "max_length": 9, "multiline": True}, ["\nhi"], "\nhi"),
    "email_text_input": ({"initial_value": "a@b.example"}, ["a@b.example"], "a@b.example"),
    "url_text_input": ({"initial_value": "https://a.example"}, ["https://a.example"], "https://a.example"),
    "number_input": ({"initial_value": "3", "is_decimal_allowed": False, "min_value": "1"}, ["3"], "3"),
    "datepicker": ({"initial_date": "2030-05-09"}, ["2030-05-09"], "2030-05-09"),
    "timepicker": ({"initial_time": "09:30", "timezone": "Asia/Tokyo"}, ["09:30"], "09:30"),
    "datetimepicker": ({"initial_date_time": UNIX}, ["2030-05-09T14:30"], UNIX),
    "static_select": ({"options": OPTIONS, "initial_option": OPTIONS[1]}, ["b"], "b"),
    "users_select": ({"initial_user": "U1"}, ["U1"], "U1"),
    "conversations_select": ({"initial_conversation": "C2", "filter": {"include": ["public"]}}, ["C2"], "C2"),
    "channels_select": ({"initial_channel": "C1"}, ["C1"], "C1"),
    "radio_buttons": ({"options": OPTIONS, "initial_option": OPTIONS[0]}, ["a"], "a"),
    "checkboxes": ({"options": OPTIONS, "initial_options": [OPTIONS[1]]}, ["b"], ["b"]),
    "multi_static_select": ({"option_groups": GROUPED, "initial_options": OPTIONS}, ["a", "b"], ["a", "b"]),
    "multi_users_select": ({"initial_users": ["U2"], "max_selected_items": 3}, ["U2"], ["U2"]),
    "multi_conversations_select": ({"initial_conversations": ["C1"]}, ["C1"], ["C1"]),
    "multi_channels_select": ({}, [], []),
    "external_select": ({"initial_option": OPTIONS[0]}, None, OPTIONS[0]),
    "multi_external_select": ({"initial_options": OPTIONS}, None, OPTIONS),
}


def filled(page: Page) -> list[str]:
    """Give the values a browser would send, each control's in order."""
    values = [str(each.attributes.get("value")) for each in page.all("option") if "selected" in each.attributes]
    for each in page.all("input"):
        kind = each.attributes["type"]
        if kind != "search" and (kind not in ("checkbox", "radio") or "checked" in each.attributes):
            values.append(each.attributes.get("value") or "")
    return values + [each.text.removeprefix("\n") for each in page.all("textarea")]


@pytest.mark.parametrize("kind", FIELDS)
def test_what_is_proposed_comes_back(kind: str) -> None:
    """Every element is a labelled native control that holds the app's proposal and gives it back unchanged."""
    more, values, meant = FIELDS[kind]
    element = {"type": kind, "action_id": "a", "placeholder": plain("Pick")} | more
    page = drawn({"type": "input", "block_id": "b", "label": plain("Which?"), "element": element}, surface="modal")
    wrapper = page.find("div", data_field=kind)
    assert (wrapper.attributes["data-block-id"], wrapper.attributes["data-action-id"]) == ("b", "a")
    assert "data-dispatches" not in wrapper.attributes
    assert values is None or filled(page) == values
    assert entered(kind, filled(page), NAMES, "Europe/Berlin") == meant
    assert "Which?" in (page.all("legend") or page.all("label"))[0].text
    for each in page.all("input") + page.all("select") + page.all("textarea"):
        labels = [label for label in page.all("label") if label.attributes["for"] == each.attributes.get("id")]
        assert labels or each.attributes.get("aria-label")


def test_what_is_wrong_is_said_at_the_field() -> None:
    """Errors, hints and what is optional stand with their field and are read out with it."""
    element = {"type": "plain_text_input", "action_id": "a", "max_length": 20, "focus_on_load": True}
    blocks = [
        {"type": "input", "block_id": "b", "label": plain("Name"), "element": element, "hint": plain("As <typed>")},
        {"type": "input", "block_id": "c", "label": plain("More"), "element": element, "optional": True},
        {"type": "input", "block_id": "d", "label": plain("Which"), "element": CHECKS},
    ]
    view = {
        "id": "V1",
        "type": "modal",
        "hash": "1.2",
        "title": plain("Form"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": blocks,
        "state": {"values": {"b": {"a": {"type": "plain_text_input", "value": "typed"}}}},
    }
    page = Page(draw_view(view, NAMES, "UTC", errors={"b": "Too <short>", "d": "Choose", "zzz": "Elsewhere"}))
    box = page.find("input", type="text")
    assert (box.attributes["value"], box.attributes["maxlength"], box.attributes["aria-invalid"]) == (
        "typed",
        "20",
        "true",
    )
    described = [
        each.text for each in page.nodes if each.attributes.get("id") in str(box.attributes["aria-describedby"]).split()
    ]
    assert described == ["Too <short>", "As <typed>"]
    assert page.find("fieldset").attributes["aria-describedby"]
    assert page.find("span", class_="optional").text == "(optional)"
    assert [each.attributes.get("aria-required") for each in page.all("input", type="text")] == ["true", None]
    assert page.find("div", role="alert").text == "Elsewhere"
    form = page.find("form", data_view_id="V1", data_hash="1.2")
    assert page.find("h2", id=str(form.attributes["aria-labelledby"])).text == "Form"
    assert [(each.text, each.attributes.get("data-close")) for each in page.all("button")] == [
        ("×", "all"),
        ("Cancel", "this"),
        ("Save", None),
    ]


def test_entering_tells_the_app_where_it_asked_for_it() -> None:
    """Elements outside input blocks, and those that ask for it, say when they tell the app."""
    config = {"trigger_actions_on": ["on_character_entered"]}
    typing = {"type": "plain_text_input", "action_id": "t", "dispatch_action_config": config}
    select = {"type": "static_select", "action_id": "s", "options": OPTIONS}
    people = {"type": "multi_users_select", "action_id": "u"}
    page = drawn(
        {"type": "input", "block_id": "1", "label": plain("x"), "element": typing, "dispatch_action": True},
        {"type": "actions", "block_id": "2", "elements": [select]},
        {"type": "section", "block_id": "3", "text": plain("Who?"), "accessory": people},
    )
    assert [each.attributes["data-dispatches"] for each in page.nodes if "data-field" in each.attributes] == [
        "typing",
        "change",
        "change",
    ]
    assert page.find("div", role="group", data_field="multi_users_select").attributes["aria-label"] == "Who?"


def test_app_home_and_messages() -> None:
    """Home is no form; a message shows its text, that it was edited, its files and attachments."""
    home = {"id": "V2", "type": "home", "blocks": [{"type": "header", "text": plain("Hello")}]}
    assert Page(draw_view(home, NAMES, "UTC")).find("div", data_view_id="V2").text == "Hello"
    page = Page(
        draw_message(
            {
                "ts": "1.2",
                "text": "*hi* https://a.example @ann",
                "edited": {"user": "U1", "ts": "1.3"},
                "files": [{"name": "a.ics", "size": 2000}],
                "attachments": [{"title": "T", "text": "_x_", "fields": [{"title": "F", "value": "v"}]}],
            },
            NAMES,
            "UTC",
        )
    )
    assert page.text == "hi https://a.example @ann📄 a.ics · 2 kBTxF v(edited)"
