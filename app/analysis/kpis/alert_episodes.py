"""Alert episodes: which are the same condition again, and what had become of them by now.

An episode is a fingerprint and a start (METRICS K2, K13). Instants are UTC seconds.
"""

from dataclasses import dataclass

import numpy as np

from app.analysis.kpis.base import Context, known
from app.analysis.kpis.scoping import rows_in
from app.models.alert import ALERT_STATES
from app.models.columns import I64, MISSING, AlertColumns, Flags
from app.models.settings import HOUR

NEEDS = "Import alerts (PagerDuty, Alertmanager, Datadog, Azure Monitor or our own alert list)."
SAME_START = "same episode twice"
INVALID = "ended before it began"
_RADIX = 1 << 16
_RESOLVED = ALERT_STATES.index("resolved")


@dataclass(frozen=True, slots=True)
class Episodes:
    """Episodes of the run of periods, ordered by start, as known at `now`.

    `rows` are rows of AlertColumns. `end` is MISSING while open or when nobody knows it, `open`
    says which; `condition` is the same for episodes of one fingerprint of one source.
    """

    rows: I64
    condition: I64
    fired: I64
    acknowledged: I64
    end: I64
    open: Flags
    order: I64
    """Puts them in order of condition and start."""
    mine: Flags
    """In the asked scope."""
    again: Flags
    """The same fingerprint and start as an episode before it."""


def episodes(ctx: Context) -> Episodes:
    """Episodes that began in the run of periods, and those that still matter to one that did.

    Those are the ones that lasted into it, or began in the hour before it.
    """
    alerts = ctx.facts.alerts
    low, high = np.searchsorted(alerts.fired, (MISSING + 1, ctx.cutoff))
    rows = np.arange(low, high, dtype=np.int64)
    raw = alerts.resolved[low:high]
    lasts = (raw > ctx.edges[0]) | (~known(raw) & (alerts.state[low:high] != _RESOLVED))
    rows = rows[lasts | (alerts.fired[low:high] >= ctx.edges[0] - HOUR)]
    raw, seen, fired = alerts.resolved[rows], alerts.acknowledged[rows], alerts.fired[rows]
    end = np.where(raw <= ctx.now, raw, MISSING)
    over = (alerts.state[rows] == _RESOLVED) & ~known(raw)
    condition = _condition(alerts, rows)
    order = _order(condition)
    mask = in_scope(ctx)
    return Episodes(
        rows,
        condition,
        fired,
        np.where(seen <= ctx.now, seen, MISSING),
        end,
        np.asarray(~known(end) & ~over, np.bool_),
        order,
        np.ones(len(rows), np.bool_) if mask is None else mask[rows],
        _same_start(order, condition, fired),
    )


def _condition(alerts: AlertColumns, rows: I64) -> I64:
    """One number a fingerprint of a source; an episode without a fingerprint is alone."""
    mark = alerts.fingerprint[rows].astype(np.int64)
    return np.where(mark < 0, -1 - rows, mark * (len(alerts.sources) + 1) + alerts.source[rows])


def in_scope(ctx: Context) -> Flags | None:
    """Mask over all alerts: by service, by team, else by ticket; None for everything."""
    alerts = ctx.facts.alerts
    return rows_in(
        ctx.facts,
        ctx.scope,
        len(alerts),
        service=(alerts.service, alerts.services),
        group=(alerts.team, alerts.teams),
        ticket=alerts.ticket,
    )


def overlapped(of: Episodes, until: I64) -> Flags:
    """Which episodes began while an earlier one of their condition lasted (`until`).

    An `until` before its own start lasts no time.
    """
    found = np.zeros(len(of.rows), np.bool_)
    if not len(of.rows):
        return found
    start, end = of.fired[of.order], np.maximum(until, of.fired)[of.order]
    low = int(start.min())
    lane = int(end.max()) - low + 1
    condition = of.condition[of.order]
    group = np.cumsum(np.concatenate(([0], condition[1:] != condition[:-1])))
    reach = np.maximum.accumulate(group * lane + (end - low))
    before = np.concatenate(([-1], reach[:-1])) - group * lane + low
    found[of.order] = before > start
    return found


def flapping(of: Episodes, once: Flags, least: int, within_s: int = HOUR) -> Flags:
    """Which episodes are among `least` or more of their condition that began in one hour.

    The hour is half-open: starts an hour apart are not in one. Only those `once` count.
    """
    found = np.zeros(len(of.rows), np.bool_)
    order = of.order[once[of.order]]
    if least < 1 or len(order) < least:
        return found
    group, start = of.condition[order], of.fired[order]
    first, last = slice(0, len(start) - least + 1), slice(least - 1, len(start))
    begins = (group[first] == group[last]) & (start[last] - start[first] < within_s)
    steps = np.zeros(len(start) + 1, np.int64)
    places = np.flatnonzero(begins)
    np.add.at(steps, places, 1)
    np.add.at(steps, places + least, -1)
    found[order] = np.cumsum(steps[:-1]) > 0
    return found


def _order(condition: I64) -> I64:
    """A stable order of the conditions; few enough of them are sorted by radix."""
    if len(condition) and condition.min() >= 0 and condition.max() < _RADIX:
        return np.argsort(condition.astype(np.uint16), kind="stable")
    return np.argsort(condition, kind="stable")


def _same_start(order: I64, condition: I64, fired: I64) -> Flags:
    group, start = condition[order], fired[order]
    found = np.zeros(len(fired), np.bool_)
    found[order[1:]] = (group[1:] == group[:-1]) & (start[1:] == start[:-1])
    return found
