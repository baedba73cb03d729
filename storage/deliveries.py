"""Deliveries: what is owed to Slack and to mail, each with how far it has come.

A *notice* keeps its final payload; a *card* keeps what it shows (surface, subject) and is drawn when it is sent,
again whenever its revision moves.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    Index,
    LargeBinary,
    UniqueConstraint,
    bindparam,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import DeliveryState, Lapse, Surface, Transport
from storage.base import OURS, Base, Owned, Utc, owned, word
from storage.database import Transaction

BESIDE = (Surface.HOME, Surface.REACTION)
"""What is no message: it stands in no conversation's way, and to do it twice changes nothing."""
UNFINISHED = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN)


class Delivery(Owned, Base):
    """One thing to send: a Slack notice, a Slack card or a mail."""

    __tablename__ = "deliveries"
    __table_args__ = owned(
        UniqueConstraint("workspace_id", "key"),
        UniqueConstraint("token"),
        UniqueConstraint("message_id"),
        CheckConstraint("(transport = 'mail') = (mail IS NOT NULL)", name="mail_has_bytes"),
        CheckConstraint("(transport = 'mail') = (message_id IS NOT NULL)", name="mail_has_message_id"),
        CheckConstraint("(transport = 'mail') = (mail_to IS NOT NULL)", name="mail_has_receiver"),
        CheckConstraint("transport = 'mail' OR (payload IS NULL) <> (surface IS NULL)", name="notice_or_card"),
        CheckConstraint("transport = 'mail' OR (channel IS NULL) <> (person_id IS NULL)", name="one_conversation"),
        CheckConstraint("(surface IS NULL) = (subject_id IS NULL)", name="surface_with_subject"),
        CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="sending_has_lease"),
        CheckConstraint("sent_revision <= revision", name="revision_order"),
        CheckConstraint("part = 0 OR (surface IS NOT NULL AND root_id IS NOT NULL)", name="part_of_a_card"),
        CheckConstraint("lapses = 'never' OR candidacy_id IS NOT NULL", name="lapses_with_a_candidacy"),
        CheckConstraint("lapses = 'never' OR surface IS NULL", name="cards_never_lapse"),
        CheckConstraint(
            "mail IS NULL OR state IN ('pending', 'sending', 'unknown') OR length(mail) = 0", name="mail_is_emptied"
        ),
        Index("ix_deliveries_candidacy", "workspace_id", "candidacy_id", "lapses"),
        Index("ix_deliveries_card", "workspace_id", "surface", "subject_id"),
        Index("ix_deliveries_lane", "workspace_id", "lane", "id"),
        Index("ix_deliveries_state", "state", "id"),
        Index("ix_deliveries_ts", "workspace_id", "sent_channel", "ts"),
        candidacy_id="candidacies",
        person_id="people",
        root_id="deliveries",
    )

    key: Mapped[str]
    """What makes it the same delivery, e.g. `meeting:42:evening_note:2030-01-01`; never anybody's words."""
    token: Mapped[str]
    """Travels in the message's metadata, by which it is found again."""
    transport: Mapped[Transport] = mapped_column(word(Transport))
    candidacy_id: Mapped[int | None]
    lapses: Mapped[Lapse] = mapped_column(word(Lapse), default=Lapse.NEVER)
    """What takes it back as long as it is unsent; a card is drawn from the facts instead."""
    lane: Mapped[str]
    channel: Mapped[str | None]
    person_id: Mapped[int | None]
    """Whose direct messages it goes to, or whose App Home it is."""
    root_id: Mapped[int | None]
    """The delivery in whose thread it goes."""
    payload: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    surface: Mapped[Surface | None] = mapped_column(word(Surface))
    subject_id: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=1)
    sent_revision: Mapped[int] = mapped_column(default=0)
    sent_digest: Mapped[str | None]
    """What Slack shows of a card now, as a hash; None when that isn't known for sure."""
    drawn_at: Mapped[datetime | None] = mapped_column(Utc)
    """Real time at which it was last sent or drawn again."""
    is_to_be_removed: Mapped[bool] = mapped_column(default=False)
    """The message is to be deleted from Slack instead of sent or redrawn."""
    mail: Mapped[bytes | None] = mapped_column(LargeBinary)
    """A mail's final bytes; they may hold a private link, so they are emptied once nobody will send them any more.

    What failed isn't sent again as it is: the invitation is made anew, with a new link, and whoever reads of another
    writes themselves.
    """
    mail_to: Mapped[str | None]
    message_id: Mapped[str | None]
    state: Mapped[DeliveryState] = mapped_column(word(DeliveryState), default=DeliveryState.PENDING)
    not_before: Mapped[datetime] = mapped_column(Utc)
    """Real time before which it is not tried (again)."""
    lease_until: Mapped[datetime | None] = mapped_column(Utc)
    first_tried_at: Mapped[datetime | None] = mapped_column(Utc)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    """Slack's error name or the exception's class; never a text of people's."""
    sent_channel: Mapped[str | None]
    ts: Mapped[str | None]
    part: Mapped[int] = mapped_column(default=0)
    """A card too long for one message goes on in its thread: 0 is the root message, 1 the first continuation."""

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back before anybody had it, or is about to be: then the same may be owed anew."""
        is_taken_back = self.state is DeliveryState.CANCELLED or (self.is_to_be_removed and self.state in UNFINISHED)
        return is_taken_back and self.lapses is not Lapse.NEVER


def is_message(row: type[Delivery]) -> ColumnElement[bool]:
    """Say of a delivery that it becomes a message, or a mail."""
    return or_(row.surface.is_(None), row.surface.not_in(BESIDE))


BY_KEY = select(Delivery).where(Delivery.workspace_id == OURS, Delivery.key == bindparam("key"))


async def by_key(tx: Transaction, key: str) -> Delivery | None:
    """Return the delivery of this key."""
    return (await tx.session.execute(BY_KEY, {"workspace_id": tx.workspace_id, "key": key})).scalar_one_or_none()


async def standing(tx: Transaction, key: str) -> Delivery | None:
    """Return the delivery of this key that was sent or will be; None where there is none or it was withdrawn."""
    known = await by_key(tx, key)
    return None if known is None or known.is_withdrawn else known


async def delivery(tx: Transaction, delivery_id: int) -> Delivery:
    """Return one delivery."""
    query = select(Delivery).where(Delivery.workspace_id == tx.workspace_id, Delivery.id == delivery_id)
    return (await tx.session.execute(query)).scalar_one()


async def by_message(tx: Transaction, channel: str, ts: str) -> Delivery | None:
    """Return the delivery that became this Slack message."""
    query = select(Delivery).where(
        Delivery.workspace_id == tx.workspace_id, Delivery.sent_channel == channel, Delivery.ts == ts
    )
    return (await tx.session.execute(query)).scalar_one_or_none()


async def cards_of(tx: Transaction, surface: Surface, subject_id: int) -> Sequence[Delivery]:
    """Return the deliveries of a card, oldest first."""
    query = (
        select(Delivery)
        .where(
            Delivery.workspace_id == tx.workspace_id,
            Delivery.surface == surface,
            Delivery.subject_id == subject_id,
        )
        .order_by(Delivery.id)
    )
    return (await tx.session.execute(query)).scalars().all()
