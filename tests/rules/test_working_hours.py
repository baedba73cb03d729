"""Working hours and local times, on the days when clocks move and in the odd zones too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.working_hours import (
    DEFAULT_HOURS,
    AmbiguousTime,
    ChosenTime,
    NoSuchTime,
    WorkingHours,
    add_working_days,
    evening_before,
    full_half_hour,
    local_to_utc,
    next_working_day_at,
    next_working_moment,
)

BERLIN = "Europe/Berlin"
ZONES = st.sampled_from(
    [
        BERLIN,
        "America/New_York",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Kiritimati",
        "Pacific/Apia",
        "Etc/GMT+12",
        "Etc/GMT-14",
        "America/Santiago",
        "Africa/Cairo",
        "UTC",
    ]
)
INSTANTS = st.datetimes(datetime(2011, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis takes naive bounds
CLOCK_TIMES = st.integers(0, 24 * 60 - 1).map(lambda minutes: time(minutes // 60, minutes % 60))
HOURS = st.builds(
    lambda ends, days: WorkingHours(min(ends), max(ends), days),
    st.lists(CLOCK_TIMES, min_size=2, max_size=2, unique=True),
    st.frozensets(st.integers(0, 6), min_size=1),
)


def utc(text: str) -> datetime:
    """Read an instant such as 2030-01-04 08:00, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@given(INSTANTS, HOURS, ZONES)
def test_the_next_working_moment_is_inside(after: datetime, hours: WorkingHours, zone: str) -> None:
    """It is never earlier, always inside the hours, and asking again changes nothing."""
    moment = next_working_moment(after, hours, zone)
    assert moment >= after
    assert hours.contains(moment.astimezone(ZoneInfo(zone)))
    assert next_working_moment(moment, hours, zone) == moment


@given(INSTANTS, HOURS, ZONES, st.floats(0, 1))
def test_no_working_moment_is_skipped(after: datetime, hours: WorkingHours, zone: str, share: float) -> None:
    """Nothing between the asking and the next working moment was a working moment."""
    moment = next_working_moment(after, hours, zone)
    between = after + (moment - after) * share
    assert between >= moment or not hours.contains(between.astimezone(ZoneInfo(zone)))


@given(INSTANTS, HOURS, ZONES, st.integers(0, 12))
def test_working_days_add_up(after: datetime, hours: WorkingHours, zone: str, days: int) -> None:
    """Added days land inside working hours, in order, and pass at least so many local days."""
    moment = add_working_days(after, days, hours, zone)
    assert hours.contains(moment.astimezone(ZoneInfo(zone)))
    assert moment < add_working_days(after, days + 1, hours, zone)
    assert (moment.astimezone(ZoneInfo(zone)).date() - after.astimezone(ZoneInfo(zone)).date()).days >= days


@given(INSTANTS, HOURS, ZONES, CLOCK_TIMES)
def test_the_next_working_day_is_a_later_one(after: datetime, hours: WorkingHours, zone: str, at: time) -> None:
    """The next working day is a working day after today, there."""
    local = next_working_day_at(after, hours, zone, at).astimezone(ZoneInfo(zone))
    assert local.date() > after.astimezone(ZoneInfo(zone)).date()
    assert local.weekday() in hours.days


@given(st.dates(date(2011, 1, 1), date(2032, 1, 1)), CLOCK_TIMES, ZONES)
def test_local_times_and_instants_agree(day: date, at: time, zone: str) -> None:
    """An instant found for a local time shows that local time; there is none, or one, or two."""
    try:
        instant = local_to_utc(day, at, zone)
    except (NoSuchTime, AmbiguousTime):
        return
    local = instant.astimezone(ZoneInfo(zone))
    assert (local.date(), local.time()) == (day, at)


@pytest.mark.parametrize(
    ("after", "zone", "moment"),
    [
        ("2030-01-04 10:00", BERLIN, "2030-01-04 10:00"),
        ("2030-01-04 17:00", BERLIN, "2030-01-07 08:00"),
        ("2030-01-04 07:59", BERLIN, "2030-01-04 08:00"),
        ("2030-01-05 12:00", "Asia/Kolkata", "2030-01-07 03:30"),
        ("2030-01-04 12:00", "Pacific/Kiritimati", "2030-01-06 19:00"),
    ],
)
def test_next_working_moment(after: str, zone: str, moment: str) -> None:
    """Inside the hours nothing moves; evenings, nights and weekends wait for the next morning, there."""
    assert next_working_moment(utc(after), DEFAULT_HOURS, zone) == utc(moment)


@pytest.mark.parametrize(
    ("after", "days", "moment"),
    [
        ("2030-01-04 14:00", 1, "2030-01-07 14:00"),
        ("2030-01-05 14:00", 1, "2030-01-08 08:00"),
        ("2030-03-29 14:00", 1, "2030-04-01 13:00"),
        ("2030-01-04 20:00", 0, "2030-01-07 08:00"),
    ],
)
def test_add_working_days(after: str, days: int, moment: str) -> None:
    """A working day keeps the wall clock, over weekends and over the change to summer time."""
    assert add_working_days(utc(after), days, DEFAULT_HOURS, BERLIN) == utc(moment)


@pytest.mark.parametrize(
    ("instant", "zone", "moment"),
    [
        ("2030-01-04 10:00", BERLIN, "2030-01-04 10:00"),
        ("2030-01-04 14:38", BERLIN, "2030-01-04 15:00"),
        ("2030-01-04 16:31", BERLIN, "2030-01-07 08:00"),
        ("2030-01-04 06:08", "Asia/Kathmandu", "2030-01-04 06:15"),
    ],
)
def test_full_half_hour(instant: str, zone: str, moment: str) -> None:
    """A term is named as clocks show it there, never after work."""
    assert full_half_hour(utc(instant), DEFAULT_HOURS, zone) == utc(moment)


def test_next_working_day_at() -> None:
    """On a Friday morning, the next working day's noon is Monday's."""
    assert next_working_day_at(utc("2030-01-04 06:00"), DEFAULT_HOURS, BERLIN, time(12)) == utc("2030-01-07 11:00")


def test_evening_before() -> None:
    """The evening before is the day before there, whatever day it is in Greenwich."""
    assert evening_before(utc("2030-01-07 23:30"), BERLIN) == utc("2030-01-07 16:00")
    assert evening_before(utc("2030-01-07 22:30"), BERLIN) == utc("2030-01-06 16:00")


def test_clocks_that_move() -> None:
    """A skipped and a repeated local time are refused by name; of a repeated one, the first or second can be meant."""
    with pytest.raises(NoSuchTime, match="02:30 doesn't exist on Sunday 31 March 2030"):
        local_to_utc(date(2030, 3, 31), time(2, 30), BERLIN)
    with pytest.raises(AmbiguousTime, match="02:30 comes twice on Sunday 27 October 2030 in Berlin:"):
        local_to_utc(date(2030, 10, 27), time(2, 30), BERLIN)
    both = [local_to_utc(date(2030, 10, 27), ChosenTime(2, 30, fold=fold), BERLIN) for fold in (0, 1)]
    assert both == [utc("2030-10-27 00:30"), utc("2030-10-27 01:30")]
    assert local_to_utc(date(2030, 10, 28), ChosenTime(2, 30, fold=1), BERLIN) == utc("2030-10-28 01:30")


def test_hours_that_make_no_sense() -> None:
    """Hours without a moment, naive instants and days gone by are refused."""
    with pytest.raises(ValueError, match="end after they start"):
        WorkingHours(time(18), time(9))
    with pytest.raises(ValueError, match="working days"):
        WorkingHours(days=frozenset({7}))
    with pytest.raises(ValueError, match="working days"):
        WorkingHours(days=frozenset())
    with pytest.raises(ValueError, match="time zone"):
        next_working_moment(datetime(2030, 1, 1), DEFAULT_HOURS, BERLIN)  # noqa: DTZ001 - naive on purpose
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(datetime(2030, 1, 1, tzinfo=UTC), -1, DEFAULT_HOURS, BERLIN)


def test_a_week_of_hours_is_covered() -> None:
    """Somebody who works on one day a week gets that day, a week later at most."""
    sundays = WorkingHours(time(9), time(10), frozenset({6}))
    after = utc("2030-01-06 09:30")
    assert next_working_moment(after, sundays, BERLIN) - after < timedelta(days=7)
