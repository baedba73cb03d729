"""Paces: when the next call of a method, or post to a channel, may be made."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Owned, Utc, owned


class Pace(Owned, Base):
    """When the next call of a method, or post to a channel, may be made: shared by all replicas."""

    __tablename__ = "paces"
    __table_args__ = owned(UniqueConstraint("workspace_id", "scope"))

    scope: Mapped[str]
    free_at: Mapped[datetime] = mapped_column(Utc)
    """Real time at which all calls made so far are paid for, at the scope's rate."""
    closed_until: Mapped[datetime | None] = mapped_column(Utc)
    """Real time until which Slack asked us to wait."""
