"""The outbox: what is owed to Slack and to mail, in lanes, written in the transaction of its cause.

A *notice* keeps its final payload; a *card* keeps what it shows (surface, subject) and is drawn when it is sent,
again whenever its revision moves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    Index,
    LargeBinary,
    UniqueConstraint,
    and_,
    bindparam,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.rules.words import DeliveryState, Lapse, Surface, Transport
from storage.base import OURS, Base, Owned, Utc, owned, word
from storage.database import Transaction
from storage.delivery_errors import CARD_GONE, UNCONFIRMED, is_channel_trouble

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


@dataclass(frozen=True)
class To:
    """Where a Slack delivery goes: a channel's id, or a person's direct messages; exactly one."""

    channel: str | None = None
    person_id: int | None = None

    @property
    def lane(self) -> str:
        """The conversation as a lane."""
        return f"channel:{self.channel}" if self.channel else f"person:{self.person_id}"


BY_KEY = select(Delivery).where(Delivery.workspace_id == OURS, Delivery.key == bindparam("key"))


async def by_key(tx: Transaction, key: str) -> Delivery | None:
    """Return the delivery of this key."""
    return (await tx.session.execute(BY_KEY, {"workspace_id": tx.workspace_id, "key": key})).scalar_one_or_none()


async def standing(tx: Transaction, key: str) -> Delivery | None:
    """Return the delivery of this key that was sent or will be; None where there is none or it was withdrawn."""
    known = await by_key(tx, key)
    return None if known is None or known.is_withdrawn else known


async def post_notice(  # a delivery has this many facts, all named
    tx: Transaction,
    to: To,
    payload: Mapping[str, Any],
    *,
    key: str,
    candidacy_id: int | None = None,
    root: Delivery | None = None,
    lapses: Lapse = Lapse.NEVER,
) -> Delivery:
    """Owe one message with this final payload (`text`, `blocks`). The same key twice is the same message."""
    about = {"candidacy_id": candidacy_id, "lapses": lapses}
    return await _owe(tx, key, Transport.SLACK, to, root=root, payload=dict(payload), **about)


async def show_card(
    tx: Transaction,
    surface: Surface,
    subject_id: int,
    to: To,
    *,
    candidacy_id: int | None = None,
    root: Delivery | None = None,
) -> Delivery:
    """Owe the card of this subject to this conversation: posted the first time, redrawn in place after."""
    key = f"{surface}:{subject_id}:{to.lane}"
    known = await by_key(tx, key)
    if known is None:
        return await _owe(
            tx, key, Transport.SLACK, to, root=root, candidacy_id=candidacy_id, surface=surface, subject_id=subject_id
        )
    if known.state is DeliveryState.CANCELLED or known.is_to_be_removed:
        await _show_again(tx, known)
    await redraw(tx, surface, subject_id)
    return known


async def continue_card(tx: Transaction, card: Delivery, parts: int) -> None:
    """See to it that a card's continuations number `parts - 1`: more are owed in its thread, surplus ones removed."""
    known = {row.part: row for row in await cards_of(tx, *_shows(card)) if row.root_id == card.id}
    for part in range(1, parts):
        row = known.pop(part, None)
        if row is None:
            await _owe(
                tx,
                f"{card.key}:{part}",
                Transport.SLACK,
                To(channel=card.channel, person_id=card.person_id),
                root=card,
                candidacy_id=card.candidacy_id,
                surface=card.surface,
                subject_id=card.subject_id,
                part=part,
            )
        elif row.is_to_be_removed or row.state is DeliveryState.CANCELLED:
            await _show_again(tx, row)
    for row in known.values():
        if row.part and not row.is_to_be_removed and row.state is not DeliveryState.CANCELLED:
            await remove_message(tx, row)


async def redraw(tx: Transaction, surface: Surface, subject_id: int) -> None:
    """Have the cards of this subject drawn again, wherever they were shown; nothing where none was.

    Carried out before the commit, for all cards of the transaction together. One whose channel the bot can't use waits
    until somebody has mended that and has it tried again.
    """
    tx.redraws.add((surface, subject_id))
    tx.finishing[carry_out_redraws] = None
    tx.deliveries_touched = True


async def carry_out_redraws(tx: Transaction) -> None:
    """Note on each card to draw again that it is out of date; locked in one order, so that nobody waits in a circle."""
    subjects: dict[Surface, set[int]] = {}
    for surface, subject_id in tx.redraws:
        subjects.setdefault(Surface(surface), set()).add(subject_id)
    tx.redraws.clear()
    if not subjects:
        return
    query = (
        select(Delivery)
        .where(
            Delivery.workspace_id == tx.workspace_id,
            or_(*(and_(Delivery.surface == one, Delivery.subject_id.in_(ids)) for one, ids in subjects.items())),
            Delivery.state != DeliveryState.CANCELLED,
            Delivery.is_to_be_removed.is_(False),
        )
        .order_by(Delivery.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for row in (await tx.session.execute(query)).scalars():
        row.revision += 1
        is_stuck = is_channel_trouble(row.error) or row.error in CARD_GONE
        can_be_sent = row.state is DeliveryState.FAILED and not is_stuck
        if row.state is DeliveryState.DELIVERED or can_be_sent:
            make_due(tx, row)
    await tx.session.flush()


async def post_mail(  # a mail has this many facts, all named
    tx: Transaction,
    *,
    key: str,
    mail: bytes,
    mail_to: str,
    message_id: str,
    candidacy_id: int | None = None,
    lapses: Lapse = Lapse.NEVER,
) -> Delivery:
    """Owe one mail, its bytes final."""
    return await _owe(
        tx,
        key,
        Transport.MAIL,
        To(channel=f"mail:{mail_to}"),
        candidacy_id=candidacy_id,
        lapses=lapses,
        mail=mail,
        mail_to=mail_to,
        message_id=message_id,
    )


async def remove_message(tx: Transaction, row: Delivery) -> None:
    """Have the bot's own message deleted from Slack, or never sent if it was not yet."""
    await _take(tx, row)
    if row.state is DeliveryState.PENDING and row.ts is None:
        row.state = DeliveryState.CANCELLED
    else:
        row.is_to_be_removed = True
        row.revision += 1
        if row.state in {DeliveryState.DELIVERED, DeliveryState.FAILED}:
            make_due(tx, row)
    tx.deliveries_touched = True
    await tx.session.flush()


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


def make_due(tx: Transaction, row: Delivery) -> None:
    """Make a finished delivery due; one that may have been posted, nobody knows where, is looked up first."""
    is_unsure = row.ts is None and (row.error or "").startswith(UNCONFIRMED)
    row.state = DeliveryState.UNKNOWN if is_unsure else DeliveryState.PENDING
    row.not_before, row.attempts = tx.real, 0


async def _take(tx: Transaction, row: Delivery) -> None:
    """Lock the row and read it as it is now: the outbox may be writing down what became of it."""
    await tx.session.flush()
    await tx.session.refresh(row, with_for_update=True)


async def _show_again(tx: Transaction, row: Delivery) -> None:
    await _take(tx, row)
    row.is_to_be_removed = False
    row.revision += 1
    if row.state in {DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.CANCELLED}:
        make_due(tx, row)
    tx.deliveries_touched = True
    await tx.session.flush()


def _shows(card: Delivery) -> tuple[Surface, int]:
    if card.surface is None or card.subject_id is None:
        message = f"delivery {card.id} is not a card"
        raise ValueError(message)
    return card.surface, card.subject_id


async def _owe(  # the columns of a delivery, by name
    tx: Transaction,
    key: str,
    transport: Transport,
    to: To,
    *,
    root: Delivery | None = None,
    **columns: Any,  # noqa: ANN401  # column values, typed by the model
) -> Delivery:
    known = await by_key(tx, key)
    if known is not None and not known.is_withdrawn:
        return known
    if known is not None:
        known.key = f"{known.key}:{known.id}"
        await tx.session.flush()
    is_mail = transport is Transport.MAIL
    row = Delivery(
        workspace_id=tx.workspace_id,
        key=key,
        token=uuid4().hex,
        transport=transport,
        lane=f"{to.lane}/{root.id}" if root else to.lane,
        channel=None if is_mail else to.channel,
        person_id=to.person_id,
        root_id=root.id if root else None,
        not_before=tx.real,
        **columns,
    )
    tx.session.add(row)
    tx.deliveries_touched = True
    await tx.session.flush()
    return row
