"""Alert episodes: which are the same condition again, and what had become of them by now.

An episode is a fingerprint and a start (METRICS K2, K13). Instants are UTC seconds.
"""

from dataclasses import dataclass

import numpy as np

from app.analysis.kpis.base import Context, known
from app.analysis.kpis.scoping import rows_in
from app.models.alert import ALERT_STATES
from app.models.columns import I64, MISSING, Flags
from app.models.settings import HOUR

NEEDS = "Import alerts (PagerDuty, Alertmanager, Datadog, Azure Monitor or our own alert list)."
SAME_START = "same episode twice"
INVALID = "ended before it began"
_RESOLVED = ALERT_STATES.index("resolved")


@dataclass(frozen=True, slots=True)
class Episodes:
    """Episodes that had begun before the period ended, ordered by start, as known at `now`.

    `rows` are rows of AlertColumns. `end` is MISSING while open or when nobody knows it, `open`
    says which; `condition` is the same for episodes of one fingerprint of one source.
    """

    rows: I64
    condition: I64
    fired: I64
    acknowledged: I64
    end: I64
    open: Flags
    mine: Flags
    """In the asked scope."""
    again: Flags
    """The same fingerprint and start as an episode before it."""


def episodes(ctx: Context) -> Episodes:
    """Every episode with a start before the end of the period."""
    alerts = ctx.facts.alerts
    low, high = np.searchsorted(alerts.fired, (MISSING + 1, ctx.cutoff))
    of = slice(int(low), int(high))
    rows = np.arange(low, high, dtype=np.int64)
    end, seen = alerts.resolved[of], alerts.acknowledged[of]
    end = np.where(end <= ctx.now, end, MISSING)
    mark = alerts.fingerprint[of].astype(np.int64)
    condition = np.where(mark < 0, -1 - rows, mark * (len(alerts.sources) + 1) + alerts.source[of])
    mask = rows_in(
        ctx.facts,
        ctx.scope,
        len(alerts),
        service=(alerts.service, alerts.services),
        group=(alerts.team, alerts.teams),
        ticket=alerts.ticket,
    )
    fired = alerts.fired[of]
    over = (alerts.state[of] == _RESOLVED) & ~known(alerts.resolved[of])
    return Episodes(
        rows,
        condition,
        fired,
        np.where(seen <= ctx.now, seen, MISSING),
        end,
        np.asarray(~known(end) & ~over, np.bool_),
        np.ones(len(rows), np.bool_) if mask is None else mask[of],
        _same_start(condition, fired),
    )


def overlapped(condition: I64, fired: I64, until: I64) -> Flags:
    """Which episodes began while an earlier one of their condition lasted (`until`).

    Rows are ordered by `fired`; an `until` before its own start lasts no time.
    """
    if not len(fired):
        return np.zeros(0, np.bool_)
    order = np.argsort(condition, kind="stable")
    start, end = fired[order], np.maximum(until, fired)[order]
    low = int(start.min())
    lane = int(end.max()) - low + 1
    group = np.cumsum(np.concatenate(([0], condition[order][1:] != condition[order][:-1])))
    reach = np.maximum.accumulate(group * lane + (end - low))
    before = np.concatenate(([-1], reach[:-1])) - group * lane + low
    found = np.zeros(len(fired), np.bool_)
    found[order] = before > start
    return found


def flapping(condition: I64, fired: I64, least: int, within_s: int = HOUR) -> Flags:
    """Which episodes are among `least` or more of their condition that began in one hour.

    The hour is half-open: starts an hour apart are not in one. Rows are ordered by `fired`.
    """
    found = np.zeros(len(fired), np.bool_)
    if least < 1 or len(fired) < least:
        return found
    order = np.argsort(condition, kind="stable")
    group, start = condition[order], fired[order]
    first, last = slice(0, len(start) - least + 1), slice(least - 1, len(start))
    begins = (group[first] == group[last]) & (start[last] - start[first] < within_s)
    steps = np.zeros(len(start) + 1, np.int64)
    places = np.flatnonzero(begins)
    np.add.at(steps, places, 1)
    np.add.at(steps, places + least, -1)
    found[order] = np.cumsum(steps[:-1]) > 0
    return found


def _same_start(condition: I64, fired: I64) -> Flags:
    order = np.argsort(condition, kind="stable")
    group, start = condition[order], fired[order]
    found = np.zeros(len(fired), np.bool_)
    found[order[1:]] = (group[1:] == group[:-1]) & (start[1:] == start[:-1])
    return found
