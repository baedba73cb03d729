"""What is withdrawn from the outbox when a candidacy takes another turn, as far as it has not been sent."""

from sqlalchemy import or_, update

from bot.rules.words import DeliveryState, Transport
from storage.database import Transaction
from storage.outbox import Delivery


async def cancel_mails(tx: Transaction, candidacy_id: int) -> None:
    """Withdraw the mails that were not yet sent for the candidacy; that a meeting is off is told all the same."""
    await tx.session.execute(
        update(Delivery)
        .where(
            Delivery.workspace_id == tx.workspace_id,
            Delivery.candidacy_id == candidacy_id,
            Delivery.transport == Transport.MAIL,
            Delivery.state == DeliveryState.PENDING,
            Delivery.key.not_like("meeting:%:cancel"),
            Delivery.key.not_like("meeting:%:off%"),
        )
        .values(state=DeliveryState.CANCELLED)
    )
    tx.deliveries_touched = True


async def withdraw_notices(tx: Transaction, candidacy_id: int, *beginnings: str) -> None:
    """Withdraw the candidacy's notices of keys that begin so, as far as they haven't been sent."""
    await tx.session.execute(
        update(Delivery)
        .where(
            Delivery.workspace_id == tx.workspace_id,
            Delivery.candidacy_id == candidacy_id,
            Delivery.transport == Transport.SLACK,
            Delivery.surface.is_(None),
            Delivery.state == DeliveryState.PENDING,
            Delivery.ts.is_(None),
            or_(*(Delivery.key.startswith(one, autoescape=True) for one in beginnings)),
        )
        .values(state=DeliveryState.CANCELLED)
    )
    tx.deliveries_touched = True
