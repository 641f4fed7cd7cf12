"""What was open at many instants at once: intervals in order of time (METRICS K5)."""

from dataclasses import dataclass

import numpy as np

from app.analysis.asof import open_intervals
from app.analysis.kpis.base import known
from app.analysis.kpis.shares import per_period
from app.analysis.remember import once_for_facts
from app.models.columns import I64, Facts, Flags
from app.models.settings import DAY

OLD_S = 30 * DAY
"""Older means more than this: 2,592,000 s."""


@dataclass(frozen=True, slots=True)
class Intervals:
    """Open intervals (from, to] of records: open as of T for from < T <= to.

    In order of `end`; in order of their beginning they are `entering` at the instants `entered`.
    """

    row: I64
    begin: I64
    end: I64
    entering: I64
    entered: I64

    def counts(self, snapshots: I64, mask: Flags) -> I64:
        """How many of the mask over records were open as of each snapshot."""
        return _after(self.row, self.end, snapshots, mask) - _after(
            self.entering, self.entered, snapshots, mask
        )

    def rows_at(self, snapshot: int) -> I64:
        """Rows of the records open as of the instant, ascending."""
        first = np.searchsorted(self.end, snapshot)
        return np.sort(self.row[first:][self.begin[first:] < snapshot])


def _after(row: I64, at: I64, snapshots: I64, mask: Flags) -> I64:
    """How many of the mask lie at or after each snapshot; `at` is in order."""
    cuts = np.append(np.searchsorted(at, snapshots), len(at))
    each = per_period(cuts - cuts[0], mask[row[cuts[0] :]])
    after: I64 = np.cumsum(each[::-1])[::-1]
    return after


def intervals_of(row: I64, begin: I64, end: I64) -> Intervals:
    """The intervals (begin, end] of records; those that hold no instant are left out."""
    real = end > begin
    row, begin, end = row[real], begin[real], end[real]
    left, entered = np.argsort(end, kind="stable"), np.argsort(begin, kind="stable")
    return Intervals(row[left], begin[left], end[left], row[entered], begin[entered])


@dataclass(frozen=True, slots=True)
class Opened:
    """Open intervals of tickets: those that count, the part of them over 30 days, merged ones'."""

    counted: Intervals
    old: Intervals
    merged: Intervals


@once_for_facts
def backlog_intervals(facts: Facts) -> Opened:
    """Every open interval of a ticket with an opened time, whatever the period."""
    row, begin, end = open_intervals(facts)
    begun, merged = facts.tickets.opened[row], facts.details.duplicate[row]
    kept, doubled = known(begun) & ~merged, known(begun) & merged
    return Opened(
        intervals_of(row[kept], begin[kept], end[kept]),
        intervals_of(row[kept], np.maximum(begin, begun + OLD_S)[kept], end[kept]),
        intervals_of(row[doubled], begin[doubled], end[doubled]),
    )
