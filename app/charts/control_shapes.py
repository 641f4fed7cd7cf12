"""What a control chart is drawn of: grid, limits, target, trace, axis, marks (DESIGN §6)."""

from itertools import pairwise

from app.charts.naming import TICK_SIZE, last_words, tone_of
from app.charts.numbers import decimals, number
from app.charts.phases import Band, bands, outside
from app.charts.scale import Scale, text_width, tick_places, ticks
from app.charts.shapes import Dot, Glyph, Label, Line, Rect, Shape
from app.models.results import ChartNote, KpiPart, TrendPoint

DOTTED = (1.0, 2.5)


def grid(part: KpiPart, y: Scale, left: float, right: float) -> list[Shape]:
    """Round levels as hairlines with their numbers at the left."""
    marks = _marks(part, y)
    places = tick_places(marks)
    shapes: list[Shape] = []
    for mark in marks:
        shapes.append(Line(((left, y(mark)), (right, y(mark))), "grid"))
        text = number(mark, places)
        shapes.append(Label(left - 6.0, y(mark) + 3.5, text, "t3", TICK_SIZE, anchor="end"))
    return shapes


def _marks(part: KpiPart, y: Scale) -> tuple[float, ...]:
    low, high = y.low, y.high
    if part.unit == "%":
        low, high = max(low, 0.0), min(high, 100.0)
    return ticks(low, high, max(3, int(abs(y.at_low - y.at_high) // 26)))


def edges(part: KpiPart, x: Scale, left: float, right: float) -> list[tuple[Band, float, float]]:
    """Each band with its left and right edge: midway to the points beside it."""
    half = (x(1) - x(0)) / 2
    last = len(part.trend) - 1
    return [
        (
            band,
            left if band.first == 0 else x(band.first) - half,
            right if band.last == last else x(band.last) + half,
        )
        for band in bands(part)
    ]


def limit_bands(part: KpiPart, x: Scale, y: Scale, left: float, right: float) -> list[Shape]:
    """The natural limits as bands with edges and mean; a dotted edge is provisional."""
    under: list[Shape] = []
    over: list[Shape] = []
    for band, start, stop in edges(part, x, left, right):
        upper, lower, mean = y(band.upper), y(band.lower), y(band.mean)
        dash = () if band.firm else DOTTED
        edge = "bds" if band.firm else "t3"
        under.append(Rect(start, upper, stop - start, max(0.0, lower - upper), "sunk"))
        over += [
            Line(((start, upper), (stop, upper)), edge, 1.0, dash),
            Line(((start, lower), (stop, lower)), edge, 1.0, dash),
            Line(((start, mean), (stop, mean)), "neu"),
        ]
    return under + over


def target_line(
    part: KpiPart, x: Scale, y: Scale, left: float, right: float, *, inside: bool
) -> list[Shape]:
    """The target across the plot; `inside` writes its name on the line, where no point lies."""
    if part.target is None:
        return []
    level = y(part.target)
    shapes: list[Shape] = [Line(((left, level), (right, level)), "accf", 1.5)]
    if inside:
        words = f"Target {number(part.target, decimals(part.unit, part.target))}"
        start, baseline = _free(part, x, y, text_width(words, TICK_SIZE), (left, right), level)
        shapes.append(Label(start, baseline, words, "acc", TICK_SIZE))
    return shapes


def _free(
    part: KpiPart, x: Scale, y: Scale, wide: float, plot: tuple[float, float], level: float
) -> tuple[float, float]:
    """The first place along the target, over it or under it, that the trace leaves free."""
    known = [(x(i), y(p.value)) for i, p in enumerate(part.trend) if p.value is not None]
    left, right = plot[0] + 4.0, plot[1] - wide - 4.0
    tops = (level - 4.0, level + 12.0)
    high, low = sorted((y.at_low, y.at_high))
    inside = [at for at in tops if high < at - 9.0 and at < low]
    for step in range(5):
        start = left + (right - left) * step / 4
        for baseline in inside:
            near = [spot for spot in _along(known) if start - 4.0 < spot[0] < start + wide + 4.0]
            if not any(baseline - 12.0 < spot[1] < baseline + 4.0 for spot in near):
                return start, baseline
    return left, tops[0]


def _along(known: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points every few pixels along the trace."""
    found = list(known)
    for (ax, ay), (bx, by) in pairwise(known):
        pieces = 1 + int(abs(by - ay) + abs(bx - ax)) // 4
        found += [
            (ax + (bx - ax) * piece / pieces, ay + (by - ay) * piece / pieces)
            for piece in range(1, pieces)
        ]
    return found


def trace(trend: tuple[TrendPoint, ...], x: Scale, y: Scale, *, dots: bool) -> list[Shape]:
    """The line of the values, broken where a period has none; with `dots`, bridged by dots."""
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
        shapes += [Line(gap, "neu", 1.0, DOTTED) for gap in gaps]
        shapes += [Dot(*spot, 2.0, "t1") for run in runs for spot in run]
    else:
        shapes += [Dot(*run[0], 1.0, "t2") for run in runs if len(run) == 1]
    return shapes


def step_line(steps: list[tuple[int, float]], x: Scale, y: Scale) -> list[Shape]:
    """The line of the moving range, broken where a period has no step; a lone step is a dot."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place, (index, step) in enumerate(steps):
        if place and index != steps[place - 1][0] + 1:
            runs.append([])
        runs[-1].append((x(index), y(step)))
    return [
        Line(tuple(run), "t2", 1.25) if len(run) > 1 else Dot(*run[0], 1.5, "t2") for run in runs
    ]


def period_labels(trend: tuple[TrendPoint, ...], x: Scale, baseline: float) -> list[Shape]:
    """As many period names below the plot as have room, the last one always."""
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


def last_point(part: KpiPart, x: Scale, y: Scale) -> list[Shape]:
    """The last point's mark: a diamond when bad, a ring when good, else a dot."""
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


def outside_marks(part: KpiPart, x: Scale, y: Scale, better: str) -> list[Shape]:
    """A ring round every earlier point beyond its limits, coloured where `better` tells how."""
    shapes: list[Shape] = []
    for at, side in outside(part):
        value = part.trend[at].value
        if value is None or at == len(part.trend) - 1:
            continue
        good = better == ("higher" if side > 0 else "lower")
        tone = ("accf" if good else "critf") if better else "t2"
        shapes.append(Dot(x(at), y(value), 4.0, "", tone, 1.5))
    return shapes


def letters(part: KpiPart, notes: tuple[ChartNote, ...], x: Scale, y: Scale) -> list[Shape]:
    """A lettered disc a note: over the dashed line where a phase begins, else beside its point."""
    place = {point.period: at for at, point in enumerate(part.trend)}
    low, high = max(y.at_low, y.at_high), min(y.at_low, y.at_high)
    shapes: list[Shape] = []
    for note in notes:
        at = place.get(note.period)
        if at is None:
            continue
        value = part.trend[at].value
        spot = (x(at), high - 12.0)
        if note.kind == "phase":
            middle = x(at) - (x(1) - x(0)) / 2 if at else x(at)
            shapes.append(Line(((middle, high - 4.0), (middle, low)), "t2", 1.0, (2.0, 2.0)))
            spot = (middle, high - 12.0)
        elif value is not None and at == len(part.trend) - 1:
            wide = text_width(last_words(part)[0], 11.0)
            spot = (max(x(0), x(at) - wide - 22.0), y(value))
        elif value is not None:
            above = y(value) - high > 24.0
            spot = (x(at), y(value) + (-16.0 if above else 16.0))
        shapes += [
            Dot(*spot, 7.5, "surf", "t2"),
            Label(spot[0], spot[1] + 3.5, note.letter, "t1", TICK_SIZE, 600, "middle"),
        ]
    return shapes
