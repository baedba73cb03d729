"""Figures that claim no more than they know."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.rates import ENOUGH, Waits, acceptance_rate, waits, wilson

COUNTS = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("accepted", "offers", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (5, 10, 0.2366, 0.7634),
        (48, 50, 0.8654, 0.989),
        (10, 10, 0.7225, 1.0),
    ],
)
def test_known_intervals(accepted: int, offers: int, low: float, high: float) -> None:
    """The interval is the published one, for none and for all too."""
    rate = acceptance_rate(accepted, offers)
    assert rate is not None
    assert (rate.n, rate.share) == (offers, accepted / offers)
    assert rate.low == pytest.approx(low, abs=5e-5)
    assert rate.high == pytest.approx(high, abs=5e-5)


@given(COUNTS)
def test_the_share_is_inside_its_interval(counts: tuple[int, int]) -> None:
    """The interval holds the share, stays between none and all, and mirrors that of the refusals."""
    hits, n = counts
    rate = wilson(hits, n)
    assert 0 <= rate.low <= rate.share <= rate.high <= 1
    mirrored = wilson(n - hits, n)
    assert mirrored.low == pytest.approx(1 - rate.high)


@given(COUNTS)
def test_more_offers_narrow_the_interval(counts: tuple[int, int]) -> None:
    """The same share of ten times as many is known better."""
    hits, n = counts
    few, many = wilson(hits, n), wilson(hits * 10, n * 10)
    assert many.high - many.low < few.high - few.low


def test_few_offers_give_no_rate() -> None:
    """Too few offers are no figure, and impossible counts are refused."""
    assert acceptance_rate(ENOUGH - 1, ENOUGH - 1) is None
    assert acceptance_rate(0, 0) is None
    assert acceptance_rate(ENOUGH, ENOUGH) is not None
    with pytest.raises(ValueError, match="3 of 2"):
        acceptance_rate(3, 2)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_published_one(hits: int, n: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I: the score interval without continuity correction."""
    rate = wilson(hits, n)
    assert (round(rate.low, 4), round(rate.high, 4)) == (low, high)


def test_waits_say_no_more_than_so_many_can() -> None:
    """The median from five on, what nine in ten stay below from ten on; the 90th percentile is one that occurred."""
    hours = [timedelta(hours=n) for n in range(1, 11)]
    assert waits([]) == Waits(0, None, None)
    assert waits(hours[: ENOUGH - 1]) == Waits(4, None, None)
    assert waits(reversed(hours[:ENOUGH])) == Waits(5, timedelta(hours=3), None)
    assert waits(hours) == Waits(10, timedelta(hours=5.5), timedelta(hours=9))


@given(st.lists(st.timedeltas(timedelta(), timedelta(days=90)), min_size=10))
def test_nine_in_ten_stay_below(durations: list[timedelta]) -> None:
    """And not many fewer would do."""
    most = waits(durations).most
    assert most is not None
    assert sum(one <= most for one in durations) >= 0.9 * len(durations)
    assert sum(one < most for one in durations) < 0.9 * len(durations)
