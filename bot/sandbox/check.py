"""The tools of the limit checks: a list of complaints in Slack's wording, each with a JSON pointer."""

from collections.abc import Collection
from typing import Any

from bot.sandbox.ids import JSON


class Check:
    """Collects complaints about one payload, such as "must be less than 3001 characters [json-pointer:/blocks/0]"."""

    def __init__(self) -> None:
        """Start without complaints."""
        self.complaints: list[str] = []

    def complain(self, what: str, where: str) -> None:
        """Add one complaint about the place `where` points to."""
        self.complaints.append(f"{what} [json-pointer:{where}]")

    def length(self, value: object, where: str, most: int, least: int = 0) -> None:
        """A string of `least` to `most` characters; None passes."""
        if value is None:
            return
        if not isinstance(value, str):
            self.complain("must provide a string", where)
        elif len(value) > most:
            self.complain(f"must be less than {most + 1} characters", where)
        elif len(value) < least:
            self.complain(f"must be more than {least - 1} characters", where)

    def count(self, value: object, where: str, most: int, least: int = 1) -> list[Any]:
        """A list of `least` to `most` items; gives the items to go on with."""
        if not isinstance(value, list):
            self.complain("must provide an array", where)
            return []
        if len(value) > most:
            self.complain(f"no more than {most} items allowed", where)
        if len(value) < least:
            self.complain(f"no less than {least} items are required", where)
        return value

    def number(self, value: object, where: str, least: int, most: int) -> None:
        """A whole number within bounds; None passes."""
        if value is not None and (not isinstance(value, int) or not least <= value <= most):
            self.complain(f"must be a number between {least} and {most}", where)

    def one_of(self, value: object, where: str, allowed: Collection[str]) -> None:
        """One of a few words; None passes."""
        if value is not None and value not in allowed:
            self.complain(f"value must be one of {sorted(allowed)}", where)

    def fields(self, node: JSON, where: str, required: Collection[str], optional: Collection[str]) -> bool:
        """Nothing missing and nothing unknown; False when something needed is missing."""
        missing = [each for each in required if node.get(each) is None]
        for each in missing:
            self.complain(f"missing required field: {each}", where)
        for each in sorted(set(node) - set(required) - set(optional) - {"type"}):
            self.complain(f"invalid additional property: {each}", where)
        return not missing

    def unique(self, values: list[str], where: str, what: str) -> None:
        """No value twice."""
        for each in sorted({value for value in values if values.count(value) > 1}):
            self.complain(f"{what} already exists: {each}", where)

    def text(self, node: object, where: str, most: int, *, plain: bool = False) -> None:
        """A text object of 1 to `most` characters; None passes; `plain` forbids mrkdwn."""
        if node is None:
            return
        if not isinstance(node, dict) or node.get("type") not in ("plain_text", "mrkdwn"):
            self.complain("must provide an object with type plain_text or mrkdwn", where)
            return
        if plain and node["type"] != "plain_text":
            self.complain("must be a plain_text object", where)
        extra = {"emoji"} if node["type"] == "plain_text" else {"verbatim"}
        if self.fields(node, where, {"text"}, extra):
            self.length(node["text"], f"{where}/text", most, 1)
