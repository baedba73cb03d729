"""Taking a decision back: what is internal stops at once, what would reach a called candidate waits for a person."""

from datetime import datetime

from bot.messages import decisions as messages
from bot.messages.endings import waits_for_telling
from bot.process.access import Action, allow
from bot.process.decisions import feedback_changed
from bot.process.ended_meetings import withdraw_meetings
from bot.process.invitations import begin_uninvited
from bot.process.mornings import plan_mornings
from bot.process.offer_calls import withdraw_from_call
from bot.process.refusals import AlreadyDone, NotNow
from bot.process.say import post, refresh_receipts, tell
from bot.process.stages import check_move
from bot.process.untold_ends import await_telling, is_to_be_told
from bot.rules.stages import Event
from bot.rules.words import Choice, Lapse
from storage.candidacies import Candidacy, lock
from storage.database import Transaction
from storage.debriefs import card_of, debrief
from storage.decisions import Decision, standing_decision
from storage.panels import seats
from storage.people import Person, named_to
from storage.timers import cancel_timers
from storage.withdrawals import withdraw_unsent


async def reverse_decision(tx: Transaction, *, candidacy_id: int, seen: int, reason: str, by: Person) -> None:
    """Take the standing decision back and open the debrief again; `seen` as in `decide`.

    Raises AlreadyDone when somebody did so meanwhile, NotNow where there is none or it can't be taken back.
    """
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.DECIDE, by, row)
    shown = await debrief(tx, row.id)
    made = await standing_decision(tx, row.id)
    if shown.decisions_made != seen:
        raise AlreadyDone(messages.changed_meanwhile(shown.decision, by.id, by.zone))
    check_move(row, Event.REVERSE, no_hire_stands=made is not None and made.choice is Choice.NO_HIRE)
    if made is None:
        raise NotNow("There is nothing to take back: no decision stands.")
    made.reversed_by_id, made.reversed_at, made.reversal_reason = by.id, tx.now, reason
    await tx.session.flush()
    was_called = await is_to_be_told(tx, row)
    first_meeting = await _stop(tx, row, was_called=was_called)
    moved_to = check_move(row, Event.REVERSE, no_hire_stands=made.choice is Choice.NO_HIRE).stage
    row.stage, row.answer, row.closed_at, row.follow_up_on = moved_to, None, None, None
    row.offer_due_on = row.offer_sent_on = row.offer_expires_on = row.offer_note = None
    await tx.session.flush()
    if was_called:
        await await_telling(tx, row, first_meeting)
        task = messages.speak_with_them(
            await debrief(tx, row.id), named_to(row.coordinator_id, by), made.choice, waits_for_telling(first_meeting)
        )
        await tell(tx, row.coordinator_id, task, key=f"decision:{made.id}:speak", candidacy=row)
    await _tell(tx, row, made, by, told={by.id, row.coordinator_id} if was_called else {by.id})
    await plan_mornings(tx, {row.opener_id, row.caller_id, row.hiring_manager_id, row.coordinator_id})
    await refresh_receipts(tx, row)
    await feedback_changed(tx, row)


async def _stop(tx: Transaction, row: Candidacy, *, was_called: bool) -> datetime | None:
    """Stop timers, unsent messages and open rows.

    Returns the start of the first agreed meeting of which the candidate is yet to be told.
    """
    await withdraw_unsent(tx, row.id, Lapse.AT_END, Lapse.WITH_DECISION)
    await withdraw_from_call(tx, row)
    await begin_uninvited(tx, row)
    panel = {seat.person_id for seat in await seats(tx, row.id)}
    first_meeting = await withdraw_meetings(
        tx, row, tell_outside=not was_called, knowing=panel | {row.caller_id, row.coordinator_id, row.hiring_manager_id}
    )
    await cancel_timers(tx, row.id)
    return first_meeting


async def _tell(tx: Transaction, row: Candidacy, made: Decision, by: Person, told: set[int]) -> None:
    """Post the reversal in the thread, and tell the people concerned except those who know it already."""
    shown = await debrief(tx, row.id)
    note = messages.decision_reversed(
        shown, by.name, made.choice, was_told=made.told_at is not None, is_untold=row.untold_since is not None
    )
    key = f"decision:{made.id}:reversed"
    await post(tx, row.debrief_channel, note, key=key, candidacy=row, root=await card_of(tx, row))
    concerned = {row.caller_id, row.coordinator_id, row.hiring_manager_id}
    if made.choice is Choice.HIRE:  # the panel heard of it by direct message
        concerned |= shown.reachable_panel
    for person_id in sorted(concerned - told):
        await tell(tx, person_id, note, key=f"{key}:{person_id}", candidacy=row)
