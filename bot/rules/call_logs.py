"""A log of the offer call and its corrections: what each one changed."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from bot.rules.words import Sentiment, Signal

LABELS = {
    "sentiment": "how they took it",
    "said": "what they said",
    "feels": "how they feel",
    "unsure": "what they are unsure about",
    "signals": "what they spoke of",
    "asked_for": "whom they asked for",
    "points_left_out": "which points were left out",
    "left_out": "why something was left out",
    "next_on": "when you talk again",
}


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One log of a call, by whom and when; a correction is another one."""

    by: str
    at: datetime
    sentiment: Sentiment
    said: str
    feels: str | None = None
    unsure: str | None = None
    signals: tuple[Signal, ...] = ()
    asked_for: str | None = None
    points_left_out: tuple[int, ...] = ()
    """Ids of the script's points, in order."""
    left_out: str | None = None
    next_on: date | None = None


def corrected(before: LogEntry, after: LogEntry) -> list[str]:
    """Name what a correction changed, in the order of the form."""
    names = [one.name for one in fields(LogEntry) if one.name in LABELS]
    return [LABELS[name] for name in LABELS if name in names and getattr(before, name) != getattr(after, name)]


def history(entries: Sequence[LogEntry]) -> list[tuple[LogEntry, list[str]]]:
    """Return each log, first to last, with what it changed of the one before it."""
    befores: list[LogEntry | None] = [None, *entries[:-1]]
    return [(one, corrected(before, one) if before else []) for before, one in zip(befores, entries, strict=True)]
