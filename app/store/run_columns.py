"""Runs of automations as columns (METRICS K14)."""

import sqlite3

from app.models.automation import RUN_STATES
from app.models.columns import RunColumns
from app.store.column_reader import Read, Vocabulary, choice, code, instant, read_columns


def load_runs(cursor: sqlite3.Cursor) -> RunColumns:
    """Every run, by start. One without an end has its start and what it took."""
    automations = Vocabulary()
    found = read_columns(
        cursor,
        [
            Read("key", "key", "key"),
            code("automation", "job", automations),
            choice("state", "state", RUN_STATES, -1),
            instant("started"),
            instant("finished", "ifnull(finished_at, started_at + elapsed_s)"),
        ],
        "FROM automation_run ORDER BY started_at, id",
    )
    return RunColumns(**found, automations=automations.words)
