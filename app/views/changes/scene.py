"""The change calendar in pixels: boxes, density blocks, labels, brackets and hit-testing. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.models.columns import I64
from app.models.results import Collision
from app.views.changes.axis import Axis
from app.views.changes.brackets import Bracket, Mark, bracket
from app.views.changes.labels import place_labels
from app.views.changes.lanes import Plan
from app.views.changes.metrics import Metrics, Spot

Measure = Callable[[str], float]
F64 = NDArray[np.float64]

MERGED_WIDTH = 3.0
MOST_LABELLED = 800
_POINTER = 12.0


@dataclass(frozen=True, slots=True)
class Box:
    """One drawn bar; `label` is empty when it is hidden, `inside` says it stands in the bar."""

    index: int
    spot: Spot
    label: str = ""
    label_x: float = 0.0
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbouring bars of less than three pixels, drawn as one."""

    spot: Spot
    indices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """What stands where. y is 0 at the top of the first lane, unscrolled."""

    plan: Plan
    metrics: Metrics
    axis: Axis
    tops: tuple[float, ...]
    """Top of each lane and, last, the bottom of the last."""
    boxes: tuple[Box, ...]
    blocks: tuple[Block, ...]
    brackets: tuple[Bracket, ...]
    edges: F64 = field(repr=False)
    """(x0, y0, x1, y1) of each box, for hit-testing."""

    @property
    def height(self) -> float:
        """Height of all lanes."""
        return self.tops[-1]

    def hit(self, x: float, y: float) -> int | None:
        """Find the bar under a point, as index into `plan.bars`; targets are at least 24 pixels."""
        if not len(self.edges):
            return None
        x0, y0, x1, y1 = self.edges.T
        middle = (x0 + x1) / 2
        pad_x = np.maximum((x1 - x0) / 2, _POINTER)
        pad_y = np.maximum((y1 - y0) / 2, _POINTER)
        off_x, off_y = np.abs(x - middle), np.abs(y - (y0 + y1) / 2)
        near = (off_x <= pad_x) & (off_y <= pad_y)
        if not near.any():
            return None
        gap = np.maximum(off_x - (x1 - x0) / 2, 0) + np.maximum(off_y - (y1 - y0) / 2, 0)
        gap = np.where(near, gap + off_x / 1e6, np.inf)
        return self.boxes[int(np.argmin(gap))].index

    def hit_block(self, x: float, y: float) -> Block | None:
        """Find the density block under a point."""
        return next((block for block in self.blocks if block.spot.grown(4).holds(x, y)), None)

    def hit_pill(self, x: float, y: float) -> int | None:
        """Find the number of the collision whose pill is under a point."""
        for item in self.brackets:
            if item.pill is not None and item.pill.grown(4).holds(x, y):
                return item.number
        return None

    def box(self, index: int) -> Box | None:
        """Find the box of one bar, if it is drawn by itself."""
        return next((box for box in self.boxes if box.index == index), None)

    def lane_at(self, y: float) -> int | None:
        """Find the lane at a height."""
        lane = int(np.searchsorted(np.asarray(self.tops), y, side="right")) - 1
        return lane if 0 <= lane < len(self.tops) - 1 else None


def lane_tops(plan: Plan, metrics: Metrics) -> tuple[float, ...]:
    """Say where each lane begins, and the end of the last."""
    heights = [metrics.lane_height(lane.rows) for lane in plan.lanes]
    return (0.0, *np.cumsum(heights, dtype=np.float64).tolist())


def marks_of(collisions: Sequence[Collision], plan: Plan) -> tuple[Mark, ...]:
    """Return the collisions whose changes stand on the calendar, as marks between bars."""
    where = {bar.key: i for i, bar in enumerate(plan.bars)}
    found: list[Mark] = []
    for collision in collisions:
        finding = collision.strongest
        if finding.overlap_start is None or finding.overlap_end is None:
            continue
        ends = [where[key] for key in finding.changes if key in where]
        if not ends or len(ends) < len(finding.changes):
            continue
        found.append(
            Mark(collision.number, tuple(ends[:2]), finding.overlap_start, finding.overlap_end)
        )
    return tuple(found)


def arrange(
    plan: Plan,
    metrics: Metrics,
    axis: Axis,
    measure: Measure,
    *,
    marks: Sequence[Mark] = (),
    selected: int = 0,
    visible: tuple[float, float] = (-np.inf, np.inf),
    now: int | None = None,
) -> Scene:
    """Arrange all of the calendar that a view of `axis` and the heights `visible` can show.

    Names keep off the line of `now`.
    """
    tops = lane_tops(plan, metrics)
    rows = _Rows(plan, metrics, axis, np.asarray(tops))
    shown = rows.inside(visible)
    boxes, blocks = _split(rows, shown)
    taken = [box.spot for box in boxes]
    brackets = _brackets(marks, selected, rows, metrics, axis, taken)
    if metrics.labels and len(boxes) <= MOST_LABELLED:
        obstacles = _obstacles(brackets)
        if now is not None:
            obstacles.append(Spot(axis.x(now) - 1, tops[0], 2, tops[-1] - tops[0]))
        boxes = _labelled(boxes, plan, axis, measure, obstacles)
    edges = np.array(
        [(b.spot.x, b.spot.y, b.spot.right, b.spot.bottom) for b in boxes], dtype=np.float64
    ).reshape(-1, 4)
    return Scene(plan, metrics, axis, tops, tuple(boxes), tuple(blocks), tuple(brackets), edges)


class _Rows:
    """Pixel edges of every bar, as arrays."""

    def __init__(self, plan: Plan, metrics: Metrics, axis: Axis, tops: F64) -> None:
        self.plan, self.metrics, self.axis = plan, metrics, axis
        counts = np.array([lane.rows for lane in plan.lanes], dtype=np.int64)
        lane_rows = counts[plan.lane] if len(counts) else counts
        tall, first, pitch = metrics.bar_rows(lane_rows)
        self.height: F64 = tall
        self.top: F64 = (tops[plan.lane] if len(plan.lane) else tall) + first + plan.row * pitch
        left, right = axis.left, axis.left + axis.width
        x0 = axis.left + (plan.start - axis.start) * axis.scale
        x1 = axis.left + (plan.end - axis.start) * axis.scale
        self.true_width: F64 = x1 - x0
        self.in_time = (x1 > left) & (x0 < right)
        self.x0: F64 = np.maximum(x0, left - 8)
        self.x1: F64 = np.maximum(np.minimum(x1, right + 8), self.x0 + metrics.least_bar)

    def inside(self, visible: tuple[float, float]) -> I64:
        """Return the indices of the bars in view, ordered by lane, row and start."""
        low, high = visible
        mask = self.in_time & (self.top < high) & (self.top + self.height > low)
        found = np.flatnonzero(mask)
        order = np.lexsort((self.plan.start[found], self.plan.row[found], self.plan.lane[found]))
        return np.asarray(found[order], dtype=np.int64)

    def spots(self, indices: I64) -> list[Spot]:
        """Return the rectangles of many bars."""
        x0, y0, tall = self.x0[indices], self.top[indices], self.height[indices]
        wide = self.x1[indices] - x0
        return [
            Spot(*edges)
            for edges in zip(x0.tolist(), y0.tolist(), wide.tolist(), tall.tolist(), strict=True)
        ]

    def spot(self, index: int) -> Spot:
        """Return the rectangle of one bar."""
        x0, y0 = float(self.x0[index]), float(self.top[index])
        return Spot(x0, y0, float(self.x1[index]) - x0, float(self.height[index]))


def _split(rows: _Rows, shown: I64) -> tuple[list[Box], list[Block]]:
    if not len(shown):
        return [], []
    plan = rows.plan
    small = rows.true_width[shown] < MERGED_WIDTH
    x0, x1 = rows.x0[shown], rows.x1[shown]
    same = (np.diff(plan.lane[shown]) == 0) & (np.diff(plan.row[shown]) == 0)
    joins = same & small[:-1] & small[1:] & (x0[1:] - x1[:-1] < 1.0)
    group = np.concatenate(([0], np.cumsum(~joins)))
    spots = rows.spots(shown)
    ends = [*np.flatnonzero(np.diff(group) != 0) + 1, len(shown)]
    numbers = shown.tolist()
    boxes: list[Box] = []
    blocks: list[Block] = []
    begin = 0
    for stop in ends:
        first = spots[begin]
        if stop - begin == 1:
            boxes.append(Box(numbers[begin], first))
        else:
            right = float(x1[begin:stop].max())
            spot = Spot(first.x, first.y, right - first.x, first.height)
            blocks.append(Block(spot, tuple(numbers[begin:stop])))
        begin = stop
    return boxes, blocks


def _brackets(
    marks: Sequence[Mark],
    selected: int,
    rows: _Rows,
    metrics: Metrics,
    axis: Axis,
    taken: list[Spot],
) -> list[Bracket]:
    left, right = axis.left, axis.left + axis.width
    placed: list[Bracket] = []
    for mark in sorted(marks, key=lambda m: (m.number != selected, m.number)):
        x0, x1 = max(axis.x(mark.start), left - 8), min(axis.x(mark.end), right + 8)
        if x1 <= left or x0 >= right:
            continue
        spots = sorted((rows.spot(i) for i in mark.bars), key=lambda spot: spot.y)
        pills = [item.pill for item in placed if item.pill is not None]
        placed.append(bracket(mark.number, spots, x0, x1, metrics, taken, pills, left))
    return sorted(placed, key=lambda item: item.number)


def _obstacles(brackets: Sequence[Bracket]) -> list[Spot]:
    """Return what labels must leave free: pills and the lines that join two bars."""
    found = [item.pill for item in brackets if item.pill is not None]
    for item in brackets:
        for line in item.lines:
            if len(line) == 2:
                (x, y0), (_, y1) = line
                found.append(Spot(x - 3, y0, 6, y1 - y0))
    return found


def _labelled(
    boxes: list[Box],
    plan: Plan,
    axis: Axis,
    measure: Measure,
    obstacles: list[Spot],
) -> list[Box]:
    view = (axis.left, axis.left + axis.width)
    done: list[Box] = []
    begin = 0
    for stop in range(1, len(boxes) + 1):
        if stop < len(boxes) and boxes[stop].spot.y == boxes[begin].spot.y:
            continue
        row = boxes[begin:stop]
        y0, y1 = row[0].spot.y, row[0].spot.bottom
        busy = [(p.x, p.right) for p in obstacles if p.y < y1 and p.bottom > y0]
        places = place_labels(
            [(box.spot.x, box.spot.right) for box in row],
            [plan.bars[box.index].title for box in row],
            measure,
            view,
            busy,
        )
        done.extend(
            Box(box.index, box.spot, place.text, place.x, place.inside)
            for box, place in zip(row, places, strict=True)
        )
        begin = stop
    return done
