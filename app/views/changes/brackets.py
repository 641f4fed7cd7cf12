"""How a collision joins its two bars across their exact overlap, and where its pill stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.views.changes.metrics import Metrics, Spot

Lines = tuple[tuple[tuple[float, float], ...], ...]

_TICK = 5.0
_LEAST_WIDTH = 6.0
_PILL_GLYPH = 22.0
_DIGIT = 7.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One collision on the calendar: the bars it joins (one for a window) and the overlap, UTC."""

    number: int
    bars: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Bracket:
    """Lines that join the bars, or an outline around them; no pill where there is no room."""

    number: int
    x0: float
    x1: float
    lines: Lines
    outline: Spot | None
    pill: Spot | None


def pill_size(number: int, metrics: Metrics) -> tuple[float, float]:
    """Return width and height of "◆ 12"."""
    return _PILL_GLYPH + _DIGIT * len(str(number)), float(metrics.pill_height)


def bracket(
    number: int,
    spots: Sequence[Spot],
    x0: float,
    x1: float,
    metrics: Metrics,
    bars: Sequence[Spot],
    pills: Sequence[Spot],
    left: float,
) -> Bracket:
    """Make the bracket of one or two bars (upper first) across pixels `x0` to `x1`."""
    if x1 - x0 < _LEAST_WIDTH:
        x0, x1 = (x0 + x1 - _LEAST_WIDTH) / 2, (x0 + x1 + _LEAST_WIDTH) / 2
    upper, lower = spots[0], spots[-1]
    gap = lower.y - upper.bottom
    size = pill_size(number, metrics)
    beside = _beside(spots, size)
    if not metrics.brackets or (len(spots) > 1 and gap < 2 * _TICK + 2):
        outline = Spot(x0, upper.y - 2, x1 - x0, lower.bottom - upper.y + 4)
        pill = _first_free(beside, [*bars, *pills], left)
        return Bracket(number, x0, x1, (), outline, pill)
    if len(spots) == 1:
        y = upper.bottom + _TICK - 1
        lines: Lines = (((x0, y - 4), (x0, y), (x1, y), (x1, y - 4)),)
        return Bracket(number, x0, x1, lines, None, _first_free(beside, [*bars, *pills], left))
    middle = (x0 + x1) / 2
    top, bottom = upper.bottom + _TICK, lower.y - _TICK
    lines = (
        ((x0, top - 4), (x0, top), (x1, top), (x1, top - 4)),
        ((middle, top), (middle, bottom)),
        ((x0, bottom + 4), (x0, bottom), (x1, bottom), (x1, bottom + 4)),
    )
    places = _along(middle, x0, (upper.bottom, lower.y), size) + beside
    return Bracket(number, x0, x1, lines, None, _first_free(places, [*bars, *pills], left))


def _along(
    middle: float, x0: float, gap: tuple[float, float], size: tuple[float, float]
) -> list[Spot]:
    """Places on the joining line, the middle first; beside it when the bars stand close."""
    width, height = size
    top, bottom = gap
    y = (top + bottom - height) / 2
    if bottom - top < height + 4 * _TICK:
        return [Spot(x0 - width - 3, y, width, height)]
    places: list[Spot] = []
    step = 0.0
    while y + step + height + _TICK <= bottom:
        places.append(Spot(middle - width / 2, y + step, width, height))
        if step and y - step - _TICK >= top:
            places.append(Spot(middle - width / 2, y - step, width, height))
        step += 8.75
    return places


def _beside(spots: Sequence[Spot], size: tuple[float, float]) -> list[Spot]:
    width, height = size
    y = (spots[0].y + spots[-1].bottom - height) / 2
    right = max(spot.right for spot in spots) + 6
    left = min(spot.x for spot in spots) - width - 6
    return [Spot(right, y, width, height), Spot(left, y, width, height)]


def _first_free(places: Sequence[Spot], taken: Sequence[Spot], left: float) -> Spot | None:
    for place in places:
        if place.x >= left and not any(place.meets(other) for other in taken):
            return place
    return None
