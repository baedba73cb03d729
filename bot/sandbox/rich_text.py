"""The shape of rich_text blocks."""

from bot.sandbox.check import Check
from bot.sandbox.ids import JSON

_INLINE = {
    "text": "text",
    "link": "url",
    "user": "user_id",
    "channel": "channel_id",
    "usergroup": "usergroup_id",
    "emoji": "name",
    "broadcast": "range",
    "date": "timestamp",
    "color": "value",
    "team": "team_id",
}
_GROUPS = {"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}


def check_rich_text(check: Check, node: JSON, where: str) -> None:
    """A rich_text block: groups of inline elements, each with what it must carry."""
    check.fields(node, where, {"elements"}, {"block_id"})
    for index, group in enumerate(check.count(node.get("elements"), f"{where}/elements", 100, 0)):
        _group(check, group, f"{where}/elements/{index}")


def _group(check: Check, group: object, where: str) -> None:
    """A section, list, quote or code passage."""
    kind = group.get("type") if isinstance(group, dict) else None
    if not isinstance(group, dict) or kind not in _GROUPS:
        check.complain(f"unsupported type: {kind}", f"{where}/type")
        return
    if kind != "rich_text_list":
        check.fields(group, where, {"elements"}, {"border", "language"})
        for index, each in enumerate(check.count(group.get("elements"), f"{where}/elements", 1000, 0)):
            _inline(check, each, f"{where}/elements/{index}")
        return
    check.fields(group, where, {"elements", "style"}, {"indent", "offset", "border"})
    check.one_of(group.get("style"), f"{where}/style", {"bullet", "ordered"})
    check.number(group.get("indent"), f"{where}/indent", 0, 8)
    for index, each in enumerate(check.count(group.get("elements"), f"{where}/elements", 1000, 0)):
        _group(check, each, f"{where}/elements/{index}")


def _inline(check: Check, node: object, where: str) -> None:
    """A run of text, a link, a mention or an emoji."""
    kind = node.get("type") if isinstance(node, dict) else None
    needed = _INLINE.get(str(kind))
    if needed is None:
        check.complain(f"unsupported type: {kind}", f"{where}/type")
    elif isinstance(node, dict) and node.get(needed) in (None, ""):
        check.complain(f"missing required field: {needed}", where)
