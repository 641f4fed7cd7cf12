"""Stores as earlier versions of the program left them."""

import json
import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config

from app.models.base import APPLICATION_ID
from app.store import audit, sqlite
from app.store.schema import MIGRATIONS


def version_zero(path: Path, *statements: str) -> Path:
    """A store from before the first version: its mark, and nothing in it."""
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in ("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
                      *statements):  # fmt: skip
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def version_one(path: Path, rows: int = 20) -> Path:
    """A store of version 1 with one import of that many tickets, each with some history."""
    engine = sqlite.plain_writer(path)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("PRAGMA user_version=1")
        write = sqlite.cursor(connection)
        contents = json.dumps(
            {
                "ticket": {
                    "fields": ["source", "kind", "key", "title", "state"],
                    "ids": [1, rows + 1],
                    "of": [["servicenow", "incident"]],
                }
            }
        )
        write.execute(
            "INSERT INTO batch (id, file_name, sha256, size, format, kind, scope, as_of, "
            "imported_at, demo, rows, new, changed, unchanged, rejected, by_kind, warnings, "
            "contents) VALUES (1, 'old.csv', 'abc', 1, 'hand.made', 'incident', 'full', 100, 100, "
            "0, ?, ?, 0, 0, 0, '{}', '[]', ?)",
            (rows, rows, contents),
        )
        for number in range(1, rows + 1):
            write.execute(
                "INSERT INTO ticket (id, source, kind, key, title, state, updated_at, row_hash, "
                "batch_id) VALUES (?, 'servicenow', 'incident', ?, 'Old', 'new', 20, 'aa', 1)",
                (number, f"OLD{number}"),
            )
            write.executemany(
                "INSERT INTO field_history (record_kind, record_id, field, at, sequence, old, "
                "new, origin, batch_id) VALUES ('ticket', ?, ?, ?, ?, ?, ?, 'import', 1)",
                [
                    (number, "version", 10, 0, None, ":bb"),
                    (number, "version", 20, 1, None, ":aa"),
                    (number, "title", 20, 1, "Older", "Old"),
                ],
            )
        audit.append(
            connection,
            action="import",
            object="old.csv",
            detail={"batch": 1},
            actor="Tess",
            recorder="Tess",
            now=100,
            wall=100,
        )
    engine.dispose()
    return path
