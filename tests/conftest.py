"""What every test may ask for."""

import os
from pathlib import Path

import hypothesis
import pytest

from app.models.settings import Settings
from app.services.settings import load_settings
from tests.figures import pytest_terminal_summary, say

__all__ = ["pytest_terminal_summary", "say"]

_ROOT = Path(__file__).resolve().parents[1]


# How fast a machine draws examples says nothing about the code; speed is measured in bench/.
hypothesis.settings.register_profile(
    "tower", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile(
    "ci", hypothesis.settings.get_profile("tower"), derandomize=True
)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "tower")


def pytest_configure(config: pytest.Config) -> None:
    named = os.environ.get("CONTROL_TOWER_SHARED")
    if named and not Path(named, "data").is_dir():
        raise pytest.UsageError(f"CONTROL_TOWER_SHARED names {named}, which has no data folder")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With CONTROL_TOWER_NO_SKIPS a skipped test fails the run: nothing is left unproved."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CONTROL_TOWER_NO_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real exports; skips by name where it isn't."""
    folder = Path(os.environ.get("CONTROL_TOWER_SHARED") or _ROOT.parent / "shared")
    if not (folder / "data").is_dir():
        pytest.skip("needs the shared real exports (CONTROL_TOWER_SHARED)")
    return folder


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The product's defaults, report zone UTC."""
    return load_settings("UTC")
