"""SLA clocks as their sources kept them, as columns (METRICS K4)."""

import sqlite3

from app.models.columns import SlaRecordColumns
from app.models.sla import SLA_STAGES
from app.store.column_reader import Read, Vocabulary, choice, code, instant, read_columns
from app.store.record_rows import RecordRows

TARGETS = ("response", "resolution")


def load_sla_records(cursor: sqlite3.Cursor, rows: RecordRows) -> SlaRecordColumns:
    """Every clock, in the order of its row id."""
    order = "FROM sla_record ORDER BY id"
    sources = Vocabulary()
    found = read_columns(
        cursor,
        [
            Read("key", "key", "key"),
            choice("target", "target", TARGETS, -1),
            choice("stage", "stage", SLA_STAGES, -1),
            Read("breached", "breached", "small", -1),
            instant("start"),
            instant("stop"),
            instant("breach_at", "breach_at"),
            *(Read(name, column, "instant", -1) for name, column in _SECONDS),
            code("source", "source", sources),
        ],
        order,
    )
    ticket = rows.rows(cursor.execute(f"SELECT source, ticket_key {order}").fetchall())
    return SlaRecordColumns(**found, ticket=ticket, sources=sources.words)


_SECONDS = (("goal", "goal_s"), ("elapsed", "elapsed_business_s"), ("pause", "pause_s"))
