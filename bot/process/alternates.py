"""Alternates: the coordinator approves beforehand whom to ask next, so that a decline costs no day."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.process.access import Action, allow
from bot.process.approvals import check_not_agreed, check_wanted, take_request
from bot.process.contacts import contact_for
from bot.process.refusals import NotNow, WrongField
from bot.process.suggestions import WAITING, suggestions_for
from bot.rules.words import Surface
from storage.alternates import alternates_for, replace_alternates
from storage.audit import record
from storage.candidacies import candidacy
from storage.cases import reach
from storage.contacts import Contact
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest, request, requests_of
from storage.outbox import redraw
from storage.people import Person

MOST = 2
"""Who can be approved beforehand; a longer list would be one that nobody looks at again."""
NAMED = 5
"""Suggestions the form names."""

NOBODY_ELSE = "Nobody else is to be asked. The card shows how it stands."


@dataclass(frozen=True)
class AlternatesShown:
    """What the form shows: who is asked first, whom the directory suggests, and the Slack ids of those approved."""

    request_id: int
    candidate: str
    who: str
    suggested: list[str]
    chosen: list[str]


async def open_alternates(tx: Transaction, *, request_id: int, by: Person) -> AlternatesShown:
    """Return who could be asked next, for whoever may approve; raises NotNow where nobody is asked first."""
    wish = await request(tx, request_id)
    row = await candidacy(tx, wish.candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    await check_wanted(tx, row, wish, by)
    await check_not_agreed(tx, row, wish, by, NOBODY_ELSE)
    first = await reach(tx, _first(wish))
    approved = [await reach(tx, one.contact_id) for one in (await alternates_for(tx, [wish.id]))[wish.id]]
    fitting = [await reach(tx, one.who.id) for one in (await suggestions_for(tx, row, wish))]
    return AlternatesShown(
        wish.id,
        row.candidate_name,
        first.name,
        [one.name for one in fitting if one.person is not None][:NAMED],
        [who.slack_id for one in approved if (who := one.person) and who.slack_id and who.standing.is_member],
    )


async def approve_alternates(tx: Transaction, *, request_id: int, colleagues: Sequence[Person], by: Person) -> None:
    """Approve whom to ask next, in this order, or nobody; nobody is asked yet. Raises WrongField."""
    row, wish = await take_request(tx, request_id, by)
    await check_not_agreed(tx, row, wish, by, NOBODY_ELSE)
    first = _first(wish)
    if len(colleagues) > MOST:
        raise WrongField(colleagues=f"Choose up to {MOST}.")
    others = [one for one in await requests_of(tx, row.id) if one.state in WAITING]
    found = [await contact_for(tx, row, one, None) for one in colleagues]
    for one in found:
        _check_free(one, first, others)
    await replace_alternates(tx, wish.id, [one.id for one in found], by.id)
    await record(tx, "approve_alternates", person_id=by.id, candidacy_id=row.id)
    await redraw(tx, Surface.COORDINATOR_CARD, row.id)


def _first(wish: MeetingRequest) -> int:
    if wish.contact_id is None:
        raise NotNow("Nobody is chosen yet, so nobody comes next. Press *Find someone* first.")
    return wish.contact_id


def _check_free(one: Contact, first: int, others: Sequence[MeetingRequest]) -> None:
    """Raise WrongField for whoever is asked first, doesn't want to be, or is on the list with another request."""
    if one.id == first:
        raise WrongField(colleagues=f"{one.name} is the one who is asked first. Choose who comes after.")
    if one.refused_at is not None:
        raise WrongField(colleagues=f"{one.name} has said that they don't want to be asked. Choose somebody else.")
    if any(wish.contact_id == one.id for wish in others):
        raise WrongField(colleagues=f"{one.name} is on this candidate's list already, with another request.")
