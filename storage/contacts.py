"""Contacts: people a candidate may ask for, in Slack or by e-mail alone; those who are listed are the directory."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import ContactClass
from bot.rules.working_hours import WorkingHours
from storage.base import Base, Owned, Utc, owned, word
from storage.database import Transaction
from storage.inserting import add_new
from storage.reading import get_row


class Contact(Owned, Base):
    """A person who may be asked for. In Slack: `person_id`; outside it: an e-mail address."""

    __tablename__ = "contacts"
    __table_args__ = owned(
        UniqueConstraint("workspace_id", "person_id"),
        UniqueConstraint("workspace_id", "email"),
        CheckConstraint("(person_id IS NULL) <> (email IS NULL)", name="one_way_to_reach"),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("day_start < day_end", name="day_order"),
        CheckConstraint("(day_start IS NULL) = (day_end IS NULL)", name="start_with_end"),
        CheckConstraint("per_week >= 0", name="per_week"),
        CheckConstraint("per_month >= 0", name="per_month"),
        CheckConstraint("is_not_offered OR not_offered_reason IS NULL", name="reason_was_for_mark"),
        CheckConstraint("is_not_offered OR not_offered_by_id IS NULL", name="marked_by_for_mark"),
        CheckConstraint("is_not_offered = (not_offered_at IS NOT NULL)", name="marked_at_a_time"),
        CheckConstraint("delegate_id IS NULL OR delegate_email IS NULL", name="one_delegate"),
        CheckConstraint("(consented_at IS NULL) = (consent_expires_at IS NULL)", name="consent_expires"),
        CheckConstraint("consented_at IS NULL OR refused_at IS NULL", name="yes_or_no"),
        CheckConstraint("version >= 0", name="version"),
        person_id="people",
        delegate_id="people",
        known_by_id="people",
        not_offered_by_id="people",
    )

    person_id: Mapped[int | None]
    email: Mapped[str | None]
    """Folded to lower case."""
    name: Mapped[str]
    contact_class: Mapped[ContactClass] = mapped_column(word(ContactClass))
    zone: Mapped[str]
    listed_at: Mapped[datetime | None] = mapped_column(Utc)
    """Since when they stand in the directory; None: they were only ever asked for by name, or were taken out."""
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What they can talk about, as tags in the order they were given."""
    day_start: Mapped[time | None]
    day_end: Mapped[time | None]
    """Their own hours, in their zone; None: the workspace's."""
    work_days: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    """Their own days, Monday is 0; None: the workspace's."""
    per_week: Mapped[int | None]
    per_month: Mapped[int | None]
    """How many conversations they are asked for in seven, and in thirty days, at most; None: as many as come."""
    delegate_id: Mapped[int | None]
    delegate_email: Mapped[str | None]
    """Their assistant, in Slack or outside it."""
    known_by_id: Mapped[int | None]
    """Who knows somebody outside, and can speak to them."""
    place: Mapped[str | None]
    """Where they meet people by video: a link of their own, or a number to dial."""
    off_limits: Mapped[str | None]
    """What they can't talk about; the candidate reads it when a meeting is agreed."""
    is_not_offered: Mapped[bool] = mapped_column(default=False)
    not_offered_reason: Mapped[str | None]
    """For the head of talent alone."""
    not_offered_by_id: Mapped[int | None]
    """Who marked them so: they or the head of talent take it back; None: a people file did."""
    not_offered_at: Mapped[datetime | None] = mapped_column(Utc)
    consent_asked_at: Mapped[datetime | None] = mapped_column(Utc)
    consented_at: Mapped[datetime | None] = mapped_column(Utc)
    """When somebody outside last said that candidates may be offered them."""
    consent_expires_at: Mapped[datetime | None] = mapped_column(Utc)
    refused_at: Mapped[datetime | None] = mapped_column(Utc)
    """When they said that they don't want to be; a later yes takes it back."""
    version: Mapped[int] = mapped_column(default=0)
    """Counts the changes of the entry, so that a form opened on an older one is noticed."""

    @property
    def is_outside(self) -> bool:
        """Whether they must have said yes before anybody is offered them: whoever isn't a colleague in Slack."""
        return self.person_id is None or self.contact_class is ContactClass.FORMER_EMPLOYEE

    def has_consent(self, now: datetime) -> bool:
        """Tell whether they may be shown to candidates and coordinators: a colleague, or a yes that still holds."""
        return not self.is_outside or (self.consent_expires_at is not None and self.consent_expires_at > now)

    def hours(self, usual: WorkingHours) -> WorkingHours:
        """Return when they work: their own hours and days where given, else the usual ones."""
        days = usual.days if self.work_days is None else frozenset(self.work_days)
        return WorkingHours(self.day_start or usual.start, self.day_end or usual.end, days)


async def contact(tx: Transaction, contact_id: int) -> Contact:
    """Return one contact."""
    return await get_row(tx, Contact, contact_id)


async def lock_contact(tx: Transaction, contact_id: int) -> Contact:
    """Take the contact for this transaction, so that no other candidacy books their time meanwhile.

    Always after the candidacy, so that two of them never wait for each other.
    """
    query = (
        select(Contact)
        .where(Contact.workspace_id == tx.workspace_id, Contact.id == contact_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await tx.session.execute(query)).scalar_one()


async def lock_contacts(tx: Transaction, contact_ids: Iterable[int]) -> dict[int, Contact]:
    """Take several contacts, in the one order in which everybody does; returns them by id."""
    return {contact_id: await lock_contact(tx, contact_id) for contact_id in sorted(set(contact_ids))}


async def contacts(tx: Transaction, contact_ids: Iterable[int]) -> dict[int, Contact]:
    """Return these contacts, by id."""
    query = select(Contact).where(Contact.workspace_id == tx.workspace_id, Contact.id.in_(set(contact_ids)))
    return {row.id: row for row in (await tx.session.execute(query)).scalars()}


async def contact_of_person(tx: Transaction, person_id: int) -> Contact | None:
    """Return the contact who is this Slack person, if they were ever asked for or listed."""
    query = select(Contact).where(Contact.workspace_id == tx.workspace_id, Contact.person_id == person_id)
    return (await tx.session.execute(query)).scalar_one_or_none()


async def contact_of_email(tx: Transaction, email: str) -> Contact | None:
    """Return the contact with this address, letter case aside."""
    query = select(Contact).where(Contact.workspace_id == tx.workspace_id, Contact.email == email.strip().casefold())
    return (await tx.session.execute(query)).scalar_one_or_none()


async def add_contact(tx: Transaction, columns: Mapping[str, Any]) -> Contact:
    """Return the contact of these columns, `person_id` or `email` among them; somebody may add them at this moment."""
    await add_new(tx, Contact, [{"areas": [], "is_not_offered": False, "version": 0, **columns}])
    reached = {"person_id": columns.get("person_id"), "email": columns.get("email")}
    query = select(Contact).filter_by(workspace_id=tx.workspace_id, **reached)
    return (await tx.session.execute(query)).scalar_one()


async def listed_contacts(tx: Transaction) -> Sequence[Contact]:
    """Return the directory, by name."""
    query = (
        select(Contact)
        .where(Contact.workspace_id == tx.workspace_id, Contact.listed_at.is_not(None))
        .order_by(Contact.name, Contact.id)
    )
    return (await tx.session.execute(query)).scalars().all()


async def all_contacts(tx: Transaction) -> Sequence[Contact]:
    """Return everybody who is listed, or was ever asked for."""
    query = select(Contact).where(Contact.workspace_id == tx.workspace_id).order_by(Contact.id)
    return (await tx.session.execute(query)).scalars().all()


async def offered_by_name(tx: Transaction) -> Sequence[Contact]:
    """Return those outside whose yes to being offered to candidates holds, by name."""
    query = (
        select(Contact)
        .where(
            Contact.workspace_id == tx.workspace_id,
            Contact.email.is_not(None),
            Contact.listed_at.is_not(None),
            Contact.is_not_offered.is_(False),
            Contact.consent_expires_at > tx.now,
        )
        .order_by(Contact.name, Contact.id)
    )
    return (await tx.session.execute(query)).scalars().all()
