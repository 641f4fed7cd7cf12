"""Changes with the CIs they touch, and windows, as columns (COLLISIONS §1)."""

import sqlite3
from typing import Any

import numpy as np

from app.models.change import CHANGE_STATES, CHANGE_TYPES
from app.models.columns import ChangeColumns, WindowRow
from app.store.column_reader import Read, Vocabulary, choice, code, instant, read_columns

_CHANGES = (
    "FROM change c LEFT JOIN (SELECT change_cause_key, count(*) caused FROM ticket "
    "WHERE change_cause_key IS NOT NULL AND kind = 'incident' GROUP BY 1) i "
    "ON i.change_cause_key = c.key ORDER BY c.id"
)
_WINDOW = {
    "key": "key",
    "kind": "kind",
    "title": "ifnull(title, key)",
    "start": "start_at",
    "end": "end_at",
    "hard": "hard",
    **{
        name: name
        for name in (
            "scope_ci",
            "scope_class",
            "scope_service",
            "scope_location",
            "scope_environment",
            "scope_type",
            "scope_risk",
            "exempt_changes",
            "exempt_approver",
            "exempt_until",
        )
    },
}
"""How each field of a WindowRow is asked for."""
_CLOSE_CODES = ("", "successful", "successful_issues", "unsuccessful")


def load_changes(cursor: sqlite3.Cursor) -> ChangeColumns:
    """Every change, ordered by id, and every change × CI pair, ordered by change."""
    services, classes = Vocabulary(), Vocabulary()
    reads = _reads(services)
    columns = read_columns(cursor, reads, _CHANGES)
    cis = read_columns(
        cursor,
        [
            Read("id", "id", "instant"),
            code("ci_class", "ci_class", classes),
            code("ci_service", "service", services),
        ],
        "FROM ci ORDER BY id",
    )
    names = tuple(name for (name,) in cursor.execute("SELECT name FROM ci ORDER BY id"))
    links = read_columns(
        cursor,
        [
            Read("change", "change_id", "instant"),
            Read("ci", "ci_id", "instant"),
            Read("primary", "role = 'primary'", "flag"),
        ],
        "FROM change_ci ORDER BY change_id, ci_id",
    )
    words = {read.name: read.words.words for read in reads if read.words is not None}
    return ChangeColumns(
        **columns,
        naive_time=np.zeros(len(columns["id"]), np.bool_),
        approvals=words["approval"],
        models=words["model"],
        services=services.words,
        groups=words["group"],
        environments=words["environment"],
        locations=words["location"],
        ci_change=np.searchsorted(columns["id"], links["change"]).astype(np.int64),
        ci_ci=np.searchsorted(cis["id"], links["ci"]).astype(np.int32),
        ci_primary=links["primary"],
        cis=names,
        ci_class=cis["ci_class"],
        ci_service=cis["ci_service"],
        ci_classes=classes.words,
        service_tier=_tiers(cursor, services.words),
    )


def _reads(services: Vocabulary) -> list[Read]:
    return [
        Read("id", "c.id", "instant"),
        Read("key", "c.key", "key"),
        choice("type", "c.type", CHANGE_TYPES, -1),
        choice("state", "c.state", CHANGE_STATES, CHANGE_STATES.index("unknown")),
        code("approval", "c.approval_state"),
        Read("risk", "c.risk", "small"),
        code("model", "c.model"),
        code("service", "c.service", services),
        code("group", "c.assignment_group"),
        code("environment", "c.environment"),
        code("location", "c.location"),
        instant("opened", "c.opened_at"),
        instant("planned_start", "c.planned_start_at"),
        instant("planned_end", "c.planned_end_at"),
        instant("actual_start", "c.actual_start_at"),
        instant("actual_end", "c.actual_end_at"),
        instant("downtime_start", "c.downtime_start_at"),
        instant("downtime_end", "c.downtime_end_at"),
        instant("closed", "c.closed_at"),
        instant("updated", "c.updated_at"),
        choice("close_code", "c.close_code", _CLOSE_CODES, 0),
        Read("unauthorized", "c.unauthorized", "flag"),
        Read(
            "linked_incidents", "max(ifnull(c.related_incidents, 0), ifnull(i.caused, 0))", "count"
        ),
    ]


def _tiers(cursor: sqlite3.Cursor, services: tuple[str, ...]) -> Any:
    tiers = dict(cursor.execute("SELECT name, ifnull(tier, 0) FROM service").fetchall())
    return np.array([tiers.get(name, 0) for name in services], np.int8)


def load_windows(cursor: sqlite3.Cursor) -> tuple[WindowRow, ...]:
    """Freezes and maintenance windows by start."""
    names = ", ".join(_WINDOW.values())
    rows = cursor.execute(f"SELECT {names} FROM schedule_window ORDER BY start_at, key")  # noqa: S608
    return tuple(_window(dict(zip(_WINDOW, row, strict=True))) for row in rows)


def _window(values: dict[str, Any]) -> WindowRow:
    return WindowRow(
        **values | {"hard": bool(values["hard"]), "exempt_changes": _keys(values["exempt_changes"])}
    )


def _keys(text: str | None) -> tuple[str, ...]:
    return tuple(key.strip() for key in (text or "").split(";") if key.strip())
