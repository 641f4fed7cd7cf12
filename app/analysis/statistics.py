"""Distributions, intervals of shares and the Kaplan-Meier median (METRICS §1, numbers shown)."""

from functools import lru_cache
from math import exp, lgamma, log, log1p, sqrt

import numpy as np
from numpy.typing import NDArray

from app.models.columns import I64
from app.models.results import Distribution

_Z = 1.959963984540054
"""The normal deviate of a two-sided 95 % interval."""
_TAIL = 0.025


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


@lru_cache(maxsize=4096)
def clopper_pearson(k: int, n: int) -> tuple[float, float] | None:
    """The exact (Clopper-Pearson) 95 % interval of k of n, in percent; None when n is 0.

    The shares at which k or more, and k or fewer, of n come about in 2.5 % of cases.
    """
    if n == 0:
        return None
    near = wilson(k, n) or (0.0, 100.0)
    low = 0.0 if k == 0 else 100 * beta_quantile(_TAIL, k, n - k + 1, near[0] / 100)
    high = 100.0 if k == n else 100 * beta_quantile(1 - _TAIL, k + 1, n - k, near[1] / 100)
    return low, high


def beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by its continued fraction."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = exp(_log_density(x, a, b) + log(x) + log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _log_density(x: float, a: float, b: float) -> float:
    whole = lgamma(a + b) - lgamma(a) - lgamma(b)
    return whole + (a - 1) * log(x) + (b - 1) * log1p(-x)


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's evaluation of the continued fraction of I_x(a, b)."""
    c, d = 1.0, 1 / _apart(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 100_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / _apart(1 + step * d)
            c = _apart(1 + step / c)
            value *= d * c
        if abs(d * c - 1) < 1e-15:
            break
    return value


def _apart(value: float) -> float:
    return value if abs(value) > 1e-300 else 1e-300


def beta_quantile(goal: float, a: float, b: float, guess: float) -> float:
    """The x with I_x(a, b) = goal, 0 to 1: Newton's steps from `guess`, halving at the bracket."""
    low, high = 0.0, 1.0
    x = guess if 0 < guess < 1 else a / (a + b)
    for _ in range(200):
        miss = beta_share(x, a, b) - goal
        low, high = (low, x) if miss > 0 else (x, high)
        slope = exp(_log_density(x, a, b))
        following = x - miss / slope if slope > 0 else low
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - x) <= 1e-13 * x:
            return following
        x = following
    return x


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
