"""Equal access: whoever is to be hired is invited to interview the company, or somebody has said why they weren't."""

from bot.process.refusals import WrongField
from bot.rules.words import Choice, WhyNotInvited
from storage.candidacies import Candidacy
from storage.database import Transaction
from storage.decisions import standing_decision
from storage.meeting_requests import requests_of
from storage.no_invitations import NoInvitation, no_invitation
from storage.offer_calls import invitation
from storage.people import Person


async def had_access(tx: Transaction, row: Candidacy) -> bool:
    """Tell whether the candidate was invited, or has asked for somebody without it."""
    invited = await invitation(tx, row.id)
    return (invited is not None and invited.sent_at is not None) or bool(await requests_of(tx, row.id))


async def lacks_reason(tx: Transaction, row: Candidacy) -> bool:
    """Tell whether a hire stands of whom nobody knows yet why they weren't invited."""
    made = await standing_decision(tx, row.id)
    if made is None or made.choice is not Choice.HIRE or await had_access(tx, row):
        return False
    return await no_invitation(tx, made.id) is None


async def note_no_invitation(
    tx: Transaction, row: Candidacy, why: WhyNotInvited, note: str | None, *, by: Person
) -> None:
    """Keep why there is no invitation, in the place of what was said before; raises WrongField for no reason at all."""
    made = await standing_decision(tx, row.id)
    if made is None or made.choice is not Choice.HIRE or await had_access(tx, row):
        return
    if why is WhyNotInvited.OTHER and not note:
        raise WrongField(not_invited_note="Say in a few words what the reason was.")
    known = await no_invitation(tx, made.id) or NoInvitation(
        workspace_id=tx.workspace_id, candidacy_id=row.id, decision_id=made.id
    )
    known.why, known.note, known.noted_by_id, known.noted_at = why, note, by.id, tx.now
    tx.session.add(known)
    await tx.session.flush()


async def forget_no_invitation(tx: Transaction, row: Candidacy) -> None:
    """Take the reason back: the call didn't end without an invitation after all."""
    made = await standing_decision(tx, row.id)
    known = await no_invitation(tx, made.id) if made else None
    if known is not None:
        await tx.session.delete(known)
        await tx.session.flush()
