"""Changes with the CIs they touch, and windows, as columns (COLLISIONS §1)."""

import sqlite3
from typing import Any

import numpy as np

from app.models.change import CHANGE_STATES, CHANGE_TYPES
from app.models.columns import I32, I64, ChangeColumns, Flags, WindowRow
from app.models.configuration import AFFECTS
from app.store.aliases import Names
from app.store.ci_columns import load_cis
from app.store.column_reader import Read, Vocabulary, choice, code, instant, read_columns

_TWICE = (
    "WHERE c.source <> 'calendar' OR NOT EXISTS "
    "(SELECT 1 FROM change o WHERE o.key = c.key AND o.source <> 'calendar')"
)
_CHANGES = f"FROM change c {_TWICE} ORDER BY c.id"
"""An entry of a calendar that names a change of a tool is that change, which the tool knows
better."""
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

_TOUCHED = f"""FROM (
    SELECT change_id, ci_id, role FROM change_ci
    UNION ALL SELECT c.id, i.id, 'affected' FROM relation r
    JOIN change c ON c.key = r.parent OR c.source_id = r.parent
    JOIN ci i ON i.name = r.child AND i.source = r.source AND i.ident = ''
    WHERE r.verb = '{AFFECTS}' AND c.source = r.source
) ORDER BY change_id, ci_id"""  # noqa: S608 - our own words
"""A list of affected CIs may come before its changes: what it says is resolved here."""


def load_changes(cursor: sqlite3.Cursor, names: Names) -> ChangeColumns:
    """Every change, ordered by id, and every change × CI pair, ordered by change.

    Groups, CIs and services have the name that `names` gives them. CIs of one name are one thing
    as far as `load_cis` says so. A change without an environment has that of its CIs when they
    agree. `linked_incidents` is the source's own count alone.
    """
    services, environments, sources = Vocabulary(), Vocabulary(), Vocabulary()
    reads = _reads(services, environments, sources)
    columns = read_columns(cursor, reads, _CHANGES)
    cis = load_cis(cursor, names, services, environments, sources)
    links = read_columns(
        cursor,
        [
            Read("change", "change_id", "instant"),
            Read("ci", "ci_id", "instant"),
            Read("primary", "role = 'primary'", "flag"),
        ],
        _TOUCHED,
    )
    words = {read.name: read.words.words for read in reads if read.words is not None}
    source = columns.pop("source")
    words["group"], (columns["group"],) = names.recoded(
        "group", words["group"], sources.words, [(columns["group"], source)]
    )
    service_words, (columns["service"], ci_service) = names.recoded(
        "service",
        services.words,
        sources.words,
        [(columns["service"], source), (cis.service, cis.source)],
    )
    change, ci, primary = _pairs(
        np.searchsorted(columns["id"], links["change"]), cis.thing_of(links["ci"]), links["primary"]
    )
    columns["environment"] = _agreed(columns["environment"], change, cis.environment[ci])
    return ChangeColumns(
        **columns,
        naive_time=np.zeros(len(columns["id"]), np.bool_),
        approvals=words["approval"],
        models=words["model"],
        services=service_words,
        groups=words["group"],
        environments=environments.words,
        locations=words["location"],
        ci_change=change,
        ci_ci=ci,
        ci_primary=primary,
        cis=cis.names,
        ci_class=cis.ci_class,
        ci_service=ci_service,
        ci_classes=cis.classes,
        service_tier=_tiers(cursor, service_words),
    )


def _pairs(change: I64, ci: I32, primary: Flags) -> tuple[I64, I32, Flags]:
    """The pairs by change and CI, each once; of two roles primary wins."""
    order = np.lexsort((~primary, ci, change))
    change, ci, primary = change[order], ci[order], primary[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = (change[1:] != change[:-1]) | (ci[1:] != ci[:-1])
    return change[first].astype(np.int64), ci[first].astype(np.int32), primary[first]


def _agreed(own: I32, change: I64, of_ci: I32) -> I32:
    """The environment of each change, or where it names none, the one that its CIs share."""
    least = np.full(len(own), np.iinfo(np.int32).max, np.int32)
    most = np.full(len(own), -1, np.int32)
    known = of_ci >= 0
    np.minimum.at(least, change[known], of_ci[known])
    np.maximum.at(most, change[known], of_ci[known])
    return np.where((own < 0) & (least == most), most, own).astype(np.int32)


def _reads(services: Vocabulary, environments: Vocabulary, sources: Vocabulary) -> list[Read]:
    return [
        code("source", "c.source", sources),
        Read("id", "c.id", "instant"),
        Read("key", "c.key", "key"),
        choice("type", "c.type", CHANGE_TYPES, -1),
        choice("state", "c.state", CHANGE_STATES, CHANGE_STATES.index("unknown")),
        code("approval", "c.approval_state"),
        Read("risk", "c.risk", "small"),
        code("model", "c.model"),
        code("service", "c.service", services),
        code("group", "c.assignment_group"),
        code("environment", "c.environment", environments),
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
        Read("linked_incidents", "c.related_incidents", "count"),
    ]


def _tiers(cursor: sqlite3.Cursor, services: tuple[str, ...]) -> Any:
    tiers = dict(cursor.execute("SELECT name, ifnull(tier, 0) FROM service").fetchall())
    return np.array([tiers.get(name, 0) for name in services], np.int8)


def load_windows(cursor: sqlite3.Cursor, names: Names) -> tuple[WindowRow, ...]:
    """Freezes and maintenance windows that hold, by start, scopes by the name `names` gives."""
    asked = ", ".join(_WINDOW.values())
    statement = (
        f"SELECT {asked} FROM schedule_window WHERE state IS NOT 'cancelled' "  # noqa: S608
        "ORDER BY start_at, key"
    )
    rows = cursor.execute(statement).fetchall()
    return tuple(_window(dict(zip(_WINDOW, row, strict=True)), names) for row in rows)


def _window(values: dict[str, Any], names: Names) -> WindowRow:
    for field, kind in (("scope_ci", "ci"), ("scope_service", "service")):
        if values[field] is not None:
            values[field] = names.of(kind, "", values[field])
    return WindowRow(
        **values | {"hard": bool(values["hard"]), "exempt_changes": _keys(values["exempt_changes"])}
    )


def _keys(text: str | None) -> tuple[str, ...]:
    return tuple(key.strip() for key in (text or "").split(";") if key.strip())
