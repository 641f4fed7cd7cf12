"""K4: SLA compliance of incidents and of requests (METRICS K4)."""

import numpy as np

from app.analysis.clock import ALWAYS
from app.analysis.kpis.base import Context, Kpi, Outcome, of_kinds, present
from app.analysis.kpis.parts import Line, Share, pareto, share_of, share_part
from app.analysis.kpis.restore import NEEDS
from app.analysis.kpis.sla_units import (
    NOT_KNOWN_YET,
    REASONS,
    TARGETS,
    UNKNOWN_ACK,
    Units,
    met_by_lower_priority,
    open_breached,
    resolved_in,
    units,
)
from app.analysis.kpis.words import number, percent
from app.models.columns import I64
from app.models.counts import counted
from app.models.results import KpiDefinition, KpiPart
from app.models.settings import HOUR, MINUTE, Settings

INCIDENTS = ("incident",)
REQUESTS = ("request", "request_item", "catalog_task")
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
    parts = [
        share_part(ctx, _line("Incidents", "SLA compliance, incidents"), _share(ctx, incidents))
    ]
    if any(len(of.rows) for of in requests):
        line = _line("Requests", "SLA compliance, requests")
        parts.append(share_part(ctx, line, _share(ctx, requests)))
    codes = _breached_groups(ctx, incidents + requests)
    both = incidents + requests
    return Outcome(
        parts=tuple(parts),
        extra=tuple(_extras(ctx, incidents, requests)),
        excluded=present(_excluded(ctx, both)),
        caveats=_caveats(ctx, parts, both),
        facts=_facts(ctx, incidents, requests),
        drivers=pareto(codes, tickets.groups, "No group", "groups"),
        drivers_label="Breached targets",
        needs="" if of_kinds(ctx.facts, INCIDENTS + REQUESTS).any() else NEEDS,
    )


def _line(name: str, label: str, *, judged: bool = True) -> Line:
    return Line("K4", name, label, "%", "higher", judged=judged)


def _share(ctx: Context, of: list[Units]) -> Share:
    rows = np.concatenate([one.rows for one in of])
    bins = np.concatenate([one.counted for one in of])
    return share_of(ctx, bins, np.concatenate([one.met for one in of]), ctx.facts.tickets.key, rows)


def _extras(ctx: Context, incidents: list[Units], requests: list[Units]) -> list[KpiPart]:
    extra = []
    for word, kinds, of in (("Incidents", INCIDENTS, incidents), ("Requests", REQUESTS, requests)):
        if word == "Requests" and not any(len(one.rows) for one in of):
            continue
        for one in of:
            line = _line(f"{word}, {one.target}", f"{word}, {one.target}", judged=False)
            extra.append(share_part(ctx, line, _share(ctx, [one])))
        rows, met = resolved_in(ctx, kinds)
        bins = np.full(len(rows), len(ctx.periods) - 1, np.int64)
        line = _line(f"{word}, resolved-in", f"{word} resolved in the period", judged=False)
        share = share_of(ctx, bins, met, ctx.facts.tickets.key, rows)
        extra.append(share_part(ctx, line, share))
    return extra


def _breached_groups(ctx: Context, of: list[Units]) -> I64:
    last = len(ctx.periods) - 1
    rows = [one.rows[(one.counted == last) & ~one.met] for one in of]
    codes: I64 = ctx.facts.tickets.group[np.concatenate(rows)].astype(np.int64)
    return codes


def _excluded(ctx: Context, of: list[Units]) -> dict[str, int]:
    last = len(ctx.periods) - 1
    counts = dict.fromkeys(REASONS, 0)
    for one in of:
        reasons = one.reason[(one.bins == last) & (one.reason >= 0)]
        for code, n in enumerate(np.bincount(reasons, minlength=len(REASONS)).tolist()):
            counts[REASONS[code]] += n
    tickets = ctx.facts.tickets
    opened = (tickets.opened >= ctx.edges[-2]) & (tickets.opened < ctx.cutoff)
    mine = ctx.tickets_in_scope()
    asked = opened & of_kinds(ctx.facts, INCIDENTS + REQUESTS)
    asked = asked if mine is None else asked & mine
    counts["no priority"] = int(np.count_nonzero(asked & (tickets.priority == 0)))
    return counts


def _caveats(ctx: Context, parts: list[KpiPart], of: list[Units]) -> tuple[str, ...]:
    caveats = ["n under 5"] if any(0 < part.n < 5 for part in parts) else []
    if is_default_policy(ctx.settings):
        caveats.append("default policy")
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


def _facts(
    ctx: Context, incidents: list[Units], requests: list[Units]
) -> tuple[tuple[str, str], ...]:
    lines = []
    for word, kinds, of in (
        ("Incidents", INCIDENTS, incidents),
        ("Requests", REQUESTS, requests),
    ):
        if not any(len(one.rows) for one in of):
            continue
        resolution = of[1]
        lines.append((f"{word} open and breached at the end", f"{open_breached(ctx, kinds):,}"))
        eased = sum(met_by_lower_priority(ctx, one) for one in of)
        if eased:
            lines.append((f"{word} breached at peak priority, met at the end", f"{eased:,}"))
        verdict = _source_verdict(ctx, resolution)
        if verdict:
            lines.append((f"{word}, the source's own verdict", verdict))
    holds = ", ".join(reason.replace("_", " ") for reason in ctx.settings.hold_reasons)
    lines.append(("Clock stops for", holds or "no hold"))
    lines.append(("Priority", "final"))
    lines.append(("Response ends", "acknowledged, else first assigned or out of New"))
    return tuple(lines)


def _source_verdict(ctx: Context, of: Units) -> str:
    """What the export itself says of the period's resolution targets, and where we differ."""
    last = of.counted == len(ctx.periods) - 1
    said = ctx.facts.tickets.made_sla[of.rows[last]]
    told = said >= 0
    n = int(np.count_nonzero(told))
    if not n:
        return ""
    met = int(np.count_nonzero(said == 1))
    differs = int(np.count_nonzero((said == 1)[told] != of.met[last][told]))
    return (
        f"{percent(met, n)} of {counted(n, 'ticket')} met; differs from ours on {number(differs)}"
    )


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
        clock="The calendar of the priority's target, in exact seconds, minus holds whose reason "
        "is agreed. Final priority.",
        inclusion="Incidents and requests apart, children too: each user was promised.",
        exclusion="Cancelled; no acknowledgement known; outcome unknown; breached only if still "
        "open after the export; ended before opened.",
        pairs="Backlog over 30 days; wrong priority",
        version=1,
    ),
)
