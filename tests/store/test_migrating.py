"""F16: an older store is backed up and brought up to date, or stays as it was."""

import os
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from app.models.errors import AppError
from app.store.check import check
from app.store.database import open_store
from app.store.integrity import SCHEMA_VERSION
from tests.figures import Say
from tests.store.builders import put, rows, ticket, tickets
from tests.store.older_store import version_one, version_zero

ROOT = Path(__file__).parents[2]


def state(path: Path) -> tuple[int, int]:
    connection = sqlite3.connect(path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    connection.close()
    return version, tables


def test_an_older_store_is_backed_up_and_migrated(tmp_path: Path) -> None:
    path = version_zero(tmp_path / "tower.db")
    store = open_store(path)
    assert check(store).problems == ()
    assert state(path)[0] == SCHEMA_VERSION
    (kept,) = store.backups_folder.iterdir()
    assert "version-0" in kept.name
    assert state(kept) == (0, 1)
    store.close()


def test_a_migration_that_does_not_end_well_changes_nothing(tmp_path: Path) -> None:
    path = version_zero(tmp_path / "tower.db", "CREATE TABLE stranger (a)")
    before = state(path)
    with pytest.raises(AppError, match="stays as it was"):
        open_store(path)
    assert state(path) == before == (0, 2)


def test_a_store_of_version_one_keeps_its_rows_and_history(tmp_path: Path) -> None:
    store = open_store(version_one(tmp_path / "tower.db", rows=5))
    assert check(store).problems == ()
    assert rows(store, "SELECT count(*), min(title) FROM ticket") == [(5, "Old")]
    kept = "SELECT field, old, new FROM field_history WHERE record_id = 1 ORDER BY id"
    assert rows(store, kept) == [
        ("(version)", None, ":bb"), ("(version)", None, ":aa"), ("title", "Older", "Old"),
    ]  # fmt: skip
    put(store, tickets([ticket("OLD1", 30, title="New")]))
    assert rows(store, "SELECT title FROM ticket WHERE key = 'OLD1'") == [("New",)]
    assert check(store).problems == ()
    store.close()


KILLED = """
    import os, sys
    from pathlib import Path
    from sqlalchemy import event
    from sqlalchemy.engine import Engine
    from app.store.database import open_store
    left = [int(sys.argv[2])]
    @event.listens_for(Engine, "before_cursor_execute")
    def count(connection, cursor, statement, *rest):
        words = ("CREATE", "INSERT", "ALTER", "DROP", "UPDATE", "PRAGMA user_version=")
        if statement.lstrip().startswith(words):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), 9)
    open_store(Path(sys.argv[1]))
"""


def killed_at(path: Path, step: int) -> bool:
    """Open an older store and be killed at a statement; whether it got to its end instead."""
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(path), str(step)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("make", "version"), [(version_zero, 0), (version_one, 1)])
def test_f16_a_migration_killed_at_any_statement_is_old_or_new(
    tmp_path: Path, make, version: int, say: Say
) -> None:
    finished, steps, step = False, 0, 1
    while not finished:
        path = make(tmp_path / f"{step}.db")
        before = rows_of(path) if version else []
        finished = killed_at(path, step)
        assert state(path)[0] == (SCHEMA_VERSION if finished else version)
        for copy in (tmp_path / "backups").glob(f"{step}-version-*"):
            assert state(copy)[0] == version
        store = open_store(path)
        assert check(store).problems == ()
        store.close()
        assert not version or rows_of(path) == before
        steps, step = steps + 1, step + 4
    say(f"F16 version {version}: killed at {steps - 1} statements, old or new each time")
    assert steps > 10


def rows_of(path: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT id, key, title, state, batch_id FROM ticket").fetchall()
    connection.close()
    return found
