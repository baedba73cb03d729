"""The sidebar: whom one is, the conversations one has, the app, and what else there is to look at."""

from dataclasses import dataclass

from bot.sandbox.conversations import Channel
from bot.sandbox.page.conversation import Face, face_of
from bot.sandbox.page.reading import Reading, Unread
from bot.sandbox.people import Person
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Entry:
    """A conversation in the sidebar; `href` opens it, `is_private` draws a lock, `face` a direct message's other side.

    `joined` is False for public channels one is not in.
    """

    name: str
    href: str
    unread: Unread
    channel: str = ""
    is_private: bool = False
    joined: bool = True
    face: Face | None = None


@dataclass(frozen=True, slots=True)
class Sidebar:
    """Everything in the sidebar."""

    channels: list[Entry]
    directs: list[Entry]
    app: Entry

    @property
    def unread(self) -> int:
        """How many messages call for the person: those that name them, and the direct ones."""
        named = sum(each.unread.mentions for each in self.channels)
        return named + sum(each.unread.messages for each in [*self.directs, self.app])


def people_of(workspace: Workspace) -> list[Person]:
    """List whom one can be, in the order they came."""
    return [each for each in workspace.people.values() if not each.bot and not each.deactivated]


def can_see(workspace: Workspace, viewer: Person, channel: Channel) -> bool:
    """Whether somebody may open a conversation."""
    open_to_all = channel.kind == "public" and not viewer.guest and viewer.team_id == workspace.team_id
    return viewer.id in channel.members or open_to_all


def sidebar_of(workspace: Workspace, reading: Reading, viewer: Person) -> Sidebar:
    """Gather what somebody's sidebar shows."""
    base = f"/as/{viewer.handle}"
    rooms = [each for each in workspace.channels.values() if each.kind != "im" and can_see(workspace, viewer, each)]
    rooms = [each for each in rooms if not each.archived]
    channels = [
        Entry(
            each.name,
            f"{base}/in/{each.id}",
            reading.unread(viewer, each) if viewer.id in each.members else Unread(),
            each.id,
            is_private=each.kind == "private",
            joined=viewer.id in each.members,
        )
        for each in sorted(rooms, key=lambda room: (viewer.id not in room.members, room.name))
    ]
    return Sidebar(channels, _directs(workspace, reading, viewer), _app(workspace, reading, viewer))


def _directs(workspace: Workspace, reading: Reading, viewer: Person) -> list[Entry]:
    """List everybody one can write to, oneself last of all left out."""
    entries = []
    for each in people_of(workspace):
        if each.id == viewer.id:
            continue
        found = existing_direct(workspace, viewer.id, each.id)
        unread = reading.unread(viewer, found) if found else Unread()
        href = f"/as/{viewer.handle}/with/{each.handle}"
        entries.append(Entry(each.name, href, unread, found.id if found else "", face=face_of(workspace, each.id)))
    return entries


def _app(workspace: Workspace, reading: Reading, viewer: Person) -> Entry:
    found = existing_app_direct(workspace, viewer.id)
    unread = reading.unread(viewer, found) if found else Unread()
    href = f"/as/{viewer.handle}/in/{found.id}" if unread and found else f"/as/{viewer.handle}/home"
    face = face_of(workspace, workspace.bot_user_id)
    return Entry(face.name, href, unread, found.id if found else "", face=face)


def existing_direct(workspace: Workspace, one: str, other: str) -> Channel | None:
    """Find the direct messages between two people, if there are any."""
    members = {one, other}
    return next(
        (
            each
            for each in workspace.channels.values()
            if each.kind == "im" and each.user is None and each.members == members
        ),
        None,
    )


def existing_app_direct(workspace: Workspace, user: str) -> Channel | None:
    """Find somebody's direct messages with the app, if there are any."""
    return next((each for each in workspace.channels.values() if each.user == user), None)
