"""Where the name of each bar stands: in it, right of it, left of it, or only in its tooltip."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

_GAP = 6.0
_LETTER = 20.0
MOST_WIDTH = 190.0
_LEAST_CUT = 80.0
"""A cut label stands only where this much of it does."""


@dataclass(frozen=True, slots=True)
class Place:
    """One label; `text` is empty when it is hidden."""

    text: str
    x: float
    inside: bool = False


HIDDEN = Place("", 0.0)


def place_labels(
    bars: Sequence[tuple[float, float]],
    titles: Sequence[str],
    measure: Callable[[str], float],
    view: tuple[float, float],
    busy: Sequence[tuple[float, float]],
) -> list[Place]:
    """Place one row's labels from left to right: none meets a bar, a label or a `busy` span."""
    places: list[Place] = []
    taken = view[0]
    for number, ((x0, x1), title) in enumerate(zip(bars, titles, strict=True)):
        text = shorten(title, MOST_WIDTH, measure)
        width = measure(text)
        following = bars[number + 1][0] if number + 1 < len(bars) else view[1]
        right_limit = min([following, view[1], *(a for a, _ in busy if a >= x1 - 1)])
        left_limit = max([taken, *(b for _, b in busy if b <= x0 + 1)])
        low, high = max(x0, view[0]), min(x1, view[1])
        for begin, end in busy:  # a line through a long bar: the name stands behind it
            if low - _GAP < end and begin < low + _LETTER + width + _GAP and end < high:
                low = max(low, end + _GAP - _LETTER)
        if high - low >= width + _LETTER + 2 * _GAP and width:
            places.append(Place(text, low + _LETTER, inside=True))
            taken = x1
        elif width and x1 + _GAP + width + _GAP / 2 <= right_limit and x1 >= view[0]:
            places.append(Place(text, x1 + _GAP))
            taken = x1 + _GAP + width
        elif width and x0 - _GAP <= view[1] and x0 - _GAP - width - 1.0 >= left_limit:
            places.append(Place(text, x0 - _GAP - width))
            taken = x1
        else:
            cut = _cut_right(text, right_limit - x1 - 2 * _GAP, measure) if x1 >= view[0] else ""
            places.append(Place(cut, x1 + _GAP) if cut else HIDDEN)
            taken = x1 + _GAP + measure(cut) if cut else x1
    return places


def _cut_right(text: str, room: float, measure: Callable[[str], float]) -> str:
    return shorten(text, room, measure) if room >= _LEAST_CUT else ""


def shorten(text: str, room: float, measure: Callable[[str], float]) -> str:
    """Return the text, cut with "…" to fit `room` pixels."""
    if measure(text) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle].rstrip() + "…") <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…" if low else ""
