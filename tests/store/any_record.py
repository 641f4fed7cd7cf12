"""A generated row for every table that imports fill, and what a store then holds of it."""

import hashlib
from collections.abc import Sequence
from typing import Any

from app.models.records import Plan, Reading, Recognised
from app.store.database import Store
from app.store.tables import BOOKKEEPING, MAIN_TABLES, RECORDS, Records
from tests.store.builders import rows

LEFT_OUT = {"id", "batch_id", "row_hash", "outcome_unknown"}
KIND_OF = {table: kind for kind, table in MAIN_TABLES.items()} | {"ticket": "incident"}


def fields_of(records: Records, *, without: Sequence[str] = ()) -> tuple[str, ...]:
    names = [column.name for column in records.table.c if column.name not in LEFT_OUT]
    return tuple(name for name in names if name not in without)


def row(records: Records, key: str, updated: int, variant: str = "") -> dict[str, Any]:
    """Values that follow from the key and the variant; the key columns from the key alone."""
    made: dict[str, Any] = {}
    for place, column in enumerate(records.table.c):
        kind = column.type.python_type
        if column.name in records.key:
            made[column.name] = {"source": "hand", "kind": "incident"}.get(column.name, key)
        elif column.name == "updated_at":
            made[column.name] = updated
        elif column.name == "revision":
            made[column.name] = None
        elif kind is str:
            made[column.name] = f"{column.name} of {key} {variant}"
        elif kind is float:
            made[column.name] = 0.1 + place + len(variant)
        else:
            made[column.name] = 1_000 + place + len(variant)
    return made


def optional(records: Records) -> list[str]:
    """Columns that a file may lack, or leave empty."""
    return [
        column.name
        for column in records.table.c
        if column.nullable and column.name not in BOOKKEEPING
    ]


def reading(
    records: Records,
    made: Sequence[dict[str, Any]],
    fields: tuple[str, ...] = (),
    chunk: int = 2,
    *,
    additive: bool = False,
) -> Reading:
    named = fields or fields_of(records)
    hashed = records.has("row_hash")
    values = [tuple(each[name] for name in named) for each in made]
    if hashed:
        values = [(*each, _hash(each)) for each in values]
    own = (*named, *(("row_hash",) if hashed else ()))
    plan = Plan(records.name, own, records.key, additive=additive)
    chunks = ((records.name, values[at : at + chunk]) for at in range(0, len(values), chunk))
    recognised = Recognised(
        "hand.made", "Hand", KIND_OF[records.name], "csv", "utf-8", ",", "UTC", "ymd", ("a",), "h"
    )
    return Reading(recognised, {records.name: plan}, chunks, rows_read=len(made))


def _hash(values: tuple[Any, ...]) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def contents(store: Store, records: Records) -> tuple[list[Any], list[Any]]:
    """Current rows and their living history, without what only says which batch it was."""
    names = [c.name for c in records.table.c if c.name not in ("id", "batch_id")]
    columns = ", ".join(f'"{name}"' for name in names)
    current = rows(store, f'SELECT {columns} FROM "{records.name}" ORDER BY 1, 2, 3')
    history = rows(
        store,
        f'SELECT t."{records.wide}", h.field, h.at, h.sequence, h.old, h.new, h.origin '
        f'FROM field_history h JOIN "{records.name}" t ON t.id = h.record_id '
        "WHERE h.record_kind = ? AND h.origin IN ('log', 'import') ORDER BY 1, 2, 4, 3, 5, 6",
        records.name,
    )
    return current, history


def every_table() -> list[Records]:
    return [RECORDS[name] for name in sorted(RECORDS)]
