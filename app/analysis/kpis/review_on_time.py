"""K7: share of post-incident reviews of majors that were approved in time (METRICS K7)."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.analysis.asof import CANCELLED
from app.analysis.clock import add_business, calendar_of
from app.analysis.kpis.base import Context, Kpi, Outcome, known
from app.analysis.kpis.freshness import known_until, still_open
from app.analysis.kpis.left_out import LeftOut, left_out
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import Line, share_part
from app.analysis.kpis.restore import NEEDS
from app.analysis.kpis.shares import share_of
from app.analysis.kpis.sla_units import NOT_KNOWN_YET
from app.analysis.statistics import distribution
from app.models.columns import I64, MISSING, Flags, PirRow
from app.models.counts import counted
from app.models.duration import duration
from app.models.results import KpiDefinition
from app.models.settings import DAY, HOUR, CalendarRule, Settings
from app.models.ticket import TICKET_KINDS

CALENDAR = "business days"
_NEEDS_PIRS = "Import post-incident reviews (the template post-incident reviews)."
_WAIVED = "waived"
_PENDING = ("no review", "draft", "in review")


@dataclass(frozen=True, slots=True)
class _Majors:
    """Majors per row: when the review was due and approved (MISSING = not); where it stands."""

    row: I64
    due: I64
    bins: I64
    resolved: I64
    approved: I64
    stands: tuple[str, ...]
    waivers: tuple[str, ...]
    out: LeftOut


def _reviews(ctx: Context) -> Outcome:
    pirs = ctx.facts.registers.pirs
    of = _majors(ctx, nothing=not pirs)
    bins = np.where(of.out.kept, of.bins, -1)
    last = bins == len(ctx.periods) - 1
    hit = known(of.approved) & (of.approved <= of.due)
    line = Line("K7", "", "PIR completed on time", "%", "higher")
    part = share_part(ctx, line, share_of(ctx, bins, hit, ctx.facts.tickets.key, of.row))
    done = known(of.approved) & (of.approved < ctx.now)
    ever = Line("K7", "ever done", "PIR ever completed", "%", "higher", judged=False)
    everyone = share_part(ctx, ever, share_of(ctx, bins, done, ctx.facts.tickets.key, of.row))
    tickets, left = ctx.facts.tickets, of.bins == len(ctx.periods) - 1
    missed = tickets.group[of.row[last & ~hit]]
    excluded = of.out.counts(left)
    return Outcome(
        parts=(part,),
        extra=(everyone,),
        excluded=excluded,
        excluded_rows=of.out.keys(left, tickets.key, of.row),
        caveats=(
            *_caveats(of, last, part.n),
            *still_open(dict(excluded).get(NOT_KNOWN_YET, 0), "review"),
        ),
        facts=_facts(ctx, of, last, done),
        drivers=pareto(missed, tickets.groups, "No group", "groups"),
        drivers_label="Reviews not approved in time",
        needs=_needs(ctx),
    )


def _needs(ctx: Context) -> str:
    if not len(ctx.facts.tickets):
        return NEEDS
    return "" if ctx.facts.registers.pirs else _NEEDS_PIRS


def _majors(ctx: Context, *, nothing: bool) -> _Majors:
    tickets = ctx.facts.tickets
    mask = tickets.is_major & (tickets.kind == TICKET_KINDS.index("incident"))
    mask &= known(tickets.resolved)
    mine = ctx.tickets_in_scope()
    mask = mask if mine is None else mask & mine
    rows = np.zeros(0, np.int64) if nothing else np.flatnonzero(mask)
    resolved = tickets.resolved[rows]
    due = due_at(ctx.settings, resolved, tickets.peak_priority[rows].astype(np.int64))
    by_key = reviews_by_incident(ctx.facts.registers.pirs)
    found = [by_key.get(key, []) for key in tickets.key[rows].tolist()]
    stands = tuple(stand_of(of) for of in found)
    pending = np.isin(np.array(stands, np.str_), _PENDING)
    reasons = {
        "cancelled": tickets.state[rows] == CANCELLED,
        "merged or duplicate": ctx.facts.details.duplicate[rows],
        "child of a major": tickets.is_child[rows],
        "resolved before opened": known(tickets.opened[rows]) & (resolved < tickets.opened[rows]),
        _WAIVED: np.array(
            [waiver_of(of) != "" and approved_at(of) == MISSING for of in found], np.bool_
        ),
        NOT_KNOWN_YET: pending & (due >= known_until(ctx.facts, "pir")),
    }
    return _Majors(
        rows,
        due,
        ctx.bins(due),
        resolved,
        np.array([approved_at(of) for of in found], np.int64),
        stands,
        tuple(waiver_of(of) for of in found),
        left_out(len(rows), reasons),
    )


def due_at(settings: Settings, resolved: I64, peak: I64) -> I64:
    """Resolved + N business days by peak priority; a day is the calendar's longest (METRICS K7).

    A priority without a number of its own has the longest.
    """
    rule = calendar_of(settings, CALENDAR)
    most = max(settings.pir_days.values(), default=0)
    days = np.array([settings.pir_days.get(int(p), most) for p in peak.tolist()], np.int64)
    return add_business(rule, resolved, days * _day_s(rule))


def _day_s(rule: CalendarRule | None) -> int:
    """The working seconds of a business day: 10 h by default."""
    if rule is None or not rule.spans:
        return DAY
    lengths: dict[int, int] = {}
    for span in rule.spans:
        minutes = (span.end_minute - span.start_minute) % 1440 or 1440
        lengths[span.weekday] = lengths.get(span.weekday, 0) + minutes
    return max(lengths.values()) * HOUR // 60


def reviews_by_incident(pirs: Iterable[PirRow]) -> dict[str, list[PirRow]]:
    """The reviews of each incident by its key, in their order."""
    found: dict[str, list[PirRow]] = {}
    for pir in pirs:
        found.setdefault(pir.incident, []).append(pir)
    return found


def approved_at(pirs: list[PirRow]) -> int:
    """The first approval, MISSING if none; a draft isn't done, whatever instant it carries."""
    at = [pir.approved for pir in pirs if pir.approved is not None and _final(pir)]
    return min(at, default=MISSING)


def _final(pir: PirRow) -> bool:
    return pir.state in {"approved", None}


def waiver_of(pirs: list[PirRow]) -> str:
    """Who accepted that there is none, and why; empty where one of them isn't said."""
    told = [f"{p.waived_by}: {p.waiver_reason}" for p in pirs if p.waived_by and p.waiver_reason]
    return told[0] if told else ""


def stand_of(pirs: list[PirRow]) -> str:
    """Where an incident's reviews stand, waived ones aside: "approved", "in review", "draft" ..."""
    if not pirs:
        return "no review"
    if approved_at(pirs) != MISSING:
        return "approved"
    if any(pir.state == "approved" for pir in pirs):
        return "approved, no date"
    if any(pir.state == _WAIVED or pir.waived_by for pir in pirs):
        return "waived without name or reason"
    return "in review" if any(pir.state == "review" for pir in pirs) else "draft"


def _caveats(of: _Majors, last: Flags, n: int) -> tuple[str, ...]:
    caveats = ["n under 5"] if 0 < n < 5 else []
    stands = [of.stands[place] for place in np.flatnonzero(last).tolist()]
    caveats += [
        f"{word} {stands.count(word):,}, counted as not done"
        for word in ("approved, no date", "waived without name or reason")
        if word in stands
    ]
    return tuple(caveats)


def _facts(ctx: Context, of: _Majors, last: Flags, done: Flags) -> tuple[tuple[str, str], ...]:
    took = (of.approved - of.resolved)[last & done & (of.approved >= of.resolved)]
    spread = distribution(took)
    overdue = int(np.count_nonzero(last & ~done))
    stands = [of.stands[place] for place in np.flatnonzero(last & ~done).tolist()]
    words = [f"{word} {stands.count(word):,}" for word in dict.fromkeys(sorted(stands))]
    days = ", ".join(f"P{p} {n}" for p, n in sorted(ctx.settings.pir_days.items()))
    waived = np.flatnonzero(~of.out.kept & (of.bins == len(ctx.periods) - 1)).tolist()
    lines = [
        ("Due", f"business days after resolved: {days}, others the longest"),
        ("Overdue, not done", " · ".join((counted(overdue, "review"), *words))),
        (
            "Resolved to approved, median · P90",
            f"{duration(spread.median)} · {duration(spread.p90)}",
        ),
    ]
    lines += [("Waived", of.waivers[place]) for place in waived if of.waivers[place]]
    return tuple(lines)


K7 = Kpi(
    id="K7",
    label="PIR completed on time",
    group="Problem and follow-through",
    unit="%",
    better="higher",
    cadence="month",
    function=_reviews,
    definition=KpiDefinition(
        formula="Majors whose post-incident review was approved by its due instant ÷ majors with "
        "a review due.",
        cohort="Major incidents whose review fell due in the period.",
        clock="Due = resolved + 5 business days for P1, 10 for others (settings), by the highest "
        "priority held, holidays out. A day is one business day of working time.",
        inclusion="Not done and overdue counts against. A draft or review is not done; an "
        "approval needs its date.",
        exclusion="Waived, with who accepted it and why; children of a major; merged or "
        "duplicate; cancelled; resolved before opened; not done in an export that ends before the "
        "due instant.",
        pairs="Actions closed on time; incident recurrence",
        version=1,
    ),
)
