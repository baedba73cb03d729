"""Changing a debrief: its panel, its owners, its dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.messages import panels as messages
from bot.messages.times import long_time
from bot.process.access import Action, allow, reachable
from bot.process.decisions import feedback_changed, hand_over_prompt
from bot.process.meetings import requests_changed
from bot.process.mornings import plan_mornings
from bot.process.no_hires import ask_to_tell
from bot.process.outsiders import outsiders_named
from bot.process.panels import (
    awaited_seat,
    change_panel,
    checked_address,
    remove_seat,
    seat_interviewers,
    why_not,
    wrong_people,
)
from bot.process.questions import hand_questions_on
from bot.process.refusals import WrongField
from bot.process.reminders import plan_reminder
from bot.process.say import refresh_asked, refresh_brief, tell
from bot.process.stages import check_move
from bot.process.too_late import handed_over
from bot.rules.days import short_date
from bot.rules.debriefs import Debrief
from bot.rules.stages import Event
from bot.rules.words import Choice, SeatState, Stage, Surface
from storage.audit import record
from storage.candidacies import Candidacy, candidacy, job, lock
from storage.database import Transaction
from storage.debriefs import debrief, who
from storage.decisions import standing_decision
from storage.deliveries import cards_of
from storage.meeting_requests import requests_of
from storage.meetings import is_to_come, meetings_of
from storage.outbox import To, show_card
from storage.panels import seat, seats
from storage.people import Person, named_to, people, person


@dataclass(frozen=True)
class DebriefChange:
    """A filled editing form; `interviews` are dates by seat id, None where the date was cleared."""

    hiring_manager: Person
    interviewers: Sequence[Person]
    coordinator: Person
    due_at: datetime
    email: str | None
    interviews: Mapping[int, date | None]
    openings: int | None = None
    outsiders: Sequence[str] = ()
    """Names of the interviewers without Slack."""
    takes_off_given: bool = False
    """Whoever leaves the panel is taken off with the feedback they have given."""


async def open_edit(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Debrief, str | None]:
    """Return the debrief to change and the candidate's address, for whoever may change it."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.EDIT_DEBRIEF, by, row)
    _check_open(row)
    return await debrief(tx, candidacy_id), row.candidate_email


async def edit_debrief(tx: Transaction, change: DebriefChange, *, candidacy_id: int, by: Person) -> None:
    """Change panel, owners and dates; who joins is asked, who leaves is told, and the owners hear what changed.

    Raises WrongField.
    """
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.EDIT_DEBRIEF, by, row)
    _check_open(row)
    email = await _check_change(tx, row, change)
    before = (row.hiring_manager_id, row.coordinator_id)
    outside = await outsiders_named(tx, row, change.outsiders, zone=by.zone)
    panel = [*change.interviewers, *outside]
    changes = await change_panel(tx, row, panel, takes_off_given=change.takes_off_given)
    changes += await _change_owners(tx, row, change)
    await plan_mornings(tx, {row.hiring_manager_id, row.coordinator_id})
    changes += await _change_dates(tx, row, change, by)
    if email != row.candidate_email:
        row.candidate_email = email
        changes.append("The candidate's e-mail address is new")
    changes += await _change_openings(tx, row, change)
    await tx.session.flush()
    now = (row.hiring_manager_id, row.coordinator_id)
    heard_already = {new for old, new in zip(before, now, strict=True) if old != new}
    await _tell_changes(tx, row, changes, by, {by.id} | ({*before, row.hiring_manager_id} - heard_already))
    await feedback_changed(tx, row)


def _check_open(row: Candidacy) -> None:
    """Refuse to change what is closed: before a form is filled, and when one comes that was opened before."""
    if row.stage is Stage.CLOSED:
        check_move(row, Event.WITHDRAWN)


async def replace_interviewer(tx: Transaction, *, seat_id: int, instead: Person, by: Person) -> None:
    """Give a seat whose feedback is awaited to somebody else, with its interview date; raises WrongField."""
    shown, place = await awaited_seat(tx, seat_id=seat_id, by=by)
    row = await lock(tx, shown.candidacy_id)
    wrong = why_not(instead, row.candidate_email)
    if shown.seat_of(instead.id) is not None:
        wrong = (
            f"{instead.name} is on this panel already. Choose somebody else; to take {place.who.name} off, use Edit."
        )
    if wrong:
        raise WrongField(instead=wrong)
    await remove_seat(tx, row, await seat(tx, seat_id), was_in=place.state is not SeatState.WAITING)
    await seat_interviewers(tx, row, [instead], place.interview_on)
    changes = [f"{instead.name} takes {place.who.name}'s place on the panel"]
    await _tell_changes(tx, row, changes, by, {by.id, row.hiring_manager_id})
    await feedback_changed(tx, row)


async def _tell_changes(tx: Transaction, row: Candidacy, changes: Sequence[str], by: Person, readers: set[int]) -> None:
    """Tell whoever changed it, and the owners, what is saved; the channel has the card."""
    if not changes:
        return
    edited = await debrief(tx, row.id)
    for person_id in await reachable(tx, readers):
        note = messages.debrief_edited(edited, named_to(person_id, by), changes)
        key = f"debrief:{row.id}:edited:{person_id}:{tx.real.timestamp():.6f}"
        await tell(tx, person_id, note, key=key, candidacy=row)


async def _change_openings(tx: Transaction, row: Candidacy, change: DebriefChange) -> list[str]:
    about = await job(tx, row.job_id)
    if change.openings is None or change.openings == about.openings:
        return []
    about.openings = change.openings
    return [f"{about.title} has {change.openings} opening{'s' if change.openings > 1 else ''}"]


async def _check_change(tx: Transaction, row: Candidacy, change: DebriefChange) -> str | None:
    seated = {one.person_id for one in await seats(tx, row.id)}
    wrong = wrong_people(change.interviewers, change.hiring_manager, change.coordinator, change.email, seated)
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
        await _change_coordinator(tx, row, change.coordinator)
        changes.append(f"{change.coordinator.name} coordinates")
    return changes


async def _change_coordinator(tx: Transaction, row: Candidacy, to: Person) -> None:
    before = await person(tx, row.coordinator_id)
    row.coordinator_id = to.id
    await tx.session.flush()
    await _tell_role(tx, row, to, "coordinate")
    await _pass_task_on(tx, row)
    await _pass_meetings_on(tx, row)
    await hand_questions_on(tx, row, before=before)


async def open_hand_over(tx: Transaction, *, candidacy_id: int, by: Person) -> Candidacy:
    """Return the candidacy that another coordinator is to take, for whoever coordinates it."""
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    return row


async def hand_over_meetings(tx: Transaction, *, candidacy_id: int, to: Person, by: Person) -> None:
    """Let another coordinator see to a candidate's meetings and questions; raises WrongField for who can't."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    _check_open(row)
    wrong = why_not(to, row.candidate_email)
    if to.id == row.coordinator_id:
        wrong = f"{await handed_over(tx, row, by)}They see to it already. Choose somebody else."
    if wrong:
        raise WrongField(coordinator=wrong)
    before = row.coordinator_id
    await _change_coordinator(tx, row, to)
    await record(tx, "hand_over_meetings", person_id=by.id, candidacy_id=row.id)
    await plan_mornings(tx, {row.coordinator_id})
    await _tell_changes(tx, row, [f"{to.name} coordinates"], by, {by.id, before, row.hiring_manager_id} - {to.id})
    await feedback_changed(tx, row)


async def _pass_task_on(tx: Transaction, row: Candidacy) -> None:
    """Give the new coordinator the task to tell the candidate no, where that is still to be done."""
    made = await standing_decision(tx, row.id)
    if made is not None and made.choice is Choice.NO_HIRE and made.told_at is None:
        await ask_to_tell(tx, row, made)


async def _pass_meetings_on(tx: Transaction, row: Candidacy) -> None:
    """Give the new coordinator the cards of what was asked for, and the list of what waits for them.

    Whoever is asked, or has agreed, reads whom to write to from now on.
    """
    if row.stage not in {Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER}:
        return
    if await requests_of(tx, row.id) or await cards_of(tx, Surface.COORDINATOR_CARD, row.id):
        await requests_changed(tx, row)
    for one in await meetings_of(tx, row.id):
        if is_to_come(one, tx.now):
            await refresh_brief(tx, one.id)
    if await cards_of(tx, Surface.QUESTIONS_CARD, row.id):
        await show_card(tx, Surface.QUESTIONS_CARD, row.id, To(person_id=row.coordinator_id), candidacy_id=row.id)


async def _tell_role(tx: Transaction, row: Candidacy, person: Person, role: str) -> None:
    note = messages.role_changed(await debrief(tx, row.id), who(person), role)
    key = f"candidacy:{row.id}:role:{role}:{person.id}:{tx.real.timestamp():.6f}"
    await tell(tx, person.id, note, key=key, candidacy=row)


async def _change_dates(tx: Transaction, row: Candidacy, change: DebriefChange, by: Person) -> list[str]:
    changes = []
    is_moved = change.due_at != row.feedback_due_at
    if is_moved:
        row.feedback_due_at = change.due_at
        changes.append(f"Feedback is due {long_time(change.due_at, by.zone)}")
    panel = await seats(tx, row.id)
    named = await people(tx, [one.person_id for one in panel])
    for one in panel:
        wanted = change.interviews.get(one.id, one.interview_on)
        is_other_day = wanted != one.interview_on
        if is_other_day:
            one.interview_on = wanted
            changes.append(f"{named[one.person_id].name}'s interview: {short_date(wanted) if wanted else 'not set'}")
        if is_moved or is_other_day:
            await plan_reminder(tx, row, one, named[one.person_id].zone)
            await refresh_asked(tx, one)
    return changes
