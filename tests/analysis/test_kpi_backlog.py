"""K5 against a plain computation, and the edge cases of METRICS §2."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.periods import parse_period
from app.models.columns.absent import bare_details
from app.services.settings import load_settings
from tests.analysis.few_kpis import few
from tests.analysis.sample_facts import at, make_facts

WEEK = parse_period("2026-W47", "UTC")
NOW = at("2026-11-23T08:00")
DAY = 86400
DEFAULTS = load_settings("UTC")


def k5(tickets, period=WEEK, now=NOW, group="", **more):
    facts = make_facts(tickets, **more)
    return few(facts, DEFAULTS, period, now, "K5", group=group)["K5"]


instants = st.integers(WEEK.start - 80 * DAY, WEEK.end + DAY)
states = st.sampled_from(("new", "on_hold", "resolved"))
cases = st.fixed_dictionaries({
    "kind": st.sampled_from(("incident", "incident", "request", "problem")),
    "opened": instants,
    "resolved": st.none() | instants,
    "outcome_unknown": st.sampled_from((False, False, False, True)),
    "as_of": instants,
    "log": st.lists(st.tuples(instants, states), max_size=4),
})  # fmt: skip


def open_then(case, at_):
    if case["outcome_unknown"] and at_ > case["as_of"]:
        return False
    if case["log"]:
        before = [s for t, s in sorted(case["log"], key=lambda entry: entry[0]) if t < at_]
        return bool(before) and before[-1] != "resolved"
    return case["opened"] <= at_ and (case["resolved"] is None or case["resolved"] > at_)


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(cases, max_size=10))
def test_equals_a_plain_computation(rows):
    tickets = [{**row, "key": f"T{i}"} for i, row in enumerate(rows)]
    states = [(f"T{i}", t, s) for i, row in enumerate(rows) for t, s in row["log"]]
    found = k5(tickets, states=states)
    parts = {part.name: part for part in (*found.parts, *found.extra)}
    for name, kind in (("Incidents", "incident"), ("Requests", "request"), ("Problems", "problem")):
        if name not in parts:
            assert all(row["kind"] != kind for row in rows)
            continue
        for back, point in enumerate(reversed(parts[name].trend)):
            snapshot = WEEK.end - back * 7 * DAY
            open_ = [r for r in rows if r["kind"] == kind and open_then(r, snapshot)]
            old = [r for r in open_ if snapshot - r["opened"] > 30 * DAY]
            assert point.n == len(open_)
            assert point.value == (pytest.approx(100 * len(old) / len(open_)) if open_ else None)
        assert (parts[name].denominator, parts[name].numerator) == (
            len(parts[name].rows), len(parts[name].numerator_rows),
        )  # fmt: skip


def test_older_than_thirty_days_means_more_than_2592000_seconds():
    exactly = {"opened": WEEK.end - 2_592_000}
    more = {"key": "OLD", "opened": WEEK.end - 2_592_001}
    part = k5([exactly, more]).parts[0]
    assert (part.numerator, part.denominator, part.value) == (1, 2, 50)
    assert part.numerator_rows == ("OLD",)
    assert part.distribution.inside == 1


def test_share_equal_to_its_target_is_met():
    tickets = [{"opened": WEEK.end - 31 * DAY}, *[{"opened": WEEK.end - DAY}] * 9]
    part = k5(tickets).parts[0]
    assert (part.value, part.met, part.verdict, part.better_by) == (10, True, "Met", 0)


def test_under_five_the_cases_decide():
    part = k5([{"opened": WEEK.end - 31 * DAY}, {"opened": WEEK.end - DAY}]).parts[0]
    assert (part.met, part.verdict, part.signal) == (False, "1 of 2 inside target", None)


def test_resolved_not_closed_is_not_backlog():
    assert (
        k5([{"opened": WEEK.start, "resolved": WEEK.start + 60, "state": "resolved"}]).parts[0].n
        == 0
    )


def test_closed_without_resolved_time_is_excluded_and_counted():
    found = k5([{"opened": WEEK.start, "state": "closed"}])
    assert found.parts[0].n == 0
    assert found.excluded == (("ended, no resolved time", 1),)


def test_cancelled_is_out():
    assert k5([{"opened": WEEK.start, "state": "cancelled"}]).parts[0].n == 0


def test_left_an_open_only_export_is_not_open_for_ever():
    gone = {"opened": WEEK.start, "outcome_unknown": True, "as_of": WEEK.end - 60}
    found = k5([gone])
    assert found.parts[0].n == 0
    assert found.excluded == (("left, outcome unknown", 1),)
    still = k5([gone | {"as_of": WEEK.end}])
    assert (still.parts[0].n, still.excluded) == (1, ())


def test_resolved_later_was_open_then():
    assert k5([{"opened": WEEK.start, "resolved": WEEK.end + 60}]).parts[0].n == 1


def test_boundary_to_the_second():
    for opened, n in ((WEEK.end, 1), (WEEK.end + 1, 0)):
        assert k5([{"opened": opened}]).parts[0].n == n
    for resolved, n in ((WEEK.end, 0), (WEEK.end + 1, 1)):
        assert k5([{"opened": WEEK.start, "resolved": resolved}]).parts[0].n == n


def test_reopened_twice_keeps_its_first_age():
    log = [
        (WEEK.end - 40 * DAY, "new"), (WEEK.end - 39 * DAY, "resolved"),
        (WEEK.end - 38 * DAY, "in_progress"), (WEEK.end - 2 * DAY, "resolved"),
        (WEEK.end - DAY, "in_progress"),
    ]  # fmt: skip
    ticket = {"key": "A", "opened": WEEK.end - 40 * DAY}
    part = k5([ticket], states=[("A", *entry) for entry in log]).parts[0]
    assert (part.n, part.numerator) == (1, 1)
    assert part.trend[-2].value == 100


def test_empty_one_row_and_all_missing():
    assert k5([]).needs.startswith("Import incidents")
    assert (k5([{"opened": None}]).parts[0].value, k5([{"opened": None}]).parts[0].verdict) == (
        None,
        "n/a",
    )
    assert k5([{"opened": None}]).excluded == (("no opened time", 1),)
    assert k5([{"opened": WEEK.start}]).parts[0].value == 0


def test_snapshot_of_a_running_week_is_taken_now():
    found = k5([{"opened": WEEK.start, "resolved": WEEK.start + 3 * DAY}], now=WEEK.start + DAY)
    assert found.parts[0].n == 1
    assert dict(found.facts)["Snapshot"] == "Tue 17 Nov 00:00, as known then"


def test_facts_beside():
    quiet = WEEK.end - 31 * DAY
    tickets = [
        {"key": "A", "opened": WEEK.end - 40 * DAY, "state": "on_hold", "updated": quiet},
        {"key": "B", "opened": WEEK.end - 2 * DAY, "updated": WEEK.end - DAY},
        {"key": "C", "opened": WEEK.end - 14 * DAY, "resolved": WEEK.end - DAY},
    ]  # fmt: skip
    facts = dict(k5(tickets).facts)
    assert facts["Open"] == "2"
    assert facts["Oldest"] == "40 d (A)"
    assert facts["Age"].split(" · ")[1::4] == ["1 to 3 d: 1", "over 30 d: 1"]
    assert facts["Arrivals · closures"] == "1 · 1"
    assert facts["On hold"] == "1"
    assert facts["No update for 7 d · 30 d"] == "50 % · 50 %, known for 2"


def test_age_bands_at_their_edges():
    ages = [0, DAY - 1, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 30 * DAY + 1]
    words = dict(k5([{"opened": WEEK.end - age} for age in ages]).facts)["Age"]
    assert [int(word.rsplit(" ", 1)[1]) for word in words.split(" · ")] == [2, 1, 1, 1, 2, 1]


def test_the_oldest_are_split_at_sixty_and_ninety_days():
    ages = [30 * DAY, 30 * DAY + 1, 60 * DAY, 60 * DAY + 1, 90 * DAY, 90 * DAY + 1]
    words = dict(k5([{"opened": WEEK.end - age} for age in ages]).facts)["Over 30 days"]
    assert words == "30 to 60 d: 2 · 60 to 90 d: 2 · over 90 d: 1"


def closing(n, before_end, *, noted=False):
    end = WEEK.end - before_end
    return [{"opened": WEEK.start, "closed": end, "noted": noted}] * n


@pytest.mark.parametrize(
    ("tickets", "found"),
    [
        (closing(5, 60) + closing(1, 0, noted=True), True),
        (closing(4, 60) + closing(1, 0, noted=True), False),
        (closing(5, 2 * DAY) + closing(1, 0, noted=True), True),
        (closing(5, 2 * DAY + 1) + closing(1, 0, noted=True), False),
        (closing(9, 60) + closing(12, 4 * DAY) + closing(1, 0, noted=True), False),
        (closing(9, 60, noted=True), False),
        (closing(9, 60), False),
    ],
)
def test_mass_close_without_notes_before_the_end_is_a_finding(tickets, found):
    """Where no ticket has a note, the export simply holds none."""
    noted = np.array([ticket["noted"] for ticket in tickets])
    result = k5(tickets, details=replace(bare_details(len(tickets)), noted=noted))
    assert ("Closed in a mass before the end" in dict(result.facts)) == found


def test_merged_duplicates_are_out_with_their_keys():
    seen = replace(bare_details(2), duplicate=np.array([False, True]))
    found = k5(
        [{"key": "A", "opened": WEEK.start}, {"key": "B", "opened": WEEK.start}], details=seen
    )
    assert (found.parts[0].n, found.parts[0].rows, found.parts[0].trend[-1].n) == (1, ("A",), 1)
    assert found.excluded_rows == (("duplicate or merged", ("B",)),)


def test_snapshots_show_no_runs():
    """Old shares of 40 and 60 % in turn, then 55 % for ten weeks: on one side, but no signal."""
    tickets = []
    for back in range(26):
        old = 11 if back < 10 else 8 if back % 2 else 12
        end = WEEK.end - back * 7 * DAY
        known = [(end - 100, "new"), (end + 100, "closed")]
        for i in range(20):
            opened = end - (31 * DAY if i < old else DAY)
            tickets.append({"key": f"T{back}-{i}", "opened": opened, "log": known})
    states = [(ticket["key"], *entry) for ticket in tickets for entry in ticket["log"]]
    part = k5(tickets, states=states).parts[0]
    assert [point.value for point in part.trend[-3:]] == [55, 55, 55]
    assert all(point.value > part.limits.mean for point in part.trend[-10:])
    assert part.signal is None


def test_changes_stand_beside():
    changes = [
        {"opened": WEEK.end - 40 * DAY},
        {"opened": WEEK.end - 2 * DAY, "closed": WEEK.end - DAY, "state": "closed"},
        {"opened": WEEK.end - 2 * DAY, "state": "closed"},
    ]
    part = k5([{"opened": WEEK.start}], changes=changes).extra[0]
    assert (part.name, part.n, part.value, part.verdict) == ("Changes", 1, 100, "")
    assert (part.records, part.rows) == ("change", part.numerator_rows)


def test_drivers_are_the_groups_of_the_old_ones():
    old = {"opened": WEEK.end - 31 * DAY}
    found = k5([{**old, "group": "SAP"}, {**old, "group": "SAP"}, {"opened": WEEK.start}])
    assert [(bar.label, bar.count) for bar in found.drivers] == [("SAP", 2)]
