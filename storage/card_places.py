"""Where cards stand in Slack, so that a list can lead to them."""

from collections.abc import Iterable

from sqlalchemy import or_, select

from bot.rules.words import DeliveryState, Surface
from storage.database import Transaction
from storage.deliveries import Delivery


async def card_places(
    tx: Transaction, surface: Surface, subject_ids: Iterable[int], *, reader_id: int
) -> dict[int, tuple[str, str]]:
    """Return the conversation and ts of the cards that somebody can read, by subject, as far as they were sent."""
    query = (
        select(Delivery.subject_id, Delivery.sent_channel, Delivery.ts)
        .where(
            Delivery.workspace_id == tx.workspace_id,
            Delivery.surface == surface,
            Delivery.subject_id.in_(set(subject_ids)),
            Delivery.part == 0,
            Delivery.ts.is_not(None),
            Delivery.state != DeliveryState.CANCELLED,
            Delivery.is_to_be_removed.is_(False),
            or_(Delivery.person_id == reader_id, Delivery.channel.is_not(None)),
        )
        .order_by(Delivery.id)
    )
    found = await tx.session.execute(query)
    return {subject_id: (channel, ts) for subject_id, channel, ts in found if subject_id and channel and ts}
