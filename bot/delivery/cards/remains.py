"""Draws the coordinator's list of what remains about somebody who joins."""

from datetime import time, timedelta

from bot.messages.answers import link
from bot.messages.blocks import Message
from bot.messages.remains import RemainsShown, ReplyLeft, remains_card
from bot.rules.words import Answer, DeliveryState, FeedbackState
from bot.rules.working_hours import local_to_utc
from storage.answers import current_answer
from storage.candidacies import Candidacy, candidacy
from storage.database import Transaction
from storage.debriefs import card_of
from storage.deliveries import Delivery
from storage.panels import Seat
from storage.people import people, person
from storage.remains import mails_of, messages_with_feedback, replies_in_channels, seats_ever
from storage.workspaces import workspace


async def draw_remains(tx: Transaction, candidacy_id: int, viewer_id: int | None) -> list[Message]:
    """Draw the list for the coordinator, while the answer is that they join."""
    row, recorded = await candidacy(tx, candidacy_id), await current_answer(tx, candidacy_id)
    is_joining = recorded is not None and recorded.answer is Answer.ACCEPTED
    if recorded is None or recorded.starts_on is None or not is_joining or viewer_id != row.coordinator_id:
        return []
    panel = {seat.id: seat for seat in await seats_ever(tx, row.id)}
    manager, url = await person(tx, row.hiring_manager_id), (await workspace(tx)).url
    removal_at = local_to_utc(recorded.starts_on - timedelta(days=1), time(12), manager.zone)
    own = await messages_with_feedback(tx, row.id, panel)
    undeleted = [one for one in own if one.is_to_be_removed and one.state is DeliveryState.FAILED]
    card = await card_of(tx, row)
    shown = RemainsShown(
        name=row.candidate_name,
        starts_on=recorded.starts_on,
        removal_at=max(removal_at, recorded.recorded_at),
        is_removed=tx.now >= removal_at,
        messages=len(own),
        undeleted=[_address(url, one) for one in undeleted],
        left=await _replies(tx, row, panel, url),
        thread=_address(url, card) if card is not None else None,
        mails=await mails_of(tx, row.id),
        work_email=recorded.work_email,
    )
    return remains_card(shown)


async def _replies(tx: Transaction, row: Candidacy, panel: dict[int, Seat], url: str) -> list[ReplyLeft]:
    found = await replies_in_channels(tx, panel)
    authors = await people(tx, [panel[one.seat_id].person_id for one in found])
    return [
        ReplyLeft(
            author=authors[panel[one.seat_id].person_id].name,
            url=link(url, one.channel or row.debrief_channel, one.ts or "", one.thread_ts),
            is_gone=one.state is FeedbackState.WITHDRAWN,
            can_be_asked=authors[panel[one.seat_id].person_id].standing.is_member,
        )
        for one in found
    ]


def _address(url: str, one: Delivery) -> str | None:
    return link(url, one.channel, one.ts) if one.channel and one.ts else None
