"""Reminders of feedback: at most three a seat, in the interviewer's hours, all their candidacies in one message."""

from collections.abc import Sequence
from datetime import datetime

from bot.messages import reminders as messages
from bot.messages.reminders import Missing
from bot.process.access import allow_own_seat
from bot.process.outsiders import remind_for_outsider
from bot.process.refusals import AlreadyDone, NotNow
from bot.process.say import refresh, refresh_asked, refresh_reminder, tell
from bot.rules.debriefs import Debrief, PanelSeat
from bot.rules.reminders import (
    MOST_REMINDERS,
    first_reminder,
    is_by_tonight,
    later_today,
    next_morning,
    next_reminder,
)
from bot.rules.words import Lapse, SeatState, Stage, Surface, TimerKind, TimerState
from bot.rules.working_hours import next_working_moment
from storage.candidacies import Candidacy, lock, open_candidacies
from storage.database import Transaction
from storage.debriefs import debrief, lock_free
from storage.outbox import To, show_card
from storage.panels import Seat, open_seats, seat
from storage.people import Person, person
from storage.timers import Timer, cancel_timers, set_timer, timers_of
from storage.workspaces import working_hours

MOST_MISSING = 20
"""How many silent interviewers one message names."""


async def plan_reminder(tx: Transaction, row: Candidacy, planned: Seat, zone: str) -> None:
    """Set the seat's next reminder: when feedback is due, not before its interview is over, in working hours."""
    hours = await working_hours(tx)
    due = first_reminder(tx.now, row.feedback_due_at, planned.interview_on, hours, zone)
    await _set(tx, row.id, planned, due)


async def keep_reminders(tx: Transaction, row: Candidacy, shown: Debrief) -> None:
    """See to it that exactly the seats that can still be asked are reminded; who answered has not declined."""
    planned = {one.subject_id for one in await timers_of(tx, row.id) if one.kind is TimerKind.FEEDBACK_REMINDER}
    for one in shown.seats:
        has_answered = one.has_declined and one.state is SeatState.IN
        if not has_answered and one.is_to_be_reminded is (one.id in planned):
            continue
        held = await seat(tx, one.id)
        if has_answered:
            held.declined_at = None
        if one.is_to_be_reminded:
            await plan_reminder(tx, row, held, one.who.zone)
        else:
            await cancel_reminders(tx, row, held)
        await (refresh_asked if has_answered else refresh_reminder)(tx, held)


async def cancel_reminders(tx: Transaction, row: Candidacy, removed: Seat) -> None:
    """Stop reminding this seat."""
    await cancel_timers(tx, row.id, TimerKind.FEEDBACK_REMINDER, subject_id=removed.id)


async def remind_of_feedback(tx: Transaction, timer: Timer) -> None:
    """Remind an interviewer of all they owe today; after the third time, ask the hiring manager what to do.

    One that comes due outside the interviewer's hours, because we were away, waits for them.
    """
    own = await seat(tx, timer.subject_id or 0)
    rows = await _lock_candidacies(tx, own)
    number = int(timer.key.rsplit(":", 1)[1])
    shown = await debrief(tx, own.candidacy_id)
    place = _reminded(shown, own)
    if place is None or own.reminders >= number:
        return
    if number > MOST_REMINDERS:
        silent = await _silent_too(tx, rows[own.candidacy_id], place)
        await tell_missing(
            tx, rows[own.candidacy_id], shown, place, Missing.SILENT, key=f"missing:{own.reminded_by}", others=silent
        )
        return
    reader = await person(tx, own.person_id)
    moment = next_working_moment(tx.now, await working_hours(tx), reader.zone)
    if moment > tx.now:
        await _set(tx, own.candidacy_id, own, moment, f":{moment.timestamp():.0f}")
        return
    if reader.slack_id is None:
        await remind_for_outsider(tx, rows[own.candidacy_id], shown, place, key=str(timer.id))
        await _count(tx, own, place, reader.zone, timer)
        return
    owed = [(shown, place)] + [one for one in await _also_due(tx, reader, rows) if one[1].id != own.id]
    for _, spot in owed:
        await _count(tx, await seat(tx, spot.id), spot, reader.zone, timer)
    to = To(person_id=reader.id)
    await show_card(tx, Surface.FEEDBACK_REMINDER, timer.id, to, candidacy_id=own.candidacy_id)


async def tell_missing(  # what is missing, of whom, why, in whose words
    tx: Transaction,
    row: Candidacy,
    shown: Debrief,
    place: PanelSeat,
    why: Missing,
    *,
    key: str,
    words: str | None = None,
    reader_id: int | None = None,
    others: Sequence[tuple[Debrief, PanelSeat]] = (),
) -> None:
    """Ask the hiring manager, or whoever else may, what to do about feedback that won't come by itself.

    `others`: seats of which the same is true, of other panels of theirs too.
    """
    note = messages.feedback_missing([(shown, place), *others], why, words)
    reader, is_alone = reader_id or shown.hiring_manager.id, {one.candidacy_id for one, _ in others} <= {row.id}
    lapses, about = (Lapse.AT_END, row) if is_alone else (Lapse.NEVER, None)
    await tell(tx, reader, note, key=f"seat:{place.id}:{key}", candidacy=about, lapses=lapses)


async def _silent_too(tx: Transaction, row: Candidacy, told: PanelSeat) -> list[tuple[Debrief, PanelSeat]]:
    """Return who else was reminded in vain by tonight, on any panel of the hiring manager's that nobody is busy with.

    Nobody is told of them a second time.
    """
    manager = await person(tx, row.hiring_manager_id)
    theirs = [one.id for one in await open_candidacies(tx) if one.hiring_manager_id == manager.id]
    found: list[tuple[Debrief, PanelSeat]] = []
    for one in ({row.id: row} | await lock_free(tx, theirs)).values():
        last = [each for each in await timers_of(tx, one.id) if each.key.endswith(f":{MOST_REMINDERS + 1}")]
        due = {each.subject_id for each in last if is_by_tonight(each.due_at, tx.now, manager.zone)} - {told.id}
        shown = await debrief(tx, one.id) if due else None
        places = [place for place in shown.seats if place.id in due and place.is_to_be_reminded] if shown else []
        for place in places[: MOST_MISSING - 1 - len(found)]:
            await cancel_reminders(tx, one, await seat(tx, place.id))
            found += [(shown, place)] if shown else []
    return found


async def open_decline(tx: Transaction, *, seat_id: int, by: Person) -> Debrief:
    """Return the debrief for whoever says that they can't give their feedback."""
    held = await seat(tx, seat_id)
    row = await lock(tx, held.candidacy_id)
    await allow_own_seat(tx, held, row, by)
    shown = await debrief(tx, row.id)
    _check_awaited(shown, held)
    return shown


async def decline_feedback(tx: Transaction, *, seat_id: int, words: str | None, by: Person) -> None:
    """Note that an interviewer can't: no more reminders, and the hiring manager may replace them or go on without.

    Raises AlreadyDone when nothing of theirs is awaited, or they said so before.
    """
    shown = await open_decline(tx, seat_id=seat_id, by=by)
    row, held = await lock(tx, shown.candidacy_id), await seat(tx, seat_id)
    place = _check_awaited(shown, held)
    held.declined_at = tx.now
    await cancel_reminders(tx, row, held)
    await tx.session.flush()
    key = f"declined:{tx.real.timestamp():.6f}"
    await tell_missing(tx, row, shown, place, Missing.DECLINED, key=key, words=words)
    await refresh_asked(tx, held)
    await refresh(tx, row)


async def remind_later(tx: Transaction, *, seat_ids: Sequence[int], is_today: bool, by: Person) -> None:
    """Put off the next reminder of these seats: two hours on, or to the next working morning at nine.

    Raises NotNow after the third reminder, AlreadyDone when nothing is awaited any more.
    """
    held = [await seat(tx, one) for one in seat_ids]
    rows = {one: await lock(tx, one) for one in sorted({one.candidacy_id for one in held})}
    hours, later = await working_hours(tx), later_today if is_today else next_morning
    awaited = 0
    put_off = []
    for one in held:
        await tx.session.refresh(one)
        await allow_own_seat(tx, one, rows[one.candidacy_id], by)
        if _reminded(await debrief(tx, one.candidacy_id), one) is None:
            continue
        awaited += 1
        if one.reminders < MOST_REMINDERS:
            await cancel_reminders(tx, rows[one.candidacy_id], one)
            await _set(tx, one.candidacy_id, one, later(tx.now, one.interview_on, hours, by.zone))
            put_off.append(one)
    if not awaited:
        raise AlreadyDone("Nothing of this is awaited from you any more, so there is nothing to put off.")
    if not put_off:
        raise NotNow("That was the third and last reminder: I won't remind you again.")
    for one in put_off:
        await refresh_reminder(tx, one)


def _check_awaited(shown: Debrief, held: Seat) -> PanelSeat:
    place = _reminded(shown, held)
    if place is not None and place.can_be_asked:
        return place
    if any(one.id == held.id and one.has_declined for one in shown.seats):
        raise AlreadyDone(f"You said so already, and {shown.hiring_manager.name} knows.")
    raise AlreadyDone("Your feedback isn't awaited here any more, so there is nothing to tell anybody.")


async def _lock_candidacies(tx: Transaction, own: Seat) -> dict[int, Candidacy]:
    """Take the seat's candidacy, and of the interviewer's others those nobody is busy with: never wait in a circle."""
    rows = {own.candidacy_id: await lock(tx, own.candidacy_id)}
    others = {one.candidacy_id for one in await open_seats(tx, own.person_id)} - set(rows)
    rows |= await lock_free(tx, others)
    await tx.session.refresh(own)
    return rows


async def _also_due(tx: Transaction, reader: Person, rows: dict[int, Candidacy]) -> list[tuple[Debrief, PanelSeat]]:
    """Return what else the interviewer would be reminded of by tonight."""
    found = []
    for one in await open_seats(tx, reader.id):
        if one.candidacy_id not in rows or one.reminders >= MOST_REMINDERS:
            continue
        shown = await debrief(tx, one.candidacy_id)
        place = _reminded(shown, one)
        waiting = [timer.due_at for timer in await timers_of(tx, one.candidacy_id) if timer.subject_id == one.id]
        if place is not None and any(is_by_tonight(due_at, tx.now, reader.zone) for due_at in waiting):
            found.append((shown, place))
    return found


async def _count(tx: Transaction, reminded: Seat, place: PanelSeat, zone: str, timer: Timer) -> None:
    """Count the reminder and plan the next; whoever only has to sort their reply is reminded once.

    So is whoever only has to say a word on some of what is in. The message that reminded the seat before shows that
    there is a newer one.
    """
    await refresh_reminder(tx, reminded)
    if timer.subject_id != reminded.id:
        kind = TimerKind.FEEDBACK_REMINDER
        await cancel_timers(tx, reminded.candidacy_id, kind, subject_id=reminded.id)
    reminded.reminders = reminded.reminders + 1 if place.state is SeatState.WAITING else MOST_REMINDERS
    reminded.reminded_by = timer.id
    await tx.session.flush()
    if place.state is SeatState.IN:
        return
    await _set(tx, reminded.candidacy_id, reminded, next_reminder(tx.now, await working_hours(tx), zone))


async def _set(tx: Transaction, candidacy_id: int, planned: Seat, due: datetime, again: str = "") -> None:
    """Set the timer of the seat's next reminder; its key ends in the reminder's number.

    One of that number may have come due while there was nobody to remind: then it is another.
    """
    for which in (again, f":{due.timestamp():.0f}"):
        timer = await set_timer(
            tx,
            TimerKind.FEEDBACK_REMINDER,
            due,
            key=f"feedback_reminder:{planned.id}{which}:{planned.reminders + 1}",
            candidacy_id=candidacy_id,
            subject_id=planned.id,
        )
        if timer.state is TimerState.WAITING:
            return


def _reminded(shown: Debrief, own: Seat) -> PanelSeat | None:
    """Return the seat while it is still held and its holder to be reminded."""
    if shown.stage is not Stage.DEBRIEF or shown.is_decided:
        return None
    return next((one for one in shown.seats if one.id == own.id and one.is_to_be_reminded), None)
