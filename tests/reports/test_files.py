"""Writing: the old file or the whole new one, and a plain sentence when it can't be."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.models.errors import AppError
from app.reports.files import write_file


def test_it_replaces_and_leaves_nothing_beside(tmp_path: Path) -> None:
    path = tmp_path / "scorecard.xlsx"
    path.write_bytes(b"old")
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["scorecard.xlsx"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_a_crash_left_is_swept_after_an_hour(tmp_path: Path) -> None:
    old, young, other = (tmp_path / n for n in (".~tower-a", ".~tower-b", ".~lock.a.xlsx#"))
    for path in (old, young, other):
        path.write_bytes(b"x")
    for path in (old, other):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    write_file(tmp_path / "a.pdf", b"new")
    assert sorted(p.name for p in tmp_path.iterdir()) == [other.name, young.name, "a.pdf"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(AppError, match=r"There is no folder .*nowhere"):
        write_file(tmp_path / "nowhere" / "a.pdf", b"x")


def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(AppError, match="is a folder"):
        write_file(tmp_path / "a.pdf", b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a Linux /proc")
def test_a_folder_that_refuses_is_said() -> None:
    with pytest.raises(AppError, match=r"can't be written to|There is no folder"):
        write_file(Path("/proc/self/a.pdf"), b"x")


LIMITED = """
import resource, signal, sys
from pathlib import Path
from app.models.errors import AppError
from app.reports.files import write_file
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))
try:
    write_file(Path(sys.argv[1]), b"x" * 100_000)
except AppError as trouble:
    sys.exit(0 if "could not be written" in str(trouble) else 3)
sys.exit(1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a Unix with file size limits")
def test_when_the_disk_refuses_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"old")
    root = Path(__file__).resolve().parents[2]
    run = subprocess.run([sys.executable, "-c", LIMITED, str(path)], check=False, cwd=root)
    assert run.returncode == 0
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


def test_the_sentence_for_a_full_disk_says_how_much(tmp_path: Path) -> None:
    from app.reports.files import _sentence

    words = _sentence(tmp_path / "a.pdf", OSError(errno.ENOSPC, "full"), 430_080)
    assert "Not enough space" in words
    assert "420 KB" in words
