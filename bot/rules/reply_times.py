"""When an asked contact is reminded, and when they count as silent: in their working hours, before the first time."""

from datetime import datetime

from bot.rules.working_hours import WorkingHours, add_working_days, next_working_moment

REMINDED_AFTER, SILENT_AFTER = 1, 2
"""Working days, where the proposed times leave that long."""
REMINDED_PART, SILENT_PART = 0.3, 0.6
"""Parts of the time until the first proposed time, where that is sooner."""


def reminder_due(asked_at: datetime, first: datetime, hours: WorkingHours, zone: str) -> datetime:
    """Return when a contact who has not answered is reminded (UTC); `first` is the first time proposed to them."""
    return _due(asked_at, first, hours, zone, REMINDED_AFTER, REMINDED_PART)


def answer_due(asked_at: datetime, first: datetime, hours: WorkingHours, zone: str) -> datetime:
    """Return until when a contact is asked to answer (UTC); after it somebody else may be asked."""
    return _due(asked_at, first, hours, zone, SILENT_AFTER, SILENT_PART)


def _due(asked_at: datetime, first: datetime, hours: WorkingHours, zone: str, days: int, part: float) -> datetime:
    usual = add_working_days(asked_at, days, hours, zone)
    sooner = next_working_moment(asked_at + (first - asked_at) * part, hours, zone)
    return min(usual, max(asked_at, sooner))
