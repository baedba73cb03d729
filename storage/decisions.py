"""Decisions: hire, no hire or not yet, with who, when and why; reversed, never erased."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, bindparam, select, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import Choice
from storage.base import OURS, Base, Owned, Utc, owned, word
from storage.database import Transaction


class Decision(Owned, Base):
    """One decision of a hiring manager."""

    __tablename__ = "decisions"
    __table_args__ = owned(
        Index(
            "uq_decisions_standing",
            "candidacy_id",
            unique=True,
            sqlite_where=text("reversed_at IS NULL AND choice <> 'not_yet'"),
            postgresql_where=text("reversed_at IS NULL AND choice <> 'not_yet'"),
        ),
        CheckConstraint("(choice = 'not_yet') = (revisit_on IS NOT NULL)", name="not_yet_has_date"),
        CheckConstraint("(reversed_at IS NULL) = (reversed_by_id IS NULL)", name="reversed_by_someone"),
        CheckConstraint("told_at IS NULL OR choice = 'no_hire'", name="told_of_no_hire"),
        CheckConstraint("reason <> ''", name="reason"),
        candidacy_id="candidacies",
        decided_by_id="people",
        reversed_by_id="people",
    )

    candidacy_id: Mapped[int]
    choice: Mapped[Choice] = mapped_column(word(Choice))
    reason: Mapped[str]
    decided_by_id: Mapped[int]
    decided_at: Mapped[datetime] = mapped_column(Utc)
    revisit_on: Mapped[date | None]
    told_at: Mapped[datetime | None] = mapped_column(Utc)
    """When the coordinator told the candidate of a no hire."""
    reversed_by_id: Mapped[int | None]
    reversed_at: Mapped[datetime | None] = mapped_column(Utc)
    reversal_reason: Mapped[str | None]


async def decision(tx: Transaction, decision_id: int) -> Decision:
    """Return one decision."""
    query = select(Decision).where(Decision.workspace_id == tx.workspace_id, Decision.id == decision_id)
    return (await tx.session.execute(query.execution_options(populate_existing=True))).scalar_one()


DECISIONS = (
    select(Decision)
    .where(Decision.workspace_id == OURS, Decision.candidacy_id == bindparam("candidacy_id"))
    .order_by(Decision.id)
)


async def decisions(tx: Transaction, candidacy_id: int) -> Sequence[Decision]:
    """Return all decisions on the candidacy, first to last."""
    asked = {"workspace_id": tx.workspace_id, "candidacy_id": candidacy_id}
    return (await tx.session.execute(DECISIONS, asked)).scalars().all()


async def standing_decision(tx: Transaction, candidacy_id: int) -> Decision | None:
    """Return the hire or no hire that holds now, if there is one."""
    found = (
        row for row in await decisions(tx, candidacy_id) if row.reversed_at is None and row.choice is not Choice.NOT_YET
    )
    return next(found, None)
