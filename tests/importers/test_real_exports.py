"""The real exports: known counts, by hand-written independent counting where there is one."""

import csv
import io
import lzma
from collections import Counter

import pytest

from app.importers import read
from app.models.errors import AppError
from app.models.records import Options
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


@pytest.mark.parametrize(
    "name",
    [
        "cmdb_knowledge/demo_cmdb_ci_2784.csv",
        "cmdb_knowledge/demo_kb_knowledge_563.csv",
        "changes/dev_change_task_29.xlsx",
    ],
)
def test_other_exports_are_not_claimed(shared, name):
    with pytest.raises(AppError, match=r"isn't read yet|is not an export that is|is none of the exp"):
        read(shared / "data" / name, Options(timezone="UTC"))


def test_no_alert_or_calendar_file_is_claimed(shared):
    for folder in ("alerts",):
        for path in sorted((shared / "data" / folder).rglob("*")):
            if path.is_file():
                with pytest.raises(AppError):
                    read(path, Options(timezone="UTC"))
