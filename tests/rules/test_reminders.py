"""When reminders come: in everybody's own hours, zones and changes of the clock included."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.reminders import (
    earliest_reminder,
    first_reminder,
    is_by_tonight,
    later_today,
    next_morning,
    next_reminder,
)
from bot.rules.working_hours import DEFAULT_HOURS, WorkingHours

BERLIN, LONDON = "Europe/Berlin", "Europe/London"
zones = st.sampled_from([BERLIN, LONDON, "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"])
instants = st.datetimes(datetime(2029, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds of aware instants
days = st.none() | st.dates(date(2029, 1, 1), date(2031, 1, 1))
hours_of_work = st.builds(
    WorkingHours,
    start=st.sampled_from([time(6), time(8, 30), time(9), time(10)]),
    end=st.sampled_from([time(14), time(18), time(20)]),
    days=st.frozensets(st.integers(0, 6), min_size=1),
)


@settings(max_examples=150, deadline=None)
@given(instants, instants, days, hours_of_work, zones)
def test_nobody_is_reminded_too_early_or_outside_their_hours(
    now: datetime, due_at: datetime, interview_on: date | None, hours: WorkingHours, zone: str
) -> None:
    """Every reminder lies ahead, in working hours there, and after the day of the interview."""
    earliest = earliest_reminder(due_at, interview_on, hours, zone)
    first = first_reminder(now, due_at, interview_on, hours, zone)
    assert due_at <= earliest <= first
    for moment in (
        first,
        next_reminder(first, hours, zone),
        later_today(now, interview_on, hours, zone),
        next_morning(now, interview_on, hours, zone),
    ):
        local = moment.astimezone(ZoneInfo(zone))
        assert moment > now
        assert hours.contains(local)
        assert interview_on is None or local.date() > interview_on


@settings(max_examples=60, deadline=None)
@given(instants, hours_of_work, zones)
def test_reminders_are_on_different_days(now: datetime, hours: WorkingHours, zone: str) -> None:
    """The next one and the next morning's are never today's, the one of two hours on never earlier than that."""
    assert not is_by_tonight(next_reminder(now, hours, zone), now, zone)
    assert not is_by_tonight(next_morning(now, None, hours, zone), now, zone)
    assert later_today(now, None, hours, zone) >= now + timedelta(hours=2)


def test_the_clock_that_changes_over_night_keeps_the_time_of_day() -> None:
    """Friday noon and Monday noon are 71 hours apart when the clocks go forward between them, 73 when back."""
    for friday, apart in ((datetime(2030, 3, 29, 11, tzinfo=UTC), 71), (datetime(2030, 10, 25, 10, tzinfo=UTC), 73)):
        assert next_reminder(friday, DEFAULT_HOURS, BERLIN) - friday == timedelta(hours=apart)


def test_later_is_in_two_hours_or_tomorrow_at_nine() -> None:
    """As said on the button, in the reader's zone; from Friday afternoon it is Monday."""
    monday, friday = datetime(2030, 1, 7, 9, 5, tzinfo=UTC), datetime(2030, 1, 11, 16, 30, tzinfo=UTC)
    assert later_today(monday, None, DEFAULT_HOURS, BERLIN) == monday + timedelta(hours=2)
    assert next_morning(monday, None, DEFAULT_HOURS, LONDON) == datetime(2030, 1, 8, 9, tzinfo=UTC)
    for later in (later_today, next_morning):
        assert later(friday, None, DEFAULT_HOURS, BERLIN) == datetime(2030, 1, 14, 8, tzinfo=UTC)
    assert next_morning(monday, date(2030, 1, 10), DEFAULT_HOURS, LONDON) == datetime(2030, 1, 11, 9, tzinfo=UTC)
