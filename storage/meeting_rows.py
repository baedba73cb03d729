"""Meeting requests as they stand: whom each goes to, what was asked of them, and which times would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select

from bot.rules.finding_times import Window, propose_times
from bot.rules.reply_times import answer_due
from bot.rules.words import MeetingState, RequestState
from bot.rules.working_hours import WorkingHours, next_working_day_at
from storage.candidacies import Candidacy
from storage.contacts import Contact, contact
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest, free_windows, request, requests_of
from storage.meetings import Meeting, meetings_of, meetings_with, proposed_times
from storage.people import Person, person
from storage.workspaces import settings, working_hours

ACTIVE = (MeetingState.ASKED, MeetingState.AGREED)


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


async def reach(tx: Transaction, contact_id: int) -> Reach:
    """Return a contact as they can be reached."""
    row = await contact(tx, contact_id)
    return Reach(row, await person(tx, row.person_id) if row.person_id else None)


async def hours_of(tx: Transaction, to: Reach) -> WorkingHours:
    """Return when a contact can be met, on their clock: their own hours where they gave some, else the workspace's."""
    return to.contact.hours(await working_hours(tx))


async def asked_first(tx: Transaction, candidacy: Candidacy, to: Reach) -> Person | None:
    """Return the colleague who knows somebody outside and is asked before them; None where nobody need be."""
    one = to.contact
    if to.person is not None or one.known_by_id in {None, candidacy.coordinator_id} or one.has_consent(tx.now):
        return None
    knower = await person(tx, one.known_by_id or 0)
    return knower if knower.standing.is_member else None


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


def zone_of(candidacy: Candidacy, fallback: str) -> str:
    """Return the candidate's zone, or the fallback while it isn't known."""
    return candidacy.candidate_zone or fallback


async def rows(tx: Transaction, candidacy: Candidacy) -> list[Row]:
    """Return the candidacy's requests in their order; no two of them are offered the same time of the candidate's."""
    meetings = await meetings_of(tx, candidacy.id)
    offered: list[Window] = []
    found = []
    for wish in await requests_of(tx, candidacy.id):
        row = await _row(tx, candidacy, wish, meetings, offered)
        if wish.state is RequestState.OPEN:
            offered += spans(row.times, wish.minutes)
        found.append(row)
    return found


async def row_of(tx: Transaction, candidacy: Candidacy, request_id: int) -> Row:
    """Return one request's row, with the very times the card shows."""
    return next(row for row in await rows(tx, candidacy) if row.request.id == request_id)


def spans(starts: Sequence[datetime], minutes: int) -> list[Window]:
    """Return the spans of time that begin at these instants."""
    return [Window(at, at + timedelta(minutes=minutes)) for at in starts]


async def free_of_agreed(tx: Transaction, meeting: Meeting, minutes: int, starts: Sequence[datetime]) -> list[datetime]:
    """Return those of the starts that lie ahead and meet no other agreed meeting of the contact or the candidate."""
    agreed = await busy(tx, meeting.candidacy_id, meeting.contact_id, without=meeting.id, is_agreed_only=True)
    return [
        one.start
        for one in spans(starts, minutes)
        if one.start > tx.now and not any(one.start < other.end and other.start < one.end for other in agreed)
    ]


async def busy(
    tx: Transaction, candidacy_id: int, contact_id: int, *, without: int | None = None, is_agreed_only: bool = False
) -> list[Window]:
    """Return when the candidate or the contact is in a meeting we know of, or may be, where times are only proposed.

    A candidate may be considered for another job too: they are one person, known by their address.
    """
    theirs = _of_the_same_candidate(tx, candidacy_id)
    query = (
        select(Meeting, MeetingRequest.minutes)
        .join(MeetingRequest, MeetingRequest.id == Meeting.request_id)
        .where(
            Meeting.workspace_id == tx.workspace_id,
            Meeting.state.in_([MeetingState.AGREED] if is_agreed_only else ACTIVE),
            or_(Meeting.candidacy_id.in_(theirs), Meeting.contact_id == contact_id),
        )
    )
    found = [(row[0], row[1]) for row in await tx.session.execute(query) if row[0].id != without]
    taken = [Window(one.starts_at, one.ends_at) for one, _ in found if one.starts_at and one.ends_at]
    minutes = {one.id: length for one, length in found if one.state is MeetingState.ASKED}
    for one_time in await proposed_times(tx, list(minutes)):
        taken += spans([one_time.starts_at], minutes[one_time.meeting_id])
    return taken


def _of_the_same_candidate(tx: Transaction, candidacy_id: int) -> Select[int]:
    """Select the ids of a candidacy and of others with the same candidate's address."""
    address = select(func.lower(Candidacy.candidate_email)).where(Candidacy.id == candidacy_id).scalar_subquery()
    is_theirs = or_(Candidacy.id == candidacy_id, func.lower(Candidacy.candidate_email) == address)
    return select(Candidacy.id).where(Candidacy.workspace_id == tx.workspace_id, is_theirs)


async def _row(
    tx: Transaction, candidacy: Candidacy, wish: MeetingRequest, meetings: Sequence[Meeting], offered: list[Window]
) -> Row:
    to = await reach(tx, wish.contact_id) if wish.contact_id else None
    mine = [one for one in meetings if one.request_id == wish.id and one.contact_id == wish.contact_id]
    last = mine[-1] if mine else None
    load = 0
    times: list[datetime] = []
    if to is not None:
        others = (one for one in await meetings_with(tx, to.contact.id) if one.request_id != wish.id)
        load = sum(one.state in {*ACTIVE, MeetingState.HELD} for one in others)
    if wish.state is RequestState.ASKED and last is not None:
        proposed = [one.starts_at for one in await proposed_times(tx, [last.id])]
        times = await free_of_agreed(tx, last, wish.minutes, proposed)
    elif wish.state is RequestState.OPEN and to is not None:
        times = await new_times(tx, candidacy, wish, to, offered)
    return Row(wish, to, last, times, load, await _is_silent(tx, last, to))


async def _is_silent(tx: Transaction, asked: Meeting | None, to: Reach | None) -> bool:
    if asked is None or to is None or asked.state is not MeetingState.ASKED:
        return False
    due = await answer_by(tx, asked, to)
    return due is not None and tx.now >= due


async def answer_by(tx: Transaction, asked: Meeting, to: Reach) -> datetime | None:
    """Return until when the contact is asked to answer; None where nothing was proposed."""
    proposed = await proposed_times(tx, [asked.id])
    if not proposed:
        return None
    return answer_due(asked.asked_at, proposed[0].starts_at, await hours_of(tx, to), to.zone)


async def new_times(
    tx: Transaction, candidacy: Candidacy, wish: MeetingRequest, to: Reach, offered: Sequence[Window] = ()
) -> list[datetime]:
    """Find up to three times to propose: when the candidate is free, the contact in their hours, and both unasked.

    Times that were proposed to this contact for this request before are not proposed again. The next working day is
    soon enough; today only where nothing else fits.
    """
    asked = [one.id for one in await meetings_with(tx, to.contact.id) if one.request_id == wish.id]
    before = [one.starts_at for one in await proposed_times(tx, asked)] if asked else []
    windows = [Window(one.starts_at, one.ends_at) for one in await free_windows(tx, candidacy.id)]
    taken = [*await busy(tx, candidacy.id, to.contact.id), *offered, *spans(before, wish.minutes)]
    hours, chosen = await hours_of(tx, to), await settings(tx)
    soonest = tx.now + timedelta(hours=chosen.notice_hours)
    for earliest in (max(soonest, next_working_day_at(tx.now, hours, to.zone, hours.start)), soonest):
        found = propose_times(
            windows,
            taken,
            contact_hours=hours,
            contact_zone=to.zone,
            candidate_zone=zone_of(candidacy, to.zone),
            length=timedelta(minutes=wish.minutes),
            earliest=earliest,
            latest=_expiry(candidacy, to.zone),
            buffer=timedelta(minutes=chosen.buffer_minutes),
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
