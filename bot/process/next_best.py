"""The next best: whoever was approved beforehand is asked at once when the first one can't."""

from bot.process.asking import ask
from bot.process.suggestions import WAITING
from storage.alternates import Alternate, alternates_for, replace_alternates
from storage.audit import record
from storage.candidacies import Candidacy
from storage.contacts import lock_contact
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest, requests_of
from storage.meeting_rows import new_times, reach
from storage.meetings import meetings_of
from storage.people import person


async def ask_next(tx: Transaction, row: Candidacy, wish: MeetingRequest) -> str | None:
    """Ask the next whom the coordinator approved and who can be asked now; returns their name, None where nobody is."""
    approved = (await alternates_for(tx, [wish.id]))[wish.id]
    while approved:
        one = approved.pop(0)
        name = await _ask(tx, row, wish, one)
        if name is not None:
            await replace_alternates(tx, wish.id, [other.contact_id for other in approved], one.approved_by_id)
            return name
    return None


async def _ask(tx: Transaction, row: Candidacy, wish: MeetingRequest, following: Alternate) -> str | None:
    """Ask an alternate; None where they left, don't want to, are on the list otherwise, or no time suits them."""
    known = await lock_contact(tx, following.contact_id)
    to = await reach(tx, known.id)
    others = [other for other in await requests_of(tx, row.id) if other.id != wish.id and other.state in WAITING]
    is_here = to.person is not None and to.person.standing.is_member and known.refused_at is None
    if not is_here or known.is_not_offered or any(other.contact_id == known.id for other in others):
        return None
    was_asked = any((one.request_id, one.contact_id) == (wish.id, known.id) for one in await meetings_of(tx, row.id))
    times = [] if was_asked else await new_times(tx, row, wish, to)
    if not times:
        return None
    wish.contact_id, wish.chosen_by_id = known.id, following.approved_by_id
    await ask(tx, row, wish, to, times, by=await person(tx, following.approved_by_id))
    await record(tx, "alternate_asked", person_id=None, candidacy_id=row.id)
    return to.name
