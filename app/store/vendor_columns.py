"""Cases with vendors as columns (METRICS K17)."""

import sqlite3

import numpy as np

from app.models.columns import I64, MISSING, VendorCaseColumns
from app.store.column_reader import Read, code, instant, read_columns
from app.store.record_rows import RecordRows

_WAITING = "waiting_for_us"
_OPEN = (
    "resolved_at IS NULL AND closed_at IS NULL "
    "AND ifnull(state, 'unknown') NOT IN ('resolved', 'closed')"
)
_HISTORY = (
    "SELECT record_id, at, new FROM field_history WHERE record_kind = 'vendor_case' "
    "AND field = 'state' AND origin IN ('log', 'import') ORDER BY record_id, at, sequence, id"
)


def load_vendor_cases(cursor: sqlite3.Cursor, rows: RecordRows) -> VendorCaseColumns:
    """Every case, by opening; waits are those that logs and re-imports show."""
    order = "FROM vendor_case ORDER BY opened_at, id"
    reads = [
        Read("id", "id", "instant"),
        Read("key", "key", "key"),
        code("vendor", "vendor"),
        code("severity", "severity"),
        Read("open_state", _OPEN, "flag"),
        instant("opened"),
        instant("first_response"),
        instant("resolved"),
        instant("closed"),
        Read("response_target", "response_target_s", "instant", -1),
        Read("resolve_target", "resolve_target_s", "instant", -1),
    ]
    found = read_columns(cursor, reads, order)
    words = {read.name: read.words.words for read in reads if read.words is not None}
    waits = _waits(cursor, found.pop("id"))
    return VendorCaseColumns(
        **found,
        ticket=rows.rows(cursor.execute(f"SELECT source, ticket_key {order}").fetchall()),
        wait_case=waits[:, 0],
        wait_start=waits[:, 1],
        wait_end=waits[:, 2],
        vendors=words["vendor"],
        severities=words["severity"],
    )


def _waits(cursor: sqlite3.Cursor, ids: I64) -> I64:
    """(row, start, end) of every wait whose start is known, by row and start."""
    row_of = {record: row for row, record in enumerate(ids.tolist())}
    waits: list[tuple[int, int, int]] = []
    since: dict[int, int] = {}
    for record, at, state in cursor.execute(_HISTORY):
        row = row_of.get(record)
        if row is None:
            continue
        if state == _WAITING:
            since.setdefault(row, at)
        elif row in since:
            waits.append((row, since.pop(row), at))
    waits += [(row, start, MISSING) for row, start in since.items()]
    return np.array(sorted(waits), np.int64).reshape(-1, 3)
