"""F6: a disk that fills up rolls the import back and says so; the old rows are all there."""

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.models.errors import AppError
from app.reports.files import write_file
from app.store.automatic import backup_before_import
from app.store.backup import backup
from app.store.check import check
from app.store.database import open_store
from tests.figures import Say
from tests.store.builders import content, put, rows, ticket, tickets
from tests.store.older_store import version_one

ROOT = Path(__file__).parents[2]
WALL = 1_795_417_920


@contextmanager
def mounted(place: Path, size: str) -> Iterator[Path]:
    """A disk of that size, taken away at the end."""
    place.mkdir()
    options = f"size={size},mode=0700"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)],
        check=False,
        capture_output=True,
    )
    if done.returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "small", "3m") as place:
        yield place


def test_f6_an_import_that_fills_the_disk_is_taken_back(small_disk: Path, tmp_path: Path) -> None:
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


def test_f6_a_backup_that_fills_the_disk_leaves_nothing(small_disk: Path, tmp_path: Path) -> None:
    store = open_store(tmp_path / "tower.db")
    put(store, tickets([ticket(f"INC{n}", n, title="x" * 900) for n in range(6_000)], chunk=900))
    with pytest.raises(AppError, match=r"failed|could not be written"):
        backup(store, small_disk / "copy.db")
    assert list(small_disk.iterdir()) == []
    assert rows(store, "SELECT count(*) FROM ticket") == [(6_000,)]
    store.close()


def test_f6_a_store_can_not_be_made_on_a_full_disk(small_disk: Path) -> None:
    (small_disk / "filler").write_bytes(b"x" * (3 << 20))
    with pytest.raises(AppError):
        open_store(small_disk / "tower.db")
    assert [part.name for part in small_disk.iterdir()] == ["filler"]


def work_until_full(disk: Path, rows_more: int) -> dict[str, str]:
    """Import, back up, export and bring an old store up to date; what became of each."""
    became = {}
    report = disk / "report.csv"
    report.write_bytes(b"old")
    store = open_store(disk / "tower.db")
    put(store, tickets([ticket(f"INC{n}", n) for n in range(50)]))
    before = content(store)
    more = [ticket(f"BIG{n}", n, title="x" * 900) for n in range(rows_more)]
    for what, work in (
        ("backup", lambda: backup_before_import(store, WALL)),
        ("import", lambda: put(store, tickets(more, chunk=500))),
        ("export", lambda: write_file(report, b"new" * 400_000)),
    ):
        try:
            work()
            became[what] = "done"
        except AppError as error:
            became[what] = "refused" if "free" in str(error) or "space" in str(error) else "?"
    assert len(content(store)[0]) == 50 + (rows_more if became["import"] == "done" else 0)
    assert became["import"] == "done" or content(store) == before
    assert check(store).problems == ()
    store.close()
    assert report.read_bytes() in (b"old", b"new" * 400_000)
    for copy in (disk / "backups").glob("*.db"):
        kept = open_store(copy)
        assert check(kept).problems == ()
        kept.close()
    assert "?" not in became.values()
    assert not list(disk.rglob(".~*"))
    again = open_store(disk / "tower.db")
    assert check(again).problems == ()
    again.close()
    return became


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("size", ["1200k", "2m", "4m", "8m", "16m", "40m"])
def test_f6_disks_of_six_sizes(size: str, tmp_path: Path, say: Say) -> None:
    with mounted(tmp_path / "small", size) as disk:
        became = work_until_full(disk, rows_more=5_000)
    say(f"F6 a disk of {size}: {became}; nothing half")
    assert set(became.values()) == ({"done"} if size == "40m" else set(became.values()))


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("spare", [0, 100, 300, 600, 1_000, 3_000])
def test_f6_a_migration_on_a_disk_with_little_room(spare: int, tmp_path: Path) -> None:
    with mounted(tmp_path / "small", "8m") as disk:
        path = version_one(disk / "tower.db", rows=400)
        before = path.read_bytes()
        room = (8 << 20) - path.stat().st_size - (spare << 10) - (64 << 10)
        (disk / "filler").write_bytes(b"x" * max(room, 0))
        try:
            open_store(path).close()
        except AppError:
            assert path.read_bytes()[60:64] == before[60:64], "the version is the old one"
            (disk / "filler").unlink()
        store = open_store(path)
        assert rows(store, "SELECT count(*) FROM ticket") == [(400,)]
        assert check(store).problems == ()
        store.close()


LIMITED = """
    import resource, signal, sys
    from pathlib import Path
    from app.models.errors import AppError
    from app.store.database import open_store
    from tests.store.builders import put, ticket, tickets
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
    try:
        store = open_store(Path(sys.argv[1]))
        put(store, tickets([ticket(f"NEW{n}", 20, title="x" * 900) for n in range(900)], chunk=100))
        print("done")
    except AppError as error:
        print(error)
"""


def limited(folder: Path, kilobytes: int) -> str:
    """An import by a process that may write no file larger than that."""
    path = folder / f"{kilobytes}.db"
    store = open_store(path)
    put(store, tickets([ticket(f"INC{n}", n) for n in range(50)]))
    before = content(store)
    store.close()
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(LIMITED), str(path), str(kilobytes << 10)],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    store = open_store(path)
    assert check(store).problems == ()
    whole = len(content(store)[0])
    store.close()
    if done.stdout == "done\n":
        assert whole == 950
    else:
        assert whole == len(before[0]) == 50
        assert "failed" in done.stdout, done.stdout
    return done.stdout[:40]


def test_f7_a_limit_on_the_size_of_files(tmp_path: Path) -> None:
    assert limited(tmp_path, 900) != "done\n"


@pytest.mark.long
@pytest.mark.timeout(900)
def test_f7_twelve_limits_on_the_size_of_files(tmp_path: Path, say: Say) -> None:
    said = [limited(tmp_path, limit) for limit in range(300, 3_900, 300)]
    done = said.count("done\n")
    say(f"F7 12 limits: {done} done, {len(said) - done} refused in words, nothing half")
    assert 0 < done < len(said)
