"""F16: an older store is backed up and brought up to date, or stays as it was."""

import os
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from app.models.base import APPLICATION_ID
from app.models.errors import AppError
from app.store.check import check
from app.store.database import open_store
from app.store.integrity import SCHEMA_VERSION

ROOT = Path(__file__).parents[2]


def older(path: Path, *statements: str) -> Path:
    """A store from before the first version: its mark, and nothing in it."""
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in ("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)",
                      *statements):  # fmt: skip
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def state(path: Path) -> tuple[int, int]:
    connection = sqlite3.connect(path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    connection.close()
    return version, tables


def test_an_older_store_is_backed_up_and_migrated(tmp_path: Path) -> None:
    path = older(tmp_path / "tower.db")
    store = open_store(path)
    assert check(store).problems == ()
    assert state(path)[0] == SCHEMA_VERSION
    (kept,) = store.backups_folder.iterdir()
    assert "version-0" in kept.name
    assert state(kept) == (0, 1)
    store.close()


def test_a_migration_that_does_not_end_well_changes_nothing(tmp_path: Path) -> None:
    path = older(tmp_path / "tower.db", "CREATE TABLE stranger (a)")
    before = state(path)
    with pytest.raises(AppError, match="stays as it was"):
        open_store(path)
    assert state(path) == before == (0, 2)


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.timeout(300)
def test_a_migration_killed_at_any_statement_is_old_or_new(tmp_path: Path) -> None:
    code = """
        import os, sys
        from pathlib import Path
        from sqlalchemy import event
        from sqlalchemy.engine import Engine
        from app.store.database import open_store
        left = [int(sys.argv[2])]
        @event.listens_for(Engine, "before_cursor_execute")
        def count(connection, cursor, statement, *rest):
            if statement.lstrip().startswith(("CREATE", "INSERT", "PRAGMA user_version=")):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), 9)
        open_store(Path(sys.argv[1]))
    """
    finished = False
    for step in range(1, 220, 9):
        path = older(tmp_path / f"{step}.db")
        command = [sys.executable, "-c", textwrap.dedent(code), str(path), str(step)]
        finished = subprocess.run(command, cwd=ROOT, check=False).returncode == 0
        assert state(path)[0] == (SCHEMA_VERSION if finished else 0)
        store = open_store(path)
        assert check(store).problems == ()
        store.close()
    assert finished, "every step was covered"
