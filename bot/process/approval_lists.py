"""What waits for a coordinator's approval, by candidate."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.messages.answers import link
from bot.messages.approvals import CardWaiting
from bot.rules.words import RequestState, Stage, Surface
from storage.candidacies import Candidacy, open_candidacies, titles_of
from storage.card_places import card_places
from storage.database import Transaction
from storage.meeting_requests import requests_of_several
from storage.meeting_rows import Row, rows
from storage.meetings import without_place
from storage.outbox import redraw
from storage.workspaces import workspace

A_DAY = timedelta(days=1)
"""After which the lists bring up whoever was asked by mail: only the coordinator knows whether they answered."""

PLACE_BEFORE = timedelta(days=3)
"""How long before a conversation the lists bring up that nobody has said where it is: over a weekend, too."""


async def cards_waiting(tx: Transaction, coordinator_id: int) -> list[CardWaiting]:
    """Return for whom requests, or conversations without a place, wait for a coordinator; their cards are drawn again.

    Whose offer runs out first comes first.

    However many there are, it takes the same number of queries.
    """
    met = [one for one in await open_candidacies(tx) if one.stage is Stage.REVERSE_INTERVIEW]
    mine = [one for one in met if one.coordinator_id == coordinator_id]
    counts = await _counts(tx, mine)
    placeless = Counter(await without_place(tx, [one.id for one in mine], tx.now + PLACE_BEFORE))
    waiting = [one for one in mine if counts[one.id] or placeless[one.id]]
    for one in waiting:
        await redraw(tx, Surface.COORDINATOR_CARD, one.id)
    waiting.sort(key=lambda one: one.offer_expires_on or date.max)
    ids, titles = [one.id for one in waiting], await titles_of(tx, waiting)
    places = await card_places(tx, Surface.COORDINATOR_CARD, ids, reader_id=coordinator_id)
    urls = {key: link((await workspace(tx)).url, channel, ts) for key, (channel, ts) in places.items()}
    return [
        CardWaiting(one.candidate_name, titles[one.id], counts[one.id], urls.get(one.id), placeless[one.id])
        for one in waiting
    ]


async def _counts(tx: Transaction, candidacies: Sequence[Candidacy]) -> Counter[int]:
    """Count what waits for the coordinator: what is open, and what was asked and is theirs again; by candidacy."""
    wishes = await requests_of_several(tx, [one.id for one in candidacies])
    asked = await rows(tx, candidacies, [one for one in wishes if one.state is RequestState.ASKED])
    turns = [one.request for one in asked if _is_coordinators_turn(one, tx.now)]
    return Counter(one.candidacy_id for one in [*turns, *(one for one in wishes if one.state is RequestState.OPEN)])


def _is_coordinators_turn(row: Row, now: datetime) -> bool:
    """Tell whether what was asked waits for the coordinator: to be asked anew, or an answer by mail recorded."""
    is_by_mail = row.reach is not None and row.reach.person is None
    has_had_a_day = row.meeting is not None and row.meeting.asked_at + A_DAY <= now
    return row.is_silent or not row.times or (is_by_mail and has_had_a_day)
