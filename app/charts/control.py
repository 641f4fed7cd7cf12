"""Control charts of a KPI: XmR, moving range and the sparkline in a table (DESIGN_LANGUAGE §6)."""

from dataclasses import replace
from itertools import pairwise

from app.charts.control_shapes import (
    edges,
    grid,
    last_point,
    letters,
    limit_bands,
    outside_marks,
    period_labels,
    step_line,
    target_line,
    trace,
)
from app.charts.naming import TICK_SIZE, last_words, named_levels, side_labels, tone_of
from app.charts.numbers import decimals, number
from app.charts.phases import KIND_WORDS, bands, outside, phase_starts, sliced
from app.charts.scale import Scale, text_width
from app.charts.shapes import Dot, Figure, Label, Line, Rect, Shape
from app.models.results import ChartNote, KpiPart, TrendPoint

_DASHED = (4.0, 3.0)


def xmr_chart(
    part: KpiPart,
    width: float,
    height: float,
    *,
    notes: tuple[ChartNote, ...] = (),
    named: bool = True,
    periods: bool = True,
    better: str = "",
) -> Figure:
    """Draw a KPI's control chart: limits stepped at phases, mean, target, the last point named.

    Values are in the part's unit. Periods without rows break the line, dots
    lead across. Provisional limits (6 to 11 baseline points) have a dotted edge, fewer points no
    limits (METRICS §4.1). `notes` stand as lettered discs, a phase's over its dashed line; without
    `named` the levels at the right are numbers alone; `periods` writes the axis below.
    Earlier points beyond their limits have a ring, coloured by `better` (lower or higher).
    """
    part = from_first_value(part)
    if not part.trend:
        return _no_data(part, width, height)
    x, y, left, right = _plot(part, width, height, named=named, notes=notes, periods=periods)
    shapes: list[Shape] = []
    shapes += grid(part, y, left, right)
    shapes += limit_bands(part, x, y, left, right)
    shapes += target_line(part, x, y, left, right, inside=not named)
    shapes += trace(part.trend, x, y, dots=True)
    if periods:
        shapes += period_labels(part.trend, x, height - 6.0)
    shapes += outside_marks(part, x, y, better)
    shapes += last_point(part, x, y)
    shapes += side_labels(part, x, y, right + 6.0, left, named=named)
    shapes += letters(part, notes, x, y)
    return Figure(width, height, tuple(shapes), describe(part))


def _plot(
    part: KpiPart,
    width: float,
    height: float,
    *,
    named: bool,
    notes: tuple[ChartNote, ...],
    periods: bool,
) -> tuple[Scale, Scale, float, float]:
    """The scales, and the left and right edge of the plot."""
    top = 30.0 if notes else 14.0
    y = _y_scale(part, _plotted(part), top=top, bottom=height - (22.0 if periods else 8.0))
    before, after = _gutters(part, named=named)
    x = Scale(0.0, max(1.0, len(part.trend) - 1.0), before + 6.0, width - after - 8.0)
    return x, y, before, width - after


def moving_range(part: KpiPart, width: float, height: float, *, named: bool = True) -> Figure:
    """Draw the moving range beside `xmr_chart`: the step between periods, and its limit.

    A phase begins with a step of its own: none leads across. `named` as of the chart above it.
    """
    part = from_first_value(part)
    begins = set(phase_starts(part))
    steps = [step for step in moving_ranges(part.trend) if step[0] not in begins]
    if not steps:
        return _no_data(part, width, height)
    limit = part.limits.range_limit if part.limits and part.chart == "xmr" else None
    most = max([step for _, step in steps] + ([limit] if limit is not None else []))
    y = Scale(0.0, most * 1.08 or 1.0, height - 20.0, 18.0)
    left, right = _gutters(part, named=named)
    x = Scale(0.0, max(1.0, len(part.trend) - 1.0), left + 6.0, width - right - 8.0)
    places = decimals(part.unit, part.target)
    shapes: list[Shape] = [
        Label(left, 9.0, "Moving range", "t3", TICK_SIZE),
        Line(((left, y(0.0)), (width - right, y(0.0))), "bds"),
        Label(left - 6.0, y(0.0) + 3.5, "0", "t3", TICK_SIZE, anchor="end"),
    ]
    if limit is not None:
        shapes.append(Line(((left, y(limit)), (width - right, y(limit))), "t3", 1.0, _DASHED))
        shapes.append(Label(width - right + 4.0, y(limit) + 3.5, number(limit, places), "t2"))
    shapes += step_line(steps, x, y)
    for index, step in steps:
        if limit is not None and step > limit:
            shapes.append(Dot(x(index), y(step), 3.0, "critf"))
    shapes += period_labels(part.trend, x, height - 5.0)
    above = sum(1 for _, step in steps if limit is not None and step > limit)
    words = f"Moving range of {part.label[:80]}, {len(steps)} steps"
    if limit is not None:
        words += f", limit {number(limit, places)} {part.unit}, {above} above it"
    return Figure(width, height, tuple(shapes), words + ".")


def sparkline(part: KpiPart, width: float, height: float) -> Figure:
    """Draw the trend at the size of a table cell: limit band, dashed target, line, last dot."""
    values = _plotted(part)
    shapes: list[Shape] = []
    if values:
        y = _y_scale(part, values, top=4.0, bottom=height - 4.0)
        x = Scale(0.0, max(1.0, len(part.trend) - 1.0), 3.0, width - 7.0)
        for band, start, stop in edges(part, x, 0.0, width):
            upper, lower = y(band.upper), y(band.lower)
            shapes.append(Rect(start, upper, stop - start, max(1.0, lower - upper), "sunk"))
        if part.target is not None:
            level = y(part.target)
            shapes.append(Line(((0.0, level), (width, level)), "neu", 1.0, (2.0, 2.0)))
        shapes += trace(part.trend, x, y, dots=False)
        last = part.trend[-1]
        if last.value is not None:
            spot = (x(len(part.trend) - 1.0), y(last.value))
            tone = tone_of(part)
            if tone:
                shapes.append(Dot(*spot, 4.0, "", tone, 1.5))
            shapes.append(Dot(*spot, 2.0, tone or "t1"))
    return Figure(width, height, tuple(shapes), describe(part))


def moving_ranges(trend: tuple[TrendPoint, ...]) -> list[tuple[int, float]]:
    """(position in the trend, step from the period before) where both periods have a value."""
    found: list[tuple[int, float]] = []
    for index, (before, after) in enumerate(pairwise(trend), start=1):
        if before.value is not None and after.value is not None:
            found.append((index, abs(after.value - before.value)))
    return found


def describe(part: KpiPart) -> str:
    """Say the chart in one sentence, for screen readers and the alternative text of exports."""
    known = [point for point in part.trend if point.value is not None]
    if not known:
        return f"{part.label[:80]}: no data."
    places = decimals(part.unit, part.target)
    last = known[-1]
    words = [
        f"{part.label[:80]} in {part.unit}",
        f"{len(known)} periods from {known[0].label} to {last.label}",
        f"last {number(last.value, places)}",
    ]
    if part.target is not None:
        words.append(f"target {number(part.target, places)}")
    if part.chart != "xmr":
        words.append(f"{KIND_WORDS.get(part.chart, part.chart)} chart")
    if part.limits:
        kind = "natural limits" if part.limits.firm else "provisional limits"
        lower, upper = number(part.limits.lower, places), number(part.limits.upper, places)
        words.append(f"{kind} {lower} to {upper}, mean {number(part.limits.mean, places)}")
    if part.signal:
        words.append(part.signal.words.lower())
    beyond = [part.trend[at].label for at, _ in outside(part) if at < len(part.trend) - 1]
    if beyond:
        words.append(f"outside limits before: {' '.join(beyond)}")
    return ", ".join(words) + "."


def from_first_value(part: KpiPart) -> KpiPart:
    """Leave out the periods before the first value: they lie before the data."""
    first = next((i for i, point in enumerate(part.trend) if point.value is not None), None)
    if first is None:
        return replace(part, trend=(), point_limits=(), phases=())
    return sliced(part, first, len(part.trend) - 1) if first else part


def _plotted(part: KpiPart) -> list[float]:
    values = [point.value for point in part.trend if point.value is not None]
    if values:
        values += [edge for band in bands(part) for edge in (band.lower, band.upper)]
    if values and part.target is not None:
        values.append(part.target)
    return values


def _y_scale(part: KpiPart, values: list[float], top: float, bottom: float) -> Scale:
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    pad = (high - low) * 0.06 or max(abs(high) * 0.05, 0.5)
    low, high = low - pad, high + pad
    if part.unit == "%":
        low, high = max(low, -1.0), min(high, 101.0)
    elif low < 0.0 <= min(values, default=0.0):
        low = 0.0
    return Scale(low, high, bottom, top)


def _gutters(part: KpiPart, *, named: bool) -> tuple[float, float]:
    """Room left and right of the plot, alike for both charts so that their periods align."""
    values = _plotted(part) or [0.0]
    places = decimals(part.unit, part.target)
    widest = max(
        text_width(number(value, places), TICK_SIZE) for value in (min(values), max(values))
    )
    names = [text_width(words, TICK_SIZE) for words, _, _ in named_levels(part, named=named)]
    if part.trend and named:
        names.append(text_width(last_words(part)[0], 11.0))
    return widest + 10.0, max(names, default=0.0) + 8.0


def _no_data(part: KpiPart, width: float, height: float) -> Figure:
    words = Label(width / 2, height / 2, "No data in these periods", "t3", 11.0, anchor="middle")
    return Figure(width, height, (words,), describe(part))
