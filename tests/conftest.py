"""What every test may ask for."""

import os
from pathlib import Path

import pytest

from app.models.settings import Settings
from app.services.settings import load_settings

_ROOT = Path(__file__).resolve().parents[1]


def pytest_configure(config: pytest.Config) -> None:
    named = os.environ.get("CONTROL_TOWER_SHARED")
    if named and not Path(named, "data").is_dir():
        raise pytest.UsageError(f"CONTROL_TOWER_SHARED names {named}, which has no data folder")


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
