"""Tickets that left an open-only export between two snapshots (METRICS §1, scope).

What is known depends on the set of batches alone, never on their order: an open ticket is of
unknown outcome when the newest open-only export of its source and kind is later than the last
file that spoke of it.
"""

import json
import sqlite3
from collections.abc import Iterable

from app.store.tables import insert_statement
from app.store.versions import APART, HISTORY, HISTORY_COLUMNS

_OPEN = "t.state NOT IN ('resolved', 'closed', 'cancelled')"


def note_vanished(
    cursor: sqlite3.Cursor, of: Iterable[tuple[str, str]], batch: int, now: int
) -> int:
    """Bring `outcome_unknown` up to date for tickets of each (source, kind); how many are unknown.

    Each change of it is field history at the open-only export's as-of (`now` when a fuller file
    speaks of the ticket again).
    """
    unknown = 0
    exports = _open_only(cursor)
    if not exports and not _any_open_only(cursor):
        return unknown
    named = set(of)
    named |= {pair for _, spoken_of in exports if named & spoken_of for pair in spoken_of}
    for source, kind in sorted(named):
        newest = max((as_of for as_of, pairs in exports if (source, kind) in pairs), default=None)
        gone = "0"
        if newest is not None:
            gone = f"({_OPEN} AND b.as_of < {newest})"
        changed = cursor.execute(
            f"SELECT t.id, {gone} FROM ticket t JOIN batch b ON b.id = t.batch_id "  # noqa: S608
            f"WHERE t.source = ? AND t.kind = ? AND t.outcome_unknown <> {gone}",
            (source, kind),
        ).fetchall()
        at = newest if newest is not None else now
        cursor.executemany(
            "UPDATE ticket SET outcome_unknown = ? WHERE id = ?",
            [(flag, record) for record, flag in changed],
        )
        cursor.executemany(
            insert_statement(HISTORY, HISTORY_COLUMNS),
            [
                ("ticket", record, APART, at, 0, str(1 - flag), str(flag), "import", batch)
                for record, flag in changed
            ],
        )
        unknown += sum(flag for _, flag in changed)
    return unknown


def count_absent(cursor: sqlite3.Cursor, of: Iterable[tuple[str, str]], as_of: int) -> int:
    """Open tickets that a full export with the given as-of doesn't speak of any more."""
    older = cursor.execute("SELECT id FROM batch WHERE as_of < ?", (as_of,)).fetchall()
    if not older:
        return 0
    numbers = json.dumps([number for (number,) in older])
    return sum(
        cursor.execute(
            "SELECT count(*) FROM ticket t WHERE t.source = ? AND t.kind = ? "  # noqa: S608
            f"AND t.batch_id IN (SELECT value FROM json_each(?)) AND {_OPEN}",
            (source, kind, numbers),
        ).fetchone()[0]
        for source, kind in of
    )


def _any_open_only(cursor: sqlite3.Cursor) -> bool:
    """Whether there ever was one, taken back since or not."""
    found = cursor.execute("SELECT 1 FROM batch WHERE scope = 'open-only' LIMIT 1").fetchone()
    return found is not None


def _open_only(cursor: sqlite3.Cursor) -> list[tuple[int, set[tuple[str, str]]]]:
    """(as-of, the (source, kind) it speaks of) of every open-only export that stands.

    A kind is carried on from the export before only while the two share a kind that they hold:
    where two exports take turns, one with incidents and one with requests, neither speaks for the
    other.
    """
    rows = cursor.execute(
        "SELECT as_of, format, header_hash, contents FROM batch WHERE scope = 'open-only' "
        "AND reverses IS NULL "
        "AND id NOT IN (SELECT reverses FROM batch WHERE reverses IS NOT NULL) "
        "ORDER BY as_of, sha256"
    )
    found = []
    before: dict[tuple[str, str], tuple[set[tuple[str, str]], set[tuple[str, str]]]] = {}
    for as_of, of_format, header, contents in rows:
        held = {(source, kind) for source, kind in _held(contents)}
        past_held, past = before.get((of_format, header or ""), (set(), set()))
        carried = past if held <= past and held & past_held else set()
        before[of_format, header or ""] = held, held | carried
        found.append((as_of, held | carried))
    return found


def _held(contents: str) -> list[tuple[str, str]]:
    return [(source, kind) for source, kind in json.loads(contents).get("ticket", {}).get("of", [])]
