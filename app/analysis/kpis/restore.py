"""K1: time to restore P1 and P2 incidents (METRICS K1)."""

from dataclasses import dataclass

import numpy as np

from app.analysis.asof import CANCELLED
from app.analysis.kpis.base import Context, Kpi, Outcome, chosen, keyed, known, present
from app.analysis.kpis.episodes import grave
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import SECONDS, Line, duration_part
from app.analysis.kpis.rare_events import between_part
from app.analysis.kpis.restore_facts import Cohort, caveats, cohort_of, restore_facts, restored_by
from app.analysis.remember import once_for_facts
from app.models.columns import I64, MISSING, Facts, Flags
from app.models.results import KpiDefinition, KpiPart
from app.models.ticket import TICKET_KINDS, TICKET_STATES

_INCIDENT = TICKET_KINDS.index("incident")
_RESOLVED, _CLOSED = (TICKET_STATES.index(state) for state in ("resolved", "closed"))
_UNITS = {1: "min", 2: "h"}
VARIANTS = ("restore", "resolve", "close")
NEEDS = "Import incidents (ServiceNow incident: CSV, XLSX, JSON or event log)."


@dataclass(frozen=True, slots=True)
class _View:
    """One variant: the end it counts to, in which period that lies, and the seconds."""

    end: I64
    bins: I64
    seconds: I64
    over: tuple[int, ...]
    """States of tickets that have come to this end."""


def _restore(ctx: Context) -> Outcome:
    tickets = ctx.facts.tickets
    asked, cohort = grave(ctx.facts), _every(ctx.facts, ctx.settings.reopen_window_s)
    mine = ctx.tickets_in_scope()
    if mine is not None:
        asked, cohort = asked[mine[asked]], cohort.only(mine[cohort.rows])
    out = _left_out(ctx, asked)
    views = _views(ctx, cohort)
    name = chosen(ctx, "K1", VARIANTS)
    view = views[name]
    backwards = ~cohort.valid & (ctx.bins(cohort.end) == len(ctx.periods) - 1)
    out["restored before opened"] = cohort.rows[backwards]
    parts = tuple(_part(ctx, cohort, priority, view) for priority in (1, 2))
    last = view.bins == len(ctx.periods) - 1
    late = last & _outside(cohort, view, parts)
    level = restored_by(cohort, last) if name == "restore" else ""
    keys = {reason: tickets.key[rows] for reason, rows in out.items()}
    return Outcome(
        parts=parts,
        extra=tuple(_beside(ctx, cohort, views, name)),
        excluded=present({reason: len(rows) for reason, rows in out.items()}),
        caveats=caveats(ctx, cohort, last, parts, level),
        facts=restore_facts(ctx, cohort, last, parts),
        drivers=pareto(tickets.group[cohort.rows[late]], tickets.groups, "No group", "groups"),
        drivers_label="P1 and P2 outside target",
        needs="" if (tickets.kind == _INCIDENT).any() else NEEDS,
        variant=name,
        variants=VARIANTS,
        fallback=level,
        excluded_rows=keyed(keys),
    )


@once_for_facts
def _every(facts: Facts, reopen_window_s: int) -> Cohort:
    """The clocks of every P1 and P2 incident that isn't left out whatever its times."""
    rows = grave(facts)
    kept = ~np.logical_or.reduce(list(_reasons(facts, rows).values()))
    return cohort_of(facts, rows[kept], reopen_window_s)


def _reasons(facts: Facts, rows: I64) -> dict[str, Flags]:
    """Why a row is left out whatever its times: masks, the first that holds counts."""
    tickets = facts.tickets
    cancelled = tickets.state[rows] == CANCELLED
    merged = facts.details.duplicate[rows] & ~cancelled
    child = tickets.is_child[rows] & ~cancelled & ~merged
    nameless = ~known(tickets.opened[rows]) & ~cancelled & ~merged & ~child
    return {
        "cancelled": np.asarray(cancelled, np.bool_),
        "duplicate or merged": np.asarray(merged, np.bool_),
        "child of a major": np.asarray(child, np.bool_),
        "no opened time": np.asarray(nameless, np.bool_),
    }


def _left_out(ctx: Context, rows: I64) -> dict[str, I64]:
    """Rows by reason of those that ended in the period (cancelled ones may never end)."""
    tickets = ctx.facts.tickets
    restored = tickets.restored[rows]
    end = np.where(known(restored), restored, tickets.resolved[rows])
    reasons = _reasons(ctx.facts, rows)
    endless = (reasons["cancelled"] | reasons["duplicate or merged"]) & ~known(end)
    when = np.where(endless, tickets.opened[rows], end)
    last = ctx.bins(when) == len(ctx.periods) - 1
    return {reason: rows[last & mask] for reason, mask in reasons.items()}


def _views(ctx: Context, cohort: Cohort) -> dict[str, _View]:
    """Each variant by name, and the value as it would be from opened."""
    tickets, rows = ctx.facts.tickets, cohort.rows
    ends = {
        "restore": (cohort.start, cohort.end, cohort.seconds),
        "from opened": (tickets.opened[rows], cohort.end, None),
        "resolve": (cohort.start, tickets.resolved[rows], None),
        "close": (cohort.start, tickets.closed[rows], None),
    }
    found = {}
    for name, (start, end, seconds) in ends.items():
        whole = known(end) & (end >= start)
        lasted = np.where(whole, end - start, 0) if seconds is None else seconds
        over = (_CLOSED,) if name == "close" else (_RESOLVED, _CLOSED)
        found[name] = _View(end, np.where(whole, ctx.bins(end), -1), lasted, over)
    return found


def _part(ctx: Context, cohort: Cohort, priority: int, view: _View) -> KpiPart:
    line = Line("K1", f"P{priority}", f"P{priority} time to restore", _UNITS[priority], "lower")
    of = cohort.peak == priority
    keys = ctx.facts.tickets.key[cohort.rows[of]]
    still = of & _open_at_end(ctx, cohort, view)
    running = ctx.cutoff - cohort.start[still]
    return duration_part(ctx, line, view.bins[of], view.seconds[of], keys, running=running)


def _outside(cohort: Cohort, view: _View, parts: tuple[KpiPart, ...]) -> Flags:
    late = np.zeros(len(cohort.rows), np.bool_)
    for priority, part in zip((1, 2), parts, strict=True):
        if part.target is not None:
            limit = part.target * SECONDS[part.unit]
            late |= (cohort.peak == priority) & (view.seconds > limit)
    return late


def _beside(ctx: Context, cohort: Cohort, views: dict[str, _View], value: str) -> list[KpiPart]:
    """Beside the value: from opened and the other variants, each a mean of its own cohort."""
    extra = []
    for priority in (1, 2):
        of = cohort.peak == priority
        keys = ctx.facts.tickets.key[cohort.rows[of]]
        for name, view in views.items():
            if name == value:
                continue
            words = name if name == "from opened" else f"to {name}"
            line = Line(
                "K1", f"P{priority} {words}", f"P{priority}, {words}", _UNITS[priority], "lower",
                judged=False,
            )  # fmt: skip
            extra.append(duration_part(ctx, line, view.bins[of], view.seconds[of], keys))
        name = f"P{priority} days between"
        line = Line("K1", name, f"Days between P{priority} incidents", "d", "higher", judged=False)
        opened = ctx.facts.tickets.opened[cohort.rows[of]]
        rare = between_part(ctx, line, opened, keys)
        extra += [rare] if rare else []
    return extra


def _open_at_end(ctx: Context, cohort: Cohort, view: _View) -> Flags:
    """Begun before the period ended and not over by then; outcome unknown is left out.

    So is what its state says is over without telling when: to the variant *close* only closed is.
    """
    tickets, rows, end = ctx.facts.tickets, cohort.rows, view.end
    gone = tickets.outcome_unknown[rows] & ~known(end)
    silent = ~known(end) & np.isin(tickets.state[rows], view.over)
    running = (end == MISSING) | (end >= ctx.cutoff)
    return np.asarray((cohort.start < ctx.cutoff) & running & ~gone & ~silent, np.bool_)


K1 = Kpi(
    id="K1",
    label="Time to restore",
    group="Restore and respond",
    unit="min",
    better="lower",
    cadence="week",
    function=_restore,
    definition=KpiDefinition(
        formula="Mean of restored − start, P1 and P2 apart; the KPI is met when both are.",
        cohort="Incidents restored in the period, by the highest priority held while unresolved.",
        clock="Elapsed, 24×7, from the impact where an outage or alert shows it, else from opened, "
        "or from the promotion to P1 or P2. Holds are not deducted: the user is still down. "
        "Reopened within 7 days: sum of unresolved times.",
        inclusion="Incidents; restored is the outage's end, else the restored milestone, else "
        "resolved.",
        exclusion="Cancelled; duplicates and merged ones; children of a major; restored before "
        "opened; no opened time.",
        pairs="Open at the end of the period; SLA compliance",
        version=1,
    ),
)
