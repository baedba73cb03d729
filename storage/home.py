"""What App Home and the morning note show a person: where they are needed."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from bot.rules.overview import Overview
from bot.rules.words import MeetingState, SeatState, Stage
from storage.answers import candidacies_about
from storage.briefs import briefed
from storage.candidacies import Candidacy
from storage.clearances import waiting_clearances
from storage.database import Transaction
from storage.feedback import awaiting_word, feedback_of, seat_states
from storage.meetings import Meeting
from storage.panels import Seat, open_seats
from storage.people import Person
from storage.questions import Question, open_questions_of
from storage.standings import overviews


@dataclass(frozen=True)
class OwedFeedback:
    """A seat of the person's whose feedback is not fully in, or lacks a word; unless they have said that they can't."""

    seat: Seat
    candidacy: Candidacy
    state: SeatState


@dataclass(frozen=True)
class Desk:
    """All that concerns one person now."""

    owned: list[Overview]
    owed: list[OwedFeedback]
    to_answer: list[Meeting]
    to_tell: list[Candidacy]
    """Candidacies that are over, or whose decision was taken back, of which the candidate is yet to hear."""
    to_settle: list[tuple[Question, Candidacy]]
    """Candidates' open questions that are theirs to answer."""


async def desk(tx: Transaction, person: Person) -> Desk:
    """Gather what concerns the person, in a constant number of queries."""
    about_them = await candidacies_about(tx, person.email)
    return Desk(
        owned=await overviews(tx, [row for row in await _owned(tx, person.id) if row.id not in about_them]),
        owed=[one for one in await _owed(tx, person.id) if one.candidacy.id not in about_them],
        to_answer=await _to_answer(tx, person.id),
        to_tell=[row for row in await _to_tell(tx, person.id) if row.id not in about_them],
        to_settle=[(one, row) for one, row in await open_questions_of(tx, person.id) if row.id not in about_them],
    )


async def _owned(tx: Transaction, person_id: int) -> list[Candidacy]:
    """Return what is theirs, and what waits for their word to be called."""
    to_clear = [one.candidacy_id for one in await waiting_clearances(tx) if one.person_id == person_id]
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
                Candidacy.id.in_(to_clear),
            ),
        )
        .order_by(Candidacy.id)
    )
    return list((await tx.session.execute(query)).scalars())


async def _owed(tx: Transaction, person_id: int) -> list[OwedFeedback]:
    seats = await open_seats(tx, person_id)
    written = await feedback_of(tx, [seat.id for seat in seats])
    states, unsaid = await seat_states(tx, seats, written), awaiting_word(written)
    lacking = [one.id for one in seats if one.id in unsaid and states[one.id] is SeatState.IN and not one.is_team_only]
    states |= dict.fromkeys(lacking, SeatState.TO_SORT)
    query = select(Candidacy).where(
        Candidacy.workspace_id == tx.workspace_id, Candidacy.id.in_([seat.candidacy_id for seat in seats])
    )
    rows = {row.id: row for row in (await tx.session.execute(query)).scalars()}
    return [
        OwedFeedback(seat, rows[seat.candidacy_id], states[seat.id])
        for seat in seats
        if states[seat.id] is not SeatState.IN and seat.declined_at is None
    ]


async def _to_tell(tx: Transaction, person_id: int) -> list[Candidacy]:
    """Return those of which the person may note that the candidate was told."""
    query = (
        select(Candidacy)
        .where(
            Candidacy.workspace_id == tx.workspace_id,
            Candidacy.untold_since.is_not(None),
            or_(
                Candidacy.hiring_manager_id == person_id,
                Candidacy.caller_id == person_id,
                Candidacy.coordinator_id == person_id,
            ),
        )
        .order_by(Candidacy.id)
    )
    return list((await tx.session.execute(query)).scalars())


async def _to_answer(tx: Transaction, person_id: int) -> list[Meeting]:
    """Return what they were asked to answer, for themselves or for whose assistant they are."""
    return [row for row in await briefed(tx, person_id) if row.state is MeetingState.ASKED]
