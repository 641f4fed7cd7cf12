"""The real program in a real process."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.out)


Tower = Callable[..., Ran]


@pytest.fixture
def tower(tmp_path: Path) -> Tower:
    """Runs `tower ARGUMENTS` on a store of the test's own."""
    environment = os.environ | {
        "CONTROL_TOWER_STORE": str(tmp_path / "store" / "tower.db"),
        "QT_QPA_PLATFORM": "offscreen",
        "NO_COLOR": "1",
        "COLUMNS": "160",
    }

    def run(*arguments: object, zone: str = "UTC", timeout: int = 300) -> Ran:
        done = subprocess.run(
            [sys.executable, "-m", "app", *map(str, arguments)]
            + (["--report-zone", zone] if zone else []),
            capture_output=True,
            text=True,
            timeout=timeout,
            env=environment,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run
