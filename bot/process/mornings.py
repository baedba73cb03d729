"""The morning note of whoever is needed, again and again."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.messages.mornings import QuestionDue, morning_note
from bot.process.say import tell
from bot.rules.next_step import NextStep
from bot.rules.words import TimerKind
from bot.rules.working_hours import next_working_day_at
from storage.database import Transaction
from storage.home import desk
from storage.people import Person, people, person
from storage.timers import Timer, reminded, set_timer
from storage.workspaces import working_hours

MORNING = time(9)

REMINDERS = (
    TimerKind.CALL_REMINDER,
    TimerKind.CLEARANCE_REMINDER,
    TimerKind.DECISION_REMINDER,
    TimerKind.FOLLOW_UP,
    TimerKind.LATE_FEEDBACK,
    TimerKind.REQUESTS_FOLLOW_UP,
    TimerKind.TELL_CANDIDATE,
)
"""What tells an owner of one candidacy what is due, in a message of its own."""


async def plan_mornings(tx: Transaction, person_ids: Iterable[int]) -> None:
    """See to it that these people get a note on their next working morning, should anything wait for them then."""
    hours = await working_hours(tx)
    for one in (await people(tx, person_ids)).values():
        due = next_working_day_at(tx.now, hours, one.zone, MORNING)
        key = f"waiting_for_you:{one.id}:{due.astimezone(ZoneInfo(one.zone)).date()}"
        await set_timer(tx, TimerKind.WAITING_FOR_YOU, due, key=key, subject_id=one.id)


async def waiting_for_you(tx: Transaction, timer: Timer) -> None:
    """Send one person the list of what waits for them and comes with no reminder of its own today; none when empty.

    Questions of candidates that are theirs to answer come from the day they are due. While they own anything: again on
    their next working morning.
    """
    reader = await person(tx, timer.subject_id or 0)
    found = await desk(tx, reader)
    today = tx.now.astimezone(ZoneInfo(reader.zone)).date()
    ripe = [(one, one.next) for one in found.owned if one.next is not None and one.is_turn_of(reader.id)]
    dawn = datetime.combine(today, time(), ZoneInfo(reader.zone))
    known = await reminded(tx, [one.id for one in found.owned], REMINDERS, dawn, dawn + timedelta(days=1))
    due = [QuestionDue(one.id, row.candidate_name, one.due_on) for one, row in found.to_settle if one.due_on <= today]
    asked = {row.id for one, row in found.to_settle if one.due_on <= today}
    waiting = [
        (one.name, one.job, step)
        for one, step in ripe
        if one.id not in known and not step.is_listed and _is_ripe(step, tx, reader)
        if not (step.has_owners and one.id in asked)
    ]
    if waiting or due:
        await tell(tx, reader.id, morning_note(waiting, due), key=f"waiting_for_you:{reader.id}:{today}")
    if found.owned or found.to_settle:
        await plan_mornings(tx, [reader.id])


def _is_ripe(step: NextStep, tx: Transaction, reader: Person) -> bool:
    if step.due is None:
        return True
    if isinstance(step.due, datetime):
        return step.due <= tx.now
    return step.due <= tx.now.astimezone(ZoneInfo(reader.zone)).date()
