"""Words: Slack's three escapes undone, once; mentions as the names people saw; one line where it must be; lists."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import category

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_USER = re.compile(r"<@([A-Z0-9]+)(?:\|([^<>]*))?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|([^<>]*))?>")
_ENTITY = re.compile(r"<([^<>|\s][^<>|]*)(?:\|([^<>]*))?>")
_URL = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)
_BOLD = re.compile(r"(?<![\w*])\*([A-Z][^*\n]*)\*(?![\w*])")
_GROUP = re.compile(r"<!subteam\^([A-Z0-9]+)(?:\|([^<>]*))?>")


def unescape(text: str) -> str:
    """Undo Slack's escaping of `&`, `<` and `>`; nothing else is decoded."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def storable(text: str) -> str:
    """Drop what no database keeps and nobody types: NUL and halves of surrogate pairs."""
    return _UNSTORABLE.sub("", text)


def one_line(text: str) -> str:
    """Keep typed words on one line: no breaks, nor other control characters."""
    return " ".join("".join(" " if category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text).split())


def capitalised(text: str) -> str:
    """Begin a text with a capital letter; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str], last: str = "and") -> str:
    """Write names as one says them: Ann, Bo and Cy."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}" if names else ""


def in_quotes(text: str) -> str:
    """Name our buttons in quotation marks where they can't be set in bold: under the field of a form."""
    return _BOLD.sub(r"“\1”", text)


def mentioned(text: str, blocks: object) -> set[str]:
    """Return the Slack ids of everyone mentioned in a message's text or rich text."""
    found = {one[1] for one in _USER.finditer(text)}
    if isinstance(blocks, list | tuple):
        found |= {one for block in blocks for one in mentioned("", block)}
    if isinstance(blocks, Mapping):
        if blocks.get("type") == "user" and isinstance(blocks.get("user_id"), str):
            found.add(blocks["user_id"])
        found |= {one for value in blocks.values() if not isinstance(value, str) for one in mentioned("", value)}
    return found


def readable(text: str, names: Mapping[str, str]) -> str:
    """Turn a message's text as Slack sends it into what people saw: `@Ann Archer`, `#debriefs`, links, signs.

    What somebody typed in angle brackets arrives escaped and stays as they typed it.
    """
    text = _USER.sub(lambda one: _user(one[1], one[2], names), text)
    text = _CHANNEL.sub(lambda one: f"#{one[2] or 'a channel'}", text)
    text = _GROUP.sub(lambda one: f"@{(one[2] or 'a group').removeprefix('@')}", text)
    return storable(unescape(_ENTITY.sub(lambda one: _entity(one[0], one[1], one[2] or ""), text)))


def link(url: str, label: str) -> str:
    """Write a link as people read it: its words, then its address unless the words are the address."""
    address = url.removeprefix("mailto:").removeprefix("tel:")
    bare = address.removeprefix("https://").removeprefix("http://").rstrip("/")
    return address if not label or label.rstrip("/") in {url, address, bare} else f"{label} ({address})"


def blocks_with_names(blocks: object, text: str, names: Mapping[str, str]) -> Any:  # noqa: ANN401  # JSON in, the same JSON out
    """Return a message's blocks with each mention as the text people saw; the labels of channels stand in `text`."""
    if isinstance(blocks, list | tuple):
        return [blocks_with_names(one, text, names) for one in blocks]
    if isinstance(blocks, str):
        return storable(blocks)
    if not isinstance(blocks, Mapping):
        return blocks
    said = _said(blocks, text, names)
    if said is not None:
        style = {"style": blocks["style"]} if "style" in blocks else {}
        return {"type": "text", "text": said, **style}
    return {key: blocks_with_names(value, text, names) for key, value in blocks.items()}


def _said(element: Mapping[str, Any], text: str, names: Mapping[str, str]) -> str | None:
    kind = element.get("type")
    if kind == "user" and "user_id" in element:
        return _user(str(element["user_id"]), _label(_USER, str(element["user_id"]), text), names)
    if kind == "channel" and "channel_id" in element:
        return f"#{_label(_CHANNEL, str(element['channel_id']), text) or 'a channel'}"
    if kind == "usergroup" and "usergroup_id" in element:
        label = _label(_GROUP, str(element["usergroup_id"]), text)
        return f"@{(label or 'a group').removeprefix('@')}"
    return None


def _user(slack_id: str, label: str | None, names: Mapping[str, str]) -> str:
    return f"@{names.get(slack_id) or label or 'somebody'}"


def _label(pattern: re.Pattern[str], slack_id: str, text: str) -> str | None:
    return next((one[2] for one in pattern.finditer(text) if one[1] == slack_id and one[2]), None)


def _entity(whole: str, target: str, label: str) -> str:
    if target in {"!channel", "!here", "!everyone"}:
        return "@" + target[1:]
    if target.startswith("!"):
        return label or whole
    return link(target, label) if _URL.fullmatch(target) else whole
