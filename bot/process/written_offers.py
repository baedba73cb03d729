"""The written offer: by when it is promised, when it was sent, until when it stands; and who is to mind these days."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.messages import written_offers as messages
from bot.process.access import Action, allow
from bot.process.refusals import NotNow, WrongField
from bot.process.say import refresh, tell
from bot.process.times import today
from bot.rules.amounts import refused_amounts
from bot.rules.words import Stage
from bot.rules.working_hours import WorkingHours, add_working_days
from storage.candidacies import Candidacy, lock, open_candidacies
from storage.database import Transaction
from storage.meeting_times import late_meetings
from storage.offer_calls import first_calls
from storage.people import Person, named_to, person
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
    """Keep the days, tell caller and coordinator; entered again, they are corrected.

    Its people hear of them again in their morning notes.
    """
    row = await open_written_offer(tx, candidacy_id=candidacy_id, by=by)
    manager = await person(tx, row.hiring_manager_id)
    days = (today(tx, manager.zone), today(tx, by.zone))
    _check(offer, row, min(days), max(days))
    row.offer_due_on, row.offer_sent_on, row.offer_expires_on = offer.due_on, offer.sent_on, offer.expires_on
    row.offer_note = offer.note
    await tx.session.flush()
    shown = messages.OfferShown(row.id, row.candidate_name, offer.due_on, offer.sent_on, offer.expires_on, offer.note)
    late = await late_meetings(tx, row)
    for reader in [await person(tx, one) for one in sorted({row.caller_id, row.coordinator_id, by.id})]:
        note = messages.written_offer_recorded(shown, named_to(reader.id, by, "you"), late, reader.zone)
        key = f"written_offer:{row.id}:{tx.real.timestamp():.6f}:{reader.id}"
        await tell(tx, reader.id, note, key=key, candidacy=row)
    await refresh(tx, row)


@dataclass(frozen=True)
class OffersToMind:
    """What is to be brought up to somebody of their candidates' offers."""

    expiring: list[messages.Expiring]
    promised: list[messages.Promised]
    unpromised: list[messages.Unpromised]


async def offers_to_mind(tx: Transaction, reader: Person, candidacy_ids: Collection[int], since: date) -> OffersToMind:
    """Return what is brought up to somebody today, or was to be since a day, of offers of theirs that still stand.

    Around its days hiring manager, caller and coordinator hear of an offer that runs out; hiring manager and
    coordinator of one that is promised and not sent; the coordinator, once, of one that nobody named a day of.
    """
    day, hours = today(tx, reader.zone), await working_hours(tx)
    days = {since + timedelta(days=number) for number in range((day - since).days + 1)}
    rows = [one for one in await open_candidacies(tx) if one.id in candidacy_ids]
    expiring = [
        messages.Expiring(one.id, one.candidate_name, one.offer_expires_on, (one.offer_expires_on - day).days)
        for one in rows
        if one.offer_expires_on is not None and days & _days_around(one.offer_expires_on, hours)
        if reader.id in {one.hiring_manager_id, one.caller_id, one.coordinator_id}
    ]
    promised = [
        messages.Promised(one.id, one.candidate_name, one.offer_due_on, is_past=one.offer_due_on < day)
        for one in rows
        if one.offer_due_on is not None and days & _days_around(one.offer_due_on, hours)
        if one.stage is not Stage.DEBRIEF and one.offer_sent_on is None
        if reader.id in {one.hiring_manager_id, one.coordinator_id}
    ]
    return OffersToMind(
        expiring=sorted(expiring, key=lambda one: one.expires_on),
        promised=sorted(promised, key=lambda one: one.due_on),
        unpromised=await _unpromised(tx, rows, reader, days),
    )


async def _unpromised(
    tx: Transaction, rows: Sequence[Candidacy], coordinator: Person, days: Collection[date]
) -> list[messages.Unpromised]:
    """Return whose call was some working days ago on one of these days, without a word on the written offer since."""
    mine = [one for one in rows if one.coordinator_id == coordinator.id and one.stage in AFTER_THE_CALL]
    silent = {one.id: one for one in mine if one.offer_due_on is None and one.offer_sent_on is None}
    hours = await working_hours(tx)
    asked_on = {
        candidacy_id: add_working_days(called_at, TO_PROMISE, hours, coordinator.zone)
        .astimezone(ZoneInfo(coordinator.zone))
        .date()
        for candidacy_id, called_at in (await first_calls(tx, silent)).items()
    }
    return [messages.Unpromised(one.id, one.candidate_name) for one in silent.values() if asked_on.get(one.id) in days]


def _days_around(day: date, hours: WorkingHours) -> set[date]:
    """Return the days ahead of a day, and the working day after it; what falls on a day off comes before it."""
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
