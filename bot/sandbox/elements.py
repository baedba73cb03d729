"""The limits of what stands inside blocks: buttons, selects, pickers, inputs, options and dialogs."""

import re
from collections.abc import Callable

from bot.sandbox.check import Check
from bot.sandbox.ids import JSON

Rule = Callable[[Check, JSON, str], None]

_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_COMMON = {"action_id", "confirm", "focus_on_load"}
_CHOICE = _COMMON | {"placeholder"}
_CONVERSATION_KINDS = {"im", "mpim", "private", "public"}


def check_confirm(check: Check, node: JSON, where: str) -> None:
    """A confirmation dialog."""
    check.fields(node, where, {"title", "text", "confirm", "deny"}, {"style"})
    for key, most in (("title", 100), ("confirm", 30), ("deny", 30)):
        check.text(node.get(key), f"{where}/{key}", most, plain=True)
    check.text(node.get("text"), f"{where}/text", 300)
    check.one_of(node.get("style"), f"{where}/style", {"primary", "danger"})


def _option(check: Check, node: JSON, where: str, *, url: bool = False, plain: bool = True) -> None:
    """One choice of a select, menu or set of boxes."""
    if not check.fields(node, where, {"text", "value"}, {"description", *(["url"] if url else [])}):
        return
    check.text(node["text"], f"{where}/text", 75, plain=plain)
    check.length(node["value"], f"{where}/value", 150, 1)
    check.text(node.get("description"), f"{where}/description", 75, plain=plain)
    check.length(node.get("url"), f"{where}/url", 3000)


def _options(check: Check, node: JSON, where: str, most: int = 100, *, url: bool = False, plain: bool = True) -> None:
    """A list of choices, no value twice."""
    choices = check.count(node.get("options"), f"{where}/options", most)
    for index, each in enumerate(choices):
        _option(check, each, f"{where}/options/{index}", url=url, plain=plain)
    check.unique([str(each.get("value")) for each in choices], f"{where}/options", "duplicated values are not allowed;")


def _initial(check: Check, node: JSON, where: str) -> None:
    """Initial choices must be among the choices, word for word."""
    groups = node.get("option_groups") or [node]
    values = [str(each.get("value")) for group in groups for each in group.get("options") or []]
    given = [node["initial_option"]] if "initial_option" in node else node.get("initial_options") or []
    for each in given:
        if str(each.get("value")) not in values:
            check.complain(f"initial option not found in options: {each.get('value')}", where)
    if "initial_options" in node:
        check.count(node["initial_options"], f"{where}/initial_options", 100)


def check_button(check: Check, node: JSON, where: str) -> None:
    """A button; one with a url also sends its press to the app."""
    optional = {"action_id", "url", "value", "style", "confirm", "accessibility_label"}
    if check.fields(node, where, {"text"}, optional):
        check.text(node["text"], f"{where}/text", 75, plain=True)
    check.length(node.get("value"), f"{where}/value", 2000)
    check.length(node.get("url"), f"{where}/url", 3000)
    check.length(node.get("accessibility_label"), f"{where}/accessibility_label", 75)
    check.one_of(node.get("style"), f"{where}/style", {"primary", "danger"})


def _overflow(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, {"options"}, {"action_id", "confirm"})
    _options(check, node, where, 5, url=True)


def _select(check: Check, node: JSON, where: str) -> None:
    several = node["type"].startswith("multi_")
    first = {"initial_options", "max_selected_items"} if several else {"initial_option"}
    check.fields(node, where, set(), _CHOICE | first | {"options", "option_groups"})
    if ("options" in node) == ("option_groups" in node):
        check.complain("must provide either options or option_groups", where)
    if "options" in node:
        _options(check, node, where)
    if "option_groups" in node:
        for index, group in enumerate(check.count(node["option_groups"], f"{where}/option_groups", 100)):
            check.text(group.get("label"), f"{where}/option_groups/{index}/label", 75, plain=True)
            _options(check, group, f"{where}/option_groups/{index}")
    _initial(check, node, where)


def _external_select(check: Check, node: JSON, where: str) -> None:
    several = node["type"].startswith("multi_")
    first = {"initial_options", "max_selected_items"} if several else {"initial_option"}
    check.fields(node, where, set(), _CHOICE | first | {"min_query_length"})


def _people_select(check: Check, node: JSON, where: str) -> None:
    noun = node["type"].removeprefix("multi_").removesuffix("_select").removesuffix("s")
    several = node["type"].startswith("multi_")
    first = {f"initial_{noun}s", "max_selected_items"} if several else {f"initial_{noun}"}
    extra = {"response_url_enabled"} if not several and noun != "user" else set()
    if noun == "conversation":
        extra |= {"default_to_current_conversation", "filter"}
        for each in (node.get("filter") or {}).get("include", []):
            check.one_of(each, f"{where}/filter/include", _CONVERSATION_KINDS)
    check.fields(node, where, set(), _CHOICE | first | extra)


def _boxes(check: Check, node: JSON, where: str) -> None:
    first = "initial_options" if node["type"] == "checkboxes" else "initial_option"
    check.fields(node, where, {"options"}, _COMMON | {first})
    _options(check, node, where, 10, plain=False)
    _initial(check, node, where)


def _date(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, set(), _CHOICE | {"initial_date"})
    if not _DATE.fullmatch(node.get("initial_date", "2030-01-01")):
        check.complain("must provide a date in the format YYYY-MM-DD", f"{where}/initial_date")


def _time(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, set(), _CHOICE | {"initial_time", "timezone"})
    if not _TIME.fullmatch(node.get("initial_time", "12:00")):
        check.complain("must provide a time in the format HH:mm", f"{where}/initial_time")


def _date_time(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, set(), _COMMON | {"initial_date_time"})
    check.number(node.get("initial_date_time"), f"{where}/initial_date_time", 10**9, 10**10 - 1)


def _dispatch(check: Check, node: JSON, where: str) -> None:
    for each in (node.get("dispatch_action_config") or {}).get("trigger_actions_on", []):
        check.one_of(each, f"{where}/dispatch_action_config", {"on_enter_pressed", "on_character_entered"})


def _text_input(check: Check, node: JSON, where: str) -> None:
    extra = {"initial_value", "dispatch_action_config"}
    if node["type"] == "plain_text_input":
        extra |= {"multiline", "min_length", "max_length"}
        check.number(node.get("min_length"), f"{where}/min_length", 0, 3000)
        check.number(node.get("max_length"), f"{where}/max_length", 1, 3000)
        check.length(node.get("initial_value"), f"{where}/initial_value", node.get("max_length") or 3000)
    check.fields(node, where, set(), _CHOICE | extra)
    _dispatch(check, node, where)


def _number_input(check: Check, node: JSON, where: str) -> None:
    extra = {"initial_value", "min_value", "max_value", "dispatch_action_config"}
    check.fields(node, where, {"is_decimal_allowed"}, _CHOICE | extra)
    for key in ("initial_value", "min_value", "max_value"):
        check.length(node.get(key), f"{where}/{key}", 50, 1)
    _dispatch(check, node, where)


def _rich_input(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, {"action_id"}, _CHOICE | {"initial_value", "dispatch_action_config"})


def _file_input(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, set(), _COMMON | {"filetypes", "max_files"})
    check.number(node.get("max_files"), f"{where}/max_files", 1, 10)


def check_image(check: Check, node: JSON, where: str) -> None:
    """An image by its address."""
    optional = {"title", "block_id", "image_url", "slack_file", "image_width", "image_height", "image_bytes"}
    check.fields(node, where, {"alt_text"}, optional)
    if ("image_url" in node) == ("slack_file" in node):
        check.complain("must provide either image_url or slack_file", where)
    check.length(node.get("image_url"), f"{where}/image_url", 3000, 1)
    check.length(node.get("alt_text"), f"{where}/alt_text", 2000, 1)
    check.text(node.get("title"), f"{where}/title", 2000, plain=True)


RULES: dict[str, Rule] = {
    "button": check_button,
    "overflow": _overflow,
    "static_select": _select,
    "multi_static_select": _select,
    "external_select": _external_select,
    "multi_external_select": _external_select,
    **{
        f"{many}{noun}_select": _people_select
        for many in ("", "multi_")
        for noun in ("users", "conversations", "channels")
    },
    "checkboxes": _boxes,
    "radio_buttons": _boxes,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _date_time,
    "plain_text_input": _text_input,
    "email_text_input": _text_input,
    "url_text_input": _text_input,
    "number_input": _number_input,
    "rich_text_input": _rich_input,
    "file_input": _file_input,
    "image": check_image,
}

ONLY_INPUT = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input"}
SECTION = set(RULES) - ONLY_INPUT - {"datetimepicker"}
ACTIONS = set(RULES) - ONLY_INPUT - {"image"}
INPUT = set(RULES) - {"button", "overflow", "image"}


def check_element(check: Check, node: object, where: str, allowed: set[str]) -> None:
    """Check one element against its own rule and the limits all elements share."""
    kind = node.get("type") if isinstance(node, dict) else None
    if not isinstance(node, dict) or kind not in allowed:
        check.complain(f"unsupported type: {kind}", f"{where}/type")
        return
    RULES[str(kind)](check, node, where)
    check.length(node.get("action_id"), f"{where}/action_id", 255, 1)
    check.text(node.get("placeholder"), f"{where}/placeholder", 150, plain=True)
    if "max_selected_items" in node:
        check.number(node["max_selected_items"], f"{where}/max_selected_items", 1, 100)
    if isinstance(node.get("confirm"), dict):
        check_confirm(check, node["confirm"], f"{where}/confirm")
