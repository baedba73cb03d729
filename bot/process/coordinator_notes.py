"""What came of a request, for whoever coordinates: under the candidate's card, where it disturbs nobody.

Lists bring up twice a day what then waits. Only where the offer is about to run out is it a message of its own.
"""

from bot.messages.blocks import Message
from bot.process.say import post, tell
from bot.process.times import today
from bot.rules.next_step import URGENT_DAYS
from bot.rules.words import DeliveryState, Lapse, Surface
from storage.candidacies import Candidacy, zone_of
from storage.database import Transaction
from storage.deliveries import Delivery, cards_of
from storage.people import person

GONE = (DeliveryState.CANCELLED, DeliveryState.FAILED)


async def days_to_expiry(tx: Transaction, row: Candidacy) -> int | None:
    """Return how many days the offer still stands, below zero once it has run out; None where no day is known."""
    if row.offer_expires_on is None:
        return None
    coordinator = await person(tx, row.coordinator_id)
    return (row.offer_expires_on - today(tx, zone_of(row, coordinator.zone))).days


async def is_about_to_expire(tx: Transaction, row: Candidacy) -> bool:
    """Tell whether the offer runs out so soon, or has, that nothing waits for a list."""
    days = await days_to_expiry(tx, row)
    return days is not None and days <= URGENT_DAYS


async def note_for_coordinator(
    tx: Transaction, row: Candidacy, message: Message, *, key: str, lapses: Lapse = Lapse.NEVER, is_loud: bool = False
) -> None:
    """Note something in the thread of the candidate's card; `is_loud`: it can't wait to be looked up there."""
    card = None if is_loud or await is_about_to_expire(tx, row) else await _card(tx, row)
    if card is not None and card.channel is not None:
        await post(tx, card.channel, message, key=key, candidacy=row, root=card, lapses=lapses)
    else:
        await tell(tx, row.coordinator_id, message, key=key, candidacy=row, root=card, lapses=lapses)


async def _card(tx: Transaction, row: Candidacy) -> Delivery | None:
    """Return the candidate's card where its coordinator reads it, if it stands or is about to."""
    found = [
        one
        for one in await cards_of(tx, Surface.COORDINATOR_CARD, row.id)
        if one.part == 0 and one.state not in GONE and not one.is_to_be_removed
    ]
    mine = [
        one for one in found if one.person_id == row.coordinator_id or one.channel in {row.coordinator_channel} - {None}
    ]
    return mine[-1] if mine else None
