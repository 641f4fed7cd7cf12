"""Exports that were probably cut off, until a fuller file of their kind and source has come."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.models.batch import Batch
from app.store.database import Store
from app.store.tables import table_of

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

    A fuller file is one of the same kind and source that is not cut off, knows as much and has
    more rows; several of them, such as one a month, count together.
    """
    with store.reading() as connection:
        rows = list(connection.execute(select(_BATCH).order_by(_BATCH.c.id.desc())).mappings())
    undone = {row["reverses"] for row in rows} | {
        row["id"] for row in rows if row["reverses"] is not None
    }
    living = [row for row in rows if row["id"] not in undone]
    found = []
    for row in living:
        if row["cut"] is None:
            continue
        fuller = sum(
            other["rows"]
            for other in living
            if other["cut"] is None
            and other["as_of"] >= row["as_of"]
            and _what(other) == _what(row)
        )
        if fuller <= row["rows"]:
            found.append(
                CutExport(
                    batch=row["id"],
                    file_name=row["file_name"],
                    format=row["format"],
                    kind=row["kind"],
                    rows=row["rows"],
                    as_of=row["as_of"],
                    reason=row["cut"],
                )
            )
    return tuple(found)


def cut_warnings(store: Store) -> tuple[str, ...]:
    """The same in sentences."""
    return tuple(each.sentence for each in cut_exports(store))


def _what(row: Mapping[Any, Any]) -> tuple[str, str]:
    of = json.loads(row["contents"]).get("ticket", {}).get("of", [])
    sources = ",".join(sorted({source for source, _ in of}))
    return row["kind"], sources or row["format"].partition(".")[0]
