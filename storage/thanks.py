"""Thanks: what a candidate wrote for somebody they met."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Owned, Utc, owned
from storage.database import Transaction


class Thanks(Owned, Base):
    """A candidate's own words for one contact, at most once: passed on in Slack, or with our thanks by mail."""

    __tablename__ = "thanks"
    __table_args__ = owned(
        UniqueConstraint("workspace_id", "candidacy_id", "contact_id"),
        CheckConstraint("words <> ''", name="words"),
        candidacy_id="candidacies",
        contact_id="contacts",
        entered_by_id="people",
    )

    candidacy_id: Mapped[int]
    contact_id: Mapped[int]
    words: Mapped[str]
    entered_by_id: Mapped[int | None]
    """Who entered them for the candidate; None where they wrote them on their own page."""
    written_at: Mapped[datetime] = mapped_column(Utc)


async def thanks_of(tx: Transaction, candidacy_id: int) -> Sequence[Thanks]:
    """Return what the candidate wrote, first written first."""
    query = (
        select(Thanks)
        .where(Thanks.workspace_id == tx.workspace_id, Thanks.candidacy_id == candidacy_id)
        .order_by(Thanks.id)
    )
    return (await tx.session.execute(query)).scalars().all()
