"""How much a file knows is shown by its rows: an older one imported late moves nothing."""

import os
from pathlib import Path

from app.models.records import Options
from app.services.import_job import ImportJob, run_job
from app.services.review_queues import queue_health
from app.services.tower import open_tower

HEADER = "number,short_description,state,priority,opened_at,sys_updated_on,caller_id\n"
NOW = 1_795_000_000


def export(path: Path, numbers: range, day: int) -> Path:
    rows = [
        f"INC{number:07},A title,New,3 - Moderate,2026-10-01 08:00:00,2026-10-{day:02} 08:00:00,T\n"
        for number in numbers
    ]
    path.write_text(HEADER + "".join(rows))
    os.utime(path, (NOW, NOW))
    return path


def test_open_only_files_in_either_order_leave_the_same_queue(tmp_path: Path) -> None:
    old = export(tmp_path / "old.csv", range(1, 12), 5)
    new = export(tmp_path / "new.csv", range(3, 13), 9)
    found = []
    for name, files in (("a", (old, new)), ("b", (new, old))):
        tower = open_tower(tmp_path / f"{name}.db", now=NOW, report_zone="UTC")
        for path in files:
            options = Options(timezone="UTC", scope="open-only")
            job = ImportJob(
                store=tower.path,
                path=path,
                shown_path=path.name,
                options=options,
                as_of=None,
                now=NOW,
                wall=NOW,
                actor="Tess",
                demo=False,
                dry_run=False,
            )
            assert run_job(job, lambda _done, _total: None).status.startswith("imported")
        health = queue_health(tower)
        found.append((health.total.open, health.left_outcome_unknown))
        tower.close()
    assert found == [(10, 2), (10, 2)]
