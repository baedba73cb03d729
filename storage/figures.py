"""The rows that figures are worked out from, gathered in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from storage.answers import RecordedAnswer
from storage.candidacies import Candidacy
from storage.contacts import Contact
from storage.database import Transaction
from storage.decisions import Decision
from storage.meeting_requests import MeetingRequest
from storage.meetings import Meeting
from storage.no_invitations import NoInvitation
from storage.offer_calls import Invitation, OfferCall

Row = TypeVar(
    "Row",
    Candidacy,
    Contact,
    Decision,
    Invitation,
    Meeting,
    MeetingRequest,
    NoInvitation,
    OfferCall,
    RecordedAnswer,
)


@dataclass(frozen=True)
class Counted:
    """All rows of the workspace that figures count, each oldest first."""

    candidacies: Sequence[Candidacy]
    decisions: Sequence[Decision]
    calls: Sequence[OfferCall]
    invitations: Sequence[Invitation]
    no_invitations: Sequence[NoInvitation]
    requests: Sequence[MeetingRequest]
    contacts: Sequence[Contact]
    meetings: Sequence[Meeting]
    answers: Sequence[RecordedAnswer]


async def counted(tx: Transaction) -> Counted:
    """Return everything there is to count."""
    return Counted(
        candidacies=await _all(tx, Candidacy),
        decisions=await _all(tx, Decision),
        calls=await _all(tx, OfferCall),
        invitations=await _all(tx, Invitation),
        no_invitations=await _all(tx, NoInvitation),
        requests=await _all(tx, MeetingRequest),
        contacts=await _all(tx, Contact),
        meetings=await _all(tx, Meeting),
        answers=await _all(tx, RecordedAnswer),
    )


async def _all(tx: Transaction, table: type[Row]) -> Sequence[Row]:
    query = select(table).where(table.workspace_id == tx.workspace_id).order_by(table.id)
    return (await tx.session.execute(query)).scalars().all()
