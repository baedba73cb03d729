"""Cases: a meeting with all it concerns, its contact as they can be reached, and who is asked before them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.rules.reply_times import answer_due
from bot.rules.words import DeliveryState
from bot.rules.working_hours import WorkingHours
from storage.candidacies import Candidacy
from storage.contacts import Contact, contact, contacts
from storage.database import Transaction
from storage.deliveries import Delivery, standing
from storage.meeting_requests import MeetingRequest, request
from storage.meetings import Meeting, meetings_of, proposed_times
from storage.people import Person, people, person
from storage.workspaces import working_hours


@dataclass(frozen=True)
class Reach:
    """A contact as they can be reached: through Slack, then with their profile as it is now, or by mail."""

    contact: Contact
    person: Person | None

    @property
    def name(self) -> str:
        """How they are called."""
        return self.person.name if self.person else self.contact.name

    @property
    def zone(self) -> str:
        """Where their clock stands."""
        return self.person.zone if self.person else self.contact.zone

    @property
    def email(self) -> str | None:
        """Where mail reaches them; None for a Slack profile without an address."""
        return self.person.email if self.person else self.contact.email

    @property
    def may_be_next(self) -> bool:
        """Whether they can be asked without another approval: a full member who doesn't mind and isn't marked."""
        is_here = self.person is not None and self.person.standing.is_member
        return is_here and self.contact.refused_at is None and not self.contact.is_not_offered


async def reach(tx: Transaction, contact_id: int) -> Reach:
    """Return a contact as they can be reached."""
    row = await contact(tx, contact_id)
    return Reach(row, await person(tx, row.person_id) if row.person_id else None)


async def hours_of(tx: Transaction, to: Reach) -> WorkingHours:
    """Return when a contact can be met, on their clock: their own hours where they gave some, else the workspace's."""
    return to.contact.hours(await working_hours(tx))


def ask_key(asked: Meeting) -> str:
    """Return the key of the mail that asks somebody outside."""
    return f"meeting:{asked.id}:ask"


async def was_asked_by_mail(tx: Transaction, asked: Meeting) -> bool:
    """Tell whether the mail that asks went out, or is about to."""
    return await standing(tx, ask_key(asked)) is not None


async def asked_first(tx: Transaction, candidacy: Candidacy, to: Reach) -> Person | None:
    """Return the colleague who knows somebody outside and is asked before them.

    None where nobody need be, or a mail went out for this candidate already.
    """
    return (await asked_before(tx, candidacy, [to])).get(to.contact.id)


async def asked_before(tx: Transaction, candidacy: Candidacy, several: Iterable[Reach]) -> dict[int, Person]:
    """Return the colleague who is asked before each of these, by contact, as `asked_first` does for one."""
    nobody = {None, candidacy.coordinator_id}
    outside = [
        one.contact
        for one in several
        if one.person is None and one.contact.known_by_id not in nobody and not one.contact.has_consent(tx.now)
    ]
    if not outside:
        return {}
    keys = {ask_key(one): one.contact_id for one in await meetings_of(tx, candidacy.id)}
    sent = select(Delivery.key).where(
        Delivery.workspace_id == tx.workspace_id,
        Delivery.key.in_(keys),
        Delivery.state != DeliveryState.CANCELLED,
    )
    mailed = {keys[one] for one in (await tx.session.execute(sent)).scalars()}
    known = await people(tx, [one.known_by_id for one in outside])
    knowers = {one.id: known[one.known_by_id] for one in outside if one.known_by_id and one.id not in mailed}
    return {key: who for key, who in knowers.items() if who.standing.is_member}


@dataclass(frozen=True)
class Case:
    """A meeting with all it concerns."""

    candidacy: Candidacy
    request: MeetingRequest
    meeting: Meeting
    to: Reach
    coordinator: Person


async def case_of(tx: Transaction, candidacy: Candidacy, meeting: Meeting) -> Case:
    """Gather what a meeting concerns."""
    return Case(
        candidacy,
        await request(tx, meeting.request_id),
        meeting,
        await reach(tx, meeting.contact_id),
        await person(tx, candidacy.coordinator_id),
    )


def knows_candidate(candidacy: Candidacy, to: Contact) -> bool:
    """Tell whether a contact knows whose candidacy it is without being told: who decides, or who calls."""
    return to.person_id is not None and to.person_id in {candidacy.hiring_manager_id, candidacy.caller_id}


async def reaches(tx: Transaction, contact_ids: Iterable[int]) -> dict[int, Reach]:
    """Return contacts as they can be reached, by id, in two queries."""
    found = await contacts(tx, contact_ids)
    known = await people(tx, [one.person_id for one in found.values()])
    return {key: Reach(one, known[one.person_id] if one.person_id else None) for key, one in found.items()}


async def wanted_by(tx: Transaction, asked: Meeting, to: Reach) -> datetime | None:
    """Return until when an answer is still wanted; None once that is over, though it can still be given."""
    due = await answer_by(tx, asked, to)
    return due if due and due > tx.now else None


async def answer_by(tx: Transaction, asked: Meeting, to: Reach) -> datetime | None:
    """Return until when the contact is asked to answer; None where nothing was proposed."""
    proposed = await proposed_times(tx, [asked.id])
    if not proposed:
        return None
    return answer_due(asked.asked_at, proposed[0].starts_at, await hours_of(tx, to), to.zone)
