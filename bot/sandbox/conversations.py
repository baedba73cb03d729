"""Channels, direct messages and the messages in them."""

import time
from dataclasses import dataclass, field
from typing import Literal

from bot.sandbox.ids import JSON

Kind = Literal["public", "private", "im"]
Detail = Literal["full", "type", "none"]

SCOPE_NOUN = {"public": "channels", "private": "groups", "im": "im"}
CHANNEL_TYPE = {"public": "channel", "private": "group", "im": "im"}


@dataclass(slots=True)
class Message:
    """One message; `only_for` makes it ephemeral, `edited` is {user, ts} of the last human edit."""

    channel: str
    ts: str
    user: str
    team_id: str
    text: str
    blocks: list[JSON] | None = None
    thread_ts: str | None = None
    subtype: str | None = None
    metadata: JSON | None = None
    edited: JSON | None = None
    bot: JSON | None = None
    client_msg_id: str | None = None
    broadcast: bool = False
    only_for: str | None = None
    foreign: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[JSON] = field(default_factory=list)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread under another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    def as_slack(self, metadata: Detail = "full") -> JSON:
        """Show the message object; `metadata` says how much of it: all, the event type, nothing."""
        shown: JSON = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": self.team_id}
        optional = {
            "subtype": self.subtype,
            "client_msg_id": self.client_msg_id,
            "blocks": self.blocks,
            "thread_ts": self.thread_ts,
            "edited": self.edited,
        }
        shown |= {key: value for key, value in optional.items() if value is not None}
        if self.bot is not None:
            shown |= {"bot_id": self.bot["id"], "app_id": self.bot["app_id"], "bot_profile": self.bot}
        if self.reactions:
            shown["reactions"] = [
                {"name": name, "users": list(users), "count": len(users)} for name, users in self.reactions.items()
            ]
        if self.files:
            shown |= {"subtype": self.subtype or "file_share", "files": self.files, "upload": False}
        if self.foreign:
            shown |= {"user_team": self.team_id, "source_team": self.team_id}
        if self.metadata is not None and metadata != "none":
            full = metadata == "full"
            shown["metadata"] = self.metadata if full else {"event_type": self.metadata["event_type"]}
        return shown


@dataclass(slots=True)
class Channel:
    """A conversation; `user` is the person on the other side of a direct message with the bot."""

    id: str
    name: str
    kind: Kind
    creator: str
    members: set[str] = field(default_factory=set)
    user: str | None = None
    shared: bool = False
    archived: bool = False
    created: int = field(default_factory=lambda: int(time.time()))
    messages: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[str]] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)

    def replies(self, root_ts: str) -> list[Message]:
        """List the replies under a root, oldest first, without the root."""
        return [self.messages[ts] for ts in self.threads.get(root_ts, [])]

    def put(self, message: Message) -> None:
        """Add a message after all others."""
        self.messages[message.ts] = message
        if message.is_reply and message.thread_ts:
            self.threads.setdefault(message.thread_ts, []).append(message.ts)

    def take(self, message: Message) -> None:
        """Remove a message for good."""
        del self.messages[message.ts]
        if message.is_reply and message.thread_ts:
            self.threads[message.thread_ts].remove(message.ts)

    def top_level(self) -> list[Message]:
        """List what the channel shows outside threads, oldest first."""
        return [each for each in self.messages.values() if not each.is_reply or each.broadcast]

    def shown(self, message: Message, metadata: Detail = "full") -> JSON:
        """Show a message as it stands here: replies name their root's author, roots count their replies."""
        seen = message.as_slack(metadata)
        if message.is_reply:
            root = self.messages.get(message.thread_ts or "")
            return seen | ({"parent_user_id": root.user} if root else {})
        replies = self.replies(message.ts)
        if not replies:
            return seen
        users = list(dict.fromkeys(each.user for each in replies))
        return seen | {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "latest_reply": replies[-1].ts,
            "reply_users": users,
            "is_locked": False,
            "subscribed": False,
        }

    def as_slack(self, *, bot_user_id: str) -> JSON:
        """Show the conversation object as the bot sees it."""
        common = {"id": self.id, "created": self.created, "is_archived": self.archived, "is_im": self.kind == "im"}
        if self.kind == "im":
            return common | {"user": self.user, "is_org_shared": False, "is_open": True}
        return common | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_mpim": False,
            "is_private": self.kind == "private",
            "is_general": False,
            "is_member": bot_user_id in self.members,
            "is_shared": self.shared,
            "is_ext_shared": self.shared,
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "creator": self.creator,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }
