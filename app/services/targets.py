"""Targets and definitions as versioned data: who changed what, why, from when on (METRICS §3)."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.analysis.kpis import KPIS, compute
from app.analysis.periods import last_complete
from app.models.errors import AppError
from app.models.results import KpiResult
from app.models.settings import KPI_PARAMETERS, KpiTarget, KpiVariant, Settings
from app.services.clock import iso, wall
from app.services.tower import Tower
from app.store.audit import append
from app.store.kpi_versions import (
    Change,
    add_definition,
    add_target,
    definition_versions,
    newest_version,
    target_versions,
)


@dataclass(frozen=True, slots=True)
class Approval:
    """Who changes a target or definition and why, and who approved it: somebody else."""

    author: str
    approver: str
    reason: str
    valid_from: int
    """UTC seconds; it holds for periods that end after it."""


def set_target(
    tower: Tower,
    kpi: str,
    part: str,
    target: float | None,
    stretch: float | None,
    owner: str,
    approval: Approval,
) -> KpiTarget:
    """Record a new version of a target; None takes it away. AppError when something lacks."""
    label = label_of(kpi)
    change = _checked(tower, label, approval)
    _check_part(tower, kpi, part, label)
    _check_values(kpi, label, target, stretch)
    with tower.store.writing() as conn:
        line = KpiTarget(
            kpi,
            part,
            0.0 if target is None else target,
            stretch,
            owner.strip() or "No owner",
            newest_version(conn, kpi=kpi, part=part) + 1,
            approval.valid_from,
            change.approver,
            target is None,
        )
        add_target(conn, line, change)
        values = {"target": target, "stretch": stretch, "owner": line.owner}
        name = f"{kpi} {part}".strip()
        _tell_audit(conn, "target changed", name, values, line.version, change)
    return line


def set_variant(
    tower: Tower,
    kpi: str,
    variant: str,
    approval: Approval,
    parameters: tuple[tuple[str, float], ...] = (),
) -> KpiVariant:
    """Record which variant of a KPI is its value from an instant on. AppError for unknown ones.

    The parameters are finite numbers by names of KPI_PARAMETERS. The variant of a KPI that has
    none is empty: parameters are all that its definition may change.
    """
    label = label_of(kpi)
    for name, number in parameters:
        if name not in KPI_PARAMETERS:
            choices = ", ".join(KPI_PARAMETERS)
            raise AppError(f"{label} has no parameter “{name}”. It has {choices}.")
        if not isfinite(number):
            raise AppError(f"“{name}” of {label} can't be {number}. Give it a finite number.")
    known = variants_of(tower, kpi)
    if variant not in (known or ("",)):
        choices = ", ".join(known) if known else "none besides its own"
        raise AppError(f"{label} has no variant “{variant}”. It has {choices}.")
    change = _checked(tower, label, approval)
    with tower.store.writing() as conn:
        version = newest_version(conn, kpi=kpi) + 1
        line = KpiVariant(
            kpi, variant, version, approval.valid_from, parameters, change.approver, change.reason
        )
        add_definition(conn, line, change)
        values = {"variant": variant, "parameters": dict(parameters)}
        _tell_audit(conn, "definition changed", kpi, values, version, change)
    return line


def label_of(kpi: str) -> str:
    """The label of a KPI by its id; AppError for an unknown one."""
    for line in KPIS:
        if line.id == kpi:
            return line.label
    raise AppError(f"There is no KPI “{kpi}”. The ids are K1 to K{len(KPIS)}.")


def target_history(tower: Tower, kpi: str) -> tuple[tuple[KpiTarget, Change], ...]:
    """Every recorded version of a KPI's targets with its change, oldest first."""
    return tuple(
        (each.line, each.change) for each in target_versions(tower.store) if each.line.kpi == kpi
    )


def todays(settings: Settings) -> Settings:
    """The same settings, by which old periods are computed with today's definitions."""
    return replace(settings, recompute=True)


def variants_of(tower: Tower, kpi: str) -> tuple[str, ...]:
    """The variants that a KPI knows by name, the one that is its value first."""
    return _result(tower, kpi).variants


def held_definition(tower: Tower, kpi: str) -> KpiVariant | None:
    """The chosen definition of a KPI that holds now; None for the catalogue's own."""
    now = tower.now()
    held = [
        line
        for line in tower.settings.variants
        if line.kpi == kpi and (line.valid_from or 0) <= now
    ]
    return max(held, key=lambda line: (line.valid_from or 0, line.version), default=None)


def definition_history(tower: Tower, kpi: str) -> tuple[tuple[KpiVariant, Change], ...]:
    """Every recorded version of a KPI's definition with its change, oldest first."""
    return tuple(each for each in definition_versions(tower.store) if each[0].kpi == kpi)


def same_person(author: str, approver: str) -> bool:
    """Whether two names are one, however they are spaced, cased or composed."""
    one, other = (
        " ".join(unicodedata.normalize("NFC", name).split()).casefold()
        for name in (author, approver)
    )
    return one == other


def first_instant(day: date, zone: str) -> int:
    """When a day begins in a zone, UTC seconds."""
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).timestamp())


def _result(tower: Tower, kpi: str) -> KpiResult:
    now = tower.now()
    period = last_complete("quarter", now, tower.zone)
    (result,) = compute(tower.facts(), tower.settings, period, now, only=(kpi,))
    return result


def _tell_audit(
    conn: Connection, action: str, name: str, values: dict[str, Any], version: int, change: Change
) -> None:
    append(
        conn,
        action=action,
        object=name,
        detail=values
        | {
            "version": version,
            "valid_from": change.valid_from,
            "approver": change.approver,
            "reason": change.reason,
        },
        actor=change.author,
        recorder=change.recorded_by,
        now=change.recorded_at,
        wall=wall(),
    )


def _checked(tower: Tower, label: str, approval: Approval) -> Change:
    author, approver = approval.author.strip(), approval.approver.strip()
    reason = approval.reason.strip()
    if not author:
        raise AppError(f"Say who changes {label}; the name is kept with it.")
    if not reason:
        raise AppError(f"Say why {label} is changed; the reason is kept with it.")
    if not approver:
        raise AppError(f"Name who approved the change of {label}.")
    if same_person(author, approver):
        raise AppError(
            f"{author} can't approve their own change of {label}. Name another approver."
        )
    now = tower.now()
    if approval.valid_from > now + _FURTHEST_S:
        raise AppError(
            f"{iso(approval.valid_from)} is more than two years ahead. Choose an earlier day."
        )
    return Change(author, approver, reason, approval.valid_from, tower.user, now)


def _check_part(tower: Tower, kpi: str, part: str, label: str) -> None:
    if not part:
        return
    of_files = (
        line.part for line in tower.settings.targets if line.valid_from is None and line.kpi == kpi
    )
    known = dict.fromkeys((*(each.name for each in _result(tower, kpi).parts), *of_files))
    known.pop("", None)
    if part not in known:
        choices = ", ".join(known) or "none besides the whole of it"
        raise AppError(f"{label} has no part “{part}” with a target. It has {choices}.")


def _check_values(kpi: str, label: str, target: float | None, stretch: float | None) -> None:
    low, high = _bounds(kpi)
    for words, value in (("target", target), ("stretch target", stretch)):
        if value is not None and not low <= value <= high:  # not a number is in no range
            raise AppError(
                f"A {words} of {value:g} can't be reached by {label}. Give one from {low:g} to "
                f"{high:g}."
            )
    if target is None or stretch is None:
        return
    lower = next(line.better for line in KPIS if line.id == kpi) == "lower"
    if stretch > target if lower else stretch < target:
        side = "above" if lower else "below"
        raise AppError(
            f"{label} is better when {'lower' if lower else 'higher'}: a stretch target of "
            f"{stretch:g} is easier than the target of {target:g}. Give one not {side} it."
        )


_FURTHEST_S = 2 * 366 * 86400
_HIGHEST = {"%": 100.0, "/ 5": 5.0}


def _bounds(kpi: str) -> tuple[float, float]:
    unit = next(line.unit for line in KPIS if line.id == kpi)
    return 0.0, _HIGHEST.get(unit, 1e9)
