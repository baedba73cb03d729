"""Meetings: asked of a contact with proposed times, then an agreed conversation at an instant."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import MeetingState
from storage.base import Base, Owned, Utc, owned, word
from storage.database import Transaction

ACTIVE = text("state IN ('asked', 'agreed')")
AGREED = text("state = 'agreed'")


class Meeting(Owned, Base):
    """One conversation between the candidate and a contact. At most one is active for a request."""

    __tablename__ = "meetings"
    __table_args__ = owned(
        Index("uq_meetings_active", "request_id", unique=True, sqlite_where=ACTIVE, postgresql_where=ACTIVE),
        Index(
            "uq_meetings_contact_time",
            "contact_id",
            "starts_at",
            unique=True,
            sqlite_where=AGREED,
            postgresql_where=AGREED,
        ),
        Index(
            "uq_meetings_candidate_time",
            "candidacy_id",
            "starts_at",
            unique=True,
            sqlite_where=AGREED,
            postgresql_where=AGREED,
        ),
        UniqueConstraint("uid", "sequence"),
        CheckConstraint("starts_at < ends_at", name="order"),
        CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="start_with_end"),
        CheckConstraint("state NOT IN ('agreed', 'held') OR starts_at IS NOT NULL", name="agreed_has_time"),
        CheckConstraint("sequence >= 0", name="sequence"),
        CheckConstraint("(organizer_email IS NULL) = (organizer_name IS NULL)", name="organizer_has_name"),
        CheckConstraint("place IS NOT NULL OR NOT is_place_written", name="written_place"),
        candidacy_id="candidacies",
        request_id="meeting_requests",
        contact_id="contacts",
        approved_by_id="people",
    )

    candidacy_id: Mapped[int]
    request_id: Mapped[int]
    contact_id: Mapped[int]
    approved_by_id: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(Utc)
    state: Mapped[MeetingState] = mapped_column(word(MeetingState), default=MeetingState.ASKED)
    starts_at: Mapped[datetime | None] = mapped_column(Utc)
    ends_at: Mapped[datetime | None] = mapped_column(Utc)
    zone: Mapped[str]
    """The zone it was agreed in: the contact's."""
    place: Mapped[str | None]
    is_place_written: Mapped[bool] = mapped_column(default=False)
    """Whether somebody wrote where they meet: then it goes on with the conversation, whatever is usual."""
    is_left_out: Mapped[bool] = mapped_column(default=False)
    """Whether the candidate said anew when they are free since it was agreed, and left this time out."""
    uid: Mapped[str]
    """Names its calendar entries; a meeting that was moved has the one of the meeting it stands for."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Counts the changes of its calendar entries, on from those of the meeting it stands for."""
    organizer_email: Mapped[str | None]
    """The mailbox its entries name as their organiser since the first: programs heed no other's changes."""
    organizer_name: Mapped[str | None]
    """Whose mailbox that is, whoever coordinates by now."""
    reason: Mapped[str | None]
    """Why it was declined or cancelled, or what other times were asked for."""
    note: Mapped[str | None]
    """Why its coordinator moved or cancelled it, in their words, for the team alone."""


def is_to_come(row: Meeting, now: datetime) -> bool:
    """Tell whether it is asked about, or agreed for a time ahead."""
    is_ahead = row.starts_at is not None and row.starts_at > now
    return row.state is MeetingState.ASKED or (row.state is MeetingState.AGREED and is_ahead)


def has_declined(row: Meeting) -> bool:
    """Tell whether its contact can't, at any time; whoever wrote about other times can."""
    return row.state is MeetingState.DECLINED and row.reason is None


def moved_from(known: Sequence[Meeting], row: Meeting) -> Meeting | None:
    """Return the agreed one among these that a meeting stands for: about the same request, with the same contact."""
    about = (row.request_id, row.contact_id)
    before = [one for one in known if one.id < row.id and (one.request_id, one.contact_id) == about and one.starts_at]
    return before[-1] if before else None


def other_times_wanted(known: Sequence[Meeting], row: Meeting) -> bool:
    """Tell whether a contact is asked again because they wrote about other times for the same request."""
    about = (row.request_id, row.contact_id)
    before = [one for one in known if one.id < row.id and (one.request_id, one.contact_id) == about]
    return bool(before) and before[-1].state is MeetingState.DECLINED and bool(before[-1].reason)


class ProposedTime(Owned, Base):
    """One of the times a contact may pick."""

    __tablename__ = "proposed_times"
    __table_args__ = owned(UniqueConstraint("meeting_id", "starts_at"), meeting_id="meetings")

    meeting_id: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(Utc)


async def meeting(tx: Transaction, meeting_id: int) -> Meeting:
    """Return one meeting, as it is now."""
    query = (
        select(Meeting)
        .where(Meeting.workspace_id == tx.workspace_id, Meeting.id == meeting_id)
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(query)).scalar_one()


async def meetings_of(tx: Transaction, candidacy_id: int) -> Sequence[Meeting]:
    """Return the candidacy's meetings, first asked first."""
    query = (
        select(Meeting)
        .where(Meeting.workspace_id == tx.workspace_id, Meeting.candidacy_id == candidacy_id)
        .order_by(Meeting.id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def meetings_with(tx: Transaction, contact_id: int) -> Sequence[Meeting]:
    """Return the contact's meetings, first asked first."""
    query = (
        select(Meeting)
        .where(Meeting.workspace_id == tx.workspace_id, Meeting.contact_id == contact_id)
        .order_by(Meeting.id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def without_place(tx: Transaction, candidacy_ids: Collection[int], until: datetime) -> Sequence[int]:
    """Return the candidacy of each agreed meeting that is ahead, not later than this, and that has no place yet."""
    query = select(Meeting.candidacy_id).where(
        Meeting.workspace_id == tx.workspace_id,
        Meeting.candidacy_id.in_(candidacy_ids),
        Meeting.state == MeetingState.AGREED,
        Meeting.place.is_(None),
        Meeting.starts_at > tx.now,
        Meeting.starts_at <= until,
    )
    return (await tx.session.execute(query)).scalars().all()


async def is_place_taken(tx: Transaction, place: str, asked: Meeting, around: timedelta) -> bool:
    """Tell whether another agreed meeting is there when this one takes place, or so short a time before or after."""
    query = select(Meeting.id).where(
        Meeting.workspace_id == tx.workspace_id,
        Meeting.id != asked.id,
        Meeting.state == MeetingState.AGREED,
        Meeting.place == place,
    )
    if asked.starts_at is not None and asked.ends_at is not None:
        query = query.where(Meeting.starts_at < asked.ends_at + around, Meeting.ends_at > asked.starts_at - around)
    return (await tx.session.execute(query.limit(1))).first() is not None


async def proposed_times(tx: Transaction, meeting_ids: Sequence[int]) -> Sequence[ProposedTime]:
    """Return the times proposed for these meetings, earliest first."""
    query = (
        select(ProposedTime)
        .where(ProposedTime.workspace_id == tx.workspace_id, ProposedTime.meeting_id.in_(meeting_ids))
        .order_by(ProposedTime.starts_at)
    )
    return (await tx.session.execute(query)).scalars().all()
