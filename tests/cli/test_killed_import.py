"""kill -9 at random moments of an import leaves the old store or the new one, never half."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Tower
from tests.cli.test_nasty_files import GOOD, HEADER, ROW, _whole

ROWS = 20_000


def _kill_at_random(tower: Tower, folder: Path, times: int, seed: int) -> None:
    dice = random.Random(seed)
    store = folder / "store" / "tower.db"
    small, big = folder / "small.csv", folder / "big.csv"
    small.write_text(GOOD)
    big.write_text(HEADER + "".join(ROW.format(n=n, d=13 + n % 10) for n in range(ROWS)))
    assert tower("import", small, "--timezone", "UTC").code == 0
    whole = _seconds(_start(store, big, dry_run=True))
    kept = folder / "kept"
    shutil.copytree(store.parent, kept)
    for _ in range(times):
        started = _start(store, big)
        try:
            started.wait(dice.uniform(0.2, 1.0) * whole)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()
        _whole(tower)
        assert tower("queues", "--json").json["total"]["open"] in (40, ROWS)
        shutil.rmtree(store.parent)
        shutil.copytree(kept, store.parent)


def _start(store: Path, path: Path, *, dry_run: bool = False) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "app", "import", path, "--timezone", "UTC", "--store", store]
    return subprocess.Popen(
        [*map(str, command), *(["--dry-run"] if dry_run else [])],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _seconds(process: subprocess.Popen[bytes]) -> float:
    begun = time.monotonic()
    assert process.wait(120) == 0
    return time.monotonic() - begun


def test_a_few_kills(tower: Tower, tmp_path):
    _kill_at_random(tower, tmp_path, times=3, seed=5)


@pytest.mark.long
def test_thirty_kills(tower: Tower, tmp_path):
    _kill_at_random(tower, tmp_path, times=30, seed=9)
