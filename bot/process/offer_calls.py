"""The offer call: its script and reminders, the log and its corrections, putting it off and handing it over."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.messages import offer_calls as messages
from bot.messages.answers import link
from bot.process.access import Action, allow, is_candidate
from bot.process.addresses import whose_address
from bot.process.invitations import drop_invitation, settle_invitation
from bot.process.mornings import plan_mornings
from bot.process.refusals import AlreadyDone, NotNow, WrongField
from bot.process.say import refresh, tell
from bot.process.stages import check_move
from bot.process.times import instant, start_of_work, today
from bot.rules.call_script import Script, compose_script
from bot.rules.stages import CALLS
from bot.rules.typed_values import Unreadable, mail_address, zone_name
from bot.rules.words import Sentiment, Stage, Surface, TimerKind, Transport
from bot.rules.working_hours import add_working_days
from storage.call_scripts import script_facts
from storage.candidacies import Candidacy, candidacy, lock
from storage.database import Transaction
from storage.decisions import standing_decision
from storage.offer_calls import OfferCall, PutOff, current_call, invitation, put_offs, standing_put_off
from storage.outbox import To, cancel_deliveries, show_card
from storage.people import Person, person
from storage.timers import Timer, cancel_timers, set_timer
from storage.workspaces import working_hours, workspace

CALL_TIMERS = (
    TimerKind.CALL_REMINDER,
    TimerKind.FOLLOW_UP,
    TimerKind.SEND_INVITATION,
    TimerKind.REQUESTS_FOLLOW_UP,
)
TO_FOLLOW_UP = 3
"""Working days after a call that went badly until somebody asks again, where no date was set."""


@dataclass(frozen=True)
class CallLog:
    """A filled log of the call. `next_on` is a day where the hiring manager is; the rest is as typed."""

    sentiment: Sentiment
    said: str
    next_on: date | None = None
    left_out: str | None = None
    asked_for: str | None = None
    phone: str | None = None
    zone: str | None = None
    email: str | None = None


async def prepare_call(tx: Transaction, row: Candidacy) -> None:
    """Owe the caller the call script, and remind them a working day later; what was logged before is history."""
    before = await current_call(tx, row.id)
    if before is not None:
        before.superseded_at = tx.now
    row.follow_up_on = None
    await show_card(tx, Surface.CALL_SCRIPT, row.id, To(person_id=row.caller_id), candidacy_id=row.id)
    caller = await person(tx, row.caller_id)
    due = add_working_days(tx.now, 1, await working_hours(tx), caller.zone)
    await _remind(tx, row, due)


async def open_call(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Candidacy, OfferCall | None]:
    """Return the candidacy and its call as logged so far, for whoever may log it."""
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    return row, await current_call(tx, candidacy_id)


async def read_script(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Candidacy, Script]:
    """Return the candidacy and its call script, for whoever may read it while there is an offer to speak of."""
    row, _ = await open_call(tx, candidacy_id=candidacy_id, by=by)
    _check_has_script(row)
    return row, compose_script(await script_facts(tx, row))


async def show_call(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Candidacy, str | None]:
    """Show the script, with the log and its buttons, to whoever asks for it and may read it.

    Returns the candidacy, and the address of the script in Slack: None while it is only now being posted.
    """
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    _check_has_script(row)
    shown = await show_card(tx, Surface.CALL_SCRIPT, row.id, To(person_id=by.id), candidacy_id=row.id)
    if shown.sent_channel is None or shown.ts is None:
        return row, None
    return row, link((await workspace(tx)).url, shown.sent_channel, shown.ts)


async def log_call(tx: Transaction, log: CallLog, *, candidacy_id: int, seen: int, by: Person) -> OfferCall:
    """Log the call, or correct its log; `seen` is the id of the log the form was opened on, 0 for none.

    Raises NotNow where the stage has no call, AlreadyDone when somebody logged it meanwhile, WrongField.
    """
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    before = await current_call(tx, row.id)
    moved = check_move(row, CALLS[log.sentiment])
    if before is not None and before.id != seen:
        who = await person(tx, before.logged_by_id)
        raise AlreadyDone(messages.logged_meanwhile(who.name, before.logged_at, by.zone))
    await _take_contact_details(tx, row, log)
    await _check_date(tx, row, log)
    if before is not None:
        before.superseded_at = tx.now
        await tx.session.flush()
    call = await _keep(tx, row, log, by)
    row.stage = moved.stage
    await cancel_timers(tx, row.id, TimerKind.CALL_REMINDER, TimerKind.FOLLOW_UP)
    await _plan_follow_up(tx, row, log)
    await settle_invitation(tx, row, call, by=by)
    await refresh(tx, row)
    return call


async def put_off_call(
    tx: Transaction, *, candidacy_id: int, day: date, at: time, was_tried: bool, by: Person
) -> datetime:
    """Set when to call instead, in the zone of whoever sets it; returns the instant."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    await _check_to_be_made(tx, row, by)
    call_at = instant(day, at, by.zone, field="at")
    if call_at <= tx.now:
        raise WrongField(at="That time has passed. Choose a later one.")
    tx.session.add(
        PutOff(
            workspace_id=tx.workspace_id,
            candidacy_id=row.id,
            by_id=by.id,
            at=tx.now,
            was_tried=was_tried,
            call_at=call_at,
        )
    )
    await tx.session.flush()
    manager = await person(tx, row.hiring_manager_id)
    row.follow_up_on = call_at.astimezone(ZoneInfo(manager.zone)).date()
    await cancel_timers(tx, row.id, TimerKind.FOLLOW_UP)
    await _remind(tx, row, call_at)
    await refresh(tx, row)
    return call_at


async def hand_over_call(tx: Transaction, *, candidacy_id: int, to: Person, by: Person) -> None:
    """Make somebody else the caller: they get the script, and whoever had it is told."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    await _check_to_be_made(tx, row, by)
    if not to.standing.is_member:
        raise WrongField(to=f"{to.name} isn't a full member of this workspace. Choose somebody who is.")
    if await is_candidate(tx, to, row):
        raise WrongField(to="That is the candidate. Choose a colleague.")
    if to.id == row.caller_id:
        raise WrongField(to=f"{to.name} makes this call already.")
    before, row.caller_id = row.caller_id, to.id
    await show_card(tx, Surface.CALL_SCRIPT, row.id, To(person_id=to.id), candidacy_id=row.id)
    await _move_reminders(tx, row, to)
    await plan_mornings(tx, {to.id})
    key = f"call:{row.id}:handed_over:{tx.real.timestamp()}"
    if to.id != by.id:
        await tell(tx, to.id, messages.call_taken(row.candidate_name, by.name), key=f"{key}:to", candidacy=row)
    if before != by.id:
        message = messages.call_handed_over(row.candidate_name, to.name, by.name)
        await tell(tx, before, message, key=f"{key}:from", candidacy=row)
    await refresh(tx, row)


async def withdraw_from_call(tx: Transaction, row: Candidacy) -> None:
    """Stop what the call set in motion: its timers, the invitation, and whatever mail hasn't gone out yet."""
    await cancel_timers(tx, row.id, *CALL_TIMERS)
    await cancel_deliveries(tx, row.id, Transport.MAIL)
    await drop_invitation(tx, row)


async def remind_of_call(tx: Transaction, timer: Timer) -> None:
    """Remind the caller, or tell the coordinator, that the call is still to be made."""
    row = await lock(tx, timer.candidacy_id or 0)
    call, put_off = await current_call(tx, row.id), await standing_put_off(tx, row.id)
    if row.stage is not Stage.OFFER_CALL or (call is not None and put_off is None):
        return
    caller = await person(tx, row.caller_id)
    agreed = put_off.call_at if put_off else None
    if timer.subject_id == row.caller_id:
        message = messages.call_due(row.id, row.candidate_name, row.candidate_phone, agreed)
    else:
        message = messages.call_overdue(row.id, row.candidate_name, caller.name, agreed)
    await tell(tx, timer.subject_id or row.caller_id, message, key=f"timer:{timer.key}", candidacy=row)


async def follow_up(tx: Transaction, timer: Timer) -> None:
    """Tell the caller that the day agreed with the candidate has come."""
    row = await lock(tx, timer.candidacy_id or 0)
    call = await current_call(tx, row.id)
    if row.stage in {Stage.CLOSED, Stage.DEBRIEF} or call is None or call.id != timer.subject_id:
        return
    invited = await invitation(tx, row.id)
    message = messages.follow_up_due(
        row.id,
        row.candidate_name,
        call.sentiment,
        call.logged_at,
        invited_at=invited.sent_at if invited else None,
    )
    await tell(tx, row.caller_id, message, key=f"timer:{timer.key}", candidacy=row)


def _check_has_script(row: Candidacy) -> None:
    if row.stage is Stage.DEBRIEF:
        raise NotNow("There is no offer call yet: nothing is decided. Decide first; after a hire I send the script.")
    if row.stage is Stage.CLOSED:
        raise NotNow("This candidacy is closed, so its call script is no longer shown.")


async def _check_to_be_made(tx: Transaction, row: Candidacy, by: Person) -> None:
    """Raise AlreadyDone once the call led somewhere, NotNow where there is none to make."""
    if row.stage is Stage.OFFER_CALL:
        return
    call = await current_call(tx, row.id)
    if call is not None and row.stage in {Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER}:
        who = await person(tx, call.logged_by_id)
        raise AlreadyDone(messages.logged_already(who.name, call.logged_at, by.zone))
    raise NotNow("There is no offer call to make now. Open the candidacy with `/offer` to see where it stands.")


async def _take_contact_details(tx: Transaction, row: Candidacy, log: CallLog) -> None:
    """Keep how the candidate is reached; raises WrongField for what can't be used or is missing."""
    try:
        address = mail_address(log.email) if log.email else row.candidate_email
    except Unreadable as problem:
        raise WrongField(email=str(problem)) from problem
    try:
        zone = zone_name(log.zone) if log.zone else row.candidate_zone
    except Unreadable as problem:
        raise WrongField(zone=str(problem)) from problem
    theirs = await whose_address(tx, row, address)
    if theirs:
        raise WrongField(email=theirs)
    if log.sentiment is Sentiment.POSITIVE and address is None:
        raise WrongField(email="The invitation goes to the candidate by e-mail, and no address is known. Give one.")
    row.candidate_email, row.candidate_zone = address, zone
    row.candidate_phone = log.phone or row.candidate_phone
    await tx.session.flush()


async def _check_date(tx: Transaction, row: Candidacy, log: CallLog) -> None:
    if log.next_on is None:
        if log.sentiment in {Sentiment.MIXED, Sentiment.NEEDS_TIME}:
            raise WrongField(next_on="When do you talk again? Agree on a day, so that nobody is left waiting.")
        return
    manager = await person(tx, row.hiring_manager_id)
    if log.next_on < today(tx, manager.zone):
        raise WrongField(next_on="That day has passed. Choose today or a later day.")


async def _keep(tx: Transaction, row: Candidacy, log: CallLog, by: Person) -> OfferCall:
    call = OfferCall(
        workspace_id=tx.workspace_id,
        candidacy_id=row.id,
        logged_by_id=by.id,
        logged_at=tx.now,
        sentiment=log.sentiment,
        said=log.said,
        left_out=log.left_out,
        asked_for=log.asked_for,
        next_on=log.next_on,
    )
    tx.session.add(call)
    await tx.session.flush()
    return call


async def _plan_follow_up(tx: Transaction, row: Candidacy, log: CallLog) -> None:
    """Set the date of the next step and the timer that brings it up."""
    manager = await person(tx, row.hiring_manager_id)
    next_on = log.next_on
    if next_on is None and log.sentiment is Sentiment.NEGATIVE:
        due = add_working_days(tx.now, TO_FOLLOW_UP, await working_hours(tx), manager.zone)
        next_on = due.astimezone(ZoneInfo(manager.zone)).date()
    row.follow_up_on = next_on
    if next_on is None:
        return
    call = await current_call(tx, row.id)
    await set_timer(
        tx,
        TimerKind.FOLLOW_UP,
        max(await start_of_work(tx, next_on, manager.zone), tx.now),
        key=f"follow_up:{call.id if call else row.id}",
        candidacy_id=row.id,
        subject_id=call.id if call else None,
    )


async def _remind(tx: Transaction, row: Candidacy, due: datetime) -> None:
    """Set the caller's reminder, and the coordinator's a working day after it, in place of those there were."""
    await cancel_timers(tx, row.id, TimerKind.CALL_REMINDER)
    decision = await standing_decision(tx, row.id)
    key = f"call_reminder:{decision.id if decision else 0}:{len(await put_offs(tx, row.id))}"
    kind = TimerKind.CALL_REMINDER
    await set_timer(tx, kind, due, key=f"{key}:{row.caller_id}", candidacy_id=row.id, subject_id=row.caller_id)
    if row.coordinator_id != row.caller_id:
        coordinator = await person(tx, row.coordinator_id)
        later = add_working_days(due, 1, await working_hours(tx), coordinator.zone)
        await set_timer(
            tx, kind, later, key=f"{key}:{row.coordinator_id}", candidacy_id=row.id, subject_id=row.coordinator_id
        )


async def _move_reminders(tx: Transaction, row: Candidacy, caller: Person) -> None:
    """Remind the new caller: at the time agreed for the call, or a working day from now."""
    put_off = await standing_put_off(tx, row.id)
    agreed = put_off.call_at if put_off and put_off.call_at > tx.now else None
    due = agreed or add_working_days(tx.now, 1, await working_hours(tx), caller.zone)
    await _remind(tx, row, due)
