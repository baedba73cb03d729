"""When notes and lists come: at nine one of all that waits for somebody, at two what still waits to be approved."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.messages.approvals import approvals_waiting
from bot.process.approval_lists import cards_waiting
from bot.process.say import remind
from bot.rules.words import TimerKind
from bot.rules.working_hours import next_working_day_at
from storage.database import Transaction
from storage.people import Person, people, person
from storage.timers import Timer, set_timer, timers_due_at
from storage.workspaces import working_hours

MORNING, AFTERNOON = time(9), time(14)


async def plan_mornings(tx: Transaction, person_ids: Iterable[int]) -> None:
    """See to it that these people get a note on their next working morning, should anything wait for them then."""
    hours = await working_hours(tx)
    for one in (await people(tx, person_ids)).values():
        await _plan_morning(tx, one, next_working_day_at(tx.now, hours, one.zone, MORNING))


async def plan_list(tx: Transaction, coordinator_id: int, *, after: datetime | None = None) -> None:
    """See to it that a coordinator hears at nine or two what waits for approval, whatever the number of candidates.

    In the morning it is in their note. `after`: not before this instant, instead of as soon as may be.
    """
    coordinator, hours = await person(tx, coordinator_id), await working_hours(tx)
    zone, after = ZoneInfo(coordinator.zone), after or tx.now
    day = after.astimezone(zone).date()
    while True:
        for at in (MORNING, AFTERNOON) if day.weekday() in hours.days else ():
            due = datetime.combine(day, at, zone)
            if due > after:
                await _plan_list_at(tx, coordinator, due)
                return
        day += timedelta(days=1)


async def _plan_list_at(tx: Transaction, coordinator: Person, due: datetime) -> None:
    if due.time() == MORNING:
        await _plan_morning(tx, coordinator, due)
        return
    key = f"approvals_waiting:{coordinator.id}:{due.isoformat()}"
    await set_timer(tx, TimerKind.APPROVALS_WAITING, due, key=key, subject_id=coordinator.id)


async def _plan_morning(tx: Transaction, reader: Person, due: datetime) -> None:
    key = f"waiting_for_you:{reader.id}:{due.astimezone(ZoneInfo(reader.zone)).date()}"
    await set_timer(tx, TimerKind.WAITING_FOR_YOU, due, key=key, subject_id=reader.id)


async def list_approvals(tx: Transaction, timer: Timer) -> None:
    """Send a coordinator the one list of what waits for approval, and plan the next; nothing when nothing waits."""
    coordinator_id = timer.subject_id or 0
    cards = await cards_waiting(tx, coordinator_id)
    if cards:
        await remind(tx, timer, coordinator_id, approvals_waiting(cards))
        await plan_list(tx, coordinator_id)


async def comes_with_note(tx: Transaction, timer: Timer, reader_id: int) -> bool:
    """Tell whether somebody's morning note comes at the very moment of a reminder, and says what it would."""
    notes = await timers_due_at(tx, timer.due_at, [TimerKind.WAITING_FOR_YOU])
    return any(one.subject_id == reader_id for one in notes)
