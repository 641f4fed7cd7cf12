"""What approvers said of changes, as columns (METRICS K11, K18)."""

import sqlite3

import numpy as np

from app.models.columns import I32, ApprovalColumns
from app.store.column_reader import Read, Vocabulary, code, instant, read_columns
from app.store.record_rows import RecordRows

_STATE = (
    "CASE state WHEN 'approved' THEN 1 WHEN 'rejected' THEN -1 "
    "WHEN 'not_required' THEN 2 WHEN 'cancelled' THEN 3 ELSE 0 END"
)
"""An approval that was called off is one that nobody gave: neither a yes nor unneeded."""


def load_approvals(
    cursor: sqlite3.Cursor, rows: RecordRows, sources: Vocabulary, people: Vocabulary
) -> tuple[ApprovalColumns, I32]:
    """The approvals of known changes, by (change, decided), with the source of each.

    Approvers are coded into `people`, as their source writes them.
    """
    order = "FROM approval ORDER BY id"
    found = read_columns(
        cursor,
        [
            code("source", "source", sources),
            code("approver", "approver", people),
            Read("state", _STATE, "small"),
            instant("requested"),
            instant("decided"),
        ],
        order,
    )
    change = rows.rows(cursor.execute(f"SELECT source, target_key {order}").fetchall())
    kept = np.flatnonzero(change >= 0)
    kept = kept[np.lexsort((kept, found["decided"][kept], change[kept]))]
    source = found.pop("source")[kept]
    columns = {name: column[kept] for name, column in found.items()}
    return ApprovalColumns(change=change[kept], **columns), source
