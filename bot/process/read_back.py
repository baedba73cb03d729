"""Finds what was written, edited or deleted while the bot wasn't listening, by what the conversations hold now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.process.replies import Reply, record_reply
from bot.rules.words import Surface
from storage.candidacies import open_candidacies
from storage.database import Transaction
from storage.deliveries import Delivery, cards_of
from storage.feedback import messages_of, thread_of
from storage.feedback_versions import wordings_in
from storage.panels import held_seats, seats
from storage.people import by_slack_ids, people

CLOCKS_APART = timedelta(minutes=1)
"""How far our clock and Slack's may be apart."""


@dataclass(frozen=True)
class Conversation:
    """Something to read from `ts` on, that message included: a debrief's thread, or a person's direct messages.

    `known` are the messages stored before it is read: one of them that isn't there any more was deleted.
    """

    channel: str
    ts: str
    known: frozenset[str]
    is_direct: bool


@dataclass(frozen=True)
class Heard:
    """One message of a listing, with its author's Slack id."""

    slack_id: str | None
    reply: Reply


async def threads_to_read(tx: Transaction, candidacy_id: int | None = None) -> list[Conversation]:
    """Return the threads of all open candidacies' debriefs, or of one; a card not posted yet has none."""
    found = []
    for about in await open_candidacies(tx):
        if candidacy_id not in {None, about.id}:
            continue
        for card in await cards_of(tx, Surface.DEBRIEF_CARD, about.id):
            if card.part == 0 and card.ts is not None and card.sent_channel is not None:
                known = frozenset(await thread_of(tx, card.sent_channel, card.ts))
                found.append(Conversation(card.sent_channel, card.ts, known, is_direct=False))
    return found


async def directs_to_read(tx: Transaction) -> list[Conversation]:
    """Return the direct messages of everyone on an open panel, from where they were first asked for feedback.

    A question of which it isn't known yet where it stands, or whether, is taken to stand where it was first tried.
    """
    holders = {one.person_id for about in await open_candidacies(tx) for one in await seats(tx, about.id)}
    known_people = await people(tx, holders)
    found = []
    for person_id in sorted(holders):
        held = await held_seats(tx, person_id)
        asked = [card for one in held for card in await cards_of(tx, Surface.FEEDBACK_ASKED, one.id)]
        since = min((ts for ts in (_asked_since(one) for one in asked) if ts), default=None)
        channel = known_people[person_id].dm_channel
        if since is None or channel is None:
            continue
        rows = await messages_of(tx, [one.id for one in held], channel)
        known = frozenset(row.ts for row in rows if row.ts and (row.thread_ts or row.ts) >= since)
        found.append(Conversation(channel, since, known, is_direct=True))
    return found


def _asked_since(asked: Delivery) -> str | None:
    """Return Slack's ts of the question, or one from just before it was first tried; None when it never was."""
    if asked.ts is not None or asked.first_tried_at is None:
        return asked.ts
    return f"{(asked.first_tried_at - CLOCKS_APART).timestamp():.6f}"


def gone(conversation: Conversation, heard: Sequence[Heard]) -> list[Heard]:
    """Return a deletion for each message that was known and isn't in the complete listing any more."""
    listed = {one.reply.ts for one in heard}
    return [Heard(None, _deletion(conversation, ts)) for ts in sorted(conversation.known - listed)]


async def news(tx: Transaction, heard: Sequence[Heard]) -> list[Heard]:
    """Return what of a listing may change something: people the bot knows, and wordings it doesn't know yet."""
    authors = await by_slack_ids(tx, (one.slack_id for one in heard if one.slack_id))
    posted = sorted(one.reply.ts for one in heard) or [""]
    known = await wordings_in(tx, {one.reply.channel for one in heard}, posted[0], posted[-1])
    wordings = ((one, (one.reply.channel, one.reply.ts, one.reply.stamp)) for one in heard)
    return [one for one, wording in wordings if one.slack_id in authors and wording not in known]


async def reconcile(tx: Transaction, heard: Sequence[Heard]) -> None:
    """Take in messages as they stand now: new, edited or deleted; what is known already changes nothing."""
    authors = await by_slack_ids(tx, (one.slack_id for one in heard if one.slack_id))
    for one in heard:
        by = authors.get(one.slack_id or "")
        if by is not None or one.reply.is_deleted:
            await record_reply(tx, one.reply, by=by)


def _deletion(conversation: Conversation, ts: str) -> Reply:
    return Reply(
        channel=conversation.channel,
        is_direct=conversation.is_direct,
        ts=ts,
        thread_ts=None,
        text="",
        blocks=(),
        attached=None,
        edited_ts=None,
        is_deleted=True,
    )
