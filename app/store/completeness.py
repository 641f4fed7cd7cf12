"""Exports that were probably cut off, until a fuller file of their kind and source has come."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.models.batch import Batch
from app.store.database import Store
from app.store.sightings import count_named
from app.store.sqlite import cursor
from app.store.tables import MAIN_TABLES, table_of

_BATCH = table_of(Batch)


@dataclass(frozen=True, slots=True)
class CutExport:
    """One file that is probably not whole."""

    batch: int
    file_name: str
    format: str
    kind: str
    rows: int
    as_of: int
    reason: str

    @property
    def sentence(self) -> str:
        """What is said of it beside every number that uses it."""
        return f"{self.file_name} is probably cut off: {self.reason}"


def cut_exports(store: Store) -> tuple[CutExport, ...]:
    """The files that are, newest first.

    A fuller file is one of the same kind and source that is not cut off, knows as much and names
    more records; several of them, such as one a month, count together, each record once.
    """
    with store.reading() as connection:
        rows = list(connection.execute(select(_BATCH).order_by(_BATCH.c.id.desc())).mappings())
        return tuple(_cut_of(cursor(connection), rows))


def _cut_of(reader: sqlite3.Cursor, rows: Sequence[Mapping[Any, Any]]) -> Iterator[CutExport]:
    undone = {row["reverses"] for row in rows} | {
        row["id"] for row in rows if row["reverses"] is not None
    }
    living = [row for row in rows if row["id"] not in undone]
    for row in living:
        if row["cut"] is None:
            continue
        others = [
            other
            for other in living
            if other["cut"] is None
            and other["as_of"] >= row["as_of"]
            and _what(other) == _what(row)
        ]
        if _named(reader, others) <= _named(reader, [row]):
            yield CutExport(
                batch=row["id"],
                file_name=row["file_name"],
                format=row["format"],
                kind=row["kind"],
                rows=row["rows"],
                as_of=row["as_of"],
                reason=row["cut"],
            )


def _named(reader: sqlite3.Cursor, batches: Sequence[Mapping[Any, Any]]) -> int:
    """How many records of their kind the batches named."""
    if not batches:
        return 0
    table = MAIN_TABLES.get(batches[0]["kind"], "ticket")
    created = [
        (each["id"], json.loads(each["contents"]).get(table, {}).get("ids", (0, 0)))
        for each in batches
    ]
    return count_named(reader, table, created)


def cut_warnings(store: Store) -> tuple[str, ...]:
    """The same in sentences."""
    return tuple(each.sentence for each in cut_exports(store))


def _what(row: Mapping[Any, Any]) -> tuple[str, str]:
    of = json.loads(row["contents"]).get("ticket", {}).get("of", [])
    sources = ",".join(sorted({source for source, _ in of}))
    return row["kind"], sources or row["format"].partition(".")[0]
