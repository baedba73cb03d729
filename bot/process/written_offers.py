"""The written offer: when it was sent, until when it stands, and reminders before it runs out."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.messages import written_offers as messages
from bot.process.access import Action, allow
from bot.process.refusals import NotNow, WrongField
from bot.process.say import refresh, tell
from bot.process.times import instant, today
from bot.rules.words import Stage, TimerKind
from storage.candidacies import Candidacy, candidacy, lock
from storage.database import Transaction
from storage.people import Person, person
from storage.timers import Timer, cancel_timers, set_timer

WARNED = (timedelta(days=3), timedelta(days=1))
"""How long before the offer runs out its caller hears of it."""


@dataclass(frozen=True)
class WrittenOffer:
    """A filled form: the days on which the offer was sent and runs out, where the hiring manager is."""

    sent_on: date
    expires_on: date | None


async def open_written_offer(tx: Transaction, *, candidacy_id: int, by: Person) -> Candidacy:
    """Return the candidacy whose written offer is to be recorded, for whoever may."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.WRITTEN_OFFER, by, row)
    _check_stage(row)
    return row


async def record_written_offer(tx: Transaction, offer: WrittenOffer, *, candidacy_id: int, by: Person) -> None:
    """Keep the days, tell caller and coordinator, and remind the caller before it runs out."""
    row = await open_written_offer(tx, candidacy_id=candidacy_id, by=by)
    manager = await person(tx, row.hiring_manager_id)
    if offer.sent_on > max(today(tx, manager.zone), today(tx, by.zone)):
        raise WrongField(sent_on="That day is still to come. Record it when the offer is sent.")
    if offer.expires_on and offer.expires_on < max(offer.sent_on, today(tx, manager.zone)):
        raise WrongField(expires_on="The offer can't run out before it was sent, or before today.")
    row.offer_sent_on, row.offer_expires_on = offer.sent_on, offer.expires_on
    await cancel_timers(tx, row.id, TimerKind.OFFER_EXPIRY)
    if offer.expires_on:
        for ahead in WARNED:
            due = instant(offer.expires_on - ahead, time(9), manager.zone, field="expires_on")
            key = f"offer_expiry:{row.id}:{offer.expires_on}:{ahead.days}"
            if due > tx.now:
                await set_timer(tx, TimerKind.OFFER_EXPIRY, due, key=key, candidacy_id=row.id)
    note = messages.written_offer_recorded(row.candidate_name, by.name, offer.sent_on, offer.expires_on)
    for person_id in sorted({row.caller_id, row.coordinator_id}):
        key = f"written_offer:{row.id}:{offer.sent_on}:{offer.expires_on}:{person_id}"
        await tell(tx, person_id, note, key=key, candidacy=row)
    await refresh(tx, row)


async def warn_of_expiry(tx: Transaction, timer: Timer) -> None:
    """Tell the caller that the offer runs out soon, where it does still."""
    row = await candidacy(tx, timer.candidacy_id or 0)
    if row.stage is Stage.CLOSED or row.offer_expires_on is None:
        return
    note = messages.offer_runs_out(row.candidate_name, row.offer_expires_on)
    await tell(tx, row.caller_id, note, key=f"told:{timer.key}", candidacy=row)


def _check_stage(row: Candidacy) -> None:
    if row.stage is Stage.DEBRIEF:
        raise NotNow("No hire is decided yet, so there is no offer to send. Decide first.")
    if row.stage is Stage.CLOSED:
        raise NotNow("This candidacy is closed. If its answer is wrong, correct that with /offer answer.")
