"""The end of a candidacy: accepted, declined, withdrawn or rescinded; and what it sets in motion and stops."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.messages import answers as messages
from bot.process.access import Action, allow, reachable
from bot.process.addresses import whose_address
from bot.process.meetings import tell_candidate_of_cancellations, withdraw_meetings
from bot.process.offer_calls import withdraw_from_call
from bot.process.refusals import AlreadyDone, WrongField
from bot.process.say import letterhead, refresh, refresh_receipts, send_mail, tell
from bot.process.stages import check_move, close
from bot.process.times import today
from bot.rules.stages import ANSWERS
from bot.rules.words import Answer, MeetingState, Source, Stage, Surface, TimerKind
from bot.rules.working_hours import local_to_utc
from storage.answers import RecordedAnswer, current_answer
from storage.candidacies import Candidacy, candidacy, job, lock, open_candidacies
from storage.contacts import contacts
from storage.database import Transaction
from storage.decisions import decisions, standing_decision
from storage.feedback import feedback_of
from storage.meetings import meetings_of
from storage.offer_calls import current_call
from storage.outbox import by_key, cards_of, remove_message
from storage.panels import seats
from storage.people import Person, person
from storage.timers import Timer, cancel_timers, set_timer
from storage.workspaces import workspace

FEEDBACK_SURFACES = (Surface.CALL_SCRIPT, Surface.DECISION_PROMPT)
"""Cards about a candidacy that hold feedback; the receipts of its seats do too."""

THEIRS = frozenset({Answer.ACCEPTED, Answer.DECLINED})
"""Answers a candidate gave us themselves; after any other they hear from a person before anything is mailed."""


@dataclass(frozen=True)
class Ending:
    """What was entered about the end; a start date goes with an acceptance, a reason with a correction."""

    answer: Answer
    reason: str | None = None
    starts_on: date | None = None
    work_email: str | None = None


async def open_answer(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Candidacy, RecordedAnswer | None]:
    """Return the candidacy and the answer recorded so far, for whoever may record one."""
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.RECORD_ANSWER, by, row)
    return row, await current_answer(tx, candidacy_id)


async def record_answer(tx: Transaction, ending: Ending, *, candidacy_id: int, by: Person) -> None:
    """Close the candidacy with its answer, or correct the answer it was closed with.

    Raises NotNow where the stage has no such answer, AlreadyDone for the same answer twice, WrongField.
    """
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.RECORD_ANSWER, by, row)
    before = await current_answer(tx, candidacy_id)
    if before is not None and before.answer is ending.answer:
        who = await person(tx, before.recorded_by_id)
        raise AlreadyDone(messages.already_recorded(before.answer, who.name, before.recorded_at, by.zone))
    moved = check_move(row, ANSWERS[ending.answer])
    _check(ending, is_correction=moved.corrects)
    await _check_joining(tx, row, ending, by)
    if before is not None:
        before.superseded_at = tx.now
        await tx.session.flush()
    recorded = _recorded(tx, row, ending, by)
    tx.session.add(recorded)
    await tx.session.flush()
    has_meetings = await _stop(tx, row, ending.answer)
    close(tx, row, ending.answer)
    await _tell_everyone(tx, row, recorded, has_meetings=has_meetings)
    if ending.answer is Answer.ACCEPTED and ending.starts_on:
        await _plan_removal(tx, row, ending.starts_on)
    await refresh_receipts(tx, row)
    await refresh(tx, row)


async def told_of_end(tx: Transaction, *, candidacy_id: int, by: Person) -> None:
    """Note that a person told the candidate; their meetings are now cancelled kindly by mail.

    Raises AlreadyDone when that was noted before.
    """
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.RECORD_ANSWER, by, row)
    key = await _told_key(tx, row)
    if await by_key(tx, f"{key}:{row.coordinator_id}") is not None:
        raise AlreadyDone("That is noted already: they have been told.")
    await tell_candidate_of_cancellations(tx, row)
    for person_id in sorted({row.coordinator_id, by.id}):
        note = messages.told_noted(row.candidate_name, by.name)
        await tell(tx, person_id, note, key=f"{key}:{person_id}", candidacy=row)
    await refresh(tx, row)


async def is_end_untold(tx: Transaction, row: Candidacy) -> bool:
    """Tell whether a called candidate is yet to hear that they are out, or that the decision was taken back."""
    if await current_call(tx, row.id) is None:
        return False
    if row.stage is Stage.CLOSED:
        is_due = row.answer in {Answer.WITHDRAWN, Answer.RESCINDED}
    else:
        made = await decisions(tx, row.id)
        is_due = row.stage is Stage.DEBRIEF and bool(made) and made[-1].reversed_at is not None
    return is_due and await by_key(tx, f"{await _told_key(tx, row)}:{row.coordinator_id}") is None


async def _told_key(tx: Transaction, row: Candidacy) -> str:
    """Return under what it is kept that the candidate was told of the end or the reversal."""
    ended, made = await current_answer(tx, row.id), await decisions(tx, row.id)
    return f"answer:{ended.id}:told" if ended else f"decision:{made[-1].id if made else 0}:told_of_reversal"


async def remove_feedback(tx: Transaction, timer: Timer) -> None:
    """Delete the bot's messages that hold feedback about somebody who joins, before they can read along."""
    row = await lock(tx, timer.candidacy_id or 0)
    if row.answer is not Answer.ACCEPTED:
        return
    cards = [card for surface in FEEDBACK_SURFACES for card in await cards_of(tx, surface, row.id)]
    for seat in await seats(tx, row.id):
        cards += await cards_of(tx, Surface.FEEDBACK_RECEIPT, seat.id)
    for card in cards:
        await remove_message(tx, card)


def _check(ending: Ending, *, is_correction: bool) -> None:
    if ending.answer is Answer.ACCEPTED and ending.starts_on is None:
        raise WrongField(starts_on="When do they start? Feedback about them is removed before that day.")
    if is_correction and not ending.reason:
        raise WrongField(reason="An answer is recorded already. Say why it changes; it stays in the history.")
    if ending.answer is Answer.RESCINDED and not ending.reason:
        raise WrongField(reason="Say why the offer is taken back; only the audit trail and the owners read it.")


async def _check_joining(tx: Transaction, row: Candidacy, ending: Ending, by: Person) -> None:
    """Refuse a first day gone by, and the work address of somebody who has a part in the candidacy."""
    if ending.answer is not Answer.ACCEPTED:
        return
    wrong = {}
    if ending.starts_on and ending.starts_on < today(tx, by.zone):
        wrong["starts_on"] = "That day has passed. Choose today or a later day."
    theirs = await whose_address(tx, row, ending.work_email)
    if theirs:
        wrong["work_email"] = theirs
    if wrong:
        raise WrongField(**wrong)


def _recorded(tx: Transaction, row: Candidacy, ending: Ending, by: Person) -> RecordedAnswer:
    is_joining = ending.answer is Answer.ACCEPTED
    return RecordedAnswer(
        workspace_id=tx.workspace_id,
        candidacy_id=row.id,
        answer=ending.answer,
        reason=ending.reason,
        starts_on=ending.starts_on if is_joining else None,
        work_email=ending.work_email.strip().casefold() if is_joining and ending.work_email else None,
        recorded_by_id=by.id,
        recorded_at=tx.now,
    )


async def _stop(tx: Transaction, row: Candidacy, answer: Answer) -> bool:
    """Stop everything internal at once; what would reach a called candidate waits unless the answer is theirs.

    Returns whether agreed meetings wait for the candidate to be told.
    """
    await withdraw_from_call(tx, row)
    has_meetings = await withdraw_meetings(tx, row, tell_candidate=answer in THEIRS)
    await cancel_timers(tx, row.id)
    return has_meetings


async def _tell_everyone(tx: Transaction, row: Candidacy, recorded: RecordedAnswer, *, has_meetings: bool) -> None:
    title, answer = (await job(tx, row.job_id)).title, recorded.answer
    owners = {row.hiring_manager_id, row.caller_id, row.coordinator_id, row.opener_id}
    has_task = answer not in THEIRS and await current_call(tx, row.id) is not None
    for owner_id in sorted(owners):
        others = [
            one.candidate_name for one in await open_candidacies(tx) if one.job_id == row.job_id and one.id != row.id
        ]
        message = messages.ended_for_owners(row.candidate_name, title, answer, recorded.starts_on, others)
        if has_task and owner_id == row.coordinator_id:
            name = row.candidate_name
            message = messages.tell_them(row.id, name, title, answer, others, has_meetings=has_meetings)
        await tell(tx, owner_id, message, key=f"answer:{recorded.id}:owner:{owner_id}", candidacy=row)
    told = set(owners)
    if await standing_decision(tx, row.id):
        told |= await _tell_panel(tx, row, recorded, told)
    await _thank_contacts(tx, row, recorded, told)


async def _tell_panel(tx: Transaction, row: Candidacy, recorded: RecordedAnswer, told: set[int]) -> set[int]:
    links = (await workspace(tx)).url
    panel = await seats(tx, row.id)
    replies = [one for one in await feedback_of(tx, [seat.id for seat in panel]) if one.source is Source.THREAD]
    readers = await reachable(tx, [seat.person_id for seat in panel])
    for seat in panel:
        own = [(one.channel or "", one.ts or "") for one in replies if one.seat_id == seat.id]
        asked = [messages.link(links, channel, ts) for channel, ts in own] if recorded.answer is Answer.ACCEPTED else []
        if seat.person_id not in readers or (seat.person_id in told and not asked):
            continue
        message = messages.ended_for_panel(row.candidate_name, recorded.answer, asked)
        await tell(tx, seat.person_id, message, key=f"answer:{recorded.id}:panel:{seat.person_id}", candidacy=row)
    return {seat.person_id for seat in panel}


async def _thank_contacts(tx: Transaction, row: Candidacy, recorded: RecordedAnswer, told: set[int]) -> None:
    held = [one for one in await meetings_of(tx, row.id) if one.state is MeetingState.HELD]
    known = await contacts(tx, [one.contact_id for one in held])
    for one in known.values():
        key = f"answer:{recorded.id}:contact:{one.id}"
        if one.person_id is not None and one.person_id not in told:
            message = messages.ended_for_contact(row.candidate_name, recorded.answer)
            await tell(tx, one.person_id, message, key=key, candidacy=row)
        elif one.email is not None:
            coordinator = await person(tx, row.coordinator_id)
            subject, text = messages.thanks(one.name, row.candidate_name, recorded.answer, coordinator.name)
            head = await letterhead(tx, row)
            mail = head.mail(to=one.email, subject=subject, text=text, date=tx.now)
            await send_mail(tx, mail, key=key, candidacy=row)


async def _plan_removal(tx: Transaction, row: Candidacy, starts_on: date) -> None:
    manager = await person(tx, row.hiring_manager_id)
    eve = local_to_utc(starts_on - timedelta(days=1), time(12), manager.zone)
    due: datetime = max(eve, tx.now)
    key = f"remove_feedback:{row.id}:{starts_on}"
    await set_timer(tx, TimerKind.REMOVE_FEEDBACK, due, key=key, candidacy_id=row.id)
