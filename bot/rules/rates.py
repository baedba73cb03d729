"""Figures that claim no more than they know: shares with their uncertainty, and middle durations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from statistics import NormalDist, median

ENOUGH = 5
"""Fewer offers than this give no rate."""

_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of n, between 0 and 1, with the ends of its 95% (Wilson) interval."""

    n: int
    share: float
    low: float
    high: float


def acceptance_rate(accepted: int, offers: int) -> Rate | None:
    """Return the share of offers accepted, None while there are not enough; raises ValueError for impossible counts."""
    if not 0 <= accepted <= offers:
        raise ValueError(f"{accepted} of {offers} offers can't have been accepted")
    return wilson(accepted, offers) if offers >= ENOUGH else None


def wilson(hits: int, n: int) -> Rate:
    """Return a share with its 95% interval after Wilson (1927), which holds for small n and for none or all too."""
    share = hits / n
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    reach = _Z / (1 + _Z**2 / n) * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    low = 0.0 if hits == 0 else max(0.0, middle - reach)
    high = 1.0 if hits == n else min(1.0, middle + reach)
    return Rate(n, share, low, high)


def median_duration(durations: Iterable[timedelta]) -> timedelta | None:
    """Return the middle duration, None when there is none."""
    seconds = [duration.total_seconds() for duration in durations]
    return timedelta(seconds=median(seconds)) if seconds else None
