"""Values to pixels, round axis ticks and the width of text, for the figures of this package."""

import math
from dataclasses import dataclass

_NARROW = frozenset("iljtfrI.,:;'|!()[] ·")
_WIDE = frozenset("mwMW@%—◆")
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear map of `[low, high]` to pixels, `high` at `top` (a y axis) or right (an x axis)."""

    low: float
    high: float
    at_low: float
    at_high: float

    def __call__(self, value: float) -> float:
        """Pixel of a value; a span of no height puts everything in the middle."""
        if self.high <= self.low:
            return (self.at_low + self.at_high) / 2
        share = (value - self.low) / (self.high - self.low)
        return self.at_low + share * (self.at_high - self.at_low)


def ticks(low: float, high: float, about: int = 5) -> tuple[float, ...]:
    """Round values (1, 2, 2.5, 5 × 10ⁿ apart) inside `[low, high]`, roughly `about` of them."""
    if not math.isfinite(low) or not math.isfinite(high) or high <= low:
        return ()
    rough = (high - low) / max(1, about)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough), 10 * power)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(round(i * step, 10) for i in range(first, last + 1))


def tick_places(values: tuple[float, ...]) -> int:
    """Decimals that tell these ticks apart, 0 to 3."""
    for places in range(3):
        if all(abs(value - round(value, places)) < 1e-9 for value in values):
            return places
    return 3


def text_width(text: str, size: float) -> float:
    """Width of text in pixels, estimated for Inter; a little too wide rather than too narrow."""
    return sum(_units(char) for char in text) * size


def _units(char: str) -> float:
    if char in _NARROW:
        return 0.33
    if char in _WIDE:
        return 0.92
    if char.isupper() or char.isdigit():
        return 0.67
    return 0.58 if ord(char) < 0x2E80 else 1.0


def fitted(text: str, size: float, width: float) -> str:
    """Cut the text with an ellipsis where it would be wider than `width` pixels."""
    room = width / size - _units(ELLIPSIS)
    kept = 0
    taken = 0.0
    for place, char in enumerate(text):
        taken += _units(char)
        if taken <= room:
            kept = place + 1
        elif taken * size > width:
            return text[:kept].rstrip() + ELLIPSIS
    return text


def wrapped(text: str, size: float, width: float) -> list[str]:
    """The lines that the text takes at `width` pixels, broken between words; long words inside."""
    lines: list[str] = []
    line, taken = "", 0.0
    for word in text.split(" "):
        wide = text_width(word, size)
        if line and taken + 0.33 * size + wide <= width:
            line, taken = f"{line} {word}", taken + 0.33 * size + wide
            continue
        if line:
            lines.append(line)
        *pieces, line = _pieces(word, size, width)
        lines += pieces
        taken = text_width(line, size)
    return [*lines, line]


def _pieces(word: str, size: float, width: float) -> list[str]:
    """A word alone, cut where it is wider than a line."""
    wide = text_width(word, size)
    if wide <= width or len(word) < 2:
        return [word]
    room = max(1, int(len(word) * width / wide))
    return [word[at : at + room] for at in range(0, len(word), room)]


def in_lines(text: str, size: float, width: float, most: int) -> str:
    """Cut the text with an ellipsis where it would take more than `most` lines of `width`."""
    lines = wrapped(text, size, width)
    if len(lines) <= most:
        return text
    last = fitted(f"{lines[most - 1]} {lines[most]}", size, width)
    if not last.endswith(ELLIPSIS):
        last = fitted(lines[most - 1], size, width - text_width(ELLIPSIS, size)) + ELLIPSIS
    return " ".join([*lines[: most - 1], last])


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Positions as near to `wanted` as `gap` between neighbours allows, inside `[low, high]`.

    The order of `wanted` is kept; more labels than fit are squeezed evenly.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    if not order:
        return []
    step = min(gap, (high - low) / max(1, len(order) - 1))
    placed: list[float] = []
    for index in order:
        least = placed[-1] + step if placed else low
        placed.append(max(wanted[index], least))
    limit = high
    for i in range(len(placed) - 1, -1, -1):
        placed[i] = min(placed[i], limit)
        limit = placed[i] - step
    result = [0.0] * len(wanted)
    for index, position in zip(order, placed, strict=True):
        result[index] = position
    return result
