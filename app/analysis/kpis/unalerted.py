"""The guard of the alert noise ratio: incidents that no alert came before (METRICS K13)."""

from dataclasses import replace

import numpy as np

from app.analysis.asof import CANCELLED
from app.analysis.kpis.alert_episodes import Episodes
from app.analysis.kpis.base import Context, known
from app.analysis.kpis.parts import Line, share_part
from app.analysis.kpis.scoping import recoded
from app.analysis.kpis.shares import share_of
from app.analysis.kpis.ticket_times import rows_between
from app.analysis.remember import once_for_facts
from app.models.columns import I32, I64, Facts, Flags
from app.models.results import KpiPart
from app.models.settings import HOUR
from app.models.ticket import TICKET_KINDS

_INCIDENT = TICKET_KINDS.index("incident")


def unalerted(ctx: Context, of: Episodes) -> KpiPart | None:
    """Share of incidents opened in the period, and the one before, that no alert preceded.

    None without alerts. An alert precedes an incident that it is linked to, or one of its CI
    or service that is opened within an hour of it. Periods without any alert say nothing.
    """
    tickets = ctx.facts.tickets
    if not len(of.rows):
        return None
    rows = rows_between(ctx.facts, "opened", ctx.edges[-3:][0], ctx.cutoff)
    kept = (tickets.kind[rows] == _INCIDENT) & (tickets.state[rows] != CANCELLED)
    kept &= ~tickets.is_child[rows] & ~ctx.facts.details.duplicate[rows]
    mine = ctx.tickets_in_scope()
    rows = rows[kept if mine is None else kept & mine[rows]]
    bins = ctx.bins(tickets.opened[rows])
    bounds = np.searchsorted(of.fired, ctx.edges)
    bins = np.where((np.diff(bounds) > 0)[bins], bins, -1)
    line = Line(
        "K13", "unalerted", "Incidents without a preceding alert", "%", "lower", judged=False
    )
    part = share_part(ctx, line, share_of(ctx, bins, ~_preceded(ctx, of, rows), tickets.key, rows))
    return replace(part, records="ticket") if any(point.n for point in part.trend) else None


def _preceded(ctx: Context, of: Episodes, rows: I64) -> Flags:
    tickets, alerts = ctx.facts.tickets, ctx.facts.alerts
    opened = tickets.opened[rows]
    named = alerts.ticket[of.rows]
    named_rows, fired = named[named >= 0], of.fired[named >= 0]
    linked = np.zeros(len(tickets), np.bool_)
    linked[named_rows[fired <= tickets.opened[named_rows]]] = True
    found: Flags = linked[rows]
    cis, services = _translations(ctx.facts)
    for table, codes, own in (
        (cis, alerts.ci[of.rows], tickets.ci[rows]),
        (services, alerts.service[of.rows], tickets.service[rows]),
    ):
        found |= _recent(table[codes], of.fired, own, opened)
    return found


@once_for_facts
def _translations(facts: Facts) -> tuple[I64, I64]:
    """Per CI and per service of the alerts its code among those of the tickets."""
    tickets, alerts = facts.tickets, facts.alerts
    return (
        recoded(alerts.cis, tickets.cis),
        recoded(alerts.services, tickets.services),
    )


def _recent(of: I64, fired: I64, own: I32, opened: I64) -> Flags:
    """Whether a signal of the same code came in the hour up to each opening, both ends included."""
    signals = of >= 0
    found = np.zeros(len(own), np.bool_)
    asked = np.flatnonzero((own >= 0) & known(opened))
    if not signals.any() or not len(asked):
        return found
    low = min(int(fired[signals].min()), int(opened[asked].min())) - 1
    lane = max(int(fired[signals].max()), int(opened[asked].max())) - low + 1
    line = np.sort(of[signals] * lane + (fired[signals] - low))
    goal = own[asked].astype(np.int64) * lane + (opened[asked] - low)
    place = np.searchsorted(line, goal, side="right") - 1
    last = line[np.maximum(place, 0)]
    same = (place >= 0) & (last // lane == own[asked])
    found[asked] = same & (goal - last <= HOUR)
    return found
