"""Reminders of feedback: at most three a seat, in the interviewer's hours, all their candidacies in one message."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.messages import debriefs as messages
from bot.process.say import tell
from bot.rules.debriefs import Debrief, PanelSeat
from bot.rules.words import SeatState, Stage, TimerKind
from bot.rules.working_hours import WorkingHours, add_working_days, next_working_day_at, next_working_moment
from storage.candidacies import Candidacy, lock
from storage.database import Transaction
from storage.debriefs import debrief, lock_free
from storage.panels import MOST_REMINDERS, Seat, open_seats, seat
from storage.people import Person, person
from storage.timers import Timer, cancel_timers, set_timer, timers_of
from storage.workspaces import working_hours


async def plan_reminder(tx: Transaction, row: Candidacy, planned: Seat, zone: str) -> None:
    """Set the seat's next reminder: when feedback is due, not before its interview is over, in working hours."""
    hours = await working_hours(tx)
    due = _due(row, planned, zone, hours)
    if due <= tx.now:
        due = add_working_days(tx.now, 1, hours, zone)
    await _set(tx, row.id, planned, due)


async def keep_reminders(tx: Transaction, row: Candidacy, shown: Debrief) -> None:
    """See to it that exactly the seats that are awaited are reminded."""
    planned = {one.subject_id for one in await timers_of(tx, row.id) if one.kind is TimerKind.FEEDBACK_REMINDER}
    for one in shown.seats:
        if not one.is_awaited and one.id in planned:
            await cancel_timers(tx, row.id, TimerKind.FEEDBACK_REMINDER, subject_id=one.id)
        if one.is_awaited and one.id not in planned:
            await plan_reminder(tx, row, await seat(tx, one.id), one.who.zone)


async def cancel_reminders(tx: Transaction, row: Candidacy, removed: Seat) -> None:
    """Stop reminding this seat."""
    await cancel_timers(tx, row.id, TimerKind.FEEDBACK_REMINDER, subject_id=removed.id)


async def remind_of_feedback(tx: Transaction, timer: Timer) -> None:
    """Remind an interviewer of all they owe by now; after the third time, ask the hiring manager what to do."""
    own = await seat(tx, timer.subject_id or 0)
    rows = await _lock_candidacies(tx, own)
    number = int(timer.key.rsplit(":", 1)[1])
    shown = await debrief(tx, own.candidacy_id)
    place = _awaited(shown, own)
    if place is None or own.reminders >= number:
        return
    if number > MOST_REMINDERS:
        note = messages.feedback_missing(shown, place)
        await tell(
            tx, shown.hiring_manager.id, note, key=f"seat:{own.id}:missing:{number}", candidacy=rows[own.candidacy_id]
        )
        return
    reader = await person(tx, own.person_id)
    owed = [(shown, place)] + [one for one in await _also_due(tx, reader, rows) if one[1].id != own.id]
    message = messages.feedback_reminded([(one, spot.id, spot.state is SeatState.TO_SORT) for one, spot in owed])
    await tell(tx, reader.id, message, key=f"feedback_reminder:{timer.id}", candidacy=rows[own.candidacy_id])
    for _, spot in owed:
        await _count(tx, await seat(tx, spot.id), spot, reader.zone)


async def _lock_candidacies(tx: Transaction, own: Seat) -> dict[int, Candidacy]:
    """Take the seat's candidacy, and of the interviewer's others those nobody is busy with: never wait in a circle."""
    rows = {own.candidacy_id: await lock(tx, own.candidacy_id)}
    others = {one.candidacy_id for one in await open_seats(tx, own.person_id)} - set(rows)
    rows |= await lock_free(tx, others)
    await tx.session.refresh(own)
    return rows


async def _also_due(tx: Transaction, reader: Person, rows: dict[int, Candidacy]) -> list[tuple[Debrief, PanelSeat]]:
    """Return what else the interviewer owes by now and would be reminded of today anyway."""
    hours = await working_hours(tx)
    found = []
    for one in await open_seats(tx, reader.id):
        if one.candidacy_id not in rows:
            continue
        shown = await debrief(tx, one.candidacy_id)
        place = _awaited(shown, one)
        if (
            place is None
            or one.reminders >= MOST_REMINDERS
            or _due(rows[one.candidacy_id], one, reader.zone, hours) > tx.now
        ):
            continue
        waiting = [t.due_at for t in await timers_of(tx, one.candidacy_id) if t.subject_id == one.id]
        if any(_is_today(due_at, tx.now, reader.zone) for due_at in waiting):
            found.append((shown, place))
    return found


async def _count(tx: Transaction, reminded: Seat, place: PanelSeat, zone: str) -> None:
    """Count the reminder and plan the next; whoever only has to sort their reply is reminded once."""
    reminded.reminders = MOST_REMINDERS if place.state is SeatState.TO_SORT else reminded.reminders + 1
    await tx.session.flush()
    at = tx.now.astimezone(ZoneInfo(zone)).time()
    due = next_working_day_at(tx.now, await working_hours(tx), zone, at)
    await _set(tx, reminded.candidacy_id, reminded, due)


async def _set(tx: Transaction, candidacy_id: int, planned: Seat, due: datetime) -> None:
    await set_timer(
        tx,
        TimerKind.FEEDBACK_REMINDER,
        due,
        key=f"feedback_reminder:{planned.id}:{planned.reminders + 1}",
        candidacy_id=candidacy_id,
        subject_id=planned.id,
    )


def _due(row: Candidacy, planned: Seat, zone: str, hours: WorkingHours) -> datetime:
    due = row.feedback_due_at
    if planned.interview_on is not None:
        after = datetime.combine(planned.interview_on + timedelta(days=1), time(), ZoneInfo(zone))
        due = max(due, after)
    return next_working_moment(due, hours, zone)


def _awaited(shown: Debrief, own: Seat) -> PanelSeat | None:
    """Return the seat while it is still held and its feedback awaited."""
    if shown.stage is not Stage.DEBRIEF or shown.is_decided:
        return None
    return next((one for one in shown.seats if one.id == own.id and one.is_awaited), None)


def _is_today(due_at: datetime, now: datetime, zone: str) -> bool:
    return due_at.astimezone(ZoneInfo(zone)).date() <= now.astimezone(ZoneInfo(zone)).date()
