"""Contacts: found by who they are, or made when they are asked for the first time."""

from dataclasses import dataclass

from bot.process.access import is_candidate
from bot.process.refusals import WrongField
from bot.rules.typed_values import Unreadable, mail_address, zone_name
from bot.rules.words import ContactClass
from storage.candidacies import Candidacy
from storage.contacts import Contact, add_contact, contact, contact_of_email, contact_of_person, lock_contact
from storage.database import Transaction
from storage.people import Person, by_emails, person
from storage.suggestions import may_be_offered


@dataclass(frozen=True)
class Outsider:
    """Somebody outside Slack as they were typed; fields `name`, `email` and `zone` of a form."""

    name: str | None
    email: str | None
    zone: str | None = None
    """Where they are; None: not said, so that it is what it was, or as where their coordinator is."""


@dataclass(frozen=True)
class Suggestable:
    """Somebody a form suggested: `value` is a contact's id, or that of a person who isn't a contact yet."""

    value: str

    @staticmethod
    def contact_value(contact_id: int) -> str:
        """Return how a form names a contact."""
        return f"contact:{contact_id}"

    @staticmethod
    def person_value(person_id: int) -> str:
        """Return how a form names a colleague."""
        return f"person:{person_id}"


async def contact_for(
    tx: Transaction, row: Candidacy, who: Person | Outsider | Suggestable, contact_class: ContactClass | None
) -> Contact:
    """Return the contact who this is, made when there is none; raises WrongField for whoever can't be asked.

    The class is taken down for a new contact alone; a directory entry stays as it is.
    """
    if isinstance(who, Outsider):
        return await _outside(tx, row, who, contact_class)
    if isinstance(who, Suggestable):
        kind, _, number = who.value.partition(":")
        if kind == "contact":
            return await _of_directory(tx, int(number))
        who = await person(tx, int(number))
    if not who.standing.is_member:
        raise WrongField(person=f"{who.name} isn't a full member of this workspace. Choose somebody who is.")
    if await is_candidate(tx, who, row):
        raise WrongField(person="That is the candidate. Choose whom they want to talk to.")
    return await _inside(tx, row, who, contact_class)


async def _of_directory(tx: Transaction, contact_id: int) -> Contact:
    row = await contact(tx, contact_id)
    who = await person(tx, row.person_id) if row.person_id is not None else None
    if not may_be_offered(row, who, tx.now):
        raise WrongField(suggested="They aren't to be offered any more. Choose somebody else.")
    return row


async def _inside(tx: Transaction, row: Candidacy, who: Person, contact_class: ContactClass | None) -> Contact:
    known = await contact_of_person(tx, who.id)
    if known is not None:
        return known
    usual = ContactClass.HIRING_MANAGER if who.id == row.hiring_manager_id else ContactClass.CURRENT_EMPLOYEE
    kind = contact_class or usual
    return await add_contact(tx, {"person_id": who.id, "name": who.name, "contact_class": kind, "zone": who.zone})


async def _outside(tx: Transaction, row: Candidacy, who: Outsider, contact_class: ContactClass | None) -> Contact:
    if not who.name:
        raise WrongField(name="Whose address is this? Give their name as well.")
    if not who.email:
        raise WrongField(email="They aren't in Slack, so an e-mail address is needed to ask them.")
    try:
        email = mail_address(who.email).casefold()
    except Unreadable as problem:
        raise WrongField(email=str(problem)) from problem
    if email == (row.candidate_email or "").casefold():
        raise WrongField(email="That is the candidate's own address.")
    inside = next((one for one in await by_emails(tx, [email]) if one.standing.is_member), None)
    if inside is not None:
        return await _inside(tx, row, inside, contact_class)
    known = await contact_of_email(tx, email)
    if known is not None and known.refused_at is not None:
        raise WrongField(email=f"{known.name} has said that they don't want to be asked. Choose somebody else.")
    zone = _zone(who)
    if known is not None:
        return await _moved(tx, known, zone) if zone else known
    if contact_class is None:
        raise WrongField(contact_class=f"Who is {who.name} to us? Choose what fits best.")
    zone = zone or (await person(tx, row.coordinator_id)).zone
    return await add_contact(tx, {"email": email, "name": who.name, "contact_class": contact_class, "zone": zone})


async def _moved(tx: Transaction, known: Contact, zone: str) -> Contact:
    """Take down where somebody is by now; a form of their entry that is open meanwhile is refused."""
    row = await lock_contact(tx, known.id)
    if row.zone != zone:
        row.zone, row.version = zone, row.version + 1
    return row


def _zone(who: Outsider) -> str | None:
    try:
        return zone_name(who.zone) if who.zone else None
    except Unreadable as problem:
        raise WrongField(zone=str(problem)) from problem
