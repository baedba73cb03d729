"""Who is needed for what is under way: of them the bot must know in time that they have left."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.rules.words import MeetingState, Stage
from storage.candidacies import Candidacy, open_candidacies
from storage.contacts import Contact
from storage.database import Transaction
from storage.meetings import Meeting
from storage.panels import Seat
from storage.people import FRESH_FOR, Person
from storage.workspaces import settings

UNDER_WAY = (MeetingState.ASKED, MeetingState.AGREED)


async def needed_and_old(tx: Transaction, most: int) -> Sequence[Person]:
    """Return those needed of whom Slack wasn't asked for a day (real time), the longest ago first, `most` at once."""
    chosen = await settings(tx)
    needed = {chosen.head_of_talent_id, chosen.coordinator_id, chosen.clearer_id}
    for row in await open_candidacies(tx):
        needed |= {row.opener_id, row.hiring_manager_id, row.caller_id, row.backup_id, row.coordinator_id}
    seated = (
        select(Seat.person_id)
        .join(Candidacy, Candidacy.id == Seat.candidacy_id)
        .where(Seat.workspace_id == tx.workspace_id, Seat.removed_at.is_(None), Candidacy.stage != Stage.CLOSED)
    )
    needed |= set((await tx.session.execute(seated)).scalars())
    asked = (
        select(Contact.person_id, Contact.delegate_id)
        .join(Meeting, Meeting.contact_id == Contact.id)
        .where(Meeting.workspace_id == tx.workspace_id, Meeting.state.in_(UNDER_WAY))
    )
    needed |= {one for pair in await tx.session.execute(asked) for one in pair}
    query = (
        select(Person)
        .where(
            Person.workspace_id == tx.workspace_id,
            Person.id.in_(needed - {None}),
            Person.slack_id.is_not(None),
            Person.refreshed_at < tx.real - FRESH_FOR,
        )
        .order_by(Person.refreshed_at, Person.id)
        .limit(most)
    )
    return (await tx.session.execute(query)).scalars().all()
