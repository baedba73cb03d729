"""Before somebody who accepted starts: the bot's messages with feedback are deleted, and what remains is listed."""

from datetime import date, time, timedelta

from bot.messages.remains import left_to_do
from bot.process.say import remind
from bot.rules.words import Answer, DeliveryState, Surface, TimerKind
from bot.rules.working_hours import local_to_utc
from storage.answers import current_answer
from storage.candidacies import Candidacy, lock
from storage.database import Transaction
from storage.deliveries import Delivery
from storage.outbox import To, redraw, remove_message, show_card
from storage.people import person
from storage.remains import messages_with_feedback, replies_left, seats_ever
from storage.timers import Timer, set_timer

CHECK = ":check"
"""Ends the key of the timer that looks again."""
TO_CHECK = timedelta(minutes=15)
"""After which the list says what could not be deleted."""


async def plan_removal(tx: Transaction, row: Candidacy, starts_on: date) -> None:
    """Plan to delete at noon before the first day, where the hiring manager is; the coordinator gets a list."""
    manager = await person(tx, row.hiring_manager_id)
    due = max(local_to_utc(starts_on - timedelta(days=1), time(12), manager.zone), tx.now)
    key = f"remove_feedback:{row.id}:{starts_on}"
    await set_timer(tx, TimerKind.REMOVE_FEEDBACK, due, key=key, candidacy_id=row.id)
    await set_timer(tx, TimerKind.REMOVE_FEEDBACK, due + TO_CHECK, key=f"{key}{CHECK}", candidacy_id=row.id)


async def list_remains(tx: Transaction, row: Candidacy, under: Delivery | None) -> None:
    """List for the coordinator what is left, and who takes it away: under a message, where it disturbs nobody."""
    to = To(person_id=row.coordinator_id)
    await show_card(tx, Surface.REMAINS, row.id, to, candidacy_id=row.id, root=under)


async def remove_feedback(tx: Transaction, timer: Timer) -> None:
    """Delete the bot's messages that hold feedback about somebody who joins, before they can read along."""
    row = await lock(tx, timer.candidacy_id or 0)
    if row.answer is not Answer.ACCEPTED:
        return
    seat_ids = [seat.id for seat in await seats_ever(tx, row.id)]
    own = await messages_with_feedback(tx, row.id, seat_ids)
    for one in own:
        if not one.is_to_be_removed:
            await remove_message(tx, one)
    if not timer.key.endswith(CHECK):
        await _tell_what_is_left(tx, row, timer, await replies_left(tx, seat_ids))
    elif any(one.state is DeliveryState.FAILED for one in own):
        await list_remains(tx, row, None)
    await redraw(tx, Surface.REMAINS, row.id)


async def _tell_what_is_left(tx: Transaction, row: Candidacy, timer: Timer, replies: int) -> None:
    """Bring up, on the day before the first day, what others are still to do; the list names it."""
    recorded = await current_answer(tx, row.id)
    if recorded is None or recorded.starts_on is None or (not replies and recorded.work_email is not None):
        return
    note = left_to_do(row.candidate_name, recorded.starts_on, replies, has_address=recorded.work_email is not None)
    told = await remind(tx, timer, row.coordinator_id, note, candidacy=row)
    if replies:
        await list_remains(tx, row, told)
