"""When a debrief's channel can't be used or its card is gone: who can mend it hears so once, and how."""

from bot.messages import debrief_channels as messages
from bot.process.access import Action, allow, reachable
from bot.process.refusals import AlreadyDone, NotNow, WrongField
from bot.process.say import refresh, refresh_receipts, tell
from bot.rules.debriefs import Debrief
from bot.rules.words import ChannelTrouble, DeliveryState, Stage, Surface
from storage.candidacies import Candidacy, candidacy, lock
from storage.database import Transaction
from storage.debrief_channels import forget_trouble, hang_under, held_in, note_trouble, retire_card, trouble_in
from storage.debriefs import card_of, debrief
from storage.deliveries import Delivery, by_message
from storage.delivery_errors import CARD_GONE, DELETED
from storage.outbox import To, remove_message, show_card
from storage.people import Person
from storage.undelivered import try_again

TROUBLES = {
    "not_in_channel": ChannelTrouble.LEFT,
    "channel_not_found": ChannelTrouble.LEFT,
    "is_archived": ChannelTrouble.ARCHIVED,
    "restricted_action": ChannelTrouble.FORBIDDEN,
}
"""What Slack's names for it mean."""


async def lose_channel(tx: Transaction, channel: str, trouble: ChannelTrouble) -> None:
    """Note that a channel can't be used; opener and hiring manager of each open debrief there hear it, once."""
    held = await held_in(tx, channel)
    if not held or not await note_trouble(tx, channel, trouble):
        return
    shown = {one.id: await debrief(tx, one.id) for one in held}
    for person_id in sorted({who for one in held for who in (one.opener_id, one.hiring_manager_id)}):
        theirs = [shown[one.id] for one in held if person_id in {one.opener_id, one.hiring_manager_id}]
        note = messages.channel_lost(channel, trouble, theirs, theirs[0].candidacy_id)
        await tell(tx, person_id, note, key=f"channel:{channel}:{trouble}:{person_id}:{_now(tx)}", candidacy=held[0])


async def mend_channel(tx: Transaction, channel: str) -> None:
    """Go on in a channel that can be used again: what was owed to it is posted, its cards are drawn anew."""
    await forget_trouble(tx, channel)
    again = await try_again(tx, channel=channel)
    waiting = {one.candidacy_id for one in again if one.candidacy_id is not None}
    for candidacy_id in sorted(waiting | {one.id for one in await held_in(tx, channel)}):
        await refresh(tx, await candidacy(tx, candidacy_id))


async def come_back(tx: Transaction, channel: str) -> None:
    """Go on in a channel that the bot was let into or that was unarchived, unless others can read it still."""
    known = await trouble_in(tx, channel)
    if known is None or known.trouble is not ChannelTrouble.SHARED:
        await mend_channel(tx, channel)


async def check_retry(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[str, ChannelTrouble | None]:
    """Return the channel that somebody says is mended, and what is known to keep it from us where posting won't tell.

    For whoever may say so.
    """
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.EDIT_DEBRIEF, by, row)
    known = await trouble_in(tx, row.debrief_channel)
    is_shared = known is not None and known.trouble is ChannelTrouble.SHARED
    return row.debrief_channel, ChannelTrouble.SHARED if is_shared else None


async def retry_channel(tx: Transaction, *, candidacy_id: int, trouble: ChannelTrouble | None, by: Person) -> None:
    """Go on in a debrief's channel, unless Slack says that it still can't be used."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.EDIT_DEBRIEF, by, row)
    if trouble is not None:
        raise NotNow(messages.still_lost(trouble))
    await mend_channel(tx, row.debrief_channel)
    note = messages.channel_mended(row.debrief_channel)
    await tell(tx, by.id, note, key=f"channel:{row.debrief_channel}:mended:{by.id}:{_now(tx)}", candidacy=row)


async def lose_card(tx: Transaction, channel: str, ts: str) -> None:
    """Note that a message of the bot's was deleted in Slack; a debrief's card is missed, other messages are not."""
    card = await by_message(tx, channel, ts)
    if card is None or card.surface is not Surface.DEBRIEF_CARD or card.part or card.is_to_be_removed:
        return
    row = await lock(tx, card.subject_id or 0)
    await tx.session.refresh(card, with_for_update=True)
    if card.state is DeliveryState.CANCELLED or card.error in CARD_GONE:
        return
    card.state, card.error, card.lease_until = DeliveryState.FAILED, DELETED, None
    await tx.session.flush()
    await tell_card_lost(tx, row, card)


async def tell_card_lost(tx: Transaction, row: Candidacy, card: Delivery) -> None:
    """Tell opener and hiring manager, once, that the debrief's card is gone."""
    if row.stage is Stage.CLOSED:
        return
    shown = await debrief(tx, row.id)
    for person_id in sorted({row.opener_id, row.hiring_manager_id}):
        await tell(tx, person_id, messages.card_lost(shown), key=f"card:{card.id}:lost:{person_id}", candidacy=row)


async def post_card_again(tx: Transaction, *, candidacy_id: int, by: Person) -> None:
    """Post a new card in the place of the one that was deleted; replies in the old thread stay counted."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.EDIT_DEBRIEF, by, row)
    old = await card_of(tx, row)
    if old is None or old.error not in CARD_GONE:
        raise AlreadyDone(f"The card is in its channel already; the debrief of {row.candidate_name} goes on there.")
    await retire_card(tx, old)
    await _show(tx, row, old)
    note = messages.card_posted(await debrief(tx, row.id))
    await tell(tx, by.id, note, key=f"card:{old.id}:posted_again", candidacy=row)


async def open_move(tx: Transaction, *, candidacy_id: int, by: Person) -> Debrief:
    """Return the debrief that is to be moved, for whoever may."""
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.EDIT_DEBRIEF, by, row)
    _check_open(row)
    return await debrief(tx, candidacy_id)


async def move_debrief(tx: Transaction, *, candidacy_id: int, channel: str, by: Person) -> None:
    """Go on in another channel, which was checked already; the panel and the owners hear where."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.EDIT_DEBRIEF, by, row)
    _check_open(row)
    former, old = row.debrief_channel, await card_of(tx, row)
    if former == channel:
        raise WrongField(channel="The debrief is held there already. Choose another channel.")
    trouble = await trouble_in(tx, former)
    if old is not None and trouble is not None and trouble.trouble is ChannelTrouble.SHARED:
        await remove_message(tx, old)
    if old is not None:
        await retire_card(tx, old)
    row.debrief_channel = channel
    await tx.session.flush()
    await mend_channel(tx, channel)
    await _show(tx, row, old)
    moved = await debrief(tx, row.id)
    owners = {row.opener_id, row.hiring_manager_id, row.coordinator_id}
    for person_id in await reachable(tx, owners | moved.reachable_panel):
        note = messages.debrief_moved(moved, by.name, former)
        await tell(tx, person_id, note, key=f"debrief:{row.id}:moved:{person_id}:{_now(tx)}", candidacy=row)


async def _show(tx: Transaction, row: Candidacy, old: Delivery | None) -> None:
    """Owe the card to the debrief's channel, and to its thread what still waited for the old one's."""
    new = await show_card(tx, Surface.DEBRIEF_CARD, row.id, To(channel=row.debrief_channel), candidacy_id=row.id)
    if old is not None:
        await hang_under(tx, old, new)
    await refresh_receipts(tx, row)
    await refresh(tx, row)


def _check_open(row: Candidacy) -> None:
    if row.stage is Stage.CLOSED:
        raise NotNow("This candidacy is closed, so its debrief stays where it is.")


def _now(tx: Transaction) -> str:
    return f"{tx.real.timestamp():.6f}"
