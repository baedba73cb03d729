"""The markdown block: the everyday part of Markdown, drawn."""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from bot.sandbox.drawing.emoji import SHORT_NAME, draw_emoji
from bot.sandbox.drawing.mentions import draw_control
from bot.sandbox.drawing.pen import Pen
from bot.sandbox.drawing.tags import BREAK, join, link, tag

_DEEPEST = 8
_FENCED = re.compile(r"^```[^\n]*\n(.*?)(?:^```[^\S\n]*$|\Z)", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_POINT = re.compile(r"([ \t]*)(?:[-*+]|(\d{1,9})[.)])[ \t]+(.*)")
_QUOTE = re.compile(r"[ \t]*>[ \t]?(.*)")
_TASK = re.compile(r"\[([ xX])\][ \t]+(.*)")
_ROW = re.compile(r"[ \t]*\|(.*)\|[ \t]*")
_DASHES = re.compile(r"[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*")
_INLINE = re.compile(
    r"\\(?P<letter>[!-/:-@\[-`{-~])|`(?P<code>[^`\n]+)`"
    r"|!?\[(?P<label>[^\[\]\n]*)\]\((?P<address>[^()\s]*+)\)"
    r"|<(?P<control>[^<>\n]+)>|(?P<bare>\bhttps?://[^\s<>]*[^\s<>.,;:!?'\")\]*_~])"
    r"|\*\*(?=\S)(?P<strong>[^*\n]+)(?<=\S)\*\*|(?<!\w)__(?=\S)(?P<strong_>[^_\n]+)(?<=\S)__(?!\w)"
    r"|\*(?=\S)(?P<em>[^*\n]+)(?<=\S)\*|(?<!\w)_(?=\S)(?P<em_>[^_\n]+)(?<=\S)_(?!\w)"
    rf"|~~(?=\S)(?P<s>[^~\n]+)(?<=\S)~~|(?P<emoji>{SHORT_NAME})"
)


def draw_markdown(pen: Pen, text: str, depth: int = 0) -> Markup:
    """Draw Markdown: headings, lists, quotations, code, tables, rules, links and styles; `depth` counts quotations."""
    parts: list[Markup] = []
    for index, piece in enumerate(_FENCED.split(text)):
        if index % 2:
            parts.append(tag("pre", tag("code", piece.removesuffix("\n"))))
        else:
            parts += [_passage(pen, kind, rows, depth) for kind, rows in _passages(piece.split("\n"))]
    return join(parts)


def _kind(row: str) -> str:
    """Tell what a line is part of."""
    if not row.strip():
        return "blank"
    for name, pattern in (("heading", _HEADING), ("rule", _RULE), ("list", _POINT), ("quote", _QUOTE), ("table", _ROW)):
        if pattern.fullmatch(row):
            return name
    return "words"


def _passages(rows: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Gather neighbouring lines of one kind."""
    group: list[str] = []
    kind = "blank"
    for row in rows:
        now = _kind(row)
        if now == "words" and kind == "list" and row[:1] in " \t":
            now = kind
        if group and (now != kind or now in ("heading", "rule")):
            yield kind, group
            group = []
        kind = now
        if now != "blank":
            group.append(row)
    if group:
        yield kind, group


def _passage(pen: Pen, kind: str, rows: list[str], depth: int) -> Markup:
    if kind == "rule":
        return Markup('<hr class="divider">')
    if kind == "heading":
        marks, _, words = rows[0].partition(" ")
        return tag(f"h{min(6, len(marks.strip()) + 2)}", _inline(pen, words.strip().rstrip("#").strip()))
    if kind == "list":
        return _list(pen, rows)
    if kind == "quote" and depth < _DEEPEST:
        inside = "\n".join(_QUOTE.sub(r"\1", row, count=1) for row in rows)
        return tag("blockquote", draw_markdown(pen, inside, depth + 1))
    if kind == "table" and len(rows) > 1 and _DASHES.fullmatch(rows[1]):
        return _table(pen, rows)
    return tag("p", BREAK.join([_inline(pen, row) for row in rows]))


def _list(pen: Pen, rows: list[str]) -> Markup:
    """Draw points, those further in as a list under the point before."""
    first = _POINT.fullmatch(rows[0])
    indent = len(first[1].expandtabs(4)) if first else 0
    points: list[tuple[str, list[str]]] = []
    for row in rows:
        match = _POINT.fullmatch(row)
        deeper = match is None or len(match[1].expandtabs(4)) > indent + 1
        if points and deeper:
            points[-1][1].append(row)
        elif match:
            points.append((match[3], []))
    drawn = [tag("li", _point(pen, words), _under(pen, under)) for words, under in points]
    number = first[2] if first else None
    if number is None:
        return tag("ul", *drawn)
    return tag("ol", *drawn, start=int(number) if int(number) != 1 else None)


def _point(pen: Pen, words: str) -> Markup:
    task = _TASK.fullmatch(words)
    if task is None:
        return _inline(pen, words)
    return join(["☐ " if task[1] == " " else "☑ ", _inline(pen, task[2])])


def _under(pen: Pen, rows: list[str]) -> Markup:
    """Draw what belongs to a point: more words, then deeper points."""
    at = next((index for index, row in enumerate(rows) if _POINT.fullmatch(row)), len(rows))
    more = [part for row in rows[:at] for part in (BREAK, _inline(pen, row.strip()))]
    return join([*more, _list(pen, rows[at:])] if at < len(rows) else more)


def _table(pen: Pen, rows: list[str]) -> Markup:
    cells = [[each.strip() for each in row.strip().strip("|").split("|")] for row in rows]
    head = tag("tr", *(tag("th", _inline(pen, each), scope="col") for each in cells[0]))
    body = [tag("tr", *(tag("td", _inline(pen, each)) for each in row)) for row in cells[2:]]
    return tag("table", tag("thead", head), tag("tbody", *body))


def _inline(pen: Pen, text: str) -> Markup:
    parts: list[Markup] = []
    at = 0
    for match in _INLINE.finditer(text):
        drawn = _draw(pen, match)
        if drawn is not None:
            parts += (escape(text[at : match.start()]), drawn)
            at = match.end()
    return join([*parts, escape(text[at:])])


def _draw(pen: Pen, match: re.Match[str]) -> Markup | None:
    kind = str(match.lastgroup).rstrip("_")
    found = match[str(match.lastgroup)]
    if kind in ("strong", "em", "s"):
        return tag(kind, _inline(pen, found))
    if kind == "code":
        return tag("code", found)
    if kind == "letter":
        return escape(found)
    if kind in ("address", "bare"):
        label = _inline(pen, match["label"] or "") or found
        return link(found, label) if found else None
    return draw_control(pen, found) if kind == "control" else draw_emoji(found)
