"""Why a candidate who was to be hired was not invited to interview the company: every one of them has a reason."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import WhyNotInvited
from storage.base import Base, Owned, Utc, owned, word
from storage.database import Transaction


class NoInvitation(Owned, Base):
    """The reason of one decision to hire that led to no invitation; void once they are invited after all."""

    __tablename__ = "no_invitations"
    __table_args__ = owned(
        UniqueConstraint("workspace_id", "decision_id"),
        CheckConstraint("why <> 'other' OR note IS NOT NULL", name="other_has_note"),
        candidacy_id="candidacies",
        decision_id="decisions",
        noted_by_id="people",
    )

    candidacy_id: Mapped[int]
    decision_id: Mapped[int]
    why: Mapped[WhyNotInvited] = mapped_column(word(WhyNotInvited))
    note: Mapped[str | None]
    noted_by_id: Mapped[int]
    noted_at: Mapped[datetime] = mapped_column(Utc)


async def no_invitation(tx: Transaction, decision_id: int) -> NoInvitation | None:
    """Return the reason noted for a decision."""
    query = select(NoInvitation).where(
        NoInvitation.workspace_id == tx.workspace_id, NoInvitation.decision_id == decision_id
    )
    return (await tx.session.execute(query)).scalar_one_or_none()
