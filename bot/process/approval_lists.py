"""What waits for a coordinator's approval, by candidate."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.messages.answers import link
from bot.messages.approvals import CardWaiting
from bot.rules.words import RequestState, Stage, Surface
from storage.candidacies import Candidacy, job, open_candidacies
from storage.card_places import card_places
from storage.database import Transaction
from storage.meeting_rows import Row, rows
from storage.outbox import redraw
from storage.workspaces import workspace

A_DAY = timedelta(days=1)
"""After which the lists bring up whoever was asked by mail: only the coordinator knows whether they answered."""


async def cards_waiting(tx: Transaction, coordinator_id: int) -> list[CardWaiting]:
    """Return whose requests wait for a coordinator, whose offer runs out first first; their cards are drawn again."""
    waiting = []
    for row in await open_candidacies(tx):
        if row.coordinator_id != coordinator_id or row.stage is not Stage.REVERSE_INTERVIEW:
            continue
        count = sum(_is_coordinators_turn(one, tx.now) for one in await rows(tx, row))
        if count:
            waiting.append((row, count))
            await redraw(tx, Surface.COORDINATOR_CARD, row.id)
    waiting.sort(key=lambda one: one[0].offer_expires_on or date.max)
    return await _with_places(tx, waiting, coordinator_id)


async def _with_places(
    tx: Transaction, waiting: Sequence[tuple[Candidacy, int]], coordinator_id: int
) -> list[CardWaiting]:
    """Name what waits with where its buttons are."""
    ids = [row.id for row, _ in waiting]
    places = await card_places(tx, Surface.COORDINATOR_CARD, ids, reader_id=coordinator_id)
    urls = {key: link((await workspace(tx)).url, channel, ts) for key, (channel, ts) in places.items()}
    return [
        CardWaiting(row.candidate_name, (await job(tx, row.job_id)).title, count, urls.get(row.id))
        for row, count in waiting
    ]


def _is_coordinators_turn(row: Row, now: datetime) -> bool:
    """Tell whether a request waits for the coordinator: to be approved, asked anew, or an answer by mail recorded."""
    if row.request.state is not RequestState.ASKED:
        return row.request.state is RequestState.OPEN
    is_by_mail = row.reach is not None and row.reach.person is None
    has_had_a_day = row.meeting is not None and row.meeting.asked_at + A_DAY <= now
    return row.is_silent or not row.times or (is_by_mail and has_had_a_day)
