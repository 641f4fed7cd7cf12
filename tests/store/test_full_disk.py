"""F6: a disk that fills up rolls the import back and says so; the old rows are all there."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.errors import AppError
from app.store.backup import backup
from app.store.check import check
from app.store.database import open_store
from tests.store.builders import content, put, rows, ticket, tickets


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m,mode=0700", "tmpfs", str(place)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_an_import_that_fills_the_disk_is_taken_back(small_disk: Path, tmp_path: Path) -> None:
    store = open_store(small_disk / "tower.db")
    put(store, tickets([ticket(f"INC{n}", n) for n in range(50)]))
    before = content(store)
    big = [ticket(f"BIG{n}", n, title="x" * 900) for n in range(6_000)]
    with pytest.raises(AppError, match=r"tower\.db failed.*free there.*Nothing was stored"):
        put(store, tickets(big, chunk=500))
    assert content(store) == before
    assert check(store).problems == ()
    backup(store, tmp_path / "elsewhere.db")
    store.close()
    again = open_store(small_disk / "tower.db")
    assert content(again) == before
    again.close()


def test_a_backup_that_fills_the_disk_leaves_nothing(small_disk: Path, tmp_path: Path) -> None:
    store = open_store(tmp_path / "tower.db")
    put(store, tickets([ticket(f"INC{n}", n, title="x" * 900) for n in range(6_000)], chunk=900))
    with pytest.raises(AppError, match=r"failed|could not be written"):
        backup(store, small_disk / "copy.db")
    assert list(small_disk.iterdir()) == []
    assert rows(store, "SELECT count(*) FROM ticket") == [(6_000,)]
    store.close()


def test_a_store_can_not_be_made_on_a_full_disk(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(b"x" * (3 << 20))
    with pytest.raises(AppError):
        open_store(small_disk / "tower.db")
    assert [part.name for part in small_disk.iterdir()] == ["filler"]
