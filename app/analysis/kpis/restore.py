"""K1: time to restore P1 and P2 incidents (METRICS K1)."""

from dataclasses import dataclass

import numpy as np

from app.analysis.asof import CANCELLED
from app.analysis.kpis.base import Context, Kpi, Outcome, known, present
from app.analysis.kpis.episodes import Episodes, promoted, unresolved
from app.analysis.kpis.parts import SECONDS, Line, duration_part, pareto
from app.analysis.kpis.words import percent
from app.analysis.statistics import distribution, km_median
from app.models.columns import I64, MISSING, Flags
from app.models.counts import counted
from app.models.duration import duration
from app.models.results import KpiDefinition, KpiPart
from app.models.ticket import TICKET_KINDS

_INCIDENT = TICKET_KINDS.index("incident")
_UNITS = {1: "min", 2: "h"}


@dataclass(frozen=True, slots=True)
class _Cohort:
    """P1 and P2 incidents of the run: those restored in it and those open when it ended.

    `seconds` is the sum of unresolved episodes up to `end`; `valid` may count.
    """

    rows: I64
    peak: I64
    start: I64
    end: I64
    seconds: I64
    first: I64
    bins: I64
    valid: Flags


def _restore(ctx: Context) -> Outcome:
    tickets = ctx.facts.tickets
    mask = (tickets.kind == _INCIDENT) & (tickets.peak_priority >= 1) & (tickets.peak_priority <= 2)
    mine = ctx.tickets_in_scope()
    mask = mask if mine is None else mask & mine
    reasons = _excluded(ctx, np.flatnonzero(mask))
    kept = mask & (tickets.state != CANCELLED) & ~tickets.is_child & known(tickets.opened)
    cohort = _cohort(ctx, np.flatnonzero(kept))
    reasons["restored before opened"] = _in_last(ctx, cohort.bins, ~cohort.valid)
    bins = np.where(cohort.valid, cohort.bins, -1)
    parts = tuple(_part(ctx, cohort, priority, bins) for priority in (1, 2))
    last = bins == len(ctx.periods) - 1
    late = last & _outside(cohort, parts)
    return Outcome(
        parts=parts,
        extra=tuple(_variants(ctx, cohort, bins)),
        excluded=present(reasons),
        caveats=_caveats(ctx, cohort, last, parts),
        facts=_facts(ctx, cohort, last),
        drivers=pareto(tickets.group[cohort.rows[late]], tickets.groups, "No group", "groups"),
        drivers_label="Incidents outside target",
        needs="" if (tickets.kind == _INCIDENT).any() else NEEDS,
    )


NEEDS = "Import incidents (ServiceNow incident: CSV, XLSX, JSON or event log)."


def _cohort(ctx: Context, rows: I64) -> _Cohort:
    tickets = ctx.facts.tickets
    start = promoted(ctx.facts, rows)
    episodes: Episodes = unresolved(ctx.facts, rows, start, ctx.settings.reopen_window_s)
    own = tickets.restored[rows]
    end = np.where(own != MISSING, own, episodes.end)
    bins = ctx.bins(end)
    whole = known(end) & (end >= start)
    pause = np.where(own != MISSING, 0, episodes.between)
    seconds = np.where(whole, end - start - pause, 0)
    return _Cohort(
        rows, tickets.peak_priority[rows].astype(np.int64), start, end, seconds,
        episodes.first, bins, ~known(end) | (end >= start),
    )  # fmt: skip


def _part(ctx: Context, cohort: _Cohort, priority: int, bins: I64) -> KpiPart:
    line = Line("K1", f"P{priority}", f"P{priority} time to restore", _UNITS[priority], "lower")
    of = cohort.peak == priority
    keys = ctx.facts.tickets.key[cohort.rows[of]]
    return duration_part(ctx, line, bins[of], cohort.seconds[of], keys)


def _outside(cohort: _Cohort, parts: tuple[KpiPart, ...]) -> Flags:
    late = np.zeros(len(cohort.rows), np.bool_)
    for priority, part in zip((1, 2), parts, strict=True):
        if part.target is not None:
            limit = part.target * SECONDS[part.unit]
            late |= (cohort.peak == priority) & (cohort.seconds > limit)
    return late


def _variants(ctx: Context, cohort: _Cohort, bins: I64) -> list[KpiPart]:
    """Beside the value: from opened, to resolve and to close, each as a mean of its own cohort."""
    tickets = ctx.facts.tickets
    opened = tickets.opened[cohort.rows]
    resolved, closed = tickets.resolved[cohort.rows], tickets.closed[cohort.rows]
    of_end = {
        "from opened": (bins, cohort.end),
        "to resolve": (ctx.bins(resolved), resolved),
        "to close": (ctx.bins(closed), closed),
    }
    extra = []
    for priority in (1, 2):
        of = cohort.peak == priority
        keys = tickets.key[cohort.rows[of]]
        for name, (when, end) in of_end.items():
            place = np.where(known(end) & (end >= opened), when, -1)
            seconds = np.where(place >= 0, end - opened, 0)
            line = Line(
                "K1", f"P{priority} {name}", f"P{priority}, {name}", _UNITS[priority], "lower",
                judged=False,
            )  # fmt: skip
            extra.append(duration_part(ctx, line, place[of], seconds[of], keys))
    return extra


def _excluded(ctx: Context, rows: I64) -> dict[str, int]:
    """Left out by reason: those that ended in the period (cancelled ones may never end)."""
    tickets = ctx.facts.tickets
    restored = tickets.restored[rows]
    end = np.where(restored != MISSING, restored, tickets.resolved[rows])
    cancelled = tickets.state[rows] == CANCELLED
    opened = tickets.opened[rows]
    when = np.where(cancelled & ~known(end), opened, end)
    last = ctx.bins(when) == len(ctx.periods) - 1
    child = tickets.is_child[rows] & ~cancelled
    return {
        "cancelled": int(np.count_nonzero(last & cancelled)),
        "child of a major": int(np.count_nonzero(last & child)),
        "no opened time": int(np.count_nonzero(last & ~known(opened) & ~cancelled & ~child)),
    }


def _in_last(ctx: Context, bins: I64, mask: Flags) -> int:
    return int(np.count_nonzero(mask & (bins == len(ctx.periods) - 1)))


def _open_at_end(ctx: Context, cohort: _Cohort) -> Flags:
    """Begun before the period ended and not restored by then; outcome unknown is left out."""
    gone = ctx.facts.tickets.outcome_unknown[cohort.rows] & ~known(cohort.end)
    silent = ~known(cohort.end) & np.isin(ctx.facts.tickets.state[cohort.rows], (3, 4))
    running = ~known(cohort.end) | (cohort.end >= ctx.cutoff)
    return np.asarray((cohort.start < ctx.cutoff) & running & ~gone & ~silent, np.bool_)


def _facts(ctx: Context, cohort: _Cohort, last: Flags) -> tuple[tuple[str, str], ...]:
    open_ = _open_at_end(ctx, cohort)
    lines = []
    for priority in (1, 2):
        of = cohort.peak == priority
        spread = distribution(cohort.seconds[last & of])
        lines.append((
            f"P{priority} median · P90",
            f"{duration(spread.median)} · {duration(spread.p90)}",
        ))  # fmt: skip
        still = open_ & of
        lines.append((f"P{priority} open at the end", str(np.count_nonzero(still))))
        lasted = np.concatenate((cohort.seconds[last & of], ctx.cutoff - cohort.start[still]))
        ended = np.arange(len(lasted)) < np.count_nonzero(last & of)
        median = km_median(lasted, ended)
        words = duration(median) if median is not None or not len(lasted) else "not reached"
        lines.append((f"P{priority} median with open ones (Kaplan-Meier)", words))
    return (*lines, *_levels(ctx, cohort, last))


def _levels(ctx: Context, cohort: _Cohort, last: Flags) -> list[tuple[str, str]]:
    """How start and end are known: the evidence behind the value."""
    tickets, rows = ctx.facts.tickets, cohort.rows[last]
    n = len(rows)
    if not n:
        return []
    by_resolved = int(np.count_nonzero(~known(tickets.restored[rows])))
    raised = int(np.count_nonzero(cohort.start[last] > tickets.opened[rows]))
    reopened = int(np.count_nonzero(
        known(cohort.first[last]) & (cohort.first[last] < cohort.end[last])
    ))  # fmt: skip
    logged = int(np.count_nonzero(tickets.has_history[rows]))
    lines = [
        ("Start", "opened, or the promotion of a raised one; impact start isn't in these exports"),
        ("Restored", f"{percent(by_resolved, n)} by resolved"),
        ("Peak priority known", f"{percent(logged, n)} from history, the rest the final one"),
    ]
    if raised:
        lines.append(("Raised after opening", f"{counted(raised, 'incident')}, from the promotion"))
    if reopened:
        early = cohort.first[last] - cohort.start[last]
        early = early[known(cohort.first[last]) & (early >= 0)]
        mean = duration(distribution(early).mean)
        words = f"{counted(reopened, 'incident')}, sum of unresolved times"
        lines.append(("Reopened", f"{words}; to the first resolution {mean} on average"))
    return lines


def _caveats(
    ctx: Context, cohort: _Cohort, last: Flags, parts: tuple[KpiPart, ...]
) -> tuple[str, ...]:
    tickets, rows = ctx.facts.tickets, cohort.rows[last]
    caveats = ["n under 5"] if any(0 < part.n < 5 for part in parts) else []
    by_resolved = int(np.count_nonzero(~known(tickets.restored[rows])))
    if by_resolved:
        caveats.append(f"{percent(by_resolved, len(rows))} by resolved")
    told = np.zeros(len(tickets), np.bool_)
    told[ctx.facts.states.ticket] = True
    silent = int(np.count_nonzero((tickets.reopen_count[rows] > 0) & ~told[rows]))
    if silent:
        caveats.append(
            f"{counted(silent, 'incident')} reopened without a history of states: time to the last "
            "resolution, also while resolved."
        )
    return tuple(caveats)


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
        clock="Elapsed, 24×7. Holds are not deducted: the user is still down. A ticket raised to "
        "P1 or P2 starts at the promotion. Reopened within 7 days: sum of unresolved times.",
        inclusion="Incidents; restored is the restored milestone, else resolved.",
        exclusion="Cancelled; children of a major; restored before opened; no opened time.",
        pairs="Open at the end of the period; SLA compliance",
        version=1,
    ),
)
