"""The state of the workspace: who and what there is, with the few questions everyone asks of it."""

import time

from bot.sandbox.broadcasts import Broadcasts
from bot.sandbox.changes import Change, Changes
from bot.sandbox.conversations import Channel, Kind, Message
from bot.sandbox.ids import JSON, Refused, SlackError, Timestamps, new_id
from bot.sandbox.manifest import Manifest, Used
from bot.sandbox.people import Person
from bot.sandbox.surfaces import ResponseUrl, Trigger, View


class Workspace:
    """One Slack team that installed the app; holds everything in memory and calls nobody."""

    def __init__(self, manifest: Manifest, used: Used) -> None:
        """Found a team whose only user is the bot."""
        self.manifest, self.used = manifest, used
        self.changes = Changes()
        self.team_id, self.domain = new_id("T"), "acme"
        self.foreign_team_id = new_id("T")
        self.app_id = new_id("A")
        self.bot_token = f"xoxb-{new_id('', 24)}"
        self.app_token = f"xapp-1-{self.app_id}-{new_id('', 24)}"
        self.signing_secret = new_id("", 32).lower()
        self.tokens_revoked = False
        self.timestamps = Timestamps()
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.homes: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.broadcasts = Broadcasts()
        self.bot_user_id = self.add_person(manifest.name.lower().replace(" ", "_"), manifest.name, bot=True).id
        self.bot: JSON = {
            "id": new_id("B"),
            "app_id": self.app_id,
            "user_id": self.bot_user_id,
            "name": manifest.name,
            "deleted": False,
            "updated": int(time.time()),
            "team_id": self.team_id,
        }

    # People

    def add_person(
        self,
        handle: str,
        name: str,
        email: str = "",
        tz: str = "UTC",
        *,
        title: str = "",
        admin: bool = False,
        guest: bool = False,
        foreign: bool = False,
        bot: bool = False,
    ) -> Person:
        """Let somebody in; handles are unique."""
        if any(each.handle == handle for each in self.people.values()):
            raise Refused("handle_taken", handle)
        team = self.foreign_team_id if foreign else self.team_id
        person = Person(new_id("U"), team, handle, name, email, tz, title, admin, guest, foreign, bot=bot)
        self.people[person.id] = person
        self.changes.tell(Change("people"))
        return person

    def person(self, who: str) -> Person:
        """Find somebody by id, handle or @handle; Refused when there is nobody."""
        if who in self.people:
            return self.people[who]
        for each in self.people.values():
            if each.handle == who.removeprefix("@"):
                return each
        raise Refused("user_not_found", who)

    # Channels

    def add_channel(self, name: str, kind: Kind, creator: str, *, shared: bool = False) -> Channel:
        """Open a channel with nobody in it."""
        if any(each.name == name for each in self.channels.values() if each.kind != "im"):
            raise Refused("name_taken", name)
        channel = Channel(new_id("C"), name, kind, creator, shared=shared)
        self.channels[channel.id] = channel
        self.changes.tell(Change("places"))
        return channel

    def channel(self, which: str) -> Channel:
        """Find a channel by id, name or #name; Refused when there is none."""
        if which in self.channels:
            return self.channels[which]
        for each in self.channels.values():
            if each.kind != "im" and each.name == which.removeprefix("#"):
                return each
        raise Refused("channel_not_found", which)

    def direct(self, user_id: str) -> Channel:
        """Find or open the direct messages between a person and the bot."""
        for each in self.channels.values():
            if each.user == user_id:
                return each
        channel = Channel(new_id("D"), "", "im", user_id, {user_id, self.bot_user_id}, user=user_id)
        self.channels[channel.id] = channel
        self.changes.tell(Change("places", person=user_id))
        return channel

    def between(self, one: str, other: str) -> Channel:
        """Find or open the direct messages between two people, of which the bot knows nothing."""
        for each in self.channels.values():
            if each.kind == "im" and each.user is None and each.members == {one, other}:
                return each
        channel = Channel(new_id("D"), "", "im", one, {one, other})
        self.channels[channel.id] = channel
        self.changes.tell(Change("places"))
        return channel

    def message(self, channel: Channel, ts: str) -> Message | None:
        """Find a message, an ephemeral one included."""
        return channel.messages.get(ts) or channel.ephemerals.get(ts)

    # What the bot may see

    def open_to_bot(self, channel_id: str, *, member: bool = True) -> Channel:
        """Find a channel for the bot: private ones it is not in do not exist, public ones may ask for membership."""
        channel = self.channels.get(channel_id)
        if channel is None:
            raise SlackError("channel_not_found")
        if self.bot_user_id not in channel.members:
            if channel.kind != "public":
                raise SlackError("channel_not_found")
            if member:
                raise SlackError("not_in_channel")
        return channel

    # Views and tickets

    def new_trigger(self, user_id: str, view_id: str | None = None) -> str:
        """Give out a trigger id."""
        trigger_id = f"{new_id('', 12)}.{new_id('', 12)}.{new_id('', 32).lower()}"
        self.triggers[trigger_id] = Trigger(user_id, view_id)
        return trigger_id

    def new_response_url(self, ticket: ResponseUrl) -> str:
        """Give out the path of a response_url."""
        token = new_id("", 24)
        self.response_urls[token] = ticket
        return f"/response/{self.team_id}/{token}"

    def view(self, view_id: str) -> View | None:
        """Find an open form or a Home tab by id or external id."""
        open_views = [view for stack in self.stacks.values() for view in stack]
        for each in [*open_views, *self.homes.values()]:
            if view_id and view_id in (each.id, each.given.get("external_id")):
                return each
        return None
