"""Where the time to restore goes, by group (METRICS K1 phases, §4)."""

import numpy as np

from app.analysis.kpis.base import known
from app.analysis.kpis.milestones import impact_start, outage_end, phases
from app.analysis.trends.incidents import incidents
from app.models.columns import Facts, Flags
from app.models.results.trends import PhaseTime
from app.models.scope import EVERYTHING, Scope
from app.models.settings import DAY

WINDOW_S = 182 * DAY
_NO_GROUP = "No group"


def restore_phases(facts: Facts, now: int, scope: Scope = EVERYTHING) -> tuple[PhaseTime, ...]:
    """P1 and P2 incidents restored in the half year before `now`, by group, slowest first.

    Each phase is the mean over the incidents that show both of its ends in order, None where none
    does; `total` the mean from impact (else opened) to restored, elapsed seconds. (METRICS K1)
    """
    tickets = facts.tickets
    rows = np.flatnonzero(_serious(facts, scope))
    ended, restored, resolved = (
        outage_end(facts, rows),
        tickets.restored[rows],
        tickets.resolved[rows],
    )
    end = np.where(known(ended), ended, np.where(known(restored), restored, resolved))
    began = impact_start(facts, rows)
    start = np.where(known(began), began, tickets.opened[rows])
    kept = known(end) & (end >= now - WINDOW_S) & (end < now) & (end >= start)
    rows, start, end = rows[kept], start[kept], end[kept]
    group = tickets.group[rows].astype(np.int64) + 1
    size = len(tickets.groups) + 1
    n = np.bincount(group, minlength=size)
    total = np.bincount(group, weights=end - start, minlength=size)
    means = {}
    for name, (seconds, both) in phases(facts, rows, end).items():
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


def _serious(facts: Facts, scope: Scope) -> Flags:
    peak = facts.tickets.peak_priority
    mask = incidents(facts, scope) & ((peak == 1) | (peak == 2)) & ~facts.details.duplicate
    return np.asarray(mask & ~facts.tickets.is_child, np.bool_)
