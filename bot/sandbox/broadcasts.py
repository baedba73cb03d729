"""Counts what in a message would call a whole channel."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.sandbox.ids import JSON

_CONTROL = re.compile(r"<!(?:channel|here|everyone|subteam\^[^>|]*)(?:\|[^>]*)?>")
_PLAIN = re.compile(r"(?<![\w.])@(?:channel|here|everyone)\b")


@dataclass(slots=True)
class Broadcasts:
    """How many people-calling mentions the bot sent, and where."""

    found: list[JSON] = field(default_factory=list)

    def look(self, channel: str, ts: str, text: str, blocks: list[JSON] | None, *, link_names: bool = False) -> None:
        """Note every mention of everybody in one message."""
        calls = [*_CONTROL.findall(text), *(_PLAIN.findall(text) if link_names else [])]
        calls += [call for block in blocks or [] for call in _in_blocks(block)]
        self.found += [{"channel": channel, "ts": ts, "call": call} for call in calls]


def _in_blocks(node: object) -> Iterator[str]:
    """Walk Block Kit: mrkdwn parses plain @channel unless it says verbatim, rich text has an element for it."""
    if isinstance(node, list):
        for each in node:
            yield from _in_blocks(each)
    if not isinstance(node, dict):
        return
    if node.get("type") == "broadcast":
        yield f"<!{node.get('range')}>"
    if node.get("type") == "mrkdwn":
        text = str(node.get("text", ""))
        yield from _CONTROL.findall(text)
        if node.get("verbatim") is not True:
            yield from _PLAIN.findall(text)
    for each in node.values():
        yield from _in_blocks(each)
