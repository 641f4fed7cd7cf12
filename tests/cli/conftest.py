"""The real program in a real process."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.started import Started


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


Tower = Callable[..., Ran]


Start = Callable[[list[str], dict[str, str], Path, int], tuple[int, str, str]]


def tower_in(folder: Path, start: Start) -> Tower:
    """Runs `tower ARGUMENTS` on the store of a folder."""
    environment = os.environ | {
        "CONTROL_TOWER_STORE": str(folder / "store" / "tower.db"),
        "QT_QPA_PLATFORM": "offscreen",
        "NO_COLOR": "1",
        "COLUMNS": "160",
    }

    def run(*arguments: object, zone: str = "UTC", timeout: int = 300) -> Ran:
        typed = [*map(str, arguments), *(["--report-zone", zone] if zone else [])]
        return Ran(*start(typed, environment, folder, timeout))

    return run


def _afresh(
    arguments: list[str], environment: dict[str, str], folder: Path, timeout: int
) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        capture_output=True,
        text=True,
        timeout=timeout,
        env=environment,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="session")
def start() -> Iterator[Start]:
    """Starts the program: forked from a process that has read it, where a system forks."""
    if not hasattr(os, "fork"):
        yield _afresh
        return
    started = Started()
    yield started.run
    started.close()


@pytest.fixture
def tower(tmp_path: Path, start: Start) -> Tower:
    """Runs `tower ARGUMENTS` on a store of the test's own."""
    return tower_in(tmp_path, start)


@pytest.fixture
def afresh(tmp_path: Path) -> Tower:
    """As `tower`, on the same store, each run started from nothing with a hash seed of its own."""
    return tower_in(tmp_path, _afresh)
