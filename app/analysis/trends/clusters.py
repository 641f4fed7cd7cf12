"""Recurring incidents and which of them deserve a problem record (METRICS §4.5).

Incidents of one service and one text template belong together; templates of a service that are
alike by their words in any order (rapidfuzz token sort 88 or more) are one. Where a title is
unknown the subcategory stands for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.analysis.kpis.signatures import joint
from app.analysis.trends.cluster_names import Names, alike
from app.analysis.trends.incidents import heaviest_keys, incidents, opened_between
from app.models.columns import I64, MISSING, Facts
from app.models.results.trends import Cluster
from app.models.scope import EVERYTHING, Scope
from app.models.settings import DAY, HOUR

WEEKS = 13
FEWEST = 5
"""Incidents in the window from which they recur."""
MOST = 100
COMPARED = 400
"""Of a service's templates the most frequent are compared with each other."""
LEAST_TREND, MOST_TREND = 0.25, 4.0
_WEEK_S = 7 * DAY


@dataclass(frozen=True, slots=True)
class _Recurring:
    """The incidents of the window: `place` is the cluster of each.

    `week` is 0 to 12, the oldest first; `spent` the seconds to restore, up to now while open.
    """

    rows: I64
    place: I64
    week: I64
    spent: I64


def clusters(facts: Facts, now: int, scope: Scope = EVERYTHING) -> tuple[Cluster, ...]:
    """Clusters of 5 or more incidents opened in the 13 weeks before `now`, by score.

    score = n × hours × trend × share without a problem linked; the trend is where the line
    through the weekly counts ends over where its middle is, between ¼ and 4. At most 100.
    (METRICS §4.5)
    """
    mask = incidents(facts, scope) & ~facts.details.duplicate & ~facts.tickets.is_child
    rows = opened_between(facts, mask, now - WEEKS * _WEEK_S, now)
    service, name = facts.tickets.service[rows].astype(np.int64), _names(facts, rows)
    named = name >= 0
    rows, service, name = rows[named], service[named], name[named]
    if not len(rows):
        return ()
    place, leads = _joined(facts, service, name)
    of = _Recurring(rows, place, _week(facts, rows, now), _spent(facts, rows, now))
    size = len(leads)
    n = np.bincount(place, minlength=size)
    weekly = np.bincount(place * WEEKS + of.week, minlength=size * WEEKS).reshape(size, WEEKS)
    hours = np.bincount(place, weights=of.spent, minlength=size) / HOUR
    linked = np.bincount(place, weights=facts.details.problem[rows] >= 0, minlength=size)
    slope = _slope(weekly)
    score = n * hours * _trend(slope, n) * (1 - linked / np.maximum(n, 1))
    recurring = np.flatnonzero(n >= FEWEST)
    order = recurring[np.lexsort((recurring, -n[recurring], -score[recurring]))][:MOST]
    labels = _labels(facts, leads[order, 1])
    return tuple(
        _cluster(facts, of, int(code), leads[code], labels[i], weekly[code], slope[code],
                 hours[code], score[code])
        for i, code in enumerate(order)
    )  # fmt: skip


def _cluster(
    facts: Facts,
    of: _Recurring,
    code: int,
    lead: I64,
    label: str,
    weekly: I64,
    slope: float,
    hours: float,
    score: float,
) -> Cluster:
    service, name = int(lead[0]), int(lead[1])
    rows = of.rows[of.place == code]
    return Cluster(
        label=label,
        template=_template(facts, name),
        service=facts.tickets.services[service] if service >= 0 else "",
        n=len(rows),
        weekly=tuple(weekly.tolist()),
        hours=round(float(hours), 1),
        trend=round(float(slope), 3),
        problem=_problem(facts, rows),
        score=round(float(score), 1),
        keys=heaviest_keys(facts, rows, facts.tickets.opened[rows]),
    )


def _labels(facts: Facts, names: I64) -> list[str]:
    """The telling terms of templates; a subcategory is a name already."""
    texts = [_template(facts, int(name)) for name in names]
    terms = Names(texts)
    titled = (names < len(facts.details.templates)).tolist()
    return [
        terms.label(i) if own else text
        for i, (own, text) in enumerate(zip(titled, texts, strict=True))
    ]


def _names(facts: Facts, rows: I64) -> I64:
    """Template of each row, else its subcategory counted behind the templates, else -1."""
    template = facts.details.template[rows].astype(np.int64)
    sub = facts.tickets.subcategory[rows].astype(np.int64)
    behind = np.where(sub >= 0, sub + len(facts.details.templates), -1)
    return np.where(template >= 0, template, behind)


def _template(facts: Facts, name: int) -> str:
    templates = facts.details.templates
    if name < len(templates):
        return str(templates[name])
    return facts.tickets.subcategories[name - len(templates)]


def _joined(facts: Facts, service: I64, name: I64) -> tuple[I64, I64]:
    """Each row's cluster, and per cluster its service and leading (most frequent) template."""
    code = joint(service, name)
    first = np.unique(code, return_index=True)[1]
    n = np.bincount(code)
    services, names = service[first], name[first]
    leader = np.arange(len(n), dtype=np.int64)
    # The most frequent first; of equals the one whose template was met first.
    order = np.lexsort((names, -n, services))
    edges = np.flatnonzero(np.diff(services[order])) + 1
    for part in np.split(order, edges):
        chosen = part[names[part] < len(facts.details.templates)][:COMPARED]
        texts = [_template(facts, int(each)) for each in names[chosen]]
        leader[chosen] = chosen[_leaders(texts)]
    kept, place = np.unique(leader, return_inverse=True)
    return place.astype(np.int64)[code], np.stack((services[kept], names[kept]), axis=1)


def _leaders(texts: Sequence[str]) -> I64:
    """For each text, most frequent first, the place of the first leader that it is like."""
    same = alike(texts)
    lead = np.arange(len(texts), dtype=np.int64)
    leads = np.zeros(len(texts), np.bool_)
    for i in range(len(texts)):
        near = np.flatnonzero(same[i, :i] & leads[:i])
        if len(near):
            lead[i] = near[0]
        else:
            leads[i] = True
    return lead


def _week(facts: Facts, rows: I64, now: int) -> I64:
    return WEEKS - 1 - (now - 1 - facts.tickets.opened[rows]) // _WEEK_S


def _spent(facts: Facts, rows: I64, now: int) -> I64:
    tickets = facts.tickets
    restored, resolved = tickets.restored[rows], tickets.resolved[rows]
    end = np.where(restored != MISSING, restored, resolved)
    end = np.where((end == MISSING) | (end > now), now, end)
    return np.maximum(end - tickets.opened[rows], 0)


def _slope(weekly: I64) -> NDArray[np.float64]:
    """Least squares through each row's weekly counts, incidents a week per week."""
    when = np.arange(WEEKS) - (WEEKS - 1) / 2
    slope: NDArray[np.float64] = weekly @ when / float(when @ when)
    return slope


def _trend(slope: NDArray[np.float64], n: I64) -> NDArray[np.float64]:
    middle = np.maximum(n, 1) / WEEKS
    return np.clip(1 + slope * (WEEKS - 1) / 2 / middle, LEAST_TREND, MOST_TREND)


def _problem(facts: Facts, rows: I64) -> str:
    """The problem that most of them name, the first by key of equals; empty when none does."""
    codes, counts = np.unique(facts.details.problem[rows], return_counts=True)
    named = codes >= 0
    if not named.any():
        return ""
    most = codes[named][counts[named] == counts[named].max()]
    return str(min(facts.details.problems[code] for code in most.tolist()))
