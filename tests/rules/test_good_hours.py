"""A candidate's good hours as people type them, and the times for a call that are proposed from them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.good_hours import EVERY_DAY, WEEKDAYS, WEEKEND, GoodHours, call_times, is_outside_day, read_good_hours

MONDAY = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("after 17:00", GoodHours(EVERY_DAY, time(17), time(21))),
        ("From 5pm", GoodHours(EVERY_DAY, time(17), time(21))),
        ("after 17.30, please", GoodHours(EVERY_DAY, time(17, 30), time(21))),
        ("before 9", GoodHours(EVERY_DAY, time(8), time(9))),
        ("until noon", None),
        ("9-12", GoodHours(EVERY_DAY, time(9), time(12))),
        ("9–12h", GoodHours(EVERY_DAY, time(9), time(12))),
        ("between 9 and 11:30", GoodHours(EVERY_DAY, time(9), time(11, 30))),
        ("5 to 7pm", GoodHours(EVERY_DAY, time(17), time(19))),
        ("11am to 2pm", GoodHours(EVERY_DAY, time(11), time(14))),
        ("11 to 2pm", GoodHours(EVERY_DAY, time(11), time(14))),
        ("mornings", GoodHours(EVERY_DAY, time(8), time(12))),
        ("weekday mornings", GoodHours(WEEKDAYS, time(8), time(12))),
        ("weekdays 17:00–19:00", GoodHours(WEEKDAYS, time(17), time(19))),
        ("Evenings and weekends", GoodHours(WEEKEND, time(17), time(21))),
        ("in the afternoon", GoodHours(EVERY_DAY, time(12), time(18))),
        ("Mon-Thu after 18", GoodHours(frozenset({0, 1, 2, 3}), time(18), time(21))),
        ("Fri to Mon", GoodHours(frozenset({4, 5, 6, 0}), time(8), time(21))),
        ("Tuesdays and Thursdays, 9-10", GoodHours(frozenset({1, 3}), time(9), time(10))),
        ("Wednesday", GoodHours(frozenset({2}), time(8), time(21))),
        ("after 17:00, not on Wednesdays", GoodHours(EVERY_DAY - {2}, time(17), time(21))),
        ("weekday evenings after 6pm", GoodHours(WEEKDAYS, time(18), time(21))),
        ("in the morning, 9-11", GoodHours(EVERY_DAY, time(9), time(11))),
        ("05:00-07:00", GoodHours(EVERY_DAY, time(5), time(7))),
        ("any time", GoodHours(EVERY_DAY, time(8), time(21))),
    ],
)
def test_what_people_type_is_read(typed: str, hours: GoodHours | None) -> None:
    """Times alone, days alone, and both; "noon" is an hour only where it stands alone."""
    assert read_good_hours(typed) == hours


@pytest.mark.parametrize(
    "typed",
    [
        None,
        "",
        "after the school run",
        "after 17:00 unless the baby sleeps",
        "9-12 or 15-17",
        "mornings and evenings",
        "25:00",
        "13pm to 14pm",
        "17-9",
        "5-7",
        "after 5",
        "mornings after 18:00",
        "when the moon is full",
        "not on Mon, Tue, Wed, Thu, Fri, Sat, Sun",
        "call me +49 30 1234567",
    ],
)
def test_what_is_not_wholly_understood_is_left_to_people(typed: str | None) -> None:
    """Half of a wish is worse than none."""
    assert read_good_hours(typed) is None


def test_the_next_times_are_in_their_hours_and_on_their_clock() -> None:
    """Asked on Monday at ten in Berlin of somebody in New York who likes evenings."""
    found = call_times(MONDAY, read_good_hours("weekdays after 17:00"), "America/New_York")
    there = [at.astimezone(ZoneInfo("America/New_York")) for at in found]
    assert [(one.day, one.hour) for one in there] == [(7, 17), (8, 17), (9, 17)]


def test_what_is_left_of_today_counts() -> None:
    """In the middle of their hours the next half hour is proposed; too late today, it is another day."""
    evening = read_good_hours("17-19")
    half_past = MONDAY.replace(hour=17, minute=20)
    assert call_times(half_past, evening, "UTC", count=1) == [MONDAY.replace(hour=17, minute=30)]
    late = MONDAY.replace(hour=18, minute=40)
    assert call_times(late, evening, "UTC", count=1) == [MONDAY.replace(hour=17) + timedelta(days=1)]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.datetimes(datetime(2030, 1, 1), datetime(2031, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),  # noqa: DTZ001  # made aware at once
    st.sampled_from([None, "after 17:00", "weekdays 9-12", "Sat", "not on weekends", "02:00-04:00"]),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"]),
)
def test_every_proposal_suits_them(after: datetime, typed: str | None, zone: str) -> None:
    """To come, in order, a day apart, inside what they said, clock changes included."""
    hours = read_good_hours(typed) or GoodHours(WEEKDAYS, time(9), time(18))
    found = call_times(after, read_good_hours(typed), zone)
    assert found == sorted(set(found))
    assert found[0] >= after
    for at in found:
        local = at.astimezone(ZoneInfo(zone))
        assert local.weekday() in hours.days
        assert hours.start <= local.time() < hours.end
    assert len({at.astimezone(ZoneInfo(zone)).date() for at in found}) == len(found)


@pytest.mark.parametrize(("hour", "outside"), [(6, True), (7, False), (12, False), (19, False), (20, True), (3, True)])
def test_a_call_at_night_is_noticed(hour: int, *, outside: bool) -> None:
    """Before eight and from nine in the evening on, where the candidate is: Berlin is an hour ahead in January."""
    assert is_outside_day(MONDAY.replace(hour=hour), "Europe/Berlin") is outside
