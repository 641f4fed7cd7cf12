"""Which incidents may come from a change: by CI, service, time, text and severity (§4.4).

Records name CIs and services; a CI of the same service is two hops away (CI, service, CI). An
incident that names a CI of the change is at distance 0.
"""

from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from app.analysis.kpis.scoping import recoded, service_of_change
from app.analysis.texts import mask
from app.analysis.trends.incidents import incidents
from app.models.columns import I32, I64, Facts
from app.models.scope import EVERYTHING
from app.models.settings import HOUR

TAU_S = 24 * HOUR
SAME_CI, SAME_SERVICE = 1.0, 0.5
NO_TEXT = 0.5
"""What words that have nothing in common leave of the weight; the same words leave all of it."""
SEVERITY = (0.3, 1.0, 0.8, 0.5, 0.3, 0.3)
"""By peak priority, 0 unknown."""
MOST = 50
_SERIOUS = 2


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows ordered by (code, opened): how many of a code were opened in [start, end)."""

    rows: I64
    lane: I64
    low: int
    span: int

    def between(self, code: I64, start: I64, end: I64) -> tuple[I64, I64]:
        """Places of the first in and the first after; none for code -1."""
        first, last = (
            np.searchsorted(self.lane, code * self.span + np.clip(at - self.low, 0, self.span - 1))
            for at in (start, end)
        )
        return first, np.where(code >= 0, np.maximum(last, first), first)


@dataclass(frozen=True, slots=True)
class Reach:
    """Incidents by CI, by service, and by service for those that name no CI; pairs of changes."""

    by_ci: _Table
    by_service: _Table
    without_ci: _Table
    serious_ci: _Table
    pair_change: I64
    pair_ci: I64
    """CIs of changes as codes of the tickets' vocabulary; ordered by change."""
    service: I64
    """Per change its service as `service_of_change` has it, coded in the tickets' vocabulary."""

    def count(self, changes: I64, start: I64, end: I64) -> I64:
        """Incidents of each [start, end) on the change's CIs, or without a CI on its service."""
        first, last = self.without_ci.between(self.service[changes], start, end)
        return last - first + self._on_cis(self.by_ci, changes, start, end)

    def serious(self, changes: I64, start: I64, end: I64) -> I64:
        """How many P1 and P2 came up on its CIs in each [start, end)."""
        return self._on_cis(self.serious_ci, changes, start, end)

    def _on_cis(self, table: _Table, changes: I64, start: I64, end: I64) -> I64:
        place, pairs = self.pairs_of(changes)
        first, last = table.between(self.pair_ci[pairs], start[place], end[place])
        whole = np.zeros(len(changes), np.int64)
        np.add.at(whole, place, last - first)
        return whole

    def pairs_of(self, changes: I64) -> tuple[I64, I64]:
        """For every CI of these changes: the place among them, and the pair."""
        first = np.searchsorted(self.pair_change, changes)
        last = np.searchsorted(self.pair_change, changes, side="right")
        n = last - first
        place = np.repeat(np.arange(len(changes), dtype=np.int64), n)
        offset = np.arange(int(n.sum())) - np.repeat(np.cumsum(n) - n, n)
        return place, first[place] + offset


def reach_of(facts: Facts) -> Reach:
    """Incidents ready to be counted by the CIs and services of changes."""
    tickets, changes = facts.tickets, facts.changes
    rows = np.flatnonzero(incidents(facts, EVERYTHING) & ~facts.details.duplicate)
    bare = rows[tickets.ci[rows] < 0]
    grave = rows[(tickets.peak_priority[rows] >= 1) & (tickets.peak_priority[rows] <= _SERIOUS)]
    ci_of, service_of = (
        recoded(of, into)
        for of, into in ((changes.cis, tickets.cis), (changes.services, tickets.services))
    )
    named = ci_of[changes.ci_ci] >= 0 if len(changes.ci_ci) else np.zeros(0, np.bool_)
    pair = np.unique(
        changes.ci_change[named] * (len(tickets.cis) + 1) + ci_of[changes.ci_ci[named]]
    )
    return Reach(
        by_ci=_table(facts, rows, tickets.ci),
        by_service=_table(facts, rows, tickets.service),
        without_ci=_table(facts, bare, tickets.service),
        serious_ci=_table(facts, grave, tickets.ci),
        pair_change=pair // (len(tickets.cis) + 1),
        pair_ci=pair % (len(tickets.cis) + 1),
        service=service_of[service_of_change(changes)],
    )


def candidates(
    facts: Facts, reach: Reach, change: int, window: tuple[int, int, int], text: str
) -> tuple[tuple[str, float], ...]:
    """Incidents on the change's CIs or service with their weights, 0 to 1.

    `window` is start and end of the change, and until when incidents are looked at.
    exp(−Δt ÷ 24 h) · closeness · text · severity; Δt runs from the change's end. Heaviest first,
    at most 50. (METRICS §4.4)
    """
    tickets = facts.tickets
    start, end, until = window
    _, pairs = reach.pairs_of(np.array([change]))
    cis = reach.pair_ci[pairs]
    begin, stop = (np.full(len(cis), at, np.int64) for at in (start, until))
    near = _rows(reach.by_ci, *reach.by_ci.between(cis, begin, stop))
    one = (reach.service[[change]], np.array([start]), np.array([until]))
    wide = _rows(reach.by_service, *reach.by_service.between(*one))
    wide = wide[~np.isin(tickets.ci[wide], cis)]
    rows = np.concatenate((near, wide))
    close = np.concatenate((np.full(len(near), SAME_CI), np.full(len(wide), SAME_SERVICE)))
    late = np.maximum(tickets.opened[rows] - end, 0)
    severity = np.array(SEVERITY)[np.clip(tickets.peak_priority[rows], 0, len(SEVERITY) - 1)]
    weight = np.exp(-late / TAU_S) * close * severity
    top = np.lexsort((rows, -weight))[: 4 * MOST]
    words = mask(text)
    found = [
        (str(tickets.key[rows[i]]), round(float(weight[i]) * _alike(facts, int(rows[i]), words), 4))
        for i in top.tolist()
    ]
    return tuple(sorted(found, key=lambda each: (-each[1], each[0]))[:MOST])


def _alike(facts: Facts, row: int, words: str) -> float:
    template = int(facts.details.template[row])
    if template < 0 or not words:
        return NO_TEXT
    share = fuzz.token_set_ratio(words, facts.details.templates[template]) / 100
    return NO_TEXT + (1 - NO_TEXT) * share


def _rows(table: _Table, first: I64, last: I64) -> I64:
    parts = [table.rows[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True)]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def _table(facts: Facts, rows: I64, codes: I32) -> _Table:
    rows = rows[codes[rows] >= 0]
    opened = facts.tickets.opened[rows]
    low = int(opened.min()) if len(rows) else 0
    span = int(opened.max()) - low + 2 if len(rows) else 2
    lane = codes[rows].astype(np.int64) * span + (opened - low)
    order = np.argsort(lane, kind="stable")
    return _Table(rows[order], lane[order], low, span)
