"""Panels: the interviewers' seats on a candidacy."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, Index, bindparam, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import Stage
from storage.base import OURS, Base, Owned, Utc, owned
from storage.candidacies import Candidacy, Job
from storage.database import Transaction


class Seat(Owned, Base):
    """One interviewer's place on a panel. Whether feedback is in is read from the feedback, never stored here."""

    __tablename__ = "seats"
    __table_args__ = owned(
        Index(
            "uq_seats_active",
            "candidacy_id",
            "person_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
        CheckConstraint("reminders BETWEEN 0 AND 3", name="reminders"),
        candidacy_id="candidacies",
        person_id="people",
    )

    candidacy_id: Mapped[int]
    person_id: Mapped[int]
    interview_on: Mapped[date | None]
    is_unnamed: Mapped[bool] = mapped_column(default=False)
    """The author asked not to be named to the candidate."""
    is_team_only: Mapped[bool] = mapped_column(default=False)
    """The author asked that nothing of theirs be passed on to the candidate."""
    confirmed_at: Mapped[datetime | None] = mapped_column(Utc)
    """When the author said it was read rightly."""
    reminders: Mapped[int] = mapped_column(default=0)
    reminded_by: Mapped[int | None]
    """The subject of the last reminder's card that this seat is in: the id of the timer that brought it."""
    declined_at: Mapped[datetime | None] = mapped_column(Utc)
    """When the interviewer said that they can't give feedback; void once they do."""
    excused_at: Mapped[datetime | None] = mapped_column(Utc)
    """When the hiring manager went on without it; what comes later still counts."""
    removed_at: Mapped[datetime | None] = mapped_column(Utc)
    call_place: Mapped[int | None]
    """Where in the call script its part was put; None: after those that were put somewhere."""


SEATS = (
    select(Seat)
    .where(Seat.workspace_id == OURS, Seat.candidacy_id == bindparam("candidacy_id"), Seat.removed_at.is_(None))
    .order_by(Seat.id)
    .execution_options(populate_existing=True)
)
SEAT = (
    select(Seat)
    .where(Seat.workspace_id == OURS, Seat.id == bindparam("seat_id"))
    .execution_options(populate_existing=True)
)


async def seats(tx: Transaction, candidacy_id: int) -> Sequence[Seat]:
    """Return the seats held now, as they stand now, in the order they were given."""
    asked = {"workspace_id": tx.workspace_id, "candidacy_id": candidacy_id}
    return (await tx.session.execute(SEATS, asked)).scalars().all()


async def seat(tx: Transaction, seat_id: int) -> Seat:
    """Return one seat as it stands now."""
    asked = {"workspace_id": tx.workspace_id, "seat_id": seat_id}
    return (await tx.session.execute(SEAT, asked)).scalar_one()


async def seat_of(tx: Transaction, candidacy_id: int, person_id: int) -> Seat | None:
    """Return the person's seat on the candidacy, if they hold one."""
    return next((row for row in await seats(tx, candidacy_id) if row.person_id == person_id), None)


async def left_seat_of(tx: Transaction, candidacy_id: int, person_id: int) -> Seat | None:
    """Return the seat the person held last on the candidacy, if they hold none now."""
    query = (
        select(Seat)
        .where(Seat.workspace_id == tx.workspace_id, Seat.candidacy_id == candidacy_id, Seat.person_id == person_id)
        .order_by(Seat.removed_at.desc().nulls_first(), Seat.id.desc())
        .limit(1)
    )
    found = (await tx.session.execute(query)).scalar_one_or_none()
    return found if found is not None and found.removed_at is not None else None


async def reminded_seats(tx: Transaction, reminder: int) -> Sequence[Seat]:
    """Return the seats whose last reminder this was, given up or not, in the order they were given."""
    query = select(Seat).where(Seat.workspace_id == tx.workspace_id, Seat.reminded_by == reminder).order_by(Seat.id)
    return (await tx.session.execute(query)).scalars().all()


async def open_seats(tx: Transaction, person_id: int) -> Sequence[Seat]:
    """Return the person's seats on candidacies still in debrief, newest first."""
    return await _seats_where(tx, person_id, Candidacy.stage == Stage.DEBRIEF)


async def held_seats(tx: Transaction, person_id: int) -> Sequence[Seat]:
    """Return the person's seats on candidacies that are not closed, newest first."""
    return await _seats_where(tx, person_id, Candidacy.stage != Stage.CLOSED)


async def _seats_where(tx: Transaction, person_id: int, stage: ColumnElement[bool]) -> Sequence[Seat]:
    query = (
        select(Seat)
        .join(Candidacy, Candidacy.id == Seat.candidacy_id)
        .where(Seat.workspace_id == tx.workspace_id, Seat.person_id == person_id, Seat.removed_at.is_(None), stage)
        .order_by(Seat.id.desc())
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(query)).scalars().all()


async def held_labels(tx: Transaction, person_id: int) -> dict[int, str]:
    """Return candidate and job of each candidacy that isn't closed, by the person's seat on it, newest first."""
    query = (
        select(Seat.id, Candidacy.candidate_name, Job.title)
        .join(Candidacy, Candidacy.id == Seat.candidacy_id)
        .join(Job, Job.id == Candidacy.job_id)
        .where(
            Seat.workspace_id == tx.workspace_id,
            Seat.person_id == person_id,
            Seat.removed_at.is_(None),
            Candidacy.stage != Stage.CLOSED,
        )
        .order_by(Seat.id.desc())
    )
    return {seat_id: f"{name} · {title}" for seat_id, name, title in await tx.session.execute(query)}


async def candidacies_of(tx: Transaction, person_id: int) -> Sequence[Candidacy]:
    """Return every candidacy the person opened, decides, calls for, coordinates or has a seat on, oldest first."""
    seated = select(Seat.candidacy_id).where(
        Seat.workspace_id == tx.workspace_id, Seat.person_id == person_id, Seat.removed_at.is_(None)
    )
    query = (
        select(Candidacy)
        .where(
            Candidacy.workspace_id == tx.workspace_id,
            or_(
                Candidacy.opener_id == person_id,
                Candidacy.hiring_manager_id == person_id,
                Candidacy.caller_id == person_id,
                Candidacy.coordinator_id == person_id,
                Candidacy.id.in_(seated),
            ),
        )
        .order_by(Candidacy.id)
    )
    return (await tx.session.execute(query)).scalars().all()
