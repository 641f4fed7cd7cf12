"""Which lane and which row of it each change of the calendar takes. No pixels, no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.models.columns import I64
from app.models.results import ChangeBar, WindowBand

OTHER = "Other"
NO_SERVICE, NO_GROUP = "No service", "No group"


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane; `rows` sub-lanes so that overlapping bars stack. Tier 0 = unknown."""

    name: str
    tier: int
    rows: int
    members: frozenset[str]
    """The services whose changes it holds, which the bands of scoped windows match."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Bars in lanes. The arrays run parallel to `bars`, which are ordered by start."""

    bars: tuple[ChangeBar, ...]
    lanes: tuple[Lane, ...]
    lane: I64
    row: I64
    start: I64
    end: I64

    def index(self, key: str) -> int | None:
        """Find where the change with that key stands in `bars`."""
        return next((i for i, bar in enumerate(self.bars) if bar.key == key), None)


def plan(
    bars: Sequence[ChangeBar],
    *,
    by: str = "service",
    most_lanes: int | None = None,
    view: tuple[int, int] | None = None,
) -> Plan:
    """Make lanes by service (or `by="group"`), most critical tier first, then by name.

    With `most_lanes` the lanes with the fewest and least critical changes join in "Other". With
    `view` (UTC, half-open) a lane has the rows that its bars in view need; bars beside the view
    use the same rows, even where they overlap.
    """
    ordered = tuple(sorted(bars, key=lambda bar: (bar.start, bar.end, bar.key)))
    names = [lane_name(bar, by) for bar in ordered]
    groups: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        groups.setdefault(name, []).append(index)
    tiers = {
        name: _tier([ordered[i].tier for i in members]) if by == "service" else 0
        for name, members in groups.items()
    }
    groups = _joined(groups, tiers, most_lanes)
    start = np.array([bar.start for bar in ordered], dtype=np.int64)
    end = np.array([max(bar.end, bar.start + 60) for bar in ordered], dtype=np.int64)
    lane = np.zeros(len(ordered), dtype=np.int64)
    row = np.zeros(len(ordered), dtype=np.int64)
    lanes: list[Lane] = []
    for number, name in enumerate(_lane_order(groups, tiers)):
        members = groups[name]
        lane[members] = number
        rows = _rows(members, start, end, view)
        row[members] = rows
        services = frozenset(ordered[i].service for i in members)
        lanes.append(Lane(name, tiers.get(name, 0), max(rows, default=0) + 1, services))
    return Plan(ordered, tuple(lanes), lane, row, start, end)


def pack(intervals: Sequence[tuple[int, int]]) -> list[int]:
    """Return the first free row of each half-open interval, in order of start."""
    free: list[int] = []
    rows: list[int] = []
    for start, end in intervals:
        row = next((r for r, until in enumerate(free) if until <= start), len(free))
        if row == len(free):
            free.append(end)
        else:
            free[row] = end
        rows.append(row)
    return rows


def _rows(members: list[int], start: I64, end: I64, view: tuple[int, int] | None) -> list[int]:
    spans = [(int(start[i]), int(end[i])) for i in members]
    if view is None:
        return pack(spans)
    inside = [span for span in spans if span[0] < view[1] and span[1] > view[0]]
    rows = pack(inside)
    placed, most = iter(rows), max(rows, default=0)
    beside = iter(pack([span for span in spans if span[0] >= view[1] or span[1] <= view[0]]))
    return [
        next(placed) if span[0] < view[1] and span[1] > view[0] else min(next(beside), most)
        for span in spans
    ]


def lane_name(bar: ChangeBar, by: str) -> str:
    """Return the lane of a change by service, or by="group"."""
    return (bar.group or NO_GROUP) if by == "group" else (bar.service or NO_SERVICE)


def _tier(tiers: list[int]) -> int:
    return min((tier for tier in tiers if tier > 0), default=0)


def _lane_order(groups: dict[str, list[int]], tiers: dict[str, int]) -> list[str]:
    def rank(name: str) -> tuple[bool, int, str]:
        return name in {OTHER, NO_SERVICE, NO_GROUP}, tiers.get(name, 0) or 9, name.casefold()

    return sorted(groups, key=rank)


def _joined(
    groups: dict[str, list[int]], tiers: dict[str, int], most: int | None
) -> dict[str, list[int]]:
    if most is None or len(groups) <= most:
        return groups

    def rank(name: str) -> tuple[bool, int, int, str]:
        unnamed = name in {NO_SERVICE, NO_GROUP}
        return unnamed, tiers.get(name, 0) or 9, -len(groups[name]), name.casefold()

    ranked = sorted(groups, key=rank)
    kept = {name: groups[name] for name in ranked[: most - 1]}
    rest = sorted(index for name in ranked[most - 1 :] for index in groups[name])
    return {**kept, OTHER: rest}


def bands_of(lane: Lane, windows: Sequence[WindowBand]) -> list[WindowBand]:
    """Return the freeze and maintenance bands that apply to a lane."""
    return [w for w in windows if not w.services or lane.members & set(w.services)]
