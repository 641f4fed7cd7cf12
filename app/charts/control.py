"""Control charts of a KPI: XmR, moving range and the sparkline in a table (DESIGN_LANGUAGE §6)."""

from dataclasses import replace
from itertools import pairwise

from app.charts.numbers import decimals, number
from app.charts.scale import Scale, spread, text_width, tick_places, ticks
from app.charts.shapes import Dot, Figure, Glyph, Label, Line, Rect, Shape
from app.models.results import KpiPart, TrendPoint

_TICK = 10.0
_DOTTED = (1.0, 2.5)
_DASHED = (4.0, 3.0)


def xmr_chart(part: KpiPart, width: float, height: float) -> Figure:
    """Draw a KPI's trend: natural limits, mean, target, the last point named.

    Values are in the part's unit. Periods without rows break the line. Provisional limits
    (6 to 11 baseline points) have a dotted edge, fewer points no limits (METRICS §4.1).
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
    shapes += _side_labels(part, x, y, width - right + 6.0, left)
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
        Label(left, 9.0, "Moving range", "t3", _TICK),
        Line(((left, y(0.0)), (width - right, y(0.0))), "bds"),
        Label(left - 6.0, y(0.0) + 3.5, "0", "t3", _TICK, anchor="end"),
    ]
    if limit is not None:
        shapes.append(Line(((left, y(limit)), (width - right, y(limit))), "t3", 1.0, _DASHED))
        shapes.append(Label(width - right + 4.0, y(limit) + 3.5, number(limit, places), "t2"))
    shapes.append(Line(tuple((x(i), y(step)) for i, step in steps), "t2", 1.25))
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
            tone = _tone(part)
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
    widest = max(text_width(number(value, places), _TICK) for value in (min(values), max(values)))
    names = [text_width(words, _TICK) for words, _, _ in _named_levels(part)]
    if part.trend:
        names.append(text_width(_last_words(part)[0], 11.0))
    return widest + 10.0, max(names, default=0.0) + 8.0


def _grid(part: KpiPart, y: Scale, left: float, right: float) -> list[Shape]:
    marks = _axis(part, y)
    places = tick_places(marks)
    shapes: list[Shape] = []
    for mark in marks:
        shapes.append(Line(((left, y(mark)), (right, y(mark))), "grid"))
        text = number(mark, places)
        shapes.append(Label(left - 6.0, y(mark) + 3.5, text, "t3", _TICK, anchor="end"))
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
        shapes += [Dot(*spot, 2.0, "t1") for run in runs for spot in run]
    else:
        shapes += [Dot(*run[0], 1.0, "t2") for run in runs if len(run) == 1]
    return shapes


def _period_labels(trend: tuple[TrendPoint, ...], x: Scale, baseline: float) -> list[Shape]:
    if not trend:
        return []
    widest = max(text_width(point.label, _TICK) for point in trend) + 10.0
    last = len(trend) - 1
    room = abs(x.at_high - x.at_low) / max(1, last)
    step = max(1, -int(-widest // room)) if room else 1
    shown = range(last % step, last + 1, step)
    return [
        Label(x(i), baseline, trend[i].label, "t3", _TICK, anchor="middle" if last else "start")
        for i in shown
    ]


def _last_point(part: KpiPart, x: Scale, y: Scale) -> list[Shape]:
    last = part.trend[-1]
    if last.value is None:
        return []
    spot = (x(len(part.trend) - 1.0), y(last.value))
    tone = _tone(part)
    if tone == "critf":
        return [Glyph(*spot, "breach", 12.0)]
    if tone:
        return [Dot(*spot, 5.0, "", tone, 1.5), Dot(*spot, 2.5, tone)]
    return [Dot(*spot, 3.0, "t1")]


def _last_words(part: KpiPart) -> tuple[str, str]:
    """Label and colour of the last point."""
    last = part.trend[-1]
    words = f"{last.label} {number(last.value, decimals(part.unit, part.target))}"
    return words, {"critf": "crit", "accf": "acc"}.get(_tone(part), "t1")


def _free_place(part: KpiPart, x: Scale, y: Scale, left: float) -> tuple[float, float] | None:
    """Find the right end of the last point's label where it covers neither line nor target."""
    last = part.trend[-1]
    if last.value is None:
        return None
    wide = text_width(_last_words(part)[0], 11.0)
    end = x(len(part.trend) - 1.0) - 9.0
    level = y(last.value)
    top, bottom = sorted((y.at_low, y.at_high))
    inked = _inked(part, x, y)
    for baseline in (level + 4.0, level - 7.0, level + 15.0, level - 18.0, level + 26.0):
        fits = baseline - 9.0 >= top and baseline <= bottom and end - wide > left
        clear = not any(
            end - wide - 3.0 < px < end + 3.0 and baseline - 11.0 < py < baseline + 4.0
            for px, py in inked
        )
        if fits and clear:
            return end, baseline
    return None


def _inked(part: KpiPart, x: Scale, y: Scale) -> list[tuple[float, float]]:
    """Sample the trace, and the levels that lie across it, every few pixels."""
    levels = [part.target] if part.target is not None else []
    if part.limits:
        levels += [part.limits.mean, part.limits.lower, part.limits.upper]
    right = x(len(part.trend) - 1.0)
    points = [(right - 20.0 * step, y(level)) for level in levels for step in range(6)]
    for index, (before, after) in enumerate(pairwise(part.trend)):
        if before.value is None or after.value is None:
            continue
        start, stop = (x(index), y(before.value)), (x(index + 1), y(after.value))
        pieces = max(1, int(abs(stop[1] - start[1]) + abs(stop[0] - start[0])) // 4)
        for piece in range(pieces + 1):
            share = piece / pieces
            points.append(
                (start[0] + share * (stop[0] - start[0]), start[1] + share * (stop[1] - start[1]))
            )
    return points


def _named_levels(part: KpiPart) -> list[tuple[str, float, str]]:
    places = decimals(part.unit, part.target)
    levels: list[tuple[str, float, str]] = []
    if part.limits:
        for name, level in (
            ("upper", part.limits.upper),
            ("mean", part.limits.mean),
            ("lower", part.limits.lower),
        ):
            levels.append((f"{name} {number(level, places)}", level, "t3"))
    if part.target is not None:
        levels.append((f"target {number(part.target, places)}", part.target, "acc"))
    return levels


def _side_labels(part: KpiPart, x: Scale, y: Scale, left: float, plot: float) -> list[Shape]:
    """Name the levels at the right, and the last point beside it or, where it is crowded, here."""
    named = [(words, y(level), colour, _TICK, 400) for words, level, colour in _named_levels(part)]
    shapes: list[Shape] = []
    last = part.trend[-1]
    if last.value is not None:
        words, colour = _last_words(part)
        place = _free_place(part, x, y, plot)
        if place:
            shapes.append(Label(*place, words, colour, 11.0, 600, "end"))
        else:
            named.append((words, y(last.value), colour, 11.0, 600))
    low, high = min(y.at_low, y.at_high), max(y.at_low, y.at_high)
    levels = spread([level for _, level, *_ in named], 12.0, low, high)
    for (words, _, colour, size, weight), level in zip(named, levels, strict=True):
        shapes.append(Label(left, level + 3.5, words, colour, size, weight))
    return shapes


def _tone(part: KpiPart) -> str:
    if part.signal is None:
        return ""
    return "accf" if part.signal.good else "critf"


def _no_data(part: KpiPart, width: float, height: float) -> Figure:
    words = Label(width / 2, height / 2, "No data in these periods", "t3", 11.0, anchor="middle")
    return Figure(width, height, (words,), describe(part))
