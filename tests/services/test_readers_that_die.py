"""F20, F21: large files within bounds, and readers that die, hang or are stopped."""

import multiprocessing
import os
import resource
import signal
import threading
import time
from pathlib import Path

import pytest

from app.models.errors import Cancelled
from app.models.records import Options
from app.services import import_child as importing
from app.services.import_files import import_files, past_imports
from app.services.keep import check
from app.services.tower import Tower, open_tower
from tests.cli.test_nasty_files import HEADER, ROW
from tests.figures import Say

NOW = 1_795_417_920
UTC = Options(timezone="UTC")
MANY = 500_000
pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs signals")


def export(path: Path, rows: int) -> Path:
    with path.open("w") as stream:
        stream.write(HEADER)
        stream.writelines(ROW.format(n=n, d=13 + n % 10) for n in range(rows))
    return path


def signalled(
    tower: Tower, path: Path, number: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Import while the reader gets a signal at its first sign of life."""
    sent = threading.Event()

    def strike(_name: str, done: int, _total: int) -> None:
        if done and not sent.is_set():
            (reader,) = multiprocessing.active_children()
            assert reader.pid is not None
            os.kill(reader.pid, number)
            monkeypatch.setattr(importing, "SECONDS_CAP", 1)
            sent.set()

    (result,) = import_files(tower, [path], UTC, progress=strike).files
    monkeypatch.undo()
    assert sent.is_set(), result
    assert result.status == "rejected", result
    return result.message


def strike_often(folder: Path, rows: int, each: int, monkeypatch: pytest.MonkeyPatch) -> None:
    path = export(folder / "big.csv", rows)
    with open_tower(folder / "tower.db", now=NOW, report_zone="UTC") as tower:
        small = export(folder / "small.csv", 5)
        assert import_files(tower, [small], UTC).status == "imported"
        for _ in range(each):
            message = signalled(tower, path, signal.SIGKILL, monkeypatch)
            assert "stopped the reader" in message
            assert "Nothing was imported" in message
        for _ in range(each):
            assert "took too long" in signalled(tower, path, signal.SIGSTOP, monkeypatch)
        assert len(past_imports(tower)) == 1
        assert check(tower).problems == ()
        assert import_files(tower, [small], UTC).status == "imported"


def test_one_reader_serves_several_files_until_one_is_trouble(tmp_path: Path) -> None:
    small = [export(tmp_path / f"{n}.csv", 5 + n) for n in range(3)]
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"\x00\x01")
    readers: list[int | None] = []

    def watch(_name: str, _done: int, _total: int) -> None:
        readers.extend(child.pid for child in multiprocessing.active_children())

    with open_tower(tmp_path / "tower.db", now=NOW, report_zone="UTC") as tower:
        report = import_files(tower, [*small, broken, small[0]], UTC, progress=watch)
        told = [result.status for result in report.files]
    assert told == ["imported"] * 3 + ["rejected", "imported"]
    assert len(set(readers)) == 2
    assert not multiprocessing.active_children()


def test_a_reader_that_dies_after_storing_is_told_as_stored(tmp_path: Path, monkeypatch) -> None:
    """What was acknowledged on the disk is never told as not imported."""
    path = export(tmp_path / "big.csv", 30_000)
    with open_tower(tmp_path / "tower.db", now=NOW, report_zone="UTC") as tower:

        def strike(_name: str, _done: int, _total: int) -> None:
            if past_imports(tower):
                (reader,) = multiprocessing.active_children()
                assert reader.pid is not None
                os.kill(reader.pid, signal.SIGKILL)

        (result,) = import_files(tower, [path], UTC, progress=strike).files
        (batch,) = past_imports(tower)
        assert batch.new == 30_000
        assert (result.status, result.batch) == ("imported_with_warnings", batch.batch)
        assert "was stored whole as batch 1" in result.message
        assert check(tower).problems == ()


def test_f21_a_reader_killed_and_one_stopped(tmp_path: Path, monkeypatch) -> None:
    strike_often(tmp_path, 40_000, 1, monkeypatch)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_f21_ten_readers_killed_or_stopped(tmp_path: Path, monkeypatch, say: Say) -> None:
    strike_often(tmp_path, 120_000, 5, monkeypatch)
    say("F21 5 readers killed, 5 stopped: one sentence each, the store unchanged")


@pytest.mark.long
@pytest.mark.timeout(900)
def test_f20_half_a_million_rows(tmp_path: Path, say: Say) -> None:
    path = export(tmp_path / "big.csv", MANY)
    with open_tower(tmp_path / "tower.db", now=NOW, report_zone="UTC") as tower:
        asked: list[float] = []

        def stop(_name: str, done: int, total: int) -> None:
            if done > total * 0.3:
                asked.append(time.monotonic())
                raise Cancelled

        with pytest.raises(Cancelled):
            import_files(tower, [path], UTC, progress=stop)
        took = time.monotonic() - asked[0]
        assert took <= 1
        assert past_imports(tower) == ()
        assert check(tower).problems == ()
        begun = time.monotonic()
        assert import_files(tower, [path], UTC).files[0].new == MANY
        seconds = time.monotonic() - begun
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
        assert peak <= 900
        say(f"F20 {MANY:,} rows: {seconds:.0f} s, peak {peak} MB; cancelled in {took:.2f} s")
