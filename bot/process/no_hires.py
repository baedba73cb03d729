"""After a no hire: the candidate hears it from a person, by a date; then the candidacy is closed."""

from datetime import datetime

from bot.messages import decisions as messages
from bot.process.access import Action, allow
from bot.process.refusals import AlreadyDone, NotNow
from bot.process.say import refresh, refresh_receipts, remind, tell
from bot.process.stages import close
from bot.process.untold_ends import note_told
from bot.rules.words import Answer, Choice, Lapse, Stage, TimerKind
from bot.rules.working_hours import add_working_days, full_half_hour
from storage.candidacies import Candidacy, lock
from storage.database import Transaction
from storage.debriefs import debrief
from storage.decisions import Decision, decision, standing_decision
from storage.people import Person, named_to
from storage.timers import Timer, cancel_timers, set_timer
from storage.workspaces import working_hours

DAYS_TO_TELL = 2
"""Working days in which a candidate is to hear of a no hire."""
MOST_REMINDERS = 3


async def ask_to_tell(tx: Transaction, row: Candidacy, made: Decision) -> None:
    """Give the coordinator the task to tell the candidate, and remind them when it is due."""
    shown = await debrief(tx, row.id)
    due = await _due(tx, DAYS_TO_TELL, shown.coordinator.zone)
    row.follow_up_on = None
    task = messages.tell_candidate_asked(shown, made.id, due)
    key = f"decision:{made.id}:tell:{row.coordinator_id}"
    await tell(tx, row.coordinator_id, task, key=key, candidacy=row, lapses=Lapse.WITH_DECISION)
    key = f"tell_candidate:{made.id}:1"
    await set_timer(tx, TimerKind.TELL_CANDIDATE, due, key=key, candidacy_id=row.id, subject_id=made.id)


async def tell_candidate(tx: Transaction, *, decision_id: int, by: Person) -> None:
    """Note that the candidate has heard of the no hire, and close the candidacy.

    Raises AlreadyDone when somebody told them before, NotNow when the decision was taken back.
    """
    row = await lock(tx, (await decision(tx, decision_id)).candidacy_id)
    await allow(tx, Action.RECORD_ANSWER, by, row)
    made = await decision(tx, decision_id)
    if made.reversed_at is not None:
        raise NotNow("That decision was taken back, so there is nothing to tell. The debrief is open again.")
    if made.told_at is not None or row.stage is Stage.CLOSED:
        raise AlreadyDone("The candidate has been told already, and the candidacy is closed.")
    made.told_at = tx.now
    close(tx, row, Answer.NO_HIRE)
    await note_told(tx, row)
    await cancel_timers(tx, row.id)
    await tx.session.flush()
    closed = await debrief(tx, row.id)
    for person_id in sorted({by.id, row.hiring_manager_id}):
        note = messages.candidate_told(closed, named_to(person_id, by))
        key = f"decision:{made.id}:told:{person_id}"
        await tell(tx, person_id, note, key=key, candidacy=row, lapses=Lapse.WITH_DECISION)
    await refresh_receipts(tx, row)
    await refresh(tx, row)


async def untold_no_hire(tx: Transaction, row: Candidacy) -> Decision | None:
    """Return the no hire that the candidate is yet to hear of, if there is one."""
    made = await standing_decision(tx, row.id)
    if row.stage is not Stage.DEBRIEF or made is None or made.choice is not Choice.NO_HIRE or made.told_at is not None:
        return None
    return made


async def remind_to_tell(tx: Transaction, timer: Timer) -> None:
    """Remind the coordinator of a candidate who hasn't been told, a few times at most."""
    row = await lock(tx, timer.candidacy_id or 0)
    made = await untold_no_hire(tx, row)
    if made is None:
        return
    task = messages.tell_candidate_asked(await debrief(tx, row.id), made.id, timer.due_at)
    await remind(tx, timer, row.coordinator_id, task, candidacy=row)
    number = int(timer.key.rsplit(":", 1)[1])
    if number < MOST_REMINDERS:
        due = await _due(tx, 1, (await debrief(tx, row.id)).coordinator.zone)
        key = f"tell_candidate:{made.id}:{number + 1}"
        await set_timer(tx, TimerKind.TELL_CANDIDATE, due, key=key, candidacy_id=row.id, subject_id=made.id)


async def _due(tx: Transaction, days: int, zone: str) -> datetime:
    """Return when so many working days are over, as people name an hour."""
    hours = await working_hours(tx)
    return full_half_hour(add_working_days(tx.now, days, hours, zone), hours, zone)
