"""Draws what an interviewer is asked and reminded of from the tables."""

from bot.messages.blocks import Message
from bot.messages.reminders import Owed, feedback_asked, feedback_reminded
from bot.rules.reminders import MOST_REMINDERS
from bot.rules.words import TimerKind
from storage.database import Transaction
from storage.debriefs import debrief
from storage.panels import Seat, reminded_seats, seat
from storage.timers import timers_of


async def draw_feedback_asked(tx: Transaction, seat_id: int, viewer_id: int | None) -> list[Message]:
    """Draw the first word to an interviewer; nobody else sees it."""
    row = await seat(tx, seat_id)
    if viewer_id != row.person_id:
        return []
    shown = await debrief(tx, row.candidacy_id)
    place = next((one for one in shown.seats if one.id == seat_id), None)
    return [feedback_asked(shown, place, is_overdue=tx.now >= shown.due_at)]


async def draw_feedback_reminder(tx: Transaction, reminder: int, viewer_id: int | None) -> list[Message]:
    """Draw a reminder with everything it was about, as that stands now; nobody but the reminded sees it."""
    return feedback_reminded(
        [await _owed(tx, one) for one in await reminded_seats(tx, reminder) if one.person_id == viewer_id]
    )


async def _owed(tx: Transaction, row: Seat) -> Owed:
    shown = await debrief(tx, row.candidacy_id)
    place = next((one for one in shown.seats if one.id == row.id), None)
    waiting = [
        one.due_at
        for one in await timers_of(tx, row.candidacy_id)
        if one.kind is TimerKind.FEEDBACK_REMINDER and one.subject_id == row.id
    ]
    return Owed(shown, place, waiting[0] if waiting and row.reminders < MOST_REMINDERS else None)
