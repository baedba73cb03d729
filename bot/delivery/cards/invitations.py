"""Draws the invitation's card from the tables: what goes out to the candidate, or what went."""

from bot.messages.blocks import Message
from bot.messages.invitations import (
    NOTHING_GOES,
    InvitationLetter,
    InvitationShown,
    InvitationState,
    invitation_card,
    invitation_in_other_hands,
    invitation_letter,
)
from bot.rules.words import DeliveryState, Stage
from storage.candidacies import Candidacy, candidacy
from storage.database import Transaction
from storage.deliveries import UNFINISHED, by_key
from storage.offer_calls import Invitation, invitation, invitation_facts
from storage.people import person


async def draw_invitation(tx: Transaction, candidacy_id: int, viewer_id: int | None) -> list[Message]:
    """Draw what goes out to the candidate, or went; to whoever has nothing to do with it any more, one line."""
    row = await candidacy(tx, candidacy_id)
    if viewer_id not in {row.caller_id, row.hiring_manager_id, row.coordinator_id}:
        return [invitation_in_other_hands(row.candidate_name)]
    invited = await invitation(tx, row.id)
    state = await _state(tx, row, invited)
    shows_it = invited is not None and state not in NOTHING_GOES
    letter = await _letter(tx, row, invited) if invited and shows_it else InvitationLetter(None, "", "")
    is_edited = invited is not None and invited.edited_by_id is not None and invited.text is not None
    shown = InvitationShown(
        candidacy_id=row.id,
        candidate=row.candidate_name,
        letter=letter,
        state=state,
        at=(invited.sent_at or invited.held_at or invited.goes_at) if invited else tx.now,
        edited_by=(await person(tx, invited.edited_by_id or 0)).name if invited and is_edited else None,
        is_over=row.stage is Stage.CLOSED,
    )
    return [invitation_card(shown)]


async def _letter(tx: Transaction, row: Candidacy, invited: Invitation) -> InvitationLetter:
    address = invited.sent_to or row.candidate_email
    return invitation_letter(await invitation_facts(tx, row), address, invited.subject, invited.text)


async def _state(tx: Transaction, row: Candidacy, invited: Invitation | None) -> InvitationState:
    is_over = row.stage in {Stage.CLOSED, Stage.DEBRIEF}
    if invited is not None and invited.sent_at is not None:
        sent = await by_key(tx, f"invitation:{invited.id}")
        state = sent.state if sent else DeliveryState.DELIVERED
        failed = state in {DeliveryState.FAILED, DeliveryState.CANCELLED}
        if sent is not None and sent.state in UNFINISHED and sent.error is not None:
            return InvitationState.DELAYED
        if not (is_over and failed):
            return InvitationState.FAILED if failed else InvitationState.SENT
    if is_over:
        return InvitationState.ENDED if row.stage is Stage.CLOSED else InvitationState.REVERSED
    if invited is None or invited.sent_at is not None:
        return InvitationState.STOPPED
    return InvitationState.HELD if invited.held_at else InvitationState.GOING_OUT
