"""Find times for a meeting that suit both sides: when the candidate can, inside the contact's hours, not yet taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.working_hours import (
    AWAKE,
    DEFAULT_HOURS,
    WorkingHours,
    comes_twice,
    next_working_day_at,
    next_working_moment,
)

HALF_HOUR = timedelta(minutes=30)
HORIZON = timedelta(days=30)
"""How far ahead is looked when nothing says how far."""

_QUARTER = timedelta(minutes=15)
_APART = timedelta(hours=2)
_NOON = range(12, 13)
_PLEASANT = (9 * 60, 18 * 60)
_USUAL = (
    (DEFAULT_HOURS, 5),
    (WorkingHours(time(7), time(22)), 5),
    (WorkingHours(time(5), time(23, 59)), 5),
    (DEFAULT_HOURS, 15),
    (AWAKE, 15),
)
"""The hours a candidate is taken to have who named none, and on how many such days: the first that bring a time."""


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
        is_free = not any(one.start < end and start < one.end for one in self.taken)
        return in_hours and is_free and self.is_round(start) and not self.clocks_move(start)

    def is_round(self, start: datetime) -> bool:
        """Whether clocks show a round time: a whole step for the candidate, a half hour for the contact.

        Where the two zones are a quarter of an hour apart, a quarter must do for the contact.
        """
        here, there = start.astimezone(self.candidate), start.astimezone(self.contact)
        apart = (here.utcoffset() or timedelta()) - (there.utcoffset() or timedelta())
        round_there = _QUARTER if apart % HALF_HOUR else HALF_HOUR
        return not _since_midnight(here) % self.step and not _since_midnight(there) % round_there

    def clocks_move(self, start: datetime) -> bool:
        """Whether somebody's clock goes forward or back during the meeting, so that it would seem longer or shorter."""
        end, zones = start + self.length, (self.contact, self.candidate)
        return any(start.astimezone(one).utcoffset() != end.astimezone(one).utcoffset() for one in zones)

    def is_doubled(self, start: datetime) -> bool:
        """Whether somebody's clock shows this time twice that day, so that it must be said which one is meant."""
        return any(comes_twice(start, zone.key) for zone in (self.contact, self.candidate))

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
    """Return up to `count` starts (UTC, in order): one soon, one pleasant for both, the others apart from these.

    `windows`: when the candidate can; none given means working hours on the next five working days, longer ones where
    the zones are far apart, more days where these are taken. `busy`: what is taken for either side, kept `buffer` away.
    The whole meeting lies in one window, in the contact's hours, not before `earliest` and over by `latest`, and no
    clock goes forward or back during it. `step` is a multiple of a quarter of an hour that divides a day.
    """
    taken = tuple(Window(one.start - buffer, one.end + buffer) for one in busy)
    search = _Search(contact_hours, ZoneInfo(contact_zone), ZoneInfo(candidate_zone), length, step, taken)
    over_by = latest or earliest + HORIZON
    usual = (_usual_windows(earliest, hours, candidate_zone, days) for hours, days in _USUAL)
    choices = [list(windows)] if windows else usual
    for choice in choices:
        starts = list(_starts(merged(choice), search, earliest, over_by))
        clear = [start for start in starts if not search.is_doubled(start)]
        if len(clear) >= count:
            return sorted(_best(clear, search, count))
        if starts:
            return sorted(_best(starts, search, count))
    return []


def is_clear(one: Window, taken: Sequence[Window], buffer: timedelta = timedelta(0)) -> bool:
    """Tell whether a stretch of time lies at least `buffer` away from all that is taken."""
    return not any(one.start < other.end + buffer and other.start - buffer < one.end for other in taken)


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


def _usual_windows(earliest: datetime, hours: WorkingHours, zone: str, days: int) -> list[Window]:
    """Return these hours on the next so many working days there, today's rest included."""
    windows: list[Window] = []
    moment = next_working_moment(earliest, hours, zone)
    for _ in range(days):
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


def _best(starts: Sequence[datetime], search: _Search, count: int) -> list[datetime]:
    """Choose the best of the first day, the most pleasant of all, and then what lies apart from those chosen."""
    first_day = _day(starts[0], search)
    soon = min((one for one in starts if _day(one, search) == first_day), key=lambda one: (search.strain(one), one))
    pleasant = min(starts, key=lambda one: (search.strain(one), one))
    chosen = list(dict.fromkeys([soon, pleasant]))[:count]
    while len(chosen) < min(count, len(starts)):
        others = (one for one in starts if one not in chosen)
        chosen.append(min(others, key=lambda one: _likeness(one, chosen, search)))
    return chosen


def _likeness(start: datetime, chosen: Sequence[datetime], search: _Search) -> tuple[int, bool, int, bool, datetime]:
    """Rank a time beside those chosen already: well apart, another day, pleasant, another half of the day, soon.

    Whoever can never do mornings finds an afternoon among the three.
    """
    distance = min(abs(start - one) for one in chosen)
    closeness = sum(distance < enough for enough in (search.length, max(_APART, search.length)))
    is_same_day = any(_day(start, search) == _day(one, search) for one in chosen)
    here = start.astimezone(search.candidate).hour
    halves = {one.astimezone(search.candidate).hour < _NOON.start for one in chosen}
    is_same_half = here in _NOON or (here < _NOON.start) in halves
    return closeness, is_same_day, search.strain(start), is_same_half, start


def _day(start: datetime, search: _Search) -> date:
    """Return the candidate's day."""
    return start.astimezone(search.candidate).date()
