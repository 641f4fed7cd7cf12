"""Backups are checked by reading them back; a restore is never undone by what lay beside it."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from app.models.errors import AppError
from app.store.backup import backup, last_backup, restore
from app.store.check import check
from app.store.database import open_store
from tests.store.builders import content, put, rows, ticket, tickets


@pytest.fixture
def kept(store, tmp_path: Path) -> Path:
    put(store, tickets([ticket("A", 10), ticket("B", 10)]))
    target = tmp_path / "copies" / "tower.backup"
    backup(store, target)
    return target


def test_a_backup_is_one_private_file_with_everything(store, kept: Path) -> None:
    assert [part.name for part in kept.parent.iterdir()] == [kept.name]
    assert kept.stat().st_mode & 0o077 == 0
    copy = open_store(kept)
    assert content(copy) == content(store)
    assert check(copy).problems == ()
    copy.close()
    connection = sqlite3.connect(shutil.copy(kept, kept.with_suffix(".probe")))
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_f12_restoring_beside_a_stale_log_brings_back_the_backup(store, kept: Path) -> None:
    before = content(store)
    reader = sqlite3.connect(store.path)
    reader.execute("SELECT count(*) FROM ticket").fetchone()
    put(store, tickets([ticket("C", 10)]))
    assert store.path.with_name("tower.db-wal").stat().st_size > 0
    aside = restore(store.path, kept)
    reader.close()
    restored = open_store(store.path)
    assert content(restored) == before
    assert check(restored).problems == ()
    restored.close()
    old = open_store(aside)
    assert rows(old, "SELECT count(*) FROM ticket") == [(3,)]
    old.close()


def test_f12_restoring_where_only_a_stale_log_is_left(store, kept: Path) -> None:
    store.path.unlink()
    store.path.with_name("tower.db-wal").write_bytes(b"left over" * 1000)
    assert restore(store.path, kept) is None
    restored = open_store(store.path)
    assert rows(restored, "SELECT count(*) FROM ticket") == [(2,)]
    restored.close()


def test_a_damaged_store_is_kept_when_the_backup_takes_its_place(store, kept: Path) -> None:
    store.close()
    store.path.write_bytes(b"ruined" * 100)
    aside = restore(store.path, kept)
    assert aside.read_bytes() == b"ruined" * 100
    restored = open_store(store.path)
    assert rows(restored, "SELECT count(*) FROM ticket") == [(2,)]
    restored.close()


@pytest.mark.parametrize("harm", ["cut", "text", "tampered"])
def test_a_backup_that_is_not_whole_is_refused_and_the_store_stays(store, kept, harm) -> None:
    if harm == "cut":
        with kept.open("rb+") as file:
            file.truncate(kept.stat().st_size // 2)
    elif harm == "text":
        kept.write_text("not a store")
    else:
        connection = sqlite3.connect(kept)
        connection.execute("DROP TRIGGER audit_entry_no_update")
        connection.execute("UPDATE audit_entry SET actor = 'x'")
        connection.commit()
        connection.close()
    with pytest.raises(AppError):
        restore(store.path, kept)
    assert rows(store, "SELECT count(*) FROM ticket") == [(2,)]
    assert put(store, tickets([ticket("D", 10)])).new == 1
    assert not list(store.path.parent.glob(".~*"))


def test_a_backup_that_can_not_be_written_says_so(store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(AppError, match="could not be written"):
        backup(store, tmp_path / "file" / "copy.db")
    with pytest.raises(AppError, match="is a folder"):
        backup(store, tmp_path)
    with pytest.raises(AppError, match="the store itself"):
        backup(store, store.path)


def test_a_file_that_is_no_backup_is_not_written_over(store, tmp_path: Path) -> None:
    thesis = tmp_path / "thesis.xlsx"
    thesis.write_text("precious")
    with pytest.raises(AppError, match="holds something else than a backup"):
        backup(store, thesis)
    assert thesis.read_text() == "precious"
    backup(store, tmp_path / "copy.db")
    backup(store, tmp_path / "copy.db")


def test_the_newest_backup_is_known(store, tmp_path: Path) -> None:
    assert last_backup(store.path) is None
    folder = store.backups_folder
    folder.mkdir()
    backup(store, folder / "tower.db")
    assert last_backup(store.path) == int((folder / "tower.db").stat().st_mtime)
