"""Alerts and events with gaps: no time, no id, a zone that nobody knows, zeros for nothing."""

import json

import pytest

from app.importers import read
from app.models.records import Options
from tests.importers.making import drain, write

NOON = 1_772_452_800
ISO = "2026-03-02T12:00:00Z"


def told(folder, whole, name="x.json", **options):
    text = whole if isinstance(whole, str) else json.dumps(whole)
    reading = read(write(folder, name, text), Options(**options))
    tables = drain(reading)
    return tables, [(reject.row, reject.reason) for reject in reading.rejects]


def entry(**changed):
    agent = {"type": "user_reference", "summary": "Ada"}
    return {
        "id": "L1", "type": "acknowledge_log_entry", "created_at": ISO, "agent": agent,
        "incident": {"id": "P1"},
    } | changed  # fmt: skip


def test_a_log_entry_without_time_or_type_is_left_out(tmp_path):
    entries = [entry(created_at=None), entry(id="L2", type=None), entry(id="L3", incident=None)]
    tables, rejects = told(tmp_path, {"log_entries": entries})
    assert [(row["key"], row["event"], row["at"]) for row in tables["alert_event"]] == [
        ("L3", "acknowledged", NOON)
    ]
    assert rejects == [(number, "The entry has no time or no type") for number in (1, 2)]


def test_a_change_event_without_a_time_is_left_out(tmp_path):
    event = {
        "id": "C1", "type": "change_event", "summary": "Deploy", "timestamp": ISO, "services": [],
    }  # fmt: skip
    events = [event, event | {"id": "C2", "timestamp": None}]
    tables, rejects = told(tmp_path, {"change_events": events})
    assert [row["key"] for row in tables["change_event"]] == ["C1"]
    assert rejects == [(2, "The event has no time")]


def test_a_splunk_event_without_a_time_is_left_out(tmp_path):
    text = f"_time,_raw,host\n{ISO},down,web-01\n,up,web-01\n"
    tables, rejects = told(tmp_path, text, "x.csv")
    assert [row["fired_at"] for row in tables["alert"]] == [NOON]
    assert rejects == [(3, "The event has no time")]


def test_a_kubernetes_event_needs_a_uid_or_a_time(tmp_path):
    event = {
        "reason": "BackOff", "type": "Warning", "involvedObject": {"kind": "Pod", "name": "p"},
        "metadata": {"uid": "u1"},
    }  # fmt: skip
    timed = event | {"metadata": None, "lastTimestamp": ISO, "firstTimestamp": ISO}
    items = [event, timed, event | {"metadata": None}]
    tables, rejects = told(tmp_path, {"kind": "List", "items": items})
    assert [row["key"] for row in tables["alert"]] == ["u1", f"Pod/p/BackOff@{NOON}"]
    assert rejects == [(3, "The event has neither a uid nor a time")]


def test_an_azure_alert_of_the_portal_needs_an_id_or_a_time(tmp_path):
    head = "Name,Severity,Affected resource,Monitor condition,Fire time\n"
    text = f"{head}CPU,Sev1,vm1,Fired,{ISO}\nCPU,Sev1,vm2,Fired,\n"
    tables, rejects = told(tmp_path, text, "x.csv")
    assert [row["key"] for row in tables["alert"]] == [f"CPU/vm1@{NOON}"]
    assert rejects == [(3, "The alert has neither an id nor a time at which it fired")]


def test_a_grafana_mark_that_ends_at_zero_has_no_end(tmp_path):
    mark = {
        "id": 1, "alertId": 5, "dashboardId": 1, "panelId": 2, "newState": "Alerting",
        "prevState": "Pending", "time": NOON * 1000, "timeEnd": 0, "text": "CPU", "tags": [],
    }  # fmt: skip
    tables, rejects = told(tmp_path, [mark])
    assert [(row["state"], row["fired_at"]) for row in tables["alert"]] == [("firing", NOON)]
    assert not rejects


def analytics(zone):
    row = {
        "id": "P1", "incident_number": 7, "created_at": "2026-03-02T12:00:00",
        "seconds_to_first_ack": 60, "seconds_to_resolve": None,
    }  # fmt: skip
    return {"data": [row], "time_zone": zone}


def test_a_zone_that_nobody_knows_is_asked_for(tmp_path):
    tables, rejects = told(tmp_path, analytics("Mars/Base"))
    assert not tables["alert"]
    ((_, reason),) = rejects
    assert reason.startswith("The file names the time zone “Mars/Base”, which is none.")
    assert reason.endswith("with --timezone")


@pytest.mark.parametrize(("named", "hour"), [("Mars/Base", 11), ("Etc/UTC", 12)])
def test_the_declared_zone_stands_in_only_for_one_that_nobody_knows(tmp_path, named, hour):
    tables, _ = told(tmp_path, analytics(named), timezone="Europe/Berlin")
    assert [row["fired_at"] for row in tables["alert"]] == [NOON + (hour - 12) * 3600]


@pytest.mark.parametrize("touched", [None, 7, True, "mail", {}, [None, 7, {"name": None}]])
def test_components_without_a_name_are_no_services(tmp_path, touched):
    incident = {
        "id": "i1", "name": "Mail is down", "status": "resolved", "impact": "major",
        "created_at": ISO, "resolved_at": ISO, "components": [{"name": None}, None],
        "incident_updates": [{"created_at": ISO, "body": "b", "affected_components": touched}],
    }  # fmt: skip
    tables, _ = told(tmp_path, {"page": {"name": "Mail"}, "incidents": [incident]})
    assert [(row["key"], row["service"]) for row in tables["outage"]] == [("i1", None)]


def test_an_empty_key_is_told_by_the_header_as_the_file_spells_it(tmp_path):
    case = {
        "displayId": None, "caseId": "c", "subject": "s", "status": "opened", "timeCreated": ISO,
        "serviceCode": "ec2", "severityCode": "low",
    }  # fmt: skip
    _, rejects = told(tmp_path, {"cases": [case | {"displayId": "1"}, case]})
    assert rejects == [(2, "DisplayId is empty")]
