"""Change success of teams with few changes, drawn towards the whole (METRICS §4.8)."""

import numpy as np

from app.analysis.kpis.base import chosen, context
from app.analysis.kpis.change_cohort import cohort
from app.analysis.kpis.change_success import VARIANTS, successes
from app.analysis.periods import containing
from app.analysis.statistics import beta_quantile
from app.analysis.trends.survival import F64
from app.models.change import CHANGE_TYPES
from app.models.columns import I64, Facts, Flags
from app.models.results.trends import ShrunkRate
from app.models.scope import EVERYTHING, Scope
from app.models.settings import Settings

_TAIL = 0.025
_MOST_ALIKE = 0.999


def success_by_team(
    facts: Facts, settings: Settings, now: int, scope: Scope = EVERYTHING
) -> tuple[ShrunkRate, ...]:
    """Change success (K9's chosen variant) by team and type over 18 months, lowest first.

    Beta-binomial: the prior is that of all teams and types, whatever the scope, by the method of
    moments; the interval holds 95 %. Rates are percent. (METRICS §4.8)
    """
    changes = facts.changes
    a, b = prior(*_cells(facts, settings, now, EVERYTHING)[1:])
    cells, k, n = _cells(facts, settings, now, scope)
    width = len(CHANGE_TYPES) + 1
    found = []
    for cell, hits, whole in zip(cells.tolist(), k.tolist(), n.tolist(), strict=True):
        team, kind = cell // width - 1, cell % width - 1
        middle = (a + hits) / (a + b + whole)
        sides = (_TAIL, 1 - _TAIL)
        low, high = (beta_quantile(p, a + hits, b + whole - hits, middle) for p in sides)
        found.append(
            ShrunkRate(
                team=changes.groups[team] if team >= 0 else "No team",
                type=CHANGE_TYPES[kind] if kind >= 0 else "no type",
                k=hits,
                n=whole,
                raw=round(100 * hits / whole, 2),
                shrunk=round(100 * middle, 2),
                low=round(100 * low, 2),
                high=round(100 * high, 2),
            )
        )
    return tuple(sorted(found, key=lambda each: (each.shrunk, each.team, each.type)))


def judged(
    facts: Facts, settings: Settings, now: int, scope: Scope = EVERYTHING
) -> tuple[I64, Flags]:
    """Rows of the changes that are counted, and which of them succeeded (METRICS K9, §4.8)."""
    period = containing("month", now, settings.report_zone)
    ctx = context(facts, settings, period, now, scope)
    of = cohort(ctx)
    counted = of.ended & (facts.changes.close_code[of.rows] > 0)
    return of.rows[counted], successes(ctx, of)[chosen(ctx, "K9", VARIANTS)][counted]


def _cells(facts: Facts, settings: Settings, now: int, scope: Scope) -> tuple[I64, I64, I64]:
    """Each team and type as a code, how many changes succeeded, and of how many."""
    changes = facts.changes
    rows, hit = judged(facts, settings, now, scope)
    width = len(CHANGE_TYPES) + 1
    code = (changes.group[rows].astype(np.int64) + 1) * width + changes.type[rows] + 1
    cells, place = np.unique(code, return_inverse=True)
    n = np.bincount(place, minlength=len(cells))
    return cells, np.bincount(place, weights=hit, minlength=len(cells)).astype(np.int64), n


def prior(k: I64, n: I64) -> tuple[float, float]:
    """Beta(a, b) of the rates k ÷ n by the method of moments, weighted by n (Kleinman 1973).

    Cells that differ no more than by chance are drawn together with the weight of all of them.
    """
    whole = int(n.sum())
    if not whole:
        return 1.0, 1.0
    mean = (int(k.sum()) + 0.5) / (whole + 1)
    strength = 1 / max(_alike(k / n, n, mean), 1 / (1 + whole)) - 1
    return mean * strength, (1 - mean) * strength


def _alike(rate: F64, n: I64, mean: float) -> float:
    """The correlation inside cells: the share of variance that lies between them."""
    whole, cells = int(n.sum()), len(n)
    spread = float(np.sum(n * (rate - mean) ** 2))
    room = whole - float(np.sum(n * n)) / whole - (cells - 1)
    chance = mean * (1 - mean)
    if room <= 0:
        return 0.0
    return min((spread - chance * (cells - 1)) / (chance * room), _MOST_ALIKE)
