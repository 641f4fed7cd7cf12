"""Limits of each kind of control chart over one baseline (METRICS §4.1).

Every kind needs 6 points and is firm from 12, as `app.analysis.spc` has it for XmR.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, log, sqrt

from app.analysis.spc import FIRM, PROVISIONAL, xmr_limits
from app.models.results import Limits

CHARTS = ("xmr", "p", "u", "log", "t", "g")
"""XmR; p′ of shares and u′ of counts (Laney); XmR of logarithms; t and g of rare events."""
_T_POWER = 3.6
"""Days between rare events, raised to 1 / 3.6, are about normal."""
_D2 = 1.128


@dataclass(frozen=True, slots=True)
class Laney:
    """What a p′ or u′ chart rests on: the centre and the spread beyond that of chance."""

    kind: str
    centre: float
    """A share of 1, or events per unit of opportunity."""
    beyond: float
    """Sigma of the standardised points: 1 when only chance is at work."""
    scale: float
    """Units in one: 100 for percent."""

    def at(self, n: float) -> tuple[float, float]:
        """Lower and upper limit of a point of `n` opportunities, in the chart's unit."""
        half = 3 * _chance(self.kind, self.centre, n) * self.beyond
        upper = self.centre + half
        top = min(1.0, upper) if self.kind == "p" else upper
        return self.scale * max(0.0, self.centre - half), self.scale * top


def laney(
    kind: str, values: Sequence[float], counts: Sequence[float], scale: float
) -> Laney | None:
    """p′ or u′ of values per period with their n; None below 6 points."""
    points = [(value / scale, n) for value, n in zip(values, counts, strict=True) if n > 0]
    if len(points) < PROVISIONAL:
        return None
    centre = sum(share * n for share, n in points) / sum(n for _, n in points)
    steps = [
        (share - centre) / sigma for share, n in points if (sigma := _chance(kind, centre, n)) > 0
    ]
    ranges = [abs(b - a) for a, b in pairwise(steps)]
    beyond = sum(ranges) / len(ranges) / _D2 if ranges else 0.0
    return Laney(kind, centre, beyond, scale)


def laney_limits(found: Laney, points: int, n: float) -> Limits:
    """Its limits for a point of `n`; the range is that of the standardised points."""
    lower, upper = found.at(n)
    range_mean = found.beyond * _D2
    return Limits(
        found.scale * found.centre, lower, upper, range_mean, 3.267 * range_mean, points,
        points >= FIRM,
    )  # fmt: skip


def log_limits(baseline: Sequence[float]) -> Limits | None:
    """XmR of the logarithms, taken back: for skewed durations. XmR where a value is not above 0."""
    if any(value <= 0 for value in baseline):
        return xmr_limits(baseline, low=0.0)
    found = xmr_limits([log(value) for value in baseline])
    if found is None:
        return None
    return replace(found, mean=exp(found.mean), lower=exp(found.lower), upper=exp(found.upper))


def t_limits(gaps: Sequence[float]) -> Limits | None:
    """Limits of the time between rare events: XmR of its 3.6th root, taken back."""
    found = xmr_limits([gap ** (1 / _T_POWER) for gap in gaps], low=0.0)
    if found is None:
        return None
    mean, lower, upper = (
        edge**_T_POWER for edge in (found.mean, found.lower, found.upper)
    )  # fmt: skip
    return replace(found, mean=mean, lower=lower, upper=upper)


def g_limits(gaps: Sequence[float]) -> Limits | None:
    """Limits of how many whole days or cases lie between rare events, of a geometric spread."""
    if len(gaps) < PROVISIONAL:
        return None
    mean = sum(gaps) / len(gaps)
    half = 3 * sqrt(mean * (mean + 1))
    ranges = [abs(b - a) for a, b in pairwise(gaps)]
    range_mean = sum(ranges) / len(ranges)
    return Limits(
        mean, max(0.0, mean - half), mean + half, range_mean, 3.267 * range_mean, len(gaps),
        len(gaps) >= FIRM,
    )  # fmt: skip


def _chance(kind: str, centre: float, n: float) -> float:
    if n <= 0:
        return 0.0
    return sqrt(max(0.0, centre * (1 - centre) if kind == "p" else centre) / n)
