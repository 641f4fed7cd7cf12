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


def edge(folder: Path, name: str, *minutes: int) -> Path:
    events = [
        {"uuid": str(minute), "published": f"2026-11-20T07:0{minute}:00.000Z", "severity": "INFO",
         "eventType": "user.session.start", "outcome": {"result": "FAILURE"},
         "actor": {"alternateId": "a@example.org", "displayName": "A"}, "target": None}
        for minute in minutes
    ]  # fmt: skip
    return write(folder, name, json.dumps(events))


@pytest.mark.parametrize("later_first", [False, True])
def test_of_an_episode_that_two_files_cut_the_fuller_part_stands(tmp_path, later_first):
    parts = [edge(tmp_path, "a.json", 0, 1, 2), edge(tmp_path, "b.json", 3, 4)]
    store = tmp_path / "tower.db"
    for path in reversed(parts) if later_first else parts:
        imported(store, path, path)
    (alert,) = map(dict, contents(store)["alert"])
    assert (alert["occurrences"], alert["description"][:8]) == ("3", "3 events")


@pytest.mark.parametrize("inactive_first", [False, True])
def test_inactive_in_another_file_hides_no_success(tmp_path, inactive_first):
    status = {"id": 5, "deployment_url": "https://api.github.com/repos/o/r/deployments/1"}
    files = []
    for day, state in ((2, "success"), (3, "inactive")):
        at = f"2026-11-0{day}T10:00:00Z"
        record = status | {"state": state, "created_at": at, "updated_at": at}
        files.append(write(tmp_path, f"{state}.json", json.dumps([record])))
    store = tmp_path / "tower.db"
    for path in reversed(files) if inactive_first else files:
        imported(store, path, path)
    (entry,) = map(dict, contents(store)["change_event"])
    assert (entry["state"], entry["state_raw"]) == ("successful", "success")
    assert entry["ended_at"] != "None"
