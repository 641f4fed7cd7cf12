"""Writes the tables of the newest migration from the models: `python -m tests.store.frozen_schema`.

To be run only until the version is released; after that a migration is never touched again.
"""

from pathlib import Path

from sqlalchemy import create_engine

import app.store.migrations
from app.models.base import Base
from app.store.integrity import expected_schema
from app.store.sqlite import cursor

VERSIONS = Path(app.store.migrations.__file__).with_name("versions")
TARGET = VERSIONS / "0002_every_system.sql"
REMADE = {"batch", "source_profile", "ci", "service", "ticket", "change", "schedule_window"}


def before() -> set[str]:
    """Tables that the version before had."""
    text = (VERSIONS / "0001_baseline.py").read_text("utf-8").split("op.create_table(")[1:]
    return {part.split('"')[1] for part in text}


def main() -> None:
    known = before() - REMADE
    assert expected_schema()  # which makes the metadata whole
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        Base.metadata.create_all(connection)
        found = cursor(connection).execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name"
        )
        made = [sql for (sql,) in found.fetchall()]
        tables = dict(cursor(connection).execute("SELECT sql, tbl_name FROM sqlite_master"))
    kept = [sql for sql in made if tables[sql] not in known]
    TARGET.write_text(";\n\n".join(sql.replace("\t", "    ") for sql in kept) + ";\n", "utf-8")


if __name__ == "__main__":
    main()
