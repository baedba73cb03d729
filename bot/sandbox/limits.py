"""Every size and shape Slack refuses, checked by code of its own rather than by the classes an app builds with."""

import json
import re
from collections.abc import Iterator
from typing import Any, Literal

from bot.sandbox.check import Check
from bot.sandbox.elements import ACTIONS, INPUT, SECTION, Rule, check_element, check_image
from bot.sandbox.ids import JSON, SlackError
from bot.sandbox.newer_blocks import NEWER
from bot.sandbox.rich_text import check_rich_text

Surface = Literal["message", "modal", "home"]

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_CHARACTERS = 13_000
MOST_TEXT = 40_000
MOST_MARKDOWN = 12_000
MOST_ATTACHMENTS = 100
MOST_UPDATED_TEXT = 4_000
MOST_VIEW_BYTES = 250_000
_EVENT_TYPE = re.compile(r"[a-z][a-z0-9_]{0,79}")


def _section(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, set(), {"block_id", "text", "fields", "accessory", "expand"})
    if node.get("text") is None and not node.get("fields"):
        check.complain("missing required field: text or fields", where)
    check.text(node.get("text"), f"{where}/text", 3000)
    if node.get("fields") is not None:
        for index, each in enumerate(check.count(node["fields"], f"{where}/fields", 10)):
            check.text(each, f"{where}/fields/{index}", 2000)
    if node.get("accessory") is not None:
        check_element(check, node["accessory"], f"{where}/accessory", SECTION)


def _header(check: Check, node: JSON, where: str) -> None:
    if check.fields(node, where, {"text"}, {"block_id"}):
        check.text(node["text"], f"{where}/text", 150, plain=True)


def _divider(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, set(), {"block_id"})


def _context(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, set(), {"block_id", "elements"})
    for index, each in enumerate(check.count(node.get("elements"), f"{where}/elements", 10)):
        place = f"{where}/elements/{index}"
        if isinstance(each, dict) and each.get("type") == "image":
            check_image(check, each, place)
        else:
            check.text(each if each is not None else {}, place, 3000)


def _actions(check: Check, node: JSON, where: str) -> None:
    check.fields(node, where, set(), {"block_id", "elements"})
    elements = check.count(node.get("elements"), f"{where}/elements", 25)
    for index, each in enumerate(elements):
        check_element(check, each, f"{where}/elements/{index}", ACTIONS)
    ids = [each["action_id"] for each in elements if isinstance(each, dict) and "action_id" in each]
    check.unique(ids, f"{where}/elements", "action_id")


def _input(check: Check, node: JSON, where: str) -> None:
    if check.fields(node, where, {"label", "element"}, {"block_id", "hint", "optional", "dispatch_action"}):
        check.text(node["label"], f"{where}/label", 2000, plain=True)
        check_element(check, node["element"], f"{where}/element", INPUT)
    check.text(node.get("hint"), f"{where}/hint", 2000, plain=True)


def _video(check: Check, node: JSON, where: str) -> None:
    optional = {"block_id", "author_name", "description", "provider_icon_url", "provider_name", "title_url"}
    check.fields(node, where, {"title", "alt_text", "thumbnail_url", "video_url"}, optional)
    check.text(node.get("title"), f"{where}/title", 199, plain=True)
    check.length(node.get("author_name"), f"{where}/author_name", 49)


RULES: dict[str, tuple[Rule, set[str]]] = {
    "section": (_section, {"message", "modal", "home"}),
    "header": (_header, {"message", "modal", "home"}),
    "divider": (_divider, {"message", "modal", "home"}),
    "context": (_context, {"message", "modal", "home"}),
    "actions": (_actions, {"message", "modal", "home"}),
    "input": (_input, {"message", "modal", "home"}),
    "image": (check_image, {"message", "modal", "home"}),
    "rich_text": (check_rich_text, {"message", "modal", "home"}),
    "video": (_video, {"message", "modal", "home"}),
    **NEWER,
}


def check_blocks(blocks: object, surface: Surface, root: str = "") -> list[str]:
    """List what Slack would refuse in the blocks of a message, form or Home tab."""
    check = Check()
    _check_blocks(check, blocks, surface, root)
    return check.complaints


def _check_blocks(check: Check, blocks: object, surface: Surface, root: str) -> None:
    known = check.count(blocks, f"{root}/blocks", MOST_BLOCKS[surface], 0)
    for index, each in enumerate(known):
        where = f"{root}/blocks/{index}"
        rule, surfaces = RULES.get(str(each.get("type")), (None, set())) if isinstance(each, dict) else (None, set())
        if rule is None or surface not in surfaces:
            check.complain(f"unsupported type: {each.get('type') if isinstance(each, dict) else each}", f"{where}/type")
            continue
        rule(check, each, where)
        check.length(each.get("block_id"), f"{where}/block_id", 255, 1)
    real = [each for each in known if isinstance(each, dict)]
    check.unique([each["block_id"] for each in real if "block_id" in each], f"{root}/blocks", "block_id")
    if sum(len(str(each.get("text", ""))) for each in real if each.get("type") == "markdown") > MOST_MARKDOWN:
        check.complain(f"markdown blocks must have less than {MOST_MARKDOWN + 1} characters together", f"{root}/blocks")
    if sum(1 for each in real if each.get("type") == "table") > 1:
        check.complain("only one table allowed", f"{root}/blocks")


def check_view(view: object, kind: Literal["modal", "home"]) -> list[str]:
    """List what Slack would refuse in a view; a SlackError when it is no view at all or too large."""
    if not isinstance(view, dict) or view.get("type") != kind:
        raise SlackError("invalid_arguments", response_metadata={"messages": ["[ERROR] unsupported view type"]})
    if len(json.dumps(view, ensure_ascii=False).encode()) > MOST_VIEW_BYTES:
        raise SlackError("view_too_large")
    check = Check()
    common = {"private_metadata", "callback_id", "external_id"}
    modal = {"close", "submit", "clear_on_close", "notify_on_close", "submit_disabled"}
    check.fields(
        view,
        "/view",
        {"blocks"} | ({"title"} if kind == "modal" else set()),
        common | (modal if kind == "modal" else set()),
    )
    for key in ("title", "submit", "close"):
        check.text(view.get(key), f"/view/{key}", 24, plain=True)
    check.length(view.get("private_metadata"), "/view/private_metadata", 3000)
    check.length(view.get("callback_id"), "/view/callback_id", 255)
    check.length(view.get("external_id"), "/view/external_id", 255)
    _check_blocks(check, view.get("blocks", []), kind, "/view")
    inputs = any(isinstance(each, dict) and each.get("type") == "input" for each in view.get("blocks") or [])
    if kind == "modal" and inputs and view.get("submit") is None:
        check.complain("missing required field: submit", "/view")
    if sum(1 for each in _walk(view) if each.get("focus_on_load")) > 1:
        check.complain("only one element may have focus_on_load", "/view")
    return check.complaints


def refuse_blocks(complaints: list[str], error: str = "invalid_blocks") -> None:
    """Raise Slack's answer to bad blocks or views when there are complaints."""
    if complaints:
        messages = [f"[ERROR] {each}" for each in complaints]
        raise SlackError(error, errors=complaints, response_metadata={"messages": messages})


def refuse_long(blocks: list[JSON] | None) -> None:
    """Raise msg_blocks_too_long when all texts in all blocks together are too long."""
    if sum(len(each["text"]) for each in _walk(blocks) if isinstance(each.get("text"), str)) > MOST_CHARACTERS:
        raise SlackError("msg_blocks_too_long")


def refuse_metadata(metadata: object) -> None:
    """Raise for message metadata that is not {event_type, event_payload of flat values}."""
    if metadata is None:
        return
    if not isinstance(metadata, dict) or not {"event_type", "event_payload"} >= set(metadata) or len(metadata) < 2:  # noqa: PLR2004  # its two keys
        raise SlackError("invalid_metadata_format")
    payload = metadata["event_payload"]
    if not isinstance(payload, dict) or not _EVENT_TYPE.fullmatch(str(metadata["event_type"])):
        raise SlackError("invalid_metadata_schema")
    if any(isinstance(value, dict) for value in payload.values()):
        raise SlackError("invalid_metadata_schema")


def _walk(node: Any) -> Iterator[JSON]:  # noqa: ANN401  # any JSON at all
    """Give every object inside some JSON."""
    if isinstance(node, dict):
        yield node
        for each in node.values():
            yield from _walk(each)
    elif isinstance(node, list):
        for each in node:
            yield from _walk(each)
