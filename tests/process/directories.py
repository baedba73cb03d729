"""A directory to try: colleagues and people outside listed, requests entered, and whom they go to."""

from typing import Any

from bot.process import directory
from bot.process.directory import Entry
from bot.process.meeting_requests import Wish, request_meeting
from bot.rules.directory import Consent
from bot.rules.words import ContactClass
from storage.contacts import Contact, contact
from tests.process.reverse_interviews import Office

EMPLOYEE, INVESTOR = ContactClass.CURRENT_EMPLOYEE, ContactClass.INVESTOR
INES = Entry(
    name="Ines Vestor", email="Ines@Fund.example", contact_class=INVESTOR, zone="New York", consent=Consent.YES
)


async def add(office: Office, who: str, *, by: str = "cora", **fields: Any) -> int:  # noqa: ANN401  # an entry's fields
    """List a colleague who knows about on-call; returns the contact's id."""
    facts: dict[str, Any] = {"areas": "on-call", "contact_class": EMPLOYEE, **fields}
    entry = Entry(person=office.people[who], **facts)
    async with office.act() as tx:
        return (await directory.add_entry(tx, entry, by=office.people[by], is_outside=False)).id


async def add_outside(office: Office, entry: Entry = INES, *, by: str = "tala") -> int:
    """List somebody outside Slack; returns the contact's id."""
    async with office.act() as tx:
        return (await directory.add_entry(tx, entry, by=office.people[by], is_outside=True)).id


async def save(office: Office, contact_id: int, entry: Entry, *, by: str = "cora") -> None:
    """Change an entry as it stands."""
    async with office.act() as tx:
        seen = (await contact(tx, contact_id)).version
        await directory.save_entry(tx, entry, contact_id=contact_id, seen=seen, by=office.people[by])


async def entry(office: Office, contact_id: int) -> Contact:
    """Return an entry as it is now."""
    async with office.look() as tx:
        return await contact(tx, contact_id)


async def listed(office: Office, by: str) -> list[str]:
    """Name whom somebody sees in the directory."""
    async with office.look() as tx:
        shown = await directory.open_directory(tx, by=office.people[by])
        return [row.name for row, _ in shown.entries] if shown else ["own"]


async def ask(office: Office, **wish: object) -> int:
    """Enter what the candidate asked for; returns the request's id."""
    async with office.act() as tx:
        made = await request_meeting(
            tx,
            Wish(**wish),  # type: ignore[arg-type]  # fields by name
            candidacy_id=office.candidacy_id,
            by=office.people["cora"],
        )
        return made.id


async def proposed(office: Office, request_id: int) -> str | None:
    """Name whom a request goes to."""
    wish = await office.wish(request_id)
    return (await entry(office, wish.contact_id)).name if wish.contact_id else None
