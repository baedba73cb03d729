"""Read a reply as feedback: which statements are praise, which are to grow on, which stay in the team (DESIGN.md §7).

Nothing a person wrote is lost: what is no point and no vote is a note.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.rules.feedback_lines import Line, flatten, lines_of
from bot.rules.feedback_words import (
    ALONE_TOO,
    CHAT,
    HEADING_OF,
    MONTHS,
    NOTHING,
    VOTES,
    WEEKDAYS,
    Heading,
    any_of,
    heading_of,
    spoken,
)
from bot.rules.text import unescape
from bot.rules.words import PointKind, Sharing, Vote

__all__ = ["Line", "ReadPoint", "Reading", "flatten", "read_reply", "unescape"]


@dataclass(frozen=True, slots=True)
class ReadPoint:
    """One statement of feedback; `proposed` when its author should confirm how it was read."""

    kind: PointKind
    sharing: Sharing
    text: str
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How a reply was read: points and notes in the order written; feedback when at least one point was marked."""

    points: tuple[ReadPoint, ...]
    vote: Vote | None
    notes: tuple[str, ...]
    is_feedback: bool


_EMOJI = r"(?::\+1:|:thumbsup:|:(?:white|heavy)_check_mark:|:heavy_plus_sign:|[👍✅✔\u2795])"
_TONE = r"(?::skin-tone-[2-6]:|[\U0001F3FB-\U0001F3FF])?\ufe0f?"
_THUMB = rf"(?:{_EMOJI}{_TONE})"
_THUMB_DOWN = rf"(?:(?::-1:|:thumbsdown:|:heavy_minus_sign:|[👎\u2796]){_TONE})"
_TEAM = any_of(spoken(Heading.TEAM_ONLY))
_ANY_EMOJI = r"(?::[\w+-]+:|[\u2600-\u27bf\U0001F300-\U0001FAFF]\ufe0f?)"
_MARKS = r"[*_~`]{0,4}"
_HEADING = re.compile(
    rf"(?P<sign>[-–−+]\s)?(?:{_ANY_EMOJI}\s?)*+#{{0,6}}\s?{_MARKS}\s?(?P<words>{any_of(HEADING_OF)})\s?{_MARKS}"
    rf"\s?(?P<team>[(\[]\s?(?:{_TEAM})\s?[)\]])?\s?(?:{_MARKS}\s?(?P<colon>[:\uff1a])(?!//){_MARKS}\s*(?P<rest>.*)|$)",
    re.IGNORECASE | re.DOTALL,
)
_INLINE_WORDS = any_of(phrase for heading in Heading if heading is not Heading.ASIDE for phrase in spoken(heading))
_TEAM_PHRASES = any_of(phrase for phrase in spoken(Heading.TEAM_ONLY) if " " in phrase)
_INLINE = re.compile(
    rf"(?:(?<=[.;,|/!?)])\s|\s[-–—|]\s|\s(?=[^\W\d_a-zß-ÿ]))(?=(?i:{_INLINE_WORDS})\s*[:\uff1a])"
    rf"|[\s(\[]{1, 2}(?=\b(?i:{_TEAM_PHRASES})\s*[:\uff1a])"
)
_PARTED = re.compile(r"\s[/|]\Z")
_CLOSING = re.compile(rf"(?:{any_of(spoken('closing'))})(?!\w)(?:\W+\w+){{0,5}}\W*", re.IGNORECASE)
_PLUS = re.compile(r"\+{1,3}\s+(?=\S)")
_MINUS = re.compile(r"[-–−]\s+(?=\S)")
_THUMBS = re.compile(rf"(?:{_THUMB}\s*)+(?=\S)")
_TRIANGLE = re.compile(rf"[△Δ∆]\s*:?\s+(?=\S)|△(?=\S)|(?:{_THUMB_DOWN}\s*)+(?=\S)")
_AGREEING = re.compile(r"<@|@\w|1\b\s*(?:[!.]*$|to\b|for\b|on\b)|(?:to|for)\s+(?:<@|@|[A-Z])")
_DATE = re.compile(
    rf"(?:(?:{WEEKDAYS})\.?,?\s*)?(?:\d{{1,2}}(?:st|nd|rd|th)?\.?\s*(?:of\s+)?(?:{MONTHS})\.?(?:,?\s*\d{{4}})?"
    rf"|(?:{MONTHS})\.?\s*\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s*\d{{4}})?|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]?(?:\d{{2,4}})?"
    rf"|\d{{1,2}}:\d\d(?:\s*[ap]m)?|(?:{WEEKDAYS}))(?:,?\s*(?:at\s*)?\d{{1,2}}:\d\d)?[.!]?",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    rf"\A[(\[]\s*(?:{_TEAM})\s*[)\]]\s*:?\s*|\A(?:{_TEAM})\s*[:\uff1a]\s*|\s*[(\[]\s*(?:{_TEAM})\s*[)\]](?=[.!]?\Z)",
    re.IGNORECASE,
)
_VOTE = re.compile(
    r"((?:strong|lean)?[\s_-]{0,3}(?:no)?[\s_-]{0,3}hire)\b[*_~`]*\s*(?P<more>.*)", re.IGNORECASE | re.DOTALL
)
_KINDS = {Heading.GOOD: PointKind.GOOD, Heading.GROW: PointKind.GROW, Heading.TEAM_ONLY: PointKind.NOTE}


@dataclass(slots=True)
class _Section:
    """A heading with the lines under it; without a heading, what was written outside.

    `listed`: the heading is itself an item of a list. `raw`: the line of the heading as it was written.
    """

    heading: Heading | None = None
    team_only: bool = False
    listed: bool = False
    raw: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands under the heading."""
        return not any(line.text for line in self.lines)

    def whole(self, text: str) -> str:
        """Write the heading with the words that stand under it, when they stand there alone."""
        return self.raw if self.raw.endswith(text) else f"{self.raw} {text}"


@dataclass(slots=True)
class _Entry:
    """A point in the making; without a kind a note. `item`: of a list; `bare`: an item nobody marked."""

    text: str
    kind: PointKind | None = None
    team_only: bool = False
    item: bool = False
    bare: bool = False

    def goes_on_with(self, line: Line) -> bool:
        """Whether a line belongs to it; behind an item of a list, what stands at the margin begins something new."""
        return line.literal or line.depth > 0 or not self.item


def read_reply(text: str, blocks: Sequence[Mapping[str, Any]] | None = None) -> Reading:
    """Read a reply from its rich text where there is some, from its text (unescaped) where not."""
    lines = flatten(blocks or ())
    if not any(line.text for line in lines):
        lines = lines_of(text)
    return _Reader().read(_sections(_split_inline(lines)))


def _split_inline(lines: Iterable[Line]) -> list[Line]:
    """Begin a new line at each heading inside a line, once there was one at a line's start: "Good: a. Grow: b"."""
    split: list[Line] = []
    headed = False
    for line in lines:
        found = None if line.literal else _HEADING.fullmatch(line.text)
        headed = headed or bool(found and found["colon"])
        if line.literal or not headed:
            split.append(line)
            continue
        start = found.start("rest") if found and found["colon"] else 0
        breaks = [one for one in _INLINE.finditer(line.text, start) if one.start() > start]
        ends = [*(one.start() for one in breaks), len(line.text)]
        split.append(replace(line, text=_PARTED.sub("", line.text[: ends[0]].strip())))
        rest = (line.text[one.end() : end].strip() for one, end in zip(breaks, ends[1:], strict=True))
        split.extend(Line(_PARTED.sub("", text)) for text in rest)
    return split


def _sections(lines: Sequence[Line]) -> list[_Section]:
    """Put each line under its heading; a Team only heading with nothing under it holds for all that follows."""
    sections = [_Section()]
    private = False
    for line, following in _with_following(lines):
        last = sections[-1]
        found = _heading(line, following, last)
        if not found:
            last.lines.append(line)
            continue
        private = private or (last.heading is Heading.TEAM_ONLY and last.is_empty)
        heading = heading_of(found["words"])
        rest = (found["rest"] or "").strip() if heading is not Heading.ASIDE else ""
        sections.append(
            _Section(
                heading,
                team_only=private or heading is Heading.TEAM_ONLY or bool(found["team"]),
                listed=line.bullet or bool(found["sign"]),
                raw=line.text,
                lines=[Line(rest)] if rest else [],
            )
        )
    return sections


def _with_following(lines: Sequence[Line]) -> list[tuple[Line, Line | None]]:
    """Pair each line with the next one that says something."""
    pairs: list[tuple[Line, Line | None]] = []
    following: Line | None = None
    for line in reversed(lines):
        pairs.append((line, following))
        following = line if line.text else following
    return pairs[::-1]


def _heading(line: Line, following: Line | None, section: _Section) -> re.Match[str] | None:
    """Match a line that is a heading: with a colon, or alone and bold, or alone before a list."""
    found = None if line.literal else _HEADING.fullmatch(line.text)
    if not found:
        return None
    heading = heading_of(found["words"])
    listed = line.bullet or bool(found["sign"])
    if found["colon"]:
        return found if not listed or _may_be_listed(heading, section, typed=not line.bullet) else None
    if listed and section.heading and not section.listed:
        return None
    if heading not in ALONE_TOO or found["sign"] or following is None or following.literal:
        return None
    if line.bullet:
        return found if following.bullet and following.depth > line.depth else None
    return found if line.strong or following.bullet or _sign(following.text) else None


def _may_be_listed(heading: Heading, section: _Section, *, typed: bool) -> bool:
    """Whether an item of a list may be this heading; under a heading of its own an item is what it says."""
    if heading is Heading.VOTE:
        return True
    if heading is Heading.ASIDE or (section.heading and not section.listed):
        return False
    return heading is not Heading.TEAM_ONLY or section.listed or not typed


def _sign(text: str) -> str:
    """Return how a line is marked: + or - typed, G for a thumb up, D for one down or a triangle; or it isn't."""
    signs = (("+", _PLUS), ("-", _MINUS), ("G", _THUMBS), ("D", _TRIANGLE))
    for name, pattern in signs:
        found = pattern.match(text)
        if found:
            return name if _is_statement(text[found.end() :], typed=name in "+-") else ""
    return ""


def _is_statement(said: str, *, typed: bool) -> bool:
    """Whether what follows a sign is a statement: not agreement with somebody, small talk or a date."""
    bare = " ".join(re.findall(r"[\w']+", said.lower().replace("’", "'")))
    is_chat = not typed and bare in CHAT
    is_date = typed and _DATE.fullmatch(said.strip())
    return bool(bare) and not (is_chat or is_date or _AGREEING.match(said))


class _Reader:
    """Goes through the sections of a reply and collects what they say."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self.votes: list[tuple[Vote, str]] = []
        self.open: _Entry | None = None
        self.plus_seen = False

    def read(self, sections: Iterable[_Section]) -> Reading:
        """Read all sections, in order."""
        for section in sections:
            self.open = None
            match section.heading:
                case Heading.GOOD | Heading.GROW | Heading.TEAM_ONLY:
                    self._headed(section)
                case Heading.VOTE:
                    self._vote(section)
                case _:
                    self._aside(section)
        return self._finished()

    def _headed(self, section: _Section) -> None:
        """Read what stands under a heading: items and paragraphs are points, lines go on; behind a list come notes."""
        said = " ".join(line.text for line in section.lines if line.text)
        if said.lower().strip(" .!*_") in NOTHING:
            self._note(section.whole(said))
            return
        signs = {_sign(line.text) for line in section.lines if not line.literal}
        kind = _KINDS[section.heading or Heading.TEAM_ONLY]
        signs_decide = kind is PointKind.NOTE or {"+", "-"} <= signs
        has_items = False
        for line in section.lines:
            sign = "" if line.literal else _sign(line.text)
            has_items = has_items or line.bullet or bool(sign)
            if sign and (signs_decide or sign in "GD"):
                self._signed(line, sign, team_only=section.team_only)
            elif sign:
                self._point(_without_sign(line.text, sign), kind, line, team_only=section.team_only)
            elif not line.text:
                self.open = None
            elif self.open and not line.bullet and self.open.goes_on_with(line):
                self.open.text += " " + line.text
            elif not line.bullet and not section.team_only and (has_items or self._is_closing(line)):
                self._note(line.text)
            else:
                self._point(line.text, kind, line, team_only=section.team_only)

    def _is_closing(self, line: Line) -> bool:
        """Whether a line is how people end a message ("Best, Ann"), behind something that is said already."""
        return bool(self.entries) and not line.literal and _CLOSING.fullmatch(line.text) is not None

    def _aside(self, section: _Section) -> None:
        """Read what stands under no heading: signs make points, lines right after them go on, the rest are notes."""
        self._note(section.raw)
        for line in section.lines:
            sign = "" if line.literal else _sign(line.text)
            if sign:
                self._signed(line, sign, team_only=False)
            elif not line.text:
                self.open = None
            elif line.bullet:
                self.open = _Entry(line.text, item=True, bare=True)
                self.entries.append(self.open)
            elif self.open and self.open.goes_on_with(line):
                self.open.text += " " + line.text
            else:
                self._note(line.text)

    def _vote(self, section: _Section) -> None:
        """Read a vote; what stands behind it are notes, and what is no vote is one with its heading."""
        first = next((line.text for line in section.lines if line.text), "")
        found = _VOTE.fullmatch(first.strip("*_~` "))
        vote = VOTES.get(re.sub(r"[\s_-]+", " ", found[1].lower())) if found else None
        more = found["more"] if found else ""
        if vote and not re.match(r"\w|\?", more):
            self.votes.append((vote, section.whole(first)))
            self._note(more.lstrip(" .,;:!–—-"))
        else:
            self._note(section.whole(first))
        others = section.lines[next((n for n, line in enumerate(section.lines) if line.text), -1) + 1 :]
        self._aside(_Section(lines=others))

    def _signed(self, line: Line, sign: str, *, team_only: bool) -> None:
        """Add a point from a line that begins with a sign."""
        self.plus_seen = self.plus_seen or sign in "+G"
        kind = PointKind.GOOD if sign in "+G" else PointKind.GROW
        self._point(_without_sign(line.text, sign), kind, line, team_only=team_only)

    def _point(self, text: str, kind: PointKind, line: Line, *, team_only: bool) -> None:
        """Add a point from a line, and let the lines that follow go on with it."""
        self.open = _Entry(text, kind, team_only, item=line.bullet)
        self.entries.append(self.open)

    def _note(self, text: str) -> None:
        """Add a note; nothing goes on with it."""
        self.open = None
        if text.strip():
            self.entries.append(_Entry(text.strip()))

    def _finished(self) -> Reading:
        """Turn what was collected into a reading; votes that disagree are notes."""
        votes = {vote for vote, _ in self.votes}
        vote = votes.pop() if len(votes) == 1 else None
        contradictions = [] if vote else [raw for _, raw in self.votes]
        points = [point for entry in self.entries if (point := _point_of(entry, plus_seen=self.plus_seen))]
        notes = [one.text for one in self.entries if not _point_of(one, plus_seen=self.plus_seen)]
        return Reading(tuple(points), vote, (*notes, *contradictions), is_feedback=bool(points))


def _without_sign(text: str, sign: str) -> str:
    """Return what stands behind the sign of a line."""
    pattern = {"+": _PLUS, "-": _MINUS, "G": _THUMBS, "D": _TRIANGLE}[sign]
    return pattern.sub("", text, count=1)


def _point_of(entry: _Entry, *, plus_seen: bool) -> ReadPoint | None:
    """Return the point an entry is, None for a note; a bare bullet beside plus lines is proposed as one to grow on."""
    if entry.kind is None:
        proposed = entry.bare and plus_seen
        return ReadPoint(PointKind.GROW, Sharing.SHAREABLE, entry.text, proposed=True) if proposed else None
    text, private = _PRIVATE.subn("", entry.text)
    sharing = Sharing.TEAM_ONLY if entry.team_only or private else Sharing.SHAREABLE
    return ReadPoint(entry.kind, sharing, text.strip() or entry.text, proposed=False)
