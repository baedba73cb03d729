"""Meeting requests as they stand: whom each goes to, what was asked of them, and which times would do."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.rules.caps import Excess, excess
from bot.rules.finding_times import Window, propose_times
from bot.rules.reply_times import answer_due
from bot.rules.words import DeliveryState, MeetingState, RequestState
from bot.rules.working_hours import WorkingHours, next_working_day_at
from storage.calendars import ACTIVE, Calendars, calendars, calendars_of, spans
from storage.candidacies import Candidacy
from storage.contacts import Contact, contact, contacts
from storage.database import Transaction
from storage.deliveries import Delivery, standing
from storage.meeting_requests import MeetingRequest, free_windows_of, request, requests_of
from storage.meetings import Meeting, meetings_of, meetings_with, proposed_times
from storage.people import Person, people, person
from storage.workspaces import settings, working_hours


@dataclass(frozen=True)
class Reach:
    """A contact as they can be reached: through Slack, then with their profile as it is now, or by mail."""

    contact: Contact
    person: Person | None

    @property
    def name(self) -> str:
        """How they are called."""
        return self.person.name if self.person else self.contact.name

    @property
    def zone(self) -> str:
        """Where their clock stands."""
        return self.person.zone if self.person else self.contact.zone

    @property
    def email(self) -> str | None:
        """Where mail reaches them; None for a Slack profile without an address."""
        return self.person.email if self.person else self.contact.email


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


async def reach(tx: Transaction, contact_id: int) -> Reach:
    """Return a contact as they can be reached."""
    row = await contact(tx, contact_id)
    return Reach(row, await person(tx, row.person_id) if row.person_id else None)


async def hours_of(tx: Transaction, to: Reach) -> WorkingHours:
    """Return when a contact can be met, on their clock: their own hours where they gave some, else the workspace's."""
    return to.contact.hours(await working_hours(tx))


def ask_key(asked: Meeting) -> str:
    """Return the key of the mail that asks somebody outside."""
    return f"meeting:{asked.id}:ask"


async def was_asked_by_mail(tx: Transaction, asked: Meeting) -> bool:
    """Tell whether the mail that asks went out, or is about to."""
    return await standing(tx, ask_key(asked)) is not None


async def asked_first(tx: Transaction, candidacy: Candidacy, to: Reach) -> Person | None:
    """Return the colleague who knows somebody outside and is asked before them.

    None where nobody need be, or a mail went out for this candidate already.
    """
    return (await asked_before(tx, candidacy, [to])).get(to.contact.id)


async def asked_before(tx: Transaction, candidacy: Candidacy, several: Iterable[Reach]) -> dict[int, Person]:
    """Return the colleague who is asked before each of these, by contact, as `asked_first` does for one."""
    nobody = {None, candidacy.coordinator_id}
    outside = [
        one.contact
        for one in several
        if one.person is None and one.contact.known_by_id not in nobody and not one.contact.has_consent(tx.now)
    ]
    if not outside:
        return {}
    keys = {ask_key(one): one.contact_id for one in await meetings_of(tx, candidacy.id)}
    sent = select(Delivery.key).where(
        Delivery.workspace_id == tx.workspace_id,
        Delivery.key.in_(keys),
        Delivery.state != DeliveryState.CANCELLED,
    )
    mailed = {keys[one] for one in (await tx.session.execute(sent)).scalars()}
    known = await people(tx, [one.known_by_id for one in outside])
    knowers = {one.id: known[one.known_by_id] for one in outside if one.known_by_id and one.id not in mailed}
    return {key: who for key, who in knowers.items() if who.standing.is_member}


@dataclass(frozen=True)
class Case:
    """A meeting with all it concerns."""

    candidacy: Candidacy
    request: MeetingRequest
    meeting: Meeting
    to: Reach
    coordinator: Person


async def case_of(tx: Transaction, candidacy: Candidacy, meeting: Meeting) -> Case:
    """Gather what a meeting concerns."""
    return Case(
        candidacy,
        await request(tx, meeting.request_id),
        meeting,
        await reach(tx, meeting.contact_id),
        await person(tx, candidacy.coordinator_id),
    )


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


def knows_candidate(candidacy: Candidacy, to: Contact) -> bool:
    """Tell whether a contact knows whose candidacy it is without being told: who decides, or who calls."""
    return to.person_id is not None and to.person_id in {candidacy.hiring_manager_id, candidacy.caller_id}


def zone_of(candidacy: Candidacy, fallback: str) -> str:
    """Return the candidate's zone, or the fallback while it isn't known."""
    return candidacy.candidate_zone or fallback


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
    known = await _known(tx, candidacies, by_contact)
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


async def free_of_agreed(tx: Transaction, meeting: Meeting, minutes: int, starts: Sequence[datetime]) -> list[datetime]:
    """Return those of the starts that lie ahead and meet no other agreed meeting of the contact or the candidate."""
    known = await calendars(tx, meeting.candidacy_id, [meeting.contact_id])
    return _still_free(known, meeting, minutes, starts, tx.now)


def _still_free(
    known: Calendars, meeting: Meeting, minutes: int, starts: Sequence[datetime], now: datetime
) -> list[datetime]:
    agreed = known.busy(meeting.contact_id, without=meeting.id, is_agreed_only=True)
    return [
        one.start
        for one in spans(starts, minutes)
        if one.start > now and not any(one.start < other.end and other.start < one.end for other in agreed)
    ]


@dataclass(frozen=True)
class _Known:
    """All that times are found from, for the requests of one candidacy."""

    candidacy: Candidacy
    now: datetime
    calendars: Calendars
    windows: list[Window]
    usual: WorkingHours
    notice: timedelta
    buffer: timedelta


async def _known(tx: Transaction, candidacies: Sequence[Candidacy], contact_ids: Collection[int]) -> dict[int, _Known]:
    ids, chosen, usual = [one.id for one in candidacies], await settings(tx), await working_hours(tx)
    met, windows = await calendars_of(tx, ids, contact_ids), defaultdict(list)
    for one in await free_windows_of(tx, ids):
        windows[one.candidacy_id].append(Window(one.starts_at, one.ends_at))
    notice, buffer = timedelta(hours=chosen.notice_hours), timedelta(minutes=chosen.buffer_minutes)
    return {one.id: _Known(one, tx.now, met[one.id], windows[one.id], usual, notice, buffer) for one in candidacies}


async def reaches(tx: Transaction, contact_ids: Iterable[int]) -> dict[int, Reach]:
    """Return contacts as they can be reached, by id, in two queries."""
    found = await contacts(tx, contact_ids)
    known = await people(tx, [one.person_id for one in found.values()])
    return {key: Reach(one, known[one.person_id] if one.person_id else None) for key, one in found.items()}


def _row(known: _Known, wish: MeetingRequest, to: Reach | None, offered: Sequence[Window]) -> Row:
    if to is None:
        return Row(wish, None, None, [], 0)
    theirs = known.calendars.with_contact(to.contact.id)
    mine = [one for one in theirs if one.request_id == wish.id]
    last = mine[-1] if mine else None
    load = sum(one.request_id != wish.id and one.state in {*ACTIVE, MeetingState.HELD} for one in theirs)
    times: list[datetime] = []
    if wish.state is RequestState.ASKED and last is not None:
        times = _still_free(known.calendars, last, wish.minutes, known.calendars.proposed[last.id], known.now)
    elif wish.state is RequestState.OPEN:
        times = _new_times(known, wish, to, offered)
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


def _is_silent(known: _Known, asked: Meeting | None, to: Reach) -> bool:
    if asked is None or asked.state is not MeetingState.ASKED or not known.calendars.proposed[asked.id]:
        return False
    first = known.calendars.proposed[asked.id][0]
    return known.now >= answer_due(asked.asked_at, first, to.contact.hours(known.usual), to.zone)


async def answer_by(tx: Transaction, asked: Meeting, to: Reach) -> datetime | None:
    """Return until when the contact is asked to answer; None where nothing was proposed."""
    proposed = await proposed_times(tx, [asked.id])
    if not proposed:
        return None
    return answer_due(asked.asked_at, proposed[0].starts_at, await hours_of(tx, to), to.zone)


async def new_times(
    tx: Transaction, candidacy: Candidacy, wish: MeetingRequest, to: Reach, *, without: int | None = None
) -> list[datetime]:
    """Find up to three times to propose: when the candidate is free, the contact in their hours, and both unasked.

    Times that were proposed to this contact for this request before are not proposed again. The next working day is
    soon enough; today only where nothing else fits. `without`: a meeting whose times count as free.
    """
    known = await _known(tx, [candidacy], [to.contact.id])
    return _new_times(known[candidacy.id], wish, to, [], without=without)


def _new_times(
    known: _Known, wish: MeetingRequest, to: Reach, offered: Sequence[Window], *, without: int | None = None
) -> list[datetime]:
    mine = [one for one in known.calendars.with_contact(to.contact.id) if one.request_id == wish.id]
    before = [at for one in mine for at in known.calendars.proposed[one.id]]
    hours, soonest = to.contact.hours(known.usual), known.now + known.notice
    for earliest in (max(soonest, next_working_day_at(known.now, hours, to.zone, hours.start)), soonest):
        found = propose_times(
            known.windows,
            [*known.calendars.busy(to.contact.id, without=without), *offered, *spans(before, wish.minutes)],
            contact_hours=hours,
            contact_zone=to.zone,
            candidate_zone=zone_of(known.candidacy, to.zone),
            length=timedelta(minutes=wish.minutes),
            earliest=earliest,
            latest=_expiry(known.candidacy, to.zone),
            buffer=known.buffer,
        )
        if found:
            return found
    return []


async def late_meetings(tx: Transaction, candidacy: Candidacy) -> list[tuple[str, datetime]]:
    """Return with whom and when meetings are agreed, or may be, that aren't over when the offer has run out."""
    found = []
    for one in await meetings_of(tx, candidacy.id):
        if one.state not in ACTIVE:
            continue
        to = await reach(tx, one.contact_id)
        starts = [one.starts_at] if one.starts_at else [at.starts_at for at in await proposed_times(tx, [one.id])]
        length = timedelta(minutes=(await request(tx, one.request_id)).minutes)
        found += [(to.name, at) for at in starts if is_after_offer(candidacy, at + length, to.zone)]
    return sorted(found, key=lambda pair: pair[1])


def is_after_offer(candidacy: Candidacy, ends_at: datetime, zone: str) -> bool:
    """Tell whether the offer runs out before a meeting is over; `zone` counts where the candidate's isn't known."""
    end = _expiry(candidacy, zone)
    return end is not None and ends_at > end


def _expiry(candidacy: Candidacy, zone: str) -> datetime | None:
    """Return the end of the day the offer expires on, where one is set."""
    if candidacy.offer_expires_on is None:
        return None
    return datetime.combine(candidacy.offer_expires_on, time.max, ZoneInfo(zone_of(candidacy, zone))).astimezone(UTC)
