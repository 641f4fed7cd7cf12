"""The monthly service review pack of one service (METRICS §2, §4)."""

from math import floor

from app.analysis.kpis import kpi_met
from app.analysis.periods import parse_period
from app.analysis.sentences import inside, worded
from app.models.counts import counted
from app.models.errors import AppError
from app.models.results import (
    KpiPart,
    KpiResult,
    PackBudget,
    PackMajor,
    PackProblem,
    PackRisk,
    RequestedDecision,
    Scorecard,
    ServicePack,
)
from app.models.scope import Scope
from app.services.pack_lists import (
    Of,
    actions,
    carried,
    changes_done,
    changes_planned,
    majors,
    problems,
)
from app.services.scopes import find_scope
from app.services.score import scorecard
from app.services.tower import Tower
from app.services.trends import trends
from app.store.service_rows import open_risks

_MONTHS = 6
_MOST_RISKS = 8
_REPEATED = 5
"""Incidents from which on a problem without a workaround is a risk."""


def service_pack(tower: Tower, service: str, month: str) -> ServicePack:
    """Everything that the monthly review of a service reads, such as 2026-10.

    AppError for a month that isn't one or hasn't begun, and for an unknown service, with near
    names.
    """
    period = parse_period(month, tower.zone)
    if period.kind != "month":
        raise AppError(f"“{month}” is not a month. Write it like 2026-10.")
    scope = find_scope(tower.facts(), "service", service)
    card = scorecard(tower, period.id, scope)
    of = Of(tower, tower.facts(), scope.name, period)
    row = next((one for one in of.facts.registers.services if one.name == scope.name), None)
    budgets, broken, known = _budgets(card, scope), majors(of), problems(of)
    listed, done, planned = actions(of), changes_done(of), changes_planned(of)
    return ServicePack(
        service=scope.name,
        owner=(row.owner if row else None) or "No owner",
        tier=f"Tier {row.tier}" if row and row.tier else "Tier not known",
        card=card,
        trends=trends(tower, scope),
        budgets=budgets,
        majors=broken,
        problems=known,
        changes_done=done,
        changes_planned=planned,
        actions=listed,
        risks=_risks(tower, scope.name, budgets, known, broken, carried(listed)),
        decisions=_decisions(card, {one.key for one in (*done, *planned)}),
        headline=_headline(scope.name, card, budgets, broken),
        notes=_notes(card, row.tier if row else 0),
    )


def _notes(card: Scorecard, tier: int) -> tuple[str, ...]:
    """What could not be said, and why."""
    needs = tuple(
        kpi.needs if kpi.needs.startswith(kpi.label) else f"{kpi.label}: {kpi.needs}"
        for kpi in card.kpis
        if kpi.needs
    )
    if tier == 1:
        return needs
    why = f"this one is of tier {tier}" if tier else "the tier of this one is not known"
    return (f"Availability: measured for services of tier 1; {why}.", *needs)


def _decisions(card: Scorecard, keys: set[str]) -> tuple[RequestedDecision, ...]:
    """Those of the card, without collisions in which no change of the service takes part."""
    return tuple(
        one
        for one in card.decisions
        if not one.due.startswith("before") or any(key in one.why for key in keys)
    )


def _kpi(card: Scorecard, name: str) -> KpiResult:
    return next(kpi for kpi in card.kpis if kpi.id == name)


def _budgets(card: Scorecard, scope: Scope) -> tuple[PackBudget, ...]:
    """Availability in minutes of downtime, and each SLA row in tickets that may breach."""
    found = []
    available = _kpi(card, "K12")
    own = next((part for part in available.extra if part.name == scope.name), None)
    inputs = available.parts[0].inputs
    told = dict(inputs.rows) if inputs else {}
    if own is not None and scope.name in told:
        agreed, down, target = told[scope.name]
        allowed = agreed * (1 - target / 100) / 60
        found.append(
            PackBudget(
                "Availability",
                target,
                own.value,
                allowed,
                down / 60,
                "min",
                _months(own),
                available.fallback,
            )
        )
    for part in _kpi(card, "K4").parts:
        if part.target is not None and part.denominator:
            missed = part.denominator - (part.numerator or 0)
            allowed = float(floor(part.denominator * (100 - part.target) / 100 + 1e-9))
            found.append(
                PackBudget(
                    part.label, part.target, part.value, allowed, missed, "tickets", _months(part)
                )
            )
    return tuple(found)


def _months(part: KpiPart) -> tuple[tuple[str, float | None], ...]:
    return tuple((point.label, point.value) for point in part.trend[-_MONTHS:])


def _headline(
    service: str, card: Scorecard, budgets: tuple[PackBudget, ...], broken: tuple[PackMajor, ...]
) -> str:
    """The month of the service in one sentence: how many targets were missed, one by name."""
    month = card.period.label
    verdicts = [(kpi, kpi_met(kpi)) for kpi in card.kpis]
    judged = sum(1 for _, met in verdicts if met is not None)
    missed = [kpi for kpi, met in verdicts if met is False]
    if missed:
        more = f" and {len(missed) - 1} more" if len(missed) > 1 else ""
        share = f"{len(missed)} of {counted(judged, 'target')}"
        said = f"{service} missed {share} in {month}: {_gravest(missed, budgets)}{more}"
    elif judged:
        said = f"{service} met every target that was measured in {month}"
    else:
        said = f"No target of {service} could be measured in {month}"
    hurt = counted(len(broken), "major or P1 incident") if broken else "no major or P1 incident"
    return f"{said}; {hurt}."


def _gravest(missed: list[KpiResult], budgets: tuple[PackBudget, ...]) -> str:
    """A missed KPI in words: availability, else SLA compliance, else the scorecard's first."""
    named = {kpi.id: kpi for kpi in reversed(missed)}
    kpi = named.get("K12") or named.get("K4") or missed[0]
    own = next((one for one in budgets if one.unit == "min" and one.value is not None), None)
    if kpi.id == "K12" and own is not None:
        return f"{own.name} {own.value:.2f} % against {own.target:g} %"
    part = next(part for part in kpi.parts if part.met is False)
    return f"{inside(part.label)} {worded(part, part.value)} against {worded(part, part.target)}"


def _risks(
    tower: Tower,
    service: str,
    budgets: tuple[PackBudget, ...],
    known: tuple[PackProblem, ...],
    broken: tuple[PackMajor, ...],
    late: int,
) -> tuple[PackRisk, ...]:
    """The risk register's own first, then what the month itself shows."""
    found = [
        PackRisk(
            str(row["title"] or row["key"]),
            _scored(row["likelihood"], row["impact"], row["mitigation"]),
            str(row["owner"] or ""),
            (str(row["key"]),),
        )
        for row in open_risks(tower.store, service)
    ]
    for budget in budgets:
        if budget.left < -1e-9:
            spent = f"{budget.used:,.0f} {budget.unit} used of {budget.allowed:,.0f}"
            found.append(PackRisk(f"{budget.name}: the error budget is overspent", f"{spent}."))
    for problem in known:
        if problem.closed_at is None and problem.incidents >= _REPEATED and not problem.workaround:
            why = f"{counted(problem.incidents, 'incident')} and no workaround is recorded."
            found.append(PackRisk(problem.title, why, problem.owner, (problem.key,)))
    unanswered = tuple(
        one.key for one in broken if one.review.startswith(("Overdue", "No review known"))
    )
    if unanswered:
        why = f"{counted(len(unanswered), 'incident')} without a finished review."
        found.append(PackRisk("Major incidents may come back unexplained", why, keys=unanswered))
    if late:
        why = f"{counted(late, 'action')} past the due day."
        found.append(PackRisk("What was promised before isn't done", why))
    return tuple(found[:_MOST_RISKS])


def _scored(likelihood: int | None, impact: int | None, mitigation: str | None) -> str:
    score = f"Likelihood {likelihood or '?'} × impact {impact or '?'}"
    return f"{score}; {mitigation}" if mitigation else f"{score}; no mitigation is recorded."
