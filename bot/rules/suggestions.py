"""Whom to suggest for a subject or a kind of person: whoever fits and may be asked, the least recently asked first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.names import plain_words
from bot.rules.words import ContactClass
from bot.rules.working_hours import WorkingHours

WEEK, MONTH = timedelta(days=7), timedelta(days=30)

VOLUNTEERED = frozenset({None, ContactClass.CURRENT_EMPLOYEE, ContactClass.OTHER})
"""The kinds of people a colleague can say they are: any, one who works here, or somebody else."""

_HOUR, _DAY = 60, 24 * 60
_DAYLIGHT = (8 * _HOUR, 20 * _HOUR)
"""The minutes of a day at which most people would rather talk."""

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Askable:
    """Somebody of the directory, and how much was asked of them; those to whom nothing may be sent stay out.

    `asked_in_week`, `asked_in_month`: conversations they were asked for in the last seven and thirty days and did not
    decline; `asked_ever` and `asked_at` count everything, what is proposed but not approved included.
    """

    id: int
    name: str
    contact_class: ContactClass
    areas: tuple[str, ...] = ()
    per_week: int | None = None
    per_month: int | None = None
    asked_in_week: int = 0
    asked_in_month: int = 0
    asked_ever: int = 0
    asked_at: datetime | None = None
    is_on_panel: bool = False
    shares_hours: bool = True
    """Whether there is an hour at which they work and it is day for the candidate."""

    @property
    def has_room(self) -> bool:
        """Whether one conversation more would keep within what they can give."""
        in_week = self.per_week is None or self.asked_in_week < self.per_week
        return in_week and (self.per_month is None or self.asked_in_month < self.per_month)


@dataclass(frozen=True)
class Wanted:
    """What is asked for: a kind of person, a subject, or both; `without` are the ids of whoever it can't be."""

    contact_class: ContactClass | None
    area: str | None
    without: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Suggestion:
    """Somebody to ask, and the area of theirs that fits, where a subject is asked for."""

    who: Askable
    area: str | None


def suggest(directory: Iterable[Askable], wanted: Wanted) -> list[Suggestion]:
    """Return whom to ask, the best first.

    Whoever shares hours comes before whoever doesn't, others before the panel, then the least recently asked.
    """
    if wanted.contact_class is None and not wanted.area:
        return []
    found = [
        Suggestion(one, fitting_area(wanted.area, one.areas) if wanted.area else None)
        for one in directory
        if one.id not in wanted.without and one.has_room and _fits(one, wanted)
    ]
    return sorted(found, key=_rank)


def fitting_area(wanted: str, areas: Sequence[str]) -> str | None:
    """Return the first of somebody's areas that a wanted subject names, or that names more than it."""
    words = set(plain_words(wanted))
    for area in areas:
        own = set(plain_words(area))
        if own and words and (own <= words or words <= own):
            return area
    return None


def shares_hours(hours: WorkingHours, zone: str, candidate_zone: str, now: datetime) -> bool:
    """Tell whether for an hour of somebody's working day it is day for the candidate, by the clocks of now."""
    apart = (now.astimezone(ZoneInfo(candidate_zone)).utcoffset() or timedelta()) - (
        now.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    )
    starts = hours.start.hour * _HOUR + hours.start.minute + apart // timedelta(minutes=1)
    ends = starts + (hours.end.hour - hours.start.hour) * _HOUR + hours.end.minute - hours.start.minute
    first, last = _DAYLIGHT
    shared = (min(ends, last + day) - max(starts, first + day) for day in (-_DAY, 0, _DAY))
    return max(shared) >= _HOUR


def _fits(one: Askable, wanted: Wanted) -> bool:
    if wanted.contact_class not in {None, one.contact_class}:
        return False
    return not wanted.area or fitting_area(wanted.area, one.areas) is not None


def _rank(one: Suggestion) -> tuple[bool, bool, datetime, int, int]:
    who = one.who
    return (not who.shares_hours, who.is_on_panel, who.asked_at or _NEVER, who.asked_ever, who.id)
