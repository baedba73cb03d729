"""When an interviewer is reminded of their feedback: never before their interview is over, always in their hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.working_hours import (
    WorkingHours,
    add_working_days,
    full_half_hour,
    next_working_day_at,
    next_working_moment,
)

MORNING = time(9)
A_WHILE = timedelta(hours=2)
MOST_REMINDERS = 3
"""Reminders a seat gets; after them the hiring manager is asked."""


def earliest_reminder(due_at: datetime, interview_on: date | None, hours: WorkingHours, zone: str) -> datetime:
    """Return the first moment (UTC) a reminder makes sense: feedback is due and the day of the interview over."""
    return next_working_moment(max(due_at, _interview_over(interview_on, zone)), hours, zone)


def first_reminder(
    now: datetime, due_at: datetime, interview_on: date | None, hours: WorkingHours, zone: str
) -> datetime:
    """Return when (UTC) to remind for the first time; what is due already has a working day more."""
    earliest = earliest_reminder(due_at, interview_on, hours, zone)
    return earliest if earliest > now else next_reminder(now, hours, zone)


def next_reminder(now: datetime, hours: WorkingHours, zone: str) -> datetime:
    """Return when (UTC) to remind again: a working day later, at about the same time of day."""
    return full_half_hour(add_working_days(now, 1, hours, zone), hours, zone)


def later_today(now: datetime, interview_on: date | None, hours: WorkingHours, zone: str) -> datetime:
    """Return the moment (UTC) two hours on, put off to the next working hours and the end of the interview's day."""
    return next_working_moment(max(now + A_WHILE, _interview_over(interview_on, zone)), hours, zone)


def next_morning(now: datetime, interview_on: date | None, hours: WorkingHours, zone: str) -> datetime:
    """Return nine o'clock (UTC) of the next working day there, put off like the rest."""
    morning = next_working_day_at(now, hours, zone, MORNING)
    return next_working_moment(max(morning, _interview_over(interview_on, zone)), hours, zone)


def is_by_tonight(due_at: datetime, now: datetime, zone: str) -> bool:
    """Tell whether something falls due on the present day there, or did before."""
    return due_at.astimezone(ZoneInfo(zone)).date() <= now.astimezone(ZoneInfo(zone)).date()


def _interview_over(interview_on: date | None, zone: str) -> datetime:
    if interview_on is None:
        return datetime.min.replace(tzinfo=UTC)
    return datetime.combine(interview_on + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
