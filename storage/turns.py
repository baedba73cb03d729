"""What waits for the coordinator of candidacies: counted the same for the card, their lists and notes, and App Home."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.words import RequestState
from storage.candidacies import Candidacy
from storage.database import Transaction
from storage.meeting_requests import requests_of_several
from storage.meeting_rows import Row, rows
from storage.meetings import without_place

A_DAY = timedelta(days=1)
"""After which whoever was asked by mail is brought up: only the coordinator knows whether they answered."""

PLACE_BEFORE = timedelta(days=3)
"""How long before a conversation it is brought up that nobody has said where it is: over a weekend, too."""


@dataclass(frozen=True)
class Turn:
    """How many requests of a candidacy wait for its coordinator, and agreed conversations soon that have no place."""

    requests: int = 0
    placeless: int = 0
    asked: int = 0
    """How many requests wait for whoever was asked."""


async def coordinators_turns(tx: Transaction, candidacies: Sequence[Candidacy]) -> Mapping[int, Turn]:
    """Count what waits, by candidacy; however many there are, it takes the same number of queries.

    Requests wait that are open, and those that were asked and are the coordinator's again.
    """
    ids = [one.id for one in candidacies]
    wishes = await requests_of_several(tx, ids)
    asked = await rows(tx, candidacies, [one for one in wishes if one.state is RequestState.ASKED])
    returned = Counter(one.request.candidacy_id for one in asked if _is_coordinators_turn(one, tx.now))
    waiting = Counter(one.request.candidacy_id for one in asked) - returned
    fresh = Counter(one.candidacy_id for one in wishes if one.state is RequestState.OPEN)
    placeless = Counter(await without_place(tx, ids, tx.now + PLACE_BEFORE))
    return {key: Turn(fresh[key] + returned[key], placeless[key], waiting[key]) for key in ids}


def _is_coordinators_turn(row: Row, now: datetime) -> bool:
    """Tell whether what was asked waits for the coordinator: to be asked anew, or an answer by mail recorded."""
    is_by_mail = row.reach is not None and row.reach.person is None
    has_had_a_day = row.meeting is not None and row.meeting.asked_at + A_DAY <= now
    return row.is_silent or not row.times or (is_by_mail and has_had_a_day)
