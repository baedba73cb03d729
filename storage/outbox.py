"""The outbox: owing Slack and mail what they are to get, in lanes, in the transaction of its cause."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, or_, select

from bot.rules.words import DeliveryState, Lapse, Surface, Transport
from storage.database import Transaction
from storage.deliveries import Delivery, by_key, cards_of
from storage.delivery_errors import CARD_GONE, UNCONFIRMED, is_channel_trouble


@dataclass(frozen=True)
class To:
    """Where a Slack delivery goes: a channel's id, or a person's direct messages; exactly one."""

    channel: str | None = None
    person_id: int | None = None

    @property
    def lane(self) -> str:
        """The conversation as a lane."""
        return f"channel:{self.channel}" if self.channel else f"person:{self.person_id}"


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
    key: str | None = None,
) -> Delivery:
    """Owe the card of this subject to this conversation: posted the first time, redrawn in place after.

    `key`: which one it is, where a conversation may have several.
    """
    key = key or f"{surface}:{subject_id}:{to.lane}"
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
            or_(*(_is_card_of(tx, surface, ids) for surface, ids in subjects.items())),
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


def _is_card_of(tx: Transaction, surface: Surface, ids: set[int]) -> ColumnElement[bool]:
    """Ask for the cards of a surface by their subjects: the index's three columns together, or SQLite uses none."""
    return and_(
        Delivery.workspace_id == tx.workspace_id, Delivery.surface == surface, Delivery.subject_id.in_(sorted(ids))
    )


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
