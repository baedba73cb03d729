"""Opening, changing and closing a debrief: where a candidacy begins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.messages import debriefs as messages
from bot.messages.times import long_time
from bot.process.access import Action, allow
from bot.process.decisions import feedback_changed, hand_over_prompt
from bot.process.meetings import requests_changed
from bot.process.mornings import plan_mornings
from bot.process.no_hires import ask_to_tell
from bot.process.refusals import WrongField
from bot.process.reminders import cancel_reminders, plan_reminder
from bot.process.say import post, refresh, refresh_receipts, tell
from bot.process.stages import check_move, close
from bot.rules.debriefs import Debrief
from bot.rules.stages import Event
from bot.rules.typed_values import Unreadable, mail_address
from bot.rules.words import Answer, Choice, SeatState, Stage, Standing, Surface
from bot.rules.working_hours import add_working_days, next_working_day_at
from storage.answers import RecordedAnswer
from storage.candidacies import Candidacy, lock
from storage.database import Transaction
from storage.debriefs import card_of, debrief, open_candidacy_of, take_job, who
from storage.decisions import standing_decision
from storage.feedback import seat_states
from storage.meeting_requests import requests_of
from storage.outbox import To, cards_of, show_card
from storage.panels import Seat, seats
from storage.people import Person, people
from storage.timers import cancel_timers
from storage.workspaces import settings, working_hours


@dataclass(frozen=True)
class NewDebrief:
    """A filled opening form; `due_at` is aware UTC, `channel` a Slack id that was checked already."""

    candidate: str
    job: str
    hiring_manager: Person
    interviewers: Sequence[Person]
    coordinator: Person
    channel: str
    due_at: datetime
    email: str | None = None


@dataclass(frozen=True)
class DebriefChange:
    """A filled editing form; `interviews` are dates by seat id, None where the date was cleared."""

    hiring_manager: Person
    interviewers: Sequence[Person]
    coordinator: Person
    due_at: datetime
    email: str | None
    interviews: Mapping[int, date | None]


async def default_due(tx: Transaction, zone: str) -> datetime:
    """Return when feedback is due (UTC) by the settings' rule, for somebody who opens a debrief now in this zone."""
    chosen, hours = await settings(tx), await working_hours(tx)
    if chosen.due_in_days == 0:
        return add_working_days(tx.now, 0, hours, zone).replace(second=0, microsecond=0)
    due = tx.now
    for _ in range(chosen.due_in_days):
        due = next_working_day_at(due, hours, zone, chosen.due_at)
    return due


async def open_debrief(tx: Transaction, new: NewDebrief, *, by: Person) -> Candidacy:
    """Open a debrief: the card in the channel, one direct message to each interviewer, reminders.

    Raises WrongField for people who can't be asked, a past due date, a malformed address, or a candidacy open already.
    """
    await allow(tx, Action.OPEN_DEBRIEF, by)
    job = await take_job(tx, new.job)
    email = await _check_new(tx, new, by)
    row = Candidacy(
        workspace_id=tx.workspace_id,
        job_id=job.id,
        candidate_name=new.candidate,
        candidate_email=email,
        stage=Stage.DEBRIEF,
        opener_id=by.id,
        hiring_manager_id=new.hiring_manager.id,
        caller_id=new.hiring_manager.id,
        coordinator_id=new.coordinator.id,
        coordinator_channel=(await settings(tx)).coordinator_channel,
        debrief_channel=new.channel,
        opened_at=tx.now,
        feedback_due_at=new.due_at,
    )
    tx.session.add(row)
    await tx.session.flush()
    await show_card(tx, Surface.DEBRIEF_CARD, row.id, To(channel=new.channel), candidacy_id=row.id)
    await _seat(tx, row, _each_once(new.interviewers))
    opened = await debrief(tx, row.id)
    for reader_id in sorted({by.id, new.hiring_manager.id}):
        note = messages.debrief_opened(opened, reader_id)
        await tell(tx, reader_id, note, key=f"debrief:{row.id}:opened:{reader_id}", candidacy=row)
    await plan_mornings(tx, {by.id, new.hiring_manager.id, new.coordinator.id})
    await refresh(tx, row)
    return row


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
    changes = await _change_panel(tx, row, change.interviewers)
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


async def close_debrief(tx: Transaction, *, candidacy_id: int, reason: str, by: Person) -> None:
    """Close a candidacy before a decision led on: withdrawn; the panel and the owners are told once."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.EDIT_DEBRIEF, by, row)
    check_move(row, Event.WITHDRAWN)
    if row.stage is not Stage.DEBRIEF:
        raise WrongField(reason="The decision is made and the candidate may know. Use /offer answer to end it.")
    tx.session.add(
        RecordedAnswer(
            workspace_id=tx.workspace_id,
            candidacy_id=row.id,
            answer=Answer.WITHDRAWN,
            reason=reason,
            recorded_by_id=by.id,
            recorded_at=tx.now,
        )
    )
    await cancel_timers(tx, row.id)
    close(tx, row, Answer.WITHDRAWN)
    await tx.session.flush()
    closed = await debrief(tx, row.id)
    concerned = {closed.opener.id, closed.hiring_manager.id, closed.coordinator.id}
    for person_id in sorted(concerned | {seat.who.id for seat in closed.seats}):
        note = messages.debrief_closed(closed, who(by))
        await tell(tx, person_id, note, key=f"debrief:{row.id}:closed:{person_id}", candidacy=row)
    await refresh_receipts(tx, row)
    await refresh(tx, row)


async def _check_new(tx: Transaction, new: NewDebrief, by: Person) -> str | None:
    wrong = _wrong_people(new.interviewers, new.hiring_manager, new.coordinator, new.email)
    if _is_address_of(by, new.email):
        wrong["email"] = "That is your own address. Somebody else opens the debrief about you."
    if new.due_at <= tx.now:
        wrong["due_on"] = "That is in the past. Choose a day and a time that are still to come."
    known = await open_candidacy_of(tx, new.candidate, new.job)
    if known is not None:
        manager = (await people(tx, [known.hiring_manager_id]))[known.hiring_manager_id]
        opened = long_time(known.opened_at, manager.zone)
        wrong["candidate"] = (
            f"Already open: {known.candidate_name} for this job, since {opened}; {manager.name} decides. "
            "Use /debrief edit to change it."
        )
    return _check(wrong, new.email)


def _check_change(tx: Transaction, row: Candidacy, change: DebriefChange) -> str | None:
    wrong = _wrong_people(change.interviewers, change.hiring_manager, change.coordinator, change.email)
    if change.due_at != row.feedback_due_at and change.due_at <= tx.now:
        wrong["due_on"] = "That is in the past. Choose a day and a time that are still to come."
    return _check(wrong, change.email)


def _check(wrong: dict[str, str], email: str | None) -> str | None:
    """Raise all that is wrong at once, the address included; return the address as it is kept."""
    kept = None
    if email:
        try:
            kept = mail_address(email)
        except Unreadable as unreadable:
            wrong["email"] = str(unreadable)
    if wrong:
        raise WrongField(**wrong)
    return kept


def _wrong_people(panel: Iterable[Person], manager: Person, coordinator: Person, email: str | None) -> dict[str, str]:
    found = {
        "interviewers": " ".join(filter(None, (_why_not(one, email) for one in _each_once(panel)))),
        "hiring_manager": _why_not(manager, email),
        "coordinator": _why_not(coordinator, email),
    }
    wrong = {field: text for field, text in found.items() if text}
    if not list(panel):
        wrong["interviewers"] = "Choose at least one interviewer."
    return wrong


def _why_not(person: Person, email: str | None) -> str:
    """Say why this person can have no part in the debrief; empty when they can."""
    if _is_address_of(person, email):
        return f"{person.name} has the candidate's e-mail address."
    reasons = {
        Standing.GUEST: "is a guest here",
        Standing.FOREIGN: "belongs to another workspace",
        Standing.DEACTIVATED: "is deactivated in Slack",
        Standing.BOT: "is an app",
    }
    reason = reasons.get(person.standing)
    return f"{person.name} {reason}. Choose full members only." if reason else ""


def _is_address_of(person: Person, email: str | None) -> bool:
    return bool(email and person.email) and (person.email or "").casefold() == (email or "").strip().casefold()


def _each_once(panel: Iterable[Person]) -> list[Person]:
    return list({one.id: one for one in panel}.values())


async def _seat(tx: Transaction, row: Candidacy, newcomers: Sequence[Person]) -> None:
    """Give these people a seat, ask each for their feedback, and plan their reminders."""
    added = [Seat(workspace_id=tx.workspace_id, candidacy_id=row.id, person_id=one.id) for one in newcomers]
    tx.session.add_all(added)
    await tx.session.flush()
    asked = await debrief(tx, row.id)
    for seat, person in zip(added, newcomers, strict=True):
        note = messages.feedback_asked(asked, seat.id)
        await tell(tx, person.id, note, key=f"seat:{seat.id}:asked", candidacy=row)
        await plan_reminder(tx, row, seat, person.zone)


async def _change_panel(tx: Transaction, row: Candidacy, wanted: Sequence[Person]) -> list[str]:
    panel = await seats(tx, row.id)
    states = await seat_states(tx, panel)
    wanted_by_id = {one.id: one for one in wanted}
    leaving = [seat for seat in panel if seat.person_id not in wanted_by_id]
    names = await people(tx, [seat.person_id for seat in leaving])
    stuck = [names[seat.person_id].name for seat in leaving if states[seat.id] is not SeatState.WAITING]
    if stuck:
        raise WrongField(interviewers=f"Feedback came already from: {', '.join(stuck)}. They stay on the panel.")
    was = await debrief(tx, row.id)
    for seat in leaving:
        seat.removed_at = tx.now
        await cancel_reminders(tx, row, seat)
        await tell(tx, seat.person_id, messages.panel_left(was), key=f"seat:{seat.id}:left", candidacy=row)
    await tx.session.flush()
    held = {seat.person_id for seat in panel}
    joining = [one for one in wanted_by_id.values() if one.id not in held]
    await _seat(tx, row, joining)
    return [f"{one.name} joined the panel" for one in joining] + [
        f"{names[seat.person_id].name} left the panel" for seat in leaving
    ]


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
