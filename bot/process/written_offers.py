"""The written offer: by when it is promised, when it was sent, until when it stands; and reminders of these days."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.messages import written_offers as messages
from bot.process.access import Action, allow, reachable
from bot.process.refusals import NotNow, WrongField
from bot.process.say import refresh, remind, tell
from bot.process.times import start_of_work, today
from bot.rules.amounts import refused_amounts
from bot.rules.words import Lapse, Stage, TimerKind
from bot.rules.working_hours import WorkingHours, add_working_days
from storage.candidacies import Candidacy, candidacy, lock, open_candidacies
from storage.database import Transaction
from storage.decisions import standing_decision
from storage.meeting_rows import late_meetings
from storage.people import Person, person
from storage.timers import Timer, cancel_timers, set_timer
from storage.workspaces import working_hours

AHEAD = (timedelta(days=3), timedelta(days=1))
"""How long before one of its days its people hear of it."""
AFTER_THE_CALL = frozenset({Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER})
TO_PROMISE = 3
"""Working days after the call until the coordinator is asked when the written offer goes out."""


@dataclass(frozen=True)
class WrittenOffer:
    """A filled form: days where the hiring manager is, and a note; `due_on`: by when the candidate was promised it."""

    sent_on: date | None = None
    expires_on: date | None = None
    due_on: date | None = None
    note: str | None = None


async def open_written_offer(tx: Transaction, *, candidacy_id: int, by: Person) -> Candidacy:
    """Return the candidacy whose written offer is to be recorded, for whoever may."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.WRITTEN_OFFER, by, row)
    _check_stage(row)
    return row


async def record_written_offer(tx: Transaction, offer: WrittenOffer, *, candidacy_id: int, by: Person) -> None:
    """Keep the days, tell caller and coordinator, and remind its people of them; entered again, they are corrected."""
    row = await open_written_offer(tx, candidacy_id=candidacy_id, by=by)
    manager = await person(tx, row.hiring_manager_id)
    days = (today(tx, manager.zone), today(tx, by.zone))
    _check(offer, row, min(days), max(days))
    row.offer_due_on, row.offer_sent_on, row.offer_expires_on = offer.due_on, offer.sent_on, offer.expires_on
    row.offer_note = offer.note
    await tx.session.flush()
    await cancel_timers(tx, row.id, TimerKind.OFFER_EXPIRY, TimerKind.OFFER_DUE)
    if offer.expires_on:
        await _remind(tx, row, TimerKind.OFFER_EXPIRY, offer.expires_on, manager.zone)
    if offer.due_on and not offer.sent_on:
        await _remind(tx, row, TimerKind.OFFER_DUE, offer.due_on, manager.zone)
    shown = messages.OfferShown(row.id, row.candidate_name, offer.due_on, offer.sent_on, offer.expires_on, offer.note)
    late = await late_meetings(tx, row)
    for reader in [await person(tx, one) for one in sorted({row.caller_id, row.coordinator_id, by.id})]:
        note = messages.written_offer_recorded(shown, by.name, late, reader.zone)
        key = f"written_offer:{row.id}:{tx.real.timestamp():.6f}:{reader.id}"
        await tell(tx, reader.id, note, key=key, candidacy=row)
    await refresh(tx, row)


async def plan_written_offer(tx: Transaction, row: Candidacy) -> None:
    """Ask, once a decision, when the written offer goes out, should nobody have said so some days after the call."""
    decision = await standing_decision(tx, row.id) if row.stage in AFTER_THE_CALL else None
    if decision is None or row.offer_due_on is not None or row.offer_sent_on is not None:
        return
    due = add_working_days(tx.now, TO_PROMISE, await working_hours(tx), (await person(tx, row.coordinator_id)).zone)
    key = f"{TimerKind.OFFER_DUE}:{row.id}:unsaid:{decision.id}"
    await set_timer(tx, TimerKind.OFFER_DUE, due, key=key, candidacy_id=row.id)


async def warn_of_expiry(tx: Transaction, timer: Timer) -> None:
    """Tell hiring manager, caller and coordinator that the offer runs out soon, or has; nothing once they answered."""
    row = await candidacy(tx, timer.candidacy_id or 0)
    if row.stage is Stage.CLOSED or row.offer_expires_on is None:
        return
    for person_id in await reachable(tx, _people(row)):
        await _tell_of_expiries(tx, row, await person(tx, person_id))


async def _tell_of_expiries(tx: Transaction, row: Candidacy, reader: Person) -> None:
    """Tell somebody of all their candidates whose offer is to be brought up today; once a day."""
    day, hours = today(tx, reader.zone), await working_hours(tx)
    found = [
        messages.Expiring(one.id, one.candidate_name, one.offer_expires_on, (one.offer_expires_on - day).days)
        for one in await open_candidacies(tx)
        if one.offer_expires_on is not None and reader.id in _people(one)
        if one.id == row.id or day in _days_around(one.offer_expires_on, hours)
    ]
    note, is_alone = messages.offers_run_out(found), len(found) == 1
    lapses, about = (Lapse.AT_END, row) if is_alone else (Lapse.NEVER, None)
    await tell(tx, reader.id, note, key=f"offer_expiry:{reader.id}:{day}", candidacy=about, lapses=lapses)


def _people(row: Candidacy) -> set[int]:
    return {row.hiring_manager_id, row.caller_id, row.coordinator_id}


async def warn_of_due(tx: Transaction, timer: Timer) -> None:
    """Tell hiring manager and coordinator that the written offer is promised and hasn't been sent.

    Where nobody has said when it goes out, the coordinator alone is asked.
    """
    row = await candidacy(tx, timer.candidacy_id or 0)
    if row.stage in {Stage.DEBRIEF, Stage.CLOSED} or row.offer_sent_on is not None:
        return
    if row.offer_due_on is None:
        note = messages.offer_unsaid(row.id, row.candidate_name)
        for person_id in await reachable(tx, {row.coordinator_id}):
            await remind(tx, timer, person_id, note, candidacy=row)
        return
    for person_id in await reachable(tx, {row.hiring_manager_id, row.coordinator_id}):
        is_past = row.offer_due_on < today(tx, (await person(tx, person_id)).zone)
        note = messages.offer_is_due(row.id, row.candidate_name, row.offer_due_on, is_past=is_past)
        await remind(tx, timer, person_id, note, candidacy=row)


async def _remind(tx: Transaction, row: Candidacy, kind: TimerKind, day: date, zone: str) -> None:
    """Plan a reminder for the days ahead of a day, at the start of work, and once more for the working day after.

    What falls on a day off comes before it.
    """
    hours = await working_hours(tx)
    for on in sorted(_days_around(day, hours)):
        due = await start_of_work(tx, on, zone)
        if due > tx.now:
            await set_timer(tx, kind, due, key=f"{kind}:{row.id}:{day}:{on}", candidacy_id=row.id)


def _days_around(day: date, hours: WorkingHours) -> set[date]:
    return _working_days_before(day, hours) | {_working_day_after(day, hours)}


def _working_day_after(day: date, hours: WorkingHours) -> date:
    on = day + timedelta(days=1)
    while on.weekday() not in hours.days:
        on += timedelta(days=1)
    return on


def _working_days_before(day: date, hours: WorkingHours) -> set[date]:
    found = set()
    for ahead in AHEAD:
        on = day - ahead
        while on.weekday() not in hours.days:
            on -= timedelta(days=1)
        found.add(on)
    return found


def _check(offer: WrittenOffer, row: Candidacy, first_today: date, last_today: date) -> None:
    """Refuse days that can't be, and amounts; today may be two days where its people are far apart."""
    wrong = {}
    if offer.sent_on is None and offer.due_on is None:
        wrong["sent_on"] = "Give the day it was sent, or below by when it is promised."
    if offer.sent_on and offer.sent_on > last_today:
        wrong["sent_on"] = "That day is still to come. Enter below by when it is promised."
    if offer.expires_on and offer.expires_on < max(offer.sent_on or first_today, first_today):
        wrong["expires_on"] = "The offer can't run out before it was sent, or before today."
    is_new = offer.due_on != row.offer_due_on and offer.sent_on is None
    if offer.due_on and is_new and offer.due_on < first_today:
        wrong["due_on"] = "That day has passed. Choose today or a later day."
    wrong |= refused_amounts({"note": offer.note})
    if wrong:
        raise WrongField(**wrong)


def _check_stage(row: Candidacy) -> None:
    if row.stage is Stage.DEBRIEF:
        raise NotNow("No hire is decided yet, so there is no offer to send. Decide first.")
    if row.stage is Stage.CLOSED:
        raise NotNow("This candidacy is closed. If its answer is wrong, correct that with /offer answer.")
