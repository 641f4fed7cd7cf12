"""Alerts the whole way into the store, and what another export leaves alone there."""

import json
import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from app.importers import read
from app.importers.alerts import IMPORTERS
from app.models.records import Options
from app.services.import_job import ImportJob, run_job
from app.services.tower import open_tower
from app.store.alert_episodes import episodes
from tests.importers.goldens import SAMPLES, samples
from tests.importers.making import drain, write

OURS = [path for path in samples() if path.parent.name in {each.id for each in IMPORTERS}]


@pytest.fixture
def job(tmp_path):
    tower = open_tower(tmp_path / "tower.db", now=1_800_000_000, report_zone="UTC")

    def make(path: Path) -> ImportJob:
        options, now = Options(timezone="Europe/Berlin"), tower.now()
        return ImportJob(
            tower.path, path, str(path), options, None, now, now, "Tess",
            demo=False, dry_run=False, backup=False,
        )  # fmt: skip

    return make


def stored(job: ImportJob, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(job.store)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def run(job: ImportJob):
    done = run_job(job, lambda _done, _total: None)
    assert done.status.startswith("imported"), done.message
    return done


def test_every_sample_is_stored_and_changes_nothing_the_second_time(job):
    for path in OURS:
        assert run(job(path)).rows > 0
    for path in OURS:
        again = run(replace(job(path), dry_run=True))
        assert (again.new, again.changed) == (0, 0), path


def test_the_incident_list_does_not_blank_what_analytics_know(job):
    """The list never says when an incident was acknowledged once it is resolved."""
    run(job(SAMPLES / "pagerduty.analytics/raw.json"))
    run(job(SAMPLES / "pagerduty.incidents/page.json"))
    query = "SELECT acknowledged_at, acknowledged_by, fingerprint FROM alert WHERE key = '#4101'"
    found = stored(job(SAMPLES), query)
    assert found == [(1772439570, "Marta Nowak;Jonas Berg", "checkout-latency-4101")]


@pytest.mark.parametrize("log_first", [False, True])
def test_the_log_says_who_acknowledged_an_incident(job, log_first):
    files = ["pagerduty.incidents/page.json", "pagerduty.log_entries/entries.json"]
    for name in reversed(files) if log_first else files:
        run(job(SAMPLES / name))
    asked = episodes(("key", "acknowledged_at", "acknowledged_by"))
    found = stored(job(SAMPLES), f"SELECT * FROM {asked}")
    assert ("#4101", 1772439570, "Marta Nowak") in found


def test_a_resolved_message_ends_the_episode_that_the_list_showed(job, tmp_path):
    run(job(SAMPLES / "alertmanager.alerts/alerts.json"))
    run(job(SAMPLES / "alertmanager.webhook/log.ndjson"))
    query = "SELECT state, fired_at, resolved_at FROM alert WHERE fingerprint = 'a1b2'"
    assert stored(job(SAMPLES), query) == [("resolved", 1772445600, 1772447400)]


def test_analytics_say_that_they_were_cut(tmp_path):
    head = "incident_number,service_name,created_on,resolved_on,seconds_to_resolve\n"
    line = "{},Mail,2026-03-02T10:00:00Z,2026-03-02T11:00:00Z,3600\n"
    whole = head + "".join(line.format(number) for number in range(20_000))
    reading = read(write(tmp_path, "incidents.csv", whole), Options())
    assert len(drain(reading)["alert"]) == 20_000
    said = [*reading.warnings, reading.cut or ""]
    assert any("20,000 rows" in each for each in said)


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda each: each.id)
def test_a_file_of_only_the_needed_columns_is_read(importer, tmp_path):
    """Whoever names the format with --as may leave out every other column."""
    needed = {column.names[0]: type(column).__name__ for column in importer.columns
              if column.required}  # fmt: skip
    record = {
        name: "2026-03-02T10:00:00Z" if kind == "Stamp" else "5" for name, kind in needed.items()
    }
    path = write(tmp_path, "few.json", json.dumps([record | {"other": "1"}]))
    reading = read(path, Options(format=importer.id))
    rows = drain(reading)[importer.table]
    assert len(rows) + reading.rejected + reading.merged == 1
    for row in rows:
        assert row["key"]
        assert importer.table != "alert" or row["state"]


EPISODE = ("state", "fired_at", "resolved_at")
ALARM = {
    "AlarmName": "db-cpu", "AlarmDescription": "CPU", "AWSAccountId": "1", "Region": "EU",
    "AlarmArn": "arn:aws:cloudwatch:eu-west-1:1:alarm:db-cpu", "NewStateReason": "x",
    "Trigger": {"MetricName": "CPU", "Namespace": "AWS/RDS",
                "Dimensions": [{"name": "DBInstanceIdentifier", "value": "db01"}]},
}  # fmt: skip


@pytest.mark.parametrize("last_first", [False, True])
def test_an_alarm_and_its_end_in_two_files_are_read_as_one_episode(job, tmp_path, last_first):
    files = []
    for old, new, minute in (("OK", "ALARM", "00"), ("ALARM", "OK", "20")):
        at = f"2026-11-20T10:{minute}:00.000+0000"
        message = ALARM | {"NewStateValue": new, "OldStateValue": old, "StateChangeTime": at}
        files.append(write(tmp_path, f"{new}.json", json.dumps(message)))
    for path in reversed(files) if last_first else files:
        run(job(path))
    read_as = f"SELECT state, resolved_at - fired_at FROM {episodes(EPISODE)}"
    assert stored(job(tmp_path), read_as) == [("resolved", 1200)]
    assert len(stored(job(tmp_path), "SELECT id FROM alert")) == 2


def test_a_list_of_monitors_knows_as_much_as_its_newest_state(job, tmp_path):
    """A state changes without a change of the settings; the file itself is years older or newer."""
    monitors = json.loads((SAMPLES / "datadog.monitors/monitors.json").read_text())
    for monitor in monitors:
        monitor["modified"] = "2026-01-01T00:00:00+00:00"
        monitor["overall_state_modified"] = "2026-03-02T11:00:00.000000+00:00"
    path = tmp_path / "monitors.json"
    path.write_text(json.dumps(monitors))
    os.utime(path, (1_790_000_000, 1_790_000_000))
    assert run(job(path)).as_of == 1_772_449_200  # 2 March 2026, 11:00 UTC
