"""Draws the caller's card and the invitation's from the tables."""

from bot.messages.blocks import Message
from bot.messages.invitations import (
    InvitationShown,
    InvitationState,
    invitation_card,
    invitation_in_other_hands,
    invitation_subject,
    invitation_text,
)
from bot.messages.offer_calls import CallShown, Logged, NextTry, call_card
from bot.rules.call_script import compose_script
from bot.rules.words import DeliveryState, Stage
from storage.call_scripts import last_written, script_facts, written_since
from storage.candidacies import Candidacy, candidacy
from storage.database import Transaction
from storage.decisions import standing_decision
from storage.meeting_requests import requests_of
from storage.offer_calls import (
    Invitation,
    OfferCall,
    calls,
    current_call,
    invitation,
    invitation_facts,
    standing_put_off,
)
from storage.outbox import by_key
from storage.panels import seats
from storage.people import person


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
        late=await _late(tx, row, call),
        logged=await _logged(tx, call) if call else None,
        next_try=NextTry(put_off.call_at, put_off.was_tried, put_off.at) if put_off else None,
        is_invited=invited is not None,
        has_requests=bool(await requests_of(tx, row.id)),
        was_sent=invited is not None and invited.sent_at is not None,
        has_nothing_more=invited is not None and invited.nothing_more_at is not None,
    )
    return call_card(shown)


async def draw_invitation(tx: Transaction, candidacy_id: int, viewer_id: int | None) -> list[Message]:
    """Draw what goes out to the candidate, or went; to whoever has nothing to do with it any more, one line."""
    row = await candidacy(tx, candidacy_id)
    if viewer_id not in {row.caller_id, row.hiring_manager_id, row.coordinator_id}:
        return [invitation_in_other_hands(row.candidate_name)]
    invited = await invitation(tx, row.id)
    facts = await invitation_facts(tx, row)
    state = await _state(tx, row, invited)
    at = (invited.sent_at or invited.held_at or invited.goes_at) if invited else tx.now
    text = "" if state is InvitationState.STOPPED else invitation_text(facts)
    shown = InvitationShown(row.id, row.candidate_name, row.candidate_email, state, at, invitation_subject(facts), text)
    return [invitation_card(shown)]


async def _late(tx: Transaction, row: Candidacy, call: OfferCall | None) -> list[str]:
    """Name whose feedback came or changed after the decision, or after the call; who is unnamed stays so."""
    decision = await standing_decision(tx, row.id)
    since = call.logged_at if call else decision.decided_at if decision else None
    if since is None:
        return []
    unnamed = {seat.person_id for seat in await seats(tx, row.id) if seat.is_unnamed}
    late = await written_since(tx, row, since)
    return ["an interviewer who asked not to be named" if one.id in unnamed else one.name for one in late]


async def _logged(tx: Transaction, call: OfferCall) -> Logged:
    decision = await standing_decision(tx, call.candidacy_id)
    logs = [
        one for one in await calls(tx, call.candidacy_id) if decision is None or one.logged_at >= decision.decided_at
    ]
    return Logged(
        by=(await person(tx, call.logged_by_id)).name,
        at=call.logged_at,
        sentiment=call.sentiment,
        said=call.said,
        left_out=call.left_out,
        asked_for=call.asked_for,
        next_on=call.next_on,
        corrections=len(logs) - 1,
    )


async def _state(tx: Transaction, row: Candidacy, invited: Invitation | None) -> InvitationState:
    is_over = row.stage in {Stage.CLOSED, Stage.DEBRIEF}
    if invited is not None and invited.sent_at is not None:
        sent = await by_key(tx, f"invitation:{invited.id}")
        state = sent.state if sent else DeliveryState.DELIVERED
        if not (is_over and state is DeliveryState.CANCELLED):
            failed = state in {DeliveryState.FAILED, DeliveryState.CANCELLED}
            return InvitationState.FAILED if failed else InvitationState.SENT
    if invited is None or is_over or invited.sent_at is not None:
        return InvitationState.STOPPED
    return InvitationState.HELD if invited.held_at else InvitationState.GOING_OUT
