"""The morning note of whoever is needed: all that waits for them, in one message."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.messages.home import ToTell
from bot.messages.invitations import Unasked
from bot.messages.mornings import Morning, QuestionDue, morning_note
from bot.messages.offer_calls import FollowUp
from bot.process.approval_lists import cards_waiting
from bot.process.coordinator_notes import is_about_to_expire
from bot.process.decisions import due_decision
from bot.process.invitations import still_unasked
from bot.process.mornings import plan_list, plan_mornings
from bot.process.offer_calls import due_follow_ups
from bot.process.say import tell
from bot.process.written_offers import offers_to_mind
from bot.rules.debriefs import Debrief
from bot.rules.next_step import NextStep
from bot.rules.overview import Overview
from bot.rules.words import Stage, TimerKind
from storage.candidacies import candidacies
from storage.database import Transaction
from storage.home import Desk, desk
from storage.people import Person, person
from storage.timers import Timer, reminded, timers_due_at, waiting_for

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


async def waiting_for_you(tx: Transaction, timer: Timer) -> None:
    """Send one person the note of all that waits for them and comes with no reminder of its own today; none when empty.

    Questions of candidates that are theirs to answer come from the day they are due. While they own anything: again on
    their next working morning.
    """
    reader = await person(tx, timer.subject_id or 0)
    found = await desk(tx, reader)
    today = tx.now.astimezone(ZoneInfo(reader.zone)).date()
    shown = await _morning(tx, reader, found, timer.due_at)
    if shown.counts and reader.standing.is_member:
        first, *more = morning_note(shown)
        key = f"waiting_for_you:{reader.id}:{today}"
        root = await tell(tx, reader.id, first, key=key)
        for number, part in enumerate(more, 1):
            await tell(tx, reader.id, part, key=f"{key}:{number}", root=root)
    if shown.cards:
        await plan_list(tx, reader.id)
    if found.owned or found.to_settle or found.to_tell:
        await plan_mornings(tx, [reader.id])


async def _morning(tx: Transaction, reader: Person, found: Desk, due_at: datetime) -> Morning:
    """Gather what waits for somebody; `due_at`: when the note was to come, on a day before if we were away."""
    zone = ZoneInfo(reader.zone)
    today = tx.now.astimezone(zone).date()
    since = min(today, due_at.astimezone(zone).date())
    offers = await offers_to_mind(tx, reader, {one.id for one in found.owned}, since)
    told = {one.candidacy_id for one in offers.expiring} | {one.candidacy_id for one in offers.promised}
    is_coordinator = any(one.coordinator_id == reader.id for one in found.owned)
    return Morning(
        follow_ups=await _follow_ups(tx, reader, found, due_at),
        decisions=await _decisions(tx, reader, found, due_at),
        unasked=await _unasked(tx, reader, found, due_at),
        expiring=offers.expiring,
        promised=offers.promised,
        unpromised=offers.unpromised,
        cards=await cards_waiting(tx, reader.id) if is_coordinator else (),
        steps=await _steps(tx, reader, found, told),
        questions=[
            QuestionDue(one.id, row.candidate_name, one.due_on) for one, row in found.to_settle if one.due_on <= today
        ],
        to_tell=await _to_tell(tx, reader, found),
    )


async def _follow_ups(tx: Transaction, reader: Person, found: Desk, due_at: datetime) -> list[FollowUp]:
    """Return whom the reader is to get back to today, of whom no message of its own comes at this moment."""
    own = {one.id for one in found.owned if one.caller_id == reader.id}
    return await due_follow_ups(tx, await _due_at(tx, TimerKind.FOLLOW_UP, own, due_at))


async def _decisions(tx: Transaction, reader: Person, found: Desk, due_at: datetime) -> list[Debrief]:
    """Return what the reader is to decide today, likewise."""
    own = {one.id for one in found.owned if one.hiring_manager_id == reader.id}
    shown = [await due_decision(tx, one) for one in await _due_at(tx, TimerKind.DECISION_REMINDER, own, due_at)]
    return [one for one in shown if one is not None]


async def _unasked(tx: Transaction, reader: Person, found: Desk, due_at: datetime) -> list[Unasked]:
    """Return which of the reader's candidates were invited two working days ago and have asked for nobody, likewise."""
    own = {one.id for one in found.owned if one.coordinator_id == reader.id}
    due = {one.candidacy_id for one in await _due_at(tx, TimerKind.REQUESTS_FOLLOW_UP, own, due_at)}
    rows = await candidacies(tx, own & due)
    return await still_unasked(tx, [one for one in rows if not await is_about_to_expire(tx, one)])


async def _to_tell(tx: Transaction, reader: Person, found: Desk) -> list[ToTell]:
    """Return which of the reader's candidates are yet to hear that it is over, and no reminder of its own follows."""
    over = [one for one in found.to_tell if one.coordinator_id == reader.id and one.stage is Stage.CLOSED]
    reminded_of = {one.candidacy_id for one in await waiting_for(tx, TimerKind.UNTOLD_END, [one.id for one in over])}
    return [
        ToTell(one.id, one.candidate_name, one.untold_since)
        for one in over
        if one.untold_since and one.id not in reminded_of
    ]


async def _due_at(tx: Transaction, kind: TimerKind, candidacy_ids: set[int], due_at: datetime) -> list[Timer]:
    return [one for one in await timers_due_at(tx, due_at, [kind]) if one.candidacy_id in candidacy_ids]


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
