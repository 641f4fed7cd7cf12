"""What changed since an instant, from records and history only."""

from typing import Any

from app.analysis.changed import what_changed
from app.models.results import ChangedLine
from app.models.settings import DAY, HOUR
from tests.analysis.sample_facts import at, make_facts

NOW = at("2026-11-23T08:12")
SINCE = NOW - DAY


def lines(*args: Any, **more: Any) -> dict[str, ChangedLine]:
    return {line.words: line for line in what_changed(make_facts(*args, **more), SINCE, NOW)}


def test_opened_and_reopened() -> None:
    rows = [
        {"key": "INC1", "opened": NOW - HOUR},
        {"key": "INC2", "opened": SINCE},
        {"key": "INC3", "opened": SINCE - 1},
        {"key": "INC4", "opened": NOW},
        {"key": "INC5", "opened": NOW - HOUR, "state": "cancelled"},
        {"key": "INC6", "opened": NOW - HOUR, "kind": "request"},
        {"key": "INC7", "opened": NOW - 9 * DAY},
    ]
    states = [("INC7", NOW - 3 * DAY, "resolved"), ("INC7", NOW - HOUR, "in_progress"),
              ("INC3", NOW - 2 * HOUR, "new"), ("INC3", NOW - HOUR, "in_progress")]  # fmt: skip
    (line,) = lines(rows, states=states).values()
    assert (line.number, line.words) == ("+3", "opened, 1 of them reopened")
    assert line.keys == ("INC1", "INC2", "INC7")


def test_closing_what_was_resolved_is_no_reopening() -> None:
    rows = [{"key": "INC1", "opened": NOW - 9 * DAY, "resolved": NOW - 3 * DAY}]
    states = [("INC1", NOW - 3 * DAY, "resolved"), ("INC1", NOW - HOUR, "closed")]
    assert lines(rows, states=states) == {}


def test_resolved_with_the_sources_own_verdict() -> None:
    rows = [
        {"key": "INC1", "opened": NOW - 9 * DAY, "resolved": NOW - HOUR, "made_sla": 1},
        {"key": "INC2", "opened": NOW - 9 * DAY, "resolved": NOW - HOUR, "made_sla": 0},
        {"key": "INC3", "opened": NOW - 9 * DAY, "resolved": NOW},
    ]
    (line,) = lines(rows).values()
    assert (line.number, line.words, line.keys) == (
        "−2", "resolved, 1 inside SLA", ("INC1", "INC2"),
    )  # fmt: skip
    assert "resolved" in lines([rows[0] | {"made_sla": -1}])


def test_priority_raised_by_the_log() -> None:
    rows = [{"key": f"INC{n}", "opened": NOW - 9 * DAY} for n in range(1, 5)]
    log = [("INC1", NOW - 5 * DAY, 3), ("INC1", NOW - HOUR, 2),
           ("INC2", NOW - 5 * DAY, 2), ("INC2", NOW - HOUR, 3),
           ("INC3", NOW - 5 * DAY, 4), ("INC3", NOW - 2 * HOUR, 1), ("INC3", NOW - HOUR, 4),
           ("INC4", NOW - HOUR, 1)]  # fmt: skip
    (line,) = lines(rows, priorities=log).values()
    assert (line.number, line.words, line.keys) == ("1", "priority raised, 1 now P2", ("INC1",))


def test_reassigned_three_times_or_more() -> None:
    rows = [{"key": "INC1", "opened": NOW - 9 * DAY}, {"key": "INC2", "opened": NOW - 9 * DAY}]
    log = [(key, NOW - 5 * DAY + n, group) for key in ("INC1", "INC2")
           for n, group in enumerate(["A", "B", "B", "A"])]  # fmt: skip
    log.append(("INC1", NOW - HOUR, "C"))
    (line,) = lines(rows, groups=log).values()
    assert (line.number, line.words, line.keys) == ("1", "reassigned 3 times or more", ("INC1",))


def test_past_the_due_time() -> None:
    late = {"opened": NOW - 9 * DAY, "due": NOW - HOUR, "group": "SAP"}
    rows = [
        late | {"key": "INC1"},
        late | {"key": "INC2", "resolved": NOW - HOUR, "opened": NOW - 2 * DAY},
        late | {"key": "INC3", "due": SINCE - 1},
        late | {"key": "INC4", "as_of": NOW - 2 * HOUR},
        late | {"key": "INC5", "due": NOW + 1},
    ]
    found = lines(rows)
    assert found["newly past their due time: SAP"].keys == ("INC1",)


def test_changes_added_and_cancelled() -> None:
    rows = [
        {"key": "CHG1", "opened": NOW - HOUR},
        {"key": "CHG2", "opened": NOW - 9 * DAY, "state": "cancelled", "updated": NOW - HOUR},
        {"key": "CHG3", "opened": NOW - 9 * DAY, "state": "cancelled", "updated": NOW - 2 * DAY},
        {"key": "CHG4", "opened": NOW - HOUR, "unauthorized": True},
    ]
    found = lines(changes=rows)
    assert found["changes added"].keys == ("CHG1", "CHG4")
    assert found["change cancelled or rejected"].keys == ("CHG2",)
    assert found["change unauthorised"].level == "risk"


def test_nothing_changed_says_nothing() -> None:
    assert lines() == {}
