"""Held points: statements that were held back, and what the head of talent said of each.

A point is written anew whenever its feedback is read again; what was said of its words stays here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import CheckConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.held_points import HoldReason
from bot.rules.words import FeedbackState, Sharing, Stage
from storage.base import Base, Owned, Utc, owned, word
from storage.candidacies import Candidacy
from storage.database import Transaction
from storage.feedback import Feedback, Point, feedback_of, points_of
from storage.panels import Seat, seats


class HeldPoint(Owned, Base):
    """One statement of a seat's feedback that was held back, known by its wording; without the words."""

    __tablename__ = "held_points"
    __table_args__ = owned(
        UniqueConstraint("seat_id", "digest"),
        CheckConstraint("(is_released IS NULL) = (ruled_at IS NULL)", name="ruled_at_a_time"),
        CheckConstraint("(is_released IS NULL) = (ruled_by_id IS NULL)", name="ruled_by_somebody"),
        seat_id="seats",
        ruled_by_id="people",
    )

    seat_id: Mapped[int]
    digest: Mapped[str]
    """Of the wording: other words are another statement, to be judged anew."""
    reason: Mapped[HoldReason] = mapped_column(word(HoldReason))
    held_at: Mapped[datetime] = mapped_column(Utc)
    is_released: Mapped[bool | None]
    """Whether the head of talent released it or keeps it inside the team; None: nobody said yet."""
    ruled_by_id: Mapped[int | None]
    ruled_at: Mapped[datetime | None] = mapped_column(Utc)
    gone_at: Mapped[datetime | None] = mapped_column(Utc)
    """When its author reworded it or took it back."""


@dataclass(frozen=True)
class Held:
    """A held point as it stands now: what was said of it, whose it is, and the words."""

    row: HeldPoint
    seat: Seat
    point: Point


def digest_of(text: str) -> str:
    """Return what a statement's wording is known by; spaces don't matter."""
    return sha256(" ".join(text.split()).encode()).hexdigest()


async def held_point(tx: Transaction, held_point_id: int) -> HeldPoint:
    """Return one held point as it stands now."""
    query = (
        select(HeldPoint)
        .where(HeldPoint.workspace_id == tx.workspace_id, HeldPoint.id == held_point_id)
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(query)).scalar_one()


async def held_of_seats(tx: Transaction, seat_ids: Sequence[int]) -> dict[tuple[int, str], HeldPoint]:
    """Return everything of these seats that ever was held, by seat and wording."""
    query = (
        select(HeldPoint)
        .where(HeldPoint.workspace_id == tx.workspace_id, HeldPoint.seat_id.in_(seat_ids))
        .order_by(HeldPoint.id)
    )
    rows = (await tx.session.execute(query)).scalars()
    return {(row.seat_id, row.digest): row for row in rows}


async def counted_points(tx: Transaction, seat_ids: Sequence[int]) -> list[tuple[int, Point]]:
    """Return the points that count, each with its seat's id."""
    written = {row.id: row.seat_id for row in await feedback_of(tx, seat_ids) if row.state is FeedbackState.COUNTED}
    return [(written[one.feedback_id], one) for one in await points_of(tx, list(written))]


async def held_points(tx: Transaction, candidacy_id: int) -> list[Held]:
    """Return what is held of a candidacy's feedback or was released, in the panel's order; not what is team only."""
    panel = {seat.id: seat for seat in await seats(tx, candidacy_id)}
    known = await held_of_seats(tx, list(panel))
    order = list(panel)
    found = [
        Held(known[seat_id, digest_of(point.text)], panel[seat_id], point)
        for seat_id, point in await counted_points(tx, order)
        if point.sharing is not Sharing.TEAM_ONLY and (seat_id, digest_of(point.text)) in known
    ]
    return sorted(found, key=lambda one: order.index(one.seat.id))


async def held_waiting(tx: Transaction) -> list[tuple[Candidacy, int]]:
    """Count for each candidacy with a call script the points nobody has ruled on; those without any are left out."""
    query = (
        select(Candidacy, Seat.id, Point.text)
        .join(Seat, Seat.candidacy_id == Candidacy.id)
        .join(Feedback, Feedback.seat_id == Seat.id)
        .join(Point, Point.feedback_id == Feedback.id)
        .where(
            Candidacy.workspace_id == tx.workspace_id,
            Candidacy.stage.not_in([Stage.DEBRIEF, Stage.CLOSED]),
            Seat.removed_at.is_(None),
            Feedback.state == FeedbackState.COUNTED,
            Point.sharing == Sharing.HELD,
        )
        .order_by(Candidacy.id)
    )
    found = (await tx.session.execute(query)).all()
    known = await held_of_seats(tx, sorted({seat_id for _, seat_id, _ in found}))
    counts: dict[int, tuple[Candidacy, int]] = {}
    for about, seat_id, words in found:
        row = known.get((seat_id, digest_of(words)))
        if row is not None and row.is_released is None:
            counts[about.id] = (about, counts.get(about.id, (about, 0))[1] + 1)
    return list(counts.values())
