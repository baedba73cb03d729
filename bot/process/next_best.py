"""The next best: whoever was approved beforehand is asked at once when the first one can't, or doesn't answer."""

from dataclasses import dataclass
from datetime import datetime

from bot.messages.meetings import PASSED_ON
from bot.process.asking import ask, call_off
from bot.process.places import place_for_next
from bot.process.suggestions import WAITING
from storage.alternates import Alternate, alternates_for, replace_alternates
from storage.audit import record
from storage.candidacies import Candidacy
from storage.cases import Case, Reach, reach
from storage.contacts import Contact, lock_contacts
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest, requests_of
from storage.meeting_times import new_times
from storage.meetings import meetings_of
from storage.people import person


@dataclass(frozen=True)
class Following:
    """Who is asked next, about which times; `rest` are those who come after them, in order."""

    alternate: Alternate
    to: Reach
    times: list[datetime]
    rest: list[int]


async def ask_next(
    tx: Transaction, row: Candidacy, wish: MeetingRequest, *, instead_of: Case | None = None
) -> str | None:
    """Ask the next whom the coordinator approved and who can be asked now; returns their name, None where nobody is.

    `instead_of`: who was asked and is silent; it is off their desk, and they are told, where somebody can be asked.
    """
    found = await _following(tx, row, wish, without=instead_of.meeting.id if instead_of else None)
    if found is None:
        return None
    if instead_of is not None:
        await call_off(tx, instead_of, reason=PASSED_ON)
    approver = found.alternate.approved_by_id
    wish.contact_id, wish.chosen_by_id = found.to.contact.id, approver
    place = await place_for_next(tx, row, wish)
    await ask(tx, row, wish, found.to, found.times, by=await person(tx, approver), place=place)
    await record(tx, "alternate_asked", person_id=None, candidacy_id=row.id, subject_id=wish.id)
    await replace_alternates(tx, wish.id, found.rest, approver)
    return found.to.name


async def _following(tx: Transaction, row: Candidacy, wish: MeetingRequest, *, without: int | None) -> Following | None:
    """Return the first alternate who can be asked; `without`: the meeting whose times are free again by then."""
    approved = (await alternates_for(tx, [wish.id]))[wish.id]
    present = [wish.contact_id] if wish.contact_id else []
    known = await lock_contacts(tx, [*present, *(one.contact_id for one in approved)])
    for place, one in enumerate(approved):
        to = await reach(tx, one.contact_id)
        if to.may_be_next and await _is_free_for(tx, row, wish, known[one.contact_id]):
            times = await new_times(tx, row, wish, to, without=without)
            if times:
                return Following(one, to, times, [other.contact_id for other in approved[place + 1 :]])
    return None


async def _is_free_for(tx: Transaction, row: Candidacy, wish: MeetingRequest, known: Contact) -> bool:
    """Tell whether they weren't asked for this before, and aren't on the list otherwise."""
    others = [other for other in await requests_of(tx, row.id) if other.id != wish.id and other.state in WAITING]
    was_asked = any((one.request_id, one.contact_id) == (wish.id, known.id) for one in await meetings_of(tx, row.id))
    return not was_asked and not any(other.contact_id == known.id for other in others)
