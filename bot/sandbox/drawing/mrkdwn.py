"""Slack's mrkdwn and its plain text, drawn."""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from bot.sandbox.drawing.emoji import SHORT_NAME, draw_emoji, with_emoji
from bot.sandbox.drawing.mentions import BROADCASTS, draw_broadcast, draw_control, draw_person, draw_place, unescape
from bot.sandbox.drawing.pen import Pen
from bot.sandbox.drawing.tags import escape_with_breaks, join, link, tag
from bot.sandbox.ids import JSON

_FENCED = re.compile(r"```(.+?)```", re.DOTALL)
_QUOTED = re.compile(r"(?:&gt;|>) ?")
_REST_QUOTED = re.compile(r"^(?:&gt;){3} ?|^>>> ?", re.MULTILINE)
_LABELLED = re.compile(r"<([^<>|\n]*)(?:\|([^<>\n]*))?>")


def _styled(name: str, mark: str) -> str:
    """Match a run between two marks, which stand outside words; links and code inside it count as one piece."""
    piece = rf"[^{mark}\n<`]|<[^<>\n]*+>|<|`[^`\n]*+`|`|(?<=\w){mark}(?=\w)"
    return rf"(?<![\w{mark}]){mark}(?=[^\s{mark}])(?P<{name}>(?:{piece})++)(?<!\s){mark}(?![\w{mark}])"


_STYLES = "|".join(_styled(name, mark) for name, mark in (("bold", r"\*"), ("italic", "_"), ("strike", "~")))
_MARKUP = rf"<(?P<control>[^<>\n]+)>|`(?P<code>[^`\n]+)`|{_STYLES}|(?P<emoji>{SHORT_NAME})"
_ADDRESS = r"\bhttps?://(?:&amp;|&(?!(?:[lg]t|amp);)|[^\s<>|&])+(?<![.,;:!?'\"`*_~)\]])"
_MAIL = r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_LINKS = rf"|(?P<address>{_ADDRESS})|(?P<mail>{_MAIL})"
_NAMES = r"|(?<![\w.])@(?P<handle>[\w.-]*\w)|(?<!\w)#(?P<room>[\w-]+)"
_PATTERNS = {
    (False, False): re.compile(_MARKUP),
    (True, False): re.compile(_MARKUP + _LINKS),
    (True, True): re.compile(_MARKUP + _LINKS + _NAMES),
}
_TAGS = {"bold": "strong", "italic": "em", "strike": "s"}


class Reader:
    """Reads mrkdwn for one pen: `links` finds bare addresses, `names` also plain @people and #channels."""

    def __init__(self, pen: Pen, *, links: bool, names: bool) -> None:
        """Choose what is looked for."""
        self._pen = pen
        self._pattern = _PATTERNS[links, links and names]

    def read(self, text: str) -> Markup:
        """Draw passages: code, quotes, and lines of inline text."""
        if "```" not in text:
            return self._lines(text)
        parts = []
        for index, piece in enumerate(_FENCED.split(text)):
            if index % 2:
                parts.append(tag("pre", tag("code", _code(piece.strip("\n")))))
            elif piece.strip(" \n") or not index:
                parts.append(self._lines(piece.strip("\n")))
        return join(parts)

    def _lines(self, text: str) -> Markup:
        """Draw lines, neighbouring quoted ones in one quotation."""
        if ">" not in text and "&gt;" not in text:
            return self.inline(text)
        every = _REST_QUOTED.search(text)
        if every:
            before, rest = text[: every.start()].removesuffix("\n"), text[every.end() :]
            return join([self._lines(before) if before else "", tag("blockquote", self.inline(rest))])
        return join(self._groups(text.split("\n")))

    def _groups(self, rows: list[str]) -> Iterator[Markup]:
        group: list[str] = []
        quoted = False
        for row in [*rows, None]:
            mark = _QUOTED.match(row) if row is not None else None
            if group and (row is None or bool(mark) != quoted):
                inside = self.inline("\n".join(group))
                yield tag("blockquote", inside) if quoted else inside
                group = []
            quoted = mark is not None
            if row is not None:
                group.append(row[mark.end() :] if mark else row)

    def inline(self, text: str) -> Markup:
        """Draw the styles, mentions, links and emoji of a text."""
        parts: list[Markup] = []
        at = 0
        for match in self._pattern.finditer(text):
            drawn = self._draw(str(match.lastgroup), match)
            if drawn is not None:
                parts += (escape_with_breaks(unescape(text[at : match.start()])), drawn)
                at = match.end()
        rest = escape_with_breaks(unescape(text[at:]))
        return join([*parts, rest]) if parts else rest

    def _draw(self, kind: str, match: re.Match[str]) -> Markup | None:
        """Draw one find; None leaves it as written."""
        found = match[kind]
        if kind in _TAGS:
            return tag(_TAGS[kind], self.inline(found))
        if kind == "code":
            return tag("code", _code(found))
        if kind == "emoji":
            return draw_emoji(found)
        if kind == "control":
            return draw_control(self._pen, found)
        return self._draw_bare(kind, found)

    def _draw_bare(self, kind: str, found: str) -> Markup | None:
        """Draw what Slack finds in text that is not verbatim."""
        names, written = self._pen.names, unescape(found)
        if kind == "address":
            return link(written, written)
        if kind == "mail":
            return link(f"mailto:{written}", written)
        if kind == "handle":
            if found in BROADCASTS:
                return draw_broadcast(found)
            return draw_person(self._pen, names.handles[found]) if found in names.handles else None
        known = [id_ for id_, place in names.places.items() if place.kind != "im" and place.name == found]
        return draw_place(self._pen, known[0]) if known else None


def mrkdwn(pen: Pen, text: str, *, links: bool = False, names: bool = False) -> Markup:
    """Draw mrkdwn, which may hold quotations and passages of code."""
    return Reader(pen, links=links, names=names).read(text)


def draw_text(pen: Pen, text: JSON | str | None) -> Markup:
    """Draw a text object, mrkdwn or plain, as it may stand in a block of its own; a bare string is plain."""
    return _text(pen, text, inline=False)


def draw_words(pen: Pen, text: JSON | str | None) -> Markup:
    """Draw a text object inside a line, where quotations and passages of code have no room."""
    return _text(pen, text, inline=True)


def words(text: JSON | str | None) -> str:
    """Give the bare words of a text object, for labels no markup can stand in."""
    return str(text.get("text") or "") if isinstance(text, dict) else text or ""


def _text(pen: Pen, text: JSON | str | None, *, inline: bool) -> Markup:
    written = words(text)
    if isinstance(text, dict) and text.get("type") == "mrkdwn":
        bare = text.get("verbatim") is not True
        reader = Reader(pen, links=bare, names=bare)
        return reader.inline(written) if inline else reader.read(written)
    if isinstance(text, dict) and text.get("emoji") is False:
        return escape_with_breaks(written)
    return with_emoji(written)


def _code(text: str) -> Markup:
    """Draw code: a link in it is opened by its words, all else is to the letter."""
    parts: list[Markup] = []
    at = 0
    for match in _LABELLED.finditer(text):
        drawn = link(unescape(match[1]), unescape(match[2] or match[1]))
        if drawn.startswith("<a"):
            parts += (_letters(text[at : match.start()]), drawn)
            at = match.end()
    return join([*parts, _letters(text[at:])])


def _letters(text: str) -> Markup:
    return escape(unescape(text))
