"""Clearances: a named person's word that a decided hire may be called, where the workspace asks for one."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import Choice, Stage
from storage.base import Base, Owned, Utc, owned
from storage.candidacies import Candidacy
from storage.database import Transaction
from storage.decisions import Decision
from storage.reading import get_row


class Clearance(Owned, Base):
    """One decided hire that is to be cleared, or was; a reversed decision's means nothing any more."""

    __tablename__ = "clearances"
    __table_args__ = owned(
        UniqueConstraint("workspace_id", "decision_id"),
        CheckConstraint("(cleared_at IS NULL) = (cleared_by_id IS NULL)", name="cleared_by_somebody"),
        CheckConstraint("(put_off_at IS NULL) = (reason IS NULL)", name="put_off_has_reason"),
        CheckConstraint("(put_off_at IS NULL) = (put_off_until IS NULL)", name="put_off_has_date"),
        candidacy_id="candidacies",
        decision_id="decisions",
        person_id="people",
        cleared_by_id="people",
        put_off_by_id="people",
    )

    candidacy_id: Mapped[int]
    decision_id: Mapped[int]
    person_id: Mapped[int]
    """Whose word is asked for."""
    asked_at: Mapped[datetime] = mapped_column(Utc)
    cleared_by_id: Mapped[int | None]
    cleared_at: Mapped[datetime | None] = mapped_column(Utc)
    put_off_by_id: Mapped[int | None]
    put_off_at: Mapped[datetime | None] = mapped_column(Utc)
    """When somebody said last that it isn't clear yet."""
    put_off_until: Mapped[date | None]
    """The day on which it is asked again, where the person asked is."""
    reason: Mapped[str | None]


async def clearance(tx: Transaction, candidacy_id: int) -> Clearance | None:
    """Return what was asked for the hire that stands, cleared or not, as it is now; None where nobody is asked."""
    query = (
        select(Clearance)
        .join(Decision, Decision.id == Clearance.decision_id)
        .where(
            Clearance.workspace_id == tx.workspace_id,
            Clearance.candidacy_id == candidacy_id,
            Decision.reversed_at.is_(None),
            Decision.choice == Choice.HIRE,
        )
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def last_clearance(tx: Transaction, candidacy_id: int) -> Clearance | None:
    """Return what was asked for last, whether its decision stands or was taken back."""
    query = (
        select(Clearance)
        .where(Clearance.workspace_id == tx.workspace_id, Clearance.candidacy_id == candidacy_id)
        .order_by(Clearance.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def clearance_of(tx: Transaction, clearance_id: int) -> Clearance:
    """Return one by its id, as a button carries it."""
    return await get_row(tx, Clearance, clearance_id)


async def waiting_clearances(tx: Transaction, candidacy_ids: Collection[int] | None = None) -> Sequence[Clearance]:
    """Return what still waits to be cleared: of these candidacies, or of all; the oldest first."""
    query = (
        select(Clearance)
        .join(Decision, Decision.id == Clearance.decision_id)
        .join(Candidacy, Candidacy.id == Clearance.candidacy_id)
        .where(
            Clearance.workspace_id == tx.workspace_id,
            Clearance.cleared_at.is_(None),
            Decision.reversed_at.is_(None),
            Candidacy.stage == Stage.OFFER_CALL,
        )
        .order_by(Clearance.id)
    )
    if candidacy_ids is not None:
        query = query.where(Clearance.candidacy_id.in_(candidacy_ids))
    return (await tx.session.execute(query)).scalars().all()
