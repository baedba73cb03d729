"""Forms in a few words: a modal, its fields, and as much as one holds."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from slack_sdk.models.blocks import (
    DatePickerElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
)

from bot.messages.blocks import Block, View, clip, context, options

TITLE = 24
HINT = 2000
FORM_BLOCKS = 95
FORM_BYTES = 230_000
WHICH = "which_"
"""Begins the name of the question which of two a time of day is, beside the field of that name."""


def field_input(
    label: str,
    block_id: str,
    element: InputInteractiveElement,
    *,
    hint: str | None = None,
    is_optional: bool = False,
) -> Block:
    """Put one input in a form; errors of the field are shown by its block id, after which its element is named, too.

    One that tells what is typed keeps the action id it comes with.
    """
    element.action_id = element.action_id or block_id
    return InputBlock(
        label=PlainTextObject(text=label),
        block_id=block_id,
        element=element,
        hint=PlainTextObject(text=hint) if hint else None,
        optional=is_optional,
    ).to_dict()


def option_of(offered: Sequence[Option], value: str | None) -> Option | None:
    """Return the one of these options that stands for a value, to be chosen at first; None where none does."""
    return next((one for one in offered if one.value == value), None)


def text_input(  # the parts of a field
    label: str,
    block_id: str,
    limit: int,
    *,
    value: str | None = None,
    hint: str | None = None,
    is_multiline: bool = False,
    is_optional: bool = False,
) -> Block:
    """Ask for words, of at most `limit` characters; `value` stands there at first."""
    element = PlainTextInputElement(
        initial_value=clip(value, limit) if value else None, max_length=limit, multiline=is_multiline
    )
    return field_input(label, block_id, element, hint=hint, is_optional=is_optional)


def day_picker(chosen: date | None = None) -> DatePickerElement:
    """Let a day be picked; `chosen` at first."""
    return DatePickerElement(initial_date=chosen.isoformat() if chosen else None)


def form(  # the parts of a view
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = "Save",
    close: str = "Cancel",
    ids: Mapping[str, int] | None = None,
) -> View:
    """Make a modal; `ids` come back with what is entered: of what it is about, and of the version it was opened on."""
    view: View = {
        "type": "modal",
        "callback_id": callback_id,
        "title": {"type": "plain_text", "text": clip(title, TITLE)},
        "close": {"type": "plain_text", "text": clip(close, TITLE)},
        "blocks": list(blocks),
        "private_metadata": json.dumps(ids) if ids else "",
    }
    if submit is not None:
        view["submit"] = {"type": "plain_text", "text": clip(submit, TITLE)}
    return view


def asking_which(view: Mapping[str, Any], said: Mapping[str, str]) -> View:
    """Draw an open form again with a question below each of these time fields: which of two they mean.

    `said`: by the field, that clocks show its time twice that day. What was entered stays: fields keep their ids. The
    question may be left open, as another day or time may be chosen instead.
    """
    parts = ("type", "callback_id", "title", "submit", "close", "private_metadata", "clear_on_close", "notify_on_close")
    asked = {WHICH + field for field in said}
    blocks: list[Block] = []
    for block in view["blocks"]:
        if block["block_id"] not in asked:
            blocks.append(block)
        if block["block_id"] in said:
            blocks.append(_which(block["block_id"], said[block["block_id"]]))
    return {name: view[name] for name in parts if view.get(name) is not None} | {"blocks": blocks}


def _which(field: str, said: str) -> Block:
    element = RadioButtonsElement(options=options({"0": "The first", "1": "The second"}))
    return field_input("Which of the two?", WHICH + field, element, hint=clip(said, HINT), is_optional=True)


def left_open(view: Mapping[str, Any], said: Mapping[str, str]) -> Mapping[str, str]:
    """Return what is said beside the questions which of two they mean, where an open form asks them already."""
    asked = {block["block_id"] for block in view["blocks"]}
    return {WHICH + field: why for field, why in said.items() if WHICH + field in asked}


def fit_form(blocks: Sequence[Block], rest: str) -> list[Block]:
    """Keep as many blocks as one form holds; `rest` says where what is left out stands."""
    kept = first_of_form(blocks)
    return kept if len(kept) == len(blocks) else [*kept, context(rest)]


def first_of_form(blocks: Sequence[Block]) -> list[Block]:
    """Return as many of the blocks as one form holds (100 blocks, 250 kB), with room for a few more."""
    kept: list[Block] = []
    size = 0
    for block in blocks:
        size += len(json.dumps(block, ensure_ascii=False).encode())
        if len(kept) == FORM_BLOCKS or size > FORM_BYTES:
            break
        kept.append(block)
    return kept
