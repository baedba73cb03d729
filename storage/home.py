"""What App Home and the morning note show a person: where they are needed."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from bot.rules.words import DeliveryState, MeetingState, SeatState, Stage
from storage.candidacies import Candidacy
from storage.contacts import contact_of_person
from storage.database import Transaction
from storage.feedback import seat_states
from storage.meetings import Meeting, meetings_with
from storage.outbox import Delivery
from storage.panels import Seat, open_seats
from storage.people import Person
from storage.standings import Overview, overviews


@dataclass(frozen=True)
class OwedFeedback:
    """A seat of the person's whose feedback is not fully in."""

    seat: Seat
    candidacy: Candidacy
    state: SeatState


@dataclass(frozen=True)
class Desk:
    """All that concerns one person now; `troubled` counts what could not be delivered, per candidacy of theirs."""

    owned: list[Overview]
    owed: list[OwedFeedback]
    to_answer: list[Meeting]
    troubled: dict[int, int]


async def desk(tx: Transaction, person: Person) -> Desk:
    """Gather what concerns the person, in a constant number of queries."""
    owned = await _owned(tx, person.id)
    return Desk(
        owned=await overviews(tx, owned),
        owed=await _owed(tx, person.id),
        to_answer=await _to_answer(tx, person.id),
        troubled=await _troubled(tx, [row.id for row in owned]),
    )


async def _owned(tx: Transaction, person_id: int) -> list[Candidacy]:
    query = (
        select(Candidacy)
        .where(
            Candidacy.workspace_id == tx.workspace_id,
            Candidacy.stage != Stage.CLOSED,
            or_(
                Candidacy.hiring_manager_id == person_id,
                Candidacy.caller_id == person_id,
                Candidacy.coordinator_id == person_id,
                Candidacy.opener_id == person_id,
            ),
        )
        .order_by(Candidacy.id)
    )
    return list((await tx.session.execute(query)).scalars())


async def _owed(tx: Transaction, person_id: int) -> list[OwedFeedback]:
    seats = await open_seats(tx, person_id)
    states = await seat_states(tx, seats)
    query = select(Candidacy).where(
        Candidacy.workspace_id == tx.workspace_id, Candidacy.id.in_([seat.candidacy_id for seat in seats])
    )
    rows = {row.id: row for row in (await tx.session.execute(query)).scalars()}
    return [
        OwedFeedback(seat, rows[seat.candidacy_id], states[seat.id])
        for seat in seats
        if states[seat.id] is not SeatState.IN
    ]


async def _to_answer(tx: Transaction, person_id: int) -> list[Meeting]:
    known = await contact_of_person(tx, person_id)
    if known is None:
        return []
    return [row for row in await meetings_with(tx, known.id) if row.state is MeetingState.ASKED]


async def _troubled(tx: Transaction, candidacy_ids: list[int]) -> dict[int, int]:
    query = (
        select(Delivery.candidacy_id, func.count())
        .where(
            Delivery.workspace_id == tx.workspace_id,
            Delivery.candidacy_id.in_(candidacy_ids),
            Delivery.state == DeliveryState.FAILED,
        )
        .group_by(Delivery.candidacy_id)
    )
    return {candidacy_id: count for candidacy_id, count in (await tx.session.execute(query)).all() if candidacy_id}
