"""Alternates: who is asked next, without another approval, when the contact of a meeting request can't."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import CheckConstraint, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped

from storage.base import Base, Owned, owned
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest


class Alternate(Owned, Base):
    """One contact whom the coordinator approved to be asked next for a request."""

    __tablename__ = "alternates"
    __table_args__ = owned(
        UniqueConstraint("workspace_id", "request_id", "contact_id"),
        CheckConstraint("place >= 0", name="place"),
        request_id="meeting_requests",
        contact_id="contacts",
        approved_by_id="people",
    )

    request_id: Mapped[int]
    contact_id: Mapped[int]
    approved_by_id: Mapped[int]
    place: Mapped[int]
    """Their place in the order in which they are asked."""


async def alternates_for(tx: Transaction, request_ids: Iterable[int]) -> dict[int, list[Alternate]]:
    """Return who is to be asked next for these requests, in order; by request."""
    query = (
        select(Alternate)
        .where(Alternate.workspace_id == tx.workspace_id, Alternate.request_id.in_(set(request_ids)))
        .order_by(Alternate.place, Alternate.id)
    )
    found: dict[int, list[Alternate]] = defaultdict(list)
    for row in (await tx.session.execute(query)).scalars():
        found[row.request_id].append(row)
    return found


async def candidacies_with_alternate(tx: Transaction, contact_id: int) -> Sequence[int]:
    """Return the ids of the candidacies with a request for which this contact was approved to be asked next."""
    query = (
        select(MeetingRequest.candidacy_id)
        .join(
            Alternate,
            (Alternate.workspace_id == MeetingRequest.workspace_id) & (Alternate.request_id == MeetingRequest.id),
        )
        .where(Alternate.workspace_id == tx.workspace_id, Alternate.contact_id == contact_id)
        .distinct()
        .order_by(MeetingRequest.candidacy_id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def forget_alternates(tx: Transaction, request_id: int, contact_id: int | None = None) -> None:
    """Have nobody asked next for a request by themselves any more, or not this contact."""
    query = delete(Alternate).where(Alternate.workspace_id == tx.workspace_id, Alternate.request_id == request_id)
    await tx.session.execute(query if contact_id is None else query.where(Alternate.contact_id == contact_id))


async def replace_alternates(tx: Transaction, request_id: int, contact_ids: Sequence[int], approved_by_id: int) -> None:
    """Approve these contacts, in this order, in place of those there were."""
    await forget_alternates(tx, request_id)
    for place, contact_id in enumerate(contact_ids):
        row = Alternate(workspace_id=tx.workspace_id, request_id=request_id, contact_id=contact_id, place=place)
        row.approved_by_id = approved_by_id
        tx.session.add(row)
    await tx.session.flush()
