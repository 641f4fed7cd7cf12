"""Control charts of a KPI: XmR, moving range and the sparkline in a table (DESIGN_LANGUAGE §6)."""

from dataclasses import replace
from itertools import pairwise

from app.charts.naming import TICK_SIZE, last_words, named_levels, side_labels, tone_of
from app.charts.numbers import decimals, number
from app.charts.scale import Scale, text_width, tick_places, ticks
from app.charts.shapes import Dot, Figure, Glyph, Label, Line, Rect, Shape
from app.models.results import KpiPart, TrendPoint

_DOTTED = (1.0, 2.5)
_DASHED = (4.0, 3.0)


def xmr_chart(part: KpiPart, width: float, height: float) -> Figure:
    """Draw a KPI's trend: natural limits, mean, target, the last point named.

    Values are in the part's unit. Periods without rows break the line, dots
    lead across. Provisional limits (6 to 11 baseline points) have a dotted edge, fewer points no
    limits (METRICS §4.1).
    """
    part = _from_first_value(part)
    values = _plotted(part)
    if not part.trend:
        return _no_data(part, width, height)
    y = _y_scale(part, values, top=14.0, bottom=height - 22.0)
    left, right = _gutters(part)
    x = Scale(0.0, max(1.0, len(part.trend) - 1.0), left + 6.0, width - right - 8.0)
    shapes: list[Shape] = []
    shapes += _grid(part, y, left, width - right)
    shapes += _limits(part, y, left, width - right)
    shapes += _target(part, y, left, width - right)
    shapes += _trace(part.trend, x, y, dots=True)
    shapes += _period_labels(part.trend, x, height - 6.0)
    shapes += _last_point(part, x, y)
    shapes += side_labels(part, x, y, width - right + 6.0, left)
    return Figure(width, height, tuple(shapes), describe(part))


def moving_range(part: KpiPart, width: float, height: float) -> Figure:
    """Draw the moving range beside `xmr_chart`: the step between periods, and its limit."""
    part = _from_first_value(part)
    steps = moving_ranges(part.trend)
    if not steps:
        return _no_data(part, width, height)
    limit = part.limits.range_limit if part.limits else None
    most = max([step for _, step in steps] + ([limit] if limit is not None else []))
    y = Scale(0.0, most * 1.08 or 1.0, height - 20.0, 18.0)
    left, right = _gutters(part)
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
    shapes += _steps(steps, x, y)
    for index, step in steps:
        if limit is not None and step > limit:
            shapes.append(Dot(x(index), y(step), 3.0, "critf"))
    shapes += _period_labels(part.trend, x, height - 5.0)
    outside = sum(1 for _, step in steps if limit is not None and step > limit)
    words = f"Moving range of {part.label[:80]}, {len(steps)} steps"
    if limit is not None:
        words += f", limit {number(limit, places)} {part.unit}, {outside} above it"
    return Figure(width, height, tuple(shapes), words + ".")


def sparkline(part: KpiPart, width: float, height: float) -> Figure:
    """Draw the trend at the size of a table cell: limit band, dashed target, line, last dot."""
    values = _plotted(part)
    shapes: list[Shape] = []
    if values:
        y = _y_scale(part, values, top=4.0, bottom=height - 4.0)
        x = Scale(0.0, max(1.0, len(part.trend) - 1.0), 3.0, width - 7.0)
        if part.limits:
            upper, lower = y(part.limits.upper), y(part.limits.lower)
            shapes.append(Rect(0.0, upper, width, max(1.0, lower - upper), "sunk"))
        if part.target is not None:
            level = y(part.target)
            shapes.append(Line(((0.0, level), (width, level)), "neu", 1.0, (2.0, 2.0)))
        shapes += _trace(part.trend, x, y, dots=False)
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
    if part.limits:
        kind = "natural limits" if part.limits.firm else "provisional limits"
        lower, upper = number(part.limits.lower, places), number(part.limits.upper, places)
        words.append(f"{kind} {lower} to {upper}, mean {number(part.limits.mean, places)}")
    if part.signal:
        words.append(part.signal.words.lower())
    return ", ".join(words) + "."


def _from_first_value(part: KpiPart) -> KpiPart:
    """Leave out the periods before the first value: they lie before the data."""
    first = next((i for i, point in enumerate(part.trend) if point.value is not None), None)
    return replace(part, trend=() if first is None else part.trend[first:])


def _plotted(part: KpiPart) -> list[float]:
    values = [point.value for point in part.trend if point.value is not None]
    if values and part.limits:
        values += [part.limits.lower, part.limits.upper]
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


def _axis(part: KpiPart, y: Scale) -> tuple[float, ...]:
    low, high = y.low, y.high
    if part.unit == "%":
        low, high = max(low, 0.0), min(high, 100.0)
    return ticks(low, high, max(3, int(abs(y.at_low - y.at_high) // 26)))


def _gutters(part: KpiPart) -> tuple[float, float]:
    """Room left and right of the plot, alike for both charts so that their periods align."""
    values = _plotted(part) or [0.0]
    places = decimals(part.unit, part.target)
    widest = max(
        text_width(number(value, places), TICK_SIZE) for value in (min(values), max(values))
    )
    names = [text_width(words, TICK_SIZE) for words, _, _ in named_levels(part)]
    if part.trend:
        names.append(text_width(last_words(part)[0], 11.0))
    return widest + 10.0, max(names, default=0.0) + 8.0


def _grid(part: KpiPart, y: Scale, left: float, right: float) -> list[Shape]:
    marks = _axis(part, y)
    places = tick_places(marks)
    shapes: list[Shape] = []
    for mark in marks:
        shapes.append(Line(((left, y(mark)), (right, y(mark))), "grid"))
        text = number(mark, places)
        shapes.append(Label(left - 6.0, y(mark) + 3.5, text, "t3", TICK_SIZE, anchor="end"))
    return shapes


def _limits(part: KpiPart, y: Scale, left: float, right: float) -> list[Shape]:
    limits = part.limits
    if not limits:
        return []
    upper, lower = y(limits.upper), y(limits.lower)
    dash = () if limits.firm else _DOTTED
    edge = "bds" if limits.firm else "t3"
    return [
        Rect(left, upper, right - left, max(0.0, lower - upper), "sunk"),
        Line(((left, upper), (right, upper)), edge, 1.0, dash),
        Line(((left, lower), (right, lower)), edge, 1.0, dash),
        Line(((left, y(limits.mean)), (right, y(limits.mean))), "neu"),
    ]


def _target(part: KpiPart, y: Scale, left: float, right: float) -> list[Shape]:
    if part.target is None:
        return []
    return [Line(((left, y(part.target)), (right, y(part.target))), "accf", 1.5)]


def _trace(trend: tuple[TrendPoint, ...], x: Scale, y: Scale, *, dots: bool) -> list[Shape]:
    runs: list[list[tuple[float, float]]] = [[]]
    for index, point in enumerate(trend):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append((x(index), y(point.value)))
    shapes: list[Shape] = [Line(tuple(run), "t2", 1.25) for run in runs if len(run) > 1]
    if dots:
        kept = [run for run in runs if run]
        gaps = [(before[-1], after[0]) for before, after in pairwise(kept)]
        shapes += [Line(gap, "neu", 1.0, _DOTTED) for gap in gaps]
        shapes += [Dot(*spot, 2.0, "t1") for run in runs for spot in run]
    else:
        shapes += [Dot(*run[0], 1.0, "t2") for run in runs if len(run) == 1]
    return shapes


def _steps(steps: list[tuple[int, float]], x: Scale, y: Scale) -> list[Shape]:
    """The line of the moving range, broken where a period has no step; a lone step is a dot."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place, (index, step) in enumerate(steps):
        if place and index != steps[place - 1][0] + 1:
            runs.append([])
        runs[-1].append((x(index), y(step)))
    return [
        Line(tuple(run), "t2", 1.25) if len(run) > 1 else Dot(*run[0], 1.5, "t2") for run in runs
    ]


def _period_labels(trend: tuple[TrendPoint, ...], x: Scale, baseline: float) -> list[Shape]:
    if not trend:
        return []
    widest = max(text_width(point.label, TICK_SIZE) for point in trend) + 10.0
    last = len(trend) - 1
    room = abs(x.at_high - x.at_low) / max(1, last)
    step = max(1, -int(-widest // room)) if room else 1
    shown = range(last % step, last + 1, step)
    return [
        Label(x(i), baseline, trend[i].label, "t3", TICK_SIZE, anchor="middle" if last else "start")
        for i in shown
    ]


def _last_point(part: KpiPart, x: Scale, y: Scale) -> list[Shape]:
    last = part.trend[-1]
    if last.value is None:
        return []
    spot = (x(len(part.trend) - 1.0), y(last.value))
    tone = tone_of(part)
    if tone == "critf":
        return [Glyph(*spot, "breach", 12.0)]
    if tone:
        return [Dot(*spot, 5.0, "", tone, 1.5), Dot(*spot, 2.5, tone)]
    return [Dot(*spot, 3.0, "t1")]


def _no_data(part: KpiPart, width: float, height: float) -> Figure:
    words = Label(width / 2, height / 2, "No data in these periods", "t3", 11.0, anchor="middle")
    return Figure(width, height, (words,), describe(part))
