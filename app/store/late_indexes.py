"""Indexes made after the rows: sorting once costs less than finding a place for each row."""

import sqlite3


def set_aside(cursor: sqlite3.Cursor, table: str) -> list[str]:
    """Drop the whole (not partial) indexes of an empty table; the statements that make them anew.

    Inside the import's transaction: whatever happens to it, the indexes are there afterwards.
    """
    found = cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? "
        "AND sql IS NOT NULL AND sql NOT LIKE '% WHERE %'",
        (table,),
    ).fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [sql for _, sql in found]


def make(cursor: sqlite3.Cursor, statements: list[str]) -> None:
    """Make the indexes that were set aside."""
    for statement in statements:
        cursor.execute(statement)
    statements.clear()
