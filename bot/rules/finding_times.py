"""Find times for a meeting that suit both sides: when the candidate can, inside the contact's hours, not yet taken."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.working_hours import DEFAULT_HOURS, WorkingHours, next_working_day_at, next_working_moment

HALF_HOUR = timedelta(minutes=30)
HORIZON = timedelta(days=30)
"""How far ahead is looked when nothing says how far."""

_QUARTER = timedelta(minutes=15)
_APART = timedelta(hours=2)
_WORKING_DAYS_AHEAD = 5
_PLEASANT = (9 * 60, 18 * 60)
_USUAL = (DEFAULT_HOURS, WorkingHours(time(7), time(22)), WorkingHours(time(5), time(23, 59)))


@dataclass(frozen=True, order=True, slots=True)
class Window:
    """A stretch of time, from start to before end, both aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class _Search:
    """What a time has to fit: the contact's hours, both clocks, and what is taken already."""

    hours: WorkingHours
    contact: ZoneInfo
    candidate: ZoneInfo
    length: timedelta
    step: timedelta
    taken: tuple[Window, ...]

    def fits(self, start: datetime) -> bool:
        """Whether a meeting may begin then."""
        end = start + self.length
        first, last = start.astimezone(self.contact), end.astimezone(self.contact)
        in_hours = self.hours.contains(first) and last.date() == first.date() and last.time() <= self.hours.end
        return in_hours and self.is_round(start) and not any(one.start < end and start < one.end for one in self.taken)

    def is_round(self, start: datetime) -> bool:
        """Whether clocks show a round time: a whole step for the candidate, a half hour for the contact.

        Where the two zones are a quarter of an hour apart, a quarter must do for the contact.
        """
        here, there = start.astimezone(self.candidate), start.astimezone(self.contact)
        apart = (here.utcoffset() or timedelta()) - (there.utcoffset() or timedelta())
        round_there = _QUARTER if apart % HALF_HOUR else HALF_HOUR
        return not _since_midnight(here) % self.step and not _since_midnight(there) % round_there

    def strain(self, start: datetime) -> int:
        """How many minutes of the meeting's ends lie outside pleasant hours, for both sides together."""
        total = 0
        for zone in (self.contact, self.candidate):
            begin = _minutes(_since_midnight(start.astimezone(zone)))
            end = begin + _minutes(self.length)
            total += max(0, _PLEASANT[0] - begin) + max(0, end - _PLEASANT[1])
        return total


def propose_times(  # noqa: PLR0913 - the facts of a meeting, each named by the caller
    windows: Sequence[Window],
    busy: Sequence[Window],
    contact_hours: WorkingHours,
    contact_zone: str,
    candidate_zone: str,
    length: timedelta,
    earliest: datetime,
    latest: datetime | None = None,
    *,
    step: timedelta = HALF_HOUR,
    count: int = 3,
    buffer: timedelta = timedelta(0),
) -> list[datetime]:
    """Return up to `count` starts (UTC, in order): early, pleasant for both, spread over the candidate's days.

    `windows`: when the candidate can; none given means working hours on the next five working days, longer ones where
    the zones are far apart. `busy`: what is taken for either side, kept `buffer` away. The whole meeting lies
    in one window, in the contact's hours, not before `earliest` and over by `latest`. `step` is a multiple of a quarter
    of an hour that divides a day.
    """
    taken = tuple(Window(one.start - buffer, one.end + buffer) for one in busy)
    search = _Search(contact_hours, ZoneInfo(contact_zone), ZoneInfo(candidate_zone), length, step, taken)
    over_by = latest or earliest + HORIZON
    usual = (_usual_windows(earliest, hours, candidate_zone) for hours in _USUAL)
    choices = [list(windows)] if windows else usual
    for choice in choices:
        starts = list(_starts(merged(choice), search, earliest, over_by))
        if starts:
            return sorted(_spread(starts, search, count))
    return []


def merged(windows: Sequence[Window]) -> list[Window]:
    """Join windows that overlap or touch, in order; empty ones vanish."""
    joined: list[Window] = []
    for window in sorted(one for one in windows if one.start < one.end):
        if joined and window.start <= joined[-1].end:
            joined[-1] = Window(joined[-1].start, max(joined[-1].end, window.end))
        else:
            joined.append(window)
    return joined


def _since_midnight(local: datetime) -> timedelta:
    """How much a clock shows."""
    return timedelta(hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond)


def _minutes(duration: timedelta) -> int:
    """Count whole minutes."""
    return int(duration.total_seconds() // 60)


def _usual_windows(earliest: datetime, hours: WorkingHours, zone: str) -> list[Window]:
    """Return these hours on the next five working days there, today's rest included."""
    windows: list[Window] = []
    moment = next_working_moment(earliest, hours, zone)
    for _ in range(_WORKING_DAYS_AHEAD):
        local = moment.astimezone(ZoneInfo(zone))
        end = datetime.combine(local.date(), hours.end, ZoneInfo(zone)).astimezone(UTC)
        windows.append(Window(moment, end))
        moment = next_working_day_at(moment, hours, zone, hours.start)
    return windows


def _starts(windows: Sequence[Window], search: _Search, earliest: datetime, over_by: datetime) -> Iterator[datetime]:
    """Go through all starts that fit, in order."""
    for window in windows:
        start = _next_quarter(max(window.start, earliest))
        while start + search.length <= min(window.end, over_by):
            if search.fits(start):
                yield start
            start += _QUARTER


def _next_quarter(instant: datetime) -> datetime:
    """Return the instant (UTC) at which the next quarter of an hour begins; zones differ by whole quarters."""
    utc = instant.astimezone(UTC)
    return utc + (-_since_midnight(utc)) % _QUARTER


def _spread(starts: Sequence[datetime], search: _Search, count: int) -> list[datetime]:
    """Choose the most pleasant time of each day, pleasant days first; then more of the same days, well apart."""
    days: dict[date, list[datetime]] = defaultdict(list)
    for start in starts:
        days[start.astimezone(search.candidate).date()].append(start)
    best = [min(times, key=lambda start: (search.strain(start), start)) for times in days.values()]
    chosen = sorted(best, key=lambda start: (search.strain(start), start))[:count]
    others = sorted(set(starts) - set(chosen), key=lambda start: (search.strain(start), start))
    for distance in (max(_APART, search.length), search.length, timedelta(0)):
        for start in others:
            if len(chosen) < count and start not in chosen and all(abs(start - one) >= distance for one in chosen):
                chosen.append(start)
    return chosen
