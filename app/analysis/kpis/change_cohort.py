"""The changes that K9 and K10 speak of: planned to end in the period, by what became of them."""

from dataclasses import dataclass

import numpy as np

from app.analysis.kpis.base import Context, keyed, known, present
from app.models.change import CHANGE_STATES, CHANGE_TYPES
from app.models.columns import I64, Flags

NEEDS = "Import changes (ServiceNow change_request: CSV, XLSX or JSON)."
EMERGENCY = CHANGE_TYPES.index("emergency")
STANDARD = CHANGE_TYPES.index("standard")
_CALLED_OFF = [CHANGE_STATES.index(state) for state in ("cancelled", "rejected")]
_CLOSED = CHANGE_STATES.index("closed")
_UNDERWAY = [CHANGE_STATES.index(state) for state in ("implement", "review")]


@dataclass(frozen=True, slots=True)
class Cohort:
    """Changes planned to end in the run; `bins` is the period, masks are over `rows`."""

    rows: I64
    bins: I64
    called_off: Flags
    implemented: Flags
    """Carried out or begun: neither called off nor never started."""
    ended: Flags
    """Implemented and closed, or with a close code."""

    def last(self, ctx: Context) -> Flags:
        """Which of them were planned to end in the period itself."""
        return np.asarray(self.bins == len(ctx.periods) - 1, np.bool_)


def cohort(ctx: Context) -> Cohort:
    """The changes of the run, planned-end-in (METRICS K9, K10)."""
    changes = ctx.facts.changes
    mask = ctx.within(changes.planned_end)
    mine = ctx.changes_in_scope()
    rows = np.flatnonzero(mask if mine is None else mask & mine)
    state = changes.state[rows]
    called_off = np.isin(state, _CALLED_OFF)
    coded = changes.close_code[rows] > 0
    ended = ~called_off & (coded | (state == _CLOSED) | known(changes.closed[rows]))
    begun = np.isin(state, _UNDERWAY) | known(changes.actual_start[rows])
    return Cohort(
        rows,
        ctx.bins(changes.planned_end[rows]),
        called_off,
        np.asarray(ended | (begun & ~called_off), np.bool_),
        np.asarray(ended, np.bool_),
    )


def left_out(ctx: Context, of: Cohort) -> dict[str, I64]:
    """Rows of the period's changes that were not implemented, by reason."""
    changes = ctx.facts.changes
    last = of.last(ctx)
    unplanned = ~known(changes.planned_end) & known(changes.actual_end)
    unplanned &= ~np.isin(changes.state, _CALLED_OFF) & (changes.actual_end >= ctx.edges[-2])
    unplanned &= changes.actual_end < ctx.cutoff
    mine = ctx.changes_in_scope()
    unplanned = unplanned if mine is None else unplanned & mine
    idle = ~of.called_off & ~of.implemented
    return {
        "cancelled or rejected": of.rows[last & of.called_off],
        "never started": of.rows[last & idle],
        "no planned end": np.flatnonzero(unplanned),
    }


def excluded(
    ctx: Context, reasons: dict[str, I64]
) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Counts and keys by reason, for `excluded` and `excluded_rows` of an Outcome."""
    key = ctx.facts.changes.key
    counts = present({why: len(rows) for why, rows in reasons.items()})
    return counts, keyed({why: key[rows] for why, rows in reasons.items()})
