"""Rows of tickets and changes by the words that other records name them with.

A word is a key as people use it, or the source's own id. Where it fits records of several
sources, the one of the naming record's own source is meant; where it still fits several, none.
"""

# ruff: noqa: S608 - the tables are declared here

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from app.models.columns import I64, Flags
from app.models.ticket import TICKET_KINDS

Named = tuple[str | None, str | None]
"""Source of the record that names, and the word in it."""
_Found = dict[str, list[tuple[str, int]]]


class RecordRows:
    """The rows behind words, looked up once each. It lives as long as one reading of the store."""

    def __init__(
        self, ids: I64, look_up: Callable[[Sequence[str]], Iterable[tuple[str, str, int]]]
    ) -> None:
        self._ids = ids
        self._look_up = look_up
        self._found: _Found = {}

    def learn(self, words: Iterable[str | None]) -> None:
        """Look the words up, all in one go."""
        asked = sorted({word for word in words if word} - self._found.keys())
        if not asked or not len(self._ids):
            return
        self._found.update({word: [] for word in asked})
        for word, source, record in self._look_up(asked):
            row = int(np.searchsorted(self._ids, record))
            if row < len(self._ids) and self._ids[row] == record:
                self._found[word].append((source, row))

    def row(self, source: str | None, word: str | None) -> int:
        """The row that a record of the source means by the word; -1 when that isn't known."""
        found = self._found.get(word, ()) if word else ()
        if len(found) > 1:
            found = [each for each in found if each[0] == source] or found
        rows = {row for _, row in found}
        return rows.pop() if len(rows) == 1 else -1

    def rows(self, named: Sequence[Named]) -> I64:
        """The row that each pair of (source, word) means, -1 for none."""
        self.learn(word for _, word in named)
        return np.array([self.row(source, word) for source, word in named], np.int64)


def ticket_rows(cursor: sqlite3.Cursor, ids: I64, kinds: Iterable[int]) -> RecordRows:
    """Rows of tickets of the kinds (places in TICKET_KINDS), in the order of `ids`."""
    of = json.dumps([TICKET_KINDS[kind] for kind in kinds])
    # The index on (kind, key) needs the kind.
    by_key = "t.kind IN (SELECT value FROM json_each(?)) AND t.key"
    return RecordRows(ids, _look_up(cursor, "ticket", by_key, of))


def change_rows(cursor: sqlite3.Cursor, ids: I64) -> RecordRows:
    """Rows of changes, in the order of `ids`."""
    return RecordRows(ids, _look_up(cursor, "change", "t.key"))


def alert_rows(cursor: sqlite3.Cursor, ids: I64) -> RecordRows:
    """Rows of alerts in the order of `ids`, which must rise."""
    return RecordRows(ids, _look_up(cursor, "alert", "t.key"))


def article_rows(cursor: sqlite3.Cursor, ids: I64) -> RecordRows:
    """Rows of knowledge articles in the order of `ids`, which must rise."""
    return RecordRows(ids, _look_up(cursor, "knowledge_article", "t.key"))


def _look_up(
    cursor: sqlite3.Cursor, table: str, by_key: str, *values: str
) -> Callable[[Sequence[str]], Iterable[tuple[str, str, int]]]:
    listed = "IN (SELECT value FROM json_each(?))"
    statement = (
        f"SELECT t.key, t.source, t.id FROM {table} t WHERE {by_key} {listed} UNION "
        f"SELECT t.source_id, t.source, t.id FROM {table} t WHERE t.source_id {listed} "
        "ORDER BY 1, 3"
    )

    def look_up(words: Sequence[str]) -> Iterable[tuple[str, str, int]]:
        asked = json.dumps(words)
        return cursor.execute(statement, (*values, asked, asked)).fetchall()

    return look_up


def split_keys(text: str | None) -> list[str]:
    """The keys of a cell that holds several, separated by `;`."""
    return [word for part in (text or "").split(";") if (word := part.strip())]


def marked(rows: I64, length: int) -> Flags:
    """Flags of `length` rows, true for those in `rows` (-1 is none)."""
    flags = np.zeros(length, np.bool_)
    flags[rows[rows >= 0]] = True
    return flags
