"""What everybody has read, and what is new to them."""

from dataclasses import dataclass

from bot.sandbox.changes import Change
from bot.sandbox.conversations import Channel, Message
from bot.sandbox.people import Person
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Unread:
    """What is new in a conversation: how many messages, how many of them name the reader, in which threads."""

    messages: int = 0
    mentions: int = 0
    threads: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether anything is new."""
        return bool(self.messages or self.threads)


class Reading:
    """Remembers up to where each person has read each conversation and thread, as long as the workspace lives."""

    def __init__(self, workspace: Workspace) -> None:
        """Start with nothing read."""
        self._workspace = workspace
        self._marks: dict[tuple[str, str, str], str] = {}

    def mark(self, person: str, channel: str, ts: str, root: str = "") -> None:
        """Note that somebody has read a conversation, or the thread of a root, up to a message."""
        key = (person, channel, root)
        if ts > self._marks.get(key, ""):
            self._marks[key] = ts
            self._workspace.changes.tell(Change("read", channel, root=root or None, person=person))

    def up_to(self, person: str, channel: str, root: str = "") -> str:
        """Give the last message read, "" for none."""
        return self._marks.get((person, channel, root), "")

    def unread(self, person: Person, channel: Channel) -> Unread:
        """Count what somebody has not read: messages of others, and replies in threads they take part in."""
        mark = self.up_to(person.id, channel.id)
        whispers = [each for each in channel.ephemerals.values() if each.only_for == person.id and not each.thread_ts]
        new = [each for each in whispers if each.ts > mark]
        for each in reversed(channel.messages.values()):
            if each.ts <= mark:
                break
            if (not each.is_reply or each.broadcast) and each.user != person.id and each.subtype is None:
                new.append(each)
        mentions = sum(f"<@{person.id}>" in each.text for each in new)
        threads = frozenset(root for root in channel.threads if self._is_new(person, channel, root))
        return Unread(len(new), mentions, threads)

    def _is_new(self, person: Person, channel: Channel, root: str) -> bool:
        """Whether a thread somebody takes part in has replies they have not read."""
        replies = channel.replies(root)
        new = [each for each in replies if each.ts > self.up_to(person.id, channel.id, root) and each.user != person.id]
        if not new:
            return False
        concerned = [*replies, channel.messages[root]] if root in channel.messages else replies
        return channel.user == person.id or any(_names(each, person) for each in concerned)


def _names(message: Message, person: Person) -> bool:
    return message.user == person.id or f"<@{person.id}>" in message.text
