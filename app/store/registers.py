"""Whole tables out, row by row, for filling our own templates."""

from collections.abc import Iterator, Mapping, Sequence

from app.models.records import Value
from app.store.database import Store
from app.store.sqlite import cursor
from app.store.tables import records_of

_READ = 5_000


def stored_rows(
    store: Store, table: str, fields: Sequence[str], fixed: Mapping[str, Value]
) -> Iterator[tuple[Value, ...]]:
    """The values of `fields` of every record of a table that has the `fixed` values, by id."""
    records = records_of(table)
    names = ", ".join(f'"{records.table.c[name].name}"' for name in fields)
    where = " AND ".join(f'"{records.table.c[name].name}" = ?' for name in fixed) or "1"
    with store.reading() as connection:
        reader = cursor(connection).execute(
            f'SELECT {names} FROM "{records.name}" WHERE {where} ORDER BY id',  # noqa: S608 - ours
            tuple(fixed.values()),
        )
        while rows := reader.fetchmany(_READ):
            yield from rows
