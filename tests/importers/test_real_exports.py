"""The real exports: known counts, by hand-written independent counting where there is one."""

import csv
import io
import lzma
from collections import Counter
from dataclasses import replace

import pytest

from app.importers import read
from app.models.errors import AppError
from app.models.records import Options
from app.services.import_job import ImportJob, run_job
from app.services.tower import open_tower
from tests.importers.making import accounted, drain


def test_event_log(shared):
    path = shared / "data/incidents/uci_incident_event_log.csv.xz"
    reading = read(path, Options(timezone="UTC"))
    rows = drain(reading)["ticket"]
    text = io.StringIO(lzma.decompress(path.read_bytes()).decode(), newline="")
    plain = list(csv.DictReader(text))
    assert reading.recognised.format == "servicenow.incident_log"
    assert reading.recognised.date_order == "dmy"
    assert reading.plans["ticket"].log
    assert len(rows) == reading.rows_read == len(plain) == 141_712
    assert len({row["key"] for row in rows}) == 24_918
    assert reading.rejected == 0
    assert Counter(row["state_raw"] for row in rows) == Counter(
        row["incident_state"] for row in plain
    )
    for field, column in (
        ("problem_key", "problem_id"),
        ("ci", "cmdb_ci"),
        ("assignee", "assigned_to"),
    ):
        assert sum(row[field] is None for row in rows) == sum(row[column] == "?" for row in plain)
    assert [row["revision"] for row in rows] == [int(row["sys_mod_count"]) for row in plain]
    assert reading.warnings == [
        "“-100” in incident_state is not a value that is known here (5 rows)."
    ]


def test_bank_change_list(shared):
    path = shared / "data/changes/bpic2014_change_oct2013.csv.xz"
    reading = read(path, Options(timezone="Europe/Amsterdam"))
    tables = drain(reading)
    assert (reading.rows_read, reading.rejected) == (4_662, 0)
    assert len(tables["change"]) == len({row["key"] for row in tables["change"]}) == 2_922
    assert len(tables["ci"]) == 2_819
    assert len(tables["change_ci"]) == 4_662 - 27
    assert Counter(row["type"] for row in tables["change"])["emergency"] > 0
    beginnings = [warning.split(" ", 2)[:2] for warning in reading.warnings]
    assert beginnings[:4] == [["27", "rows"], ["3", "changes"], ["16", "changes"], ["3", "CIs"]]
    assert "repeated hour of Europe/Amsterdam" in reading.warnings[4]


@pytest.mark.parametrize(
    ("name", "zone", "format_id", "container", "records"),
    [
        ("incidents/demo_incident_rest_67.csv", None, "servicenow.incident", "csv", 67),
        ("incidents/demo_incident_labels_93.csv", "UTC", "servicenow.incident", "csv", 93),
        ("incidents/dev_incident_66.csv", "UTC", "servicenow.incident", "csv", 66),
        (
            "incidents/dev_incident_displayvalue_link.ndjson",
            "UTC",
            "servicenow.incident",
            "ndjson",
            58,
        ),
        ("changes/dev_change_request_11.xlsx", "UTC", "servicenow.change_request", "xlsx", 11),
        ("changes/dev_change_task_29.xlsx", "UTC", "servicenow.change_task", "xlsx", 29),
        ("cmdb_knowledge/demo_kb_knowledge_563.csv", "UTC", "servicenow.knowledge", "csv", 563),
    ],
)
def test_developer_instance_exports(shared, name, zone, format_id, container, records):
    reading = read(shared / "data" / name, Options(timezone=zone))
    rows = next(iter(drain(reading).values()))
    assert (reading.recognised.format, reading.recognised.container) == (format_id, container)
    assert len(rows) == len({row["key"] for row in rows}) == records
    assert reading.rejected == 0
    assert accounted(reading, records)


def test_stored_and_displayed_times_of_one_record_agree(shared):
    """INC0000060: 07:19:57 in the user's zone is 15:19:57 as stored (FORMATS §1.1)."""
    folder = shared / "data/incidents"
    stored = drain(read(folder / "demo_incident_rest_67.csv", Options()))["ticket"]
    zone = Options(timezone="America/Los_Angeles")
    shown = drain(read(folder / "dev_incident_66.csv", zone))["ticket"]
    opened = {row["key"]: row["opened_at"] for row in stored}
    same = [row for row in shown if row["key"] == "INC0000060"]
    assert same[0]["opened_at"] == opened["INC0000060"] == 1481555997


def test_configuration_items_of_one_name_are_kept_apart(shared):
    path = shared / "data/cmdb_knowledge/demo_cmdb_ci_2784.csv"
    reading = read(path, Options(timezone="America/Los_Angeles"))
    rows = drain(reading)["ci"]
    with path.open(encoding="utf-8", newline="") as text:
        plain = list(csv.DictReader(text))
    assert reading.recognised.format == "servicenow.cmdb_ci"
    assert len(rows) == reading.rows_read == len(plain) == 2_784
    assert reading.rejected == 0
    assert len({row["name"] for row in rows}) == 2_784 - 990
    assert len({(row["name"], row["ident"]) for row in rows}) == 2_784
    assert all(row["ident"] for row in rows)
    shared_names = Counter(each["name"] for each in plain)
    sharing = sum(count for count in shared_names.values() if count > 1)
    assert reading.warnings[0].startswith(f"{sharing:,} configuration items share their name")
    for field, column in (("ci_class", "class"), ("serial", "serial_number")):
        cells = Counter(row[field] or "" for row in rows)
        assert cells == Counter(each[column] for each in plain)
    assert Counter(row["status"] for row in rows) == {"installed": 2_659, None: 117, "in_stock": 8}


def test_articles_in_windows_1252_keep_their_letters(shared):
    path = shared / "data/cmdb_knowledge/demo_kb_knowledge_563.csv"
    reading = read(path, Options(timezone="UTC"))
    rows = drain(reading)["knowledge_article"]
    with path.open(encoding="cp1252", newline="") as text:
        plain = list(csv.DictReader(text))
    assert reading.recognised.encoding == "cp1252"
    titles = [(row["title"] or "").strip() for row in rows]
    assert titles == [each["Short description"].strip() for each in plain]
    assert sum(not title.isascii() for title in titles) == 6
    assert {row["state"] for row in rows} == {"published"}


STORED = (
    ("incidents/uci_incident_event_log.csv.xz", 141_712, 24_918),
    ("incidents/demo_incident_labels_93.csv", 93, 93),
    ("incidents/demo_incident_rest_67.csv", 67, 67),
    ("incidents/dev_incident_66.csv", 66, 66),
    ("incidents/dev_incident_displayvalue_link.ndjson", 58, 58),
    ("changes/bpic2014_change_oct2013.csv.xz", 4_662, 2_922),
    ("changes/dev_change_request_11.xlsx", 11, 11),
    ("changes/dev_change_task_29.xlsx", 29, 29),
    ("cmdb_knowledge/demo_cmdb_ci_2784.csv", 2_784, 2_784),
    ("cmdb_knowledge/demo_kb_knowledge_563.csv", 563, 563),
)
"""Each file with its rows and the records that they are."""
_ELSEWHERE = {"incidents/bpic2013_closed_problems.csv.xz"}


def test_every_file_of_the_folders_is_among_these(shared):
    found = {
        f"{folder}/{path.name}"
        for folder in ("incidents", "changes", "cmdb_knowledge")
        for path in (shared / "data" / folder).iterdir()
    }
    assert found == {name for name, _, _ in STORED} | _ELSEWHERE


@pytest.mark.parametrize(("name", "rows", "records"), STORED)
def test_a_real_export_is_stored_and_changes_nothing_the_second_time(
    shared, tmp_path, name, rows, records
):
    tower = open_tower(tmp_path / "tower.db", now=1_800_000_000, report_zone="UTC")
    path = shared / "data" / name
    options = Options(timezone="Europe/Amsterdam")
    now = tower.now()
    job = ImportJob(
        tower.path, path, name, options, None, now, now, "Tess", demo=False, dry_run=False
    )
    first = run_job(job, lambda _done, _total: None)
    assert (first.rows, first.new, first.changed, first.rejected) == (rows, records, 0, 0)
    again = run_job(replace(job, dry_run=True), lambda _done, _total: None)
    assert (again.rows, again.new, again.changed, again.unchanged) == (rows, 0, 0, records)


def test_no_alert_calendar_or_jira_file_is_taken_for_servicenow(shared):
    for folder in ("alerts", "calendars", "jira"):
        for path in sorted((shared / "data" / folder).rglob("*")):
            if path.is_file():
                try:
                    seen = read(path, Options(timezone="UTC")).recognised.format
                except AppError:
                    continue
                assert not seen.startswith("servicenow."), path
