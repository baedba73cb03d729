"""Wordings: what a workspace says to candidates in words of its own, version by version."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.wording import AS_SHIPPED, Part, Wording
from storage.base import Base, Owned, Utc, owned
from storage.candidacies import Candidacy
from storage.database import Transaction
from storage.inserting import add_new
from storage.reading import get_row


class SavedWording(Owned, Base):
    """One version; the first is ours, and stands there from when a script is first made."""

    __tablename__ = "wordings"
    __table_args__ = owned(
        UniqueConstraint("workspace_id", "version"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("(version = 1) = (made_by_id IS NULL)", name="first_is_ours"),
        made_by_id="people",
    )

    version: Mapped[int]
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    """The templates that differ from ours, by part."""
    made_by_id: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(Utc)

    @property
    def wording(self) -> Wording:
        """The wording itself; a part that is no more is left out."""
        return Wording(self.version, {Part(name): text for name, text in self.texts.items() if name in set(Part)})


async def wordings(tx: Transaction) -> Sequence[SavedWording]:
    """Return every version, newest first."""
    query = (
        select(SavedWording).where(SavedWording.workspace_id == tx.workspace_id).order_by(SavedWording.version.desc())
    )
    return (await tx.session.execute(query)).scalars().all()


async def newest_wording(tx: Transaction) -> SavedWording:
    """Return the version that new scripts take; ours is put there where nothing is yet."""
    query = (
        select(SavedWording)
        .where(SavedWording.workspace_id == tx.workspace_id)
        .order_by(SavedWording.version.desc())
        .limit(1)
    )
    row = (await tx.session.execute(query)).scalar_one_or_none()
    if row is None:
        await add_new(tx, SavedWording, [{"version": 1, "texts": {}, "made_at": tx.now}])
        row = (await tx.session.execute(query)).scalar_one()
    return row


async def wording_of(tx: Transaction, row: Candidacy) -> Wording:
    """Return what the candidacy's script and mails are worded by; ours before it has a script."""
    if row.wording_id is None:
        return AS_SHIPPED
    return (await get_row(tx, SavedWording, row.wording_id)).wording
