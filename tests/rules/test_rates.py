"""Figures that claim no more than they know."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.rates import ENOUGH, acceptance_rate, median_duration, wilson

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


def test_the_middle_duration() -> None:
    """The median is the middle one, or halfway between the two middle ones; of none there is none."""
    hour = timedelta(hours=1)
    assert median_duration([3 * hour, hour, 50 * hour]) == 3 * hour
    assert median_duration([hour, 2 * hour]) == 1.5 * hour
    assert median_duration([]) is None
