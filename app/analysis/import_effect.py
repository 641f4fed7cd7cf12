"""What an import would do to the numbers, in sentences (wizard, dry run)."""

import numpy as np

from app.analysis.asof import open_at
from app.analysis.kpis import compute
from app.analysis.live_clocks import BREACHED, clocks
from app.analysis.quality.effects import effects_between, value_words
from app.models.columns import I64, Facts
from app.models.counts import counted
from app.models.period import Period
from app.models.results import KpiEffect
from app.models.settings import Settings

_MOST_KPIS = 6


def effect(
    before: Facts, after: Facts, settings: Settings, period: Period, now: int
) -> tuple[str, ...]:
    """Sentences on open and breached tickets at `now`, and on the KPIs of the period.

    Both facts must come from one store, so that a ticket has one id in both. Empty when no number
    changes.
    """
    was_open, is_open = (_open(facts, now) for facts in (before, after))
    was_late, is_late = (
        _breached(facts, settings, rows, now)
        for facts, rows in ((before, was_open), (after, is_open))
    )
    opened, ended = _gained(_ids(before, was_open), _ids(after, is_open))
    late, in_time = _gained(was_late, is_late)
    lines = []
    if opened or ended:
        lines.append(
            f"Open tickets {len(was_open):,} to {len(is_open):,}: {opened:,} more, {ended:,} gone"
        )
    if late:
        lines.append(f"{counted(late, 'ticket')} {'becomes' if late == 1 else 'become'} breached")
    if in_time:
        verb = "is" if in_time == 1 else "are"
        lines.append(f"{counted(in_time, 'ticket')} {verb} no longer open and breached")
    moved = effects_between(*(compute(facts, settings, period, now) for facts in (before, after)))
    lines += [_kpi_words(each, period) for each in moved[:_MOST_KPIS]]
    return tuple(lines)


def _open(facts: Facts, now: int) -> I64:
    return np.flatnonzero(open_at(facts, None, now))


def _ids(facts: Facts, rows: I64) -> I64:
    return np.asarray(facts.tickets.id[rows], np.int64)


def _breached(facts: Facts, settings: Settings, rows: I64, now: int) -> I64:
    late = clocks(facts, settings, rows, now, "resolution").state == BREACHED
    return _ids(facts, rows[late])


def _gained(before: I64, after: I64) -> tuple[int, int]:
    """How many ids came and how many went."""
    both = len(np.intersect1d(before, after))
    return len(after) - both, len(before) - both


def _kpi_words(moved: KpiEffect, period: Period) -> str:
    unit = f" {moved.unit}" if moved.unit else ""
    when = period.short if moved.period == period.id else moved.period
    values = [value_words(value, moved.unit) for value in (moved.before, moved.after)]
    return f"{when} {moved.label} {values[0]} to {values[1]}{unit}"
