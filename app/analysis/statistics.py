"""Distributions, intervals of shares and the Kaplan-Meier median (METRICS §1, numbers shown)."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from app.models.columns import I64
from app.models.results import Distribution

_Z = 1.959963984540054
"""The normal deviate of a two-sided 95 % interval."""


def wilson(k: int, n: int) -> tuple[float, float] | None:
    """The Wilson 95 % interval of k of n, in percent (0-100); None when n is 0."""
    if n == 0:
        return None
    share, z2 = k / n, _Z * _Z
    centre = share + z2 / (2 * n)
    half = _Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    scale = 100 / (1 + z2 / n)
    low = 0.0 if k == 0 else (centre - half) * scale
    high = 100.0 if k == n else (centre + half) * scale
    return max(0.0, low), min(100.0, high)


def distribution(seconds: I64, target_s: float | None = None) -> Distribution:
    """n, mean, median, P90, min and max of durations in seconds, and how many are <= the target.

    Median and P90 interpolate linearly between ranks (position (n - 1) x p).
    """
    n = len(seconds)
    if n == 0:
        return Distribution(0, None, None, None, None, None, None if target_s is None else 0)
    median, p90 = np.percentile(seconds, (50, 90))
    inside = None if target_s is None else int(np.count_nonzero(seconds <= target_s))
    return Distribution(
        n,
        float(np.mean(seconds)),
        float(median),
        float(p90),
        float(seconds.min()),
        float(seconds.max()),
        inside,
    )


def km_median(durations: I64, ended: NDArray[np.bool_]) -> float | None:
    """The Kaplan-Meier median of durations of which some had not ended (right-censored).

    The first duration at which the share still running is 50 % or less; None when it never
    falls so far. At equal durations the ended ones count before the censored ones.
    """
    if not len(durations):
        return None
    times, place = np.unique(durations, return_inverse=True)
    events = np.bincount(place, weights=ended, minlength=len(times))
    leaving = np.bincount(place, minlength=len(times))
    at_risk = len(durations) - np.concatenate(([0], np.cumsum(leaving)[:-1]))
    survival = np.cumprod(1 - events / at_risk)
    reached = np.flatnonzero(survival <= 0.5 + 1e-12)
    return float(times[reached[0]]) if len(reached) else None
