"""`make run`: the demo store, the morning's review, the reports, then the window."""

import json
from pathlib import Path

from app.models.errors import AppError
from app.services.clock import parse_instant
from app.services.import_files import FileProgress, import_files
from app.services.tower import open_tower

DEMO_ZONE = "Europe/Berlin"


def make_demo_store(
    folder: Path, *, tickets: int = 6000, progress: FileProgress | None = None
) -> tuple[Path, int]:
    """A demo store in `folder` (made once) and the instant it is to be looked at."""
    from app.services.demo import write_demo

    exports, store = folder / "demo", folder / "demo.db"
    if not (exports / "stories.json").is_file():
        write_demo(exports, tickets=tickets)
    stories = json.loads((exports / "stories.json").read_text("utf-8"))
    now = parse_instant(stories["now"], DEMO_ZONE)
    if not store.is_file():
        with open_tower(store, now=now, report_zone=DEMO_ZONE) as tower:
            report = import_files(tower, [exports], progress=progress)
        if not report.status.startswith("imported"):
            store.unlink(missing_ok=True)
            raise AppError(f"The demo exports can't be imported: {report.message}")
    return store, now


def major_of(exports: Path) -> str:
    """The demo's planted outage: the incident whose RCA package is written."""
    stories = json.loads((exports / "stories.json").read_text("utf-8"))["stories"]
    keys: list[str] = [
        key for story in stories if story["kind"] == "outage" for key in story["keys"]
    ]
    return next(key for key in keys if key.startswith("INC"))
