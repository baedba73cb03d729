"""Who makes the offer call: the caller's reminders, handing it over, and the backup when the caller is away."""

from datetime import datetime

from bot.messages import callers as messages
from bot.messages.offer_calls import call_due, logged_already
from bot.process.access import Action, allow, allow_member, is_candidate, may
from bot.process.call_scripts import show_script
from bot.process.mornings import plan_mornings
from bot.process.refusals import AlreadyDone, NotNow, WrongField
from bot.process.say import refresh, remind, tell
from bot.rules.names import match_items
from bot.rules.words import Lapse, Stage, Surface, TimerKind
from bot.rules.working_hours import add_working_days
from storage.audit import record
from storage.candidacies import Candidacy, candidacy, lock, open_candidacies
from storage.clearances import clearance
from storage.database import Transaction
from storage.offer_calls import current_call, standing_put_off
from storage.outbox import To, show_card
from storage.people import Person, named_to, people, person
from storage.timers import Timer, cancel_timers, set_timer
from storage.workspaces import working_hours


async def open_hand_over(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Candidacy, Person, Person | None]:
    """Return the candidacy with its caller and the backup that was chosen, for whoever may hand the call over."""
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    await check_to_be_made(tx, row, by)
    return row, await person(tx, row.caller_id), await person(tx, row.backup_id) if row.backup_id else None


async def hand_over_call(
    tx: Transaction, *, candidacy_id: int, to: Person, backup: Person | None = None, by: Person
) -> None:
    """Make somebody else the caller: they get the script, and whoever had it is told; `backup` calls if they can't."""
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    await check_to_be_made(tx, row, by)
    if backup is not None and backup.id == to.id == row.backup_id:
        backup = None  # the form was filled with the backup, who now calls
    backup_id = backup.id if backup and backup.id != row.coordinator_id else None
    if to.id == row.caller_id and backup_id == row.backup_id:
        raise WrongField(to=f"{to.name} makes this call already.")
    await _check_caller(tx, row, to=to)
    if backup is not None:
        await check_backup(tx, row, backup, caller_id=to.id)
    row.backup_id = backup_id
    if to.id == row.caller_id:
        await refresh(tx, row)
        return
    await _change_caller(tx, row, to, by)


async def calls_to_take(tx: Transaction, typed: str, *, by: Person) -> list[tuple[Candidacy, Person]]:
    """Return the calls a typed name means that the person makes if the caller can't, each with its caller.

    An empty name means all. None of them where the name means a call that is theirs to make or to see to.
    """
    allow_member(by, "find_candidacies")
    rows = [row for row in await open_candidacies(tx) if row.stage is Stage.OFFER_CALL]
    named = match_items(typed, rows, lambda row: row.candidate_name) if typed.strip() else rows
    open_to = {row.id: await may(tx, Action.OFFER_CALL, by, row) for row in named if by.id in _concerned(row)}
    if any(open_to.values()):
        return []
    theirs = [row for row in named if by.id == row.backup_id and not await is_candidate(tx, by, row)]
    return [(row, await person(tx, row.caller_id)) for row in theirs]


def _concerned(row: Candidacy) -> set[int | None]:
    return {row.caller_id, row.hiring_manager_id, row.coordinator_id}


async def take_call(tx: Transaction, *, candidacy_id: int, by: Person) -> None:
    """Make the call one's own: its backup's when the caller is away, or an owner's who wants it back.

    Whoever makes it already gets the script once more.
    """
    row = await lock(tx, candidacy_id)
    await _allow_taking(tx, row, by)
    await check_to_be_made(tx, row, by)
    if by.id == row.caller_id:
        await show_card(tx, Surface.CALL_SCRIPT, row.id, To(person_id=by.id), candidacy_id=row.id)
        return
    await _change_caller(tx, row, by, by)


async def check_backup(tx: Transaction, row: Candidacy, backup: Person, *, caller_id: int) -> None:
    """Raise WrongField unless they can call when the caller can't."""
    if backup.id == caller_id:
        raise WrongField(backup=f"{backup.name} makes the call. Choose somebody else for when they can't.")
    await _check_caller(tx, row, backup=backup)


async def backup_of(tx: Transaction, row: Candidacy) -> Person | None:
    """Return who is asked to call when the caller can't: who was chosen, else the coordinator or hiring manager."""
    known = await people(tx, [row.backup_id, row.coordinator_id, row.hiring_manager_id])
    wanted = (row.backup_id, row.coordinator_id, row.hiring_manager_id)
    others = [known[one] for one in wanted if one is not None and one != row.caller_id]
    return next((one for one in others if one.standing.is_member), None)


async def check_to_be_made(tx: Transaction, row: Candidacy, by: Person) -> None:
    """Raise AlreadyDone once the call led somewhere, NotNow where there is none to make."""
    if row.stage is Stage.OFFER_CALL:
        return
    call = await current_call(tx, row.id)
    if call is not None and row.stage in {Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER}:
        who = await person(tx, call.logged_by_id)
        raise AlreadyDone(logged_already(named_to(by.id, who, "you"), call.logged_at, by.zone))
    raise NotNow("There is no offer call to make now. Open the candidacy with `/offer` to see where it stands.")


async def plan_call(tx: Transaction, row: Candidacy) -> None:
    """Remind the caller: at the time agreed for the call, or a working day from now."""
    caller, put_off = await person(tx, row.caller_id), await standing_put_off(tx, row.id)
    agreed = put_off.call_at if put_off and put_off.call_at > tx.now else None
    await set_reminders(tx, row, agreed or add_working_days(tx.now, 1, await working_hours(tx), caller.zone))


async def set_reminders(tx: Transaction, row: Candidacy, due: datetime) -> None:
    """Set the caller's reminder, and the backup's a working day after it, in place of those there were."""
    await cancel_timers(tx, row.id, TimerKind.CALL_REMINDER)
    key = f"call_reminder:{row.id}:{tx.now.timestamp():.6f}"  # whoever calls once more is reminded once more
    kind = TimerKind.CALL_REMINDER
    await set_timer(tx, kind, due, key=f"{key}:{row.caller_id}", candidacy_id=row.id, subject_id=row.caller_id)
    backup = await backup_of(tx, row) or await person(tx, row.caller_id)
    later = add_working_days(due, 1, await working_hours(tx), backup.zone)
    await set_timer(tx, kind, later, key=f"{key}:{row.caller_id}:backup", candidacy_id=row.id)


async def remind_of_call(tx: Transaction, timer: Timer) -> None:
    """Remind the caller that the call is still to be made; the backup, whoever that is by then, when nothing came."""
    row = await lock(tx, timer.candidacy_id or 0)
    call, put_off = await current_call(tx, row.id), await standing_put_off(tx, row.id)
    if row.stage is not Stage.OFFER_CALL or (call is not None and put_off is None):
        return
    asked = await clearance(tx, row.id)
    if asked is not None and asked.cleared_at is None:
        return
    agreed, caller = put_off.call_at if put_off else None, await person(tx, row.caller_id)
    if timer.subject_id is not None and caller.standing.is_member:
        message = call_due(row.id, row.candidate_name, row.candidate_phone, agreed)
        await remind(tx, timer, row.caller_id, message, candidacy=row)
        return
    backup = await backup_of(tx, row)
    if backup is not None:
        is_owner = backup.id in {row.coordinator_id, row.hiring_manager_id}
        message = messages.call_overdue(row.id, row.candidate_name, caller.name, agreed, may_hand_over=is_owner)
        await remind(tx, timer, backup.id, message, candidacy=row)


async def bring_call_of(tx: Transaction, row: Candidacy, gone: Person) -> None:
    """Offer the call of somebody who has left to the backup, once."""
    backup = await backup_of(tx, row)
    if row.caller_id != gone.id or row.stage is not Stage.OFFER_CALL or backup is None:
        return
    message = messages.caller_gone(row.id, row.candidate_name, gone.name)
    key = f"call:{row.id}:caller_gone:{gone.id}"
    await tell(tx, backup.id, message, key=key, candidacy=row, lapses=Lapse.AT_END)


async def _change_caller(tx: Transaction, row: Candidacy, to: Person, by: Person) -> None:
    before, row.caller_id = row.caller_id, to.id
    row.backup_id = None if row.backup_id == to.id else row.backup_id
    await tx.session.flush()
    await show_script(tx, row)
    asked = await clearance(tx, row.id)
    if asked is None or asked.cleared_at is not None:
        await plan_call(tx, row)
    await plan_mornings(tx, {to.id})
    key = f"call:{row.id}:handed_over:{tx.real.timestamp()}"
    if to.id != by.id:
        message = messages.call_taken(row.candidate_name, by.name)
        await tell(tx, to.id, message, key=f"{key}:to", candidacy=row, lapses=Lapse.AT_END)
    if before != by.id:
        message = messages.call_handed_over(row.candidate_name, to.name, by.name)
        await tell(tx, before, message, key=f"{key}:from", candidacy=row, lapses=Lapse.AT_END)
    await refresh(tx, row)


async def _allow_taking(tx: Transaction, row: Candidacy, by: Person) -> None:
    """Let the backup take the call, which is all they may before it is theirs; else ask as for the call."""
    if by.id == row.backup_id and by.standing.is_member and not await is_candidate(tx, by, row):
        await record(tx, Action.OFFER_CALL, person_id=by.id, candidacy_id=row.id)
        return
    await allow(tx, Action.OFFER_CALL, by, row)


async def _check_caller(tx: Transaction, row: Candidacy, **chosen: Person) -> None:
    """Raise WrongField, on the field of this name, for somebody who can't make the call."""
    for field, who in chosen.items():
        if not who.standing.is_member:
            raise WrongField(**{field: f"{who.name} isn't a full member of this workspace. Choose somebody who is."})
        if await is_candidate(tx, who, row):
            raise WrongField(**{field: "That is the candidate. Choose a colleague."})
