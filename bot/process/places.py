"""Where a meeting takes place without anybody writing it: a number to call, the office, or a link nobody else is at."""

from collections.abc import Sequence
from datetime import timedelta

from bot.messages.places import MissingPlace
from bot.process.meeting_mails import place_of
from bot.rules.words import PlaceKind
from storage.candidacies import Candidacy
from storage.cases import Case, Reach
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest, requests_of
from storage.meetings import is_place_taken, meetings_of
from storage.places import known_places
from storage.workspaces import hold_workspace, settings


async def find_place(tx: Transaction, case: Case) -> str | None:
    """Return where an agreed meeting takes place; None where somebody has to say it.

    A link of many is given to one conversation at a time, so that no candidate meets another at it.
    """
    known = await known_places(tx, case.candidacy)
    if case.request.place_kind is PlaceKind.PHONE:
        return place_of(case) if known.phone else None
    if case.request.place_kind is PlaceKind.OFFICE:
        return known.office
    if case.to.contact.place is not None:
        return case.to.contact.place
    around = timedelta(minutes=(await settings(tx)).buffer_minutes)
    for link in known.links:
        await hold_workspace(tx)
        if not await is_place_taken(tx, link, case.meeting, around):
            return link
    return None


async def missing_places(
    tx: Transaction, row: Candidacy, asked: Sequence[tuple[MeetingRequest, Reach]]
) -> dict[PlaceKind, MissingPlace]:
    """Return of which ways to meet somebody has to say more, with what was written for this candidate before.

    For a call nothing is proposed: who calls whom was about somebody else.
    """
    known = await known_places(tx, row)
    meetings = [one for one in await meetings_of(tx, row.id) if one.is_place_written]
    same = {(one.request_id, one.contact_id) for one in meetings}
    who: dict[PlaceKind, list[str]] = {}
    for wish, to in asked:
        if known.lack(to.contact, wish.place_kind) and (wish.id, to.contact.id) not in same:
            who.setdefault(wish.place_kind, []).append(to.name)
    if not who:
        return {}
    ways = {wish.id: wish.place_kind for wish in await requests_of(tx, row.id)}
    before = {ways[one.request_id]: one.place for one in meetings}
    before.pop(PlaceKind.PHONE, None)
    return {kind: MissingPlace(who[kind], before.get(kind)) for kind in PlaceKind if kind in who}


async def change_way_to_meet(tx: Transaction, wish: MeetingRequest, kind: PlaceKind) -> None:
    """Have a request met in another way: what was written for the way before goes on no more."""
    if kind is not wish.place_kind:
        wish.place_kind = kind
        for one in [one for one in await meetings_of(tx, wish.candidacy_id) if one.request_id == wish.id]:
            one.is_place_written = False


async def place_for_next(tx: Transaction, row: Candidacy, wish: MeetingRequest) -> str | None:
    """Return where somebody wrote that a request's conversation takes place, for whoever is asked next about it.

    None for a call: who calls whom was about somebody else.
    """
    written = [one.place for one in await meetings_of(tx, row.id) if one.request_id == wish.id and one.is_place_written]
    return written[-1] if written and wish.place_kind is not PlaceKind.PHONE else None


async def place_to_ask(
    tx: Transaction, row: Candidacy, wish: MeetingRequest, to: Reach, written: str | None
) -> str | None:
    """Return where somebody wrote that a contact who is about to be asked meets the candidate; None where nobody did.

    What was written for the same two before goes on, unless something else is `written` now, where nothing is usual.
    """
    if written and (await known_places(tx, row)).lack(to.contact, wish.place_kind):
        return written
    about = (wish.id, to.contact.id)
    mine = [one for one in await meetings_of(tx, row.id) if (one.request_id, one.contact_id) == about]
    return mine[-1].place if mine and mine[-1].is_place_written else None
