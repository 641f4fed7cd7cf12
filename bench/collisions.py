"""Collisions: the same pairs by the product, ncls and intervaltree, on one generated estate."""

from collections.abc import Sequence
from functools import partial

import numpy as np
from intervaltree import IntervalTree
from ncls import NCLS

from app.analysis.collisions import detect
from app.analysis.collisions.checks import CHECKS
from app.analysis.collisions.estate import make_estate
from app.models.change import CHANGE_STATES, CHANGE_TYPES
from app.models.columns import I64, MISSING, ChangeColumns, WindowRow
from app.models.results import CollisionReport
from bench.report import ratio, row, timed

CIS, WINDOWS, SITES = 20_000, 100, 25
HORIZON_S, NOW = 180 * 86400, 1_795_000_000


def estate(changes: int, seed: int = 7) -> tuple[ChangeColumns, tuple[WindowRow, ...]]:
    """Changes over 180 days, 1.6 CIs each, and freezes that are about one site each."""
    rng = np.random.default_rng(seed)
    start = NOW + rng.integers(0, HORIZON_S // 900, changes) * 900
    length = rng.choice([900, 1800, 3600, 7200, 14400, 28800], changes)
    wanted = rng.choice([1, 2, 3], changes, p=[0.6, 0.25, 0.15])
    owner = np.repeat(np.arange(changes), wanted)
    ci = rng.integers(0, CIS, len(owner))
    whole, first = np.unique(owner * CIS + ci, return_index=True)
    absent, one = np.full(changes, MISSING), np.full(changes, -1, np.int32)
    columns = ChangeColumns(
        id=np.arange(1, changes + 1), key=np.array([f"CHG{n:07d}" for n in range(changes)]),
        type=rng.integers(0, len(CHANGE_TYPES), changes).astype(np.int8),
        state=np.full(changes, CHANGE_STATES.index("scheduled"), np.int8), approval=one,
        risk=rng.integers(1, 5, changes).astype(np.int8), model=one, service=one, group=one,
        environment=one, location=rng.integers(0, SITES, changes).astype(np.int32),
        opened=absent, planned_start=start, planned_end=start + length, actual_start=absent,
        actual_end=absent, downtime_start=absent, downtime_end=absent, closed=absent,
        updated=absent, close_code=np.zeros(changes, np.int8),
        unauthorized=np.zeros(changes, np.bool_),
        linked_incidents=np.zeros(changes, np.int32), naive_time=np.zeros(changes, np.bool_),
        approvals=(), models=(), services=(), groups=(), environments=(),
        locations=tuple(f"site {n}" for n in range(SITES)), ci_change=whole // CIS,
        ci_ci=(whole % CIS).astype(np.int32), ci_primary=np.diff(owner[first], prepend=-1) != 0,
        cis=tuple(f"host-{n:05d}" for n in range(CIS)), ci_class=np.full(CIS, -1, np.int32),
        ci_service=np.full(CIS, -1, np.int32), ci_classes=(), service_tier=np.zeros(0, np.int8),
    )  # fmt: skip
    begins = NOW + rng.integers(0, HORIZON_S, WINDOWS)
    windows = tuple(
        WindowRow(f"F{n}", "freeze", f"Freeze {n}", int(begin), int(begin) + 11 * 86400, n % 2 == 0,
                  scope_location=f"site {n % SITES}")
        for n, begin in enumerate(begins)
    )  # fmt: skip
    return columns, windows


def by_ncls(changes: ChangeColumns, windows: Sequence[WindowRow]) -> tuple[I64, I64]:
    """All CIs on one line, one after the other, in one nested containment list."""
    shift = changes.ci_ci * np.int64(2 * HORIZON_S)
    start = changes.planned_start[changes.ci_change] - NOW + shift
    end = changes.planned_end[changes.ci_change] - NOW + shift
    rows = np.arange(len(start))
    left, right = NCLS(start, end, rows).all_overlaps_both(start, end, rows)
    one, two = changes.ci_change[left], changes.ci_change[right]
    same = np.unique((one * len(changes) + two)[one < two])
    tree = NCLS(changes.planned_start, changes.planned_end, np.arange(len(changes)))
    begin = np.array([window.start for window in windows])
    until = np.array([window.end for window in windows])
    freeze, row_ = tree.all_overlaps_both(begin, until, np.arange(len(windows)))
    about = changes.location[row_] == freeze % SITES
    return same, np.sort(row_[about] * len(windows) + freeze[about])


def by_intervaltree(changes: ChangeColumns, windows: Sequence[WindowRow]) -> tuple[I64, I64]:
    """One tree a CI, and one over all changes for the freezes."""
    start, end = changes.planned_start.tolist(), changes.planned_end.tolist()
    members: dict[int, list[int]] = {}
    for row_, ci in zip(changes.ci_change.tolist(), changes.ci_ci.tolist(), strict=True):
        members.setdefault(ci, []).append(row_)
    same: set[int] = set()
    for rows in members.values():
        tree = IntervalTree.from_tuples((start[one], end[one], one) for one in rows)
        for one in rows:
            met = tree.overlap(start[one], end[one])
            same.update(one * len(start) + hit.data for hit in met if one < hit.data)
    tree = IntervalTree.from_tuples((start[one], end[one], one) for one in range(len(start)))
    location = changes.location.tolist()
    frozen = [
        hit.data * len(windows) + number
        for number, window in enumerate(windows)
        for hit in tree.overlap(window.start, window.end)
        if location[hit.data] == number % SITES
    ]
    return np.array(sorted(same)), np.array(sorted(frozen))


def by_sweep(changes: ChangeColumns, windows: Sequence[WindowRow]) -> tuple[I64, I64]:
    """The product's checks before anything is put into words."""
    made = make_estate(changes, windows, NOW, NOW + 2 * HORIZON_S, NOW, "UTC")
    same, frozen = (check.find(made) for check in CHECKS)
    return (
        np.sort(same.first * len(changes) + same.second),
        np.sort(frozen.first * len(windows) + frozen.second),
    )


def run(changes: int) -> None:
    """Print each method's seconds and the product's ratios to its peers."""
    columns, windows = estate(changes)
    methods = (by_sweep, by_ncls, by_intervaltree)
    found = [method(columns, windows) for method in methods]
    for same, frozen in found[1:]:
        if not (np.array_equal(same, found[0][0]) and np.array_equal(frozen, found[0][1])):
            raise SystemExit("The methods disagree about the pairs.")
    report = _detect(columns, windows)
    if dict(report.counts)["C01"] != len(same) or dict(report.counts)["C20"] != len(frozen):
        raise SystemExit("The report disagrees with the pairs.")
    print(f"{len(same):,} pairs on one CI, {len(frozen):,} changes in freezes, equal in all")
    sweep, ncls = (timed(partial(method, columns, windows)) for method in methods[:2])
    tree = timed(partial(by_intervaltree, columns, windows), runs=1)
    whole = timed(partial(_detect, columns, windows), runs=3)
    row("ncls, pairs only", ncls)
    row("intervaltree, pairs only", tree)
    row("sweep, pairs only", sweep)
    row("whole report: severity, sentences, numbered rows", whole)
    ratio("sweep / ncls", sweep, ncls, "≤ 1.5")
    ratio("intervaltree / sweep", tree, sweep, "≥ 5")
    ratio("whole report / ncls", whole, ncls, "≤ 1.5")
    ratio("intervaltree / whole report", tree, whole, "≥ 5")


def _detect(changes: ChangeColumns, windows: Sequence[WindowRow]) -> CollisionReport:
    return detect(changes, windows, start=NOW, end=NOW + 2 * HORIZON_S, now=NOW)
