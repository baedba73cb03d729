"""What is filled in: native controls for every element that holds a value.

Each is wrapped in an element with data-field (its Slack type), data-block-id and data-action-id; data-dispatches says
when entering something tells the app: "change", or "enter" and "typing" for text. values.py reads what comes back.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.sandbox.drawing.buttons import describe, draw_confirm
from bot.sandbox.drawing.mrkdwn import draw_words, words
from bot.sandbox.drawing.pen import Pen
from bot.sandbox.drawing.rich_text import rich_text_words
from bot.sandbox.drawing.tags import NOTHING, Attribute, join, tag, void
from bot.sandbox.forms import SHAPES
from bot.sandbox.ids import JSON

_TYPES = {"email_text_input": "email", "url_text_input": "url", "datepicker": "date", "timepicker": "time"}
_TRIGGERS = {"on_enter_pressed": "enter", "on_character_entered": "typing"}
GROUPS = {each for each, shape in SHAPES.items() if shape.many} | {"radio_buttons"}
"""Elements of several controls, which a fieldset holds together."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a control stands: its DOM id, what names and describes it, and whether it must be filled.

    `label` is for controls no visible label names; `dispatches` says that the app hears of each entry.
    """

    block_id: str
    control_id: str
    label: str | None = None
    described_by: str | None = None
    required: bool = False
    invalid: bool = False
    dispatches: bool = True


def draw_field(pen: Pen, element: JSON, spot: Spot) -> Markup:
    """Draw an element that holds a value; KeyError for a type that is unknown."""
    kind = str(element["type"])
    control = _CONTROLS[kind](pen, element, spot)
    dialog, asking = draw_confirm(pen, element)
    group = kind in GROUPS and spot.label is not None
    return tag(
        "div",
        control,
        dialog,
        class_=f"element {kind.replace('_', '-')}",
        role="group" if group else None,
        aria_label=spot.label if group else None,
        data_field=kind,
        data_block_id=spot.block_id,
        data_action_id=str(element.get("action_id", "")),
        data_dispatches=_when(element, kind) if spot.dispatches else None,
        data_most=element.get("max_selected_items"),
        data_confirm=asking,
    )


def is_field(element: JSON) -> bool:
    """Tell whether an element holds a value."""
    return element.get("type") in _CONTROLS


def current(pen: Pen, element: JSON, block_id: str) -> Any:  # noqa: ANN401  # depends on the element
    """Give what is entered now: what the person typed, or what the app proposes."""
    shape = SHAPES[element["type"]]
    state = pen.typed.get(block_id, {}).get(element.get("action_id", ""))
    if state is not None and state.get("type") == element["type"]:
        return state.get(shape.key)
    return element.get(shape.initial)


def _when(element: JSON, kind: str) -> str:
    if not kind.endswith("_input") or kind == "file_input":
        return "change"
    asked = (element.get("dispatch_action_config") or {}).get("trigger_actions_on") or ["on_enter_pressed"]
    return " ".join(_TRIGGERS[each] for each in asked if each in _TRIGGERS)


def _common(pen: Pen, element: JSON, spot: Spot) -> dict[str, Attribute]:
    """Give the attributes every single control has."""
    placeholder = words(element.get("placeholder"))
    return {
        "id": spot.control_id,
        "aria_label": spot.label,
        "aria_describedby": spot.described_by,
        "aria_required": "true" if spot.required else None,
        "aria_invalid": "true" if spot.invalid else None,
        "placeholder": placeholder or None,
        "autofocus": element.get("focus_on_load") is True,
        "disabled": not pen.interactive,
    }


# Typed


def _typed(pen: Pen, element: JSON, spot: Spot) -> Markup:
    """Draw a box for one line or several."""
    value = current(pen, element, spot.block_id)
    lengths = {"minlength": element.get("min_length"), "maxlength": element.get("max_length")}
    common = _common(pen, element, spot) | lengths
    if element.get("multiline"):
        return _area(common, str(value or ""))
    kind = _TYPES.get(element["type"], "text")
    if kind in ("date", "time"):
        common.pop("placeholder")
    box = void("input", type=kind, value=value, autocomplete="off", **common)
    zone = element.get("timezone")
    return join([box, " ", tag("span", str(zone), class_="zone")]) if zone else box


def _area(common: dict[str, Attribute], value: str) -> Markup:
    """Draw a box for several lines; browsers drop the first line break, so one more is put in front."""
    return tag("textarea", "\n" + value, rows=4, **common)


def _number(pen: Pen, element: JSON, spot: Spot) -> Markup:
    return void(
        "input",
        type="number",
        value=current(pen, element, spot.block_id),
        min=element.get("min_value"),
        max=element.get("max_value"),
        step="any" if element.get("is_decimal_allowed") else 1,
        **_common(pen, element, spot),
    )


def _rich(pen: Pen, element: JSON, spot: Spot) -> Markup:
    return _area(_common(pen, element, spot), rich_text_words(current(pen, element, spot.block_id)))


def _moment(pen: Pen, element: JSON, spot: Spot) -> Markup:
    """Draw date and time in the reader's own zone."""
    unix = current(pen, element, spot.block_id)
    value = f"{datetime.fromtimestamp(int(unix), ZoneInfo(pen.zone)):%Y-%m-%dT%H:%M}" if unix else None
    box = void("input", type="datetime-local", value=value, **_common(pen, element, spot))
    return join([box, " ", tag("span", pen.zone, class_="zone")])


def _file(pen: Pen, element: JSON, spot: Spot) -> Markup:
    endings = ",".join(f".{each}" for each in element.get("filetypes") or [])
    several = (element.get("max_files") or 10) > 1
    return void("input", type="file", accept=endings or None, multiple=several, **_common(pen, element, spot))


# Chosen


def _select(pen: Pen, element: JSON, spot: Spot) -> Markup:
    """Draw a menu, in groups where the app made groups."""
    chosen = _value_of(current(pen, element, spot.block_id))
    groups = element.get("option_groups")
    if groups:
        made = join(tag("optgroup", _options(each, chosen), label=words(each.get("label"))) for each in groups)
    else:
        made = _options(element, chosen)
    return _menu(pen, element, spot, made, chosen)


def _menu(pen: Pen, element: JSON, spot: Spot, options: Markup, chosen: str | None) -> Markup:
    common = _common(pen, element, spot)
    prompt = common.pop("placeholder") or "Choose one"
    nothing = tag("option", str(prompt), value="", selected=chosen is None)
    return tag("select", nothing, options, **common)


def _options(holder: JSON, chosen: str | None) -> Markup:
    made = []
    for option in holder.get("options") or []:
        value, text = str(option.get("value", "")), words(option.get("text"))
        description = words(option.get("description"))
        shown = f"{text} – {description}" if description else text
        made.append(tag("option", shown, value=value, selected=value == chosen))
    return join(made)


def _listed(pen: Pen, element: JSON, spot: Spot) -> Markup:
    """Draw a menu of people, conversations or channels."""
    chosen = current(pen, element, spot.block_id)
    offered = _offered(pen, element, [chosen] if chosen else [])
    made = join(tag("option", name, value=id_, selected=id_ == chosen) for id_, name in offered)
    return _menu(pen, element, spot, made, chosen or None)


def _offered(pen: Pen, element: JSON, chosen: Iterable[str]) -> list[tuple[str, str]]:
    """List who or what may be chosen, with what already is."""
    kind = str(element["type"])
    if "users_select" in kind:
        offered, known = pen.names.offered_people(), dict(pen.names.people)
    else:
        kinds = frozenset((element.get("filter") or {}).get("include") or [])
        offered = pen.names.offered_places(frozenset({"public"}) if "channels_select" in kind else kinds)
        known = {id_: place.name for id_, place in pen.names.places.items()}
    there = {id_ for id_, _ in offered}
    return offered + [(each, known.get(each, each)) for each in chosen if each not in there]


def _boxes(pen: Pen, element: JSON, spot: Spot) -> Markup:
    """Draw checkboxes or radio buttons; a multi-select is a list of checkboxes that scrolls."""
    kind = str(element["type"])
    now = current(pen, element, spot.block_id)
    chosen = {_value_of(each) for each in (now if isinstance(now, list) else [now])}
    groups = element.get("option_groups") or [element]
    box = "radio" if kind == "radio_buttons" else "checkbox"
    made: list[Markup] = []
    for group in groups:
        if "label" in group:
            made.append(tag("div", words(group["label"]), class_="choice-group"))
        for option in group.get("options") or []:
            value = str(option.get("value", ""))
            inside = [draw_words(pen, option.get("text")), describe(pen, option)]
            made.append(_choice(pen, element, spot, box, value, inside, checked=value in chosen))
    return tag("div", *made, class_="choices")


def _listed_boxes(pen: Pen, element: JSON, spot: Spot) -> Markup:
    """Draw a checkbox for each person, conversation or channel."""
    chosen = current(pen, element, spot.block_id) or []
    made = [
        _choice(pen, element, spot, "checkbox", id_, [name], checked=id_ in chosen)
        for id_, name in _offered(pen, element, chosen)
    ]
    return tag("div", *made, class_="choices")


def _choice(  # one box and its words
    pen: Pen, element: JSON, spot: Spot, box: str, value: str, inside: list[Any], *, checked: bool
) -> Markup:
    own = pen.new_id()
    control = void(
        "input",
        type=box,
        id=own,
        name=spot.control_id,
        value=value,
        checked=checked,
        disabled=not pen.interactive,
        autofocus=element.get("focus_on_load") is True and own.endswith("-1"),
    )
    return tag("div", control, tag("label", *inside, for_=own), class_="choice")


def _external(pen: Pen, element: JSON, spot: Spot) -> Markup:
    """Draw a search box whose page asks the app for choices; options carry the whole choice as JSON."""
    now = current(pen, element, spot.block_id)
    chosen = [each for each in (now if isinstance(now, list) else [now]) if each]
    several = str(element["type"]).startswith("multi_")
    common = _common(pen, element, spot)
    search = void(
        "input",
        type="search",
        placeholder=common.pop("placeholder") or "Type to search",
        aria_label=f"Search {spot.label or 'for a choice'}",
        data_suggest=True,
        data_least=element.get("min_query_length", 3),
        disabled=not pen.interactive,
    )
    options = [tag("option", words(each["text"]), value=json.dumps(each), selected=True) for each in chosen]
    nothing = NOTHING if several else tag("option", "Nothing chosen", value="", selected=not chosen)
    return join([search, " ", tag("select", nothing, *options, multiple=several, **common)])


def _value_of(option: object) -> str | None:
    return str(option.get("value", "")) if isinstance(option, dict) else None


_CONTROLS: dict[str, Callable[[Pen, JSON, Spot], Markup]] = {
    **dict.fromkeys(("plain_text_input", "email_text_input", "url_text_input", "datepicker", "timepicker"), _typed),
    "number_input": _number,
    "rich_text_input": _rich,
    "datetimepicker": _moment,
    "file_input": _file,
    "static_select": _select,
    **dict.fromkeys(("users_select", "conversations_select", "channels_select"), _listed),
    **dict.fromkeys(("multi_users_select", "multi_conversations_select", "multi_channels_select"), _listed_boxes),
    **dict.fromkeys(("checkboxes", "radio_buttons", "multi_static_select"), _boxes),
    **dict.fromkeys(("external_select", "multi_external_select"), _external),
}
