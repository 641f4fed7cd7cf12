"""Readings made by hand, and what a store holds in a form that two stores can be compared by."""

import csv
import lzma
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.models.records import Plan, Reading, Recognised, Reject, Stored
from app.store.database import Store
from app.store.sqlite import cursor
from app.store.write import store_reading

TICKET_FIELDS = (
    "source", "kind", "key", "title", "state", "priority", "assignment_group", "assignee",
    "hold_reason", "opened_at", "resolved_at", "closed_at", "updated_at", "revision",
)  # fmt: skip
KEY = ("kind", "key", "source")


def ticket(key: str, updated: int | None, **values: Any) -> dict[str, Any]:
    return {
        "source": "servicenow", "kind": "incident", "key": key, "title": f"Title of {key}",
        "state": "new", "priority": 3, "assignment_group": "Desk", "assignee": None,
        "hold_reason": None, "opened_at": 1_000, "resolved_at": None, "closed_at": None,
        "updated_at": updated, "revision": None,
    } | values  # fmt: skip


def recognised(kind: str = "incident") -> Recognised:
    return Recognised(
        "hand.made", "Hand", kind, "csv", "utf-8", ",", "UTC", "ymd", ("a",), f"hash-{kind}"
    )


def tickets(
    rows: Sequence[dict[str, Any]],
    *,
    fields: tuple[str, ...] = TICKET_FIELDS,
    log: bool = False,
    chunk: int = 3,
    rejects: Sequence[Reject] = (),
) -> Reading:
    values = [tuple(row[field] for field in fields) for row in rows]
    chunks = (("ticket", values[at : at + chunk]) for at in range(0, len(values), chunk))
    return Reading(
        recognised(),
        {"ticket": Plan("ticket", fields, KEY, log=log)},
        chunks,
        rows_read=len(rows) + len(rejects),
        rejects=list(rejects),
        rejected=len(rejects),
    )


def changes(pairs: Iterable[tuple[str, str]], **values: Any) -> Reading:
    pairs = list(pairs)
    keys = sorted({key for key, _ in pairs})
    fields = ("source", "key", "title", "state", "planned_start_at", "updated_at")
    rows = [
        ("bank", key, values.get("title", "A change"), "closed", 5_000, values.get("updated"))
        for key in keys
    ]
    links = [("bank", key, ci, "affected") for key, ci in pairs]
    return Reading(
        recognised("change"),
        {
            "change": Plan("change", fields, ("source", "key")),
            "change_ci": Plan(
                "change_ci",
                ("source", "change_key", "ci_name", "role"),
                ("source", "change_key", "ci_name"),
            ),
        },
        iter([("change_ci", links), ("change", rows)]),
        rows_read=len(pairs),
        merged=len(pairs) - len(keys),
    )


def put(store: Store, reading: Reading, *, name: str = "file.csv", **options: Any) -> Stored:
    known = {"scope": "full", "as_of": 10_000, "now": 20_000, "wall": 20_000, "actor": "Tess"}
    return store_reading(store, reading, file_name=name, sha256=name, size=1, **(known | options))


def rows(store: Store, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with store.reading() as connection:
        return cursor(connection).execute(sql, parameters).fetchall()


def content(store: Store) -> tuple[list[Any], list[Any]]:
    """Current tickets and their living history, without what only says which batch it was."""
    columns = [
        row[1]
        for row in rows(store, "PRAGMA table_info(ticket)")
        if row[1] not in ("id", "batch_id")
    ]
    current = rows(store, f"SELECT {', '.join(columns)} FROM ticket ORDER BY source, kind, key")
    history = rows(
        store,
        "SELECT t.key, h.field, h.at, h.sequence, h.old, h.new, h.origin FROM field_history h "
        "JOIN ticket t ON t.id = h.record_id WHERE h.record_kind = 'ticket' "
        "AND h.origin IN ('log', 'import') ORDER BY 1, 2, 4, 3, 5, 6",
    )
    return current, history


_STATES = {
    "New": "new", "Active": "in_progress", "Resolved": "resolved", "Closed": "closed",
    "Awaiting User Info": "on_hold", "Awaiting Problem": "on_hold", "Awaiting Vendor": "on_hold",
    "Awaiting Evidence": "on_hold", "-100": "unknown",
}  # fmt: skip


def event_log(path: Path) -> Reading:
    """The public event log, read plainly: enough columns to count and replay it."""
    fields = (*TICKET_FIELDS, "category", "caller", "reopen_count", "state_raw")

    def instant(text: str) -> int | None:
        if text == "?":
            return None
        return int(datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=UTC).timestamp())

    def none(text: str) -> str | None:
        return None if text == "?" else text

    values = []
    with lzma.open(path, "rt") as file:
        for row in csv.DictReader(file):
            state = row["incident_state"]
            values.append((
                "servicenow", "incident", row["number"], None, _STATES[state],
                int(row["priority"][0]), none(row["assignment_group"]), none(row["assigned_to"]),
                state if state.startswith("Awaiting") else None, instant(row["opened_at"]),
                instant(row["resolved_at"]), instant(row["closed_at"]),
                instant(row["sys_updated_at"]), int(row["sys_mod_count"]), none(row["category"]),
                none(row["caller_id"]), int(row["reopen_count"]), state,
            ))  # fmt: skip
    chunks = (("ticket", values[at : at + 5_000]) for at in range(0, len(values), 5_000))
    plans = {"ticket": Plan("ticket", fields, KEY, log=True)}
    return Reading(recognised(), plans, chunks, rows_read=len(values))
