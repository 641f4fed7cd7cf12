"""The same records again, in a file of other bytes, change nothing; nor does their order."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from app.importers import feeds, platforms
from app.models.records import Options
from app.services.import_job import ImportJob, run_job
from app.store.database import open_store
from tests.importers.goldens import SAMPLES, samples
from tests.importers.making import write

OURS = {importer.id for importer in (*platforms.IMPORTERS, *feeds.IMPORTERS)}
FILES = [path for path in samples() if path.parent.name in OURS]
NOW = 1_795_417_920


def imported(store: Path, path: Path, sample: Path):
    """The result of one import, in this process."""
    chosen = sample.with_name(f"{sample.name}.options.json")
    options = Options(**json.loads(chosen.read_text("utf-8"))) if chosen.exists() else Options()
    job = ImportJob(
        store=store, path=path, shown_path=path.name, options=options, as_of=NOW, now=NOW,
        wall=NOW, actor="t", demo=False, dry_run=False, backup=False,
    )  # fmt: skip
    result = run_job(job, lambda _done, _total: None)
    assert result.status.startswith("imported"), result.message
    return result


def contents(store: Path) -> dict[str, list[tuple]]:
    """All records, without the batch that brought them."""
    tables = ("alert", "automation_run", "change", "change_event", "ci", "outage",
              "schedule_window")  # fmt: skip
    opened = open_store(store)
    try:
        with opened.reading() as connection:
            found = {}
            for table in tables:
                rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"').mappings()
                dropped = {"id", "batch_id", "row_hash"}
                kept = [tuple(sorted((k, str(v)) for k, v in row.items() if k not in dropped))
                        for row in rows]  # fmt: skip
                found[table] = sorted(kept)
            return found
    finally:
        opened.close()


@pytest.mark.parametrize("sample", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_again_changes_nothing(tmp_path, sample):
    store = tmp_path / "tower.db"
    first = imported(store, sample, sample)
    before = contents(store)
    again = imported(
        store, write(tmp_path, f"again{sample.suffix}", sample.read_bytes() + b"\r\n"), sample
    )
    assert (again.new, again.changed) == (0, 0), asdict(again)
    assert again.unchanged == first.new
    assert contents(store) == before
    assert any(before.values())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("github.deployments/deployments.json", "github.deployments/statuses.json"),
        ("intune.report/device_compliance.csv", "intune.report/devices.csv"),
        ("jamf.computers/advanced_search.csv", "jamf.computers/inventory.json"),
    ],
)
def test_either_order_ends_in_the_same_records(tmp_path, one, other):
    ends = []
    for number, names in enumerate(((one, other), (other, one))):
        store = tmp_path / f"{number}.db"
        for name in names:
            imported(store, SAMPLES / name, SAMPLES / name)
        ends.append(contents(store))
    assert ends[0] == ends[1]
