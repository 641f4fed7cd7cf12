"""The decisions that a scorecard asks for, and what waiting for each costs."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.analysis.kpis.words import number
from app.analysis.sentences import (
    Row,
    evidence,
    getting_worse,
    inside,
    judged_rows,
    when,
    why_missed,
    worded,
)
from app.models.duration import duration
from app.models.moments import day, stamp
from app.models.results import (
    Collision,
    CollisionReport,
    Finding,
    KpiPart,
    KpiResult,
    RequestedDecision,
)

_MOST = 3
_SETTLED = {"Accepted", "Dismissed"}
_SEVERE = ("Critical", "High")


def decisions(
    kpis: Sequence[KpiResult], report: CollisionReport | None
) -> tuple[RequestedDecision, ...]:
    """At most three decisions: open severe collisions, then bad signals, then misses."""
    zone = kpis[0].period.zone if kpis else "UTC"
    due = _due(kpis, zone) if kpis else ""
    asked = [_of_collision(one, zone) for one in _open_collisions(report)]
    rows = judged_rows(kpis)
    asked += [_of_signal(row, due) for row in getting_worse(rows)]
    missed = {row.kpi.id: row for row in reversed(rows) if row.missed and not row.worse}
    told = {row.kpi.id for row in getting_worse(rows)}
    asked += [_of_miss(row, due) for id_, row in sorted(missed.items()) if id_ not in told]
    return tuple(asked[:_MOST])


def _of_signal(row: Row, due: str) -> RequestedDecision:
    part = row.part
    words = inside(part.label)
    title = (
        f"Find the event behind {words}" if row.outside else f"Decide what changes {words} for good"
    )
    return RequestedDecision(title, f"{evidence(row)}.", _cost(row), row.kpi.owner, due)


def _of_miss(row: Row, due: str) -> RequestedDecision:
    part = row.part
    value, target = worded(part, part.value), worded(part, part.target)
    why = f"{value} against {target}{_gap(part)}; {why_missed([row])}."
    return RequestedDecision(
        f"Change the process behind {inside(part.label)}, or its target",
        why,
        _cost(row),
        row.kpi.owner,
        due,
    )


def _gap(part: KpiPart) -> str:
    if part.better_by is None or part.better_by >= 0:
        return ""
    unit = "points" if part.unit == "%" else part.unit
    return f", worse by {number(-part.better_by)} {unit}"


def _cost(row: Row) -> str:
    """What a further period like this one costs, in cases counted in it."""
    total = sum(bar.count for bar in row.kpi.drivers)
    if not total:
        return "Not known from these data."
    noun = inside(row.kpi.drivers_label)
    return f"{total:,} {noun} {when(row.kpi.period)}; a {row.kpi.period.kind} like it adds as many."


def _open_collisions(report: CollisionReport | None) -> list[Collision]:
    if report is None or report.retrospective:
        return []
    severe = [
        one
        for one in report.collisions
        if one.strongest.severity in _SEVERE and one.strongest.state not in _SETTLED
    ]
    return sorted(severe, key=lambda one: (-one.strongest.score, one.number))[:2]


def _of_collision(one: Collision, zone: str) -> RequestedDecision:
    found = one.strongest
    start = found.overlap_start
    when = stamp(start, zone) if start is not None else ""
    cost = (
        f"The overlap of {duration(60 * found.overlap_minutes)} begins {when}."
        if when
        else "It stands until one of them moves or the risk is accepted."
    )
    return RequestedDecision(
        found.suggestion.rstrip(".") or f"Settle {_pair(found)}",
        found.sentence.rstrip(".") + ".",
        cost,
        "No owner",
        f"before {when}" if when else "before the change starts",
    )


def _pair(found: Finding) -> str:
    return " and ".join(found.changes) + (f" in {found.window}" if found.window else "")


def _due(kpis: Sequence[KpiResult], zone: str) -> str:
    """The first Friday on or after the end of the newest period."""
    newest = max(kpi.period.end for kpi in kpis)
    end = datetime.fromtimestamp(newest, UTC).astimezone(ZoneInfo(zone))
    friday = end + timedelta(days=(4 - end.weekday()) % 7)
    return day(int(friday.timestamp()), zone)
