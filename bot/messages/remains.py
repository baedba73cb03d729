"""What is left about somebody who joins, and where: a list for the coordinator that grows shorter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.messages.blocks import Message, context, header, pack, safe, section, sections, split_messages, when
from bot.rules.days import spoken_date


@dataclass(frozen=True)
class ReplyLeft:
    """An interviewer's reply in a channel; `is_gone` once it was deleted, `can_be_asked`: its author is still here."""

    author: str
    url: str
    is_gone: bool
    can_be_asked: bool


@dataclass(frozen=True)
class RemainsShown:
    """What remains; `removal_at` is when the bot deletes its own messages, of which `undeleted` couldn't be."""

    name: str
    starts_on: date
    removal_at: datetime
    is_removed: bool
    messages: int
    undeleted: Sequence[str | None]
    left: Sequence[ReplyLeft]
    thread: str | None
    mails: Mapping[str, int]
    work_email: str | None


def remains_card(shown: RemainsShown) -> list[Message]:
    """List what is left about somebody who joins, and who can take it away."""
    open_ones = sum(not one.is_gone for one in shown.left) + len(shown.undeleted)
    said = f"What remains about {safe(shown.name)}: {_count(open_ones, 'message')} to be deleted by hand"
    thread = (
        [f"I know the interviewers' replies alone. Please look through <{shown.thread}|the thread> for others'."]
        if shown.thread
        else []
    )
    went = ", ".join(f"{_count(count, 'mail')} to {safe(to)}" for to, count in sorted(shown.mails.items()))
    mails = went or "no mails went out"
    address = (
        f"Their work address {safe(shown.work_email)} can never open this candidacy."
        if shown.work_email
        else "*Their work address isn't recorded yet.* Please add it with `/offer answer` before they start."
    )
    return split_messages(
        said,
        [
            header(f"What remains about {shown.name}"),
            section(
                f"*They start on {spoken_date(shown.starts_on)}.* Until then, what"
                " was said about them should be gone"
                " from wherever they can read it. This list keeps itself up to date."
            ),
            *sections([_own(shown), *_replies(shown), *thread, address]),
            *[context(part) for part in pack([f"Outside Slack: {mails}. None of it holds feedback."], 2000)],
        ],
        f"What remains about {shown.name}",
    )


def left_to_do(name: str, starts_on: date, replies: int, *, has_address: bool) -> Message:
    """Bring up what others are still to do before somebody starts."""
    said = f"{safe(name)} starts on {starts_on:%A}"
    things = [
        *([f"{_count(replies, 'reply')} about them still in the channel: the list tells where"] if replies else []),
        *(["their work address isn't recorded: please add it with `/offer answer`"] if not has_address else []),
    ]
    return Message(said, [section(f"*{said}.* To be done before: {'; '.join(things)}.")])


def _own(shown: RemainsShown) -> str:
    if not shown.is_removed:
        return (
            f"*My messages:* {_count(shown.messages, 'message')} with feedback; I delete them {when(shown.removal_at)}."
        )
    left = shown.messages - len(shown.undeleted)
    if shown.undeleted:
        links = ", ".join(f"<{url}|message>" if url else "one in somebody's direct messages" for url in shown.undeleted)
        return f"*My messages:* {len(shown.undeleted)} couldn't be deleted. A Slack administrator can: {links}."
    return f"*My messages:* {_count(left, 'message')} still being deleted." if left else "*My messages:* all deleted."


def _replies(shown: RemainsShown) -> list[str]:
    if not shown.left:
        return ["*Interviewers' replies in the channel:* none."]
    if all(one.is_gone for one in shown.left):
        return [f"*Interviewers' replies in the channel:* all {len(shown.left)} deleted."]
    return ["*Interviewers' replies in the channel:*", *(_reply(one) for one in shown.left)]


def _reply(one: ReplyLeft) -> str:
    if one.is_gone:
        return f"• {safe(one.author)}: deleted"
    whose = "asked to delete it" if one.can_be_asked else "has left; a Slack administrator can delete it"
    return f"• {safe(one.author)}: <{one.url}|still there>, {whose}"


def _count(number: int, noun: str) -> str:
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else many}"
