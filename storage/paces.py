"""Paces: when the next call of a method, or post to a channel, may be made."""

from datetime import datetime

from sqlalchemy import UniqueConstraint, delete
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Owned, Utc, owned
from storage.database import Transaction


class Pace(Owned, Base):
    """When the next call of a method, or post to a channel, may be made: shared by all replicas."""

    __tablename__ = "paces"
    __table_args__ = owned(UniqueConstraint("workspace_id", "scope"))

    scope: Mapped[str]
    free_at: Mapped[datetime] = mapped_column(Utc)
    """Real time at which all calls made so far are paid for, at the scope's rate."""
    closed_until: Mapped[datetime | None] = mapped_column(Utc)
    """Real time until which Slack asked us to wait."""


async def forget_paces(tx: Transaction) -> None:
    """Count no call made so far."""
    await tx.session.execute(delete(Pace).where(Pace.workspace_id == tx.workspace_id))
