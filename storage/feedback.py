"""Feedback: what interviewers wrote, every version of it, and the points it was read as."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import FeedbackState, PointKind, SeatState, Sharing, Source, Vote
from storage.base import Base, Owned, Utc, owned, word
from storage.database import Transaction
from storage.panels import Seat


class Feedback(Owned, Base):
    """One thing an interviewer wrote for a candidacy: a reply or a form.

    `ts` and `edited_ts` are Slack's, compared as text; a tombstone (deleted before it was ever read) has no text.
    """

    __tablename__ = "feedback"
    __table_args__ = owned(
        UniqueConstraint("workspace_id", "channel", "ts"),
        CheckConstraint("(source = 'form') = (ts IS NULL)", name="form_has_no_ts"),
        CheckConstraint("(channel IS NULL) = (ts IS NULL)", name="channel_with_ts"),
        CheckConstraint("version >= 1", name="version"),
        seat_id="seats",
    )

    seat_id: Mapped[int]
    source: Mapped[Source] = mapped_column(word(Source))
    channel: Mapped[str | None]
    ts: Mapped[str | None]
    edited_ts: Mapped[str | None]
    state: Mapped[FeedbackState] = mapped_column(word(FeedbackState))
    text: Mapped[str]
    """As written, unescaped."""
    vote: Mapped[Vote | None] = mapped_column(word(Vote))
    version: Mapped[int] = mapped_column(default=1)
    written_at: Mapped[datetime] = mapped_column(Utc)


class FeedbackVersion(Owned, Base):
    """An earlier or the present wording of a feedback; append-only."""

    __tablename__ = "feedback_versions"
    __table_args__ = owned(UniqueConstraint("feedback_id", "version"), feedback_id="feedback")

    feedback_id: Mapped[int]
    version: Mapped[int]
    text: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(Utc)


class Point(Owned, Base):
    """One statement of a feedback, as it was read."""

    __tablename__ = "points"
    __table_args__ = owned(
        UniqueConstraint("feedback_id", "position"),
        CheckConstraint("(sharing = 'held') = (hold_reason IS NOT NULL)", name="held_has_reason"),
        CheckConstraint("text <> ''", name="text"),
        feedback_id="feedback",
    )

    feedback_id: Mapped[int]
    position: Mapped[int]
    kind: Mapped[PointKind] = mapped_column(word(PointKind))
    sharing: Mapped[Sharing] = mapped_column(word(Sharing))
    hold_reason: Mapped[str | None]
    text: Mapped[str]


async def feedback_of(tx: Transaction, seat_ids: Sequence[int]) -> Sequence[Feedback]:
    """Return everything written from these seats that was not taken back, in writing order."""
    query = (
        select(Feedback)
        .where(
            Feedback.workspace_id == tx.workspace_id,
            Feedback.seat_id.in_(seat_ids),
            Feedback.state != FeedbackState.WITHDRAWN,
        )
        .order_by(Feedback.written_at, Feedback.id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def by_ts(tx: Transaction, channel: str, ts: str) -> Feedback | None:
    """Return what was written as this Slack message, taken back or not."""
    query = select(Feedback).where(
        Feedback.workspace_id == tx.workspace_id, Feedback.channel == channel, Feedback.ts == ts
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def by_id(tx: Transaction, feedback_id: int) -> Feedback:
    """Return one feedback."""
    query = select(Feedback).where(Feedback.workspace_id == tx.workspace_id, Feedback.id == feedback_id)
    return (await tx.session.execute(query)).scalar_one()


async def points_of(tx: Transaction, feedback_ids: Sequence[int]) -> Sequence[Point]:
    """Return the points of these feedbacks, in their order."""
    query = (
        select(Point)
        .where(Point.workspace_id == tx.workspace_id, Point.feedback_id.in_(feedback_ids))
        .order_by(Point.feedback_id, Point.position)
    )
    return (await tx.session.execute(query)).scalars().all()


async def replace_points(tx: Transaction, feedback_id: int, points: Sequence[Point]) -> None:
    """Put these points, whose feedback_id and position are set here, in the place of those there were."""
    await tx.session.execute(
        delete(Point).where(Point.workspace_id == tx.workspace_id, Point.feedback_id == feedback_id)
    )
    for position, point in enumerate(points):
        point.workspace_id, point.feedback_id, point.position = tx.workspace_id, feedback_id, position
        tx.session.add(point)
    await tx.session.flush()


async def keep_version(tx: Transaction, row: Feedback) -> None:
    """Append the present wording to the history."""
    tx.session.add(
        FeedbackVersion(
            workspace_id=tx.workspace_id,
            feedback_id=row.id,
            version=row.version,
            text=row.text,
            written_at=tx.now,
        )
    )
    await tx.session.flush()


async def seat_states(tx: Transaction, seats: Sequence[Seat]) -> dict[int, SeatState]:
    """Tell of each seat whether its feedback is in, in but to sort, or awaited."""
    states = {seat.id: SeatState.WAITING for seat in seats}
    for row in await feedback_of(tx, list(states)):
        if row.state is FeedbackState.COUNTED:
            states[row.seat_id] = SeatState.IN
        elif row.state is FeedbackState.TO_SORT and states[row.seat_id] is SeatState.WAITING:
            states[row.seat_id] = SeatState.TO_SORT
    return states
