"""The end of a candidacy: accepted, declined, withdrawn or rescinded; and what it sets in motion and stops."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.messages import answers as messages
from bot.messages.endings import facts_noted
from bot.messages.meeting_mails import Then
from bot.process.access import Action, allow
from bot.process.addresses import whose_address
from bot.process.ended_meetings import tell_outside_of_cancellations, withdraw_meetings
from bot.process.endings import ended_of, tell_of_end
from bot.process.no_invitations import lacks_reason, note_no_invitation
from bot.process.offer_calls import withdraw_from_call
from bot.process.refusals import AlreadyDone, WrongField
from bot.process.remains import plan_removal
from bot.process.say import refresh, refresh_receipts, tell
from bot.process.stages import check_move, close
from bot.process.times import today
from bot.process.untold_ends import await_telling, is_to_be_told
from bot.rules.amounts import refused_amounts
from bot.rules.stages import ANSWERS
from bot.rules.words import Answer, Lapse, MeetingState, TimerKind, WhyNotInvited
from storage.answers import RecordedAnswer, current_answer
from storage.candidacies import Candidacy, candidacy, lock
from storage.database import Transaction
from storage.decisions import standing_decision
from storage.meetings import meetings_of
from storage.panels import seats
from storage.people import Person, named_to, person
from storage.timers import cancel_timers
from storage.withdrawals import withdraw_unsent

THEIRS = frozenset({Answer.ACCEPTED, Answer.DECLINED})
"""Answers a candidate gave us themselves; after any other they hear from a person before anything is mailed."""


@dataclass(frozen=True)
class Ending:
    """What was entered about the end; a start date goes with an acceptance, a reason with a correction."""

    answer: Answer
    reason: str | None = None
    starts_on: date | None = None
    work_email: str | None = None
    why_not_invited: WhyNotInvited | None = None
    """Asked for where the candidate said yes or no to the offer without having been invited to interview us."""
    not_invited_note: str | None = None

    @property
    def address(self) -> str | None:
        """The work address as it is compared."""
        return self.work_email.strip().casefold() if self.work_email else None


@dataclass(frozen=True)
class AnswerOpened:
    """What the form begins with: the answer recorded so far, and the starts of the conversations it calls off."""

    row: Candidacy
    recorded: RecordedAnswer | None
    lacks_reason: bool
    ahead: list[datetime]


async def open_answer(tx: Transaction, *, candidacy_id: int, by: Person) -> AnswerOpened:
    """Return what the form begins with, for whoever may record the answer."""
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.RECORD_ANSWER, by, row)
    agreed = [one.starts_at for one in await meetings_of(tx, row.id) if one.state is MeetingState.AGREED]
    ahead = sorted(one for one in agreed if one is not None and one > tx.now)
    return AnswerOpened(row, await current_answer(tx, candidacy_id), await lacks_reason(tx, row), ahead)


async def record_answer(tx: Transaction, ending: Ending, *, candidacy_id: int, by: Person) -> None:
    """Close the candidacy with its answer, correct the answer it was closed with, or amend an acceptance.

    Raises NotNow where the stage has no such answer, AlreadyDone for the same answer twice, WrongField.
    """
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.RECORD_ANSWER, by, row)
    before = await current_answer(tx, candidacy_id)
    if before is not None and before.answer is ending.answer:
        await _amend(tx, row, before, ending, by)
        return
    moved = check_move(row, ANSWERS[ending.answer])
    _check(ending, is_correction=moved.corrects)
    await _check_joining(tx, row, ending, by)
    await _note_access(tx, row, ending, by)
    recorded = await _supersede(tx, row, before, ending, by)
    first_meeting = await _stop(tx, row, ending.answer)
    close(tx, row, ending.answer)
    await _let_out(tx, row, ending.answer, first_meeting)
    await tell_of_end(tx, row, recorded, first_meeting=first_meeting)
    if recorded.starts_on:
        await plan_removal(tx, row, recorded.starts_on)
    await refresh_receipts(tx, row)
    await refresh(tx, row)


async def _amend(tx: Transaction, row: Candidacy, before: RecordedAnswer, ending: Ending, by: Person) -> None:
    """Note another first day, or a work address that became known; the owners who see to it are told, nobody else."""
    starts_on, address = ending.starts_on or before.starts_on, ending.address or before.work_email
    if ending.answer is not Answer.ACCEPTED or (starts_on, address) == (before.starts_on, before.work_email):
        who = await person(tx, before.recorded_by_id)
        raise AlreadyDone(
            messages.already_recorded(before.answer, named_to(by.id, who, "you"), before.recorded_at, by.zone)
        )
    amended = Ending(Answer.ACCEPTED, ending.reason or before.reason, starts_on, address)
    await _check_joining(tx, row, amended, by, is_moved=starts_on != before.starts_on)
    recorded = await _supersede(tx, row, before, amended, by)
    if recorded.starts_on and recorded.starts_on != before.starts_on:
        await cancel_timers(tx, row.id, TimerKind.REMOVE_FEEDBACK)
        await plan_removal(tx, row, recorded.starts_on)
    ended = await ended_of(tx, row, recorded)
    for person_id in sorted({row.coordinator_id, row.hiring_manager_id, by.id}):
        note = facts_noted(ended, named_to(person_id, by, "you"), recorded.work_email)
        await tell(tx, person_id, note, key=f"answer:{recorded.id}:amended:{person_id}", candidacy=row)
    await refresh(tx, row)


def _check(ending: Ending, *, is_correction: bool) -> None:
    if ending.answer is Answer.ACCEPTED and ending.starts_on is None:
        raise WrongField(starts_on="When do they start? Feedback about them is removed before that day.")
    if is_correction and not ending.reason:
        raise WrongField(reason="An answer is recorded already. Say why it changes; it stays in the history.")
    if ending.answer is Answer.RESCINDED and not ending.reason:
        raise WrongField(reason="Say why the offer is taken back; only the audit trail and the owners read it.")
    wrong = refused_amounts({"reason": ending.reason, "not_invited_note": ending.not_invited_note})
    if wrong:
        raise WrongField(**wrong)


async def _check_joining(tx: Transaction, row: Candidacy, ending: Ending, by: Person, *, is_moved: bool = True) -> None:
    """Refuse a first day gone by, and the work address of somebody who has a part in the candidacy."""
    if ending.answer is not Answer.ACCEPTED:
        return
    wrong = {}
    if is_moved and ending.starts_on and ending.starts_on < today(tx, by.zone):
        wrong["starts_on"] = "That day has passed. Choose today or a later day."
    theirs = await whose_address(tx, row, ending.address)
    if theirs:
        wrong["work_email"] = theirs
    if wrong:
        raise WrongField(**wrong)


async def _note_access(tx: Transaction, row: Candidacy, ending: Ending, by: Person) -> None:
    """Keep why whoever answers the offer was not invited to interview us; raises WrongField where nobody says it."""
    if ending.answer not in THEIRS or not await lacks_reason(tx, row):
        return
    why = ending.why_not_invited or (WhyNotInvited.OTHER if ending.not_invited_note else None)
    if why is None:
        raise WrongField(
            not_invited="They weren't invited to interview us. Say why: each candidate gets the same chance."
        )
    await note_no_invitation(tx, row, why, ending.not_invited_note, by=by)


async def _supersede(
    tx: Transaction, row: Candidacy, before: RecordedAnswer | None, ending: Ending, by: Person
) -> RecordedAnswer:
    """Record the answer in the place of the one before, which stays in the history."""
    if before is not None:
        before.superseded_at = tx.now
        await tx.session.flush()
    is_joining = ending.answer is Answer.ACCEPTED
    recorded = RecordedAnswer(
        workspace_id=tx.workspace_id,
        candidacy_id=row.id,
        answer=ending.answer,
        reason=ending.reason,
        starts_on=ending.starts_on if is_joining else None,
        work_email=ending.address if is_joining else None,
        recorded_by_id=by.id,
        recorded_at=tx.now,
    )
    tx.session.add(recorded)
    await tx.session.flush()
    return recorded


async def _stop(tx: Transaction, row: Candidacy, answer: Answer) -> datetime | None:
    """Stop everything internal at once; what leaves the company waits where a called candidate is yet to be told.

    Returns the start of the first agreed meeting that waits so.
    """
    may_know = answer in THEIRS or not await is_to_be_told(tx, row)
    await withdraw_unsent(tx, row.id, Lapse.AT_END)
    await withdraw_from_call(tx, row)
    owners = {row.hiring_manager_id, row.caller_id, row.coordinator_id, row.opener_id}
    decided = await standing_decision(tx, row.id) is not None
    panel = {seat.person_id for seat in await seats(tx, row.id)} if decided else set()
    first_meeting = await withdraw_meetings(tx, row, tell_outside=may_know, knowing=owners | panel)
    await cancel_timers(tx, row.id)
    return first_meeting


async def _let_out(tx: Transaction, row: Candidacy, answer: Answer, first_meeting: datetime | None) -> None:
    """Wait for the candidate to be told; or, once it is known that they know, tell those who were yet to hear."""
    if answer not in THEIRS and await is_to_be_told(tx, row):
        await await_telling(tx, row, first_meeting)
    elif row.untold_since is not None:
        row.untold_since = None
        await tell_outside_of_cancellations(tx, row, Then.ANSWERED if answer in THEIRS else None)
