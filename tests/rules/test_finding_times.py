"""Times for a meeting: what is proposed always fits, and something is proposed when it can be."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.finding_times import HORIZON, Window, merged, propose_times
from bot.rules.working_hours import AWAKE, DEFAULT_HOURS, WorkingHours, comes_twice

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
ANY_HOUR = WorkingHours(time(0), time(23, 59), frozenset(range(7)))
MOVES = [
    datetime(2030, 3, 31, 1, tzinfo=UTC),  # Europe, forward
    datetime(2030, 10, 27, 1, tzinfo=UTC),  # Europe, back
    datetime(2030, 3, 10, 7, tzinfo=UTC),  # New York, forward
    datetime(2030, 11, 3, 6, tzinfo=UTC),  # New York, back
    datetime(2030, 4, 6, 15, tzinfo=UTC),  # Lord Howe, back by half an hour
]
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
    """With days enough: three days, the first pleasant time, an afternoon too."""
    windows = [window(day, 6, 18) for day in (7, 8, 9, 10)]
    times = propose_times(windows, [], DEFAULT_HOURS, BERLIN, BERLIN, HOUR / 2, MONDAY)
    assert times == [at(7, 8), at(8, 12), at(9, 8)]


def test_one_soon_one_pleasant_one_apart() -> None:
    """Monday at seven is soon, Tuesday afternoon is pleasant for both, and Wednesday at eight is another day."""
    windows = [window(7, 5, 7), window(8, 11, 12), window(9, 6, 8)]
    times = propose_times(windows, [], AWAKE, BERLIN, "Europe/Lisbon", HOUR, MONDAY - 3 * HOUR)
    assert times == [at(7, 6), at(8, 11), at(9, 7)]


@given(st.sampled_from(MOVES), ZONES, ZONES, st.integers(-16, 8), LENGTHS)
def test_no_time_is_lost_or_doubled_when_clocks_move(
    move: datetime, contact: str, candidate: str, first: int, length: timedelta
) -> None:
    """Around the hour: each time is one instant on both clocks, which run through."""
    opens = move + first * HOUR / 4
    times = propose_times(
        [Window(opens, opens + 4 * HOUR)], [], ANY_HOUR, contact, candidate, length, move - HORIZON / 4
    )
    for start in times:
        for zone in (contact, candidate):
            local = start.astimezone(ZoneInfo(zone))
            assert local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) == start
            ends = (start + length).astimezone(ZoneInfo(zone))
            assert ends.replace(tzinfo=None) - local.replace(tzinfo=None) == length


def test_a_doubled_hour_is_the_last_choice() -> None:
    """Where something else is left, nobody has to ask which half past two is meant."""
    back = datetime(2030, 10, 27, 0, tzinfo=UTC)
    found = propose_times([Window(back, back + 4 * HOUR)], [], ANY_HOUR, BERLIN, BERLIN, HOUR / 2, back)
    assert not any(comes_twice(start, BERLIN) for start in found)
    only = propose_times([Window(back, back + 2 * HOUR)], [], ANY_HOUR, BERLIN, BERLIN, HOUR / 2, back)
    assert len(only) == 3


@pytest.mark.parametrize(
    ("contact", "candidate", "days"),
    [
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", {("Tue", "Mon"), ("Wed", "Tue"), ("Thu", "Wed")}),
        ("Pacific/Pago_Pago", "Pacific/Apia", {("Mon", "Tue"), ("Tue", "Wed"), ("Wed", "Thu")}),
        ("Pacific/Chatham", "Asia/Kathmandu", {("Tue", "Tue"), ("Wed", "Wed"), ("Thu", "Thu")}),
    ],
)
def test_each_side_has_its_own_day(contact: str, candidate: str, days: set[tuple[str, str]]) -> None:
    """Across the date line it is another day there; at odd quarters of an hour clocks still show quarters."""
    found = propose_times([], [], DEFAULT_HOURS, contact, candidate, HOUR / 2, MONDAY + 6 * HOUR)
    assert {tuple(f"{at.astimezone(ZoneInfo(zone)):%a}" for zone in (contact, candidate)) for at in found} == days


def test_a_full_week_or_a_weekend_contact_brings_later_days() -> None:
    """Nothing is free for a week, or only on Saturdays: later days are tried before giving up."""
    full = [window(7, 0, 23), *(window(day, 0, 23) for day in range(8, 15))]
    found = propose_times([], full, DEFAULT_HOURS, BERLIN, BERLIN, HOUR / 2, MONDAY)
    assert {start.day for start in found} == {15, 16, 17}
    saturdays = WorkingHours(time(10), time(12), frozenset({5}))
    found = propose_times([], [], saturdays, BERLIN, BERLIN, HOUR / 2, MONDAY)
    assert {start.day for start in found} == {12, 19}


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
