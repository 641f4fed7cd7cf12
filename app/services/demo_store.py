"""`make run`: the demo store, the morning's review, the reports, then the window."""

import json
from pathlib import Path

from app.models.errors import AppError
from app.models.records import Options
from app.models.results import FileResult
from app.services.clock import parse_instant
from app.services.import_child import FileProgress
from app.services.import_files import MANIFEST, import_files
from app.services.import_job import ImportJob, run_job
from app.services.tower import Tower, open_tower, wall_clock

DEMO_ZONE = "Europe/Berlin"


def make_demo_store(
    folder: Path, *, tickets: int = 6000, progress: FileProgress | None = None
) -> tuple[Path, int]:
    """A demo store in `folder` (made once) and the instant it is to be looked at."""
    from app.services.demo import write_demo

    exports, store = folder / "demo", folder / "demo.db"
    own = not (exports / "stories.json").is_file()
    if own:
        write_demo(exports, tickets=tickets)
    stories = json.loads((exports / "stories.json").read_text("utf-8"))
    now = parse_instant(stories["now"], DEMO_ZONE)
    if not store.is_file():
        with open_tower(store, now=now, report_zone=DEMO_ZONE) as tower:
            failed = import_written(tower, exports, progress) if own else _imported(tower, exports)
        if failed:
            store.unlink(missing_ok=True)
            raise AppError(f"The demo exports can't be imported: {failed}")
    return store, now


def _imported(tower: Tower, exports: Path) -> str:
    report = import_files(tower, [exports])
    return "" if report.status.startswith("imported") else report.message


def import_written(tower: Tower, exports: Path, progress: FileProgress | None = None) -> str:
    """Import exports that this very program has just written; "" or why one wasn't taken.

    Nobody else has touched them, so they are read in this process: that saves a start of the
    program for each of the many small files. Everything else goes through `import_files`.
    """
    entries = json.loads((exports / MANIFEST).read_text("utf-8"))["files"]
    for place, entry in enumerate(entries):
        ends = (place == 0, place == len(entries) - 1)
        result = _one(tower, exports, entry, ends=ends, progress=progress)
        if not result.status.startswith("imported"):
            return result.message
    return ""


def _one(
    tower: Tower,
    exports: Path,
    entry: dict[str, str | None],
    *,
    ends: tuple[bool, bool],
    progress: FileProgress | None,
) -> FileResult:
    name = entry["name"] or ""
    job = ImportJob(
        store=tower.path,
        path=exports / name,
        shown_path=str(exports / name),
        options=Options(
            timezone=entry["timezone"], date_order=entry["date_order"], scope=entry["scope"]
        ),
        as_of=parse_instant(entry["as_of"] or "", tower.zone),
        now=tower.now(),
        wall=wall_clock(),
        actor=tower.user,
        demo=True,
        dry_run=False,
        report_zone=tower.zone,
        backup=ends[0],
        facts=ends[1],
        place=tower.store.place,
    )
    return run_job(job, lambda done, total: progress(name, done, total) if progress else None)


def major_of(exports: Path) -> str:
    """The demo's planted outage: the incident whose RCA package is written."""
    stories = json.loads((exports / "stories.json").read_text("utf-8"))["stories"]
    keys: list[str] = [
        key for story in stories if story["kind"] == "outage" for key in story["keys"]
    ]
    return next(key for key in keys if key.startswith("INC"))
