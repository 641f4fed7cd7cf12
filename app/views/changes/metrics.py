"""Sizes of the change calendar, and the rectangle its geometry is made of. No Qt."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.models.columns import I64

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Spot:
    """A rectangle in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    def grown(self, by: float) -> "Spot":
        """Return the same with a margin around it."""
        return Spot(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point lies in it."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def meets(self, other: "Spot") -> bool:
        """Say whether two rectangles share an area."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Metrics:
    """Pixel sizes of one density of the calendar (design language §3, §6)."""

    header: int
    ruler: int
    lane: int
    bar: int
    pitch: int
    least_bar: float
    labels: bool
    brackets: bool
    """Brackets between bars; else an outline around both across the overlap."""
    pill_height: int
    name_px: int

    def lane_height(self, rows: int) -> float:
        """Return the height of a lane whose bars stack in `rows`.

        Without labels a lane is at most two lanes high: many rows become thin ones.
        """
        if self.labels:
            return float(self.lane + (rows - 1) * self.pitch)
        return float(min(max(self.lane, rows * self.pitch + 4), 2 * self.lane))

    def bar_rows(self, rows: I64) -> tuple[F64, F64, F64]:
        """Return height, first row's top and pitch of bars of lanes with `rows`."""
        if self.labels:
            tall = np.full(len(rows), float(self.bar))
            first = np.full(len(rows), (self.lane - self.bar) / 2)
            return tall, first, np.full(len(rows), float(self.pitch))
        height = np.minimum(np.maximum(self.lane, rows * self.pitch + 4.0), 2.0 * self.lane)
        pitch = np.minimum(float(self.pitch), (height - 4.0) / np.maximum(rows, 1))
        thin = np.maximum(pitch - 2.0, pitch * 0.7)
        tall = np.where(rows > 1, thin, float(self.bar))
        used = np.where(rows > 1, rows * pitch - (pitch - thin), float(self.bar))
        return tall, (height - used) / 2, pitch


FULL = Metrics(
    header=146,
    ruler=47,
    lane=35,
    bar=16,
    pitch=21,
    least_bar=3.0,
    labels=True,
    brackets=True,
    pill_height=16,
    name_px=12,
)
COMPACT = Metrics(
    header=112,
    ruler=38,
    lane=24,
    bar=12,
    pitch=10,
    least_bar=3.0,
    labels=False,
    brackets=False,
    pill_height=14,
    name_px=11,
)
