"""Block Kit in a few words: messages and their parts; people's words enter here and nowhere else.

Every mrkdwn text is `verbatim`, so that nothing in it is turned into a mention; `safe()` is the one function
through which typed text enters mrkdwn.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    SectionBlock,
)

Block = dict[str, Any]
View = dict[str, Any]

SECTION = 3000
HEADER = 150
BUTTON = 75
OPTION = 75
MESSAGE_BLOCKS = 48
MESSAGE_TEXT = 9_500
"""Characters over all blocks of one message: Slack refuses somewhat above 13,000."""

_DATE = re.compile(r"<!date\^[^|<>]*\|([^<>]*)>")
"""An instant as `when()` writes it; push notifications don't know the form, so they get its fallback."""


@dataclass(frozen=True)
class Message:
    """What one Slack message shows: `text` for notifications and screen readers, and the blocks."""

    text: str
    blocks: list[Block] = field(default_factory=list)

    def payload(self) -> dict[str, Any]:
        """Return the arguments of chat.postMessage that make it; beside blocks the text is for notifications alone."""
        text = _DATE.sub(r"\1", self.text) if self.blocks else self.text
        return {"text": clip_mrkdwn(text, SECTION), "blocks": self.blocks}


def safe(text: str) -> str:
    """Escape typed text for mrkdwn and for a message's top-level text; the one place where that is done."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_ADDRESS = re.compile(r"(https://[^\s<>|]*[^\s<>|.,;:!?)])")


def linked(text: str) -> str:
    """Escape a typed place for mrkdwn with its web addresses to press: in verbatim text Slack makes none of them so."""
    parts = _ADDRESS.split(text)
    return "".join(f"<{safe(part)}>" if number % 2 else safe(part) for number, part in enumerate(parts))


def clip(text: str, limit: int) -> str:
    """Shorten to at most `limit` characters, with an ellipsis where something was cut; for labels, never for words."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def clip_mrkdwn(text: str, limit: int) -> str:
    """Shorten an escaped text to at most `limit` characters, never inside an escape; for notifications."""
    return text if len(text) <= limit else text[: _outside_entity(text, limit - 1)] + "…"


def mention(slack_id: str) -> str:
    """Name a Slack user so that they see it is about them."""
    return f"<@{slack_id}>"


def when(instant: datetime, pattern: str = "{date_short_pretty} {time}") -> str:
    """Show an instant in each reader's own zone; where Slack can't, a fallback in UTC that says no more than asked."""
    utc = instant.astimezone(UTC)
    day = f"{utc.day} {utc:%b}" if "{date" in pattern else ""
    clock = f"{utc:%H:%M} UTC" if "{time" in pattern else ""
    return f"<!date^{int(instant.timestamp())}^{pattern}|{', '.join(part for part in (day, clock) if part)}>"


def header(text: str) -> Block:
    """Head a message, in plain text."""
    return HeaderBlock(text=PlainTextObject(text=clip(text, HEADER), emoji=True)).to_dict()


def section(mrkdwn: str, accessory: ButtonElement | OverflowMenuElement | None = None) -> Block:
    """Show mrkdwn made by us, of at most 3,000 characters; typed text in it has gone through `safe()`."""
    return SectionBlock(text=_mrkdwn(mrkdwn), accessory=accessory).to_dict()


def context(mrkdwn: str) -> Block:
    """Show a small grey line."""
    return ContextBlock(elements=[_mrkdwn(mrkdwn)]).to_dict()


def divider() -> Block:
    """Draw a line."""
    return DividerBlock().to_dict()


def sections(mrkdwn_lines: Iterable[str]) -> list[Block]:
    """Show any number of mrkdwn lines in as few sections as fit, breaking between lines and, if need be, in them."""
    return [section(part) for part in pack(mrkdwn_lines, SECTION)]


def pack(lines: Iterable[str], limit: int) -> list[str]:
    """Join lines into texts of at most `limit` characters, losing none; a longer line is split at spaces."""
    texts: list[str] = []
    for line in lines:
        for piece in _pieces(line, limit):
            if texts and len(texts[-1]) + 1 + len(piece) <= limit:
                texts[-1] += "\n" + piece
            else:
                texts.append(piece)
    return [text for text in texts if text.strip()]


def quote(text: str) -> list[Block]:
    """Show what a person wrote, to the letter, as a quotation no markup of theirs can break."""
    return [
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_quote", "elements": [{"type": "text", "text": piece}]}],
        }
        for piece in _pieces(text, SECTION)
        if piece
    ]


def bullets(texts: Iterable[str]) -> list[Block]:
    """List what people wrote, to the letter, one bullet each; a very long one goes on in the next bullet."""
    lists: list[list[str]] = []
    for text in texts:
        for piece in _pieces(text, SECTION):
            if lists and sum(map(len, lists[-1])) + len(piece) <= SECTION:
                lists[-1].append(piece)
            elif piece:
                lists.append([piece])
    return [_bullet_list(pieces) for pieces in lists]


def read_out(lines: Iterable[tuple[str, bool]]) -> list[Block]:
    """Show lines to be read aloud, to the letter; those that are somebody's points, as bullets of one list.

    As few blocks as hold them, parted between lines.
    """
    found: list[list[tuple[str, bool]]] = []
    size = 0
    for text, is_point in lines:
        for piece in filter(None, _pieces(text, SECTION)):
            if not found or size + len(piece) > SECTION:
                found.append([])
                size = 0
            found[-1].append((piece, is_point))
            size += len(piece) + 1
    return [{"type": "rich_text", "elements": list(_read_out(part))} for part in found]


def _read_out(lines: Iterable[tuple[str, bool]]) -> Iterator[Block]:
    for is_point, group in groupby(lines, key=lambda one: one[1]):
        texts = [text for text, _ in group]
        yield _list_of(texts) if is_point else _sentence("\n".join(texts) + "\n")


def _bullet_list(pieces: Iterable[str]) -> Block:
    return {"type": "rich_text", "elements": [_list_of(pieces)]}


def _list_of(pieces: Iterable[str]) -> Block:
    return {"type": "rich_text_list", "style": "bullet", "elements": [_sentence(one) for one in pieces if one]}


def _sentence(text: str) -> Block:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}


def buttons(*elements: ButtonElement | OverflowMenuElement, block_id: str | None = None) -> Block:
    """Put buttons in a row."""
    return ActionsBlock(elements=list(elements), block_id=block_id).to_dict()


def button(
    label: str,
    action_id: str,
    value: object = None,
    *,
    style: str | None = None,
    confirm: ConfirmObject | None = None,
) -> ButtonElement:
    """Make a button; its value is ids alone. `style` is primary (one a message) or danger."""
    return ButtonElement(
        text=PlainTextObject(text=clip(label, BUTTON), emoji=True),
        action_id=action_id,
        value=None if value is None else str(value),
        style=style,
        confirm=confirm,
    )


def confirm(title: str, text: str, yes: str, no: str = "Not yet") -> ConfirmObject:
    """Ask once more before something goes out; title up to 100, text up to 300 characters of plain text."""
    return ConfirmObject(
        title=PlainTextObject(text=clip(title, 100)),
        text=PlainTextObject(text=clip(text, 300)),
        confirm=PlainTextObject(text=clip(yes, 30)),
        deny=PlainTextObject(text=clip(no, 30)),
    )


def menu(action_id: str, choices: Mapping[str, str]) -> OverflowMenuElement:
    """Make a three-dot menu of up to five choices: value → label."""
    return OverflowMenuElement(action_id=action_id, options=options(choices))


def options(choices: Mapping[str, str]) -> list[Option]:
    """Make options of a choice: value → label."""
    return [
        Option(value=value, text=PlainTextObject(text=clip(label, OPTION), emoji=True))
        for value, label in choices.items()
    ]


def split_messages(first_text: str, blocks: Sequence[Block], heading: str) -> list[Message]:
    """Spread blocks over as many messages as Slack's limits ask for, each continuation headed.

    What stands between two dividers stays together where it can, so that buttons stand below what they are about.
    """
    messages: list[list[Block]] = [[]]
    size = 0
    for block in blocks:
        own = weight(block)
        if messages[-1] and (len(messages[-1]) >= MESSAGE_BLOCKS or size + own > MESSAGE_TEXT):
            begun = [] if block["type"] == "divider" else _taken_along(messages[-1], own)
            messages.append([header(f"{heading} ({len(messages) + 1})"), *begun])
            size = weight(begun)
        messages[-1].append(block)
        size += own
    return [
        Message(first_text if number == 0 else safe(f"{heading} ({number + 1})"), part)
        for number, part in enumerate(messages)
    ]


def _taken_along(blocks: list[Block], size: int) -> list[Block]:
    """Take what stands behind the last divider off these blocks; nothing where it is a message by itself."""
    last = max((number for number, one in enumerate(blocks) if one["type"] == "divider"), default=0)
    begun = blocks[last + 1 :]
    if not last or len(begun) > MESSAGE_BLOCKS // 2 or weight(begun) + size > MESSAGE_TEXT // 2:
        return []
    del blocks[last:]
    return begun


def _mrkdwn(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text, verbatim=True)


def _pieces(text: str, limit: int) -> list[str]:
    """Split a text between paragraphs where that leaves no short piece, else between lines or words."""
    pieces = []
    while len(text) > limit:
        at = text.rfind("\n\n", limit // 2, limit)
        if at < 0:
            at = max(text.rfind("\n", 1, limit), text.rfind(" ", 1, limit))
            at = _outside_entity(text, at if at > 0 else limit)
        pieces.append(text[:at])
        text = text[at:].removeprefix(" ").removeprefix("\n\n").removeprefix("\n")
    return [*pieces, text]


def _outside_entity(text: str, at: int) -> int:
    start = text.rfind("&", max(0, at - 4), at)
    return start if start > 0 and ";" not in text[start:at] else at


def weight(value: object) -> int:
    """Count the characters of all texts in a block."""
    if isinstance(value, Mapping):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(weight(part) for part in value.values() if not isinstance(part, str))
    if isinstance(value, list):
        return sum(weight(part) for part in value)
    return 0
