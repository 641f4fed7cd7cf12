"""Where words in the explored chart cover neither its line nor each other."""

from dataclasses import dataclass

import numpy as np

from app.models.results import KpiPart


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the plot's own values."""

    left: float
    right: float
    bottom: float
    top: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share an area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


class Room:
    """The plot in sight: values by place (nan without), its ends, and what a pixel is worth."""

    def __init__(
        self,
        values: list[float],
        across: tuple[float, float],
        up: tuple[float, float],
        pixel: tuple[float, float],
    ) -> None:
        self._values = np.array(values)
        self._known = np.flatnonzero(~np.isnan(self._values))
        self._left, self._right = across
        self._bottom, self._top = up
        self._wide, self._high = pixel

    def free(self, box: Box) -> bool:
        """Whether the line leaves a box alone."""
        start, stop = max(box.left, self._known[0]), min(box.right, self._known[-1])
        if stop < start:
            return True
        inside = self._known[(self._known >= start) & (self._known <= stop)]
        x = np.concatenate([np.linspace(start, stop, 24), inside])
        line = np.interp(x, self._known, self._values[self._known])
        return not bool(np.any((line > box.bottom) & (line < box.top)))

    def for_last(self, part: KpiPart, pixels: float) -> Box:
        """Where the last point's words stand: beside it, else above the plot."""
        at, value = len(self._values) - 1.0, float(self._values[-1])
        levels = [part.target] if part.target is not None else []
        if part.limits:
            levels += [part.limits.mean, part.limits.lower, part.limits.upper]
        end = at - 9.0 * self._wide
        for shift in (0.0, 11.0, -11.0, 22.0, -22.0):
            box = self._around(end, value + shift * self._high, pixels)
            inside = box.bottom > self._bottom and box.top < self._top
            clear = not any(box.bottom < level < box.top for level in levels)
            if inside and clear and self.free(box):
                return box
        return self._around(at + 4.0 * self._wide, self._top - 8.0 * self._high, pixels)

    def _around(self, end: float, middle: float, pixels: float) -> Box:
        half = 8.0 * self._high
        return Box(end - pixels * self._wide, end, middle - half, middle + half)

    def for_letter(self, at: int, value: float) -> float:
        """How high a letter's disc stands, over its point or under it."""
        wide = 8.0 * self._wide
        half = 8.0 * self._high
        for shift in (16.0, -16.0, 24.0, -24.0, 32.0, -32.0):
            middle = value + shift * self._high
            box = Box(at - wide, at + wide, middle - half, middle + half)
            if box.bottom > self._bottom and box.top < self._top and self.free(box):
                return middle
        over = self._top - value > 34.0 * self._high
        return value + (16.0 if over else -16.0) * self._high

    def for_target(self, target: float, pixels: float, taken: Box | None) -> tuple[float, bool]:
        """Where on its line the target's name stands: a share of the view, and whether under it."""
        wide = pixels * self._wide
        most = max(0.0, self._right - self._left - wide)
        for step in range(13):
            start = self._left + most * step / 12
            for under in (False, True):
                low = target + (-14.0 if under else 1.0) * self._high
                box = Box(start, start + wide, low, low + 13.0 * self._high)
                inside = low > self._bottom and box.top < self._top
                if inside and self.free(box) and not (taken and box.meets(taken)):
                    return (start - self._left) / (self._right - self._left), under
        return 0.0, False
