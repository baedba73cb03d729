"""What comes at set hours: at nine one note of all that waits for somebody, at two what still waits to be approved."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.messages.approvals import approvals_waiting
from bot.messages.mornings import Morning, QuestionDue, morning_note
from bot.process.approval_lists import cards_waiting
from bot.process.say import remind, tell
from bot.process.written_offers import offers_to_mind
from bot.rules.next_step import NextStep
from bot.rules.overview import Overview
from bot.rules.words import Stage, TimerKind
from bot.rules.working_hours import next_working_day_at
from storage.database import Transaction
from storage.home import Desk, desk
from storage.people import Person, people, person
from storage.timers import Timer, reminded, set_timer
from storage.workspaces import working_hours

MORNING, AFTERNOON = time(9), time(14)

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


async def waiting_for_you(tx: Transaction, timer: Timer) -> None:
    """Send one person the note of all that waits for them and comes with no reminder of its own today; none when empty.

    Questions of candidates that are theirs to answer come from the day they are due. While they own anything: again on
    their next working morning.
    """
    reader = await person(tx, timer.subject_id or 0)
    found = await desk(tx, reader)
    zone = ZoneInfo(reader.zone)
    today = tx.now.astimezone(zone).date()
    shown = await _morning(tx, reader, found, since=min(today, timer.due_at.astimezone(zone).date()))
    if shown.counts and reader.standing.is_member:
        first, *more = morning_note(shown)
        key = f"waiting_for_you:{reader.id}:{today}"
        root = await tell(tx, reader.id, first, key=key)
        for number, part in enumerate(more, 1):
            await tell(tx, reader.id, part, key=f"{key}:{number}", root=root)
    if shown.cards:
        await plan_list(tx, reader.id)
    if found.owned or found.to_settle:
        await plan_mornings(tx, [reader.id])


async def _morning(tx: Transaction, reader: Person, found: Desk, since: date) -> Morning:
    """Gather what waits for somebody; `since`: the first day not brought up yet, today unless we were away."""
    today = tx.now.astimezone(ZoneInfo(reader.zone)).date()
    offers = await offers_to_mind(tx, reader, {one.id for one in found.owned}, since)
    told = {one.candidacy_id for one in offers.expiring} | {one.candidacy_id for one in offers.promised}
    is_coordinator = any(one.coordinator_id == reader.id for one in found.owned)
    return Morning(
        expiring=offers.expiring,
        promised=offers.promised,
        unpromised=offers.unpromised,
        cards=await cards_waiting(tx, reader.id) if is_coordinator else (),
        steps=await _steps(tx, reader, found, told),
        questions=[
            QuestionDue(one.id, row.candidate_name, one.due_on) for one, row in found.to_settle if one.due_on <= today
        ],
    )


async def _steps(tx: Transaction, reader: Person, found: Desk, told: set[int]) -> list[tuple[str, str, NextStep]]:
    """Return the reader's next steps that are due, overdue first, without those told of otherwise.

    `told`: whose offer the note brings up.
    """
    today = tx.now.astimezone(ZoneInfo(reader.zone)).date()
    dawn = datetime.combine(today, time(), ZoneInfo(reader.zone))
    known = await reminded(tx, [one.id for one in found.owned], REMINDERS, dawn, dawn + timedelta(days=1))
    asked = {row.id for one, row in found.to_settle if one.due_on <= today}
    ripe = [(one, one.next) for one in found.owned if one.next is not None and one.is_turn_of(reader.id)]
    due = [
        (one.name, one.job, step)
        for one, step in ripe
        if one.id not in known and not step.is_listed and _is_ripe(step, tx, reader)
        if not (step.has_owners and one.id in asked)
        if not (one.id in told and _is_about_offer(one, step))
    ]
    return sorted(due, key=lambda one: _day(one[2], reader, today))


def _is_about_offer(one: Overview, step: NextStep) -> bool:
    """Tell whether the step is to see to the offer and its answer, and nothing besides."""
    return one.stage is Stage.AWAITING_ANSWER and not step.has_owners and not one.late_points


def _day(step: NextStep, reader: Person, today: date) -> date:
    """Return the reader's day on which the step is due; today for what is to be done as soon as they can."""
    if isinstance(step.due, datetime):
        return step.due.astimezone(ZoneInfo(reader.zone)).date()
    return step.due or today


def _is_ripe(step: NextStep, tx: Transaction, reader: Person) -> bool:
    if isinstance(step.due, datetime):
        return step.due <= tx.now
    today = tx.now.astimezone(ZoneInfo(reader.zone)).date()
    return _day(step, reader, today) <= today
