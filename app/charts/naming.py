"""The names beside and inside a control chart: levels at the right, the last point."""

from itertools import pairwise

from app.charts.numbers import decimals, number
from app.charts.scale import Scale, spread, text_width
from app.charts.shapes import Label, Shape
from app.models.results import KpiPart

TICK_SIZE = 10.0


def side_labels(
    part: KpiPart, x: Scale, y: Scale, left: float, plot: float, *, named: bool = True
) -> list[Shape]:
    """Name the levels at the right, and the last point beside it or, where it is crowded, here.

    Without `named` the levels are numbers alone.
    """
    levels_here = [
        (words, y(level), colour, TICK_SIZE, 400)
        for words, level, colour in named_levels(part, named=named)
    ]
    shapes: list[Shape] = []
    last = part.trend[-1]
    if last.value is not None:
        words, colour = last_words(part)
        place = _free_place(part, x, y, plot)
        if place:
            shapes.append(Label(*place, words, colour, 11.0, 600, "end"))
        elif named:
            levels_here.append((words, y(last.value), colour, 11.0, 600))
        else:
            shapes.append(_over_the_plot(x, y, words, colour, len(part.trend)))
    low, high = min(y.at_low, y.at_high), max(y.at_low, y.at_high)
    levels = spread([level for _, level, *_ in levels_here], 12.0, low, high)
    for (words, _, colour, size, weight), level in zip(levels_here, levels, strict=True):
        shapes.append(Label(left, level + 3.5, words, colour, size, weight))
    return shapes


def _over_the_plot(x: Scale, y: Scale, words: str, colour: str, points: int) -> Label:
    """The last point's name above the plot, at its right end."""
    return Label(
        x(points - 1.0) + 4.0, min(y.at_low, y.at_high) - 3.0, words, colour, 11.0, 600, "end"
    )


def named_levels(part: KpiPart, *, named: bool = True) -> list[tuple[str, float, str]]:
    """List limits, mean and target as (words, level, colour token); the target only `named`."""
    places = decimals(part.unit, part.target)
    levels: list[tuple[str, float, str]] = []
    if part.limits:
        for name, level in (
            ("upper", part.limits.upper),
            ("mean", part.limits.mean),
            ("lower", part.limits.lower),
        ):
            words = f"{name} {number(level, places)}" if named else number(level, places)
            levels.append((words, level, "t3"))
    if part.target is not None and named:
        levels.append((f"target {number(part.target, places)}", part.target, "acc"))
    return levels


def last_words(part: KpiPart) -> tuple[str, str]:
    """Write label and colour token of the last point."""
    last = part.trend[-1]
    words = f"{last.label} {number(last.value, decimals(part.unit, part.target))}"
    return words, {"critf": "crit", "accf": "acc"}.get(tone_of(part), "t1")


def tone_of(part: KpiPart) -> str:
    """Return the fill token of the part's signal: critf when bad, accf when good, else nothing."""
    if part.signal is None:
        return ""
    return "accf" if part.signal.good else "critf"


def _free_place(part: KpiPart, x: Scale, y: Scale, left: float) -> tuple[float, float] | None:
    """Find the right end of the last point's label where it covers neither line nor target."""
    last = part.trend[-1]
    if last.value is None:
        return None
    wide = text_width(last_words(part)[0], 11.0)
    end = x(len(part.trend) - 1.0) - 9.0
    level = y(last.value)
    top, bottom = sorted((y.at_low, y.at_high))
    inked = _inked(part, x, y)
    for baseline in (level + 4.0, level - 7.0, level + 15.0, level - 18.0, level + 26.0):
        fits = baseline - 9.0 >= top and baseline <= bottom and end - wide > left
        clear = not any(
            end - wide - 5.0 < px < end + 5.0 and baseline - 13.0 < py < baseline + 6.0
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
    points += [
        (x(i), y(point.value)) for i, point in enumerate(part.trend[:-1]) if point.value is not None
    ]
    known = [
        (x(i), y(point.value)) for i, point in enumerate(part.trend) if point.value is not None
    ]
    for start, stop in pairwise(known):
        pieces = max(1, int(abs(stop[1] - start[1]) + abs(stop[0] - start[0])) // 4)
        for piece in range(pieces + 1):
            share = piece / pieces
            points.append(
                (start[0] + share * (stop[0] - start[0]), start[1] + share * (stop[1] - start[1]))
            )
    return points
