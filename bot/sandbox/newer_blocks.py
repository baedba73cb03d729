"""The limits of Slack's newer blocks, each with the surfaces it may stand on."""

from bot.sandbox.check import Check
from bot.sandbox.elements import Rule, check_button
from bot.sandbox.ids import JSON


def _markdown(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, {"text"}, {"block_id"})
    check.length(node.get("text"), f"{where}/text", 12_000, 1)


def _table(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, {"rows"}, {"block_id", "column_settings"})
    for index, row in enumerate(check.count(node.get("rows"), f"{where}/rows", 100)):
        for column, cell in enumerate(check.count(row, f"{where}/rows/{index}", 20)):
            check.one_of(cell.get("type"), f"{where}/rows/{index}/{column}", {"raw_text", "raw_number", "rich_text"})
    if "column_settings" in node:
        check.count(node["column_settings"], f"{where}/column_settings", 20, 0)
    texts = [str(cell.get("text", "")) for row in node.get("rows") or [] for cell in row]
    if sum(len(each) for each in texts) > 10_000:  # noqa: PLR2004  # all cells together
        check.complain("must be less than 10001 characters", f"{where}/rows")


def _alert(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, {"text"}, {"block_id", "level"})
    check.text(node.get("text"), f"{where}/text", 200)
    check.one_of(node.get("level"), f"{where}/level", {"default", "info", "warning", "error", "success"})


def _context_actions(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, {"elements"}, {"block_id"})
    for index, each in enumerate(check.count(node.get("elements"), f"{where}/elements", 5)):
        check.one_of(each.get("type"), f"{where}/elements/{index}/type", {"feedback_buttons", "icon_button"})


def _card(check: Check, node: JSON, where: str) -> None:
    for key, most in (("title", 150), ("subtitle", 150), ("body", 200)):
        check.text(node.get(key), f"{where}/{key}", most)
    for index, each in enumerate(check.count(node.get("actions", []), f"{where}/actions", 3, 0)):
        check_button(check, each, f"{where}/actions/{index}")


NEWER: dict[str, tuple[Rule, set[str]]] = {
    "markdown": (_markdown, {"message"}),
    "table": (_table, {"message"}),
    "alert": (_alert, {"modal"}),
    "context_actions": (_context_actions, {"message"}),
    "card": (_card, {"message", "modal", "home"}),
}
