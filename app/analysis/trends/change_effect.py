"""Which changes were followed by more incidents than usual, and by which (METRICS §4.4).

What the source says of a change and its incidents is never overwritten: these are candidates.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from math import log

import numpy as np

from app.analysis.collisions.estate import make_cores
from app.analysis.kpis.scoping import changes_in
from app.analysis.trends.candidates import TAU_S, Reach, candidates, reach_of
from app.analysis.trends.exact_test import false_discovery, rate_test
from app.analysis.trends.survival import F64
from app.models.change import CHANGE_STATES
from app.models.columns import I64, MISSING, Facts, Flags
from app.models.results.trends import Lift
from app.models.scope import EVERYTHING, Scope
from app.models.settings import DAY, HOUR

LOOKED_BACK_S = 91 * DAY
AFTER_S = 72 * HOUR
PRIOR_WEEKS = 8
FEWEST_WEEKS = 4
LONGEST_S = 7 * DAY
"""A window is cut there: a longer one would lie over the week that it is compared with."""
STRONG_Q, WEAK_P = 0.05, 0.05
FEWEST_STRONG = 3
HEAVY = 0.4
"""The weight of a single incident that makes a change worth a look."""
HEAVY_FOR_S = round(-TAU_S * log(HEAVY))
"""How long after a change an incident can weigh so much."""
LABELS = ("linked", "confirmed", "strong", "weak")
MOST = 200
_DEAD = [CHANGE_STATES.index(state) for state in ("cancelled", "rejected")]
_BEGUN = [CHANGE_STATES.index(state) for state in ("implement", "review", "closed")]
_WEEK_S = 7 * DAY
Texts = Callable[[tuple[str, ...]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class _Windows:
    """Changes that were carried out, and the window after each: [start, until)."""

    rows: I64
    start: I64
    end: I64
    until: I64
    weeks: I64
    """Of the 8 weeks before, how many lie wholly inside the incidents that are known."""


@dataclass(frozen=True, slots=True)
class _Tested:
    """Per change: incidents in its window, those usual in it, and how unlikely that is."""

    observed: I64
    expected: F64
    p: F64
    q: F64


def change_effects(
    facts: Facts,
    now: int,
    scope: Scope = EVERYTHING,
    *,
    texts: Texts = lambda _keys: {},
    confirmed: Collection[str] = (),
    dismissed: Collection[str] = (),
) -> tuple[Lift, ...]:
    """Changes of the last 3 months that incidents followed, the surest first (METRICS §4.4).

    `texts` gives titles of changes by key; of the changes in `confirmed` and `dismissed` a person
    said whether they had the effect. Observed are incidents from the start to 72 h after the end
    on the change's CIs, and those without a CI on its service; expected the mean of the same hours
    of 8 weeks before. "strong" is q ≤ 0.05 and 3 or more, "weak" p ≤ 0.05 or one heavy candidate;
    others are left out.
    """
    windows = _windows(facts, now, scope)
    reach = reach_of(facts)
    tested = _tested(reach, windows)
    keys = facts.changes.key[windows.rows]
    worth = _worth(facts, windows, tested, reach) | np.isin(keys, list(confirmed))
    said = texts(tuple(keys[worth].tolist()))
    found = []
    for i in np.flatnonzero(worth).tolist():
        key, row = str(keys[i]), int(windows.rows[i])
        window = int(windows.start[i]), int(windows.end[i]), int(windows.until[i])
        title = said.get(key, "")
        incidents = candidates(facts, reach, row, window, title)
        label = _label(
            linked=bool(facts.changes.linked_incidents[row]),
            confirmed=key in confirmed,
            strong=tested.q[i] <= STRONG_Q and tested.observed[i] >= FEWEST_STRONG,
            weak=tested.p[i] <= WEAK_P or bool(incidents and incidents[0][1] >= HEAVY),
        )
        if label and (key not in dismissed or label == "linked"):
            n, expected = int(tested.observed[i]), round(float(tested.expected[i]), 3)
            p, q = float(tested.p[i]), float(tested.q[i])
            found.append(Lift(key, title, n, expected, p, q, label, incidents))
    return tuple(sorted(found, key=_order))[:MOST]


def _tested(reach: Reach, windows: _Windows) -> _Tested:
    observed = reach.count(windows.rows, windows.start, windows.until)
    before = np.zeros(len(windows.rows), np.int64)
    for week in range(1, PRIOR_WEEKS + 1):
        back = week * _WEEK_S
        counts = reach.count(windows.rows, windows.start - back, windows.until - back)
        before += np.where(week <= windows.weeks, counts, 0)
    enough = np.where(windows.weeks >= FEWEST_WEEKS, windows.weeks, 0)
    numbers = zip(observed.tolist(), before.tolist(), enough.tolist(), strict=True)
    p = np.array([rate_test(*each) for each in numbers], np.float64)
    return _Tested(observed, before / np.maximum(windows.weeks, 1), p, false_discovery(p))


def _order(lift: Lift) -> tuple[int, float, float, str]:
    heaviest = lift.incidents[0][1] if lift.incidents else 0.0
    return LABELS.index(lift.label), lift.q, -heaviest, lift.change


def _label(*, linked: bool, confirmed: bool, strong: bool, weak: bool) -> str:
    for name, holds in zip(LABELS, (linked, confirmed, strong, weak), strict=True):
        if holds:
            return name
    return ""


def _worth(facts: Facts, windows: _Windows, tested: _Tested, reach: Reach) -> Flags:
    """Which changes to look at more closely: the source's own, unlikely ones, a P1 or P2 soon."""
    linked = facts.changes.linked_incidents[windows.rows] > 0
    soon = np.minimum(windows.end + HEAVY_FOR_S, windows.until)
    serious = reach.serious(windows.rows, windows.start, soon) > 0
    unlikely = tested.p <= WEAK_P
    return np.asarray(linked | ((tested.observed > 0) & (unlikely | serious)), np.bool_)


def _windows(facts: Facts, now: int, scope: Scope) -> _Windows:
    """By actual times where both are known, else by the planned window."""
    changes = facts.changes
    cores = make_cores(changes, None)
    actual = (changes.actual_start != MISSING) & (changes.actual_end != MISSING)
    actual &= changes.actual_end >= changes.actual_start
    start = np.where(actual, changes.actual_start, cores.start)
    end = np.where(actual, changes.actual_end, cores.end)
    rows = np.flatnonzero(_carried_out(facts, scope) & (start != MISSING) & (end != MISSING))
    start, end = start[rows], end[rows]
    kept = (start >= now - LOOKED_BACK_S) & (start < now)
    rows, start, end = rows[kept], start[kept], end[kept]
    until = np.minimum(np.minimum(end + AFTER_S, start + LONGEST_S), now)
    opened = facts.tickets.opened
    known = opened[opened != MISSING]
    first = int(known.min()) if len(known) else now
    weeks = np.clip((start - first) // _WEEK_S, 0, PRIOR_WEEKS)
    return _Windows(rows, start, end, until, weeks)


def _carried_out(facts: Facts, scope: Scope) -> Flags:
    changes = facts.changes
    begun = np.isin(changes.state, _BEGUN) | (changes.actual_start != MISSING)
    begun |= changes.close_code > 0
    mine = changes_in(facts, scope)
    mask = begun & ~np.isin(changes.state, _DEAD)
    return np.asarray(mask if mine is None else mask & mine, np.bool_)
