"""Working hours and local times: which instant a wall clock somewhere means, and when people are at work there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.days import spoken_date, spoken_day
from bot.rules.zones import city, offset_of

MONDAY_TO_FRIDAY = frozenset(range(5))
_MINUTE = timedelta(minutes=1)
_HALF_HOUR = timedelta(minutes=30)
_DAY = timedelta(days=1)
_DAYS_IN_A_WEEK = 7
_DAYS_AHEAD = 15


class NoSuchTime(ValueError):
    """The local time is skipped that day because the clocks go forward; the text says so."""


class AmbiguousTime(ValueError):
    """The local time comes twice that day because the clocks go back; the text says so."""


class ChosenTime(time):
    """A time of day of which it is said which is meant, should it come twice: the first (`fold` 0) or the second."""


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """When somebody works: from start to before end, local time, on these days (Monday is 0)."""

    start: time = time(9)
    end: time = time(18)
    days: frozenset[int] = MONDAY_TO_FRIDAY

    def __post_init__(self) -> None:
        """Refuse hours that contain no moment."""
        if not self.start < self.end:
            message = "working hours must end after they start, on the same day"
            raise ValueError(message)
        if not self.days or not self.days <= frozenset(range(_DAYS_IN_A_WEEK)):
            message = "working days are some of 0 (Monday) to 6 (Sunday)"
            raise ValueError(message)

    def contains(self, local: datetime) -> bool:
        """Whether this wall clock time is inside the working hours."""
        return local.weekday() in self.days and self.start <= local.time() < self.end


DEFAULT_HOURS = WorkingHours()
"""Nine to six, Monday to Friday."""

AWAKE = WorkingHours(time(7), time(22), frozenset(range(_DAYS_IN_A_WEEK)))
"""When nobody is woken, any day."""


def lies_in(start: datetime, end: datetime, hours: WorkingHours, zone: str) -> bool:
    """Whether a stretch of time lies within the hours of one day there."""
    first, last = _local(start, zone), _local(end, zone)
    return hours.contains(first) and last.date() == first.date() and last.time() <= hours.end


def local_to_utc(day: date, at: time, zone: str) -> datetime:
    """Return the one instant (UTC) at which clocks in the zone show this; raises NoSuchTime or AmbiguousTime.

    Of two, it is the one that somebody chose.
    """
    instants = _instants(day, at, zone)
    if not instants:
        after = _local(_instant_on(day, at, zone), zone)
        message = (
            f"{at:%H:%M} doesn't exist on {spoken_date(day)} in {city(zone)}: the clocks go forward then, and the next "
            f"time they show is {after:%H:%M}{'' if after.date() == day else f' on {spoken_day(after.date())}'}."
        )
        raise NoSuchTime(message)
    if len(instants) > 1 and isinstance(at, ChosenTime):
        return instants[at.fold]
    if len(instants) > 1:
        first, second = (_local(one, zone) for one in instants)
        message = (
            f"{at:%H:%M} comes twice on {spoken_date(day)} in {city(zone)}: the clocks go back then, and show it "
            f"first at {offset_of(first)}, then at {offset_of(second)}."
        )
        raise AmbiguousTime(message)
    return instants[0]


def comes_twice(instant: datetime, zone: str) -> bool:
    """Whether clocks there show this instant's time a second time that day, because they go back."""
    local = _local(instant, zone)
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def next_working_moment(after: datetime, hours: WorkingHours, zone: str) -> datetime:
    """Return the first instant (UTC), now or later, that is inside the working hours; `after` is aware."""
    local = _local(after, zone)
    if hours.contains(local):
        return after.astimezone(UTC)
    openings = (opening for day in _working_days(local.date(), hours) for opening in _openings(day, hours, zone))
    return next(opening for opening in openings if opening >= after)


def next_working_day_at(after: datetime, hours: WorkingHours, zone: str, at: time) -> datetime:
    """Return this local time (UTC instant) on the first working day after the local day of `after`."""
    tomorrow = _local(after, zone).date() + _DAY
    return next(_instant_on(day, at, zone) for day in _working_days(tomorrow, hours) if _exists(day, zone))


def add_working_days(after: datetime, days: int, hours: WorkingHours, zone: str) -> datetime:
    """Return the instant (UTC) so many working days later, at the same local time, always inside working hours.

    Counting starts at the next working moment: one day after Saturday noon is Tuesday at the start of work.
    """
    if days < 0:
        message = "working days are counted forwards only"
        raise ValueError(message)
    moment = next_working_moment(after, hours, zone)
    at = _local(moment, zone).time()
    for _ in range(days):
        moment = next_working_day_at(moment, hours, zone, at)
    return next_working_moment(moment, hours, zone)


def full_half_hour(instant: datetime, hours: WorkingHours, zone: str) -> datetime:
    """Return the next full or half hour (UTC) on clocks there, inside working hours: a term as people name it."""
    local = _local(instant, zone)
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond) % _HALF_HOUR
    return next_working_moment(instant + (-past % _HALF_HOUR), hours, zone)


def working_part(after: datetime, until: datetime, part: float, hours: WorkingHours, zone: str) -> datetime | None:
    """Return the instant (UTC) when this part of the working time between two instants is over; None without any."""
    stretches = _stretches(after, until, hours, zone)
    left = sum((end - start for start, end in stretches), timedelta()) * part
    for start, end in stretches:
        if left <= end - start:
            return start + left
        left -= end - start
    return None


def evening_before(instant: datetime, zone: str, at: time = time(17)) -> datetime:
    """Return this local time (UTC instant) on the day before the local day of the instant."""
    return _instant_on(_local(instant, zone).date() - _DAY, at, zone)


def _local(instant: datetime, zone: str) -> datetime:
    """Turn an aware instant into the wall clock of a zone; raises ValueError for a naive one."""
    if instant.utcoffset() is None:
        message = "an instant must carry its time zone"
        raise ValueError(message)
    return instant.astimezone(ZoneInfo(zone))


def _instants(day: date, at: time, zone: str) -> list[datetime]:
    """Return all instants (UTC, none to two, in order) at which clocks in the zone show this."""
    wall = datetime.combine(day, at)
    found = {wall.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(instant for instant in found if _local(instant, zone).replace(tzinfo=None) == wall)


def _instant_on(day: date, at: time, zone: str) -> datetime:
    """Return the first instant (UTC) at which clocks in the zone show this, or have just skipped it."""
    instants = _instants(day, at, zone)
    if instants:
        return instants[0]
    wall = datetime.combine(day, at)
    instant = wall.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC)
    while _local(instant, zone).replace(tzinfo=None) < wall:
        instant += _MINUTE
    return instant


def _exists(day: date, zone: str) -> bool:
    """Whether the zone has that day at all; islands that crossed the date line once skipped one."""
    return _local(_instant_on(day, time(12), zone), zone).date() == day


def _openings(day: date, hours: WorkingHours, zone: str) -> list[datetime]:
    """Return when (UTC) that day's working hours begin; two instants where the clocks go back over the start."""
    instants = _instants(day, hours.start, zone) or [_instant_on(day, hours.start, zone)]
    return [instant for instant in instants if hours.contains(_local(instant, zone))]


def _stretches(after: datetime, until: datetime, hours: WorkingHours, zone: str) -> list[tuple[datetime, datetime]]:
    """Return the stretches (UTC) of working time between two instants."""
    first, days = _local(after, zone).date(), (_local(until, zone).date() - _local(after, zone).date()).days
    of_each = [
        (max(opening, after), min(_instant_on(day, hours.end, zone), until))
        for day in (first + number * _DAY for number in range(days + 1))
        if day.weekday() in hours.days
        for opening in _openings(day, hours, zone)[:1]
    ]
    return [(start.astimezone(UTC), end.astimezone(UTC)) for start, end in of_each if start < end]


def _working_days(first: date, hours: WorkingHours) -> Iterator[date]:
    """Go through the working days of the next two weeks, the first day included."""
    days = (first + number * _DAY for number in range(_DAYS_AHEAD))
    return (day for day in days if day.weekday() in hours.days)
