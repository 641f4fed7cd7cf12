"""trends: forecasts, risk, recurring trouble, and what changes did."""

from typing import Annotated, Any

import typer

from app.cli.frame import plain
from app.cli.options import Call, Scoped, only_with
from app.models.errors import AppError
from app.models.moments import stamp
from app.models.results.trends import BreachRisk, FlowForecast, Trends
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
    _risk_words(found.risk)
    _section("Recurring incidents", len(found.clusters))
    for cluster in found.clusters[:_SHOWN]:
        problem = f", {cluster.problem}" if cluster.problem else ", no problem linked"
        place = f"{cluster.service}: " if cluster.service else ""
        typer.echo(
            f"  {place}{cluster.label}: {cluster.n:,} in 13 weeks, {cluster.hours:,.0f} h, "
            f"{_growth(cluster.trend)}{problem}"
        )
    _section("Incidents after changes", len(found.lifts))
    for lift in found.lifts[:_SHOWN]:
        first = f"; first to look at {lift.incidents[0][0]}" if lift.incidents else ""
        title = f" {lift.title}" if lift.title else ""
        typer.echo(
            f"  {lift.change}{title}: {lift.observed:,} where {lift.expected:.1f} are usual "
            f"({_LABELS[lift.label]}){first}"
        )
    _section("How the work flows", len(found.process))
    for finding in found.process:
        hours = "" if finding.hours is None else f" {finding.hours:,.0f} h."
        typer.echo(f"  {finding.title}: {finding.words}{hours}")
    _section("Change success, lowest first", len(found.success))
    for rate in found.success[:_SHOWN]:
        typer.echo(
            f"  {rate.team}, {rate.type}: {rate.shrunk:.1f} % ({rate.low:.1f} to {rate.high:.1f}); "
            f"{rate.k} of {rate.n}"
        )
    _section("Time to restore P1 and P2 by group, slowest first", len(found.phases))
    for phase in found.phases[:_SHOWN]:
        typer.echo(f"  {phase.group}: {phase.total / 3600:,.1f} h on average, n {phase.n}")


def _section(title: str, count: int) -> None:
    typer.echo(f"{title}{'' if count else ': none'}")


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


def _risk_words(risk: BreachRisk) -> None:
    typer.echo(f"Breach risk: {len(risk.rows):,} running clocks. {risk.words}")
    for row in risk.rows[:_SHOWN]:
        chance = "" if row.probability is None else f"{100 * row.probability:.0f} %, "
        usual = "" if row.usual_left_s is None else f", its like take {_hours(row.usual_left_s)}"
        like = f" ({row.learned_from})" if row.learned_from else ""
        typer.echo(f"  {row.key}: {chance}{_hours(row.left_s)} left{usual}{like}")


def _hours(seconds: int) -> str:
    return f"{seconds / 3600:,.1f} h"


COMMANDS = (trends,)
