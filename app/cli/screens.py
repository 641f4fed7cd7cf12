"""Every screen opened without a display, on a store or on a fresh demo store."""

import tempfile
from pathlib import Path

from app.cli.frame import instant, zone_of
from app.models.errors import AppError
from app.services.demo_store import make_demo_store
from app.services.tower import open_tower


def test_screens(
    store: Path | None,
    report_zone: str | None,
    now: str | None,
    folder: Path | None,
    theme: str,
    size: tuple[int, int],
) -> list[tuple[str, Path, int]]:
    """(name, path, milliseconds) of each saved screen; AppError names the ones that failed."""
    zone = zone_of(report_zone)
    fixed = instant("--now", now, zone)
    with tempfile.TemporaryDirectory(prefix="control-tower-") as made:
        target = folder or Path(made, "screens")
        if store is None:
            store, fixed = make_demo_store(Path(made), tickets=600)
        tower = open_tower(store, now=fixed, report_zone=zone, create=False)
        try:
            from app.views.start import save_screens

            saved = save_screens(tower, target, theme, size)
        finally:
            tower.close()
    if not saved:
        raise AppError("No screen could be opened. Run with a display to see why.")
    return saved
