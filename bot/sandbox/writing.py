"""What people do with messages: post, edit, delete, and write to the bot."""

import uuid
from collections.abc import Sequence

from bot.sandbox.composer import Composed, Composer
from bot.sandbox.conversations import Channel, Message
from bot.sandbox.ids import JSON, Refused, new_id
from bot.sandbox.people import Person
from bot.sandbox.posting import Posting
from bot.sandbox.workspace import Workspace


class Writing:
    """People's messages; every method takes the person first and gives JSON."""

    def __init__(self, workspace: Workspace, posting: Posting) -> None:
        """Work on one workspace."""
        self._workspace, self._posting = workspace, posting
        self._composer = Composer(self._known_person, self._known_channel)

    async def post(
        self, person: str, channel: str, text: str, thread_ts: str | None = None, *, composer: bool = True
    ) -> JSON:
        """Post into a channel or thread; gives {channel, ts}."""
        writer = self._workspace.person(person)
        place = self._place(writer, channel)
        return self._put(writer, place, text, thread_ts, composer=composer)

    async def record(self, person: str, channel: str, text: str = "", thread_ts: str | None = None) -> JSON:
        """Record a voice clip into a channel or thread, or to the bot ("direct"), words beside it or none."""
        writer = self._workspace.person(person)
        place = self._workspace.direct(writer.id) if channel == "direct" else self._place(writer, channel)
        return self._put(writer, place, text, thread_ts, composer=True, files=[_clip(writer.id)])

    async def direct(self, person: str, text: str, thread_ts: str | None = None, *, composer: bool = True) -> JSON:
        """Write to the bot; gives {channel, ts}."""
        writer = self._workspace.person(person)
        if not self._workspace.manifest.messages_tab or self._workspace.manifest.messages_read_only:
            raise Refused("messages_tab_disabled")
        place = self._workspace.direct(writer.id)
        return self._put(writer, place, text, thread_ts, composer=composer)

    async def edit(self, person: str, channel: str, ts: str, text: str) -> JSON:
        """Edit one's own message."""
        place, message = self._own(person, channel, ts)
        composed = self._composer.compose(text)
        kept = composed if message.blocks is not None else Composed(self._composer.plain(text), [])
        self._posting.edit(place, message, kept.text, kept.blocks or None, human=True)
        return {"channel": place.id, "ts": ts}

    async def delete(self, person: str, channel: str, ts: str) -> JSON:
        """Delete one's own message; an administrator deletes anybody's, the app's included."""
        writer = self._workspace.person(person)
        place = self._workspace.channel(channel)
        message = place.messages.get(ts)
        if message is None or not (writer.admin or message.user == writer.id):
            raise Refused("message_not_found", ts)
        self._posting.delete(place, message)
        return {"channel": place.id, "ts": ts}

    async def react(self, person: str, channel: str, ts: str, name: str) -> JSON:
        """Add an emoji, by its short name, to a message; a second time takes it back."""
        writer, place = self._workspace.person(person), self._workspace.channel(channel)
        message = place.messages.get(ts)
        if message is None or (writer.id not in place.members and place.kind != "public"):
            raise Refused("message_not_found", ts)
        self._posting.react(place, message, writer.id, name.strip(":"))
        return {}

    async def direct_channel(self, person: str) -> str:
        """Give the id of somebody's direct messages with the bot."""
        return self._workspace.direct(self._workspace.person(person).id).id

    def _put(
        self,
        writer: Person,
        place: Channel,
        text: str,
        thread_ts: str | None,
        *,
        composer: bool,
        files: Sequence[JSON] = (),
    ) -> JSON:
        """Store a message as a client sends it."""
        if thread_ts is not None and thread_ts not in place.messages:
            raise Refused("thread_not_found", thread_ts)
        composed = self._composer.compose(text) if composer else Composed(self._composer.plain(text), [])
        message = Message(
            channel=place.id,
            ts=self._workspace.timestamps.next(),
            user=writer.id,
            team_id=writer.team_id,
            text=composed.text,
            blocks=composed.blocks or None,
            thread_ts=thread_ts,
            client_msg_id=str(uuid.uuid4()),
            foreign=writer.foreign,
            files=list(files),
        )
        self._posting.add(place, message)
        return {"channel": place.id, "ts": message.ts}

    def _place(self, writer: Person, channel: str) -> Channel:
        """Find a channel somebody may write to."""
        place = self._workspace.channel(channel)
        if writer.id not in place.members:
            raise Refused("not_in_channel", place.name)
        if place.archived:
            raise Refused("is_archived", place.name)
        return place

    def _own(self, person: str, channel: str, ts: str) -> tuple[Channel, Message]:
        """Find one's own message."""
        writer, place = self._workspace.person(person), self._workspace.channel(channel)
        message = place.messages.get(ts)
        if message is None or message.user != writer.id:
            raise Refused("message_not_found", ts)
        return place, message

    def _known_person(self, handle: str) -> str | None:
        return next((each.id for each in self._workspace.people.values() if each.handle == handle), None)

    def _known_channel(self, name: str) -> str | None:
        known = self._workspace.channels.values()
        return next((each.id for each in known if each.kind != "im" and each.name == name), None)


def _clip(user_id: str) -> JSON:
    """Make the file that Slack's composer makes of a recording."""
    return {
        "id": new_id("F"),
        "name": "audio_message.m4a",
        "title": "audio_message.m4a",
        "mimetype": "audio/mp4",
        "filetype": "m4a",
        "subtype": "slack_audio",
        "user": user_id,
        "mode": "hosted",
    }
