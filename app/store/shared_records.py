"""Records of one batch that other files told of too, by when each says that they began."""

import sqlite3

_BEGAN = """
WITH mine AS (
    SELECT record_kind, record_id, sequence FROM field_history
    WHERE batch_id = ? AND field = ? AND origin IN ('import', 'log')
)
SELECT h.record_kind, h.record_id,
    iif(h.sequence = m.sequence, h.old, h.new), iif(h.sequence = m.sequence, h.new, h.old)
FROM mine m JOIN field_history h ON h.record_kind = m.record_kind
    AND h.record_id = m.record_id AND h.field = 'opened_at'
    AND h.sequence IN (m.sequence, m.sequence + 1) AND h.origin IN ('import', 'log')
WHERE h.old IS NOT NULL AND h.new IS NOT NULL
"""
"""A version of this batch beside the one before it, and beside the one after it."""


def began_otherwise(cursor: sqlite3.Cursor, batch: int) -> list[tuple[int, int]]:
    """(began as other files say, as this batch says) in UTC seconds, once a record.

    Only of records for which the two differ: what opened a record never changes.
    """
    found = cursor.execute(_BEGAN, (batch, "(version)")).fetchall()
    each = {(kind, record): (int(other), int(own)) for kind, record, other, own in found}
    return [each[key] for key in sorted(each)]


def known_before(cursor: sqlite3.Cursor, batch: int) -> int:
    """How many of the records that the batch told of were known before."""
    found = cursor.execute("SELECT changed + unchanged FROM batch WHERE id = ?", (batch,))
    return int(found.fetchone()[0])


def zones_used(cursor: sqlite3.Cursor) -> list[str]:
    """The zones that files were read in, the most frequent first."""
    found = cursor.execute(
        "SELECT timezone FROM batch WHERE timezone <> '' AND timezone IS NOT NULL "
        "GROUP BY timezone ORDER BY count(*) DESC, timezone"
    )
    return [zone for (zone,) in found]
