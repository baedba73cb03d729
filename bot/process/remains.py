"""Before somebody who accepted starts: the bot's messages with feedback are deleted, and what remains is listed."""

from datetime import date, time, timedelta

from bot.rules.words import Answer, Surface, TimerKind
from bot.rules.working_hours import local_to_utc
from storage.candidacies import Candidacy, lock
from storage.database import Transaction
from storage.outbox import To, redraw, remove_message, show_card
from storage.people import person
from storage.remains import messages_with_feedback, seats_ever
from storage.timers import Timer, set_timer

TO_CHECK = timedelta(minutes=15)
"""After which the list says what could not be deleted."""


async def plan_removal(tx: Transaction, row: Candidacy, starts_on: date) -> None:
    """Plan to delete at noon before the first day, where the hiring manager is; the coordinator gets a list."""
    manager = await person(tx, row.hiring_manager_id)
    due = max(local_to_utc(starts_on - timedelta(days=1), time(12), manager.zone), tx.now)
    key = f"remove_feedback:{row.id}:{starts_on}"
    await set_timer(tx, TimerKind.REMOVE_FEEDBACK, due, key=key, candidacy_id=row.id)
    await set_timer(tx, TimerKind.REMOVE_FEEDBACK, due + TO_CHECK, key=f"{key}:check", candidacy_id=row.id)
    await show_card(tx, Surface.REMAINS, row.id, To(person_id=row.coordinator_id), candidacy_id=row.id)


async def remove_feedback(tx: Transaction, timer: Timer) -> None:
    """Delete the bot's messages that hold feedback about somebody who joins, before they can read along."""
    row = await lock(tx, timer.candidacy_id or 0)
    if row.answer is not Answer.ACCEPTED:
        return
    seat_ids = [seat.id for seat in await seats_ever(tx, row.id)]
    for one in await messages_with_feedback(tx, row.id, seat_ids):
        if not one.is_to_be_removed:
            await remove_message(tx, one)
    await redraw(tx, Surface.REMAINS, row.id)
