"""Is the file what it should be: its schema ours and nothing else, its pages whole."""

from functools import cache

from sqlalchemy import Connection, create_engine

from app.models import (  # noqa: F401 - every module with tables, so that the metadata is whole
    action,
    alert,
    alias,
    audit,
    automation,
    batch,
    change,
    change_feed,
    configuration,
    history,
    knowledge,
    kpi,
    outage,
    rca,
    review,
    risk,
    schedule,
    seal,
    sla,
    survey,
    ticket,
    vendor,
)
from app.models.base import Base
from app.store import sqlite

SCHEMA_VERSION = 2
"""The store's version (`user_version`) that this program writes; equals alembic's head."""

AUDIT_TRIGGERS = tuple(
    f"CREATE TRIGGER audit_entry_no_{event.lower()} BEFORE {event} ON audit_entry BEGIN "
    "SELECT RAISE(ABORT, 'the audit log is append-only'); END"
    for event in ("UPDATE", "DELETE")
)
ALEMBIC_TABLE = "alembic_version"


@cache
def expected_schema() -> dict[tuple[str, str], str]:
    """(type, name) -> normalised SQL of everything that may stand in a store."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        Base.metadata.create_all(connection)
        for trigger in AUDIT_TRIGGERS:
            connection.exec_driver_sql(trigger)
        schema = actual_schema(connection)
    engine.dispose()
    return schema


def actual_schema(connection: Connection) -> dict[tuple[str, str], str]:
    """(type, name) -> normalised SQL of what does stand in it, SQLite's own tables apart."""
    rows = sqlite.cursor(connection).execute("SELECT type, name, sql FROM sqlite_master")
    return {
        (kind, name): _normalised(sql or "")
        for kind, name, sql in rows
        if not name.startswith("sqlite_") and name != ALEMBIC_TABLE
    }


def _normalised(sql: str) -> str:
    """One space between words, and constraints sorted: their order carries no meaning."""
    first, *constraints = (
        " ".join(sql.split()).replace(" ) STRICT", ", CONSTRAINT STRICT").split(", CONSTRAINT ")
    )
    return ", CONSTRAINT ".join([first, *sorted(constraints)])


def schema_problems(connection: Connection) -> list[str]:
    """One plain sentence for each table, index, trigger or view that is not as expected."""
    expected, actual = expected_schema(), actual_schema(connection)
    problems = [
        f"The {kind} “{name}” does not belong in a store."
        for kind, name in sorted(actual.keys() - expected.keys())
    ]
    problems += [
        f"The {kind} “{name}” is missing." for kind, name in sorted(expected.keys() - actual.keys())
    ]
    problems += [
        f"The {kind} “{name}” is not as it was made."
        for kind, name in sorted(expected.keys() & actual.keys())
        if expected[kind, name] != actual[kind, name]
    ]
    return problems


def page_problems(connection: Connection, *, quick: bool) -> list[str]:
    """What SQLite's own check finds wrong, at most 20 lines; empty = whole."""
    check = "quick_check" if quick else "integrity_check"
    rows = sqlite.cursor(connection).execute(f"PRAGMA {check}(20)").fetchall()
    return [text for (text,) in rows if text != "ok"]


def version_problems(connection: Connection) -> list[str]:
    """Whether the migrations' own note says what the file's header says."""
    rows = sqlite.cursor(connection).execute(f"SELECT version_num FROM {ALEMBIC_TABLE}")  # noqa: S608
    noted = [number for (number,) in rows.fetchall()]
    if noted == [f"{SCHEMA_VERSION:04d}"]:
        return []
    return [f"The table {ALEMBIC_TABLE} says version {', '.join(noted)}."]
