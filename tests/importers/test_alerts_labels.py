"""What is read out of labels, tags, titles and names."""

import json

import pytest

from app.importers import read
from app.importers.alerts.labels import fill_from_labels, labels_of, ticket_in, without_port
from app.models.records import Options
from tests.importers.making import drain, write


@pytest.mark.parametrize(
    ("cell", "labels"),
    [
        ('{"service": "shop", "n": 3, "none": null}', {"service": "shop", "n": "3", "none": ""}),
        ("service:shop;env:prod;urgent", {"service": "shop", "env": "prod", "urgent": ""}),
        ("service:shop,url:https://x/y", {"service": "shop", "url": "https://x/y"}),
        ('["team:web", "team:data"]', {"team": "web;data"}),
        ("team=web", {"team": "web"}),
        ("{broken", {}),
        ("", {}),
        (None, {}),
    ],
)
def test_labels_and_tags(cell, labels):
    assert labels_of(cell) == labels


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("web-01:9100", "web-01"),
        ("10.0.0.7:443", "10.0.0.7"),
        ("[fe80::1]:9100", "fe80::1"),
        ("fe80::1", "fe80::1"),
        ("https://shop.example/", "https://shop.example/"),
        ("web-01", "web-01"),
        ("", None),
        (None, None),
    ],
)
def test_a_host_loses_its_port_only(name, host):
    assert without_port(name) == host


def test_what_the_record_names_itself_goes_first():
    record = {"service": "Checkout", "ci": "db-02:5432"}
    fill_from_labels(record, {"service": "shop", "Env": "prod", "job": "node", "team": "web"})
    assert record["service"] == "Checkout"
    assert (record["ci"], record["environment"], record["team"]) == ("db-02", "prod", "web")
    assert json.loads(record["labels"])["Env"] == "prod"


@pytest.mark.parametrize(
    ("cells", "ticket"),
    [
        (("see PRB0040001 and INC0012345",), "INC0012345"),
        (("CHG0030001", "RITM0010001"), "CHG0030001"),
        ((None, '{"ticket": "INC0012345"}'), "INC0012345"),
        (("INC1234", "XINC0012345", "INC0012345X"), None),
        ((), None),
    ],
)
def test_ticket_numbers(cells, ticket):
    assert ticket_in(*cells) == ticket


@pytest.mark.parametrize(
    ("name", "words", "severity"),
    [
        ("prod-P1-login", None, "critical"),
        ("login", "This is SEV-2.", "high"),
        ("login", "Critical: nobody signs in", "critical"),
        ("cpu of p3.2xlarge", None, None),
        ("login", "uncritical", None),
        ("login", "Threshold 90", None),
    ],
)
def test_an_alarm_has_a_severity_only_when_it_says_one(tmp_path, name, words, severity):
    alarm = {
        "AlarmName": name,
        "AlarmDescription": words,
        "NewStateValue": "ALARM",
        "StateChangeTime": "2026-03-02T10:00:00.000+0000",
    }
    (row,) = drain(read(write(tmp_path, "a.json", json.dumps(alarm)), Options()))["alert"]
    assert row["severity"] == severity
    assert (row["severity_raw"] is None) == (severity is None)
