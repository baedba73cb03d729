"""Draws the debrief's card and the hiring manager's prompt from the tables."""

from bot.messages.blocks import Message
from bot.messages.debriefs import debrief_card
from bot.messages.decisions import decision_prompt
from storage.database import Transaction
from storage.debriefs import debrief


async def draw_debrief_card(tx: Transaction, candidacy_id: int, viewer_id: int | None) -> list[Message]:
    """Draw the card in the debrief channel, the same for everyone who reads it."""
    del viewer_id
    return [debrief_card(await debrief(tx, candidacy_id))]


async def draw_decision_prompt(tx: Transaction, candidacy_id: int, viewer_id: int | None) -> list[Message]:
    """Draw the prompt for whoever decides now; nobody else sees one."""
    shown = await debrief(tx, candidacy_id)
    return [decision_prompt(shown)] if viewer_id == shown.hiring_manager.id else []
