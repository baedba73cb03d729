"""What could not be delivered is shown to a person: the coordinator, or for the debrief card whoever opened it."""

from bot.messages.undelivered import mail_failed, message_failed, timer_failed
from bot.process.access import Action, allow
from bot.process.debrief_channels import TROUBLES, lose_channel, tell_card_lost
from bot.process.say import refresh, refresh_homes, tell
from bot.rules.words import Surface, Transport
from storage.candidacies import Candidacy, candidacy, lock
from storage.database import Transaction
from storage.deliveries import Delivery, delivery
from storage.delivery_errors import CARD_GONE, UNCONFIRMED, is_channel_trouble
from storage.outbox import redraw
from storage.people import Person, person
from storage.timers import Timer
from storage.undelivered import try_again

LACKING = "unknown_method"
FOR_GOOD = frozenset({LACKING, "user_disabled"})
"""Errors of direct messages that trying again won't mend."""


async def show_failure(tx: Transaction, failed: Delivery) -> None:
    """Tell the person who can mend it, once a delivery; what concerns no candidacy is seen in App Home alone."""
    if failed.candidacy_id is None or failed.key.startswith("failed:") or failed.error == "root_failed":
        return
    row = await candidacy(tx, failed.candidacy_id)
    if failed.transport is Transport.MAIL:
        message = mail_failed(row.candidate_name, failed.mail_to or "", failed.error or "")
        await tell(tx, row.coordinator_id, message, key=_key(failed), candidacy=row)
        await redraw(tx, Surface.INVITATION, row.id)
    elif failed.surface is Surface.DEBRIEF_CARD and failed.error in CARD_GONE:
        await tell_card_lost(tx, row, failed)
    elif failed.channel == row.debrief_channel and (trouble := TROUBLES.get(_named(failed))):
        await lose_channel(tx, row.debrief_channel, trouble)
    else:
        await _tell_of_message(tx, row, failed)
    await refresh_homes(tx, row)  # not the cards: two of them that fail would have each other drawn for ever


async def _tell_of_message(tx: Transaction, row: Candidacy, failed: Delivery) -> None:
    """Tell who can mend it; not whoever it was for, whom nothing would reach, unless Slack lacks only this method."""
    receiver = await person(tx, failed.person_id) if failed.person_id else None
    mendable = is_channel_trouble(failed.error) if failed.channel else _named(failed) not in FOR_GOOD
    message = message_failed(
        row.candidate_name,
        _named(failed),
        failed.id if mendable else None,
        channel=failed.channel,
        receiver=receiver.name if receiver else None,
    )
    told = row.opener_id if failed.surface is Surface.DEBRIEF_CARD else row.coordinator_id
    if told != failed.person_id or failed.error == LACKING:
        await tell(tx, told, message, key=_key(failed), candidacy=row)


def _key(failed: Delivery) -> str:
    """Name the note: one a delivery, and one a candidacy where a method is lacking, which every such card needs."""
    lacking = failed.error == LACKING
    return f"failed:{failed.candidacy_id}:{LACKING}" if lacking else f"failed:{failed.id}:{failed.revision}"


async def show_timer_failure(tx: Transaction, failed: Timer) -> None:
    """Tell the coordinator what was due for a candidacy and could not be done; other timers are in the log alone."""
    if failed.candidacy_id is None:
        return
    row = await candidacy(tx, failed.candidacy_id)
    message = timer_failed(row.candidate_name, failed.kind.replace("_", " "))
    await tell(tx, row.coordinator_id, message, key=f"timer_failed:{failed.id}", candidacy=row)


async def send_again(tx: Transaction, *, delivery_id: int, by: Person) -> None:
    """Try a delivery once more, after somebody mended what stopped it; one that was delivered meanwhile stays."""
    waiting = await delivery(tx, delivery_id)
    row = await lock(tx, waiting.candidacy_id or 0)
    await allow(tx, Action.EDIT_DEBRIEF, by, row)
    await try_again(tx, waiting)
    await refresh(tx, row)


def _named(failed: Delivery) -> str:
    """Return Slack's own name of what went wrong."""
    return (failed.error or "").removeprefix(UNCONFIRMED)
