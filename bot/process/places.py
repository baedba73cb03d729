"""Where a meeting takes place without anybody writing it: a number to call, the office, or a link nobody else is at."""

from datetime import timedelta

from bot.process.meeting_mails import place_of
from bot.rules.words import PlaceKind
from storage.database import Transaction
from storage.meeting_rows import Case
from storage.meetings import is_place_taken
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
