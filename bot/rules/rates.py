"""Figures that claim no more than they know: shares with their uncertainty, and middle durations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil, sqrt
from statistics import NormalDist, median

ENOUGH = 5
"""Fewer offers than this give no rate, fewer candidates no median, and no figure about somebody's own jobs."""

ENOUGH_FOR_MOST = 10
"""Of fewer, what nine in ten stay below would be one person's wait."""

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


@dataclass(frozen=True, slots=True)
class Waits:
    """How long n candidates waited: half of them at most `half`, nine in ten at most `most`; None for too few."""

    n: int
    half: timedelta | None
    most: timedelta | None


def waits(durations: Iterable[timedelta]) -> Waits:
    """Return the median (of ENOUGH or more) and the 90th percentile (of ENOUGH_FOR_MOST or more, nearest rank)."""
    known = sorted(durations)
    n = len(known)
    half = timedelta(seconds=median(one.total_seconds() for one in known)) if n >= ENOUGH else None
    return Waits(n, half, known[ceil(0.9 * n) - 1] if n >= ENOUGH_FOR_MOST else None)
