"""Splitting a subject over two people: each part stands on the card for itself, and goes its own way."""

import re
from dataclasses import dataclass

from bot.process.access import Action, allow
from bot.process.approvals import check_wanted, take_request
from bot.process.meetings import requests_changed
from bot.process.refusals import AlreadyDone, NotNow, WrongField
from bot.process.say import refresh
from bot.process.suggestions import WAITING, propose
from storage.alternates import forget_alternates
from storage.audit import record
from storage.candidacies import candidacy
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest, request, requests_of
from storage.meeting_rows import waits_for_word
from storage.meetings import meetings_of
from storage.people import Person

_JOINED = re.compile(r"\s*(?:[,;/&+]|\band\b)\s*")


@dataclass(frozen=True)
class SplitShown:
    """What the form shows: what the candidate asked about, and the two parts it seems to have."""

    request_id: int
    candidate: str
    area: str
    parts: tuple[str, str]


def parts_of(area: str) -> tuple[str, str]:
    """Return the two parts that a subject seems to have, the whole twice where it is one."""
    pieces = [one for one in _JOINED.split(area.strip(), maxsplit=1) if one]
    return (pieces[0], pieces[-1]) if pieces else (area, area)


async def open_split(tx: Transaction, *, request_id: int, by: Person) -> SplitShown:
    """Return the request's subject, for the coordinator who is about to split it."""
    wish = await request(tx, request_id)
    row = await candidacy(tx, wish.candidacy_id)
    await allow(tx, Action.APPROVE_MEETING, by, row)
    await check_wanted(tx, row, wish, by)
    area = _subject(wish)
    return SplitShown(wish.id, row.candidate_name, area, parts_of(area))


async def split_request(
    tx: Transaction, *, request_id: int, by: Person, first: str | None = None, second: str | None = None
) -> None:
    """Put a second request on the card, for somebody else, each about its part; nobody is asked yet."""
    row, wish = await take_request(tx, request_id, by)
    area = _subject(wish)
    for field, part in (("first", first), ("second", second)):
        if part is not None and not part.strip():
            raise WrongField(**{field: "What are they to talk about?"})
    mine, other = ((part or area).strip() for part in (first, second))
    about = (other, wish.learn, wish.contact_class)
    if any(one.id != wish.id and _about(one) == about for one in await requests_of(tx, row.id)):
        raise AlreadyDone("This subject stands on the card twice already, for two people.")
    if mine != area:
        await _narrow(tx, wish, mine)
    added = MeetingRequest(
        workspace_id=tx.workspace_id,
        candidacy_id=row.id,
        contact_class=wish.contact_class,
        area=other,
        learn=wish.learn,
        may_name=wish.may_name,
        minutes=wish.minutes,
        place_kind=wish.place_kind,
        entered_by_id=by.id,
        entered_at=tx.now,
    )
    tx.session.add(added)
    await tx.session.flush()
    for one in (wish, added):
        if one.contact_id is None:
            await propose(tx, row, one)
    await record(tx, "split_request", person_id=by.id, candidacy_id=row.id)
    await requests_changed(tx, row)
    await refresh(tx, row)


def _subject(wish: MeetingRequest) -> str:
    if wish.area is None or not wish.can_be_split:
        raise NotNow("Only a subject nobody was asked about yet can be split. Enter another request: `/offer ask`.")
    return wish.area


async def _narrow(tx: Transaction, wish: MeetingRequest, area: str) -> None:
    """Let a request be about a part; whom nobody chose, and who was to be next, were for the whole.

    Whoever was told that other times follow stays.
    """
    wish.area = area
    await forget_alternates(tx, wish.id)
    is_awaited = waits_for_word(wish, await meetings_of(tx, wish.candidacy_id)) is not None
    if wish.chosen_by_id is None and not is_awaited:
        wish.contact_id = None
    await tx.session.flush()


def _about(one: MeetingRequest) -> tuple[object, ...] | None:
    return (one.area, one.learn, one.contact_class) if one.state in WAITING else None
