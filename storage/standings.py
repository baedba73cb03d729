"""Where open candidacies stand, gathered in a constant number of queries however many there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import func, select

from bot.rules.next_step import NextStep, Standing, next_step
from bot.rules.overview import Overview
from bot.rules.reminders import MOST_REMINDERS
from bot.rules.words import Choice, DeliveryState, MeetingState, QuestionState, RequestState, Role, SeatState, Surface
from bot.rules.words import Standing as PersonStanding
from storage.call_scripts import ScriptPoint
from storage.candidacies import Candidacy, titles_of
from storage.cases import reaches
from storage.clearances import Clearance, waiting_clearances
from storage.database import Transaction
from storage.decisions import Decision
from storage.deliveries import Delivery
from storage.feedback import seat_states
from storage.meeting_requests import MeetingRequest
from storage.meetings import Meeting
from storage.offer_calls import Invitation, OfferCall
from storage.panels import Seat
from storage.people import Person, people
from storage.questions import Question
from storage.turns import Turn, coordinators_turns

Row = TypeVar("Row", Seat, Decision, OfferCall, Invitation, MeetingRequest, Meeting, Question)


NONE_LATE: tuple[int, date | None] = (0, None)


@dataclass(frozen=True)
class _Facts:
    """Everything about some candidacies; lists are by candidacy id."""

    seats: dict[int, list[Seat]]
    states: dict[int, SeatState]
    gone: set[int]
    """People of the panels who have left, or are guests now."""
    untold: set[int]
    called: set[int]
    clearers: dict[int, Clearance]
    """Whose word the call waits for, by candidacy."""
    invited: set[int]
    waiting_invitations: set[int]
    requests: dict[int, list[MeetingRequest]]
    meetings: dict[int, list[Meeting]]
    turns: Mapping[int, Turn]
    """What of the requests and meetings waits for the coordinator."""
    questions: dict[int, list[Question]]
    all_asked: set[int]
    late: dict[int, tuple[int, date | None]]
    """How many points came after the call and are to be passed on, and the first day by which."""


async def overviews(tx: Transaction, candidacies: Sequence[Candidacy]) -> list[Overview]:
    """Tell where these candidacies stand, in the order given."""
    ids = [row.id for row in candidacies]
    facts, troubled = await _facts(tx, candidacies), await _troubled(tx, ids)
    titles = await titles_of(tx, candidacies)
    owners = [(row.caller_id, row.hiring_manager_id, row.coordinator_id) for row in candidacies]
    clearers = {one: asked.person_id for one, asked in facts.clearers.items()}
    known = await people(tx, [*(one for three in owners for one in three), *clearers.values()])
    steps = {row.id: None if row.answer else next_step(_standing(row, facts, known, tx.now)) for row in candidacies}
    awaited = {row.id: _awaited(facts, row.id, steps[row.id], tx.now) for row in candidacies}
    contacts = await reaches(tx, [one for several in awaited.values() for one in several])
    return [
        Overview(
            id=row.id,
            name=row.candidate_name,
            job=titles[row.id],
            stage=row.stage,
            answer=row.answer,
            next=steps[row.id],
            opener_id=row.opener_id,
            caller_id=row.caller_id,
            caller=known[row.caller_id].name,
            hiring_manager_id=row.hiring_manager_id,
            hiring_manager=known[row.hiring_manager_id].name,
            coordinator_id=row.coordinator_id,
            coordinator=known[row.coordinator_id].name,
            seats=len(facts.seats[row.id]),
            seats_in=_seats_in(row, facts),
            seats_to_sort=sum(facts.states[seat.id] is SeatState.TO_SORT for seat in facts.seats[row.id]),
            troubles=troubled.get(row.id, 0),
            is_hidden=row.is_hidden,
            late_points=facts.late.get(row.id, NONE_LATE)[0],
            pass_on_by=facts.late.get(row.id, NONE_LATE)[1],
            clearer_id=clearers.get(row.id),
            clearer=known[clearers[row.id]].name if row.id in clearers else None,
            awaited=tuple(contacts[one].name for one in awaited[row.id]),
        )
        for row in candidacies
    ]


async def _troubled(tx: Transaction, ids: Sequence[int]) -> dict[int, int]:
    query = (
        select(Delivery.candidacy_id, func.count())
        .where(
            Delivery.workspace_id == tx.workspace_id,
            Delivery.candidacy_id.in_(ids),
            Delivery.state == DeliveryState.FAILED,
        )
        .group_by(Delivery.candidacy_id)
    )
    return {candidacy_id: count for candidacy_id, count in (await tx.session.execute(query)).all() if candidacy_id}


async def _facts(tx: Transaction, candidacies: Sequence[Candidacy]) -> _Facts:
    ids = [row.id for row in candidacies]
    seats = await _rows(tx, Seat, ids)
    held = [seat for seat in seats if seat.removed_at is None]
    decisions = await _rows(tx, Decision, ids)
    calls = await _rows(tx, OfferCall, ids)
    invitations = await _rows(tx, Invitation, ids)
    return _Facts(
        seats=_by_candidacy(held),
        states=await seat_states(tx, held),
        gone=await _gone(tx, [seat.person_id for seat in held]),
        untold={
            row.candidacy_id
            for row in decisions
            if row.choice is Choice.NO_HIRE and row.reversed_at is None and row.told_at is None
        },
        called={row.candidacy_id for row in calls if row.superseded_at is None},
        clearers={one.candidacy_id: one for one in await waiting_clearances(tx, ids)},
        invited={row.candidacy_id for row in invitations if row.dropped_at is None},
        waiting_invitations={row.candidacy_id for row in invitations if row.sent_at is None and row.dropped_at is None},
        requests=_by_candidacy(await _rows(tx, MeetingRequest, ids)),
        meetings=_by_candidacy(await _rows(tx, Meeting, ids)),
        turns=await coordinators_turns(tx, candidacies),
        questions=_by_candidacy(await _rows(tx, Question, ids)),
        all_asked=await _all_asked(tx, ids),
        late=await _late(tx, ids),
    )


async def _gone(tx: Transaction, person_ids: Sequence[int]) -> set[int]:
    query = select(Person.id).where(
        Person.workspace_id == tx.workspace_id,
        Person.id.in_(person_ids),
        Person.standing.in_([one for one in PersonStanding if one.is_gone]),
    )
    return set((await tx.session.execute(query)).scalars())


async def _all_asked(tx: Transaction, ids: Sequence[int]) -> set[int]:
    """Return those whose coordinator has the card about open questions: the candidate was asked for any."""
    query = select(Delivery.subject_id).where(
        Delivery.workspace_id == tx.workspace_id,
        Delivery.surface == Surface.QUESTIONS_CARD,
        Delivery.subject_id.in_(ids),
    )
    return {subject_id for subject_id in (await tx.session.execute(query)).scalars() if subject_id is not None}


async def _late(tx: Transaction, ids: Sequence[int]) -> dict[int, tuple[int, date | None]]:
    query = (
        select(Seat.candidacy_id, func.count(), func.min(ScriptPoint.due_on))
        .join(Seat, Seat.id == ScriptPoint.seat_id)
        .where(
            ScriptPoint.workspace_id == tx.workspace_id,
            Seat.candidacy_id.in_(ids),
            ScriptPoint.due_on.is_not(None),
            ScriptPoint.passed_on_at.is_(None),
            ScriptPoint.gone_at.is_(None),
        )
        .group_by(Seat.candidacy_id)
    )
    return {candidacy_id: (count, first) for candidacy_id, count, first in await tx.session.execute(query)}


def _by_candidacy(rows: Sequence[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.candidacy_id].append(row)
    return found


async def _rows(tx: Transaction, table: type[Row], ids: Sequence[int]) -> Sequence[Row]:
    query = select(table).where(table.workspace_id == tx.workspace_id, table.candidacy_id.in_(ids)).order_by(table.id)
    return (await tx.session.execute(query)).scalars().all()


def _seats_in(row: Candidacy, facts: _Facts) -> int:
    return sum(facts.states[seat.id] is SeatState.IN for seat in facts.seats[row.id])


def _awaited(facts: _Facts, candidacy_id: int, step: NextStep | None, now: datetime) -> list[int]:
    """Return the contacts whose turn the next step is: who are to pick a time, else whose meeting is next."""
    if step is None or step.owner is not Role.CONTACT:
        return []
    asked = [one.contact_id for one in facts.meetings[candidacy_id] if one.state is MeetingState.ASKED]
    ahead = [(one.starts_at, one.contact_id) for one in facts.meetings[candidacy_id] if _is_ahead(one, now)]
    return asked or [contact_id for _, contact_id in sorted(ahead)[:1]]


def _is_ahead(one: Meeting, now: datetime) -> bool:
    return one.state is MeetingState.AGREED and one.starts_at is not None and one.starts_at >= now


def _owners_gone(row: Candidacy, known: Mapping[int, Person]) -> frozenset[Role]:
    owners = {Role.HIRING_MANAGER: row.hiring_manager_id, Role.COORDINATOR: row.coordinator_id}
    return frozenset(role for role, person_id in owners.items() if known[person_id].standing.is_gone)


def _standing(row: Candidacy, facts: _Facts, known: Mapping[int, Person], now: datetime) -> Standing:
    requests = [one.state for one in facts.requests[row.id]]
    ahead = [one.starts_at for one in facts.meetings[row.id] if _is_ahead(one, now) and one.starts_at]
    turn = facts.turns[row.id]
    panel = facts.seats[row.id]
    awaited = [seat for seat in panel if facts.states[seat.id] is not SeatState.IN and seat.excused_at is None]
    questions = [one.due_on for one in facts.questions[row.id] if one.state is QuestionState.OPEN]
    return Standing(
        stage=row.stage,
        opened_at=row.opened_at,
        feedback_due_at=row.feedback_due_at,
        seats=_seats_in(row, facts) + len(awaited),
        seats_in=_seats_in(row, facts),
        is_no_hire_untold=row.id in facts.untold,
        is_call_logged=row.id in facts.called,
        is_invitation_waiting=row.id in facts.waiting_invitations,
        open_requests=turn.requests,
        placeless=turn.placeless,
        requests_since=min(
            (one.open_since for one in facts.requests[row.id] if one.state is RequestState.OPEN), default=None
        ),
        asked_requests=turn.asked,
        next_meeting_at=min(ahead, default=None),
        open_questions=len(questions),
        question_due_on=min(questions, default=None),
        is_all_asked=row.id in facts.all_asked,
        follow_up_on=row.follow_up_on,
        offer_expires_on=row.offer_expires_on,
        offer_due_on=None if row.offer_sent_on else row.offer_due_on,
        is_uninvited=row.id not in facts.invited and not requests,
        is_end_untold=row.untold_since is not None,
        is_to_be_cleared=row.id in facts.clearers,
        clear_on=facts.clearers[row.id].put_off_until if row.id in facts.clearers else None,
        late_points=facts.late.get(row.id, NONE_LATE)[0],
        pass_on_by=facts.late.get(row.id, NONE_LATE)[1],
        silent_seats=sum(_is_silent(seat, facts) for seat in awaited),
        gone=_owners_gone(row, known),
        is_caller_gone=known[row.caller_id].standing.is_gone,
    )


def _is_silent(seat: Seat, facts: _Facts) -> bool:
    """Tell whether feedback won't come by itself: three reminders were in vain, or its author can't or has left."""
    return seat.reminders >= MOST_REMINDERS or seat.declined_at is not None or seat.person_id in facts.gone
