"""Times for meetings: which could be proposed, which are still free, and which the offer doesn't last for."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.finding_times import Window, is_clear, propose_times
from bot.rules.working_hours import WorkingHours, next_working_day_at
from storage.calendars import ACTIVE, Calendars, calendars, calendars_of, spans
from storage.candidacies import Candidacy, zone_of
from storage.cases import Case, Reach, reach
from storage.database import Transaction
from storage.meeting_requests import MeetingRequest, free_windows_of, request
from storage.meetings import Meeting, meetings_of, proposed_times
from storage.workspaces import settings, working_hours


async def free_of_agreed(tx: Transaction, meeting: Meeting, minutes: int, starts: Sequence[datetime]) -> list[datetime]:
    """Return those of the starts that lie ahead and meet no other agreed meeting of the contact or the candidate.

    Those that have come to lie too close to one are left out while others aren't: a tight time is better than none.
    """
    known, buffer = await calendars(tx, meeting.candidacy_id, [meeting.contact_id]), await _buffer(tx)
    return still_free(known, meeting, spans(starts, minutes), tx.now, buffer)


async def times_left(tx: Transaction, case: Case) -> dict[int, datetime]:
    """Return those of the times proposed to a contact that are still free, by the proposed time's id."""
    proposed = await proposed_times(tx, [case.meeting.id])
    starts = [one.starts_at for one in proposed]
    free = await free_of_agreed(tx, case.meeting, case.request.minutes, starts)
    return {one.id: one.starts_at for one in proposed if one.starts_at in free}


def still_free(
    known: Calendars, meeting: Meeting, proposed: Sequence[Window], now: datetime, buffer: timedelta
) -> list[datetime]:
    """Return what `free_of_agreed` does, from calendars that were read already."""
    agreed = known.busy(meeting.contact_id, without=meeting.id, is_agreed_only=True)
    free = [one for one in proposed if one.start > now and is_clear(one, agreed)]
    return [one.start for one in [one for one in free if is_clear(one, agreed, buffer)] or free]


async def _buffer(tx: Transaction) -> timedelta:
    """Return how much is kept free between two meetings."""
    return timedelta(minutes=(await settings(tx)).buffer_minutes)


@dataclass(frozen=True)
class Timetable:
    """All that times are found from, for the requests of one candidacy."""

    candidacy: Candidacy
    now: datetime
    calendars: Calendars
    windows: list[Window]
    usual: WorkingHours
    notice: timedelta
    buffer: timedelta


async def timetables(
    tx: Transaction, candidacies: Sequence[Candidacy], contact_ids: Collection[int]
) -> dict[int, Timetable]:
    """Gather what times are found from, by candidacy, in a constant number of queries."""
    ids, chosen, usual = [one.id for one in candidacies], await settings(tx), await working_hours(tx)
    met, windows = await calendars_of(tx, ids, contact_ids), defaultdict(list)
    for one in await free_windows_of(tx, ids):
        windows[one.candidacy_id].append(Window(one.starts_at, one.ends_at))
    notice, buffer = timedelta(hours=chosen.notice_hours), await _buffer(tx)
    return {one.id: Timetable(one, tx.now, met[one.id], windows[one.id], usual, notice, buffer) for one in candidacies}


async def new_times(
    tx: Transaction, candidacy: Candidacy, wish: MeetingRequest, to: Reach, *, without: int | None = None
) -> list[datetime]:
    """Find up to three times to propose: when the candidate is free, the contact in their hours, and both unasked.

    Times that were proposed to this contact for this request before are not proposed again. The next working day is
    soon enough; today only where nothing else fits. `without`: a meeting whose times count as free.
    """
    known = await timetables(tx, [candidacy], [to.contact.id])
    return find_times(known[candidacy.id], wish, to, [], without=without)


def find_times(
    known: Timetable, wish: MeetingRequest, to: Reach, offered: Sequence[Window], *, without: int | None = None
) -> list[datetime]:
    """Find what `new_times` does, from what was gathered already; `offered`: times that others are offered."""
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
