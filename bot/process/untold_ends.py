"""A called candidate hears from a person that it is over; until then nothing leaves the company."""

from datetime import datetime, timedelta

from bot.messages import endings as messages
from bot.messages.meeting_mails import Then
from bot.process.access import Action, allow, reachable
from bot.process.ended_meetings import tell_outside_of_cancellations, was_ahead
from bot.process.endings import thank_outsiders
from bot.process.mornings import plan_mornings
from bot.process.refusals import AlreadyDone
from bot.process.say import refresh, remind, tell
from bot.rules.words import Answer, Stage, TimerKind
from bot.rules.working_hours import add_working_days, next_working_moment
from storage.answers import current_answer
from storage.candidacies import Candidacy, lock
from storage.database import Transaction
from storage.meetings import meetings_of
from storage.offer_calls import current_call
from storage.people import Person, person
from storage.timers import Timer, cancel_timers, set_timer
from storage.workspaces import settings, working_hours

TO_TELL = timedelta(hours=4)
"""After which it is brought up again, and to somebody above."""
MOST_REMINDERS = 3
WHAT = {
    Answer.WITHDRAWN: "we have noted their withdrawal",
    Answer.RESCINDED: "the offer was taken back",
    None: "the decision was taken back",
}
"""What a candidate is yet to hear, by how it ended."""


async def is_to_be_told(tx: Transaction, row: Candidacy) -> bool:
    """Tell whether a person speaks with the candidate first: they were called, or wait to hear of a call before."""
    return row.untold_since is not None or await current_call(tx, row.id) is not None


async def await_telling(tx: Transaction, row: Candidacy, first_meeting: datetime | None) -> None:
    """Keep that the candidate is yet to be told, and bring it up after four hours, or in time for their first meeting.

    Brought up within the coordinator's working hours.
    """
    row.untold_since = tx.now
    coordinator = await person(tx, row.coordinator_id)
    due = next_working_moment(tx.now + TO_TELL, await working_hours(tx), coordinator.zone)
    if first_meeting is not None:
        due = max(tx.now, min(due, first_meeting - timedelta(hours=1)))
    await _remind(tx, row, due, 1)


async def _remind(tx: Transaction, row: Candidacy, due: datetime, number: int) -> None:
    key = f"untold_end:{_mark(row)}:{number}"
    await set_timer(tx, TimerKind.UNTOLD_END, due, key=key, candidacy_id=row.id)


def _mark(row: Candidacy) -> str:
    since = row.untold_since
    return f"{row.id}:{since.timestamp() if since else 0}"


async def told_of_end(tx: Transaction, *, candidacy_id: int, by: Person) -> None:
    """Note that a person told the candidate; what waited for that goes out now, kindly.

    Raises AlreadyDone when that was noted before.
    """
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.RECORD_ANSWER, by, row)
    if row.untold_since is None:
        raise AlreadyDone("There is nothing left to tell them: it is noted already that they know.")
    mark, has_meetings = _mark(row), await _has_meetings(tx, row)
    await note_told(tx, row)
    for person_id in sorted({row.coordinator_id, by.id}):
        teller = None if person_id == by.id else by.name
        note = messages.told_noted(row.candidate_name, teller, has_meetings=has_meetings)
        await tell(tx, person_id, note, key=f"untold_end:{mark}:told:{person_id}", candidacy=row)
    await refresh(tx, row)


async def note_told(tx: Transaction, row: Candidacy, then: Then | None = None) -> None:
    """Let out what waited for the candidate to be told, if anything did; `then`: what follows, where it isn't over."""
    if row.untold_since is None:
        return
    row.untold_since = None
    await cancel_timers(tx, row.id, TimerKind.UNTOLD_END)
    await tell_outside_of_cancellations(tx, row, then)
    recorded = await current_answer(tx, row.id)
    if recorded is not None:
        await thank_outsiders(tx, row, recorded)


async def _has_meetings(tx: Transaction, row: Candidacy) -> bool:
    return any(was_ahead(tx, one) for one in await meetings_of(tx, row.id))


async def remind_untold(tx: Transaction, timer: Timer) -> None:
    """Bring up that a candidate is yet to be told: to the coordinator, and to the head of talent or the manager.

    After the last of these the coordinator's morning note has it, until they were told.
    """
    row = await lock(tx, timer.candidacy_id or 0)
    since = row.untold_since
    if since is None:
        return
    coordinator = await person(tx, row.coordinator_id)
    above = (await settings(tx)).head_of_talent_id or row.hiring_manager_id
    may_press = {row.coordinator_id, row.hiring_manager_id, row.caller_id}
    what = WHAT.get(row.answer if row.stage is Stage.CLOSED else None, WHAT[None])
    for reader_id in await reachable(tx, {row.coordinator_id, above}):
        press = row.id if reader_id in may_press else None
        note = messages.still_untold(row.candidate_name, what, since, coordinator.name, press)
        await remind(tx, timer, reader_id, note, candidacy=row)
    number = int(timer.key.rsplit(":", 1)[1])
    if number < MOST_REMINDERS:
        due = add_working_days(tx.now, 1, await working_hours(tx), coordinator.zone)
        await _remind(tx, row, due, number + 1)
    else:
        await plan_mornings(tx, [row.coordinator_id])
