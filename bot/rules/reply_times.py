"""When an asked contact is reminded, and when they count as silent: in their working hours, before the first time."""

from datetime import UTC, datetime, timedelta

from bot.rules.working_hours import WorkingHours, add_working_days, next_working_moment, working_part

REMINDED_AFTER, SILENT_AFTER = 1, 2
"""Working days, where the proposed times leave that long."""
REMINDED_PART, SILENT_PART = 0.5, 0.8
"""Parts of the working time until the first proposed time, where that is sooner: a weekend is no time to answer."""
QUARTER = timedelta(minutes=15)
"""Where it leaves time, people are named a full quarter of an hour."""


def reminder_due(asked_at: datetime, first: datetime, hours: WorkingHours, zone: str) -> datetime:
    """Return when a contact who has not answered is reminded (UTC); `first` is the first time proposed to them."""
    return _due(asked_at, first, hours, zone, REMINDED_AFTER, REMINDED_PART)


def answer_due(asked_at: datetime, first: datetime, hours: WorkingHours, zone: str) -> datetime:
    """Return until when a contact is asked to answer (UTC); after it somebody else may be asked."""
    return _due(asked_at, first, hours, zone, SILENT_AFTER, SILENT_PART)


def _due(asked_at: datetime, first: datetime, hours: WorkingHours, zone: str, days: int, part: float) -> datetime:
    usual = add_working_days(asked_at, days, hours, zone)
    sooner = working_part(asked_at, first, part, hours, zone)
    if sooner is None:  # they don't work before the first time at all
        sooner = min(first, next_working_moment(asked_at, hours, zone))
    due = max(asked_at, min(usual, sooner))
    early = (due - datetime.min.replace(tzinfo=UTC)) % QUARTER
    return due - early if due - early >= asked_at + QUARTER else due
