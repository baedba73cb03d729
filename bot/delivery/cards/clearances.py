"""Draws the card of whoever is asked to clear a call."""

from bot.messages.blocks import Message
from bot.messages.clearances import ClearanceShown, clearance_card
from storage.candidacies import candidacy, job
from storage.clearances import clearance_of
from storage.database import Transaction
from storage.decisions import decision
from storage.people import people


async def draw_clearance(tx: Transaction, clearance_id: int, viewer_id: int | None) -> list[Message]:
    """Draw one clearance for whoever is, or was, asked."""
    asked = await clearance_of(tx, clearance_id)
    row, made = await candidacy(tx, asked.candidacy_id), await decision(tx, asked.decision_id)
    ids = [row.caller_id, made.decided_by_id, asked.person_id, asked.cleared_by_id, asked.put_off_by_id]
    known = await people(tx, ids)
    shown = ClearanceShown(
        id=asked.id,
        candidate=row.candidate_name,
        job=(await job(tx, row.job_id)).title,
        stage=row.stage,
        is_standing=made.reversed_at is None,
        decided_by=known[made.decided_by_id].name,
        decided_at=made.decided_at,
        caller=known[row.caller_id].name,
        asked=known[asked.person_id].name,
        is_reader_asked=viewer_id == asked.person_id,
        cleared_by=known[asked.cleared_by_id].name if asked.cleared_by_id else None,
        cleared_at=asked.cleared_at,
        held_back_by=known[asked.put_off_by_id].name if asked.put_off_by_id else None,
        held_back_at=asked.put_off_at,
        reason=asked.reason,
        held_back_until=asked.put_off_until,
    )
    return [clearance_card(shown)]
