"""Block Kit's blocks, drawn."""

import json
from collections.abc import Iterable
from functools import partial

from markupsafe import Markup

from bot.sandbox.drawing.buttons import (
    draw_button,
    draw_feedback_buttons,
    draw_icon_button,
    draw_overflow,
    draw_unknown_element,
)
from bot.sandbox.drawing.inputs import GROUPS, Spot, draw_field, is_field
from bot.sandbox.drawing.media import draw_file, draw_image, draw_picture, draw_video
from bot.sandbox.drawing.mrkdwn import draw_text, draw_words, words
from bot.sandbox.drawing.newer_blocks import NEWER
from bot.sandbox.drawing.pen import Draw, Pen
from bot.sandbox.drawing.rich_text import draw_rich_text
from bot.sandbox.drawing.tags import NOTHING, join, tag
from bot.sandbox.ids import JSON

_PRESSED = {
    "button": draw_button,
    "workflow_button": draw_button,
    "overflow": draw_overflow,
    "icon_button": draw_icon_button,
    "feedback_buttons": draw_feedback_buttons,
}
_UNREADABLE = (AttributeError, IndexError, KeyError, OverflowError, RecursionError, TypeError, ValueError)


def draw_block(pen: Pen, block: JSON) -> Markup:
    """Draw one block; one that is unknown or malformed shows its JSON."""
    try:
        draw = _BLOCKS.get(str(block.get("type")))
        return draw(pen, block) if draw else draw_json(block)
    except _UNREADABLE:
        return draw_json(block)


def draw_all(pen: Pen, blocks: Iterable[JSON]) -> Markup:
    """Draw blocks from top to bottom."""
    pen.draw = draw_block
    return join([draw_block(pen, each) for each in blocks])


def draw_json(block: object) -> Markup:
    """Show a block as the app sent it."""
    kind = block.get("type") if isinstance(block, dict) else None
    shown = json.dumps(block, indent=2, ensure_ascii=False, default=str)
    name = tag("summary", f"A block this page can't draw: {kind}")
    return tag("details", name, tag("pre", tag("code", shown)), class_="unknown", open=True)


def _section(pen: Pen, block: JSON) -> Markup:
    parts = []
    if block.get("text"):
        parts.append(tag("div", draw_text(pen, block["text"]), class_="mrkdwn"))
    if block.get("fields"):
        fields = [tag("div", draw_text(pen, each), class_="mrkdwn") for each in block["fields"]]
        parts.append(tag("div", *fields, class_="fields"))
    accessory = block.get("accessory")
    if not accessory:
        return tag("div", *parts, class_="section", data_block_id=block.get("block_id"))
    name = words(block.get("text")) or "More"
    side = tag("div", _element(pen, accessory, block, name), class_="accessory")
    body = tag("div", *parts, class_="section-text")
    return tag("div", body, side, class_="section with-accessory", data_block_id=block.get("block_id"))


def _element(pen: Pen, element: JSON, block: JSON, name: str) -> Markup:
    """Draw what stands beside or in a row; `name` is what a control without a label is called."""
    kind, block_id = str(element.get("type")), str(block.get("block_id", ""))
    if kind == "image":
        return draw_picture(element)
    pressed = _PRESSED.get(kind)
    if pressed:
        return pressed(pen, element, block_id)
    if is_field(element):
        label = words(element.get("placeholder")) or name
        return draw_field(pen, element, Spot(block_id, pen.new_id(), label=label[:150]))
    return draw_unknown_element(element)


def _row(pen: Pen, block: JSON, *, looks: str) -> Markup:
    made = [_element(pen, each, block, "Choose") for each in block.get("elements") or []]
    return tag("div", *made, class_=looks, data_block_id=block.get("block_id"))


def _context(pen: Pen, block: JSON) -> Markup:
    made = [
        draw_picture(each) if each.get("type") == "image" else tag("div", draw_text(pen, each), class_="mrkdwn")
        for each in block.get("elements") or []
    ]
    return tag("div", *made, class_="context", data_block_id=block.get("block_id"))


def _header(pen: Pen, block: JSON) -> Markup:
    return tag("h3", draw_words(pen, block["text"]), class_="header", data_block_id=block.get("block_id"))


def _divider(_pen: Pen, _block: JSON) -> Markup:
    return Markup('<hr class="divider">')


def _input(pen: Pen, block: JSON) -> Markup:
    """Draw a labelled input with its hint and what is wrong with it."""
    element, block_id = block["element"], str(block.get("block_id", ""))
    error, hint = pen.errors.get(block_id), block.get("hint")
    control, hint_id, error_id = pen.new_id(), pen.new_id() if hint else "", pen.new_id() if error else ""
    spot = Spot(
        block_id=block_id,
        control_id=control,
        described_by=" ".join(filter(None, (error_id, hint_id))) or None,
        required=not block.get("optional"),
        invalid=error is not None,
        dispatches=bool(block.get("dispatch_action")),
    )
    label = [draw_words(pen, block.get("label")), _optional(block)]
    field = draw_field(pen, element, spot)
    below = [
        tag("p", error, class_="field-error", id=error_id, role="alert") if error else NOTHING,
        tag("p", draw_words(pen, hint), class_="hint", id=hint_id) if hint else NOTHING,
    ]
    looks = "input invalid" if error else "input"
    if element["type"] in GROUPS and "external" not in element["type"]:
        legend = tag("legend", *label)
        described = spot.described_by
        return tag("fieldset", legend, field, *below, class_=looks, data_block_id=block_id, aria_describedby=described)
    return tag("div", tag("label", *label, for_=control), field, *below, class_=looks, data_block_id=block_id)


def _optional(block: JSON) -> Markup:
    return join([" ", tag("span", "(optional)", class_="optional")]) if block.get("optional") else NOTHING


_BLOCKS: dict[str, Draw] = {
    "section": _section,
    "actions": partial(_row, looks="actions"),
    "context_actions": partial(_row, looks="actions context-actions"),
    "context": _context,
    "header": _header,
    "divider": _divider,
    "input": _input,
    "image": draw_image,
    "video": draw_video,
    "file": draw_file,
    "rich_text": draw_rich_text,
    **NEWER,
}
