"""What has not arrived: still to be sent, or failed and perhaps tried anew once somebody mended what stopped it."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from bot.rules.words import DeliveryState, Transport
from storage.database import Transaction
from storage.deliveries import UNFINISHED, Delivery
from storage.outbox import make_due


async def try_again(tx: Transaction, row: Delivery | None = None, *, channel: str | None = None) -> Sequence[Delivery]:
    """Have what failed tried anew, in order: a delivery, what failed for want of it, and all to its or this channel."""
    belongs = [Delivery.id == row.id, Delivery.root_id == row.id] if row else []
    channel = row.channel if row else channel
    if channel is not None:
        belongs.append(Delivery.channel == channel)
    query = (
        select(Delivery)
        .where(
            Delivery.workspace_id == tx.workspace_id,
            Delivery.transport == Transport.SLACK,
            Delivery.state == DeliveryState.FAILED,
            or_(*belongs),
        )
        .order_by(Delivery.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = (await tx.session.execute(query)).scalars().all()
    for one in rows:
        make_due(tx, one)
    tx.deliveries_touched = True
    await tx.session.flush()
    return rows


async def unfinished(tx: Transaction) -> Sequence[Delivery]:
    """Return what is still to be sent or could not be, oldest first."""
    query = (
        select(Delivery)
        .where(Delivery.workspace_id == tx.workspace_id, Delivery.state.in_([*UNFINISHED, DeliveryState.FAILED]))
        .order_by(Delivery.id)
    )
    return (await tx.session.execute(query)).scalars().all()
