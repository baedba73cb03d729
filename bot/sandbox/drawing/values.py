"""What a page sends back of a native control becomes what the workspace lets a person enter."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.composer import Composer
from bot.sandbox.drawing.names import Names
from bot.sandbox.forms import SHAPES
from bot.sandbox.ids import Refused


def entered(kind: str, values: Sequence[str], names: Names, zone: str) -> Any:  # noqa: ANN401  # depends on the kind
    """Read the values of one element's controls (data-field is its kind); date and time are in the person's zone.

    None empties the field; Refused when a moment or a choice can't be read.
    """
    given = [each for each in values if each != ""]
    if kind in SHAPES and SHAPES[kind].many:
        return [_one(kind, each, names, zone) for each in given]
    return _one(kind, given[0], names, zone) if given else None


def _one(kind: str, value: str, names: Names, zone: str) -> Any:  # noqa: ANN401  # as above
    try:
        if kind == "datetimepicker":
            return int(datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(zone)).timestamp())
        if "external_select" in kind:
            return json.loads(value)
    except ValueError as error:
        raise Refused("not_a_value", value) from error
    if kind == "timepicker":
        return value[:5]
    if kind == "rich_text_input":
        rooms = {place.name: id_ for id_, place in names.places.items() if place.kind != "im"}
        return Composer(names.handles.get, rooms.get).compose(value).blocks[0]
    return value.replace("\r\n", "\n")
