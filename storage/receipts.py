"""Receipts: what was handled already, so that a repeated request changes nothing."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, delete
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Utc
from storage.database import Transaction
from storage.inserting import insert_new

KEPT = timedelta(hours=26)
"""Slack may deliver an event again for a little over 24 hours."""


class Receipt(Base):
    """One request that was handled: an event id, or a stored form's view id and hash."""

    __tablename__ = "receipts"
    __table_args__ = (CheckConstraint("key <> ''", name="key"),)

    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Utc)


class AlreadyHandled(Exception):
    """The very same request was handled before."""


async def take_receipt(tx: Transaction, key: str) -> None:
    """Note that the request is being handled: the first statement of its transaction.

    Raises AlreadyHandled when another transaction did so before.
    """
    if not await is_first(tx, key):
        raise AlreadyHandled(key)


async def is_first(tx: Transaction, key: str) -> bool:
    """Note that the request is being handled; tells whether no other transaction did so before."""
    receipt = insert_new(tx, Receipt).values(workspace_id=tx.workspace_id, key=key, at=tx.real)
    return (await tx.session.execute(receipt.returning(Receipt.key))).scalar_one_or_none() is not None


async def prune_receipts(tx: Transaction) -> None:
    """Forget receipts that nothing can repeat any more."""
    await tx.session.execute(
        delete(Receipt).where(Receipt.workspace_id == tx.workspace_id, Receipt.at < tx.real - KEPT)
    )
