"""Records of any kind by their keys, and what tickets name as their cause, for drill-down."""

# ruff: noqa: S608 - the tables are declared here

import json
from collections.abc import Sequence
from dataclasses import dataclass

from app.store.database import Store
from app.store.sqlite import cursor


@dataclass(frozen=True, slots=True)
class _Shown:
    """The table of a kind of record, and the columns that tell of one of them."""

    table: str
    title: str
    group: str
    state: str
    opened: str
    ended: str
    key: str = "key"


_KINDS = {
    "change": _Shown(
        "change", "title", "assignment_group", "state",
        "ifnull(actual_start_at, planned_start_at)", "ifnull(actual_end_at, planned_end_at)",
    ),
    "alert": _Shown("alert", "title", "team", "state", "fired_at", "resolved_at"),
    "action": _Shown("action", "title", "team", "state", "opened_at", "closed_at"),
    "automation_run": _Shown(
        "automation_run", "job", "tool", "state", "started_at", "finished_at"
    ),
    "survey_response": _Shown(
        "survey_response", "question", "respondent", "score_raw", "taken_at", "NULL"
    ),
    "vendor_case": _Shown(
        "vendor_case", "title", "vendor", "state", "opened_at", "ifnull(resolved_at, closed_at)"
    ),
    "outage": _Shown("outage", "title", "service", "state", "start_at", "end_at"),
    "service": _Shown("service", "name", "owner", "status", "NULL", "NULL", "name"),
    "pir": _Shown("pir", "incident_key", "owner", "state", "held_at", "approved_at"),
}  # fmt: skip
KINDS = tuple(_KINDS)

Told = tuple[str, str, str, str, int | None, int | None]
"""(key, title, group, state, opened, ended); instants are UTC seconds."""


def told(store: Store, kind: str, keys: Sequence[str]) -> tuple[Told, ...]:
    """The records of `kind` with these keys, by key; a key of several sources gives each."""
    of = _KINDS[kind]
    statement = (
        f"SELECT {of.key}, {of.title}, {of.group}, {of.state}, {of.opened}, {of.ended} "
        f'FROM "{of.table}" WHERE {of.key} IN (SELECT value FROM json_each(?)) '
        f"ORDER BY {of.key}, id"
    )
    with store.reading() as connection:
        found = cursor(connection).execute(statement, (json.dumps(list(keys)),)).fetchall()
    return tuple(
        (key, title or "", group or "", str(state or ""), opened, ended)
        for key, title, group, state, opened, ended in found
    )


def named_causes(store: Store, ids: Sequence[int]) -> tuple[tuple[int, str, str], ...]:
    """(ticket id, kind, key) of the parent, causing change and problem that tickets name."""
    listed = json.dumps([int(each) for each in ids])
    statement = " UNION ALL ".join(
        f"SELECT id, '{kind}', {column} FROM ticket "
        f"WHERE {column} IS NOT NULL AND id IN (SELECT value FROM json_each(?))"
        for kind, column in (
            ("ticket", "parent_key"), ("change", "change_cause_key"), ("ticket", "problem_key"),
        )
    )  # fmt: skip
    with store.reading() as connection:
        return tuple(cursor(connection).execute(statement, (listed,) * 3).fetchall())
