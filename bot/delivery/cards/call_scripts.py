"""Draws the caller's card, the call script, from the tables."""

from bot.messages.blocks import Message
from bot.messages.call_scripts import ToPassOn
from bot.messages.offer_calls import CallShown, Logged, NextTry, call_card
from bot.rules.call_script import compose_script, heading_of
from bot.rules.script_changes import change_lines
from bot.rules.words import Signal, Stage
from storage.call_scripts import changes_since, last_written, left_out, script_facts, statements, to_pass_on
from storage.candidacies import Candidacy, candidacy
from storage.clearances import clearance
from storage.database import Transaction
from storage.decisions import standing_decision
from storage.meeting_requests import requests_of
from storage.offer_calls import OfferCall, calls, current_call, invitation, standing_put_off
from storage.people import people, person


async def draw_call_script(tx: Transaction, candidacy_id: int, viewer_id: int | None) -> list[Message]:
    """Draw the call's card for one reader."""
    row = await candidacy(tx, candidacy_id)
    facts = await script_facts(tx, row)
    call, put_off = await current_call(tx, row.id), await standing_put_off(tx, row.id)
    invited = await invitation(tx, row.id)
    shown = CallShown(
        candidacy_id=row.id,
        candidate=row.candidate_name,
        candidate_email=row.candidate_email,
        job=facts.job,
        stage=row.stage,
        caller=facts.caller,
        is_reader_caller=viewer_id == row.caller_id,
        may_read=viewer_id in {row.caller_id, row.hiring_manager_id, row.coordinator_id},
        script=compose_script(facts),
        as_of=await last_written(tx, row),
        changes=await _changes(tx, row) if call is None else [],
        to_pass_on=await _to_pass_on(tx, row) if call else None,
        logged=await _logged(tx, row, call) if call else None,
        next_try=NextTry(put_off.call_at, put_off.was_tried, put_off.at) if put_off else None,
        is_invited=invited is not None,
        has_requests=bool(await requests_of(tx, row.id)),
        was_sent=invited is not None and invited.sent_at is not None,
        has_nothing_more=invited is not None and invited.nothing_more_at is not None,
        backup=await _backup(tx, row),
        waits_for=await _waits_for(tx, row),
    )
    return call_card(shown)


async def _backup(tx: Transaction, row: Candidacy) -> str | None:
    """Name who was chosen to call when the caller can't."""
    return (await person(tx, row.backup_id)).name if row.backup_id and row.stage is Stage.OFFER_CALL else None


async def _waits_for(tx: Transaction, row: Candidacy) -> str | None:
    """Name whose word is missing before anybody may call."""
    asked = await clearance(tx, row.id)
    return (await person(tx, asked.person_id)).name if asked and asked.cleared_at is None else None


async def _logged(tx: Transaction, row: Candidacy, call: OfferCall) -> Logged:
    decision = await standing_decision(tx, call.candidacy_id)
    logs = [
        one for one in await calls(tx, call.candidacy_id) if decision is None or one.logged_at >= decision.decided_at
    ]
    named = {one.script_point_id for one in await left_out(tx, [call.id])}
    spoken = await statements(tx, row) if named else []
    return Logged(
        by=(await person(tx, call.logged_by_id)).name,
        at=call.logged_at,
        sentiment=call.sentiment,
        said=call.said,
        left_out=call.left_out,
        asked_for=call.asked_for,
        next_on=call.next_on,
        corrections=len(logs) - 1,
        feels=call.feels,
        unsure=call.unsure,
        signals=[Signal(one) for one in call.signals],
        points_left_out=[one.point.text for one in spoken if one.row and one.row.id in named],
    )


async def _changes(tx: Transaction, row: Candidacy) -> list[str]:
    """Say what changed in the script since the decision."""
    decision = await standing_decision(tx, row.id)
    return change_lines(await changes_since(tx, row, decision.decided_at)) if decision else []


async def _to_pass_on(tx: Transaction, row: Candidacy) -> ToPassOn | None:
    """Gather what came after the call, by interviewer."""
    found = await to_pass_on(tx, row)
    due, ids = [one.row.due_on for one in found if one.row], [one.row.id for one in found if one.row]
    names = await people(tx, [one.seat.person_id for one in found])
    texts: dict[int, list[str]] = {}
    headings = {}
    for one in found:
        seat = one.seat
        headings[seat.id] = heading_of(
            names[seat.person_id].name, is_caller=seat.person_id == row.caller_id, unnamed=seat.is_unnamed
        )
        texts.setdefault(seat.id, []).append(one.point.text)
    first = min((day for day in due if day), default=None)
    return ToPassOn([(headings[key], texts[key]) for key in texts], first, max(ids)) if first else None
