"""Targets and definitions of KPIs by version, and notes on their charts: append-only."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select

from app.models.kpi import Baseline, DefinitionChange, KpiNote, TargetChange
from app.models.settings import KpiTarget, KpiVariant, Settings
from app.store.database import Store
from app.store.tables import table_of

_TARGET = table_of(TargetChange)
_DEFINITION = table_of(DefinitionChange)
_NOTE = table_of(KpiNote)
_BASELINE = table_of(Baseline)


@dataclass(frozen=True, slots=True)
class Change:
    """Who changed a target or definition, who approved it, why, and from when on it holds.

    Instants are UTC seconds.
    """

    author: str
    approver: str
    reason: str
    valid_from: int
    recorded_by: str
    recorded_at: int


@dataclass(frozen=True, slots=True)
class TargetVersion:
    """One recorded version of a target with its change; a `withdrawn` one takes it away."""

    line: KpiTarget
    change: Change


def add_target(connection: Connection, line: KpiTarget, change: Change) -> None:
    """Record one version of a target. The caller adds the audit entry."""
    connection.execute(
        insert(_TARGET).values(
            kpi=line.kpi,
            part=line.part,
            target=None if line.withdrawn else line.target,
            stretch=None if line.withdrawn else line.stretch,
            owner=line.owner,
            version=line.version,
            **_change(change),
        )
    )


def add_definition(connection: Connection, line: KpiVariant, change: Change) -> None:
    """Record one version of a definition. The caller adds the audit entry."""
    connection.execute(
        insert(_DEFINITION).values(
            kpi=line.kpi,
            variant=line.variant,
            parameters=json.dumps(dict(line.parameters), sort_keys=True),
            version=line.version,
            **_change(change),
        )
    )


def target_versions(store: Store) -> tuple[TargetVersion, ...]:
    """Every recorded version of every target, oldest first."""
    with store.reading() as connection:
        rows = _rows(connection, _TARGET)
    return tuple(
        TargetVersion(
            KpiTarget(
                row["kpi"],
                row["part"],
                row["target"] if row["target"] is not None else 0.0,
                row["stretch"],
                row["owner"] or "No owner",
                row["version"],
                row["valid_from"],
                row["approver"],
                row["target"] is None,
            ),
            _told(row),
        )
        for row in rows
    )


def definition_versions(store: Store) -> tuple[tuple[KpiVariant, Change], ...]:
    """Every recorded version of every definition with its change, oldest first."""
    with store.reading() as connection:
        rows = _rows(connection, _DEFINITION)
    return tuple(
        (
            KpiVariant(
                row["kpi"],
                row["variant"],
                row["version"],
                row["valid_from"],
                tuple(sorted(json.loads(row["parameters"]).items())),
                row["approver"],
                row["reason"],
            ),
            _told(row),
        )
        for row in rows
    )


def with_versions(store: Store, settings: Settings) -> Settings:
    """The settings with every version of targets and definitions that the store holds."""
    targets = tuple(each.line for each in target_versions(store))
    variants = tuple(line for line, _ in definition_versions(store))
    if not targets and not variants:
        return settings
    return replace(
        settings,
        targets=settings.targets + targets,
        variants=settings.variants + variants,
        definitions_version=settings.definitions_version + len(targets) + len(variants),
    )


def add_note(connection: Connection, values: Mapping[str, Any]) -> int:
    """Record a note, or by `withdrawn` that one is taken back; its id."""
    return _added(connection, _NOTE, values)


def notes(store: Store) -> tuple[dict[str, Any], ...]:
    """Every note that was not taken back, oldest first."""
    with store.reading() as connection:
        rows = _rows(connection, _NOTE)
    gone = {row["withdrawn"] for row in rows}
    return tuple(row for row in rows if row["withdrawn"] is None and row["id"] not in gone)


def add_baseline(connection: Connection, values: Mapping[str, Any]) -> int:
    """Freeze a "before"; its id."""
    return _added(connection, _BASELINE, values)


def baselines(store: Store) -> tuple[dict[str, Any], ...]:
    """Every frozen baseline, oldest first."""
    with store.reading() as connection:
        return tuple(_rows(connection, _BASELINE))


def newest_version(connection: Connection, *, kpi: str, part: str | None = None) -> int:
    """The number of the newest version of a target, or without `part` of a definition; 1 before."""
    table = _DEFINITION if part is None else _TARGET
    query = select(func.max(table.c.version)).where(table.c.kpi == kpi)
    if part is not None:
        query = query.where(table.c.part == part)
    return int(connection.execute(query).scalar() or 1)


def _added(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    made = connection.execute(insert(table).values(**values).returning(table.c.id))
    return int(made.scalar_one())


def _rows(connection: Connection, table: Table) -> list[dict[str, Any]]:
    found = connection.execute(select(table).order_by(table.c.id))
    return [dict(row) for row in found.mappings()]


def _change(change: Change) -> dict[str, Any]:
    return {
        "valid_from": change.valid_from,
        "author": change.author,
        "approver": change.approver,
        "reason": change.reason,
        "recorded_by": change.recorded_by,
        "recorded_at": change.recorded_at,
    }


def _told(row: Mapping[str, Any]) -> Change:
    return Change(
        row["author"],
        row["approver"],
        row["reason"],
        row["valid_from"],
        row["recorded_by"],
        row["recorded_at"],
    )
