"""Choosing who a request goes to: whom the coordinator may choose from, and whom they chose."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.approval_forms import Suggested
from bot.messages.suggestions import suggestion_reason
from bot.process.access import Action, allow
from bot.process.approvals import check_not_agreed, check_wanted, end_asking, take_request
from bot.process.contacts import Outsider, Suggestable, contact_for
from bot.process.meetings import requests_changed
from bot.process.refusals import WrongField
from bot.process.say import refresh
from bot.process.suggestions import WAITING, suggestions_for
from bot.rules.words import ContactClass
from storage.alternates import forget_alternates
from storage.audit import record
from storage.candidacies import Candidacy, candidacy
from storage.contacts import Contact
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest, request, requests_of
from storage.meeting_rows import row_of
from storage.meetings import has_declined, meetings_of
from storage.people import Person, colleagues_called, people
from storage.volunteers import volunteers_for

CANCEL_FIRST = "To meet somebody else, cancel it first."

SHOWN, MOST_VOLUNTEERS = 20, 80
"""Suggestions a coordinator chooses from, a longer list is a directory; and volunteers, as many as a select holds.

Colleagues who have the name that was asked for count with the volunteers.
"""


@dataclass(frozen=True)
class ChoiceShown:
    """What the form shows: for whom, which kind they asked for, and who is suggested, volunteers first."""

    request_id: int
    candidate: str
    suggested: list[Suggested]
    kind: ContactClass | None = None


async def open_choice(tx: Transaction, *, request_id: int, by: Person) -> ChoiceShown:
    """Return whom a request could go to, for whoever may choose."""
    wish = await request(tx, request_id)
    row = await candidacy(tx, wish.candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    await check_wanted(tx, row, wish, by)
    await check_not_agreed(tx, row, wish, by, CANCEL_FIRST)
    offered = (await volunteers_for(tx, [wish.id]))[wish.id]
    known = await people(tx, offered)
    volunteers = [known[one] for one in offered if known[one].standing.is_member]
    namesakes = (await colleagues_called(tx, [wish.named]))[wish.named] if wish.named else []
    why = {one.id: (one, "said: I can take this") for one in volunteers}
    why |= {one.id: (one, "has the name they asked for") for one in namesakes}
    first = sorted(why.values(), key=lambda pair: pair[0] not in namesakes)
    shown = [Suggested(Suggestable.person_value(one.id), one.name, said) for one, said in first[:MOST_VOLUNTEERS]]
    shown += [
        Suggested(Suggestable.contact_value(one.who.id), one.who.name, suggestion_reason(one, tx.now))
        for one in (await suggestions_for(tx, row, wish))[:SHOWN]
    ]
    return ChoiceShown(wish.id, row.candidate_name, shown, wish.contact_class)


async def choose_someone(
    tx: Transaction,
    *,
    request_id: int,
    chosen: Person | Outsider | Suggestable,
    contact_class: ContactClass | None = None,
    by: Person,
) -> None:
    """Put somebody else on a request; whoever was asked before hears once that it isn't needed. Nobody is asked yet."""
    row, wish = await take_request(tx, request_id, by)
    await check_not_agreed(tx, row, wish, by, CANCEL_FIRST)
    to = await contact_for(tx, row, chosen, contact_class)
    _check_new(to, wish, await _waiting(tx, row), _field_of(chosen))
    await end_asking(tx, row, await row_of(tx, row, wish.id), "Somebody else will talk with this candidate.")
    wish.contact_id, wish.chosen_by_id = to.id, by.id
    wish.give_back(tx.now)
    await forget_alternates(tx, wish.id, to.id)
    await record(tx, "choose_someone", person_id=by.id, candidacy_id=row.id, subject_id=wish.id)
    await requests_changed(tx, row)
    await refresh(tx, row)


def _field_of(chosen: Person | Outsider | Suggestable) -> str:
    if isinstance(chosen, Suggestable):
        return "suggested"
    return "email" if isinstance(chosen, Outsider) else "person"


async def _waiting(tx: Transaction, row: Candidacy) -> list[MeetingRequest]:
    """Return the requests that whoever they go to is, or will be, asked for: not those they can't take."""
    last = {(one.request_id, one.contact_id): one for one in await meetings_of(tx, row.id)}
    return [
        one
        for one in await requests_of(tx, row.id)
        if one.state in WAITING and not ((met := last.get((one.id, one.contact_id or 0))) and has_declined(met))
    ]


def _check_new(to: Contact, wish: MeetingRequest, waiting: Sequence[MeetingRequest], field: str) -> None:
    """Raise WrongField for whoever is on this request, or is being asked for another one of the candidate's."""
    if to.id == wish.contact_id:
        raise WrongField(**{field: "That is who it goes to already. Choose somebody else."})
    if any(one.contact_id == to.id for one in waiting):
        instead = f"Choose somebody else; or say no to this one, and offer that {to.name} tells them about it then."
        raise WrongField(**{field: f"{to.name} is on this candidate's list already, with another request. {instead}"})
