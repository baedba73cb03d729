"""Instants as people read them: never two instants in the same words, and each zone with a name that says where."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.messages.times import long_time, short_time, span, two_zones
from bot.rules.zones import city
from tests.rules.test_finding_times import MOVES

HALF_HOUR = timedelta(minutes=30)
BERLIN = "Europe/Berlin"
BACK = datetime(2030, 10, 27, 0, 30, tzinfo=UTC)
"""Half past two in Berlin, the first time."""


@pytest.mark.parametrize("zone", [BERLIN, "America/New_York", "Australia/Lord_Howe"])
def test_no_two_instants_read_alike(zone: str) -> None:
    """On the days clocks move too, each half hour has words of its own; a name is added only where it is needed."""
    instants = [move + step * HALF_HOUR for move in MOVES for step in range(-24, 24)]
    for tell in (short_time, long_time):
        assert len({tell(one, zone) for one in instants}) == len(set(instants))
    assert sum("UTC" in short_time(one, zone) for one in instants) in {2, 4}


def test_a_doubled_hour_says_which_one() -> None:
    """By its offset, on whichever side it is."""
    assert long_time(BACK, BERLIN) == "Sunday 27 October, 02:30 UTC+2 (Berlin)"
    assert short_time(BACK + 2 * HALF_HOUR, BERLIN) == "Sun 27 Oct, 02:30 UTC+1"
    assert two_zones(BACK, "America/New_York", BERLIN) == "Sat 26 Oct, 20:30 New York · Sun 27 Oct, 02:30 UTC+2 Berlin"


def test_two_zones_are_both_named() -> None:
    """Once where they are one place, with both names where the clocks agree, with both days across the date line."""
    at = datetime(2030, 1, 10, 14, 0, tzinfo=UTC)
    assert two_zones(at, BERLIN, BERLIN) == "Thu 10 Jan, 15:00 Berlin"
    assert two_zones(at, BERLIN, "Europe/Paris") == "Thu 10 Jan, 15:00 Berlin and Paris"
    assert two_zones(at, BERLIN, "Asia/Kathmandu") == "Thu 10 Jan, 15:00 Berlin · 19:45 Kathmandu"
    assert (
        two_zones(at, "Pacific/Kiritimati", "Pacific/Pago_Pago")
        == "Fri 11 Jan, 04:00 Kiritimati · Thu 10 Jan, 03:00 Pago Pago"
    )


@pytest.mark.parametrize(
    ("start", "hours", "said"),
    [
        (8, 9, "Thursday 10 January, 09:00–18:00"),
        (17, 6, "Thursday 10 January, 18:00–00:00"),
        (17, 6.5, "Thursday 10 January, 18:00–Friday 11 January, 00:30"),
        (23, 24, "Friday 11 January, 00:00–00:00"),
        (23, 48, "Friday 11 January, 00:00–Sunday 13 January, 00:00"),
    ],
)
def test_a_span_names_its_last_day_where_that_is_another(start: int, hours: float, said: str) -> None:
    """What ends at midnight still belongs to the day before."""
    begins = datetime(2030, 1, 10, start, tzinfo=UTC)
    assert span(begins, begins + timedelta(hours=hours), BERLIN) == said


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("America/New_York", "New York"),
        ("UTC", "UTC"),
        ("Etc/GMT+12", "UTC−12"),
        ("Etc/GMT-14", "UTC+14"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
    ],
)
def test_a_zone_without_a_place_is_named_by_its_offset(zone: str, name: str) -> None:
    """The Etc zones' own names have the sign the other way round, which nobody expects."""
    assert city(zone) == name
