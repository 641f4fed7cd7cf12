"""Seconds of agreed time that a service was down, by period (METRICS K12).

Sets of half-open UTC intervals are joined, measured on the service's calendar and cut at the
bounds of the periods; nothing is added up incident by incident.
"""

from dataclasses import dataclass

import numpy as np

from app.analysis.clock import business_seconds, joined
from app.models.columns import I64, Flags
from app.models.settings import CalendarRule


@dataclass(frozen=True, slots=True)
class Down:
    """One service over the n periods between n + 1 edges, in seconds of its agreed time.

    `agreed` is S without M. `whole` is what outages took, `partial` what degradations did beside
    them, both without M. `planned` is the part of M inside S; `spells` counts merged outages and
    degradations.
    """

    agreed: I64
    whole: I64
    partial: I64
    planned: I64
    spells: I64


@dataclass(frozen=True, slots=True)
class Spells:
    """Disjoint sorted intervals [start, end)."""

    start: I64
    end: I64

    @classmethod
    def of(cls, start: I64, end: I64) -> "Spells":
        """The union of intervals in any order; those that touch are one."""
        return cls(*joined(start, end))

    def joined_with(self, other: "Spells") -> "Spells":
        """The union of both."""
        return Spells.of(
            np.concatenate((self.start, other.start)), np.concatenate((self.end, other.end))
        )

    def before(self, rule: CalendarRule | None, at: I64) -> I64:
        """Seconds of the calendar inside the intervals before each instant."""
        if not len(self.start):
            return np.zeros(at.shape, np.int64)
        lasts = business_seconds(rule, self.start, self.end)
        total = np.concatenate(([0], np.cumsum(lasts)))
        place = np.searchsorted(self.start, at, side="right") - 1
        held = np.maximum(place, 0)
        until = np.minimum(np.maximum(at, self.start[held]), self.end[held])
        part = business_seconds(rule, self.start[held].ravel(), until.ravel()).reshape(at.shape)
        return np.where(place < 0, 0, total[held] + part)


def down(
    rule: CalendarRule | None, edges: I64, outages: Spells, degraded: Spells, planned: Spells
) -> Down:
    """What outages, degradations and planned maintenance took between the edges."""
    either = outages.joined_with(degraded)
    excused = planned.before(rule, edges)
    lost = outages.joined_with(planned).before(rule, edges) - excused
    touched = either.joined_with(planned)
    all_lost = touched.before(rule, edges) - excused
    agreed = business_seconds(rule, edges[:-1], edges[1:]) - np.diff(excused)
    whole = np.diff(lost)
    return Down(
        agreed,
        whole,
        np.diff(all_lost) - whole,
        np.diff(excused),
        _counts(rule, edges, either, touched, planned),
    )


def _counts(
    rule: CalendarRule | None, edges: I64, either: Spells, touched: Spells, planned: Spells
) -> I64:
    """Merged spells that took agreed time in each period."""
    begin = np.maximum(either.start[:, None], edges[None, :-1])
    stop = np.maximum(np.minimum(either.end[:, None], edges[None, 1:]), begin)

    def lost(at: I64) -> I64:
        return touched.before(rule, at) - planned.before(rule, at)

    took: Flags = lost(stop) > lost(begin)
    counts: I64 = np.count_nonzero(took, axis=0).astype(np.int64)
    return counts
