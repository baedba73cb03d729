"""Where open candidacies stand, gathered in a constant number of queries however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select

from bot.rules.next_step import NextStep, Standing, next_step
from bot.rules.words import Choice, MeetingState, QuestionState, RequestState, SeatState
from storage.candidacies import Candidacy, Job
from storage.database import Transaction
from storage.decisions import Decision
from storage.feedback import seat_states
from storage.meeting_requests import MeetingRequest
from storage.meetings import Meeting
from storage.offer_calls import Invitation, OfferCall
from storage.panels import Seat
from storage.people import Person, people
from storage.questions import Question

Row = TypeVar("Row", Seat, Decision, OfferCall, Invitation, MeetingRequest, Meeting, Question)


@dataclass(frozen=True)
class Overview:
    """One candidacy with its job, owners, seats and next step (None when it is closed)."""

    candidacy: Candidacy
    job: Job
    hiring_manager: Person
    caller: Person
    coordinator: Person
    seats: int
    seats_in: int
    next: NextStep | None


@dataclass(frozen=True)
class _Facts:
    seats: Sequence[Seat]
    states: dict[int, SeatState]
    untold: set[int]
    called: set[int]
    waiting_invitations: set[int]
    requests: Sequence[MeetingRequest]
    meetings: Sequence[Meeting]
    questions: Sequence[Question]


async def overviews(tx: Transaction, candidacies: Sequence[Candidacy]) -> list[Overview]:
    """Tell where these candidacies stand, in the order given."""
    ids = [row.id for row in candidacies]
    facts = await _facts(tx, ids)
    jobs = await tx.session.execute(select(Job).where(Job.workspace_id == tx.workspace_id))
    titles = {job.id: job for job in jobs.scalars()}
    known = await people(
        tx, [one for row in candidacies for one in (row.hiring_manager_id, row.caller_id, row.coordinator_id)]
    )
    return [
        Overview(
            row,
            titles[row.job_id],
            known[row.hiring_manager_id],
            known[row.caller_id],
            known[row.coordinator_id],
            sum(seat.candidacy_id == row.id for seat in facts.seats),
            _seats_in(row, facts),
            None if row.answer else next_step(_standing(row, facts, tx.now)),
        )
        for row in candidacies
    ]


async def _facts(tx: Transaction, ids: Sequence[int]) -> _Facts:
    seats = await _rows(tx, Seat, ids)
    held = [seat for seat in seats if seat.removed_at is None]
    decisions = await _rows(tx, Decision, ids)
    calls = await _rows(tx, OfferCall, ids)
    invitations = await _rows(tx, Invitation, ids)
    return _Facts(
        seats=held,
        states=await seat_states(tx, held),
        untold={
            row.candidacy_id
            for row in decisions
            if row.choice is Choice.NO_HIRE and row.reversed_at is None and row.told_at is None
        },
        called={row.candidacy_id for row in calls if row.superseded_at is None},
        waiting_invitations={row.candidacy_id for row in invitations if row.sent_at is None},
        requests=await _rows(tx, MeetingRequest, ids),
        meetings=await _rows(tx, Meeting, ids),
        questions=await _rows(tx, Question, ids),
    )


async def _rows(tx: Transaction, table: type[Row], ids: Sequence[int]) -> Sequence[Row]:
    query = select(table).where(table.workspace_id == tx.workspace_id, table.candidacy_id.in_(ids)).order_by(table.id)
    return (await tx.session.execute(query)).scalars().all()


def _seats_in(row: Candidacy, facts: _Facts) -> int:
    return sum(seat.candidacy_id == row.id and facts.states[seat.id] is SeatState.IN for seat in facts.seats)


def _standing(row: Candidacy, facts: _Facts, now: datetime) -> Standing:
    requests = [one.state for one in facts.requests if one.candidacy_id == row.id]
    ahead = [
        one.starts_at
        for one in facts.meetings
        if one.candidacy_id == row.id and one.state is MeetingState.AGREED and one.starts_at and one.starts_at >= now
    ]
    questions = (one.candidacy_id == row.id and one.state is QuestionState.OPEN for one in facts.questions)
    return Standing(
        stage=row.stage,
        opened_at=row.opened_at,
        feedback_due_at=row.feedback_due_at,
        seats=sum(seat.candidacy_id == row.id for seat in facts.seats),
        seats_in=_seats_in(row, facts),
        is_no_hire_untold=row.id in facts.untold,
        is_call_logged=row.id in facts.called,
        is_invitation_waiting=row.id in facts.waiting_invitations,
        open_requests=requests.count(RequestState.OPEN),
        asked_requests=requests.count(RequestState.ASKED),
        next_meeting_at=min(ahead, default=None),
        open_questions=sum(questions),
        follow_up_on=row.follow_up_on,
        offer_expires_on=row.offer_expires_on,
    )
