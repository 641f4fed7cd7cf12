"""The chance of an open incident to breach, by those that were like it (METRICS §4.3)."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.analysis.asof import OVER
from app.analysis.source_targets import promised
from app.analysis.trends.incidents import incidents, opened_between
from app.analysis.trends.survival import F64, Curves
from app.models.columns import I64, MISSING, Facts, Flags
from app.models.scope import EVERYTHING
from app.models.settings import DAY, Settings

FEWEST_EVENTS = 30
LEARNED_S = 365 * DAY
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Chances:
    """Per asked row; where no curve speaks NaN and -1."""

    probability: F64
    usual_left: I64
    """Seconds on the SLA's clock until half of its like had ended."""
    level: I64
    """0 for priority, group, category and reopened; each next one forgets the last of them."""
    n: I64


class Likes:
    """Curves of time to resolve on the SLA's clock, of what was known at an instant."""

    def __init__(self, facts: Facts, settings: Settings) -> None:
        self.facts, self.settings = facts, settings
        self._told = _told(facts)
        self._again = _first_reopened(facts)

    def reopened(self, rows: I64, when: I64) -> Flags:
        """Which of the rows had been reopened by their instant."""
        return np.asarray(self._again[rows] <= when, np.bool_)

    def chances(self, learned_at: int, rows: I64, target: I64, age: I64, when: I64) -> Chances:
        """Of rows that at `when` are `age` old, by the year of incidents before `learned_at`.

        Those still open at `learned_at` count as not ended by then, whatever came later.
        """
        codes, lasted, ended = self._learned(learned_at)
        theirs = self._codes(rows, when)
        chance = np.full(len(rows), np.nan)
        usual, level, n = (np.full(len(rows), UNKNOWN, np.int64) for _ in range(3))
        for step, (mine, asked) in enumerate(zip(codes, theirs, strict=True)):
            curves = Curves(mine, lasted, ended)
            wanted = (level == UNKNOWN) & (curves.events(asked) >= FEWEST_EVENTS)
            for code, group in _by_code(asked, np.flatnonzero(wanted)):
                curve = curves.of(code)
                still = curve.at(age[group])
                of, still = group[still > 0], still[still > 0]
                chance[of] = np.minimum(curve.at(target[of]) / still, 1.0)
                end = curve.usual_end(age[of])
                usual[of] = np.where(end >= 0, end - age[of], UNKNOWN)
                level[of], n[of] = step, curve.n
        return Chances(chance, usual, level, n)

    def _learned(self, at: int) -> tuple[tuple[I64, ...], I64, Flags]:
        """Codes by level, durations in rising order, and which of them had ended."""
        rows = opened_between(self.facts, self._told, at - LEARNED_S, at)
        made = promised(self.facts, self.settings, rows, at, "resolution")
        order = np.argsort(made.elapsed, kind="stable")
        order = order[made.target[order] >= 0]
        rows = rows[order]
        codes = self._codes(rows, np.full(len(rows), at, np.int64))
        return codes, made.elapsed[order], np.asarray(made.stop[order] != MISSING, np.bool_)

    def _codes(self, rows: I64, when: I64) -> tuple[I64, ...]:
        """(priority, group, category, reopened by then) and its parents, the closest first."""
        tickets = self.facts.tickets
        priority = tickets.priority[rows].astype(np.int64)
        group = tickets.group[rows].astype(np.int64) + 1
        category = tickets.category[rows].astype(np.int64) + 1
        in_group = priority * (len(tickets.groups) + 1) + group
        in_category = in_group * (len(tickets.categories) + 1) + category
        again = self.reopened(rows, when)
        return in_category * 2 + again, in_category, in_group, priority


def _by_code(codes: I64, rows: I64) -> Iterator[tuple[int, I64]]:
    """Each code with those of the rows that have it."""
    order = rows[np.argsort(codes[rows], kind="stable")]
    edges = np.flatnonzero(np.diff(codes[order])) + 1
    for part in np.split(order, edges):
        if len(part):
            yield int(codes[part[0]]), part


def _told(facts: Facts) -> Flags:
    """Incidents of which it is known how they ended, or that they still run."""
    tickets = facts.tickets
    mask = incidents(facts, EVERYTHING)
    mask &= ~((tickets.resolved == MISSING) & OVER[tickets.state])
    return mask & ~tickets.outcome_unknown & ~facts.details.duplicate


def _first_reopened(facts: Facts) -> I64:
    """When each ticket was first reopened; without a history of states at once, if ever."""
    tickets, states = facts.tickets, facts.states
    never = np.iinfo(np.int64).max
    first = np.where(tickets.reopen_count > 0, tickets.opened, never)
    first[states.ticket] = never
    over = OVER[states.value]
    left = (states.ticket[1:] == states.ticket[:-1]) & over[:-1] & ~over[1:]
    again = np.flatnonzero(left)[::-1] + 1
    first[states.ticket[again]] = states.at[again]
    return first
