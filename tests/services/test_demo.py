"""The demo tells what it planted, and the program finds it there."""

import json
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.importers import read
from app.models.errors import AppError
from app.models.records import Options
from app.services.demo import DEMO_NOW, write_demo
from app.services.demo_store import import_written
from app.services.plan_changes import collisions
from app.services.review_queues import queue_health
from app.services.tower import open_tower

HOUR = 3600


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    write_demo(folder, tickets=1500)
    return folder


@pytest.fixture(scope="module")
def stories(demo) -> dict[str, dict[str, Any]]:
    told = json.loads((demo / "stories.json").read_text("utf-8"))["stories"]
    return {story["id"]: story for story in told}


@pytest.fixture(scope="module")
def tables(demo) -> dict[str, list[dict[str, Any]]]:
    """Every row of every file, read with what the manifest says."""
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in json.loads((demo / "manifest.json").read_text("utf-8"))["files"]:
        options = Options(timezone=entry["timezone"], date_order=entry["date_order"])
        reading = read(demo / entry["name"], options)
        for table, rows in reading.chunks:
            fields = reading.plans[table].fields
            name = "log" if reading.plans[table].log else table
            found.setdefault(name, []).extend(dict(zip(fields, row, strict=True)) for row in rows)
        assert (reading.rejected, reading.warnings) == (0, [])
    return found


@pytest.fixture(scope="module")
def tower(demo, tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "tower.db"
    with open_tower(path, now=DEMO_NOW, report_zone="Europe/Berlin") as opened:
        assert import_written(opened, demo) == ""
        yield opened


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_same_arguments_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        write_demo(tmp_path / name, tickets=400, seed=seed)
    assert content(tmp_path / "a") == content(tmp_path / "b")
    assert content(tmp_path / "a") != content(tmp_path / "c")


@pytest.mark.parametrize(
    ("later", "now"),
    [(168, "2026-11-30T07:12:00Z"), (-8, "2026-11-22T23:12:00Z"),
     (-4050, "2026-06-07T13:12:00Z")],
)  # fmt: skip
def test_another_now_moves_the_morning(tmp_path, later, now):
    write_demo(tmp_path, tickets=400, now=DEMO_NOW + later * HOUR)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["now"] == now


def test_too_few_tickets_are_refused(tmp_path):
    with pytest.raises(AppError, match="at least 300 tickets; 10 were asked for"):
        write_demo(tmp_path, tickets=10)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(AppError, match="taken can't be written"):
        write_demo(tmp_path / "taken", tickets=400)


def test_manifest_names_every_export_and_its_morning(demo):
    manifest = json.loads((demo / "manifest.json").read_text("utf-8"))
    names = {entry["name"] for entry in manifest["files"]} | {"manifest.json", "stories.json"}
    assert names == {path.name for path in demo.iterdir()}
    assert manifest["demo"] is True
    assert datetime.fromisoformat(manifest["now"]).timestamp() == DEMO_NOW


def last_rows(tables) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in tables["log"]}


def test_the_log_is_a_history_that_never_runs_backwards(tables, stories):
    versions: dict[str, list[dict[str, Any]]] = {}
    for row in tables["log"]:
        versions.setdefault(row["key"], []).append(row)
    assert len(versions) == stories["size"]["expect"]["incidents"] == 1500
    for rows in versions.values():
        assert [row["revision"] for row in rows] == list(range(len(rows)))
        times = [row["updated_at"] for row in rows]
        assert times == sorted(times)
        assert rows[0]["state"] == "new"
        assert times[0] == rows[0]["opened_at"]
        for row in rows:
            resolved = row["state"] in {"resolved", "closed"}
            assert (row["resolved_at"] is not None) is resolved
    newest = max(row["updated_at"] for row in tables["log"])
    assert DEMO_NOW - 24 * HOUR < newest <= DEMO_NOW - 27 * 60


def test_titles_are_varied(tables):
    titles = [row["title"] for row in last_rows(tables).values()]
    assert len(set(titles)) == len(titles)


def test_open_tickets_are_as_many_as_told(tables, stories):
    still = [r for r in last_rows(tables).values() if r["state"] not in {"resolved", "closed"}]
    assert len(still) == stories["size"]["expect"]["open_incidents"]


def test_outage_and_its_change_name_each_other(tables, stories):
    incident, change = stories["outage"]["keys"]
    rows = [row for row in tables["log"] if row["key"] == incident]
    assert rows[-1]["change_cause_key"] == change
    assert min(row["priority"] for row in rows) == 1
    assert rows[-1]["resolved_at"] - rows[-1]["opened_at"] == 94 * 60
    record = next(row for row in tables["change"] if row["key"] == change)
    assert record["close_code"] == stories["cause"]["expect"]["close_code"]
    assert record["actual_start_at"] < rows[-1]["opened_at"] < record["actual_end_at"]


def test_ping_pong_went_to_and_fro_without_an_owner(tables, stories):
    rows = [row for row in tables["log"] if row["key"] == stories["ping-pong"]["keys"][0]]
    groups = [row["assignment_group"] for row in rows]
    moves = sum(a != b for a, b in pairwise(groups))
    assert (
        moves == rows[-1]["reassignment_count"] == stories["ping-pong"]["expect"]["reassignments"]
    )
    assert rows[-1]["assignee"] is None


def test_hostile_titles_arrive_as_text(tables, stories):
    last = last_rows(tables)
    for name in ("formula-title", "markup-title"):
        assert last[stories[name]["keys"][0]]["title"] == stories[name]["expect"]["title"]
    assert last[stories["formula-title"]["keys"][0]]["title"].startswith("=")


def test_exactly_the_told_changes_start_within_72_hours(tables, stories):
    soon = {
        row["key"]
        for row in tables["change"]
        if row["planned_start_at"] is not None
        and DEMO_NOW <= row["planned_start_at"] < DEMO_NOW + 72 * HOUR
    }
    assert soon == set(stories["next-72-h"]["keys"])
    assert len(soon) == 24


def test_the_program_finds_every_planted_collision(tower, stories):
    report = collisions(tower, DEMO_NOW, DEMO_NOW + 72 * HOUR)
    found = {(f.check, key): f for f in report.findings for key in f.changes}
    pairs = [set(f.changes) for f in report.findings if f.check == "C01"]
    assert sorted(map(sorted, pairs)) == sorted(
        sorted(stories[name]["keys"]) for name in ("collision-1", "collision-2")
    )
    first = found["C01", stories["collision-1"]["keys"][0]]
    assert first.severity == "Critical"
    assert first.overlap_minutes == stories["collision-1"]["expect"]["overlap_minutes"]
    assert found["C20", stories["freeze-hard"]["keys"][0]].severity == "Critical"
    assert found["C20", stories["freeze-exempt"]["keys"][0]].severity == "Info"
    for name in ("no-ci", "no-dates"):
        assert (stories[name]["expect"]["check"], stories[name]["keys"][0]) in found


def test_the_program_finds_the_planted_queue_troubles(tower, stories):
    health = queue_health(tower)
    rows = {row.key: row for row in health.tickets}
    assert len(rows) == stories["size"]["expect"]["open_incidents"] == health.total.open
    for key in stories["breached"]["keys"] + stories["ping-pong"]["keys"]:
        assert rows[key].sla.state == "breached", key
    for key in stories["at-risk"]["keys"]:
        assert rows[key].sla.state == "at_risk", key
    for key in stories["unassigned"]["keys"]:
        assert rows[key].assignee == "", key
    for key in stories["wrong-priority"]["keys"]:
        assert (rows[key].priority, rows[key].computed_priority) == (4, 2), key
    breached = stories["breached"]["keys"] + stories["ping-pong"]["keys"]
    assert health.total.breached == len(breached)
    grades = {group.group: group.health for group in health.groups}
    assert grades["SAP Finance Apps"] in {"D", "E"}
