"""Times for a meeting: what is proposed always fits, and something is proposed when it can be."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.finding_times import HORIZON, Window, merged, propose_times
from bot.rules.working_hours import DEFAULT_HOURS, WorkingHours

MONDAY = datetime(2030, 1, 7, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
BERLIN = "Europe/Berlin"
ZONES = st.sampled_from(
    [
        BERLIN,
        "America/New_York",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Pacific/Kiritimati",
        "Etc/GMT+12",
        "Australia/Lord_Howe",
    ]
)
QUARTERS = st.integers(0, 14 * 24 * 4)
WINDOWS = st.lists(
    st.builds(
        lambda start, length: Window(MONDAY + start * HOUR / 4, MONDAY + (start + length) * HOUR / 4),
        QUARTERS,
        st.integers(0, 60),
    ),
    max_size=5,
)
LENGTHS = st.sampled_from([timedelta(minutes=30), timedelta(minutes=45), HOUR])


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant in January 2030, in UTC."""
    return datetime(2030, 1, day, hour, minute, tzinfo=UTC)


def window(day: int, start: int, end: int) -> Window:
    """A window on a day of January 2030, in whole hours UTC."""
    return Window(at(day, start), at(day, end))


@given(WINDOWS, WINDOWS, ZONES, ZONES, LENGTHS, st.integers(0, 4), QUARTERS)
def test_what_is_proposed_fits(
    windows: list[Window], busy: list[Window], contact: str, candidate: str, length: timedelta, buffer: int, first: int
) -> None:
    """Each time lies in a window, in the contact's hours, clear of what is taken, round on both clocks, and once."""
    earliest, margin = MONDAY + first * HOUR / 4, buffer * timedelta(minutes=5)
    times = propose_times(windows, busy, DEFAULT_HOURS, contact, candidate, length, earliest, buffer=margin)
    assert len(times) <= 3
    assert times == sorted(set(times))
    for start in times:
        end = start + length
        assert start >= earliest
        assert end <= earliest + HORIZON
        assert not windows or any(one.start <= start and end <= one.end for one in merged(windows))
        assert all(end + margin <= one.start or one.end + margin <= start for one in busy)
        there, here = start.astimezone(ZoneInfo(contact)), start.astimezone(ZoneInfo(candidate))
        assert DEFAULT_HOURS.contains(there)
        assert end.astimezone(ZoneInfo(contact)).time() <= DEFAULT_HOURS.end
        assert here.minute in {0, 30}
        assert there.minute in ({0, 15, 30, 45} if "Asia/Kathmandu" in {contact, candidate} else {0, 30})


@given(QUARTERS, ZONES)
def test_a_fitting_window_is_found(start: int, zone: str) -> None:
    """Where a window of two hours lies in the contact's hours, there is a time in it."""
    local = (MONDAY + start * HOUR / 4).astimezone(ZoneInfo(zone))
    opens = local.replace(hour=10, minute=0)
    window = Window(opens.astimezone(UTC), opens.astimezone(UTC) + 2 * HOUR)
    found = propose_times([window], [], DEFAULT_HOURS, zone, BERLIN, HOUR / 2, MONDAY - HORIZON / 5)
    assert bool(found) == (opens.weekday() < 5)


@given(ZONES, ZONES, LENGTHS, QUARTERS)
def test_without_windows_there_is_a_time(contact: str, candidate: str, length: timedelta, first: int) -> None:
    """When the candidate named no times, three are found between any two zones."""
    assert len(propose_times([], [], DEFAULT_HOURS, contact, candidate, length, MONDAY + first * HOUR / 4)) == 3


def test_one_time_a_day() -> None:
    """With days enough, each of the first three gets its first pleasant time."""
    windows = [window(day, 6, 18) for day in (7, 8, 9, 10)]
    times = propose_times(windows, [], DEFAULT_HOURS, BERLIN, BERLIN, HOUR / 2, MONDAY)
    assert times == [at(7, 8), at(8, 8), at(9, 8)]


def test_pleasant_for_both() -> None:
    """Between Berlin and New York, times are in the one's afternoon and the other's morning."""
    times = propose_times([], [], DEFAULT_HOURS, BERLIN, "America/New_York", HOUR, MONDAY)
    assert times == [at(7, 14), at(8, 14), at(9, 14)]


def test_one_day_only() -> None:
    """On a single day the times keep their distance while they can."""
    assert propose_times([window(7, 8, 17)], [], DEFAULT_HOURS, BERLIN, BERLIN, HOUR / 2, MONDAY) == [
        at(7, 8),
        at(7, 10),
        at(7, 12),
    ]
    assert propose_times([window(7, 8, 9)], [], DEFAULT_HOURS, BERLIN, BERLIN, HOUR / 2, MONDAY) == [
        at(7, 8),
        at(7, 8, 30),
    ]


def test_taken_times_are_left_out() -> None:
    """Other meetings are kept away from, with some air."""
    busy = [window(7, 8, 10), window(7, 11, 12)]
    free = propose_times([window(7, 8, 12)], busy, DEFAULT_HOURS, BERLIN, BERLIN, HOUR / 2, MONDAY)
    assert free == [at(7, 10), at(7, 10, 30)]
    airy = timedelta(minutes=20)
    assert propose_times([window(7, 8, 12)], busy, DEFAULT_HOURS, BERLIN, BERLIN, HOUR / 2, MONDAY, buffer=airy) == []


def test_before_the_offer_expires() -> None:
    """Nothing is proposed that isn't over by the latest moment, nor before the earliest."""
    windows = [window(day, 8, 17) for day in (7, 8, 9)]
    times = propose_times(windows, [], DEFAULT_HOURS, BERLIN, BERLIN, HOUR, at(8, 15), at(9, 9))
    assert times == [at(8, 15), at(8, 16), at(9, 8)]


def test_hours_of_the_contact() -> None:
    """A contact's short week is kept."""
    evenings = WorkingHours(time(18), time(20), frozenset({2}))
    times = propose_times([window(day, 6, 22) for day in (7, 8, 9)], [], evenings, BERLIN, BERLIN, HOUR, MONDAY)
    assert times
    assert {start.date().day for start in times} == {9}


@pytest.mark.parametrize("gap", [0, 1])
def test_windows_are_joined(gap: int) -> None:
    """Windows that touch are one; windows apart aren't."""
    first, second = Window(at(7, 8), at(7, 9)), Window(at(7, 9, gap), at(7, 10))
    assert len(merged([second, first, first])) == 1 + gap
