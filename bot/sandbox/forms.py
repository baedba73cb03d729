"""What a person enters into a form, and the `state.values` that come of it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.sandbox.ids import JSON, Refused

REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")

Find = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Shape:
    """How one kind of element reports: the key of its value, the key of its initial value, one or many."""

    key: str
    initial: str
    many: bool = False


def _shapes() -> dict[str, Shape]:
    typed = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
    shapes = {each: Shape("value", "initial_value") for each in typed}
    shapes["rich_text_input"] = Shape("rich_text_value", "initial_value")
    for noun in ("user", "conversation", "channel"):
        shapes[f"{noun}s_select"] = Shape(f"selected_{noun}", f"initial_{noun}")
        shapes[f"multi_{noun}s_select"] = Shape(f"selected_{noun}s", f"initial_{noun}s", many=True)
    for each in ("static_select", "external_select", "radio_buttons"):
        shapes[each] = Shape("selected_option", "initial_option")
    for each in ("multi_static_select", "multi_external_select", "checkboxes"):
        shapes[each] = Shape("selected_options", "initial_options", many=True)
    for each, noun in (("datepicker", "date"), ("timepicker", "time"), ("datetimepicker", "date_time")):
        shapes[each] = Shape(f"selected_{noun}", f"initial_{noun}")
    return shapes


SHAPES = _shapes()


@dataclass(frozen=True, slots=True)
class Field:
    """An element that holds a value, with the block around it."""

    block: JSON
    element: JSON

    @property
    def shape(self) -> Shape:
        """How it reports."""
        return SHAPES[self.element["type"]]

    @property
    def block_id(self) -> str:
        """The block's id, which is also where its error is shown."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """The element's id inside its block."""
        return str(self.element["action_id"])

    @property
    def dispatches(self) -> bool:
        """Whether entering something tells the app at once."""
        return self.block["type"] != "input" or bool(self.block.get("dispatch_action"))

    def goes_by(self, name: str) -> bool:
        """Whether somebody means this field: by action id, block id, label, or "block id::action id"."""
        label = self.block.get("label", {}).get("text")
        return name in (self.action_id, self.block_id, label, f"{self.block_id}::{self.action_id}")


def elements(block: JSON) -> Iterator[JSON]:
    """Give every element of a block that a person can use."""
    for part in [block.get("element"), block.get("accessory"), *(block.get("elements") or [])]:
        if isinstance(part, dict) and "action_id" in part:
            yield part


def fields(blocks: list[JSON]) -> Iterator[Field]:
    """Give every element that holds a value."""
    for block in blocks:
        for element in elements(block):
            if element["type"] in SHAPES:
                yield Field(block, element)


def initial_values(blocks: list[JSON], typed: dict[str, JSON]) -> dict[str, JSON]:
    """Make `state.values`: what was typed where the ids stayed the same, what the app proposes elsewhere."""
    values: dict[str, JSON] = {}
    for field in fields(blocks):
        kept = typed.get(field.block_id, {}).get(field.action_id)
        same = kept is not None and kept["type"] == field.element["type"]
        value = (
            kept if same else _value(field, field.element.get(field.shape.initial, [] if field.shape.many else None))
        )
        values.setdefault(field.block_id, {})[field.action_id] = value
    return values


def _value(field: Field, value: object) -> JSON:
    """Wrap a value the way the element reports it."""
    zone = {"timezone": field.element["timezone"]} if field.element.get("timezone") else {}
    return {"type": field.element["type"], field.shape.key: value} | zone


class Filling:
    """Enters values into fields the way a client lets one; ids of people and channels are found by name."""

    def __init__(self, person: Find, channel: Find) -> None:
        """Take the two ways to find an id by a name."""
        self._person, self._channel = person, channel

    def enter(self, field: Field, value: Any) -> JSON:  # noqa: ANN401  # what a person enters depends on the field
        """Give the state of a field after `value` was entered; None empties it."""
        if field.shape.many:
            several = [] if value is None else list(value) if isinstance(value, list | tuple | set) else [value]
            entered = [self._one(field, each) for each in several]
            most = field.element.get("max_selected_items")
            if most is not None and len(entered) > most:
                raise Refused("too_many_selected", field.action_id)
            return _value(field, entered)
        return _value(field, None if value in (None, "") else self._one(field, value))

    def _one(self, field: Field, value: Any) -> Any:  # noqa: ANN401  # as above
        kind = field.element["type"]
        if "users_select" in kind:
            return self._person(str(value))
        if "channels_select" in kind or "conversations_select" in kind:
            return self._channel(str(value))
        if "external_select" in kind:
            return value
        if "option" in field.shape.key:
            return option(field.element, str(value))
        if kind == "datepicker":
            return date.fromisoformat(str(value)).isoformat()
        if kind == "timepicker" and not _TIME.fullmatch(str(value)):
            raise Refused("not_a_time", str(value))
        return int(value) if kind == "datetimepicker" else value if kind == "rich_text_input" else str(value)


def option(element: JSON, wanted: str) -> JSON:
    """Find a choice by its value or its text, as the app will get it back."""
    groups = element.get("option_groups") or [element]
    choices = [each for group in groups for each in group.get("options") or []]
    for each in choices:
        if wanted in (each.get("value"), each["text"]["text"]):
            return dict(each)
    raise Refused("no_such_option", f"{wanted!r} is none of {[each['text']['text'] for each in choices]}")


def complaints(blocks: list[JSON], typed: dict[str, JSON]) -> dict[str, str]:
    """Give what the client itself refuses to submit, by block id."""
    found: dict[str, str] = {}
    for field in fields(blocks):
        if field.block["type"] != "input":
            continue
        value = typed[field.block_id][field.action_id].get(field.shape.key)
        problem = _complaint(field, value)
        if problem:
            found[field.block_id] = problem
    return found


def _complaint(field: Field, value: Any) -> str | None:  # noqa: ANN401  # depends on the field
    kind, element = field.element["type"], field.element
    if value in (None, "", []):
        return None if field.block.get("optional") else REQUIRED
    if kind == "plain_text_input":
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        return None if least <= len(value) <= most else f"Please enter {least} to {most} characters."
    if kind == "email_text_input":
        return None if _EMAIL.fullmatch(value) else "Please enter a valid email address."
    if kind == "url_text_input":
        return None if re.match(r"https?://\S+", value) else "Please enter a valid URL."
    if kind == "number_input":
        return _number(element, value)
    return None


def _number(element: JSON, value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter {element['min_value']} or more."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter {element['max_value']} or less."
    return None
