"""The decisions that a scorecard asks for, and what waiting for each costs."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.analysis.kpis.parts import SECONDS
from app.analysis.kpis.words import number
from app.analysis.misses import missed_words, own_misses
from app.analysis.sentences import (
    Row,
    evidence,
    getting_worse,
    inside,
    judged_rows,
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
    kpis: Sequence[KpiResult], report: CollisionReport | None, now: int
) -> tuple[RequestedDecision, ...]:
    """At most three decisions: open severe collisions, bad signals, misses, then few cases.

    Nothing is due before `now` (UTC seconds), and nothing asked of a period that still runs.
    """
    zone = kpis[0].period.zone if kpis else "UTC"
    due = _due(kpis, zone, now) if kpis else ""
    asked = [_of_collision(one, zone) for one in _open_collisions(report)]
    rows = [row for row in judged_rows(kpis, now) if not row.running]
    asked += [_of_signal(row, due) for row in getting_worse(rows)]
    told = {row.kpi.id for row in getting_worse(rows)}
    missed = [row for row in rows if row.missed and row.kpi.id not in told]
    many = {row.kpi.id: row for row in reversed(missed) if not _counted(row)}
    few = {row.kpi.id: row for row in reversed(missed) if _counted(row) and row.kpi.id not in many}
    asked += [_of_miss(row, due) for _, row in sorted(many.items())]
    asked += [_of_few(row, due) for _, row in sorted(few.items())]
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


def _counted(row: Row) -> bool:
    """Judged case by case, as too few for the process."""
    return row.few and "inside target" in row.part.verdict


def _of_few(row: Row, due: str) -> RequestedDecision:
    """Few cases tell nothing of the process: each of them can be looked at instead."""
    part, out = row.part, own_misses(row)
    cases = "the case" if out == 1 else f"the {out} cases" if out else "the cases"
    verdict = part.verdict
    if part.unit in SECONDS:
        verdict = verdict.replace("inside target", f"inside {worded(part, part.target)}")
    why = f"{verdict} {row.when}; too few to judge the process."
    title = f"Look at {cases} behind {inside(part.label)}"
    return RequestedDecision(title, why, _cost(row), row.kpi.owner, due)


def _gap(part: KpiPart) -> str:
    if part.better_by is None or part.better_by >= 0:
        return ""
    unit = "points" if part.unit == "%" else part.unit
    return f", worse by {number(-part.better_by)} {unit}"


def _cost(row: Row) -> str:
    """What a further period like this one costs, in cases of this part counted in it."""
    out = own_misses(row)
    if not out:
        return "Not known from these data."
    words = f"{missed_words(row, out)} {row.when}"
    return f"{words}; a {row.kpi.period.kind} like it adds as many."


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


def _due(kpis: Sequence[KpiResult], zone: str, now: int) -> str:
    """The first Friday on or after the end of the newest period, and after the day of `now`."""
    newest = max(kpi.period.end for kpi in kpis)
    end, today = (
        datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone)) for at in (newest, now)
    )
    first = max(end, today + timedelta(days=1))
    friday = first + timedelta(days=(4 - first.weekday()) % 7)
    return day(int(friday.timestamp()), zone)
