"""The limits of Slack's newer blocks, each with the surfaces it may stand on; where sources differ, the smaller."""

from bot.sandbox.check import Check
from bot.sandbox.elements import Rule, check_button
from bot.sandbox.ids import JSON

MOST_CELL_TEXT = 10_000


def _markdown(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, {"text"}, {"block_id"})
    check.length(node.get("text"), f"{where}/text", 12_000, 1)


def _cells(check: Check, rows: list[list[JSON]], where: str, kinds: set[str]) -> None:
    """Rows of up to twenty cells whose texts together are not too long."""
    for index, row in enumerate(rows):
        for column, cell in enumerate(check.count(row, f"{where}/{index}", 20)):
            check.one_of(cell.get("type"), f"{where}/{index}/{column}", kinds)
    if sum(len(str(cell.get("text", ""))) for row in rows for cell in row) > MOST_CELL_TEXT:
        check.complain(f"must be less than {MOST_CELL_TEXT + 1} characters", where)


def _table(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, {"rows"}, {"block_id", "column_settings"})
    rows = check.count(node.get("rows"), f"{where}/rows", 100)
    _cells(check, rows, f"{where}/rows", {"raw_text", "raw_number", "rich_text"})
    if "column_settings" in node:
        check.count(node["column_settings"], f"{where}/column_settings", 20, 0)


def _data_table(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, {"rows", "caption"}, {"block_id", "page_size", "column_settings"})
    rows = check.count(node.get("rows"), f"{where}/rows", 101, 2)
    _cells(check, rows[:1], f"{where}/rows", {"raw_text", "raw_number"})
    _cells(check, rows, f"{where}/rows", {"raw_text", "raw_number", "rich_text"})
    check.number(node.get("page_size"), f"{where}/page_size", 1, 100)


def _data_visualization(check: Check, node: JSON, where: str) -> None:
    check.length(node.get("title"), f"{where}/title", 50)
    for key in ("segments", "series"):
        for index, each in enumerate(check.count(node.get(key, []), f"{where}/{key}", 12, 0)):
            check.length(each.get("label"), f"{where}/{key}/{index}/label", 20)
            check.count(each.get("points", []), f"{where}/{key}/{index}/points", 20, 0)


def _alert(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, {"text"}, {"block_id", "level"})
    check.text(node.get("text"), f"{where}/text", 200)
    check.one_of(node.get("level"), f"{where}/level", {"default", "info", "warning", "error", "success"})


def _context_actions(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, {"elements"}, {"block_id"})
    for index, each in enumerate(check.count(node.get("elements"), f"{where}/elements", 5)):
        check.one_of(each.get("type"), f"{where}/elements/{index}/type", {"feedback_buttons", "icon_button"})
        check.count(each.get("visible_to_user_ids", []), f"{where}/elements/{index}/visible_to_user_ids", 10, 0)


def _card(check: Check, node: JSON, where: str) -> None:
    for key, most in (("title", 150), ("subtitle", 150), ("body", 200)):
        check.text(node.get(key), f"{where}/{key}", most)
    for index, each in enumerate(check.count(node.get("actions", []), f"{where}/actions", 3, 0)):
        check_button(check, each, f"{where}/actions/{index}")


def _carousel(check: Check, node: JSON, where: str) -> None:
    for index, each in enumerate(check.count(node.get("elements"), f"{where}/elements", 10)):
        _card(check, each, f"{where}/elements/{index}")


def _container(check: Check, node: JSON, where: str) -> None:
    check.text(node.get("title"), f"{where}/title", 150)
    check.count(node.get("blocks", node.get("elements")), f"{where}/blocks", 10)


def _task_card(check: Check, node: JSON, where: str) -> None:
    check.one_of(node.get("status"), f"{where}/status", {"pending", "in_progress", "complete", "error"})


NEWER: dict[str, tuple[Rule, set[str]]] = {
    "markdown": (_markdown, {"message"}),
    "table": (_table, {"message"}),
    "data_table": (_data_table, {"message"}),
    "data_visualization": (_data_visualization, {"message"}),
    "alert": (_alert, {"modal"}),
    "context_actions": (_context_actions, {"message"}),
    "card": (_card, {"message", "modal", "home"}),
    "carousel": (_carousel, {"message", "home"}),
    "container": (_container, {"message"}),
    "task_card": (_task_card, {"message"}),
}
