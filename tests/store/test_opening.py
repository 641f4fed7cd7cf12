"""What opens, what is refused and in which words (RELIABILITY F9-F11, F15, F17)."""

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from app.models.base import APPLICATION_ID, Base
from app.models.errors import AppError
from app.store import health, lock
from app.store.database import open_store
from app.store.facts import load_facts
from app.store.integrity import SCHEMA_VERSION, expected_schema, schema_problems
from tests.store.builders import put, rows, ticket, tickets

ROOT = Path(__file__).parents[2]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
        text=True,
    )


def spoil(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def test_a_new_store_has_the_schema_of_the_models_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "made" / "tower.db"
    store = open_store(path)
    put(store, tickets([ticket("A", 10)]))
    with store.reading() as connection:
        assert schema_problems(connection) == []
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == SCHEMA_VERSION
        assert connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    tables = {name for kind, name in expected_schema() if kind == "table"}
    assert tables == set(Base.metadata.tables)
    assert path.parent.stat().st_mode & 0o777 == 0o700
    for beside in path.parent.glob("tower.db*"):
        assert beside.stat().st_mode & 0o077 == 0, beside
    store.close()


def test_opening_without_creating_names_the_place(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="There is no store at"):
        open_store(tmp_path / "none.db", create=False)
    assert not list(tmp_path.iterdir())


def test_f17_a_newer_store_is_refused_with_both_versions_and_left_alone(store) -> None:
    store.close()
    spoil(store.path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = sha256(store.path)
    with pytest.raises(AppError, match=f"version {SCHEMA_VERSION + 1}.*version {SCHEMA_VERSION}"):
        open_store(store.path)
    assert sha256(store.path) == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not a Control Tower store"),
        (b"number,state\nINC1,New\n" * 20, "not a Control Tower store"),
        (b"SQLite format 3\x00", "not a Control Tower store"),
    ],
)
def test_f15_what_is_no_database_is_refused_unchanged(tmp_path: Path, content, words) -> None:
    path = tmp_path / "tower.db"
    path.write_bytes(content)
    with pytest.raises(AppError, match=words):
        open_store(path)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_f15_a_foreign_database_is_refused_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "tower.db"
    spoil(path, "CREATE TABLE notes (text TEXT)")
    before = sha256(path)
    with pytest.raises(AppError, match="database of another program"):
        open_store(path)
    assert sha256(path) == before


def test_f15_a_cut_off_store_is_refused(store) -> None:
    store.close()
    with store.path.open("rb+") as file:
        file.truncate(store.path.stat().st_size // 2)
    before = sha256(store.path)
    with pytest.raises(AppError, match=r"damaged.*tower restore"):
        open_store(store.path)
    assert sha256(store.path) == before


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER evil AFTER INSERT ON ticket BEGIN DELETE FROM ticket; END",
        "CREATE VIEW evil AS SELECT 1",
        "DROP TRIGGER audit_entry_no_update",
        "CREATE TABLE evil (a)",
        "DROP INDEX ix_ticket_open",
    ],
)
def test_f15_a_store_with_another_schema_is_refused(store, sql) -> None:
    store.close()
    spoil(store.path, sql)
    with pytest.raises(AppError, match="damaged"):
        open_store(store.path)


def test_f13_a_damaged_page_is_noticed_after_an_unclean_exit(store, tmp_path: Path) -> None:
    put(store, tickets([ticket(f"INC{n}", n, title="x" * 400) for n in range(300)], chunk=100))
    copy = tmp_path / "copy"
    copy.mkdir()
    hold = sqlite3.connect(store.path)  # keeps the log beside the store
    hold.execute("SELECT count(*) FROM ticket").fetchone()
    put(store, tickets([ticket("LATER", 10)]))
    for part in tmp_path.glob("tower.db*"):
        if part.is_file():
            shutil.copy(part, copy / part.name)
    hold.close()
    with (copy / "tower.db").open("rb+") as file:
        for page in range(40, 44):
            file.seek(page * 4096)
            file.write(b"\x5a" * 2048)
    with pytest.raises(AppError, match="damaged"):
        open_store(copy / "tower.db")


def test_f10_a_store_moved_while_open_takes_no_more_writes(store, tmp_path: Path) -> None:
    put(store, tickets([ticket("A", 10)]))
    store.path.rename(tmp_path / "elsewhere.db")
    with pytest.raises(AppError, match="moved, deleted or replaced"):
        put(store, tickets([ticket("B", 10)]))


@pytest.mark.parametrize("harm", ["deleted", "replaced"])
def test_f10_a_store_deleted_or_replaced_in_the_middle_of_an_import(store, tmp_path, harm) -> None:
    put(store, tickets([ticket("A", 10)]))
    other = shutil.copy(store.path, tmp_path / "other")

    def strike(_done: int, _total: int) -> None:
        if harm == "deleted":
            store.path.unlink(missing_ok=True)
        elif Path(other).exists():
            Path(other).replace(store.path)

    more = tickets([ticket(f"B{n}", 10) for n in range(10)])
    with pytest.raises(AppError, match="moved, deleted or replaced"):
        put(store, more, progress=strike)
    with pytest.raises(AppError):
        put(store, tickets([ticket("C", 10)]))


def test_f10_another_file_in_the_place_of_the_one_that_is_open_is_refused(store, tmp_path) -> None:
    put(store, tickets([ticket("A", 10)]))
    open_store(store.path, create=False, place=store.place).close()
    open_store(tmp_path / "other.db").close()
    store.path.unlink()
    with pytest.raises(AppError, match="moved, deleted or replaced"):
        open_store(store.path, place=store.place)
    assert not store.path.exists()
    (tmp_path / "other.db").rename(store.path)
    with pytest.raises(AppError, match="moved, deleted or replaced"):
        open_store(store.path, place=store.place)


@pytest.mark.parametrize("copy", [0, 1], ids=["in the index", "in the row"])
def test_f14_a_turned_bit_in_an_indexed_key_opens_read_only_and_is_named(store, copy) -> None:
    put(store, tickets([ticket("INC0012345", 10), ticket("INC0099999", 10)]))
    store.close()
    damaged = bytearray(store.path.read_bytes())
    places = [m.start() for m in re.finditer(b"INC0012345", bytes(damaged))]
    in_row = next(at for at in places if damaged[at + 10 :].startswith(b"Title of INC0012345"))
    place = in_row if copy else next(at for at in places if damaged[at + 10 :].startswith(b"servi"))
    damaged[place + 9] ^= 1
    store.path.write_bytes(damaged)
    health.note(store.path, damage="to be looked at")
    opened = open_store(store.path)
    assert ("Row 1 of ticket (INC0012344" in opened.read_only) is bool(copy)
    assert ("of ticket disagrees with its rows" in opened.read_only) is not bool(copy)
    assert len(load_facts(opened).tickets) == 2
    with pytest.raises(AppError, match="read-only"):
        put(opened, tickets([ticket("B", 10)]))
    opened.close()


def test_f8_a_second_writer_waits_and_names_the_holder(store, monkeypatch) -> None:
    code = """
        import sys
        from pathlib import Path
        from app.store import health, lock
        with lock.held(Path(sys.argv[1])):
            print("held", flush=True)
            sys.stdin.read()
    """
    process = child(code, store.path)
    assert process.stdout.readline() == "held\n"
    assert lock.is_held(store.path)
    monkeypatch.setattr(lock, "WAIT_SECONDS", 0.1)
    with pytest.raises(AppError, match=rf"process {process.pid} of .* on {os.uname().nodename}"):
        put(store, tickets([ticket("A", 10)]))
    assert rows(store, "SELECT count(*) FROM ticket") == [(0,)]  # readers are never blocked
    process.kill()
    process.communicate()
    assert put(store, tickets([ticket("A", 10)])).new == 1  # the dead holder's lock is free


def test_f8_writers_of_four_processes_lose_nothing(store) -> None:
    code = """
        import sys
        from pathlib import Path
        from app.store.database import open_store
        from tests.store.builders import put, ticket, tickets
        store = open_store(Path(sys.argv[1]))
        for number in range(8):
            put(store, tickets([ticket(f"{sys.argv[2]}-{number}", 10)]))
    """
    children = [child(code, store.path, name) for name in "abcd"]
    for process in children:
        process.communicate()
        assert process.returncode == 0
    assert rows(store, "SELECT count(*) FROM ticket") == [(32,)]
    assert store.revision() == 32


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="needs to become another user")
def test_f11_a_folder_that_may_only_be_read_opens_read_only(store, tmp_path: Path) -> None:
    put(store, tickets([ticket("A", 10)]))
    store.close()
    code = """
        import os, sys
        from pathlib import Path
        from app.models.errors import AppError
        from app.store.database import open_store
        from app.store.facts import load_facts
        from tests.store.builders import put, ticket, tickets
        os.setgid(65534); os.setuid(65534)
        store = open_store(Path(sys.argv[1]))
        print(store.read_only)
        print(len(load_facts(store).tickets))
        try:
            put(store, tickets([ticket("B", 10)]))
        except AppError as error:
            print(error)
        try:
            open_store(Path(sys.argv[1]).with_name("new.db"))
        except AppError as error:
            print(error)
    """
    open_to_all = Path("/tmp") / f"tower-read-only-{os.getpid()}"
    shutil.copytree(tmp_path, open_to_all)
    try:
        open_to_all.chmod(0o555)
        for part in open_to_all.rglob("*"):
            part.chmod(0o755 if part.is_dir() else 0o644)
        before = sorted(part.name for part in open_to_all.iterdir())
        process = child(code, open_to_all / "tower.db")
        out, _ = process.communicate()
        lines = out.splitlines()
        what = "its folder" if "its folder" in lines[0] else "the file"
        assert lines[0] == (
            f"{what} may only be read. Allow yourself to write there, or copy the store to a "
            "folder of your own."
        )
        assert lines[1] == "1"
        assert "open read-only" in lines[2]
        assert "No store can be made at" in lines[3]
        assert sorted(part.name for part in open_to_all.iterdir()) == before
    finally:
        shutil.rmtree(open_to_all)
