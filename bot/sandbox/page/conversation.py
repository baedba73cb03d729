"""Conversations as somebody sees them: messages from top to bottom, put together by author and time."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zlib import crc32
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.sandbox.conversations import Channel, Message
from bot.sandbox.page.drawn import Drawing
from bot.sandbox.people import Person
from bot.sandbox.workspace import Workspace

SHOWN = 60
_TOGETHER = timedelta(minutes=5)
_HUES = 10
_MOST_FACES = 3


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody's name and picture: initials on one of ten colours."""

    name: str
    handle: str
    initials: str
    hue: int
    is_app: bool = False


@dataclass(frozen=True, slots=True)
class Reaction:
    """An emoji under a message, who added it, and whether the reader did."""

    name: str
    shown: Markup
    count: int
    mine: bool
    who: str


@dataclass(frozen=True, slots=True)
class Thread:
    """The bar under a root: how many replies, by whom, since when, and whether the reader has new ones."""

    count: int
    faces: tuple[Face, ...]
    last: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One message; `day` is the heading over it, `continues` hides the author, `is_first_new` draws the line above.

    `may_delete`: it is the viewer's, or they are an administrator.
    """

    message: Message
    author: Face
    at: datetime
    day: str | None
    continues: bool
    is_first_new: bool
    body: Markup
    reactions: tuple[Reaction, ...]
    thread: Thread | None
    is_mine: bool
    may_delete: bool

    @property
    def is_notice(self) -> bool:
        """Whether Slack itself says it: who came and went, what was deleted."""
        return self.message.subtype is not None


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a conversation; `earlier` says there is more above."""

    rows: list[Row]
    earlier: bool


def face_of(workspace: Workspace, user: str) -> Face:
    """Give the face of a user id, Slack's own for one that is nobody's."""
    person = workspace.people.get(user)
    if person is None:
        return Face("Slackbot", "slackbot", "S", 0, is_app=True)
    words = person.name.split()
    initials = (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()
    hue = crc32(person.handle.encode()) % _HUES
    return Face(person.name, person.handle, initials, hue, is_app=person.bot)


@dataclass(frozen=True, slots=True)
class Part:
    """Which messages: the last ones, or those of the thread of `root`.

    `before` gives the ones before a message, `since` all from one on, `only` those and what follows each of them.
    `mark` is the last message read, under which the line "New" stands; `new_threads` are roots with unread replies.
    """

    root: str | None = None
    before: str | None = None
    since: str | None = None
    only: frozenset[str] = frozenset()
    mark: str = ""
    new_threads: frozenset[str] = frozenset()


class Reader:
    """Reads conversations with the eyes of one person."""

    def __init__(self, workspace: Workspace, viewer: Person, drawing: Drawing) -> None:
        """Take the person and what draws for them."""
        self._workspace, self._viewer, self._drawing = workspace, viewer, drawing
        self._zone = ZoneInfo(viewer.tz)

    def read(self, channel: Channel, part: Part) -> Page:
        """Give a part of a conversation, or of a thread with its root first."""
        seen = self._seen(channel, part.root)
        if part.before is not None:
            seen = [each for each in seen if each.ts < part.before]
        start = 0 if part.root else max(0, len(seen) - SHOWN)
        if part.since is not None:
            start = next((index for index, each in enumerate(seen) if each.ts >= part.since), len(seen))
        rows: list[Row] = []
        for index in range(start, len(seen)):
            previous = seen[index - 1] if index else None
            if _is_wanted(part.only, previous, seen[index]):
                rows.append(self._row(channel, seen[index], previous, part))
        return Page(rows, start > 0)

    def _seen(self, channel: Channel, root: str | None) -> list[Message]:
        """List what the person sees, oldest first, their ephemerals among it."""
        if root is None:
            seen = channel.top_level()
        else:
            first = [channel.messages[root]] if root in channel.messages else []
            seen = [*first, *channel.replies(root)]
        own = [each for each in channel.ephemerals.values() if each.only_for == self._viewer.id]
        return sorted([*seen, *(each for each in own if each.thread_ts == root)], key=lambda each: each.ts)

    def _row(self, channel: Channel, message: Message, previous: Message | None, part: Part) -> Row:
        root, mark = part.root, part.mark
        at = moment(message.ts, self._zone)
        before = moment(previous.ts, self._zone) if previous else None
        new_day = before is None or before.date() != at.date()
        opens_thread = root is not None and message.ts == root
        first_new = bool(mark) and previous is not None and previous.ts <= mark < message.ts
        is_mine = message.user == self._viewer.id and message.subtype is None
        return Row(
            message=message,
            author=face_of(self._workspace, message.user),
            at=at,
            day=day_name(at.date(), datetime.now(self._zone).date()) if new_day and root is None else None,
            continues=not new_day and not first_new and _belongs(message, previous) and not opens_thread,
            is_first_new=first_new and message.user != self._viewer.id,
            body=self._drawing.message(channel, message, in_thread=root is not None),
            reactions=tuple(self._reaction(name, users) for name, users in message.reactions.items()),
            thread=self._thread(channel, message, part.new_threads) if root is None else None,
            is_mine=is_mine,
            may_delete=is_mine or (self._viewer.admin and message.subtype is None),
        )

    def _reaction(self, name: str, users: list[str]) -> Reaction:
        who = ", ".join(face_of(self._workspace, each).name for each in users)
        return Reaction(name, self._drawing.emoji(name), len(users), self._viewer.id in users, who)

    def _thread(self, channel: Channel, message: Message, new_threads: frozenset[str]) -> Thread | None:
        replies = channel.replies(message.ts)
        if not replies or message.only_for is not None:
            return None
        users = list(dict.fromkeys(each.user for each in replies))[:_MOST_FACES]
        faces = tuple(face_of(self._workspace, each) for each in users)
        return Thread(len(replies), faces, moment(replies[-1].ts, self._zone), message.ts in new_threads)


def _belongs(message: Message, previous: Message | None) -> bool:
    """Whether a message stands under the name of the one before it."""
    if previous is None or message.subtype or previous.subtype or message.user != previous.user:
        return False
    together = moment(message.ts, UTC) - moment(previous.ts, UTC) < _TOGETHER
    return together and message.only_for == previous.only_for and message.broadcast == previous.broadcast


def _is_wanted(only: frozenset[str], previous: Message | None, message: Message) -> bool:
    """Whether a message is asked for, or follows one that is (or was, and is gone), so that its head may differ."""
    after = previous.ts if previous else ""
    return not only or any(after <= each <= message.ts for each in only)


def moment(ts: str, zone: tzinfo) -> datetime:
    """Turn a message's ts into a time in a zone."""
    return datetime.fromtimestamp(float(ts), zone)


def day_name(day: date, today: date) -> str:
    """Name a day as people do."""
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    year = f" {day.year}" if day.year != today.year else ""
    return f"{day:%A}, {day.day} {day:%B}{year}"
