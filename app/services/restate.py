"""Restatements: issued numbers that the same computation gives differently today (METRICS §1)."""

import json
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app import __version__
from app.analysis.kpis import BY_DEFINITION, compute
from app.analysis.periods import parse_period
from app.models.counts import counted
from app.models.errors import AppError
from app.models.results import KpiPart, KpiResult, Restatement
from app.models.scope import Scope
from app.models.settings import KpiVariant, Settings
from app.services.framework import definition_at
from app.services.frozen import digest, frozen_settings, settings_of
from app.services.issue_evidence import basis
from app.services.relative_targets import resolved
from app.services.tower import Tower
from app.store.audit import head
from app.store.issued import issued_rows, sidecar_of, touched_by
from app.store.records import batches

BESIDE = 8
"""How many reports before are looked at for a scorecard; `tower restatements` looks at all."""
_KEPT = 256
_SHOWN = 500
"""Keys that are kept with a restatement."""
_FOUND: "OrderedDict[tuple[str, int, str], tuple[Restatement, ...]]" = OrderedDict()


@dataclass(frozen=True, slots=True)
class _Issued:
    """One report as it went out, read from its sidecar."""

    id: int
    period: str
    told: Mapping[str, Any]
    settings: Settings


def restatements(
    tower: Tower, *, scope: str | None = None, kind: str | None = None, most: int | None = None
) -> tuple[Restatement, ...]:
    """What the newest issue of each period says differently today, newest report first.

    `scope` (in words) and `kind` (week, month, quarter) keep to reports like one at hand, `most`
    to so many of them. A report is computed anew once for each state of imports and definitions.
    """
    newest: dict[tuple[str, str, str], int] = {}
    for row in issued_rows(tower.store):
        newest[row["kind"], row["period"], row["scope"]] = row["id"]
    wanted = sorted(
        number
        for (_, period, of), number in newest.items()
        if scope in {None, of} and kind in {None, _kind(period)}
    )
    if not wanted:
        return ()
    with tower.store.reading() as conn:
        audit_head = head(conn)
    state = digest([audit_head, basis(tower), frozen_settings(tower.settings)])
    return tuple(each for number in wanted[::-1][:most] for each in _of(tower, number, state))


def _kind(period: str) -> str:
    return {"W": "week", "Q": "quarter"}.get(period[5:6], "month")


def _of(tower: Tower, number: int, state: str) -> tuple[Restatement, ...]:
    place = (str(tower.path), number, state)
    if place not in _FOUND:
        _FOUND[place] = _compared(tower, number)
        while len(_FOUND) > _KEPT:
            _FOUND.popitem(last=False)
    return _FOUND[place]


def _compared(tower: Tower, number: int) -> tuple[Restatement, ...]:
    text = sidecar_of(tower.store, number)
    if text is None:
        raise AppError(f"No report {number} was issued. `tower issued` lists them.")
    told = json.loads(text)
    report = _Issued(number, told["period"]["id"], told, settings_of(told["settings"]))
    found: list[Restatement] = []
    if told["basis"] != basis(tower):
        found += _of_rows(tower, report)
    todays = _todays(tower, report)
    if todays != report.settings:
        found += _of_definitions(tower, report, todays)
    return tuple(found)


def _results(tower: Tower, report: _Issued, settings: Settings) -> dict[str, KpiResult]:
    """The KPIs as the report was computed, on what is known today."""
    told = report.told
    scope = Scope(told["scope"]["field"], told["scope"]["name"])
    zoned = resolved(settings, told["baselines"], scope)
    period = parse_period(report.period, settings.report_zone)
    kpis = compute(tower.facts(), zoned, period, told["issued"]["now"], scope=scope)
    return {kpi.id: kpi for kpi in kpis}


def _todays(tower: Tower, report: _Issued) -> Settings:
    """Today's settings in the report's zone; where that isn't the tower's, its own calendars."""
    now, then = tower.settings, report.settings
    base = now if now.report_zone == then.report_zone else then
    return replace(
        base,
        targets=now.targets,
        variants=now.variants,
        relative=now.relative,
        recompute=then.recompute,
        definitions_version=then.definitions_version,
    )


def _of_rows(tower: Tower, report: _Issued) -> list[Restatement]:
    today = _results(tower, report, report.settings)
    since = _since(tower, report)
    found = []
    for kpi in report.told["kpis"]:
        result = today.get(kpi["id"])
        parts = {part.name: part for part in result.parts} if result else {}
        for part in kpi["parts"]:
            now = parts.get(part["name"])
            if result is None or now is None or _same(part, now):
                continue
            words, keys = _rows_cause(report, part, now, result)
            touched = touched_by(tower.store, now.records or result.records, keys, _last(report))
            named = touched or since
            found.append(_restatement(report, kpi, part, now.value, words, named, keys))
    return found


def _same(part: Mapping[str, Any], now: KpiPart) -> bool:
    if part["value"] is None or now.value is None:
        return bool(part["value"] is now.value and part["n"] == now.n)
    near = bool(abs(part["value"] - now.value) <= 1e-9 * max(1.0, abs(now.value)))
    return near and bool(part["n"] == now.n)


def _rows_cause(
    report: _Issued, part: Mapping[str, Any], now: KpiPart, result: KpiResult
) -> tuple[str, tuple[str, ...]]:
    """What became of the rows in words with counts, and the keys of those that it is about."""
    before, today = set(part["keys"]), set(now.rows)
    came, left = sorted(today - before), sorted(before - today)
    changed = sorted(_told_otherwise(part, now) & before & today)
    words = []
    if came:
        words.append(f"{counted(len(came), 'row')} came later")
    if left:
        words.append(f"{counted(len(left), 'row')} left{_why(left, result)}")
    if changed:
        words.append(f"{counted(len(changed), 'row')} changed value")
    if words:
        return ", ".join(words), tuple([*came, *left, *changed][:_SHOWN])
    then = report.told["product"]["app_version"]
    if then != __version__:
        return f"computed by version {then} then and {__version__} now", ()
    return "its rows are the same; what stands beside them changed", ()


def _why(left: Sequence[str], result: KpiResult) -> str:
    gone = set(left)
    reasons = Counter(
        {reason: len(gone.intersection(keys)) for reason, keys in result.excluded_rows}
    )
    told = [f"{n:,} {reason}" for reason, n in sorted(reasons.items()) if n]
    return f" ({', '.join(told)})" if told else ""


def _told_otherwise(part: Mapping[str, Any], now: KpiPart) -> set[str]:
    """Keys that count differently: in the numerator, or by another measure."""
    otherwise = set(part["numerator_keys"]) ^ set(now.numerator_rows)
    if part["measures"] and now.measures:
        then = dict(zip(part["keys"], part["measures"], strict=False))
        today = dict(zip(now.rows, now.measures, strict=False))
        otherwise |= {key for key, value in today.items() if then.get(key, value) != value}
    return otherwise


def _last(report: _Issued) -> int:
    return max((int(one["import"]) for one in report.told["sources"]), default=0)


def _since(tower: Tower, report: _Issued) -> tuple[int, ...]:
    """Imports and reversals later than the report."""
    last = _last(report)
    return tuple(sorted(row["id"] for row in batches(tower.store) if row["id"] > last))


def _of_definitions(tower: Tower, report: _Issued, todays: Settings) -> list[Restatement]:
    then = _results(tower, report, report.settings)
    now = _results(tower, report, todays)
    found = []
    for kpi in report.told["kpis"]:
        old, new = then.get(kpi["id"]), now.get(kpi["id"])
        if old is None or new is None:
            continue
        until = report.told["issued"]["now"] + 1 if todays.recompute else 0
        line = definition_at(todays, new.id, max(until, new.period.end))
        for part in kpi["parts"]:
            words, value = _definition_cause(part, old, new, line)
            if words:
                found.append(_restatement(report, kpi, part, value, words, (), ()))
    return found


def _definition_cause(
    part: Mapping[str, Any], old: KpiResult, new: KpiResult, line: KpiVariant | None
) -> tuple[str, float | None]:
    """What the definition or target of today changes of a part, in words; empty when nothing.

    `line` is the definition of today, None for the catalogue's own.
    """
    meant = _by(line.approver if line else "")
    before = next((each for each in old.parts if each.name == part["name"]), None)
    after = next((each for each in new.parts if each.name == part["name"]), new.parts[0])
    if before is None:
        return "", None
    if old.variant != new.variant:
        words = f"a definition: {old.variant} then, {new.variant} now{meant}"
        return f"{words} (version {new.definition.version})", after.value
    words = _parameters_cause(old, new, meant)
    if words and (before.value, before.met) != (after.value, after.met):
        return words, after.value
    if before.value != after.value:
        return "a setting: calendars, service levels or thresholds changed", after.value
    if before.target != after.target:
        goals = [_goal(each) for each in (before, after)]
        words = f"a target: {goals[0]} then, {goals[1]} now (version {new.target_version}"
        return f"{words}{_by(new.approver)})", after.value
    return "", None


def _parameters_cause(old: KpiResult, new: KpiResult, by: str) -> str:
    """What another version of the definition sets beside its variant; empty without one."""
    version = new.definition.version
    said = [dict(each.facts).get(BY_DEFINITION, "the KPI's own") for each in (old, new)]
    if old.definition.version == version or said[0] == said[1]:
        return ""
    return f"a definition: {said[0]} then, {said[1]} now{by} (version {version})"


def _by(approver: str) -> str:
    return f", approved by {approver}" if approver else ""


def _goal(part: KpiPart) -> str:
    return "none" if part.target is None else f"{part.target:g} {part.unit}"


def _restatement(
    report: _Issued,
    kpi: Mapping[str, Any],
    part: Mapping[str, Any],
    now: float | None,
    cause: str,
    touched: tuple[int, ...],
    keys: tuple[str, ...],
) -> Restatement:
    return Restatement(
        report.id, report.period, kpi["id"], part["name"], part["unit"], part["value"], now,
        cause, touched, keys,
    )  # fmt: skip
