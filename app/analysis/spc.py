"""XmR limits and the signals of a last point (METRICS §4.1)."""

from collections.abc import Sequence
from itertools import pairwise

from app.models.results import Limits, Signal

FIRM, PROVISIONAL, RUN = 12, 6, 8
_NEAR, _OF = 3, 4
_RULES = {
    "above_limit": ("Above limit", "higher"),
    "below_limit": ("Below limit", "lower"),
    "run_above": (f"{RUN} above mean", "higher"),
    "run_below": (f"{RUN} below mean", "lower"),
    "near_upper": (f"{_NEAR} of {_OF} near upper limit", "higher"),
    "near_lower": (f"{_NEAR} of {_OF} near lower limit", "lower"),
}


def xmr_limits(
    baseline: Sequence[float | None], *, low: float | None = None, high: float | None = None
) -> Limits | None:
    """Natural limits of the baseline, mean ± 2.66 × mean moving range (METRICS §4.1).

    The baseline holds the points before the tested one, oldest first; absent points are left
    out. `low` and `high` are what a value can't pass (0 and 100 for percent): limits are clipped
    to them. None below 6 points, provisional below 12.
    """
    values = [value for value in baseline if value is not None]
    if len(values) < PROVISIONAL:
        return None
    mean = sum(values) / len(values)
    ranges = [abs(b - a) for a, b in pairwise(values)]
    range_mean = sum(ranges) / len(ranges)
    lower, upper = mean - 2.66 * range_mean, mean + 2.66 * range_mean
    if low is not None:
        lower = max(low, lower)
    if high is not None:
        upper = min(high, upper)
    return Limits(
        mean, lower, upper, range_mean, 3.267 * range_mean, len(values), len(values) >= FIRM
    )


def signal(
    points: Sequence[float | None],
    limits: Limits | None,
    better: str,
    *,
    runs: bool = True,
    near: bool = False,
) -> Signal | None:
    """The sign, if any, that the last point shows; the first rule that holds wins.

    A value on a limit is inside, one on the mean ends a run. `better` is lower or higher and
    makes the signal good or bad. `runs` is off for autocorrelated snapshots; `near` adds the rule
    of three of four points nearer to a limit than to the mean, the last of them among the three.
    """
    if limits is None or not points or points[-1] is None:
        return None
    value = points[-1]
    rule = ""
    if value > limits.upper + _slack(limits.upper):
        rule = "above_limit"
    elif value < limits.lower - _slack(limits.lower):
        rule = "below_limit"
    else:
        told = [point for point in points if point is not None]
        rule = _run(told, limits.mean) if runs else ""
        rule = _near(told, limits) if near and not rule else rule
    if not rule:
        return None
    words, side = _RULES[rule]
    return Signal(rule, side == better, words)


def _run(values: Sequence[float], mean: float) -> str:
    last = values[-RUN:]
    if len(last) < RUN:
        return ""
    if all(value > mean + _slack(mean) for value in last):
        return "run_above"
    if all(value < mean - _slack(mean) for value in last):
        return "run_below"
    return ""


def _near(values: Sequence[float], limits: Limits) -> str:
    last = values[-_OF:]
    if len(last) < _OF:
        return ""
    for rule, edge, sign in (("near_upper", limits.upper, 1), ("near_lower", limits.lower, -1)):
        half = (limits.mean + edge) / 2
        beyond = [sign * (value - half) > _slack(half) for value in last]
        if beyond[-1] and sum(beyond) >= _NEAR:
            return rule
    return ""


def _slack(limit: float) -> float:
    """What rounding of sums may do: a value that equals a limit must not seem to pass it."""
    return 1e-9 * max(1.0, abs(limit))
