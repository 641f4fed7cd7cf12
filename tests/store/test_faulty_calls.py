"""F3, F4, F19: killed or refused at any write, fsync, truncate, rename or unlink: old or new."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.store.check import check
from app.store.database import open_store
from tests.figures import Say
from tests.store.builders import rows
from tests.store.fault_work import fresh

ROOT = Path(__file__).parents[2]
CALLS = ("pwrite64", "write", "fsync", "fdatasync", "ftruncate", "rename", "unlink", "link")
WORKS = ("import", "undo", "migration", "backup", "restore", "export")
pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


@dataclass
class Outcome:
    said: str
    state: Any


def traced(work: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    trace = folder.parent / "trace"
    command = ["strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={','.join(CALLS)}", *options]
    work_on = [sys.executable, "-m", "tests.store.fault_work", work, str(folder)]
    return subprocess.run(
        [*command, *work_on], cwd=ROOT, check=False, capture_output=True, text=True, timeout=120
    )


def state(work: str, folder: Path) -> Any:
    """What one finds afterwards, having checked that it is whole."""
    if work == "export":
        return (folder / "report.csv").read_text()
    for copy in (folder / "backups").glob("*.db"):
        if not copy.name.startswith("."):
            kept = open_store(copy)
            assert check(kept).problems == (), f"a backup of {work} is not whole"
            kept.close()
    store = open_store(folder / "tower.db", create=False)
    try:
        assert not store.read_only
        assert check(store).problems == ()
        return rows(store, "SELECT key, title, state FROM ticket ORDER BY id")
    finally:
        store.close()


def points(work: str, tmp_path: Path, at_most: int) -> tuple[list[tuple[str, int]], Any, Any]:
    """Every call of the work, or so many of them evenly; the states before and after it."""
    folder = fresh(work, tmp_path / "template", tmp_path / "run")
    before = state(work, fresh(work, tmp_path / "template", tmp_path / "before"))
    assert traced(work, folder).stdout == "done\n"
    after = state(work, folder)
    calls = re.findall(r"^\d+ +(\w+)\(", (tmp_path / "trace").read_text(), re.MULTILINE)
    counted: Counter[str] = Counter()
    every = []
    for call in calls:
        counted[call] += 1
        every.append((call, counted[call]))
    step = max(1, -(-len(every) // at_most))
    return every[::step], before, after


def inject(work: str, tmp_path: Path, fault: str, at_most: int) -> Counter[str]:
    found, before, after = points(work, tmp_path, at_most)
    count: Counter[str] = Counter()
    for call, number in found:
        folder = fresh(work, tmp_path / "template", tmp_path / "run")
        done = traced(work, folder, "-e", f"inject={call}:{fault}:when={number}")
        where = f"{work}, {call} {number}: {done.stdout}{done.stderr}"
        now = state(work, folder)
        assert now in (before, after), f"half of it: {where}"
        assert "Traceback" not in done.stderr, where
        if done.stdout.startswith("done"):
            assert now == after, f"acknowledged and lost: {where}"
        elif done.stdout.startswith("refused"):
            count["refused in words"] += 1
        count["old" if now == before else "new"] += 1
        count["points"] += 1
    return count


@pytest.mark.parametrize("work", ["import", "restore"])
def test_f3_killed_at_three_calls(work: str, tmp_path: Path) -> None:
    assert inject(work, tmp_path, "signal=KILL", at_most=3)["points"] >= 3


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("work", WORKS)
def test_f3_f19_killed_at_every_call(work: str, tmp_path: Path, say: Say) -> None:
    count = inject(work, tmp_path, "signal=KILL", at_most=40)
    say(f"F3 {work}, killed: {dict(count)}; 0 half, 0 lost")


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("work", WORKS)
def test_f4_refused_at_every_call(work: str, error: str, tmp_path: Path, say: Say) -> None:
    count = inject(work, tmp_path, f"error={error}", at_most=20)
    say(f"F4 {work}, {error}: {dict(count)}; 0 half, 0 lost")
