"""One row of a KPI out of its cohort: value, verdict, trend, limits, signal (METRICS §1, §4.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.analysis.control_charts import CHARTS, Chart, Series, assurance, draw
from app.analysis.kpis.base import Context
from app.analysis.kpis.shares import Share
from app.analysis.statistics import clopper_pearson, distribution, km_median, wilson
from app.models.columns import I64, Text
from app.models.results import Distribution, KpiPart, TrendPoint

FEW = 5
"""Below this many rows there is no signal, and the verdict counts cases."""
SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Line:
    """What is declared about a part: whose it is, its name, label, unit and better direction.

    `judged` parts get target, verdict and signal; the others stand beside. `runs` is off for
    autocorrelated snapshots. `chart` is the kind of control chart unless the definition's
    `chart` parameter, a place in CHARTS, says another.
    """

    kpi: str
    name: str
    label: str
    unit: str
    better: str
    judged: bool = True
    runs: bool = True
    chart: str = "xmr"


@dataclass(frozen=True, slots=True)
class _Points:
    """The values of the run and their n; of the last one, what stands behind and beside it.

    `inside` is how many records are inside the target, None where that has no meaning.
    """

    values: Sequence[float | None]
    counts: Sequence[int]
    rows: tuple[str, ...]
    hits: tuple[str, ...]
    inside: int | None = None
    spread: Distribution | None = None
    counted: tuple[int, int] | None = None
    interval: tuple[float, float] | None = None
    open_n: int | None = None
    km_median: float | None = None
    measures: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()


def share_part(ctx: Context, line: Line, share: Share) -> KpiPart:
    """A part whose value is k of n in percent, with its Wilson and exact intervals."""
    k, n = int(share.k[-1]), int(share.n[-1])
    values = [
        100 * a / b if b else None for a, b in zip(share.k.tolist(), share.n.tolist(), strict=True)
    ]
    points = _Points(
        values,
        share.n.tolist(),
        tuple(share.rows.tolist()),
        tuple(share.hits.tolist()),
        inside=k if line.better == "higher" else n - k,
        spread=share.spread,
        counted=(k, n),
        interval=wilson(k, n),
        measures=share.measures,
        weights=share.weights,
    )
    return _part(ctx, line, points)


def duration_part(
    ctx: Context, line: Line, bins: I64, seconds: I64, keys: Text, *, running: I64 | None = None
) -> KpiPart:
    """A part whose value is the mean of durations, in the line's unit.

    `running` are the seconds so far of records still open when the period ended: with them the
    part has its `open_n` and Kaplan-Meier median (METRICS §1, open at the end).
    """
    size, scale = len(ctx.periods), SECONDS[line.unit]
    counted = bins >= 0
    n = np.bincount(bins[counted], minlength=size).astype(np.int64)
    total = np.bincount(bins[counted], weights=seconds[counted], minlength=size)
    values = [float(t) / c / scale if c else None for t, c in zip(total, n.tolist(), strict=True)]
    goal = ctx.target(line.kpi, line.name) if line.judged else None
    last = bins == size - 1
    spread = distribution(seconds[last], goal.target * scale if goal else None)
    within = last & (seconds <= goal.target * scale) if goal else np.zeros(len(bins), np.bool_)
    order = np.flatnonzero(last)[np.argsort(keys[last], kind="stable")]
    points = _Points(
        values,
        n.tolist(),
        tuple(keys[order].tolist()),
        tuple(np.sort(keys[within]).tolist()),
        inside=spread.inside or 0,
        spread=spread,
        open_n=None if running is None else len(running),
        km_median=None if running is None else _median(seconds[last], running, scale),
        measures=tuple(seconds[order].astype(float).tolist()),
    )
    return _part(ctx, line, points)


def value_part(
    ctx: Context,
    line: Line,
    values: Sequence[float | None],
    counts: Sequence[int],
    *,
    rows: Text,
    hits: Text | None = None,
    inside: int | None = None,
    spread: Distribution | None = None,
    counted: tuple[int, int] | None = None,
    interval: tuple[float, float] | None = None,
    measured: NDArray[np.float64] | None = None,
) -> KpiPart:
    """A part whose value is neither a share nor a duration: hours saved, a mean score.

    `values` and `counts` are per period, oldest first, in the line's unit; `rows` and `hits` the
    last period's keys. Without `inside` the value itself is judged, also of few records.
    `measured` is what each of `rows` adds to a mean; each of them then stands once.
    """
    names, first = np.unique(rows, return_index=True)
    points = _Points(
        list(values),
        [int(n) for n in counts],
        tuple(names.tolist()),
        () if hits is None else tuple(np.unique(hits).tolist()),
        inside=inside,
        spread=spread,
        counted=counted,
        interval=interval,
        measures=() if measured is None else tuple(measured[first].tolist()),
    )
    return _part(ctx, line, points)


def absent_part(ctx: Context, line: Line) -> KpiPart:
    """A part without a single record: every figure is "n/a"."""
    size = len(ctx.periods)
    return _part(ctx, line, _Points([None] * size, [0] * size, (), ()))


def _median(ended: I64, running: I64, scale: int) -> float | None:
    lasted = np.concatenate((ended, running))
    median = km_median(lasted, np.arange(len(lasted)) < len(ended))
    return None if median is None else median / scale


def _part(ctx: Context, line: Line, points: _Points) -> KpiPart:
    value, n = points.values[-1], points.counts[-1]
    goal = ctx.target(line.kpi, line.name) if line.judged else None
    target = goal.target if goal else None
    met, verdict = (None, "")
    if line.judged:
        met, verdict = judge(value, n, points.inside, target, line.better)
    kind = _kind(ctx, line)
    chart = _chart(ctx, line, points, kind) if line.judged else None
    limits = chart.limits if chart else None
    k, of = points.counted or (None, None)
    return KpiPart(
        name=line.name,
        label=line.label,
        unit=line.unit,
        value=value,
        n=n,
        numerator=k,
        denominator=of,
        distribution=points.spread,
        interval=points.interval,
        target=target,
        stretch=goal.stretch if goal else None,
        met=met,
        verdict=verdict,
        better_by=_better_by(value, target, line.better),
        previous=points.values[-2] if len(points.values) > 1 else None,
        trend=tuple(
            TrendPoint(period.id, period.short, period.start, point, count)
            for period, point, count in zip(ctx.periods, points.values, points.counts, strict=True)
        ),
        limits=limits,
        signal=chart.signal if chart and n >= FEW else None,
        rows=points.rows,
        numerator_rows=points.hits,
        exact=clopper_pearson(*points.counted) if points.counted else None,
        open_n=points.open_n,
        km_median=points.km_median,
        chart=kind,
        phases=chart.phases if chart else (),
        point_limits=chart.point_limits if chart else (),
        assurance=assurance(limits, target, line.better),
        measures=points.measures,
        weights=points.weights,
    )


def _kind(ctx: Context, line: Line) -> str:
    """The kind of chart: the definition's own, where the part has what that kind needs."""
    asked = ctx.parameter(line.kpi, "chart", CHARTS.index(line.chart))
    kind = CHARTS[int(asked)] if 0 <= asked < len(CHARTS) else line.chart
    fits = kind not in {"t", "g"} and (kind != "p" or line.unit == "%")
    return kind if fits else "xmr"


def _chart(ctx: Context, line: Line, points: _Points, kind: str) -> Chart:
    notes = [note for note in ctx.notes if note.part in {"", line.name}]
    series = Series(
        [period.id for period in ctx.periods],
        points.values,
        points.counts,
        line.better,
        kind,
        high=100.0 if line.unit == "%" else None,
        phases={note.period: note.words for note in notes if note.kind == "phase"},
        left_out={note.period for note in notes if note.kind == "left_out"},
    )
    near = bool(ctx.parameter(line.kpi, "three_of_four", 0))
    return draw(series, runs=line.runs, near=near and line.runs)


def judge(
    value: float | None, n: int, inside: int | None, target: float | None, better: str
) -> tuple[bool | None, str]:
    """Met or not, and the verdict in words (METRICS §1): a value equal to its target is met.

    Under 5 records all of them must be `inside`; where that is None, the value decides.
    """
    if n == 0 or value is None:
        return None, "n/a"
    if target is None:
        return None, "No target"
    if n < FEW and inside is not None:
        return inside == n, f"{inside} of {n} inside target"
    gap = value - target if better == "higher" else target - value
    met = gap >= -1e-9 * max(1.0, abs(target))
    return met, "Met" if met else "Missed"


def _better_by(value: float | None, target: float | None, better: str) -> float | None:
    if value is None or target is None:
        return None
    return value - target if better == "higher" else target - value
