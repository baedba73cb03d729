"""Messages come, change and go, and the app hears of it the way Slack tells it."""

from bot.sandbox.changes import Change
from bot.sandbox.conversations import CHANNEL_TYPE, SCOPE_NOUN, Channel, Message
from bot.sandbox.delivery import Delivery
from bot.sandbox.ids import JSON
from bot.sandbox.people import Person
from bot.sandbox.workspace import Workspace


class Posting:
    """Changes conversations and sends the events that belong to each change."""

    def __init__(self, workspace: Workspace, delivery: Delivery) -> None:
        """Work on one workspace and tell its app."""
        self._workspace, self._delivery = workspace, delivery
        self.drop_metadata = False

    # Messages

    def add(self, channel: Channel, message: Message) -> None:
        """Put a message where everyone sees it."""
        channel.put(message)
        event = self.shown(channel, message)
        if message.broadcast and message.thread_ts:
            event |= {"subtype": "thread_broadcast", "root": channel.shown(channel.messages[message.thread_ts])}
        self._tell(channel, event, message.ts)
        self._seen(channel, message)

    def whisper(self, channel: Channel, message: Message) -> None:
        """Show a message to the one person it is for; the app hears nothing of it."""
        channel.ephemerals[message.ts] = message
        self._seen(channel, message)

    def change_whisper(self, channel: Channel, message: Message, text: str, blocks: list[JSON] | None) -> None:
        """Change what only one person sees."""
        message.text, message.blocks = text, blocks
        self._seen(channel, message)

    def hush(self, channel: Channel, message: Message) -> None:
        """Take away what only one person sees."""
        del channel.ephemerals[message.ts]
        self._seen(channel, message)

    def react(self, channel: Channel, message: Message, user_id: str, name: str) -> None:
        """Add somebody's emoji to a message, or take it back when it is there."""
        users = message.reactions.setdefault(name, [])
        kind = "reaction_removed" if user_id in users else "reaction_added"
        if user_id in users:
            users.remove(user_id)
        else:
            users.append(user_id)
        if not users:
            del message.reactions[name]
        if self._workspace.bot_user_id in channel.members:
            item = {"type": "message", "channel": channel.id, "ts": message.ts}
            event = {"type": kind, "user": user_id, "reaction": name, "item": item, "item_user": message.user}
            stamped = event | {"event_ts": self._workspace.timestamps.next()}
            self._delivery.tell(kind, "reactions:read", stamped, shared=channel.shared)
        self._seen(channel, message)

    def edit(self, channel: Channel, message: Message, text: str, blocks: list[JSON] | None, *, human: bool) -> None:
        """Change a message; only a `human` edit marks it as edited."""
        before = self.shown(channel, message)
        stamp = self._workspace.timestamps.next()
        message.text, message.blocks = text, blocks
        if human:
            message.edited = {"user": message.user, "ts": stamp}
        self.changed(channel, before, self.shown(channel, message), stamp)

    def changed(self, channel: Channel, before: JSON, after: JSON, stamp: str | None = None) -> None:
        """Tell that a message looks different, whatever the reason."""
        event = {"type": "message", "subtype": "message_changed", "hidden": True}
        moment = stamp or self._workspace.timestamps.next()
        self._tell(channel, event | {"message": after, "previous_message": before, "ts": moment}, moment)
        self._workspace.changes.tell(Change("message", channel.id, after["ts"], after.get("thread_ts")))

    def delete(self, channel: Channel, message: Message) -> None:
        """Take a message away; a root with replies leaves a tombstone, which goes with its last reply."""
        if not message.is_reply and channel.replies(message.ts):
            before = self.shown(channel, message)
            message.text, message.subtype, message.user = "This message was deleted.", "tombstone", "USLACKBOT"
            message.blocks = message.metadata = message.bot = message.client_msg_id = message.edited = None
            self.changed(channel, before, self.shown(channel, message) | {"hidden": True})
            return
        self._remove(channel, message)
        root = channel.messages.get(message.thread_ts or "") if message.is_reply else None
        if root is not None and root.subtype == "tombstone" and not channel.replies(root.ts):
            self._remove(channel, root)

    def _remove(self, channel: Channel, message: Message) -> None:
        previous, moment = self.shown(channel, message), self._workspace.timestamps.next()
        channel.take(message)
        event = {"type": "message", "subtype": "message_deleted", "hidden": True, "deleted_ts": message.ts}
        self._tell(channel, event | {"previous_message": previous, "ts": moment}, moment)
        self._seen(channel, message)

    def _seen(self, channel: Channel, message: Message) -> None:
        """Let the windows of people know of a message that came, changed or went."""
        change = Change("message", channel.id, message.ts, message.thread_ts, message.only_for)
        self._workspace.changes.tell(change)

    def _tell(self, channel: Channel, event: JSON, moment: str) -> None:
        """Send a message event if the bot is in the conversation."""
        if self._workspace.bot_user_id not in channel.members:
            return
        noun = SCOPE_NOUN[channel.kind]
        where = {"channel": channel.id, "event_ts": moment, "channel_type": CHANNEL_TYPE[channel.kind]}
        self._delivery.tell(f"message.{noun}", f"{noun}:history", event | where, shared=channel.shared)

    def shown(self, channel: Channel, message: Message) -> JSON:
        """Show a message to the app, without metadata where the workspace drops it."""
        return channel.shown(message, "none" if self.drop_metadata else "full")

    # Channels and people

    def join(self, channel: Channel, user_id: str, inviter: str | None = None) -> None:
        """Let somebody into a channel."""
        if user_id in channel.members:
            return
        channel.members.add(user_id)
        self._workspace.changes.tell(Change("places"))
        event = {"type": "member_joined_channel", "user": user_id, **({"inviter": inviter} if inviter else {})}
        self._channel_event("member_joined_channel", channel, event | self._place(channel))
        self._notice(channel, user_id, "channel_join", "has joined the channel")

    def leave(self, channel: Channel, user_id: str) -> None:
        """Take somebody out of a channel; the bot itself hears that it left."""
        was_in = self._workspace.bot_user_id in channel.members
        channel.members.discard(user_id)
        self._workspace.changes.tell(Change("places"))
        if user_id == self._workspace.bot_user_id:
            name = "channel_left" if channel.kind == "public" else "group_left"
            self._channel_event(name, channel, {"type": name, "channel": channel.id}, known=was_in)
            return
        event = {"type": "member_left_channel", "user": user_id} | self._place(channel)
        self._channel_event("member_left_channel", channel, event)
        self._notice(channel, user_id, "channel_leave", "has left the channel")

    def archive(self, channel: Channel, by: str, *, archived: bool) -> None:
        """Close a channel for good, or open it again."""
        channel.archived = archived
        self._workspace.changes.tell(Change("places"))
        verb = "archive" if archived else "unarchive"
        name = f"channel_{verb}" if channel.kind == "public" else f"group_{verb}"
        self._channel_event(name, channel, {"type": name, "channel": channel.id, "user": by})

    def share(self, channel: Channel, *, shared: bool) -> None:
        """Let another company into a channel, or put it out."""
        channel.shared = shared
        self._workspace.changes.tell(Change("places"))
        name = "channel_shared" if shared else "channel_unshared"
        team = "connected_team_id" if shared else "previously_connected_team_id"
        event = {"type": name, team: "T0OTHERCO", "channel": channel.id}
        self._channel_event(name, channel, event if shared else event | {"is_ext_shared": False})

    def rename(self, channel: Channel, name: str) -> None:
        """Give a channel another name."""
        channel.name = name
        self._workspace.changes.tell(Change("places"))
        kind = "channel_rename" if channel.kind == "public" else "group_rename"
        described = {"id": channel.id, "name": name, "created": channel.created}
        self._channel_event(kind, channel, {"type": kind, "channel": described})

    def changed_person(self, person: Person) -> None:
        """Tell that somebody's profile, zone or standing changed."""
        self._workspace.changes.tell(Change("people"))
        email = "users:read.email" in self._workspace.manifest.scopes
        moment = self._workspace.timestamps.next()
        event = {"type": "user_change", "user": person.as_slack(with_email=email), "event_ts": moment}
        self._delivery.tell("user_change", "users:read", event | {"cache_ts": person.updated})

    def home_opened(self, person: Person, tab: str) -> None:
        """Tell that somebody looks at the app; a Home tab published before comes along."""
        home = self._workspace.homes.get(person.id)
        channel = self._workspace.direct(person.id)
        event = {"type": "app_home_opened", "user": person.id, "channel": channel.id, "tab": tab}
        event["event_ts"] = self._workspace.timestamps.next()
        view = {"view": home.as_slack()} if home is not None and tab == "home" else {}
        self._delivery.tell("app_home_opened", None, event | view)

    def _place(self, channel: Channel) -> JSON:
        kind = "C" if channel.kind == "public" else "G"
        return {"channel": channel.id, "channel_type": kind, "team": self._workspace.team_id}

    def _channel_event(self, name: str, channel: Channel, event: JSON, *, known: bool = False) -> None:
        """Send an event about a channel the bot is (or just was) in."""
        if known or channel.kind == "public" or self._workspace.bot_user_id in channel.members:
            stamped = event | {"event_ts": self._workspace.timestamps.next()}
            self._delivery.tell(name, f"{SCOPE_NOUN[channel.kind]}:read", stamped, shared=channel.shared)

    def _notice(self, channel: Channel, user_id: str, subtype: str, says: str) -> None:
        """Write Slack's own line about who came and went."""
        stamp, team = self._workspace.timestamps.next(), self._workspace.team_id
        self.add(channel, Message(channel.id, stamp, user_id, team, f"<@{user_id}> {says}", subtype=subtype))
