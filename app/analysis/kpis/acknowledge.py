"""K2: time until a person acknowledged a critical alert or incident (METRICS K2)."""

from dataclasses import replace

import numpy as np

from app.analysis.clock import business_seconds
from app.analysis.kpis.acknowledge_sources import (
    ACKNOWLEDGED,
    MISSED,
    OPEN,
    REASONS,
    Triggers,
    anything_said,
    of_alerts,
    of_tickets,
)
from app.analysis.kpis.base import Context, Kpi, Outcome, keyed, present
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import SECONDS, Line, duration_part, share_part
from app.analysis.kpis.shares import share_of
from app.analysis.kpis.words import percent
from app.analysis.statistics import distribution
from app.models.columns import I64, Flags, Text
from app.models.duration import duration
from app.models.results import KpiDefinition, KpiPart
from app.models.settings import CalendarRule, Span

_NEEDS = (
    "Import critical alerts with who acknowledged them (PagerDuty and others), or P1 and P2 "
    "incidents with acknowledged or assigned times."
)
_BY_ALERTS = "by alerts"
_BY_TICKETS = "by tickets: acknowledged, else first assigned or out of New, a proxy"


def _acknowledge(ctx: Context) -> Outcome:
    alerts, tickets = of_alerts(ctx), of_tickets(ctx)
    paged = len(alerts.key) > 0
    of = alerts if paged else tickets
    bins = np.where(of.reason < 0, ctx.bins(of.start), -1)
    last = bins == len(ctx.periods) - 1
    value = _mean(ctx, of, "acknowledge", "Time to acknowledge", judged=True)
    records, word = ("alert", "team") if paged else ("ticket", "group")
    extra = [_missed(ctx, of, bins)]
    if paged and len(tickets.key):
        label = "P1 and P2 incidents, by ticket"
        extra.append(replace(_mean(ctx, tickets, "tickets", label), records="ticket"))
    reasons = _excluded(ctx, of)
    late = last & (_late(of, value) | (of.outcome == MISSED))
    return Outcome(
        parts=(value,),
        extra=tuple(extra),
        excluded=present({reason: len(keys) for reason, keys in reasons.items()}),
        caveats=_caveats(value, of, last, paged=paged),
        facts=_facts(ctx, of, last, value, paged=paged),
        drivers=pareto(of.group[late], of.groups, f"No {word}", f"{word}s"),
        drivers_label="Late or missed",
        needs="" if anything_said(ctx.facts) else _NEEDS,
        records=records,
        fallback=f"100 % {_BY_ALERTS if paged else _BY_TICKETS}" if last.any() else "",
        excluded_rows=keyed(reasons),
    )


def _mean(ctx: Context, of: Triggers, name: str, label: str, *, judged: bool = False) -> KpiPart:
    """The mean to the acknowledgement, with those still waiting beside it."""
    bins = np.where((of.reason < 0) & (of.outcome == ACKNOWLEDGED), ctx.bins(of.start), -1)
    waits = (of.reason < 0) & (of.outcome == OPEN) & (of.start >= ctx.edges[-2])
    line = Line("K2", name, label, "min", "lower", judged=judged)
    return duration_part(ctx, line, bins, of.seconds, of.key, running=of.seconds[waits])


def _missed(ctx: Context, of: Triggers, bins: I64) -> KpiPart:
    """Share that ended without any acknowledgement; those still waiting are not decided."""
    line = Line("K2", "missed", "Ended without acknowledgement", "%", "lower", judged=False)
    decided = np.where(of.outcome == OPEN, -1, bins)
    rows = np.arange(len(of.key))
    return share_part(ctx, line, share_of(ctx, decided, of.outcome == MISSED, of.key, rows))


def _late(of: Triggers, value: KpiPart) -> Flags:
    limit = np.inf if value.target is None else value.target * SECONDS[value.unit]
    return np.asarray((of.outcome != MISSED) & (of.seconds > limit), np.bool_)


def _excluded(ctx: Context, of: Triggers) -> dict[str, Text]:
    """Keys of what does not count in the period, by reason."""
    here = of.start >= ctx.edges[-2]
    return {reason: of.key[here & (of.reason == code)] for code, reason in enumerate(REASONS)}


def _caveats(value: KpiPart, of: Triggers, last: Flags, *, paged: bool) -> tuple[str, ...]:
    caveats = ["n under 5"] if 0 < value.n < 5 else []
    if not paged and value.n:
        caveats.append("by ticket, proxy")
    nobody = last & (of.outcome == ACKNOWLEDGED) & ~of.by_whom
    unsaid = int(np.count_nonzero(nobody))
    if unsaid:
        caveats.append(
            f"{percent(unsaid, value.n)} acknowledged without a name: taken for a person."
        )
    return tuple(caveats)


def _facts(
    ctx: Context, of: Triggers, last: Flags, value: KpiPart, *, paged: bool
) -> tuple[tuple[str, str], ...]:
    done = last & (of.outcome == ACKNOWLEDGED)
    n, spread = value.n, value.distribution
    lines = [("Source", "critical and high alerts" if paged else "P1 and P2 incidents, by ticket")]
    if spread and n:
        lines.append(("Median · P90", f"{duration(spread.median)} · {duration(spread.p90)}"))
        if spread.inside is not None:
            lines.append(
                ("Inside target", f"{spread.inside:,} of {n:,} ({percent(spread.inside, n)})")
            )
    missed = int(np.count_nonzero(last & (of.outcome == MISSED)))
    lines.append(("Ended without acknowledgement", f"{missed:,}"))
    lines.append(("Waiting and open", f"{value.open_n or 0:,}"))
    if value.open_n:
        median = None if value.km_median is None else value.km_median * SECONDS["min"]
        words = "not reached" if median is None else duration(median)
        lines.append(("Median with those waiting (Kaplan-Meier)", words))
    if not paged:
        lines.append(("Peak priority", "P1 and P2; a raised one starts at its promotion"))
    return (*lines, *_hours(ctx, of, done))


def _hours(ctx: Context, of: Triggers, done: Flags) -> list[tuple[str, str]]:
    """By the hour at which each began, in the report zone: business, sleep and the rest."""
    start, seconds = of.start[done], of.seconds[done]
    zone = ctx.settings.report_zone
    business, sleep = (_inside(replace(rule, zone=zone), start) for rule in (_BUSINESS, _SLEEP))
    lines = []
    for label, mask in (
        ("Business hours, Mon–Fri 08–18", business),
        ("Sleep hours, 22–06", sleep & ~business),
        ("Off hours, the rest", ~business & ~sleep),
    ):
        if mask.any():
            spread = distribution(seconds[mask])
            mean, median = duration(spread.mean), duration(spread.median)
            lines.append((label, f"mean {mean}, median {median}, n {spread.n:,}"))
    if lines:
        lines.append(
            ("Hours are those of", f"the report zone, {zone}: no responder's zone is known")
        )
    return lines


def _inside(rule: CalendarRule, at: I64) -> Flags:
    return np.asarray(business_seconds(rule, at, at + 1) > 0, np.bool_)


_BUSINESS = CalendarRule("business", "UTC", tuple(Span(day, 480, 1080) for day in range(5)))
_SLEEP = CalendarRule("sleep", "UTC", tuple(Span(day, 1320, 360) for day in range(7)))

K2 = Kpi(
    id="K2",
    label="Time to acknowledge",
    group="Restore and respond",
    unit="min",
    better="lower",
    cadence="week",
    function=_acknowledge,
    definition=KpiDefinition(
        formula="Mean of first acknowledgement by a person − trigger.",
        cohort="Critical and high alerts that began in the period; where the run of periods has "
        "none, P1 and P2 incidents by peak priority, opened or raised in it.",
        clock="Elapsed, 24×7, with what is known now. A re-trigger after an acknowledgement is a "
        "new episode.",
        inclusion="Acknowledged ones. Open and unacknowledged ones are censored; closed and "
        "unacknowledged ones are missed, with their own share. From tickets: the first "
        "acknowledgement, else assignment, a proxy.",
        exclusion="Never needed a human: acknowledged by an integration, or ended by itself "
        "before; repeated while unacknowledged; acknowledged before it was raised to P1 or P2; "
        "milestones in a broken order; cancelled, merged, child of a major; outcome unknown; no "
        "acknowledgement known.",
        pairs="Alert noise ratio; time to restore",
        version=1,
    ),
)
