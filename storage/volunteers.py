"""Volunteers: colleagues who said of a meeting request that they can take it; the coordinator chooses."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Owned, Utc, owned
from storage.database import Transaction
from storage.inserting import insert_new


class Volunteer(Owned, Base):
    """One colleague who offered to take one request."""

    __tablename__ = "volunteers"
    __table_args__ = owned(
        UniqueConstraint("workspace_id", "request_id", "person_id"),
        request_id="meeting_requests",
        person_id="people",
    )

    request_id: Mapped[int]
    person_id: Mapped[int]
    volunteered_at: Mapped[datetime] = mapped_column(Utc)


async def add_volunteer(tx: Transaction, request_id: int, person_id: int) -> bool:
    """Note that somebody can take a request; return whether that is news."""
    columns = {"request_id": request_id, "person_id": person_id, "volunteered_at": tx.now}
    insert = insert_new(tx, Volunteer).values({"workspace_id": tx.workspace_id, **columns}).returning(Volunteer.id)
    return (await tx.session.execute(insert)).scalar_one_or_none() is not None


async def volunteers_for(tx: Transaction, request_ids: Iterable[int]) -> dict[int, list[int]]:
    """Return who can take these requests, as people's ids, first come first; by request."""
    query = (
        select(Volunteer)
        .where(Volunteer.workspace_id == tx.workspace_id, Volunteer.request_id.in_(set(request_ids)))
        .order_by(Volunteer.id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for row in (await tx.session.execute(query)).scalars():
        found[row.request_id].append(row.person_id)
    return found
