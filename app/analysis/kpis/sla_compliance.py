"""K4: SLA compliance of incidents and of requests (METRICS K4)."""

import numpy as np

from app.analysis.clock import ALWAYS
from app.analysis.kpis.base import Context, Kpi, Outcome, chosen, keyed, of_kinds, present
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import Line, share_part
from app.analysis.kpis.restore import NEEDS
from app.analysis.kpis.shares import Share, listed, share_of
from app.analysis.kpis.sla_findings import by_source, sla_facts
from app.analysis.kpis.sla_units import (
    INCIDENTS,
    NOT_KNOWN_YET,
    REASONS,
    REQUESTS,
    TARGETS,
    UNKNOWN_ACK,
    Units,
    resolved_in,
    units,
)
from app.analysis.kpis.ticket_times import rows_between
from app.analysis.kpis.words import percent
from app.analysis.source_targets import source_targets
from app.models.columns import I64, Text
from app.models.counts import counted
from app.models.results import KpiDefinition, KpiPart
from app.models.settings import HOUR, MINUTE, Settings

VARIANTS = ("due-in", "resolved-in")
"""True compliance, with what is still open and late; and of resolved ones alone."""
_BUSINESS_DAY = 10 * HOUR
DEFAULT_POLICY = {
    1: (15 * MINUTE, 4 * HOUR),
    2: (30 * MINUTE, 8 * HOUR),
    3: (4 * HOUR, 3 * _BUSINESS_DAY),
    4: (8 * HOUR, 5 * _BUSINESS_DAY),
    5: (None, 10 * _BUSINESS_DAY),
}
"""(response, resolution) in seconds; P1 and P2 run 24×7, the others on business days."""


def _compliance(ctx: Context) -> Outcome:
    tickets = ctx.facts.tickets
    incidents = [units(ctx, INCIDENTS, target) for target in TARGETS]
    requests = [units(ctx, REQUESTS, target) for target in TARGETS]
    name = chosen(ctx, "K4", VARIANTS)
    parts = []
    for word, kinds, of in _asked(incidents, requests):
        line = _line(word, f"SLA compliance, {word.lower()}")
        share = _share(ctx, of) if name == "due-in" else _resolved(ctx, kinds, run=True)
        parts.append(share_part(ctx, line, share))
    both = incidents + requests
    codes = _breached_groups(ctx, both)
    return Outcome(
        parts=tuple(parts),
        extra=tuple(_extras(ctx, incidents, requests, name)),
        excluded=present(_excluded(ctx, both)),
        caveats=_caveats(ctx, parts, both),
        facts=sla_facts(ctx, _asked(incidents, requests), _policy(ctx)),
        drivers=pareto(codes, tickets.groups, "No group", "groups"),
        drivers_label="Breached targets",
        needs="" if of_kinds(ctx.facts, INCIDENTS + REQUESTS).any() else NEEDS,
        variant=name,
        variants=VARIANTS,
        fallback=_fallback(ctx, both),
        excluded_rows=keyed(_excluded_keys(ctx, both)),
    )


def _asked(
    incidents: list[Units], requests: list[Units]
) -> list[tuple[str, tuple[str, ...], list[Units]]]:
    """Incidents always, requests where there are any: word, kinds and their units."""
    asked: list[tuple[str, tuple[str, ...], list[Units]]] = [("Incidents", INCIDENTS, incidents)]
    if any(of.total for of in requests):
        asked.append(("Requests", REQUESTS, requests))
    return asked


def _line(name: str, label: str, *, judged: bool = True) -> Line:
    return Line("K4", name, label, "%", "higher", judged=judged)


def _share(ctx: Context, of: list[Units]) -> Share:
    rows = np.concatenate([one.last.rows[one.counted] for one in of])
    met = np.concatenate([one.last.met[one.counted] for one in of])
    k, n = (sum(counts[1:], counts[0]) for counts in ([x.k for x in of], [x.n for x in of]))
    return listed(k, n, ctx.facts.tickets.key[rows], met)


def _extras(
    ctx: Context, incidents: list[Units], requests: list[Units], value: str
) -> list[KpiPart]:
    extra = []
    for word, kinds, of in _asked(incidents, requests):
        for one in of:
            line = _line(f"{word}, {one.target}", f"{word}, {one.target}", judged=False)
            extra.append(share_part(ctx, line, _share(ctx, [one])))
        if value == "due-in":
            name, label, share = "resolved-in", "resolved in the period", _resolved(ctx, kinds)
        else:
            name, label, share = "due-in", "due in the period", _share(ctx, of)
        line = _line(f"{word}, {name}", f"{word} {label}", judged=False)
        extra.append(share_part(ctx, line, share))
    return extra


def _resolved(ctx: Context, kinds: tuple[str, ...], *, run: bool = False) -> Share:
    rows, bins, met = resolved_in(ctx, kinds, run=run)
    return share_of(ctx, bins, met, ctx.facts.tickets.key, rows)


def _breached_groups(ctx: Context, of: list[Units]) -> I64:
    rows = [one.last.rows[one.counted & ~one.last.met] for one in of]
    codes: I64 = ctx.facts.tickets.group[np.concatenate(rows)].astype(np.int64)
    return codes


def _excluded(ctx: Context, of: list[Units]) -> dict[str, int]:
    counts = dict.fromkeys(REASONS, 0)
    for one in of:
        reasons = one.last.reason[~one.counted]
        for code, n in enumerate(np.bincount(reasons, minlength=len(REASONS)).tolist()):
            counts[REASONS[code]] += n
    counts["no priority"] = len(_unranked(ctx))
    return counts


def _excluded_keys(ctx: Context, of: list[Units]) -> dict[str, Text]:
    """Keys of the tickets that are left out by reason; a ticket with two targets once."""
    key = ctx.facts.tickets.key
    found = {
        reason: np.concatenate([key[one.last.rows[one.last.reason == code]] for one in of])
        for code, reason in enumerate(REASONS)
    }
    return found | {"no priority": key[_unranked(ctx)]}


def _unranked(ctx: Context) -> I64:
    """Tickets opened in the period without a priority: nothing was promised."""
    tickets = ctx.facts.tickets
    rows = rows_between(ctx.facts, "opened", int(ctx.edges[-2]), ctx.cutoff)
    rows = rows[(tickets.priority[rows] == 0) & of_kinds(ctx.facts, INCIDENTS + REQUESTS)[rows]]
    own = source_targets(ctx.facts, "resolution")
    rows = rows if own is None else rows[~own.there[rows]]
    mine = ctx.tickets_in_scope()
    kept: I64 = rows if mine is None else rows[mine[rows]]
    return kept


def _caveats(ctx: Context, parts: list[KpiPart], of: list[Units]) -> tuple[str, ...]:
    caveats = ["n under 5"] if any(0 < part.n < 5 for part in parts) else []
    own, n = by_source(of)
    if is_default_policy(ctx.settings) and (own < n or not n):
        share = (
            f" for {percent(n - own, n)}, the source's own targets for the others" if own else ""
        )
        caveats.append(f"default policy{share}")
    left = _excluded(ctx, of)
    if left[UNKNOWN_ACK]:
        caveats.append(
            f"Response: {counted(left[UNKNOWN_ACK], 'target')} left out, because the export says "
            "neither when they were acknowledged nor how they went."
        )
    if left[NOT_KNOWN_YET]:
        caveats.append(
            f"{counted(left[NOT_KNOWN_YET], 'target')} ran out after the export was made: breached "
            "if still open, not counted."
        )
    return tuple(caveats)


def _policy(ctx: Context) -> str:
    """What the settings' targets are called."""
    return "default policy" if is_default_policy(ctx.settings) else "the agreed policy"


def _fallback(ctx: Context, of: list[Units]) -> str:
    """The level, where some target is neither the source's nor anybody's agreement."""
    own, n = by_source(of)
    return "default policy" if is_default_policy(ctx.settings) and (own < n or not n) else ""


def is_default_policy(settings: Settings) -> bool:
    """Whether the targets are the product's own and nobody's agreement."""
    calendars = {1: ALWAYS, 2: ALWAYS}
    business = {rule.name for rule in settings.calendars}
    return {
        line.priority: (line.response_s, line.resolution_s) for line in settings.sla
    } == DEFAULT_POLICY and all(
        line.resolution_calendar == calendars.get(line.priority, line.resolution_calendar)
        and (line.priority in calendars or line.resolution_calendar in business)
        for line in settings.sla
    )


K4 = Kpi(
    id="K4",
    label="SLA compliance",
    group="Flow and service",
    unit="%",
    better="higher",
    cadence="week",
    function=_compliance,
    definition=KpiDefinition(
        formula="met ÷ (met + missed); one ticket × one target (response, resolution) is a unit.",
        cohort="Every unit whose target instant falls in the period, also when met earlier.",
        clock="The source's own target where it keeps one, else the policy's, on the calendar of "
        "the priority, in exact seconds, minus holds whose reason is agreed. Final priority; after "
        "a change it counts from opened, or anew by policy.",
        inclusion="Incidents and requests apart, children too: each user was promised.",
        exclusion="Cancelled; duplicates and merged ones; no acknowledgement known; outcome "
        "unknown; breached only if still open after the export; ended before opened; no priority.",
        pairs="Backlog over 30 days; wrong priority",
        version=1,
    ),
)
