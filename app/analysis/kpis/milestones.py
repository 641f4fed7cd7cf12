"""Milestones of incidents beyond their own fields: impact, outage ends, phases (METRICS §1, K1)."""

import numpy as np

from app.analysis.kpis.base import known
from app.analysis.remember import once_for_facts
from app.models.columns import I64, MISSING, Facts, Flags, HistoryColumns
from app.models.outage import OUTAGE_KINDS

_DOWN = [OUTAGE_KINDS.index(kind) for kind in ("outage", "degradation")]
LEVELS = ("not restored", "outage end", "restored milestone", "resolved")
"""How the end of the impact is known, per code of `level_of`."""


def impact_start(facts: Facts, rows: I64) -> I64:
    """When the impact of each row began by outages and alerts that name it; MISSING if none does.

    What a merged duplicate tells joins its survivor, the ticket that it names as its parent.
    """
    return _joined_start(facts)[rows]


@once_for_facts
def _joined_start(facts: Facts) -> I64:
    start = facts.details.impact_start
    merged = np.flatnonzero(facts.details.duplicate & (facts.details.parent >= 0) & known(start))
    if len(merged):
        start = np.where(known(start), start, np.iinfo(np.int64).max)
        np.minimum.at(start, facts.details.parent[merged], start[merged])
        start[start == np.iinfo(np.int64).max] = MISSING
    return start


def outage_end(facts: Facts, rows: I64) -> I64:
    """When the last outage or degradation of each row ended; MISSING while one lasts, or if none.

    Maintenance, silences and cancelled records say nothing about impact.
    """
    outages = facts.outages
    of = (outages.ticket >= 0) & np.isin(outages.kind, _DOWN) & ~outages.cancelled
    last = np.full(len(facts.tickets), MISSING, np.int64)
    np.maximum.at(last, outages.ticket[of], outages.end[of])
    last[outages.ticket[of & ~known(outages.end)]] = MISSING
    return last[rows]


def level_of(outage: I64, restored: I64, resolved: I64) -> I64:
    """The place in LEVELS by which each row is restored: the first that is known."""
    return np.select([known(outage), known(restored), known(resolved)], [1, 2, 3], 0).astype(
        np.int64
    )


def first_assigned(facts: Facts, rows: I64) -> I64:
    """When each row was first given to a person by its history; MISSING where none says so."""
    return _first_assigned(facts)[rows]


@once_for_facts
def _first_assigned(facts: Facts) -> I64:
    log: HistoryColumns = facts.assignees
    first = np.full(len(facts.tickets), MISSING, np.int64)
    given = np.flatnonzero(log.value >= 0)[::-1]
    first[log.ticket[given]] = log.at[given]
    return first


def phases(facts: Facts, rows: I64, restored: I64, level: I64) -> dict[str, tuple[I64, Flags]]:
    """Seconds of each phase of restoring, and which rows have both of its ends in order.

    Detect: impact to opened. Acknowledge: opened to acknowledged. Assign: to a person. Diagnose:
    assigned to restored. Fix: restored to resolved; unknown where `level` (a place in LEVELS) says
    that restored is taken from resolved. Verify: resolved to closed (METRICS K1).
    """
    tickets = facts.tickets
    ends = (
        impact_start(facts, rows),
        tickets.opened[rows],
        tickets.acknowledged[rows],
        first_assigned(facts, rows),
        restored,
        tickets.resolved[rows],
        tickets.closed[rows],
    )
    names = ("detect", "acknowledge", "assign", "diagnose", "fix", "verify")
    found = {}
    for name, begin, end in zip(names, ends[:-1], ends[1:], strict=True):
        both = known(begin) & known(end)
        seconds = np.where(both, end - np.where(both, begin, 0), 0)
        if name == "fix":
            both &= level != LEVELS.index("resolved")
        found[name] = (seconds, np.asarray(both & (seconds >= 0), np.bool_))
    return found
