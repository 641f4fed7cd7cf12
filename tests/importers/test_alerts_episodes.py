"""Changes of state become episodes, in whatever order their entries come."""

import json
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.importers import read
from app.models.records import Options
from tests.importers.making import drain, write

NOON = 1_772_452_800
STATES = ("ALARM", "OK", "INSUFFICIENT_DATA")


def message(alarm: str, new: str, minute: int, old: str = "OK") -> dict[str, object]:
    return {
        "AlarmName": alarm,
        "NewStateValue": new,
        "OldStateValue": old,
        "StateChangeTime": NOON + 60 * minute,
    }


def episodes(folder, messages):
    text = "".join(json.dumps(each) + "\n" for each in messages)
    reading = read(write(folder, "log.json", text), Options())
    rows = drain(reading)["alert"]
    assert reading.rows_read == len(rows) + reading.merged + reading.rejected
    return rows, reading


def times(row):
    started, ended = row["fired_at"], row["resolved_at"]
    return tuple(None if at is None else (at - NOON) // 60 for at in (started, ended))


def test_an_alarm_lasts_until_it_is_ok_again(tmp_path):
    rows, _ = episodes(
        tmp_path,
        [
            message("a", "ALARM", 0),
            message("a", "OK", 9, "ALARM"),
            message("a", "ALARM", 20),
            message("b", "ALARM", 5),
        ],
    )
    assert [(row["rule"], *times(row), row["state"]) for row in rows] == [
        ("a", 0, 9, "resolved"),
        ("a", 20, None, "firing"),
        ("b", 5, None, "firing"),
    ]
    assert len({row["key"] for row in rows}) == 3


def test_a_second_alarm_without_an_end_between_is_seen_again(tmp_path):
    rows, _ = episodes(tmp_path, [message("a", "ALARM", 0), message("a", "ALARM", 7)])
    assert [(*times(row), row["occurrences"]) for row in rows] == [(0, None, 2)]
    assert rows[0]["last_seen_at"] == NOON + 7 * 60


def test_an_end_without_a_beginning_is_an_episode_without_a_start(tmp_path):
    rows, reading = episodes(
        tmp_path, [message("a", "OK", 9, "ALARM"), message("b", "OK", 9, "INSUFFICIENT_DATA")]
    )
    assert [(row["rule"], *times(row)) for row in rows] == [("a", None, 9)]
    assert reading.merged == 1
    assert reading.warnings[0].startswith("1 entry about no alert that fires")


def test_missing_data_does_not_end_an_alarm(tmp_path):
    rows, _ = episodes(
        tmp_path,
        [
            message("a", "ALARM", 0),
            message("a", "INSUFFICIENT_DATA", 4, "ALARM"),
            message("a", "OK", 9, "INSUFFICIENT_DATA"),
        ],
    )
    assert [(*times(row), row["state"]) for row in rows] == [(0, 9, "resolved")]


def test_an_alarm_ends_a_time_without_data(tmp_path):
    rows, _ = episodes(
        tmp_path,
        [message("a", "INSUFFICIENT_DATA", 0), message("a", "ALARM", 4, "INSUFFICIENT_DATA")],
    )
    assert [(*times(row), row["state"]) for row in rows] == [
        (0, 4, "resolved"),
        (4, None, "firing"),
    ]


def test_of_one_second_the_end_comes_before_the_next_beginning(tmp_path):
    rows, _ = episodes(
        tmp_path,
        [message("a", "ALARM", 0), message("a", "ALARM", 5), message("a", "OK", 5, "ALARM")],
    )
    assert [times(row) for row in rows] == [(0, 5), (5, None)]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_file_does_not_matter(tmp_path, seed):
    messages = [
        message("a", "ALARM", 0),
        message("a", "OK", 9, "ALARM"),
        message("a", "ALARM", 20),
        message("a", "INSUFFICIENT_DATA", 25, "ALARM"),
        message("b", "OK", 3, "ALARM"),
    ]
    wanted, _ = episodes(tmp_path, messages)
    random.Random(seed).shuffle(messages)
    found, _ = episodes(tmp_path, messages)
    by_key = {row["key"]: row for row in wanted}
    assert {row["key"]: row for row in found} == by_key


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(STATES), st.integers(0, 40))))
def test_no_entry_is_lost_and_no_episode_ends_before_it_begins(tmp_path_factory, entries):
    if not entries:
        return
    folder = tmp_path_factory.mktemp("entries")
    rows, _ = episodes(folder, [message(*entry) for entry in entries])
    for row in rows:
        started, ended = times(row)
        assert started is None or ended is None or started <= ended
        assert (row["state"] == "resolved") == (ended is not None)
    spans = sorted(times(row) for row in rows if row["rule"] == "a" and None not in times(row))
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_messages_without_a_time_are_one_record_a_rule(tmp_path):
    made = [
        {"ruleId": 7, "ruleName": "Load", "ruleUrl": "u", "state": state, "evalMatches": []}
        for state in ("alerting", "ok")
    ]
    rows, reading = episodes(tmp_path, made)
    assert [(row["key"], row["state"], row["fired_at"]) for row in rows] == [
        ("rule/7", "resolved", None)
    ]
    assert "carry no time" in reading.warnings[0]


def test_messages_about_one_alert_keep_what_the_earlier_ones_said(tmp_path):
    def sent(action: str, at: int) -> dict[str, object]:
        alert = {"alertId": "x", "tinyId": "1", "alias": "a", "message": "m", "createdAt": NOON}
        return {"action": action, "alert": alert | {"updatedAt": at * 10**9}}

    rows, _ = episodes(
        tmp_path,
        [sent("Close", NOON + 900), sent("Acknowledge", NOON + 60), sent("AddNote", NOON + 90)],
    )
    (row,) = rows
    assert (row["acknowledged_at"], row["resolved_at"]) == (NOON + 60, NOON + 900)
    assert (row["state"], row["updated_at"]) == ("resolved", NOON + 900)


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        (("acknowledged", "resolved"), ("resolved", 0, 1)),
        (("resolved", "annotated"), ("resolved", None, 0)),
        (("resolved", "reopened"), ("firing", None, None)),
        (("acknowledged", "resolved", "reopened", "resolved"), ("resolved", 0, 3)),
    ],
)
def test_messages_about_one_incident_add_up(tmp_path, told, ends):
    status = {"acknowledged": "acknowledged", "reopened": "triggered"}
    messages = [
        {
            "event": {
                "event_type": f"incident.{kind}",
                "occurred_at": NOON + 60 * minute,
                "data": {"id": "P1", "number": 7, "status": status.get(kind, "resolved"),
                         "title": "Disk full", "urgency": "high", "created_at": NOON},
            }
        }
        for minute, kind in enumerate(told)
    ]  # fmt: skip
    random.Random(3).shuffle(messages)
    (row,), _ = episodes(tmp_path, messages)
    at = [None if row[name] is None else (row[name] - NOON) // 60
          for name in ("acknowledged_at", "resolved_at")]  # fmt: skip
    assert (row["state"], *at) == ends


def test_an_entry_that_comes_twice_counts_once(tmp_path):
    told = [message("a", "ALARM", 0), message("a", "OK", 9, "ALARM")]
    rows, reading = episodes(tmp_path, told + told)
    assert [(*times(row), row["occurrences"]) for row in rows] == [(0, 9, 1)]
    assert reading.merged == 3
    assert rows == episodes(tmp_path, told)[0]


@pytest.mark.parametrize("place", ["MetricStat", "Metric", "Dimensions"])
@pytest.mark.parametrize("value", [None, [], {}, "null", 7, True, [None], {"Metric": "x"}])
def test_an_alarm_of_a_formula_is_read_whatever_stands_in_its_metrics(tmp_path, place, value):
    if place == "MetricStat":
        metric = value
    elif place == "Metric":
        metric = {"Metric": value}
    else:
        metric = {"Metric": {"Dimensions": value}}
    told = message("a", "ALARM", 0) | {"Trigger": {"Metrics": [{"Id": "m1", "MetricStat": metric}]}}
    rows, _ = episodes(tmp_path, [told])
    assert [(row["rule"], row["state"]) for row in rows] == [("a", "firing")]
