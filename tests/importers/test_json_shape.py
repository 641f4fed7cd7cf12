"""Records out of any envelope, and what stands beside them."""

import json

import pytest

from app.importers import read
from app.importers.json_shape import flatten, unwrap, unwrap_line
from app.models.errors import AppError
from app.models.records import Options
from tests.importers.making import drain, write


@pytest.mark.parametrize(
    ("whole", "records", "envelope"),
    [
        ([{"a": 1}], [{"a": 1}], ""),
        ({"incidents": [{"a": 1}], "more": False}, [{"^more": False, "a": 1}], "incidents"),
        ({"a": 1}, [{"a": 1}], ""),
        (
            {"data": {"alerts": [{"a": 1}]}, "status": "success"},
            [{"a": 1}],
            "data.alerts",
        ),
        (
            [{"receiver": {"name": "x"}, "alerts": [{"a": 1}, {"a": 2}]}],
            [{"^receiver": {"name": "x"}, "a": 1}, {"^receiver": {"name": "x"}, "a": 2}],
            "groups",
        ),
        ({"fields": ["a", "b"], "rows": [[1, 2]]}, [{"a": 1, "b": 2}], "rows"),
        ({"fields": [{"name": "a"}], "rows": [[1]]}, [{"a": 1}], "rows"),
        (
            {"sid": "s", "search_name": "n", "result": {"a": 1}},
            [{"^sid": "s", "^search_name": "n", "a": 1}],
            "",
        ),
        ({"result": {"a": 1}}, [{"a": 1}], "result"),
        (
            [{"incidents": [{"a": 1}], "more": True}, {"incidents": [{"a": 2}], "more": False}],
            [{"^more": True, "a": 1}, {"^more": False, "a": 2}],
            "incidents",
        ),
        ([{"items": [{"a": 1}], "id": 7}], [{"items": [{"a": 1}], "id": 7}], ""),
    ],
)
def test_records_and_their_envelope(whole, records, envelope):
    assert unwrap(whole) == (records, envelope)


def test_a_notification_holds_its_message():
    sns = {"TopicArn": "t", "Timestamp": "now", "Message": json.dumps({"AlarmName": "x"})}
    wanted = [{"^TopicArn": "t", "^Timestamp": "now", "AlarmName": "x"}]
    assert unwrap(sns) == (wanted, "")
    assert unwrap([sns]) == (wanted, "")
    assert unwrap({"Records": [{"Sns": sns}]}) == (wanted, "")
    assert unwrap_line(sns) == wanted
    plain = sns | {"Message": "You have subscribed."}
    assert unwrap(plain) == ([plain], "")


def test_a_line_holds_each_alert_of_its_message():
    line = {"status": "firing", "alerts": [{"a": 1}, {"a": 2}]}
    assert unwrap_line(line) == [{"^status": "firing", "a": 1}, {"^status": "firing", "a": 2}]
    assert unwrap_line({"alerts": []}) == [{"alerts": []}]
    assert unwrap_line(7) == [7]


def test_a_line_holds_each_record_of_its_page():
    assert unwrap_line({"incidents": [{"a": 1}, {"a": 2}], "offset": 0}) == [
        {"^offset": 0, "a": 1},
        {"^offset": 0, "a": 2},
    ]
    assert unwrap_line({"offset": 0, "events": ["x"]}) == [{"offset": 0, "events": ["x"]}]


def test_labels_are_kept_whole_whatever_they_are_called():
    cells = dict(flatten({"labels": {"value": "x", "link": "y"}, "state": {"value": "1"}}))
    assert json.loads(cells["labels"]) == {"value": "x", "link": "y"}
    assert (cells["labels.value"], cells["labels.link"]) == ("x", "y")
    assert (cells["state"], cells["state.value"]) == ("1", "1")


def test_a_log_of_webhooks_gives_each_alert_a_record_of_its_own(tmp_path):
    alert = {
        "status": "firing",
        "labels": {"alertname": "A"},
        "startsAt": "2026-03-02T10:00:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
    }
    message = {"version": "4", "groupKey": "g", "status": "firing", "alerts": [alert, alert]}
    line = json.dumps(message) + "\n"
    reading = read(write(tmp_path, "log.ndjson", line * 3), Options())
    rows = drain(reading)["alert"]
    assert reading.recognised.format == "alertmanager.webhook"
    assert (reading.rows_read, len(rows), reading.merged) == (6, 1, 5)


def test_a_document_too_large_to_hold_is_refused_and_lines_are_not(tmp_path, monkeypatch):
    monkeypatch.setattr("app.importers.json_rows.DOCUMENT_LIMIT", 2_000_000)
    record = {"number": "INC0000001", "short_description": "x" * 500}
    records = [record | {"number": f"INC{number:07}"} for number in range(5_000)]
    wanted = "one JSON document of 2 MB; up to 2 MB are read. Export fewer rows.*JSON lines or CSV"
    for name, text in (
        ("one.json", json.dumps(records)),
        ("more.json", json.dumps(records, indent=1)),
    ):
        with pytest.raises(AppError, match=wanted):
            read(write(tmp_path, name, text), Options())
    lines = write(tmp_path, "lines.json", "\n".join(map(json.dumps, records)))
    assert len(drain(read(lines, Options(timezone="UTC")))["ticket"]) == 5_000
