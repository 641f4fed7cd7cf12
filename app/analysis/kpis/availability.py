"""K12: share of tier-1 services that met their availability target (METRICS K12)."""

from dataclasses import dataclass, replace
from math import floor

import numpy as np
from numpy.typing import NDArray

from app.analysis.clock import joined
from app.analysis.kpis.agreed_hours import AgreedHours, agreed_hours
from app.analysis.kpis.base import Context, Kpi, Outcome, chosen, keyed, present
from app.analysis.kpis.outage_minutes import Down, Spells, down
from app.analysis.kpis.outage_sources import BY_RECORDS, Interruptions, interruptions, planned
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import Line, share_part, value_part
from app.analysis.kpis.shares import Share
from app.models.columns import I64, MISSING, Flags, ServiceRow, Text
from app.models.counts import counted
from app.models.duration import duration
from app.models.results import Driver, KpiDefinition, KpiInputs, KpiPart
from app.models.settings import MINUTE

F64 = NDArray[np.float64]
VARIANTS = ("strict", "weighted", "lenient")
_WEIGHT = {"strict": 1.0, "weighted": 0.5, "lenient": 0.0}
"""How much of a degradation counts as down."""
_TIER_ONE = 1
_NEEDS_SERVICES = (
    "Import services with their tier, agreed hours and target (our own list of services): "
    "none of tier 1 is known."
)
_NEEDS_OUTAGES = "Import outages (status page, monitoring or our own list), or P1 incidents."


@dataclass(frozen=True, slots=True)
class _Service:
    """One tier-1 service with what it lost; `goal` in percent of its agreed time."""

    row: ServiceRow
    goal: float
    hours: AgreedHours
    down: Down
    known: Flags
    """Per period: agreed time that some source speaks of."""
    keys: Text
    """Of the interruptions that reached into the last period."""

    def lost(self, variant: str) -> F64:
        """Seconds down in each period."""
        return np.asarray(self.down.whole + _WEIGHT[variant] * self.down.partial, np.float64)

    def availability(self, variant: str) -> F64:
        """Percent of the agreed time in each period; NaN where nothing is known."""
        with np.errstate(divide="ignore", invalid="ignore"):
            share = 100 * (1 - self.lost(variant) / self.down.agreed)
        return np.where(self.known, share, np.nan)

    def met(self, variant: str) -> Flags:
        """In which periods the target was met; a value equal to it is met."""
        return np.asarray(self.availability(variant) >= self.goal - 1e-9, np.bool_)

    def margin(self, variant: str) -> float:
        """Points above its target in the last period."""
        return float(self.availability(variant)[-1]) - self.goal


def _availability(ctx: Context) -> Outcome:
    rows = tuple(row for row in ctx.facts.registers.services if _asked(ctx, row))
    source = interruptions(ctx, tuple(row.name for row in rows))
    services = _services(ctx, rows, source) if source else []
    variant = chosen(ctx, "K12", VARIANTS)
    parts = {name: _share(ctx, services, name, judged=name == variant) for name in VARIANTS}
    reasons = _excluded(ctx, source) if source and services else {}
    return Outcome(
        parts=(parts[variant],),
        extra=(
            *(part for name, part in parts.items() if name != variant),
            *(_own(ctx, service, variant, source) for service in services if source),
        ),
        excluded=present({reason: len(keys) for reason, keys in reasons.items()}),
        caveats=_caveats(ctx, parts[variant], services, source),
        facts=_facts(ctx, services, variant, source),
        drivers=_drivers(services, variant),
        drivers_label="Minutes down",
        needs=_needs(ctx, source),
        records="service",
        variant=variant,
        variants=VARIANTS,
        fallback=f"100 % by {source.level}" if source and services else "",
        excluded_rows=keyed(reasons),
    )


def _asked(ctx: Context, row: ServiceRow) -> bool:
    scope = ctx.scope
    mine = {"": True, "service": row.name == scope.name, "tier": str(row.tier) == scope.name}
    return row.tier == _TIER_ONE and mine[scope.field]


def _needs(ctx: Context, source: Interruptions | None) -> str:
    if not any(row.tier == _TIER_ONE for row in ctx.facts.registers.services):
        return _NEEDS_SERVICES
    return "" if source else _NEEDS_OUTAGES


def _services(ctx: Context, rows: tuple[ServiceRow, ...], source: Interruptions) -> list[_Service]:
    names = tuple(row.name for row in rows)
    valid = source.valid()
    where, start, end, told = planned(ctx, names)
    told_of = (ctx.edges[1:] > source.begins) & (
        (source.ends == MISSING) | (ctx.edges[:-1] < source.ends)
    )
    found = []
    for at, row in enumerate(rows):
        own = valid & (source.service == at)
        excused = (where == at) & told
        hours = agreed_hours(row.hours, row.zone, ctx.settings)
        lost = down(
            hours.rule,
            ctx.edges,
            _spells(source, own & ~source.degraded),
            _spells(source, own & source.degraded),
            Spells.of(start[excused], end[excused]),
        )
        reached = own & (source.start < ctx.cutoff) & (source.end > ctx.edges[-2])
        goal = ctx.settings.tier_one_target if row.target is None else row.target
        speaks = np.asarray(told_of & (lost.agreed > 0), np.bool_)
        found.append(_Service(row, goal, hours, lost, speaks, source.key[reached]))
    return found


def _spells(source: Interruptions, mask: Flags) -> Spells:
    return Spells(*joined(source.start[mask], source.end[mask]))


def _share(ctx: Context, services: list[_Service], variant: str, *, judged: bool) -> KpiPart:
    label = "Tier-1 availability" if judged else f"Tier-1 availability, {variant}"
    line = Line("K12", variant, label, "%", "higher", judged=judged)
    none = np.zeros((1, len(ctx.periods)), np.bool_)
    known = np.array([service.known for service in services]) if services else none
    met = np.array([service.met(variant) for service in services]) if services else none
    names = np.array([service.row.name for service in services], np.str_)
    last = known[:, -1][: len(names)]
    share = Share(
        np.count_nonzero(met & known, axis=0).astype(np.int64),
        np.count_nonzero(known, axis=0).astype(np.int64),
        np.sort(names[last]),
        np.sort(names[last & met[:, -1][: len(names)]]),
    )
    told = [service for service in services if service.known[-1]]
    return replace(share_part(ctx, line, share), inputs=_inputs(told, variant))


def _inputs(told: list[_Service], variant: str) -> KpiInputs:
    """What each service's own availability is made of, in the last period."""
    rows = tuple(
        (one.row.name, (float(one.down.agreed[-1]), float(one.lost(variant)[-1]), float(one.goal)))
        for one in sorted(told, key=lambda one: one.row.name)
    )
    return KpiInputs("minutes", ("Agreed s", "Down s", "Target %"), rows)


def _own(ctx: Context, service: _Service, variant: str, source: Interruptions | None) -> KpiPart:
    """One service's own availability; its rows are its interruptions."""
    name = service.row.name
    line = Line("K12", name, f"{name}, availability", "%", "higher", judged=False)
    values = [None if np.isnan(one) else float(one) for one in service.availability(variant)]
    counts = np.where(service.known, service.down.spells, 0).tolist()
    part = value_part(ctx, line, values, counts, rows=service.keys)
    return replace(part, records=source.records if source else "")


def _excluded(ctx: Context, source: Interruptions) -> dict[str, Text]:
    """Keys of interruptions that touch the period and do not count, by reason.

    Of services that weren't asked for nothing is said.
    """
    begin = int(ctx.edges[-2])
    mine = (source.service >= 0) | source.left_out.get("no service", np.zeros(0, np.bool_))
    touch = (source.start < ctx.cutoff) & (np.maximum(source.end, source.start) >= begin)
    rest, found = touch & mine, {}
    for reason, mask in source.left_out.items():
        found[reason] = source.key[rest & mask]
        rest = rest & ~mask
    return found


def _drivers(services: list[_Service], variant: str) -> tuple[Driver, ...]:
    minutes = [
        round(float(service.lost(variant)[-1]) / MINUTE) if service.known[-1] else 0
        for service in services
    ]
    codes: I64 = np.repeat(np.arange(len(services), dtype=np.int64), minutes)
    return pareto(codes, [service.row.name for service in services], "No service", "services")


def _caveats(
    ctx: Context, value: KpiPart, services: list[_Service], source: Interruptions | None
) -> tuple[str, ...]:
    if source is None or not services:
        return ()
    caveats = ["n under 5"] if 0 < value.n < 5 else []
    if source.level != BY_RECORDS:
        caveats.append(f"by {source.level}")
    unread = [one.row.name for one in services if not one.hours.understood]
    if unread:
        caveats.append(f"Agreed hours or zone not understood: {', '.join(unread)}.")
    if source.begins > ctx.edges[-2]:
        caveats.append("The source begins inside the period: what was before isn't known.")
    if MISSING < source.ends < ctx.cutoff:
        caveats.append("The source's newest export is from before the end of the period.")
    return tuple(caveats)


def _facts(
    ctx: Context, services: list[_Service], variant: str, source: Interruptions | None
) -> tuple[tuple[str, str], ...]:
    told = [service for service in services if service.known[-1]]
    if not told or source is None:
        return ()
    worst = min(told, key=lambda one: (one.margin(variant), one.row.name))
    value = float(worst.availability(variant)[-1])
    met = sum(bool(one.met(variant)[-1]) for one in told)
    lost = sum(float(one.lost(variant)[-1]) for one in told)
    spells = sum(int(one.down.spells[-1]) for one in told)
    agreed = sum(int(one.down.agreed[-1]) for one in told)
    excused = sum(int(one.down.planned[-1]) for one in told)
    budget = worst.down.agreed[-1] * (1 - worst.goal / 100)
    left = budget - worst.lost(variant)[-1]
    lines = [
        ("On target", f"{met} of {len(told)}; worst {worst.row.name} {_exact(value)}"),
        ("Downtime", f"{round(lost / MINUTE):,} min in {counted(spells, 'outage')}, merged"),
        ("Worst service", f"{round(float(worst.lost(variant)[-1]) / MINUTE):,} min down"),
        ("MTBF", duration((agreed - lost) / spells) if spells else "n/a: no outage"),
        ("Error budget left, worst", f"{duration(left)} of {duration(budget)}"),
        ("Source", source.level),
        ("Target", f"{_exact(ctx.settings.tier_one_target)} unless a service has its own"),
    ]
    if excused:
        lines.append(("Planned maintenance left out", f"{round(excused / MINUTE):,} min"))
    unsaid = _unannounced(ctx, services)
    if unsaid:
        lines.append(("Not announced before, not excused", counted(unsaid, "planned window")))
    return tuple(lines)


def _unannounced(ctx: Context, services: list[_Service]) -> int:
    where, start, end, told = planned(ctx, tuple(one.row.name for one in services))
    touch = (start < ctx.cutoff) & (end > ctx.edges[-2])
    return int(np.count_nonzero(touch & ~told & (where >= 0)))


def _exact(value: float) -> str:
    """Percent with at most two decimals, cut and not rounded: 99.999 is not 100."""
    cut = floor(value * 100 + 1e-6) / 100
    return f"{cut:.2f}".rstrip("0").rstrip(".") + " %"


K12 = Kpi(
    id="K12",
    label="Tier-1 availability",
    group="Restore and respond",
    unit="%",
    better="higher",
    cadence="month",
    function=_availability,
    definition=KpiDefinition(
        formula="Tier-1 services that met their target ÷ tier-1 services. Availability of a "
        "service = 1 − downtime without planned maintenance, inside agreed hours ÷ agreed hours "
        "without planned maintenance. Downtime is the union of its outages. Strict: degradations "
        "count fully; weighted: half; lenient: not at all.",
        cohort="Tier-1 services with agreed time in the period that the source speaks of.",
        clock="The service's agreed hours in its zone, 24×7 where none are agreed. Outages are cut "
        "at the bounds of the period; open ones last to now.",
        inclusion="Outage records, else P1 incidents with an outage flag, else P1 incidents. Own "
        "target, else the common one.",
        exclusion="Planned maintenance announced before it began, only inside its planned window; "
        "cancelled; no start; ended before it began; no service; outcome unknown.",
        pairs="Time to restore; change success rate",
        version=1,
    ),
    scopes=("service", "tier"),
)
