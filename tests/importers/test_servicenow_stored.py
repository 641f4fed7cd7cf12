"""What is read of every ServiceNow table can be stored, and the second time nothing changes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.models.records import Options
from app.services.import_job import ImportJob, run_job
from app.services.tower import open_tower
from tests.importers.goldens import golden_path, samples

OURS = [
    path
    for path in samples()
    if path.match("servicenow.*/names.csv") or path.match("servicenow.*/*.xml")
]


@pytest.mark.parametrize("sample", OURS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_sample_is_stored_and_changes_nothing_the_second_time(sample: Path, tmp_path):
    tower = open_tower(tmp_path / "tower.db", now=1_800_000_000, report_zone="UTC")
    chosen = sample.with_name(f"{sample.name}.options.json")
    options = Options(**json.loads(chosen.read_text("utf-8"))) if chosen.exists() else Options()
    golden = json.loads(golden_path(sample).read_text("utf-8"))
    main = next(iter(golden["tables"].values()))
    place = [main["fields"].index(name) for name in main["key"]]
    records = len({tuple(row[at] for at in place) for row in main["rows"]})
    job = ImportJob(
        tower.path, sample, sample.name, options, None, tower.now(), tower.now(), "Tess",
        demo=False, dry_run=False,
    )  # fmt: skip
    first = run_job(job, lambda _done, _total: None)
    assert first.status.startswith("imported"), first.message
    assert (first.rows, first.new) == (golden["rows_read"], records)
    again = run_job(replace(job, dry_run=True), lambda _done, _total: None)
    assert (again.new, again.changed, again.unchanged) == (0, 0, records)
