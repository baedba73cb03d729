"""Putting the offer call off: nobody answered, or another time suits better."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.messages.callers import too_early_or_late
from bot.process.access import Action, allow
from bot.process.callers import check_to_be_made, set_reminders
from bot.process.refusals import WrongField
from bot.process.say import refresh
from bot.process.times import instant
from bot.rules.good_hours import call_times, is_outside_day, read_good_hours
from bot.rules.words import TimerKind
from storage.candidacies import Candidacy, candidacy, lock
from storage.database import Transaction
from storage.offer_calls import PutOff
from storage.people import Person, person
from storage.timers import cancel_timers

SOONEST = timedelta(minutes=30)
"""How soon another try is proposed."""
LATEST = timedelta(days=61)
"""How far ahead a call may be put off: a year that was mistyped would keep a candidate waiting for good."""


@dataclass(frozen=True)
class NewTime:
    """A filled form: day and time where whoever filled it in is.

    `was_tried`: nobody answered. `is_their_wish`: the candidate may be called although it is early or late there.
    """

    day: date
    at: time
    was_tried: bool = False
    is_their_wish: bool = False


async def open_put_off(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Candidacy, list[datetime]]:
    """Return the candidacy and times that would suit the candidate, for whoever may put the call off."""
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    await check_to_be_made(tx, row, by)
    zone = row.candidate_zone or by.zone
    return row, call_times(tx.now + SOONEST, read_good_hours(row.good_hours), zone, caller_zone=by.zone)


async def put_off_call(tx: Transaction, new: NewTime, *, candidacy_id: int, by: Person) -> datetime:
    """Set when to call instead, in the zone of whoever sets it; returns the instant.

    Raises WrongField for a time gone by, and for one outside the candidate's day that they didn't ask for.
    """
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    await check_to_be_made(tx, row, by)
    call_at = instant(new.day, new.at, by.zone, field="at")
    if call_at <= tx.now:
        raise WrongField(at="That time has passed. Choose a later one.")
    if call_at > tx.now + LATEST:
        raise WrongField(day="That is more than two months away, and good news ages badly. Choose an earlier day.")
    zone = row.candidate_zone
    if zone is not None and is_outside_day(call_at, zone) and not new.is_their_wish:
        raise WrongField(at=too_early_or_late(call_at, zone))
    put_off = PutOff(candidacy_id=row.id, by_id=by.id, at=tx.now, was_tried=new.was_tried, call_at=call_at)
    put_off.workspace_id = tx.workspace_id
    tx.session.add(put_off)
    await tx.session.flush()
    manager = await person(tx, row.hiring_manager_id)
    row.follow_up_on = call_at.astimezone(ZoneInfo(manager.zone)).date()
    await cancel_timers(tx, row.id, TimerKind.FOLLOW_UP)
    await set_reminders(tx, row, call_at)
    await refresh(tx, row)
    return call_at
