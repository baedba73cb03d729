"""The offer call: its script, the log with its corrections, and what follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.messages import offer_calls as messages
from bot.messages.answers import link
from bot.messages.meeting_mails import Then
from bot.process.access import Action, allow
from bot.process.addresses import whose_address
from bot.process.call_scripts import ToLog, begin_script, check_has_script, note_left_out, points_to_log, show_script
from bot.process.callers import plan_call
from bot.process.clearances import ask_to_clear, check_cleared, drop_clearance
from bot.process.evening_notes import plan_candidates_notes
from bot.process.invitations import settle_invitation, withdraw_invitation
from bot.process.mornings import comes_with_note
from bot.process.no_invitations import forget_no_invitation, note_no_invitation
from bot.process.refusals import AlreadyDone, WrongField
from bot.process.say import refresh, remind
from bot.process.stages import check_move
from bot.process.times import start_of_work, today
from bot.process.untold_ends import note_told
from bot.rules.amounts import refused_amounts
from bot.rules.stages import CALLS
from bot.rules.typed_values import Unreadable, mail_address, zone_name
from bot.rules.words import PlaceKind, Sentiment, Signal, Stage, Surface, TimerKind, WhyNotInvited
from bot.rules.working_hours import add_working_days
from storage.call_scripts import left_out
from storage.candidacies import Candidacy, candidacies, candidacy, lock
from storage.database import Transaction
from storage.decisions import standing_decision
from storage.no_invitations import NoInvitation, no_invitation
from storage.offer_calls import OfferCall, calls, current_call, current_calls, invitations
from storage.outbox import To, show_card
from storage.people import Person, named_to, people, person
from storage.private_links import revoke_links
from storage.timers import Timer, cancel_timers, set_timer
from storage.wordings import newest_wording
from storage.workspaces import working_hours, workspace

CALL_TIMERS = (
    TimerKind.CALL_REMINDER,
    TimerKind.FOLLOW_UP,
    TimerKind.SCRIPT_CHANGES,
    TimerKind.LATE_FEEDBACK,
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
    feels: str | None = None
    """What they said to the first question, where the two are kept apart."""
    unsure: str | None = None
    signals: tuple[Signal, ...] = ()
    place_kind: PlaceKind | None = None
    why_not_invited: WhyNotInvited | None = None
    """With a call that went badly; None: because it did."""
    not_invited_note: str | None = None
    points_left_out: frozenset[int] = frozenset()
    """Points of the script that were not passed on, by their ScriptPoint's id."""
    is_correction: bool = False
    """It puts the log before right; they were not called again."""


@dataclass(frozen=True)
class LogOpened:
    """What the form of the log begins with: the log so far, those before it, who logged, and what the script has."""

    candidacy: Candidacy
    call: OfferCall | None
    before: Sequence[OfferCall]
    names: Mapping[int, str]
    left_out: Mapping[int, tuple[int, ...]]
    """The points that each log says were left out, by its id."""
    points: Sequence[ToLog]
    why_not_invited: NoInvitation | None
    is_due_again: bool
    """The day agreed for the next talk has come, so that it may be another call that is logged."""


async def prepare_call(tx: Transaction, row: Candidacy) -> None:
    """Owe the caller the call script, and remind them once they may call; what was logged before is history."""
    before = await current_call(tx, row.id)
    if before is not None:
        before.superseded_at = tx.now
    row.follow_up_on = None
    row.wording_id = (await newest_wording(tx)).id
    await begin_script(tx, row)
    await show_script(tx, row)
    if not await ask_to_clear(tx, row):
        await plan_call(tx, row)


async def open_call(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Candidacy, OfferCall | None]:
    """Return the candidacy and its call as logged so far, for whoever may log it."""
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    return row, await current_call(tx, candidacy_id)


async def open_log(tx: Transaction, *, candidacy_id: int, by: Person) -> LogOpened:
    """Return what the log is filled with, for whoever may log the call.

    Raises NotNow where there is none to log, or it isn't clear yet.
    """
    row, call = await open_call(tx, candidacy_id=candidacy_id, by=by)
    await check_has_script(tx, row, by)
    await check_cleared(tx, row)
    decision = await standing_decision(tx, row.id)
    logs = [one for one in await calls(tx, row.id) if decision is None or one.logged_at >= decision.decided_at]
    reason = await no_invitation(tx, decision.id) if decision else None
    names = {one.id: one.name for one in (await people(tx, [log.logged_by_id for log in logs])).values()}
    named: dict[int, tuple[int, ...]] = {}
    for one in await left_out(tx, [log.id for log in logs]):
        named[one.offer_call_id] = (*named.get(one.offer_call_id, ()), one.script_point_id)
    before, points = logs[:-1] if call else logs, await points_to_log(tx, row)
    next_on = call.next_on if call else None
    is_due = next_on is None or today(tx, (await person(tx, row.hiring_manager_id)).zone) >= next_on
    return LogOpened(row, call, before, names, named, points, reason, is_due)


async def show_call(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Candidacy, str | None]:
    """Show the script, with the log and its buttons, to whoever asks for it and may read it.

    Returns the candidacy, and the address of the script in Slack: None while it is only now being posted.
    """
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    await check_has_script(tx, row, by)
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
    await check_cleared(tx, row)
    if before is not None and before.id != seen:
        who = await person(tx, before.logged_by_id)
        raise AlreadyDone(messages.logged_meanwhile(named_to(by.id, who), before.logged_at, by.zone))
    _check_words(log)
    await _take_contact_details(tx, row, log)
    await _check_date(tx, row, log)
    if before is not None:
        before.superseded_at = tx.now
        await tx.session.flush()
    call = await _keep(tx, row, log, by)
    is_new_call = row.stage is Stage.OFFER_CALL and (before is None or not log.is_correction)
    await note_left_out(tx, row, call, log.points_left_out, is_new_call=is_new_call)
    await note_told(tx, row, Then.NOTHING)
    row.stage = moved.stage
    await cancel_timers(tx, row.id, TimerKind.CALL_REMINDER, TimerKind.FOLLOW_UP)
    await _plan_follow_up(tx, row, log)
    await settle_invitation(tx, row, call, by=by)
    await _settle_access(tx, row, log, by)
    await refresh(tx, row)
    return call


async def withdraw_from_call(tx: Transaction, row: Candidacy) -> None:
    """Stop what the call set in motion: its timers, invitation and private page, and the question for a word."""
    await cancel_timers(tx, row.id, *CALL_TIMERS)
    await withdraw_invitation(tx, row)
    await revoke_links(tx, row.id)
    await drop_clearance(tx, row)


async def follow_up(tx: Transaction, timer: Timer) -> None:
    """Tell the caller that the day agreed with the candidate has come, unless their morning note does."""
    row = await lock(tx, timer.candidacy_id or 0)
    for due in await due_follow_ups(tx, [timer]):
        if not await comes_with_note(tx, timer, row.caller_id):
            await remind(tx, timer, row.caller_id, messages.follow_up_due(due), candidacy=row)


async def due_follow_ups(tx: Transaction, timers: Sequence[Timer]) -> list[messages.FollowUp]:
    """Return what callers read of the candidates they are to get back to, as far as it is called for still."""
    about = {one.candidacy_id: one.subject_id for one in timers if one.candidacy_id is not None}
    logged, invited = await current_calls(tx, about), await invitations(tx, about)
    return [
        messages.FollowUp(
            row.id,
            row.candidate_name,
            logged[row.id].sentiment,
            logged[row.id].logged_at,
            invited_at=invited[row.id].sent_at if row.id in invited else None,
            is_awaiting=row.stage is Stage.AWAITING_ANSWER,
        )
        for row in await candidacies(tx, about)
        if row.stage not in {Stage.CLOSED, Stage.DEBRIEF} and row.id in logged and logged[row.id].id == about[row.id]
    ]


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
    row.place_kind = log.place_kind or row.place_kind
    await tx.session.flush()
    await plan_candidates_notes(tx, row)


def _check_words(log: CallLog) -> None:
    """Refuse amounts, the candidate's own too: what another company offers them is no more ours to keep."""
    typed = ("said", "feels", "unsure", "asked_for", "left_out", "not_invited_note")
    wrong = refused_amounts({name: getattr(log, name) for name in typed})
    if wrong:
        raise WrongField(**wrong)


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
        feels=log.feels,
        unsure=log.unsure,
        signals=[one.value for one in log.signals],
        left_out=log.left_out,
        asked_for=log.asked_for,
        next_on=log.next_on,
    )
    tx.session.add(call)
    await tx.session.flush()
    return call


async def _settle_access(tx: Transaction, row: Candidacy, log: CallLog, by: Person) -> None:
    """Keep why a call that went badly led to no invitation; any other may still lead to one."""
    if log.sentiment is Sentiment.NEGATIVE:
        why = log.why_not_invited or (WhyNotInvited.OTHER if log.not_invited_note else WhyNotInvited.BAD_CALL)
        await note_no_invitation(tx, row, why, log.not_invited_note, by=by)
    else:
        await forget_no_invitation(tx, row)


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
