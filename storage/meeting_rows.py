"""Meeting requests as they stand, row by row as on the coordinator's card: whom each goes to, and the times for it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rules.caps import Excess, excess
from bot.rules.finding_times import Window
from bot.rules.reply_times import answer_due
from bot.rules.words import MeetingState, RequestState
from storage.calendars import ACTIVE, spans
from storage.candidacies import Candidacy
from storage.cases import Reach, reaches
from storage.contacts import Contact
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest, request, requests_of
from storage.meeting_times import Timetable, find_times, still_free, timetables
from storage.meetings import Meeting, meetings_of, meetings_with


@dataclass(frozen=True)
class Row:
    """One request: `times` are those that could be proposed while it is open, those still free once it is asked.

    `meeting` is the last one with the present contact; `is_silent`: they have had their time to answer.
    """

    request: MeetingRequest
    reach: Reach | None
    meeting: Meeting | None
    times: list[datetime]
    load: int
    is_silent: bool = False
    excess: Excess | None = None
    """Whether asking now would go beyond what the contact said they can give."""
    changed_why: str | None = None
    """Why the last meeting with them that was moved or cancelled was, where the coordinator wrote it."""
    was_agreed: bool = False
    """Whether a time was agreed with them before, so that they know the candidate's name."""
    is_unwilling: bool = False
    """Whether they don't want to be asked; what they once agreed to, or named other times for, they are asked again."""


def waits_for_word(wish: MeetingRequest, meetings: Iterable[Meeting]) -> Meeting | None:
    """Return the meeting whose contact was told that other times follow, while none are proposed; None without one.

    That is after an agreed time was given back, or their writing of others. `meetings` are the candidacy's, in order.
    """
    mine = [one for one in meetings if (one.request_id, one.contact_id) == (wish.id, wish.contact_id)]
    if wish.state is not RequestState.OPEN or not mine:
        return None
    last = mine[-1]
    is_to_move = last.state is MeetingState.CANCELLED and last.starts_at is not None
    return last if is_to_move or (last.state is MeetingState.DECLINED and last.reason) else None


async def may_write_anew(tx: Transaction, asked: Meeting) -> bool:
    """Tell whether its contact wrote about other times and nothing came of it yet, so that they may write others."""
    if asked.state is not MeetingState.DECLINED:
        return False
    wish = await request(tx, asked.request_id)
    return waits_for_word(wish, await meetings_of(tx, asked.candidacy_id)) is asked


PAGE = 12
"""Requests a coordinator's card shows at a time: few candidates ask for so many."""
_TURNS = (RequestState.OPEN, RequestState.ASKED, RequestState.AGREED)


@dataclass(frozen=True)
class Page:
    """The requests that the coordinator's card shows, of `all` in the order they were entered.

    Where there are more than one page holds, those that wait for the coordinator come first, what is over last.
    """

    all: Sequence[MeetingRequest]
    before: Sequence[MeetingRequest]
    """The open ones of earlier pages: times they are offered are offered to nobody here."""
    shown: Sequence[MeetingRequest]
    number: int
    """Which page it is, from 0."""


async def page_of(tx: Transaction, candidacy: Candidacy, *, request_id: int | None = None) -> Page:
    """Return the page that the coordinator turned to, or the one that has a request."""
    wishes = await requests_of(tx, candidacy.id)
    if len(wishes) <= PAGE:
        return Page(wishes, (), wishes, 0)
    in_turn = sorted(wishes, key=lambda one: _TURNS.index(one.state) if one.state in _TURNS else len(_TURNS))
    number = min(candidacy.card_page, (len(wishes) - 1) // PAGE)
    if request_id is not None:
        number = [one.id for one in in_turn].index(request_id) // PAGE
    before = [one for one in in_turn[: number * PAGE] if one.state is RequestState.OPEN]
    return Page(wishes, before, in_turn[number * PAGE : (number + 1) * PAGE], number)


async def rows_on(tx: Transaction, candidacy: Candidacy, page: Page) -> list[Row]:
    """Return what a page of the card shows."""
    found = await rows(tx, [candidacy], [*page.before, *page.shown])
    return found[len(page.before) :]


async def rows(tx: Transaction, candidacies: Sequence[Candidacy], wishes: Sequence[MeetingRequest]) -> list[Row]:
    """Return these requests of some candidacies; no two are offered the same time of one candidate's.

    However many there are, it takes the same number of queries.
    """
    by_contact = await reaches(tx, [one.contact_id for one in wishes if one.contact_id])
    known = await timetables(tx, candidacies, by_contact)
    offered: dict[int, list[Window]] = defaultdict(list)
    found = []
    for wish in wishes:
        mine = offered[wish.candidacy_id]
        row = _row(known[wish.candidacy_id], wish, by_contact.get(wish.contact_id or 0), mine)
        if wish.state is RequestState.OPEN:
            mine += spans(row.times, wish.minutes)
        found.append(row)
    return found


async def row_of(tx: Transaction, candidacy: Candidacy, request_id: int) -> Row:
    """Return one request's row, with the very times the card shows."""
    page = await page_of(tx, candidacy, request_id=request_id)
    return next(row for row in await rows_on(tx, candidacy, page) if row.request.id == request_id)


def _row(known: Timetable, wish: MeetingRequest, to: Reach | None, offered: Sequence[Window]) -> Row:
    if to is None:
        return Row(wish, None, None, [], 0)
    theirs = known.calendars.with_contact(to.contact.id)
    mine = [one for one in theirs if one.request_id == wish.id]
    last = mine[-1] if mine else None
    load = sum(one.request_id != wish.id and one.state in {*ACTIVE, MeetingState.HELD} for one in theirs)
    times: list[datetime] = []
    if wish.state is RequestState.ASKED and last is not None:
        proposed = spans(known.calendars.proposed[last.id], wish.minutes)
        times = still_free(known.calendars, last, proposed, known.now, known.buffer)
    elif wish.state is RequestState.OPEN:
        times = find_times(known, wish, to, offered)
    why = next((one.note for one in reversed(mine) if one.state is MeetingState.CANCELLED), None)
    beyond = _excess(to.contact, theirs, known.now)
    was_agreed = any(one.starts_at for one in mine)
    would = was_agreed or any(one.state is MeetingState.DECLINED and one.reason for one in mine)
    is_unwilling = to.contact.refused_at is not None and not would
    return Row(wish, to, last, times, load, _is_silent(known, last, to), beyond, why, was_agreed, is_unwilling)


def _excess(one: Contact, meetings: Sequence[Meeting], at: datetime) -> Excess | None:
    counted = [meeting.asked_at for meeting in meetings if meeting.state in {*ACTIVE, MeetingState.HELD}]
    return excess(counted, at, one.per_week, one.per_month)


async def excess_of(tx: Transaction, asked: Meeting, one: Contact) -> Excess | None:
    """Tell whether a meeting goes beyond what its contact said they can give, after what they were asked before."""
    before = [other for other in await meetings_with(tx, one.id) if other.id < asked.id]
    return _excess(one, before, asked.asked_at)


def _is_silent(known: Timetable, asked: Meeting | None, to: Reach) -> bool:
    if asked is None or asked.state is not MeetingState.ASKED or not known.calendars.proposed[asked.id]:
        return False
    first = known.calendars.proposed[asked.id][0]
    return known.now >= answer_due(asked.asked_at, first, to.contact.hours(known.usual), to.zone)
