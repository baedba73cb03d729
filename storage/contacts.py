"""Contacts: people a candidate may ask for, in Slack or by e-mail alone."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import ContactClass
from storage.base import Base, Owned, Utc, owned, word
from storage.database import Transaction
from storage.inserting import add_new


class Contact(Owned, Base):
    """A person who may be asked for. In Slack: `person_id`; outside it: an e-mail address."""

    __tablename__ = "contacts"
    __table_args__ = owned(
        UniqueConstraint("workspace_id", "person_id"),
        UniqueConstraint("workspace_id", "email"),
        CheckConstraint("(person_id IS NULL) <> (email IS NULL)", name="one_way_to_reach"),
        CheckConstraint("name <> ''", name="name"),
        person_id="people",
    )

    person_id: Mapped[int | None]
    email: Mapped[str | None]
    """Folded to lower case."""
    name: Mapped[str]
    contact_class: Mapped[ContactClass] = mapped_column(word(ContactClass))
    zone: Mapped[str]
    consented_at: Mapped[datetime | None] = mapped_column(Utc)


async def contact(tx: Transaction, contact_id: int) -> Contact:
    """Return one contact."""
    query = select(Contact).where(Contact.workspace_id == tx.workspace_id, Contact.id == contact_id)
    return (await tx.session.execute(query)).scalar_one()


async def lock_contact(tx: Transaction, contact_id: int) -> Contact:
    """Take the contact for this transaction, so that no other candidacy books their time meanwhile.

    Always after the candidacy, so that two of them never wait for each other.
    """
    query = select(Contact).where(Contact.workspace_id == tx.workspace_id, Contact.id == contact_id).with_for_update()
    return (await tx.session.execute(query)).scalar_one()


async def contacts(tx: Transaction, contact_ids: Iterable[int]) -> dict[int, Contact]:
    """Return these contacts, by id."""
    query = select(Contact).where(Contact.workspace_id == tx.workspace_id, Contact.id.in_(set(contact_ids)))
    return {row.id: row for row in (await tx.session.execute(query)).scalars()}


async def contact_of_person(tx: Transaction, person_id: int) -> Contact | None:
    """Return the contact who is this Slack person, if they were ever asked for."""
    query = select(Contact).where(Contact.workspace_id == tx.workspace_id, Contact.person_id == person_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def contact_of_email(tx: Transaction, email: str) -> Contact | None:
    """Return the contact with this address, letter case aside."""
    query = select(Contact).where(Contact.workspace_id == tx.workspace_id, Contact.email == email.strip().casefold())
    return (await tx.session.execute(query)).scalar_one_or_none()


async def add_contact(tx: Transaction, columns: Mapping[str, Any]) -> Contact:
    """Return the contact of these columns, `person_id` or `email` among them; somebody may add them at this moment."""
    await add_new(tx, Contact, [columns])
    reached = {"person_id": columns.get("person_id"), "email": columns.get("email")}
    query = select(Contact).filter_by(workspace_id=tx.workspace_id, **reached)
    return (await tx.session.execute(query)).scalar_one()


async def contacts_of(tx: Transaction, contact_class: ContactClass) -> Sequence[Contact]:
    """Return the contacts of a class, by name."""
    query = (
        select(Contact)
        .where(Contact.workspace_id == tx.workspace_id, Contact.contact_class == contact_class)
        .order_by(Contact.name, Contact.id)
    )
    return (await tx.session.execute(query)).scalars().all()
