"""Clearing a call: where the workspace asks for it, a named person's word comes before anybody calls a candidate."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.messages import clearances as messages
from bot.process.access import Action, allow, is_candidate, may
from bot.process.callers import plan_call
from bot.process.mornings import plan_mornings
from bot.process.refusals import AlreadyDone, NotNow, WrongField
from bot.process.say import refresh, remind, tell
from bot.process.times import start_of_work, today
from bot.rules.amounts import amount_in, why_no_amount
from bot.rules.words import Lapse, Stage, Surface, TimerKind
from bot.rules.working_hours import add_working_days
from storage.candidacies import Candidacy, lock
from storage.clearances import Clearance, clearance, clearance_of, last_clearance, waiting_clearances
from storage.database import Transaction
from storage.decisions import standing_decision
from storage.outbox import To, redraw, show_card
from storage.people import Person, named_to, person
from storage.timers import Timer, cancel_timers, set_timer
from storage.workspaces import settings, working_hours

TO_ASK_AGAIN = 2
"""Working days after *Not yet* until it is asked again, unless another day is chosen."""


async def ask_to_clear(tx: Transaction, row: Candidacy) -> bool:
    """Ask for the word that the call waits for; False where the workspace wants nobody's."""
    clearer_id, decision = (await settings(tx)).clearer_id, await standing_decision(tx, row.id)
    if clearer_id is None or decision is None:
        return False
    asked = Clearance(candidacy_id=row.id, decision_id=decision.id, person_id=clearer_id, asked_at=tx.now)
    asked.workspace_id = tx.workspace_id
    tx.session.add(asked)
    await tx.session.flush()
    await _ask(tx, row, asked)
    return True


async def check_cleared(tx: Transaction, row: Candidacy) -> None:
    """Raise NotNow, naming whose word is missing, where the candidate may not be called yet."""
    asked = await clearance(tx, row.id)
    if asked is not None and asked.cleared_at is None:
        raise NotNow(messages.not_cleared_yet((await person(tx, asked.person_id)).name))


async def clear_call(tx: Transaction, *, clearance_id: int, by: Person) -> None:
    """Give the word: the caller may call from now on, and hears so."""
    row, asked = await _waiting(tx, clearance_id, by)
    await _clear(tx, row, asked, by)


async def open_not_yet(tx: Transaction, *, clearance_id: int, by: Person) -> tuple[Candidacy, date]:
    """Return the candidacy and a day to ask again, for whoever may say that its call has to wait."""
    row, _ = await _waiting(tx, clearance_id, by)
    again = add_working_days(tx.now, TO_ASK_AGAIN, await working_hours(tx), by.zone)
    return row, again.astimezone(ZoneInfo(by.zone)).date()


async def hold_call_back(tx: Transaction, *, clearance_id: int, reason: str, until: date, by: Person) -> None:
    """Say that the call has to wait, and why: the hiring manager and the caller hear it.

    Nobody is reminded before the day `until`. Raises WrongField for one that isn't ahead, or an amount.
    """
    row, asked = await _waiting(tx, clearance_id, by)
    found = amount_in(reason)
    if found:
        raise WrongField(reason=why_no_amount(found))
    if until <= today(tx, by.zone):
        raise WrongField(until="Choose a day that is still to come: I ask again then.")
    asked.put_off_by_id, asked.put_off_at, asked.reason, asked.put_off_until = by.id, tx.now, reason, until
    await tx.session.flush()
    note = messages.call_held_back(row.candidate_name, by.name, reason, until)
    for person_id in sorted({row.hiring_manager_id, row.caller_id} - {by.id}):
        key = f"clearance:{asked.id}:not_yet:{tx.real.timestamp():.6f}:{person_id}"
        await tell(tx, person_id, note, key=key, candidacy=row, lapses=Lapse.AT_END)
    await cancel_timers(tx, row.id, TimerKind.CLEARANCE_REMINDER)
    await _remind(tx, row, asked)
    await _show(tx, row, asked)


async def remind_to_clear(tx: Transaction, timer: Timer) -> None:
    """Remind the person asked, and then tell the coordinator that the call still waits."""
    row = await lock(tx, timer.candidacy_id or 0)
    asked = await clearance(tx, row.id)
    if asked is None or asked.id != timer.subject_id or asked.cleared_at or row.stage is not Stage.OFFER_CALL:
        return
    clearer = await person(tx, asked.person_id)
    if timer.key.endswith(":1") and clearer.standing.is_member:
        note = messages.clearance_due(asked.id, row.candidate_name)
        await remind(tx, timer, clearer.id, note, candidacy=row)
    else:
        note = messages.clearance_overdue(row.candidate_name, clearer.name)
        await remind(tx, timer, row.coordinator_id, note, candidacy=row)


async def drop_clearance(tx: Transaction, row: Candidacy) -> None:
    """Stop asking: the decision was taken back, or the candidacy has ended."""
    await cancel_timers(tx, row.id, TimerKind.CLEARANCE_REMINDER)
    asked = await last_clearance(tx, row.id)
    if asked is not None:
        await _show(tx, row, asked)


async def hand_over_clearances(tx: Transaction, *, by: Person) -> None:
    """Follow the settings: somebody else is asked for what waits; where nobody's word is wanted, it is cleared."""
    clearer_id = (await settings(tx)).clearer_id
    for candidacy_id in sorted(one.candidacy_id for one in await waiting_clearances(tx)):
        row = await lock(tx, candidacy_id)
        asked = await clearance(tx, row.id)
        if asked is None or asked.cleared_at is not None:
            continue
        if clearer_id is None:
            await _clear(tx, row, asked, by)
        elif clearer_id != asked.person_id:
            await redraw(tx, Surface.HOME, asked.person_id)
            asked.person_id = clearer_id
            await tx.session.flush()
            await cancel_timers(tx, row.id, TimerKind.CLEARANCE_REMINDER)
            await _ask(tx, row, asked)
            await refresh(tx, row)


async def bring_clearances_of(tx: Transaction, gone: Person) -> None:
    """Tell the coordinators whose calls wait for the word of somebody who has left, once."""
    for candidacy_id in sorted(one.candidacy_id for one in await waiting_clearances(tx) if one.person_id == gone.id):
        row = await lock(tx, candidacy_id)
        asked = await clearance(tx, row.id)
        if asked is not None and asked.person_id == gone.id and asked.cleared_at is None:
            await _tell_gone(tx, row, asked, gone)


async def _tell_gone(tx: Transaction, row: Candidacy, asked: Clearance, clearer: Person) -> None:
    note = messages.clearance_overdue(row.candidate_name, clearer.name)
    key = f"clearance:{asked.id}:{clearer.id}:gone"
    await tell(tx, row.coordinator_id, note, key=key, candidacy=row, lapses=Lapse.AT_END)


async def _ask(tx: Transaction, row: Candidacy, asked: Clearance) -> None:
    """Show the card to whoever is asked; where they left, or are the candidate, the coordinator hears so at once."""
    clearer = await person(tx, asked.person_id)
    if not clearer.standing.is_member or await is_candidate(tx, clearer, row):
        await _tell_gone(tx, row, asked, clearer)
        return
    await show_card(tx, Surface.CLEARANCE, asked.id, To(person_id=clearer.id), candidacy_id=row.id)
    await _remind(tx, row, asked)
    await plan_mornings(tx, {asked.person_id})
    await redraw(tx, Surface.HOME, asked.person_id)


async def _remind(tx: Transaction, row: Candidacy, asked: Clearance) -> None:
    """Bring it up again: a working day after it was asked, or on the day to which it was put off; then once more."""
    clearer, hours = await person(tx, asked.person_id), await working_hours(tx)
    until = asked.put_off_until
    first = add_working_days(tx.now, 1, hours, clearer.zone)
    if until is not None and until > today(tx, clearer.zone):
        first = await start_of_work(tx, until, clearer.zone)
    for number, due in enumerate((first, add_working_days(first, 1, hours, clearer.zone)), 1):
        key = f"clearance:{asked.id}:{asked.person_id}:{tx.now.timestamp():.0f}:{number}"
        kind = TimerKind.CLEARANCE_REMINDER
        await set_timer(tx, kind, due, key=key, candidacy_id=row.id, subject_id=asked.id)


async def _waiting(tx: Transaction, clearance_id: int, by: Person) -> tuple[Candidacy, Clearance]:
    """Return what waits to be cleared, for whoever may; raises NotNow once it is off, AlreadyDone once it is done."""
    row = await lock(tx, (await clearance_of(tx, clearance_id)).candidacy_id)
    await allow(tx, Action.CLEAR_CALL, by, row)
    asked = await clearance(tx, row.id)
    if asked is None or asked.id != clearance_id or row.stage in {Stage.DEBRIEF, Stage.CLOSED}:
        raise NotNow("There is nothing to clear any more: the decision was taken back, or the candidacy has ended.")
    if asked.cleared_at is not None:
        who = await person(tx, asked.cleared_by_id or 0)
        raise AlreadyDone(messages.cleared_already(named_to(by.id, who, "you"), asked.cleared_at, by.zone))
    return row, asked


async def _clear(tx: Transaction, row: Candidacy, asked: Clearance, by: Person) -> None:
    asked.cleared_by_id, asked.cleared_at = by.id, tx.now
    await tx.session.flush()
    await cancel_timers(tx, row.id, TimerKind.CLEARANCE_REMINDER)
    await plan_call(tx, row)
    if row.caller_id != by.id:
        note = messages.call_cleared(row.id, row.candidate_name, by.name)
        key = f"clearance:{asked.id}:cleared"
        await tell(tx, row.caller_id, note, key=key, candidacy=row, lapses=Lapse.AT_END)
    await _show(tx, row, asked)


async def _show(tx: Transaction, row: Candidacy, asked: Clearance) -> None:
    await redraw(tx, Surface.CLEARANCE, asked.id)
    await redraw(tx, Surface.HOME, asked.person_id)
    await refresh(tx, row)


async def clearable(tx: Transaction, row: Candidacy, who: Person) -> Clearance | None:
    """Return what waits for a word that this person may give, if anything does."""
    asked = await clearance(tx, row.id)
    if asked is None or asked.cleared_at is not None or row.stage is not Stage.OFFER_CALL:
        return None
    return asked if await may(tx, Action.CLEAR_CALL, who, row) else None
