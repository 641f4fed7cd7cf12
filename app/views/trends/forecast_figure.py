"""The backlog as a drawing: what was open, and the band in which it should be (METRICS §4.2)."""

from itertools import pairwise

from app.charts.numbers import number
from app.charts.scale import Scale, spread, text_width, tick_places, ticks
from app.charts.shapes import Dot, Figure, Label, Line, Rect, Shape
from app.models.moments import MONTHS, local
from app.models.results.trends import FlowForecast
from app.models.settings import DAY

Past = tuple[tuple[int, int], ...]
_FORTNIGHT = 14
_TOP, _FOOT, _EDGE = 18.0, 22.0, 12.0
_TICK = 10.0


def flow_figure(flow: FlowForecast, past: Past, width: float, height: float, zone: str) -> Figure:
    """The open count up to now, then the median and the band of the days ahead.

    `past` ends now. The flow must have days. Times are UTC seconds, days are those of `zone`.
    """
    now = past[-1][0]
    y = _levels(flow, past, height)
    marks = ticks(y.low, y.high, 4)
    texts = [number(mark, tick_places(marks)) for mark in marks]
    left = _EDGE + max((text_width(text, _TICK) for text in texts), default=0.0) + 6.0
    ends = _end_words(flow)
    right = width - _EDGE - max(text_width(words, 11.0) for words, _, _ in ends) - 6.0
    x = Scale(past[0][0], flow.days[-1].start, left, right)
    shapes: list[Shape] = []
    for mark, text in zip(marks, texts, strict=True):
        shapes.append(Line(((left, y(mark)), (right, y(mark))), "grid"))
        shapes.append(Label(left - 6.0, y(mark) + 3.5, text, "t3", _TICK, anchor="end"))
    shapes += _band(flow, x, y, now)
    shapes += _dates(now, x, height, zone)
    shapes += _lines(flow, past, x, y)
    places = spread([y(level) for _, level, _ in ends], 13.0, y.at_high, y.at_low)
    for (words, _, weight), place in zip(ends, places, strict=True):
        ink = "t1" if weight > 400 else "t2"
        shapes.append(Label(right + 6.0, place + 3.5, words, ink, 11.0, weight))
    return Figure(width, height, tuple(shapes), described(flow))


def described(flow: FlowForecast) -> str:
    """The forecast in one sentence."""
    last = flow.days[-1]
    return (
        f"Backlog forecast: {flow.open_now:,} incidents open now, about {number(last.middle)} in "
        f"{len(flow.days)} days, {flow.band:.0f} % band {number(last.low)} to {number(last.high)}."
    )


def _levels(flow: FlowForecast, past: Past, height: float) -> Scale:
    lows = [*(float(count) for _, count in past), *(day.low for day in flow.days)]
    highs = [*(float(count) for _, count in past), *(day.high for day in flow.days)]
    low, high = min(lows), max(highs)
    room = max((high - low) * 0.08, 1.0)
    return Scale(max(0.0, low - room), high + room, height - _FOOT, _TOP)


def _end_words(flow: FlowForecast) -> list[tuple[str, float, int]]:
    """The last day's figures: words, level and weight."""
    last = flow.days[-1]
    return [
        (f"upper {number(last.high)}", last.high, 400),
        (f"middle {number(last.middle)}", last.middle, 600),
        (f"lower {number(last.low)}", last.low, 400),
    ]


def _band(flow: FlowForecast, x: Scale, y: Scale, now: int) -> list[Shape]:
    """The band as columns one pixel wide, so that it opens as a fan from the count of now."""
    edges = [(now, float(flow.open_now), float(flow.open_now))]
    edges += [(day.start, day.low, day.high) for day in flow.days]
    shapes: list[Shape] = []
    for (at, low, high), (then, low_then, high_then) in pairwise(edges):
        first, last = round(x(at)), round(x(then))
        for pixel in range(first, last):
            share = (pixel - first) / (last - first)
            top = y(high + (high_then - high) * share)
            foot = y(low + (low_then - low) * share)
            shapes.append(Rect(float(pixel), top, 1.0, max(foot - top, 1.0), "acct"))
    for side in (1, 2):
        run = tuple((x(edge[0]), y(edge[side])) for edge in edges)
        shapes.append(Line(run, "neu", 1.0))
    return shapes


def _dates(now: int, x: Scale, height: float, zone: str) -> list[Shape]:
    """Now as an upright, and each second week before and after it with its date."""
    foot = height - _FOOT
    shapes: list[Shape] = [Line(((x(now), _TOP - 4.0), (x(now), foot)), "ctl", 1.0, (3.0, 3.0))]
    most = max(int((now - x.low) // DAY), int((x.high - now) // DAY)) // _FORTNIGHT
    for step in range(-most, most + 1):
        at = now + step * _FORTNIGHT * DAY
        if x.low - DAY <= at <= x.high + DAY:
            wall = local(at, zone)
            words = f"{wall.day} {MONTHS[wall.month - 1]}"
            place = min(max(x(at), x.at_low), x.at_high)
            shapes.append(Line(((place, foot), (place, foot + 4.0)), "neu"))
            shapes.append(Label(place, foot + 16.0, words, "t3", _TICK, anchor="middle"))
    return shapes


def _lines(flow: FlowForecast, past: Past, x: Scale, y: Scale) -> list[Shape]:
    now, count = past[-1]
    known = tuple((x(at), y(float(value))) for at, value in past)
    ahead = ((x(now), y(float(count))), *((x(day.start), y(day.middle)) for day in flow.days))
    shapes: list[Shape] = [Line(known, "t2", 1.5)] if len(known) > 1 else []
    shapes.append(Line(ahead, "accf", 1.5, (4.0, 3.0)))
    shapes.append(Dot(x(now), y(float(count)), 3.0, "t1", "surf"))
    shapes.append(Label(x(now) - 5.0, _TOP - 6.0, f"now {flow.open_now:,}", "t1", 11.0, 600, "end"))
    return shapes
