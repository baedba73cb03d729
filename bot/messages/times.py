"""Instants as people read them where Slack can't show each reader their own: in mails, on buttons, in two zones."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo


def city(zone: str) -> str:
    """Name a zone shortly: `New York` for America/New_York."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def day(instant: datetime, zone: str) -> str:
    """Name the day there: `Thursday 10 January`."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B}"


def short_time(instant: datetime, zone: str) -> str:
    """Tell day and time there, short enough for a button: `Thu 10 Jan, 15:00`."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def long_time(instant: datetime, zone: str) -> str:
    """Tell day and time there with the zone's name: `Thursday 10 January, 15:00 (Berlin)`."""
    return f"{day(instant, zone)}, {instant.astimezone(ZoneInfo(zone)):%H:%M} ({city(zone)})"


def two_zones(instant: datetime, first: str, second: str) -> str:
    """Tell one instant in two zones: `Thu 10 Jan, 23:00 Berlin · 17:00 New York`; the day twice where it differs."""
    here, there = instant.astimezone(ZoneInfo(first)), instant.astimezone(ZoneInfo(second))
    if here.utcoffset() == there.utcoffset():
        return f"{short_time(instant, first)} {city(first)}"
    other = f"{there:%H:%M}" if here.date() == there.date() else short_time(instant, second)
    return f"{short_time(instant, first)} {city(first)} · {other} {city(second)}"


def mark_of(shown: Iterable[tuple[str, Sequence[datetime]]]) -> str:
    """Name what a card shows, people with their times, in eight characters: a press on it tells what was seen."""
    seen = [(who, [round(at.timestamp()) for at in times]) for who, times in shown]
    return sha256(repr(seen).encode()).hexdigest()[:8]
