"""Looking at a store that may be damaged, without stumbling over what is damaged."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.store import audit
from app.store.integrity import page_problems
from app.store.seal_check import seal_problems
from app.store.sqlite import cursor

_OF_INDEX = re.compile(
    r"(?:row \d+ missing from|wrong # of entries in|non-unique entry in) index (\S+)"
)
_DISAGREES = "disagrees with its rows: "


def file_problems(connection: Connection) -> list[str]:
    """What SQLite's full check of every page and index finds; empty = whole."""
    problems = said("The pages", partial(page_problems, connection, quick=False))
    return list(dict.fromkeys(_worded(cursor(connection), each) for each in problems))


def _worded(read: sqlite3.Cursor, problem: str) -> str:
    found = _OF_INDEX.fullmatch(problem)
    if found is None:
        return problem
    owner = read.execute(
        "SELECT tbl_name FROM sqlite_master WHERE name = ?", (found[1],)
    ).fetchone()
    table = owner[0] if owner else "a table"
    return f"The index {found[1]} of {table} {_DISAGREES}a value changed on the disk."


def is_of_index(problem: str) -> bool:
    """Whether a finding of SQLite is that a row and an index disagree: every row can be read.

    A value that changed on the disk and stands in an index is told this way; the row is named by
    its seal (RELIABILITY F14).
    """
    return _DISAGREES in problem


def row_problems(connection: Connection) -> list[str]:
    """What is wrong with single rows: values that changed on the disk, a broken audit chain."""
    read = cursor(connection)
    with any_text(read):
        return said("The rows", partial(seal_problems, read)) + said(
            "The audit log", partial(audit.verify, connection)
        )


def said(what: str, look: Callable[[], list[str]]) -> list[str]:
    """The problems that a look finds; that it can't look is one too."""
    try:
        return look()
    except (sqlite3.Error, DBAPIError, ValueError, TypeError) as error:
        return [f"{what} can't be read as they should be ({error})."]


@contextmanager
def any_text(read: sqlite3.Cursor) -> Iterator[None]:
    """Damaged text is read all the same, so that its row can be named."""
    read.connection.text_factory = lambda text: text.decode("utf-8", "replace")
    try:
        yield
    finally:
        read.connection.text_factory = str
