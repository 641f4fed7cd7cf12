"""`tower check`: is every part of the store what it should be."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.models.results import CheckReport
from app.store import audit
from app.store.database import Store
from app.store.integrity import page_problems, schema_problems, version_problems
from app.store.seal_check import seal_problems
from app.store.sqlite import cursor
from app.store.tables import RECORDS

_SHOWN = 20


def check(store: Store) -> CheckReport:
    """Pages, schema, rows, references, counts and the audit chain; writes nothing.

    The figures are zero where something is wrong.
    """
    with store.reading() as connection:
        read = cursor(connection)
        with _any_text(read):
            problems = page_problems(connection, quick=False)
            problems += schema_problems(connection) or version_problems(connection)
            for what, look in (
                ("The rows", seal_problems),
                ("The references", _dangling),
                ("The imports", _uncounted),
            ):
                problems += _said(what, partial(look, read))
            problems += _said("The audit log", partial(audit.verify, connection))
            records, entries, chain = 0, 0, ""
            if not problems:
                records = sum(_count(read, name) for name in RECORDS)
                entries, chain = audit.head(connection)
    return CheckReport(tuple(problems), records, entries, chain)


def row_problems(connection: Connection) -> list[str]:
    """What is wrong with single rows: values that changed on the disk, a broken audit chain."""
    read = cursor(connection)
    with _any_text(read):
        return _said("The rows", partial(seal_problems, read)) + _said(
            "The audit log", partial(audit.verify, connection)
        )


def _said(what: str, look: Callable[[], list[str]]) -> list[str]:
    """The problems that a look finds; that it can't look is one too."""
    try:
        return look()
    except (sqlite3.Error, DBAPIError, ValueError) as error:
        return [f"{what} can't be read as they should be ({error})."]


@contextmanager
def _any_text(read: sqlite3.Cursor) -> Iterator[None]:
    """Damaged text is read all the same, so that its row can be named."""
    read.connection.text_factory = lambda text: text.decode("utf-8", "replace")
    try:
        yield
    finally:
        read.connection.text_factory = str


def _dangling(read: sqlite3.Cursor) -> list[str]:
    rows = read.execute("PRAGMA foreign_key_check").fetchmany(_SHOWN)
    return [f"Row {row} of {table} points to a {target} that is not there."
            for table, row, target, _ in rows]  # fmt: skip


def _uncounted(read: sqlite3.Cursor) -> list[str]:
    problems = []
    for name in RECORDS:
        lost = read.execute(
            f'SELECT count(*) FROM "{name}" '  # noqa: S608 - a declared table
            "WHERE batch_id NOT IN (SELECT id FROM batch)"
        ).fetchone()[0]
        if lost:
            problems.append(f"{lost:,} rows of {name} belong to no import.")
    unsaid = read.execute(
        "SELECT b.id FROM batch b WHERE NOT EXISTS (SELECT 1 FROM audit_entry a WHERE "
        "a.action IN ('import', 'undo') AND json_valid(a.detail) "
        "AND json_extract(a.detail, '$.batch') = b.id)"
    )
    problems += [f"Import {number} is not in the audit log." for (number,) in unsaid]
    short = read.execute(
        "SELECT b.id, b.rejected, count(r.id) FROM batch b "
        "LEFT JOIN rejected_row r ON r.batch_id = b.id WHERE b.rejected <= 1000 "
        "GROUP BY b.id HAVING b.rejected <> count(r.id)"
    )
    problems += [
        f"Import {number} left {said:,} rows out, but {kept:,} of them are kept."
        for number, said, kept in short
    ]
    return problems


def _count(read: sqlite3.Cursor, table: str) -> int:
    found = read.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608 - declared
    return int(found)
