"""Who of the directory could be asked, and how much was asked of them: in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Case, ColumnElement, case, func, select, true
from sqlalchemy.orm import InstrumentedAttribute

from bot.rules.suggestions import MONTH, WEEK, Askable, shares_hours
from bot.rules.words import MeetingState, RequestState
from bot.rules.working_hours import WorkingHours
from storage.candidacies import Candidacy
from storage.contacts import Contact
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest
from storage.meetings import Meeting
from storage.panels import Seat
from storage.people import Person
from storage.workspaces import working_hours

TAKEN = (MeetingState.ASKED, MeetingState.AGREED, MeetingState.HELD)
"""What counts against how many conversations somebody can give."""


@dataclass(frozen=True)
class Load:
    """What was asked of a contact: how often ever, when last, and what of it counts for the last week and month."""

    ever: int = 0
    at: datetime | None = None
    in_week: int = 0
    in_month: int = 0


@dataclass(frozen=True)
class Pool:
    """The directory as it can be offered to one candidate; `proposed` are open requests by the contact they go to."""

    people: list[tuple[Contact, Person | None]]
    loads: dict[int, Load]
    proposed: dict[int, list[int]]
    panel: set[int]
    usual: WorkingHours
    zone: str | None
    now: datetime

    def askables(self, *, for_request: int | None = None) -> list[Askable]:
        """Return everybody who may be offered; what this request itself asks of them isn't counted."""
        return [self._askable(row, who, for_request) for row, who in self.people]

    def askable(self, contact_id: int | None, *, for_request: int) -> Askable | None:
        """Return one of them as they can be offered for a request; None when they can't be."""
        found = next(((row, who) for row, who in self.people if row.id == contact_id), None)
        return self._askable(*found, for_request) if found else None

    def _askable(self, row: Contact, who: Person | None, for_request: int | None) -> Askable:
        load = self.loads.get(row.id, Load())
        waiting = sum(one != for_request for one in self.proposed.get(row.id, []))
        zone = who.zone if who else row.zone
        return Askable(
            id=row.id,
            name=who.name if who else row.name,
            contact_class=row.contact_class,
            areas=tuple(row.areas),
            per_week=row.per_week,
            per_month=row.per_month,
            asked_in_week=load.in_week + waiting,
            asked_in_month=load.in_month + waiting,
            asked_ever=load.ever + waiting,
            asked_at=self.now if waiting else load.at,
            is_on_panel=row.person_id in self.panel,
            shares_hours=self.zone is None or shares_hours(row.hours(self.usual), zone, self.zone, self.now),
        )


async def pool_for(
    tx: Transaction, candidacy: Candidacy, addresses: Iterable[str] = (), *, among: Collection[int] | None = None
) -> Pool:
    """Return who could be offered to a candidate; `addresses`, folded, are the candidate's own.

    `among`: only these contacts are looked at, by id.
    """
    own = set(addresses)
    seats = select(Seat.person_id).where(
        Seat.workspace_id == tx.workspace_id, Seat.candidacy_id == candidacy.id, Seat.removed_at.is_(None)
    )
    return Pool(
        people=[
            (row, who)
            for row, who in await _listed(tx, among)
            if may_be_offered(row, who, tx.now) and ((who.email if who else row.email) or "").casefold() not in own
        ],
        loads=await _loads(tx, among),
        proposed=await _proposed(tx, among),
        panel=set((await tx.session.execute(seats)).scalars()),
        usual=await working_hours(tx),
        zone=candidacy.candidate_zone,
        now=tx.now,
    )


def may_be_offered(row: Contact, who: Person | None, now: datetime) -> bool:
    """Tell whether candidates and coordinators may be shown somebody: listed, not marked, with consent, not gone."""
    is_here = row.person_id is None or (who is not None and who.standing.is_member)
    return is_here and row.listed_at is not None and not row.is_not_offered and row.has_consent(now)


async def _listed(tx: Transaction, among: Collection[int] | None) -> list[tuple[Contact, Person | None]]:
    query = (
        select(Contact, Person)
        .outerjoin(Person, Person.id == Contact.person_id)
        .where(Contact.workspace_id == tx.workspace_id, Contact.listed_at.is_not(None), _among(Contact.id, among))
        .order_by(Contact.id)
    )
    return [(row, who) for row, who in await tx.session.execute(query)]


def _among(
    column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None], ids: Collection[int] | None
) -> ColumnElement[bool]:
    return true() if ids is None else column.in_(ids)


async def _loads(tx: Transaction, among: Collection[int] | None) -> dict[int, Load]:
    def since(instant: datetime) -> Case[int]:
        return case((Meeting.state.in_(TAKEN) & (Meeting.asked_at > instant), 1), else_=0)

    query = (
        select(
            Meeting.contact_id,
            func.count(),
            func.max(Meeting.asked_at),
            func.sum(since(tx.now - WEEK)),
            func.sum(since(tx.now - MONTH)),
        )
        .where(Meeting.workspace_id == tx.workspace_id, _among(Meeting.contact_id, among))
        .group_by(Meeting.contact_id)
    )
    found = await tx.session.execute(query)
    return {contact_id: Load(ever, at, int(week), int(month)) for contact_id, ever, at, week, month in found}


async def _proposed(tx: Transaction, among: Collection[int] | None) -> dict[int, list[int]]:
    query = select(MeetingRequest.contact_id, MeetingRequest.id).where(
        MeetingRequest.workspace_id == tx.workspace_id,
        MeetingRequest.state == RequestState.OPEN,
        MeetingRequest.contact_id.is_not(None),
        _among(MeetingRequest.contact_id, among),
    )
    found: dict[int, list[int]] = defaultdict(list)
    for contact_id, request_id in await tx.session.execute(query):
        found[contact_id or 0].append(request_id)
    return found
