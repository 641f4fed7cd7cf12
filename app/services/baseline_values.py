"""One figure with its interval over several periods, and the difference of two (METRICS §1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from app.analysis.kpis.parts import SECONDS
from app.analysis.statistics import wilson
from app.models.results import KpiPart

_SEED, _RUNS, _MANY = 20260101, 2000, 20_000
_Z = 1.959963984540054
SNAPSHOTS = ("K5",)
"""KPIs whose periods are snapshots: they can't be summed (METRICS K5)."""

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Pooled:
    """A value over the periods together, in the part's unit; `method` made its interval."""

    value: float
    n: int
    interval: Interval | None
    method: str


def pooled(kpi: str, parts: Sequence[KpiPart]) -> Pooled | None:
    """The periods of one part as one figure; None when none of them has a value.

    Shares are all hits of all records (Wilson); means are over all records (bootstrap with a
    fixed seed); snapshots and sums are the mean of the periods and have no interval.
    """
    told = [(part, part.value) for part in parts if part.value is not None]
    if not told:
        return None
    n = sum(part.n for part, _ in told)
    whole = [part for part, _ in told]
    plain = sum(value for _, value in told) / len(told)
    if kpi in SNAPSHOTS:
        return Pooled(plain, whole[-1].n, None, "")
    if all(_is_share(part) for part in whole):
        k, of = (sum(_count(part)[at] for part in whole) for at in (0, 1))
        return Pooled(100 * k / of, n, wilson(k, of), "Newcombe")
    if all(_is_mean(part) for part in whole):
        scale = SECONDS.get(whole[0].unit, 1)
        values = np.concatenate([np.array(part.measures, np.float64) for part in whole]) / scale
        return Pooled(float(values.mean()), n, bootstrap(values), "bootstrap")
    if len(whole) == 1:
        return Pooled(plain, n, whole[0].interval, "Newcombe" if whole[0].interval else "")
    return Pooled(plain, n, None, "")


def difference(
    before: float, before_in: Interval | None, after: float, after_in: Interval | None
) -> Interval | None:
    """The 95 % interval of after − before out of the two intervals; None where one lacks.

    Newcombe's method: of shares with Wilson intervals it is his score interval of a difference.
    """
    if before_in is None or after_in is None:
        return None
    gap = after - before
    low = sqrt((after - after_in[0]) ** 2 + (before_in[1] - before) ** 2)
    high = sqrt((after_in[1] - after) ** 2 + (before - before_in[0]) ** 2)
    return gap - low, gap + high


def bootstrap(values: NDArray[np.float64]) -> Interval | None:
    """The 95 % percentile interval of the mean, the same at every run; None under two values.

    Over 20,000 values the normal interval, which is the same to three digits then.
    """
    n = len(values)
    if n < 2:
        return None
    if n > _MANY:
        mean, half = float(values.mean()), _Z * float(values.std(ddof=1)) / sqrt(n)
        return mean - half, mean + half
    draw = np.random.default_rng(_SEED)
    ordered = np.sort(values)
    means = [float(ordered[draw.integers(0, n, n)].mean()) for _ in range(_RUNS)]
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)


def _is_share(part: KpiPart) -> bool:
    weighted = part.inputs is not None and part.inputs.kind == "strata"
    return bool(part.denominator) and part.unit == "%" and not weighted


def _count(part: KpiPart) -> tuple[int, int]:
    return part.numerator or 0, part.denominator or 0


def _is_mean(part: KpiPart) -> bool:
    return part.inputs is None and part.n > 0 and len(part.measures) == part.n
