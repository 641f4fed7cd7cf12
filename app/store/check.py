"""`tower check`: is every part of the store what it should be."""

import sqlite3
from functools import partial

from app.models.results import CheckReport
from app.store import audit
from app.store.database import Store
from app.store.inspection import any_text, file_problems, said
from app.store.integrity import schema_problems, version_problems
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
        with any_text(read):
            problems = file_problems(connection)
            problems += schema_problems(connection) or version_problems(connection)
            for what, look in (
                ("The rows", seal_problems),
                ("The references", _dangling),
                ("The imports", _uncounted),
            ):
                problems += said(what, partial(look, read))
            problems += said("The audit log", partial(audit.verify, connection))
            records, entries, chain = 0, 0, ""
            if not problems:
                records = sum(_count(read, name) for name in RECORDS)
                entries, chain = audit.head(connection)
    return CheckReport(tuple(problems), records, entries, chain)


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
