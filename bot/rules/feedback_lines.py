"""A Slack message as the lines its author saw: from rich text where there is some, from plain text where not."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.rules.text import link

Element = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line; a blank one has no text.

    `bullet`: an item of a list. `depth`: how far in it stands (a measure to compare, not to count); a line without
    bullet that stands further in than the margin goes on with the item above. `literal`: quoted or code, where signs
    mean nothing. `strong`: bold from end to end.
    """

    text: str
    bullet: bool = False
    depth: int = 0
    literal: bool = False
    strong: bool = False


_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile("[\u200b\u2060\ufeff]")
"""Signs without width that come along with what is pasted; before a heading they would hide it."""
_BULLET = re.compile(r"(\s*)(?:[•◦▪▫‣\u2043●○■□▸►][\ufe0e\ufe0f]?|\*)\s+(?=\S)")
_NUMBER = re.compile(r"(\s*)([0-9]{1,2})[.)]\s+(?=\S)")
_LETTER = re.compile(r"(\s{4,})(?:[a-z]|[ivx]{2,5})\.\s+(?=\S)")
_SPACES = re.compile(r"\s{2,}")
_QUOTE = re.compile(r"\s*>+\s?")
_KEPT = r"(?P<kept><[^<>\s][^<>]*>|\bhttps?://\S+)"
_EMPHASIS = [
    re.compile(
        rf"{_KEPT}|(?<![\w{mark}]){re.escape(mark)}(?=\S)(?P<inside>[^{mark}]+)(?<=\S){re.escape(mark)}(?![\w{mark}])"
    )
    for mark in "*_~`"
]
_FENCE = "```"
_MENTIONS = {
    "user": ("user_id", "<@", ">"),
    "channel": ("channel_id", "<#", ">"),
    "usergroup": ("usergroup_id", "<!subteam^", ">"),
    "broadcast": ("range", "@", ""),
    "color": ("value", "", ""),
}


def flatten(blocks: Sequence[Element]) -> list[Line]:
    """Read the rich text among a message's blocks as lines; empty when there is none."""
    parts = [part for block in blocks if block.get("type") == "rich_text" for part in _elements(block)]
    lines = [line for part in parts for line in _lines_of_part(part)]
    return list(_with_lists(lines))


def lines_of(text: str) -> list[Line]:
    """Read a message's plain text (unescaped) as lines, without the signs of Slack's mark-up."""
    parts = _UNSEEN.sub("", text).split(_FENCE)
    if len(parts) % 2 == 0:
        parts[-2:] = [_FENCE.join(parts[-2:])]
    lines: list[Line] = []
    for number, part in enumerate(parts):
        pieces = _BREAKS.split(part)
        if number > 0 and len(pieces) > 1 and not pieces[0].strip():
            pieces = pieces[1:]
        if number < len(parts) - 1 and not pieces[-1].strip():
            pieces = pieces[:-1]
        lines.extend(Line(piece, literal=True) if number % 2 else _typed_line(piece) for piece in pieces)
    return list(_with_lists(lines))


def _elements(element: Element) -> list[Element]:
    """List what an element holds, passing over what is malformed."""
    inner = element.get("elements")
    return [one for one in inner if isinstance(one, Mapping)] if isinstance(inner, Sequence) else []


def _lines_of_part(part: Element) -> list[Line]:
    """Read one part of a rich text block: a section, a list, a quote, code, or what Slack invents next."""
    kind = part.get("type")
    if kind == "rich_text_list":
        depth = int(part.get("indent") or 0) + 1
        return [line for item in _elements(part) for line in _item_lines(item, depth)]
    lines = _run_lines(_elements(part) or [part])
    literal = kind in {"rich_text_quote", "rich_text_preformatted"}
    return [replace(line, literal=literal) for line in lines]


def _item_lines(item: Element, depth: int) -> list[Line]:
    """Read one item of a list: its first line carries the bullet, the others go on."""
    if item.get("type") == "rich_text_list":
        return _lines_of_part(item)
    lines = _run_lines(_elements(item) or [item])
    return [replace(line, bullet=number == 0, depth=depth) for number, line in enumerate(lines)]


def _run_lines(elements: Iterable[Element]) -> list[Line]:
    """Put inline elements together, line by line; a break at the very end begins no line."""
    lines: list[list[tuple[str, bool]]] = [[]]
    for element in elements:
        style = element.get("style")
        bold = isinstance(style, Mapping) and bool(style.get("bold"))
        first, *others = _BREAKS.split(_UNSEEN.sub("", _words_of(element)))
        lines[-1].append((first, bold))
        lines.extend([(other, bold)] for other in others)
    if len(lines) > 1 and not "".join(text for text, _ in lines[-1]).strip():
        lines.pop()
    return [_line_of_runs(runs) for runs in lines]


def _line_of_runs(runs: Sequence[tuple[str, bool]]) -> Line:
    """Join the runs of one line; it is strong when all its words are bold."""
    words = [bold for text, bold in runs if text.strip()]
    return Line("".join(text for text, _ in runs).rstrip(), strong=bool(words) and all(words))


def _words_of(element: Element) -> str:
    """Write one inline element as plain text; mentions stay in Slack's form, by id."""
    kind = str(element.get("type"))
    if kind in _MENTIONS:
        name, before, after = _MENTIONS[kind]
        return f"{before}{element.get(name, '')}{after}"
    if kind == "link":
        return link(str(element.get("url", "")), str(element.get("text") or ""))
    if kind == "emoji":
        tone = element.get("skin_tone")
        name = str(element.get("name", ""))
        return f":{name}:" + (f":skin-tone-{tone}:" if tone and "skin-tone" not in name else "")
    if kind == "date":
        return str(element.get("fallback") or _day(element.get("timestamp")))
    return str(element.get("text") or "") or "".join(_words_of(one) for one in _elements(element))


def _day(timestamp: object) -> str:
    """Write the day of a timestamp, for a date element without words of its own."""
    return f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d}" if isinstance(timestamp, int) else ""


def _typed_line(text: str) -> Line:
    """Read one line of plain text: a quotation, or words without their mark-up."""
    quote = _QUOTE.match(text)
    if quote and text[quote.end() :].strip():
        return Line(_without_emphasis(text[quote.end() :]), literal=True)
    plain = _without_emphasis(text)
    bare = text.strip()
    strong = bare[:1] == "*" == bare[-1:] and len(plain.strip()) == len(bare) - 2
    return Line(plain.rstrip(), strong=strong)


def _without_emphasis(text: str) -> str:
    """Drop the signs of bold, italic, struck and code, but not inside addresses."""
    for pattern in _EMPHASIS:
        text = pattern.sub(lambda found: found["kept"] or found["inside"], text)
    return text


def _with_lists(lines: Iterable[Line]) -> Iterator[Line]:
    """Find the items of lists that were typed or pasted; a number counts when it follows the one before."""
    counted: dict[int, int] = {}
    for line in lines:
        if line.bullet or line.literal:
            yield _tidied(line)
            continue
        number = _NUMBER.match(line.text)
        item = _BULLET.match(line.text) or _LETTER.match(line.text)
        if number and int(number[2]) in {1, counted.get(len(number[1]), 0) + 1}:
            counted[len(number[1])] = int(number[2])
            item = number
        if item:
            yield replace(_tidied(line, item.end()), bullet=True, depth=len(item[1]) + 1)
        else:
            yield _tidied(line)


def _tidied(line: Line, start: int = 0) -> Line:
    """Drop what stands before `start` and needless spaces; how far in the line stood is kept as its depth."""
    depth = line.depth or len(line.text) - len(line.text.lstrip())
    return replace(line, text=_SPACES.sub(" ", line.text[start:].strip()), depth=depth)
