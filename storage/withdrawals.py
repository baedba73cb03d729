"""What is withdrawn from the outbox when a candidacy takes another turn, as far as it has not been sent."""

from sqlalchemy import select

from bot.rules.words import DeliveryState, Lapse, Transport
from storage.database import Transaction
from storage.deliveries import UNFINISHED, Delivery


async def withdraw_unsent(tx: Transaction, candidacy_id: int, *lapses: Lapse, mail_to: str | None = None) -> None:
    """Withdraw what the candidacy owes of these kinds and hasn't sent; what waits to be repeated isn't, either.

    A message that Slack may have already is looked up once more, and removed where it is there. `mail_to`: only mails
    to this address.
    """
    query = (
        select(Delivery)
        .where(
            Delivery.workspace_id == tx.workspace_id,
            Delivery.candidacy_id == candidacy_id,
            Delivery.lapses.in_(lapses),
            Delivery.state.in_([*UNFINISHED, DeliveryState.FAILED]),
            Delivery.ts.is_(None),
            *([Delivery.mail_to == mail_to] if mail_to else []),
        )
        .order_by(Delivery.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for row in (await tx.session.execute(query)).scalars():
        _withdraw(row)
        tx.deliveries_touched = True
    await tx.session.flush()


def _withdraw(row: Delivery) -> None:
    is_mail = row.transport is Transport.MAIL
    if row.state is DeliveryState.SENDING or (row.state is DeliveryState.UNKNOWN and not is_mail):
        row.is_to_be_removed = True
        return
    row.state = DeliveryState.CANCELLED
    if is_mail:
        row.mail = b""
