"""One row of a KPI out of its cohort: value, verdict, trend, limits, signal (METRICS §1, §4.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis.kpis.base import Context
from app.analysis.spc import signal, xmr_limits
from app.analysis.statistics import distribution, wilson
from app.models.columns import I32, I64, Flags, Text
from app.models.results import Distribution, Driver, KpiPart, TrendPoint

FEW = 5
"""Below this many rows there is no signal, and the verdict counts cases."""
SECONDS = {"min": 60, "h": 3600, "d": 86400}
_BARS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """What is declared about a part: whose it is, its name, label, unit and better direction.

    `judged` parts get target, verdict and signal; the others stand beside. `runs` is off for
    autocorrelated snapshots.
    """

    kpi: str
    name: str
    label: str
    unit: str
    better: str
    judged: bool = True
    runs: bool = True


@dataclass(frozen=True, slots=True)
class Share:
    """Counts per period of the run, oldest first: k of n; and the last period's records."""

    k: I64
    n: I64
    rows: Text
    hits: Text
    spread: Distribution | None = None


def share_part(ctx: Context, line: Line, share: Share) -> KpiPart:
    """A part whose value is k of n in percent, with its Wilson interval."""
    k, n = int(share.k[-1]), int(share.n[-1])
    values = [
        100 * a / b if b else None for a, b in zip(share.k.tolist(), share.n.tolist(), strict=True)
    ]
    inside = k if line.better == "higher" else n - k
    return _part(
        ctx,
        line,
        values,
        share.n,
        inside,
        rows=tuple(share.rows.tolist()),
        hits=tuple(share.hits.tolist()),
        spread=share.spread,
        counted=(k, n),
    )


def share_of(ctx: Context, bins: I64, hit: Flags, keys: Text, rows: I64) -> Share:
    """The counts of a cohort of rows: `bins` says which period each belongs to (-1 none).

    `keys` are the keys of the whole table; a record that counts twice is listed once.
    """
    size = len(ctx.periods)
    counted = bins >= 0
    n = np.bincount(bins[counted], minlength=size).astype(np.int64)
    k = np.bincount(bins[counted & hit], minlength=size).astype(np.int64)
    last = bins == size - 1
    return Share(k, n, np.unique(keys[rows[last]]), np.unique(keys[rows[last & hit]]))


def duration_part(ctx: Context, line: Line, bins: I64, seconds: I64, keys: Text) -> KpiPart:
    """A part whose value is the mean of durations, in the line's unit."""
    size, scale = len(ctx.periods), SECONDS[line.unit]
    counted = bins >= 0
    n = np.bincount(bins[counted], minlength=size).astype(np.int64)
    total = np.bincount(bins[counted], weights=seconds[counted], minlength=size)
    values = [float(t) / c / scale if c else None for t, c in zip(total, n.tolist(), strict=True)]
    goal = ctx.target(line.kpi, line.name) if line.judged else None
    last = bins == size - 1
    spread = distribution(seconds[last], goal.target * scale if goal else None)
    within = last & (seconds <= goal.target * scale) if goal else np.zeros(len(bins), np.bool_)
    return _part(
        ctx,
        line,
        values,
        n,
        spread.inside or 0,
        rows=tuple(np.sort(keys[last]).tolist()),
        hits=tuple(np.sort(keys[within]).tolist()),
        spread=spread,
    )


def _part(
    ctx: Context,
    line: Line,
    values: Sequence[float | None],
    counts: I64,
    inside: int,
    *,
    rows: tuple[str, ...],
    hits: tuple[str, ...],
    spread: Distribution | None,
    counted: tuple[int, int] | None = None,
) -> KpiPart:
    value, n = values[-1], int(counts[-1])
    goal = ctx.target(line.kpi, line.name) if line.judged else None
    target = goal.target if goal else None
    met, verdict = judge(value, n, inside, target, line.better) if line.judged else (None, "")
    high = 100.0 if line.unit == "%" else None
    limits = xmr_limits(values[:-1], low=0.0, high=high) if line.judged else None
    worth = line.judged and n >= FEW
    return KpiPart(
        name=line.name,
        label=line.label,
        unit=line.unit,
        value=value,
        n=n,
        numerator=counted[0] if counted else None,
        denominator=counted[1] if counted else None,
        distribution=spread,
        interval=wilson(*counted) if counted else None,
        target=target,
        stretch=goal.stretch if goal else None,
        met=met,
        verdict=verdict,
        better_by=_better_by(value, target, line.better),
        previous=values[-2] if len(values) > 1 else None,
        trend=tuple(
            TrendPoint(period.id, period.short, period.start, point, int(count))
            for period, point, count in zip(ctx.periods, values, counts, strict=True)
        ),
        limits=limits,
        signal=signal(values, limits, line.better, runs=line.runs) if worth else None,
        rows=rows,
        numerator_rows=hits,
    )


def judge(
    value: float | None, n: int, inside: int, target: float | None, better: str
) -> tuple[bool | None, str]:
    """Met or not, and the verdict in words (METRICS §1): a value equal to its target is met."""
    if n == 0 or value is None:
        return None, "n/a"
    if target is None:
        return None, "No target"
    if n < FEW:
        return inside == n, f"{inside} of {n} inside target"
    gap = value - target if better == "higher" else target - value
    met = gap >= -1e-9 * max(1.0, abs(target))
    return met, "Met" if met else "Missed"


def _better_by(value: float | None, target: float | None, better: str) -> float | None:
    if value is None or target is None:
        return None
    return value - target if better == "higher" else target - value


def pareto(codes: I32 | I64, names: Sequence[str], unnamed: str, others: str) -> tuple[Driver, ...]:
    """The five commonest codes and the rest as one last bar, with the cumulative share.

    `unnamed` is the label of code -1, `others` the plural in "7 other groups".
    """
    found, counts = np.unique(codes, return_counts=True)
    if not len(found):
        return ()
    labels = [names[code] if code >= 0 else unnamed for code in found.tolist()]
    ranked = sorted(zip(labels, counts.tolist(), strict=True), key=lambda bar: (-bar[1], bar[0]))
    bars, rest = ranked[:_BARS], ranked[_BARS:]
    if len(rest) == 1:
        bars, rest = ranked, []
    if rest:
        bars.append((f"{len(rest)} other {others}", sum(count for _, count in rest)))
    total, running, drivers = sum(counts.tolist()), 0, []
    for label, count in bars:
        running += count
        drivers.append(Driver(label, count, 100 * running / total))
    return tuple(drivers)
