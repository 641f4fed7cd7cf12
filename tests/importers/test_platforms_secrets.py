"""Secrets of a plan, a state or a run are nowhere afterwards: store, messages, preview."""

import json
import sqlite3
from contextlib import closing

import pytest

from app.importers import preview, read
from app.importers.known import Known
from app.models.errors import AppError
from app.models.records import Options
from app.services.import_files import import_files
from app.services.tower import open_tower
from tests.importers.goldens import SAMPLES
from tests.importers.making import drain, write

NOW = 1_795_417_920
CALENDAR = (SAMPLES / "calendar.events/change_calendar.ics").read_bytes()

CANARY = "canary-7f3a-secret"
VALUES = {"password": CANARY, "tags": {CANARY: "x"}, "list": [CANARY]}
CHANGE = {
    "address": "aws_db_instance.berth",
    "mode": "managed",
    "change": {
        "actions": ["update"],
        "before": VALUES,
        "after": VALUES,
        "after_sensitive": {"password": True},
    },
}
PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.9.8",
    "timestamp": "2026-11-20T12:00:00Z",
    "variables": {"token": {"value": CANARY}, "note": {"value": "for CHG0041215"}},
    "planned_values": {"outputs": {"token": {"value": CANARY}}},
    "prior_state": {"values": VALUES},
    "resource_changes": [CHANGE],
    "resource_drift": [CHANGE],
    "output_changes": {"token": {"after": CANARY}},
}
STATE = {
    "format_version": "1.0",
    "terraform_version": "1.9.8",
    "values": {"root_module": {"resources": [{"address": "x.y", "values": VALUES}]}},
}
LINE = {
    "@level": "info",
    "@message": f"x = {CANARY}",
    "@module": "terraform.ui",
    "@timestamp": "2026-11-20T12:30:45Z",
}
APPLY = [
    LINE | {"type": "outputs", "outputs": {"token": {"value": CANARY}}},
    LINE | {"type": "diagnostic", "diagnostic": {"snippet": {"values": [CANARY]}}},
    LINE | {"type": "change_summary", "changes": {"add": 1, "operation": "apply"}},
]
RUN = {
    "plays": [
        {
            "play": {"id": "p1", "name": "Patch", "duration": {"start": "2026-11-20T12:00:00Z"}},
            "tasks": [{"task": {"name": CANARY}, "hosts": {"web": {"stdout": CANARY}}}],
        }
    ],
    "stats": {"web": {"ok": 1, "changed": 0, "unreachable": 0, "failures": 0}},
    "custom_stats": {"token": CANARY},
}
JOB = {
    "id": 7,
    "name": "Patch",
    "status": "successful",
    "launch_type": "manual",
    "unified_job_template": 3,
    "started": "2026-11-20T12:00:00Z",
    "extra_vars": json.dumps({"token": CANARY, "change": "CHG0041215"}),
    "artifacts": {"token": CANARY},
}
FILES = {
    "plan.json": json.dumps(PLAN),
    "plan_broken.json": json.dumps(PLAN)[:-20],
    "plan_twice.json": json.dumps([PLAN, PLAN]),
    "plan_lines.ndjson": f"{json.dumps(PLAN)}\n{json.dumps(PLAN | {'errored': True})}\n",
    "plan_odd.json": json.dumps(PLAN | {"resource_changes": [CHANGE, CANARY, {"change": CANARY}]}),
    "state.json": json.dumps(STATE),
    "apply.ndjson": "".join(f"{json.dumps(line)}\n" for line in APPLY),
    "tofu.ndjson": "".join(f"{json.dumps(line | {'@module': 'tofu.ui'})}\n" for line in APPLY),
    "run.json": json.dumps(RUN),
    "jobs.json": json.dumps({"count": 1, "results": [JOB]}),
    "long_job.json": json.dumps([JOB, JOB | {"extra_vars": f"{CANARY} " * 100_000}]),
}


@pytest.mark.parametrize("name", FILES)
def test_a_secret_is_nowhere(tmp_path, name):
    path = write(tmp_path, name, FILES[name])
    store = tmp_path / "store" / "tower.db"
    with open_tower(store, now=NOW, report_zone="UTC") as tower:
        report = import_files(tower, [path], Options(timezone="UTC"))
        assert CANARY not in repr(report)
    with closing(sqlite3.connect(store)) as database:
        assert CANARY not in "\n".join(database.iterdump())
    kept = [each for each in store.parent.rglob("*") if each.is_file()]
    assert store in kept
    assert all(CANARY.encode() not in each.read_bytes() for each in kept)


@pytest.mark.parametrize("name", ["plan.json", "state.json", "apply.ndjson", "run.json"])
def test_a_secret_is_not_previewed(tmp_path, name):
    assert CANARY not in repr(preview(write(tmp_path, name, FILES[name]), Options(), Known()))


def test_other_files_are_kept_beside_the_store(tmp_path):
    """The copy of a source is what `a secret is nowhere` would find, were it made."""
    path = write(tmp_path, "calendar.ics", CALENDAR)
    store = tmp_path / "store" / "tower.db"
    with open_tower(store, now=NOW, report_zone="UTC") as tower:
        import_files(tower, [path], Options(timezone="UTC"))
        assert [each.read_bytes() for each in tower.store.sources_folder.iterdir()] == [CALENDAR]


def test_a_plan_is_counts_and_addresses(tmp_path):
    actions = [["create"], ["update"], ["delete"], ["delete", "create"], ["create", "delete"],
               ["no-op"], ["read"], ["forget"]]  # fmt: skip
    changes = [
        CHANGE | {"address": f"a.b[{n}]", "change": {"actions": each, "after": VALUES}}
        for n, each in enumerate(actions)
    ]
    reading = read(
        write(tmp_path, "plan.json", json.dumps(PLAN | {"resource_changes": changes})), Options()
    )
    (run,) = drain(reading)["automation_run"]
    counts = [run[name] for name in ("added", "altered", "destroyed", "replaced")]
    assert (counts, run["state"], run["change_key"]) == ([1, 1, 2, 2], "planned", "CHG0041215")
    assert "a.b[3] (replace)" in run["affected"].split(";")
    assert "a.b[5]" not in run["affected"]


def test_a_plan_of_very_many_resources_names_some(tmp_path):
    changes = [CHANGE | {"address": f"module.m.a.b[{n}]"} for n in range(30_000)]
    path = write(tmp_path, "plan.json", json.dumps(PLAN | {"resource_changes": changes}))
    (run,) = drain(read(path, Options()))["automation_run"]
    assert run["altered"] == 30_000
    assert run["affected"].endswith(";and 25,000 more")


def test_a_state_is_refused_without_a_value(tmp_path):
    with pytest.raises(AppError) as refused:
        read(write(tmp_path, "state.json", json.dumps(STATE)), Options())
    assert "state.json" in str(refused.value)
    assert CANARY not in str(refused.value)
