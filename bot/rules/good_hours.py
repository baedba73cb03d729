"""When a candidate likes to be called: what was typed as their good hours, and the next moments in them."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.working_hours import AmbiguousTime, NoSuchTime, local_to_utc

WEEKDAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})
EVERY_DAY = WEEKDAYS | WEEKEND
EARLIEST, LATEST = time(8), time(21)
"""A candidate's day, where nothing else is known: nobody is called before or after without a second thought."""
LEAST = timedelta(minutes=30)
"""How much of good hours must be left for a call to begin in them; calls are proposed at such a distance."""
DAYS_AHEAD = 15
MIDNIGHT_HOUR = 24
MORNING_HOUR = 7
"""A bare hour before this ("5-7") may as well be one in the afternoon."""

_CLOCK = r"(\d{1,2})(?:[:.h](\d{2}))?\s*(?:h\b|o'clock|uhr)?\s*(am|pm)?"
_SPAN = re.compile(rf"(?:from\s+|between\s+)?{_CLOCK}\s*(?:-|–|—|to|until|till|and)\s*{_CLOCK}")
_AFTER = re.compile(rf"(?:after|from)\s+{_CLOCK}")
_BEFORE = re.compile(rf"(?:before|until|till|by)\s+{_CLOCK}")
_PARTS = {
    "morning": (EARLIEST, time(12)),
    "noon": (time(12), time(14)),
    "lunchtime": (time(12), time(14)),
    "afternoon": (time(12), time(18)),
    "evening": (time(17), LATEST),
    "any time": (EARLIEST, LATEST),
    "anytime": (EARLIEST, LATEST),
}
_DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = r"(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?s?"
_DAY_SPAN = re.compile(rf"\b{_DAY}\s*(?:-|–|—|to)\s*{_DAY}\b")
_NOT_DAYS = re.compile(rf"\b(?:not|except|never)(?:\s+on)?((?:[\s,]+(?:and\s+|or\s+)?{_DAY}\b)+|\s+weekends?\b)")
_ONE_DAY = re.compile(rf"\b{_DAY}\b")
_REST = re.compile(r"[\s,;.]|\b(?:on|in|the|at|best|only|is|are|fine|good|ok|and|or|please|their|time|every)\b")


@dataclass(frozen=True, slots=True)
class GoodHours:
    """Days (Monday is 0) and times of day, from start to before end, on the candidate's clock."""

    days: frozenset[int] = EVERY_DAY
    start: time = EARLIEST
    end: time = LATEST


def read_good_hours(typed: str | None) -> GoodHours | None:
    """Read "after 17:00", "9-12", "weekday mornings", "Mon-Thu 5pm to 7pm", "not on Wednesdays"; None where unclear.

    Every word must be understood: half of a wish is worse than none.
    """
    left = " ".join((typed or "").casefold().replace("noon", " noon ").replace("after noon", "afternoon").split())
    if not left:
        return None
    days, left = _days(left)
    span, left = _times(left)
    if days is None or span is None or _REST.sub("", left) or not span[0] < span[1]:
        return None
    return GoodHours(days, *span)


def call_times(
    after: datetime, hours: GoodHours | None, zone: str, *, caller_zone: str | None = None, count: int = 3
) -> list[datetime]:
    """Return the next moments (UTC) for a call in the candidate's good hours, one a day, the first as soon as it goes.

    Where nothing is known of their hours, in the daytime of a working day there. Where the caller's day has such times
    too, only those.
    """
    good = hours or GoodHours(WEEKDAYS, time(9), time(18))
    days = [
        [at for at in _moments(day, good, zone) if at >= after]
        for day in _days_from(after.astimezone(ZoneInfo(zone)).date())
    ]
    in_both = [[at for at in times if caller_zone is None or not is_outside_day(at, caller_zone)] for times in days]
    chosen = in_both if any(in_both) else days
    return [times[0] for times in chosen if times][:count]


def is_outside_day(at: datetime, zone: str) -> bool:
    """Whether a call then would come early in the morning or late in the evening of whoever is called."""
    local = at.astimezone(ZoneInfo(zone)).time()
    return not EARLIEST <= local < LATEST


def _days(text: str) -> tuple[frozenset[int] | None, str]:
    """Read which days, and return what is left of the text; None for days that leave none."""
    without: frozenset[int] = frozenset()
    for found in _NOT_DAYS.finditer(text):
        named = {_DAY_NAMES.index(one) for one in _ONE_DAY.findall(found[1])}
        without |= named or WEEKEND
    text = _NOT_DAYS.sub(" ", text)
    days: set[int] = set()
    for first, last in _DAY_SPAN.findall(text):
        start, end = _DAY_NAMES.index(first), _DAY_NAMES.index(last)
        days |= {number % 7 for number in range(start, end + 1 if end >= start else end + 8)}
    text = _DAY_SPAN.sub(" ", text)
    days |= {_DAY_NAMES.index(one) for one in _ONE_DAY.findall(text)}
    text = _ONE_DAY.sub(" ", text)
    for pattern, meant in (
        (r"\b(?:week ?days?|working days|workdays)\b", WEEKDAYS),
        (r"\bweek ?ends?\b", WEEKEND),
        (r"\b(?:every|any) ?day\b|\bdaily\b", EVERY_DAY),
    ):
        text, hits = re.subn(pattern, " ", text)
        days |= meant if hits else set()
    chosen = (frozenset(days) or EVERY_DAY) - without
    return chosen or None, text


def _times(text: str) -> tuple[tuple[time, time] | None, str]:
    """Read which hours of the day, and return what is left of the text; all day where none are named."""
    if (span := _SPAN.search(text)) is not None:
        first, last = span.groups()[:3], span.groups()[3:]
        starts = _clock(first[0], first[1], first[2] or (last[2] if _is_same_half(first[0], last[0]) else None))
        ends = _clock(*last)
        both = (starts, ends) if starts and ends else None
        return both, _without_part(_SPAN.sub(" ", text, count=1), starts)
    for pattern, is_after in ((_AFTER, True), (_BEFORE, False)):
        if (one := pattern.search(text)) is not None:
            at = _clock(*one.groups())
            span_ = None if at is None else (at, max(LATEST, at)) if is_after else (min(EARLIEST, at), at)
            return span_, _without_part(pattern.sub(" ", text, count=1), at)
    named = [word for word in _PARTS if re.search(rf"\b{word}s?\b", text)]
    if len(named) > 1:
        return None, text
    for word in named:
        return _PARTS[word], re.sub(rf"\b{word}s?\b", " ", text)
    return (EARLIEST, LATEST), text


def _without_part(text: str, at: time | None) -> str:
    """Leave out the part of the day that only repeats what the clock says, as in "evenings after 18:00"."""
    for word, (start, end) in _PARTS.items():
        if at is not None and start <= at < end:
            text = re.sub(rf"\b{word}s?\b", " ", text)
    return text


def _clock(hour: str, minute: str | None, half: str | None) -> time | None:
    number = int(hour)
    if half is None and minute is None and number < MORNING_HOUR:
        return None
    if half is not None:
        if not 1 <= number <= MIDNIGHT_HOUR // 2:
            return None
        number = number % 12 + (12 if half == "pm" else 0)
    return time(number, int(minute or 0)) if number < MIDNIGHT_HOUR and int(minute or 0) < 60 else None  # noqa: PLR2004  # minutes


def _is_same_half(first: str, last: str) -> bool:
    """Whether "5 to 7pm" means that both are in the afternoon, as in "11 to 2pm" they aren't."""
    return int(first) % 12 < int(last) % 12


def _days_from(first: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(DAYS_AHEAD))


def _moments(day: date, good: GoodHours, zone: str) -> Iterator[datetime]:
    """Go through the round times of a day's good hours at which a call may begin."""
    if day.weekday() not in good.days:
        return
    wall, end = datetime.combine(day, good.start), datetime.combine(day, good.end)
    while wall + LEAST <= end:
        with suppress(NoSuchTime, AmbiguousTime):
            yield local_to_utc(day, wall.time(), zone).astimezone(UTC)
        wall += LEAST
