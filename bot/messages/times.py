"""Instants as people read them where Slack can't show each reader their own: in mails, on buttons, in two zones."""

from collections.abc import Iterable, Sequence, Sized
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.rules.days import spoken_day
from bot.rules.working_hours import comes_twice
from bot.rules.zones import city, offset_of


def clock(instant: datetime, zone: str) -> str:
    """Tell the time of day there: `15:00`; in an hour that clocks show twice, which one it is: `02:30 UTC+2`."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%H:%M} {offset_of(local)}" if comes_twice(instant, zone) else f"{local:%H:%M}"


def day(instant: datetime, zone: str) -> str:
    """Name the day there: `Thursday 10 January`."""
    return spoken_day(instant.astimezone(ZoneInfo(zone)).date())


def short_time(instant: datetime, zone: str) -> str:
    """Tell day and time there, short enough for a button: `Thu 10 Jan, 15:00`."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b}, {clock(instant, zone)}"


def long_time(instant: datetime, zone: str) -> str:
    """Tell day and time there with the zone's name: `Thursday 10 January, 15:00 (Berlin)`."""
    return f"{day(instant, zone)}, {clock(instant, zone)} ({city(zone)})"


def span(start: datetime, end: datetime, zone: str) -> str:
    """Tell a span of time on the clocks there: `Tuesday 8 January, 09:00–18:00`; its last day where that is another."""
    until, midnight = clock(end, zone), end - timedelta(microseconds=1)
    is_one_day = day(start, zone) == day(midnight, zone)
    return f"{day(start, zone)}, {clock(start, zone)}–{until if is_one_day else f'{day(end, zone)}, {until}'}"


def two_zones(instant: datetime, first: str, second: str) -> str:
    """Tell one instant in two zones: `Thu 10 Jan, 23:00 Berlin · 17:00 New York`; the day twice where it differs.

    One clock for both, `Thu 10 Jan, 15:00 Berlin and Paris`, where they show the same.
    """
    here, there = instant.astimezone(ZoneInfo(first)), instant.astimezone(ZoneInfo(second))
    if here.utcoffset() == there.utcoffset():
        both = dict.fromkeys([city(first), city(second)])
        return f"{short_time(instant, first)} {' and '.join(both)}"
    other = clock(instant, second) if here.date() == there.date() else short_time(instant, second)
    return f"{short_time(instant, first)} {city(first)} · {other} {city(second)}"


def one_of(times: Sized) -> str:
    """Say what somebody may choose, as many times as there are: `this time`, or `one of these times`."""
    return "this time" if len(times) == 1 else "one of these times"


def other_times_asked_for(times: Sized) -> str:
    """Say why somebody is asked again."""
    return f"here {'is another time' if len(times) == 1 else 'are other times'}, as was asked for"


def clocks_there(instant: datetime, zone: str, there: str) -> str | None:
    """Return the second zone where its clocks show something else at this instant than those of the first."""
    here, other = instant.astimezone(ZoneInfo(zone)), instant.astimezone(ZoneInfo(there))
    return there if here.replace(tzinfo=None) != other.replace(tzinfo=None) else None


def mark_of(shown: Iterable[tuple[str, Sequence[datetime]]]) -> str:
    """Name what a card shows, people with their times, in eight characters: a press on it tells what was seen."""
    seen = [(who, [round(at.timestamp()) for at in times]) for who, times in shown]
    return sha256(repr(seen).encode()).hexdigest()[:8]
