"""Opening and closing a debrief: where a candidacy begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.messages import debriefs as messages
from bot.messages.times import long_time
from bot.process.access import Action, allow
from bot.process.debrief_channels import mend_channel
from bot.process.mornings import plan_mornings
from bot.process.outsiders import outsiders_named
from bot.process.panels import checked_address, each_once, is_address_of, seat_interviewers, wrong_people
from bot.process.refusals import WrongField
from bot.process.say import refresh, refresh_receipts, tell
from bot.process.stages import check_move, close
from bot.rules.stages import Event
from bot.rules.words import Answer, Lapse, Stage, Surface
from bot.rules.working_hours import full_half_hour, next_working_day_at
from storage.answers import RecordedAnswer
from storage.candidacies import Candidacy, lock
from storage.database import Transaction
from storage.debrief_channels import trouble_in
from storage.debriefs import debrief, open_candidacy_of, take_job
from storage.outbox import To, show_card
from storage.people import Person, named_to, people
from storage.timers import cancel_timers
from storage.withdrawals import withdraw_unsent
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
    outsiders: Sequence[str] = ()
    """Names of interviewers without Slack."""
    openings: int | None = None
    is_blind: bool = False


async def default_due(tx: Transaction, zone: str) -> datetime:
    """Return when feedback is due (UTC) by the settings' rule, for somebody who opens a debrief now in this zone."""
    chosen, hours = await settings(tx), await working_hours(tx)
    if chosen.due_in_days == 0:
        return full_half_hour(tx.now, hours, zone)
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
    job.openings = new.openings or job.openings
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
        is_blind=new.is_blind,
        opened_at=tx.now,
        feedback_due_at=new.due_at,
    )
    tx.session.add(row)
    await tx.session.flush()
    if await trouble_in(tx, new.channel):  # which is over: the channel was checked just now
        await mend_channel(tx, new.channel)
    await show_card(tx, Surface.DEBRIEF_CARD, row.id, To(channel=new.channel), candidacy_id=row.id)
    outside = await outsiders_named(tx, row, new.outsiders, zone=by.zone)
    await seat_interviewers(tx, row, [*each_once(new.interviewers), *outside])
    opened = await debrief(tx, row.id)
    for reader_id in sorted({by.id, new.hiring_manager.id}):
        note = messages.debrief_opened(opened, reader_id)
        await tell(tx, reader_id, note, key=f"debrief:{row.id}:opened:{reader_id}", candidacy=row)
    await plan_mornings(tx, {by.id, new.hiring_manager.id, new.coordinator.id})
    await refresh(tx, row)
    return row


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
    await withdraw_unsent(tx, row.id, Lapse.AT_END)
    close(tx, row, Answer.WITHDRAWN)
    await tx.session.flush()
    closed = await debrief(tx, row.id)
    concerned = {closed.opener.id, closed.hiring_manager.id, closed.coordinator.id}
    for person_id in sorted(concerned | closed.reachable_panel):
        note = messages.debrief_closed(closed, named_to(person_id, by))
        await tell(tx, person_id, note, key=f"debrief:{row.id}:closed:{person_id}", candidacy=row)
    await refresh_receipts(tx, row)
    await refresh(tx, row)


async def _check_new(tx: Transaction, new: NewDebrief, by: Person) -> str | None:
    wrong = wrong_people(new.interviewers, new.hiring_manager, new.coordinator, new.email)
    if is_address_of(by, new.email):
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
    return checked_address(wrong, new.email)
