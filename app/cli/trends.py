"""trends: forecasts, risk, recurring trouble, and what changes did."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from app.cli.frame import plain
from app.cli.options import Call, Scoped, only_with
from app.cli.words import first_of
from app.models.counts import counted
from app.models.errors import AppError
from app.models.moments import stamp
from app.models.results.trends import (
    Cluster,
    FlowForecast,
    Lift,
    PhaseTime,
    ProcessFinding,
    RiskRow,
    ShrunkRate,
    Trends,
)
from app.models.scope import Scope
from app.services.clock import iso
from app.services.tower import Tower

_SHOWN = 5
_LABELS = {
    "linked": "the source links them",
    "confirmed": "confirmed",
    "strong": "strong, not confirmed",
    "weak": "weak, not confirmed",
}


def trends(
    scoped: Scoped,
    confirm: Annotated[str, typer.Option("--confirm", help="This change caused them.")] = "",
    dismiss: Annotated[str, typer.Option("--dismiss", help="This change did not.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="How that is known.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who says so; default: you.")] = "",
    *,
    call: Call,
) -> None:
    """Backlog forecast, breach risk, recurring incidents, and what changes were followed by."""
    decided = bool(confirm or dismiss)
    only_with("--confirm or --dismiss", {"--reason": reason, "--by": by}, there=decided)
    with call.tower() as tower:
        from app.services import trends as service_of

        scope = scoped.of(tower)
        if confirm and dismiss:
            raise AppError("Say either --confirm or --dismiss.")
        if decided:
            service_of.decide_effect(
                tower, confirm or dismiss, confirmed=bool(confirm), reason=reason, decided_by=by
            )
        found = service_of.trends(tower, scope)
        call.out(
            value=lambda: trends_json(tower, scope, found),
            words=lambda: _words(tower, scope, found),
            marks=tower.marks(),
        )


def trends_json(tower: Tower, scope: Scope, found: Trends) -> dict[str, Any]:
    """The object of `tower trends --json`."""
    value: dict[str, Any] = plain(found)
    value["at"] = iso(found.at)
    return {"scope": scope.words(), "zone": tower.zone} | value


def _words(tower: Tower, scope: Scope, found: Trends) -> None:
    typer.echo(f"Trends of {scope.words()}, {stamp(found.at, tower.zone)} ({tower.zone}).")
    _flow_words(found.flow)
    risk = found.risk
    typer.echo(f"Breach risk: {counted(len(risk.rows), 'running clock')}. {risk.words}")
    first_of(risk.rows, _risk, _SHOWN)
    _section("Recurring incidents", found.clusters, _cluster)
    _section("Incidents after changes", found.lifts, _lift)
    _section("How the work flows", found.process, _finding, len(found.process))
    _section("Change success, lowest first", found.success, _rate)
    _section("Time to restore P1 and P2 by group, slowest first", found.phases, _phase)


def _section(
    title: str, rows: Sequence[Any], line: Callable[[Any], str], most: int = _SHOWN
) -> None:
    typer.echo(f"{title}{'' if rows else ': none'}")
    first_of(rows, line, most)


def _risk(row: RiskRow) -> str:
    chance = "" if row.probability is None else f"{100 * row.probability:.0f} %, "
    usual = "" if row.usual_left_s is None else f", its like take {_hours(row.usual_left_s)}"
    like = f" ({row.learned_from})" if row.learned_from else ""
    return f"{row.key}: {chance}{_hours(row.left_s)} left{usual}{like}"


def _cluster(cluster: Cluster) -> str:
    problem = cluster.problem or "no problem linked"
    place = f"{cluster.service}: " if cluster.service else ""
    growth = _growth(cluster.trend)
    often = f"{cluster.n:,} in 13 weeks, {cluster.hours:,.0f} h"
    return f"{place}{cluster.label}: {often}, {growth}, {problem}"


def _lift(lift: Lift) -> str:
    first = f"; first to look at {lift.incidents[0][0]}" if lift.incidents else ""
    title = f" {lift.title}" if lift.title else ""
    counts = f"{lift.observed:,} where {lift.expected:.1f} are usual"
    return f"{lift.change}{title}: {counts} ({_LABELS[lift.label]}){first}"


def _finding(finding: ProcessFinding) -> str:
    hours = "" if finding.hours is None else f" {finding.hours:,.0f} h."
    return f"{finding.title}: {finding.words}{hours}"


def _rate(rate: ShrunkRate) -> str:
    between = f"{rate.low:.1f} to {rate.high:.1f}"
    return f"{rate.team}, {rate.type}: {rate.shrunk:.1f} % ({between}); {rate.k} of {rate.n}"


def _phase(phase: PhaseTime) -> str:
    return f"{phase.group}: {phase.total / 3600:,.1f} h on average, n {phase.n}"


def _growth(slope: float) -> str:
    change = f"{slope:+.1f}".replace("-", "−")
    return "steady" if change[1:] == "0.0" else f"{change} each week"


def _flow_words(flow: FlowForecast) -> None:
    typer.echo(f"Backlog: {flow.open_now:,} open now.")
    if flow.needs:
        typer.echo(f"  {flow.needs}")
        return
    last = flow.days[-1]
    typer.echo(
        f"  In {len(flow.days)} days about {last.middle:,.0f}, {flow.band:.0f} % band "
        f"{last.low:,.0f} to {last.high:,.0f}; {flow.arrivals_a_day:,.1f} in and "
        f"{flow.closures_a_day:,.1f} out a day."
    )
    held = "can't be told yet" if flow.coverage is None else f"held {flow.coverage:.0f} %"
    typer.echo(f"  Tried on {flow.tested} days past the band {held}.")


def _hours(seconds: int) -> str:
    return f"{seconds / 3600:,.1f} h"


COMMANDS = (trends,)
