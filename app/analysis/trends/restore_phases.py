"""Where the time to restore goes, by group (METRICS K1 phases, §4)."""

from dataclasses import fields

import numpy as np

from app.analysis.kpis.base import known
from app.analysis.kpis.milestones import phases
from app.analysis.kpis.restore_facts import Cohort, cohort_of
from app.analysis.trends.incidents import incidents
from app.models.columns import I64, Facts, Flags
from app.models.results.trends import PhaseTime
from app.models.scope import EVERYTHING, Scope
from app.models.settings import DAY

WINDOW_S = 182 * DAY
REOPEN_WINDOW_S = 7 * DAY
"""As the settings have it by default."""
_NO_GROUP = "No group"


def restore_phases(
    facts: Facts, now: int, scope: Scope = EVERYTHING, *, reopen_window_s: int = REOPEN_WINDOW_S
) -> tuple[PhaseTime, ...]:
    """P1 and P2 incidents restored in the half year before `now`, by group, slowest first.

    Each phase is the mean over the incidents that show both of its ends in order, None where none
    does; `total` the mean of K1's clock, elapsed seconds less those between a resolution and a
    reopening within the window. (METRICS K1)
    """
    tickets = facts.tickets
    of = _cohort(facts, now, scope, reopen_window_s)
    rows = of.rows
    group = tickets.group[rows].astype(np.int64) + 1
    size = len(tickets.groups) + 1
    n = np.bincount(group, minlength=size)
    total = np.bincount(group, weights=of.seconds, minlength=size)
    means = {}
    for name, (seconds, both) in phases(facts, rows, of.end, of.level).items():
        count = np.bincount(group[both], minlength=size)
        whole = np.bincount(group[both], weights=seconds[both], minlength=size)
        means[name] = [float(w / c) if c else None for w, c in zip(whole, count, strict=True)]
    found = [
        PhaseTime(
            group=tickets.groups[code - 1] if code else _NO_GROUP,
            n=int(n[code]),
            **{name: of[code] for name, of in means.items()},
            total=float(total[code] / n[code]),
        )
        for code in np.flatnonzero(n).tolist()
    ]
    return tuple(sorted(found, key=lambda each: (-each.total, each.group)))


def restored(
    facts: Facts, now: int, scope: Scope = EVERYTHING, *, reopen_window_s: int = REOPEN_WINDOW_S
) -> tuple[I64, I64, I64]:
    """Rows of the incidents that are counted, and from when to when each lasted (METRICS K1)."""
    of = _cohort(facts, now, scope, reopen_window_s)
    return of.rows, of.start, of.end


def _cohort(facts: Facts, now: int, scope: Scope, reopen_window_s: int) -> Cohort:
    """K1's clocks of the serious incidents that were restored in the half year before `now`."""
    every = cohort_of(facts, np.flatnonzero(_serious(facts, scope)), reopen_window_s)
    end = every.end
    kept = known(end) & (end >= now - WINDOW_S) & (end < now) & every.valid
    return Cohort(**{field.name: getattr(every, field.name)[kept] for field in fields(every)})


def _serious(facts: Facts, scope: Scope) -> Flags:
    peak = facts.tickets.peak_priority
    mask = incidents(facts, scope) & ((peak == 1) | (peak == 2)) & ~facts.details.duplicate
    return np.asarray(mask & ~facts.tickets.is_child, np.bool_)
