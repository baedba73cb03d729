"""Changing a debrief: its panel, its owners, its dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.messages import debriefs as messages
from bot.messages.times import long_time
from bot.process.access import Action, allow
from bot.process.decisions import feedback_changed, hand_over_prompt
from bot.process.meetings import requests_changed
from bot.process.mornings import plan_mornings
from bot.process.no_hires import ask_to_tell
from bot.process.panels import change_panel, checked_address, wrong_people
from bot.process.reminders import plan_reminder
from bot.process.say import post, tell
from bot.process.stages import check_move
from bot.rules.debriefs import Debrief
from bot.rules.stages import Event
from bot.rules.words import Choice, Stage, Surface
from storage.candidacies import Candidacy, lock
from storage.database import Transaction
from storage.debriefs import card_of, debrief, who
from storage.decisions import standing_decision
from storage.meeting_requests import requests_of
from storage.outbox import To, cards_of, show_card
from storage.panels import seats
from storage.people import Person, people


@dataclass(frozen=True)
class DebriefChange:
    """A filled editing form; `interviews` are dates by seat id, None where the date was cleared."""

    hiring_manager: Person
    interviewers: Sequence[Person]
    coordinator: Person
    due_at: datetime
    email: str | None
    interviews: Mapping[int, date | None]


async def open_edit(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Debrief, str | None]:
    """Return the debrief to change and the candidate's address, for whoever may change it."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.EDIT_DEBRIEF, by, row)
    return await debrief(tx, candidacy_id), row.candidate_email


async def edit_debrief(tx: Transaction, change: DebriefChange, *, candidacy_id: int, by: Person) -> None:
    """Change panel, owners and dates; who joins is asked, who leaves is told, and the thread says what changed.

    Raises WrongField; somebody whose feedback is in stays on the panel.
    """
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.EDIT_DEBRIEF, by, row)
    if row.stage is Stage.CLOSED:
        check_move(row, Event.WITHDRAWN)
    email = _check_change(tx, row, change)
    changes = await change_panel(tx, row, change.interviewers)
    changes += await _change_owners(tx, row, change)
    await plan_mornings(tx, {row.hiring_manager_id, row.coordinator_id})
    changes += await _change_dates(tx, row, change, by)
    if email != row.candidate_email:
        row.candidate_email = email
        changes.append("The candidate's e-mail address is new")
    await tx.session.flush()
    if changes:
        note = messages.debrief_edited(who(by), changes)
        key = f"debrief:{row.id}:edited:{by.id}:{tx.real.timestamp():.6f}"
        await post(tx, row.debrief_channel, note, key=key, candidacy=row, root=await card_of(tx, row))
    await feedback_changed(tx, row)


def _check_change(tx: Transaction, row: Candidacy, change: DebriefChange) -> str | None:
    wrong = wrong_people(change.interviewers, change.hiring_manager, change.coordinator, change.email)
    if change.due_at != row.feedback_due_at and change.due_at <= tx.now:
        wrong["due_on"] = "That is in the past. Choose a day and a time that are still to come."
    return checked_address(wrong, change.email)


async def _change_owners(tx: Transaction, row: Candidacy, change: DebriefChange) -> list[str]:
    changes = []
    if change.hiring_manager.id != row.hiring_manager_id:
        if row.caller_id == row.hiring_manager_id and row.stage is Stage.DEBRIEF:
            row.caller_id = change.hiring_manager.id
        row.hiring_manager_id = change.hiring_manager.id
        await tx.session.flush()
        await hand_over_prompt(tx, row)
        await _tell_role(tx, row, change.hiring_manager, "decide")
        changes.append(f"{change.hiring_manager.name} decides")
    if change.coordinator.id != row.coordinator_id:
        row.coordinator_id = change.coordinator.id
        await tx.session.flush()
        await _tell_role(tx, row, change.coordinator, "coordinate")
        await _pass_task_on(tx, row)
        await _pass_meetings_on(tx, row)
        changes.append(f"{change.coordinator.name} coordinates")
    return changes


async def _pass_task_on(tx: Transaction, row: Candidacy) -> None:
    """Give the new coordinator the task to tell the candidate no, where that is still to be done."""
    made = await standing_decision(tx, row.id)
    if made is not None and made.choice is Choice.NO_HIRE and made.told_at is None:
        await ask_to_tell(tx, row, made)


async def _pass_meetings_on(tx: Transaction, row: Candidacy) -> None:
    """Give the new coordinator the cards of what was asked for, and the list of what waits for approval."""
    if row.stage not in {Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER}:
        return
    if await requests_of(tx, row.id):
        await requests_changed(tx, row)
    if await cards_of(tx, Surface.QUESTIONS_CARD, row.id):
        await show_card(tx, Surface.QUESTIONS_CARD, row.id, To(person_id=row.coordinator_id), candidacy_id=row.id)


async def _tell_role(tx: Transaction, row: Candidacy, person: Person, role: str) -> None:
    note = messages.role_changed(await debrief(tx, row.id), who(person), role)
    key = f"candidacy:{row.id}:role:{role}:{person.id}:{tx.real.timestamp():.6f}"
    await tell(tx, person.id, note, key=key, candidacy=row)


async def _change_dates(tx: Transaction, row: Candidacy, change: DebriefChange, by: Person) -> list[str]:
    changes = []
    if change.due_at != row.feedback_due_at:
        row.feedback_due_at = change.due_at
        changes.append(f"Feedback is due {long_time(change.due_at, by.zone)}")
    panel = await seats(tx, row.id)
    named = await people(tx, [seat.person_id for seat in panel])
    for seat in panel:
        wanted = change.interviews.get(seat.id, seat.interview_on)
        if wanted != seat.interview_on:
            seat.interview_on = wanted
            day = messages.day(wanted) if wanted else "not set"
            changes.append(f"{named[seat.person_id].name}'s interview: {day}")
        if changes and seat.reminders == 0:
            await plan_reminder(tx, row, seat, named[seat.person_id].zone)
    return changes
