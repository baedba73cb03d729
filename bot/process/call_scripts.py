"""Call scripts after they were sent: what changes in them, what the call left out, and what came after it.

A script is drawn from the feedback as it stands; what stands here is what became of each point in it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.messages import call_scripts as messages
from bot.messages.times import long_time
from bot.process.access import Action, allow, reachable
from bot.process.refusals import AlreadyDone, NotNow
from bot.process.say import refresh, remind, tell
from bot.process.times import start_of_work
from bot.rules.call_script import Script, compose_script
from bot.rules.script_changes import UNNAMED, change_lines
from bot.rules.words import Choice, PointKind, Stage, Surface, TimerKind
from bot.rules.working_hours import add_working_days
from storage.call_scripts import (
    LeftOutPoint,
    ScriptPoint,
    Statement,
    left_out,
    script_changes,
    script_facts,
    script_points,
    statements,
)
from storage.candidacies import Candidacy, candidacy, lock
from storage.database import Transaction
from storage.decisions import decisions
from storage.deliveries import by_key
from storage.offer_calls import OfferCall, calls, current_call
from storage.outbox import To, redraw, show_card
from storage.people import Person, named_to, people, person
from storage.timers import Timer, cancel_timers, set_timer, timers_of
from storage.workspaces import working_hours

BURST = timedelta(minutes=1)
"""How long it is quiet before what changed in a script is told, all at once."""

TO_PASS_ON = 2
"""Working days in which feedback that came after the call is passed on."""

WITH_SCRIPT = frozenset({Stage.OFFER_CALL, Stage.REVERSE_INTERVIEW, Stage.AWAITING_ANSWER})
"""The stages at which there is a call script."""


@dataclass(frozen=True)
class ToLog:
    """One point of the script as a log of the call may name it; `id` is its ScriptPoint's."""

    id: int
    author: str
    kind: PointKind
    text: str
    is_left_out: bool


async def check_has_script(tx: Transaction, row: Candidacy, by: Person) -> None:
    """Return where there is an offer to speak of; else raise NotNow, saying why there is no script, nor a log of it."""
    if row.stage is Stage.DEBRIEF:
        await check_not_taken_back(tx, row, by)
        raise NotNow("There is no offer call yet: nothing is decided. Decide first; after a hire I send the script.")
    if row.stage is Stage.CLOSED:
        raise NotNow("This candidacy is closed, so its call script is no longer shown.")


async def check_not_taken_back(tx: Transaction, row: Candidacy, by: Person) -> None:
    """Raise NotNow, saying who did so and when, where the hire was taken back and nothing is decided since."""
    made = await decisions(tx, row.id)
    last = made[-1] if made else None
    if last is None or last.choice is not Choice.HIRE or last.reversed_at is None or last.reversed_by_id is None:
        return
    who = named_to(by.id, await person(tx, last.reversed_by_id))
    at = long_time(last.reversed_at, by.zone)
    raise NotNow(f"{who} took the decision back on {at}, so there is no offer to speak of and no invitation now.")


async def read_script(tx: Transaction, *, candidacy_id: int, by: Person) -> tuple[Candidacy, Script]:
    """Return the candidacy and its call script, for whoever may read it while there is an offer to speak of."""
    row = await candidacy(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    await check_has_script(tx, row, by)
    return row, compose_script(await script_facts(tx, row))


async def begin_script(tx: Transaction, row: Candidacy) -> None:
    """Note what a script is first sent with; all of it is to be passed on in the call."""
    now = {one.key: one for one in await statements(tx, row)}
    known = {(one.seat_id, one.kind, one.digest): one for one in await script_points(tx, row.id)}
    for key, one in known.items():
        one.gone_at = None if key in now else one.gone_at or tx.now
        one.is_told, one.passed_on_at, one.due_on = key in now, None, None
        one.added_at = tx.now if key in now else one.added_at
    for key in now.keys() - known.keys():
        _add(tx, *key).is_told = True
    await tx.session.flush()


async def show_script(tx: Transaction, row: Candidacy) -> None:
    """Show the script to whoever calls from now on: as it stands, so that nothing of before is news to them."""
    await show_card(tx, Surface.CALL_SCRIPT, row.id, To(person_id=row.caller_id), candidacy_id=row.id)
    for one in await script_points(tx, row.id):
        one.is_told = one.gone_at is None
    await tx.session.flush()
    await _plan_to_tell(tx, row)


async def follow_script(tx: Transaction, row: Candidacy) -> None:
    """Note what came into the script and went out of it, and have it told in its thread once it is quiet."""
    if row.stage not in WITH_SCRIPT:
        return
    due_on = await _pass_on_by(tx, row) if await current_call(tx, row.id) else None
    now = {one.key: one for one in await statements(tx, row)}
    known = {(one.seat_id, one.kind, one.digest): one for one in await script_points(tx, row.id)}
    for key, one in known.items():
        if key in now and one.gone_at is not None:
            one.gone_at, one.added_at = None, tx.now
            one.due_on = due_on if one.passed_on_at is None else one.due_on
        elif key not in now and one.gone_at is None:
            await _take_out(tx, one)
    for key in now.keys() - known.keys():
        _add(tx, *key).due_on = due_on
    await tx.session.flush()
    await _plan_to_tell(tx, row)
    await _plan_to_remind(tx, row)
    await redraw(tx, Surface.CALL_SCRIPT, row.id)


async def tell_changes(tx: Transaction, timer: Timer) -> None:
    """Tell the caller, in the thread of the script, what changed in it since they last heard."""
    row = await lock(tx, timer.candidacy_id or 0)
    if row.stage not in WITH_SCRIPT:
        return
    added, gone = await _untold(tx, row)
    lines = change_lines(await script_changes(tx, row, added=added, gone=gone))
    for one in (*added, *gone):
        one.is_told = one.gone_at is None
    if not lines:
        return
    due_on = min((one.due_on for one in await _due(tx, row) if one.due_on), default=None)
    card = await by_key(tx, f"{Surface.CALL_SCRIPT}:{row.id}:{To(person_id=row.caller_id).lane}")
    message = messages.script_changed(row.candidate_name, lines, due_on)
    await remind(tx, timer, row.caller_id, message, candidacy=row, root=card)


async def remind_to_pass_on(tx: Transaction, timer: Timer) -> None:
    """Remind the caller of what came after the call, where the candidate is still to hear it."""
    row = await lock(tx, timer.candidacy_id or 0)
    waiting = await _due(tx, row) if row.stage in WITH_SCRIPT else []
    if waiting:
        message = messages.pass_on_due(row.id, row.candidate_name, len(waiting), max(one.id for one in waiting))
        await remind(tx, timer, row.caller_id, message, candidacy=row)


async def pass_on(tx: Transaction, *, candidacy_id: int, seen: int, by: Person) -> None:
    """Note that the candidate has heard what came after the call; `seen` is the newest point that was shown.

    Raises AlreadyDone where nothing of it waits any more.
    """
    row = await lock(tx, candidacy_id)
    await allow(tx, Action.OFFER_CALL, by, row)
    waiting = [one for one in await _due(tx, row) if one.id <= seen] if row.stage in WITH_SCRIPT else []
    if not waiting:
        raise AlreadyDone("Nothing of that is left to pass on: it was noted already, or its author took it back.")
    for one in waiting:
        one.passed_on_at = tx.now
    await tx.session.flush()
    await _plan_to_remind(tx, row)
    for seat_id in sorted({one.seat_id for one in waiting}):
        await redraw(tx, Surface.FEEDBACK_RECEIPT, seat_id)
    await refresh(tx, row)


async def points_to_log(tx: Transaction, row: Candidacy) -> list[ToLog]:
    """Return the points a log of the call may say were left out, in the order they are spoken.

    Those are all of the script while the call is to be made; once it led on, those it was made with.
    """
    call = await current_call(tx, row.id)
    named = {one.script_point_id for one in await left_out(tx, [call.id])} if call else set()
    settled = await _settled_by_log(tx, row, named, is_new_call=row.stage is Stage.OFFER_CALL)
    names = await people(tx, [one.seat.person_id for one in settled.values()])
    return [
        ToLog(
            point_id,
            UNNAMED if one.seat.is_unnamed else names[one.seat.person_id].name,
            one.point.kind,
            one.point.text,
            is_left_out=point_id in named,
        )
        for point_id, one in settled.items()
    ]


async def note_left_out(
    tx: Transaction, row: Candidacy, call: OfferCall, point_ids: Collection[int], *, is_new_call: bool
) -> None:
    """Note what a call that was just logged passed on: all but these points, whose authors are told once.

    A new call settles every point of the script, a correction only those that an earlier log settled.
    """
    earlier = [one.id for one in await calls(tx, row.id) if one.id != call.id]
    named = {one.script_point_id for one in await left_out(tx, earlier)}
    settled = await _settled_by_log(tx, row, named, is_new_call=is_new_call)
    for point in [one.row for one in settled.values() if one.row]:
        is_left_out = point.id in point_ids
        if is_left_out:
            tx.session.add(LeftOutPoint(workspace_id=tx.workspace_id, offer_call_id=call.id, script_point_id=point.id))
        point.passed_on_at = None if is_left_out else tx.now
        point.is_told, point.due_on = True, None
    await tx.session.flush()
    fresh = [one for point_id, one in settled.items() if point_id in point_ids and point_id not in named]
    await _tell_authors(tx, row, call, fresh)
    for seat_id in sorted({one.seat.id for one in settled.values()}):
        await redraw(tx, Surface.FEEDBACK_RECEIPT, seat_id)
    await _plan_to_tell(tx, row)
    await _plan_to_remind(tx, row)


async def _settled_by_log(
    tx: Transaction, row: Candidacy, named: Collection[int], *, is_new_call: bool
) -> dict[int, Statement]:
    """Return what a log settles, by its ScriptPoint's id; `named` were left out by earlier logs.

    Who says the same twice says it once here.
    """
    found = {one.row.id: one for one in await statements(tx, row) if one.row}
    if is_new_call:
        return found
    return {key: one for key, one in found.items() if key in named or (one.row and one.row.passed_on_at)}


async def _tell_authors(tx: Transaction, row: Candidacy, call: OfferCall, fresh: Iterable[Statement]) -> None:
    """Tell each author which of their own points the candidate didn't hear; whoever logged it knows."""
    by_author: dict[int, list[Statement]] = {}
    for one in fresh:
        by_author.setdefault(one.seat.person_id, []).append(one)
    by = await person(tx, call.logged_by_id)
    for person_id in await reachable(tx, by_author.keys() - {by.id}):
        message = messages.points_left_out(
            row.candidate_name, by.name, [one.point.text for one in by_author[person_id]]
        )
        await tell(tx, person_id, message, key=f"call:{call.id}:left_out:{person_id}", candidacy=row)


async def _take_out(tx: Transaction, one: ScriptPoint) -> None:
    """Take a point out of the script; one that nobody heard of leaves no trace."""
    if one.is_told or one.passed_on_at:
        one.gone_at = one.gone_at or tx.now
    else:
        await tx.session.delete(one)


def _add(tx: Transaction, seat_id: int, kind: PointKind, digest: str) -> ScriptPoint:
    row = ScriptPoint(workspace_id=tx.workspace_id, seat_id=seat_id, kind=kind, digest=digest, added_at=tx.now)
    row.is_told = False
    tx.session.add(row)
    return row


async def _untold(tx: Transaction, row: Candidacy) -> tuple[list[ScriptPoint], list[ScriptPoint]]:
    """Return what came and what went without the caller having heard."""
    points = await script_points(tx, row.id)
    added = [one for one in points if one.gone_at is None and not one.is_told]
    return added, [one for one in points if one.gone_at is not None and one.is_told]


async def _due(tx: Transaction, row: Candidacy) -> list[ScriptPoint]:
    points = await script_points(tx, row.id)
    return [one for one in points if one.due_on is not None and one.passed_on_at is None and one.gone_at is None]


async def _pass_on_by(tx: Transaction, row: Candidacy) -> date:
    caller = await person(tx, row.caller_id)
    due = add_working_days(tx.now, TO_PASS_ON, await working_hours(tx), caller.zone)
    return due.astimezone(ZoneInfo(caller.zone)).date()


async def _plan_to_tell(tx: Transaction, row: Candidacy) -> None:
    """Have changes told once nothing more has changed for a while; none where all is as the caller knows it."""
    if not any(await _untold(tx, row)):
        await cancel_timers(tx, row.id, TimerKind.SCRIPT_CHANGES)
        return
    waiting = [one.key for one in await timers_of(tx, row.id) if one.kind is TimerKind.SCRIPT_CHANGES]
    key = waiting[0] if waiting else f"script_changes:{row.id}:{tx.real.timestamp():.6f}"
    await set_timer(tx, TimerKind.SCRIPT_CHANGES, tx.now + BURST, key=key, candidacy_id=row.id)


async def _plan_to_remind(tx: Transaction, row: Candidacy) -> None:
    """Remind the caller on each day by which something is to be passed on."""
    await cancel_timers(tx, row.id, TimerKind.LATE_FEEDBACK)
    caller = await person(tx, row.caller_id)
    for due_on in sorted({one.due_on for one in await _due(tx, row) if one.due_on}):
        due = max(await start_of_work(tx, due_on, caller.zone), tx.now)
        key = f"late_feedback:{row.id}:{due_on}"
        await set_timer(tx, TimerKind.LATE_FEEDBACK, due, key=key, candidacy_id=row.id)
