"""K11 against a plain computation; points, caps, marks and approvals (METRICS K11)."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.kpis import compute
from app.analysis.periods import parse_period
from app.services.settings import load_settings
from tests.analysis.change_evidence import RATINGS, change, evidence
from tests.analysis.sample_facts import at, make_facts

MONTH = parse_period("2026-10", "UTC")
NOW = at("2026-11-23T08:00")
DEFAULTS = load_settings("UTC")
DAY = 86400


def k11(rows, period=MONTH, now=NOW):
    return compute(evidence(rows), DEFAULTS, period, now, only=("K11",))[0]


def score(**more):
    return next(part for part in k11([change(**more)]).extra if part.name == "score").value


@pytest.mark.parametrize(
    ("item", "points"),
    [
        ("analysis", 20), ("implementation", 20), ("test", 15), ("configuration", 10),
        ("schedule", 10),
    ],
)  # fmt: skip
def test_each_item_has_its_points(item, points):
    assert score(ratings={item: 0.0}) == 100 - points
    assert score(ratings={item: 0.5}) == pytest.approx(100 - points / 2, abs=0.5)


def test_whole_record_has_a_hundred():
    assert score() == 100


def test_caps():
    bare = {"backout": 0.0}
    assert [score(ratings=bare, risk=risk) for risk in (1, 2, 3, 4, 0)] == [40, 40, 40, 80, 80]
    assert score(has_ci=False) == 50
    assert score(approvals=[]) == 50
    assert score(approvals=[], has_ci=False, ratings=bare) == 40


@pytest.mark.parametrize(
    ("kind", "approvals", "points"),
    [
        ("normal", [("Cyd", "approved", "2026-10-05T08:00")], 100),
        ("normal", [("Cyd", "approved", "2026-10-05T08:00:01")], 50),
        ("normal", [("Cyd", "requested", None)], 50),
        ("normal", [("Cyd", "rejected", "2026-10-03"), ("Dee", "approved", "2026-10-04")], 100),
        ("normal", [("Cyd", "approved", "2026-10-03"), ("Dee", "rejected", "2026-10-04")], 50),
        ("normal", [("Cyd", "not required", None)], 100),
        ("normal", [("Cyd", "not required", "2026-10-05T08:00")], 100),
        ("normal", [("Cyd", "not required", "2026-10-05T08:00:01")], 50),
        ("normal", [("Cyd", "not required", None), ("Dee", "rejected", "2026-10-04")], 50),
        ("normal", [("Cyd", "not required", "2026-10-05"), ("Dee", "rejected", "2026-10-04")], 50),
        ("normal", [("Cyd", "not required", None), ("Dee", "requested", None)], 50),
        ("normal", [("Cyd", "not required", None), ("Dee", "cancelled", "2026-10-04")], 100),
        ("normal", [("Cyd", "cancelled", "2026-10-04")], 50),
        ("normal", [("Cyd", "cancelled", "2026-10-05"), ("Dee", "approved", "2026-10-04")], 100),
        ("normal", [("Cyd", "approved", "2026-10-04"), ("Dee", "requested", None)], 100),
        ("standard", [], 100),
        ("emergency", [("Cyd", "approved", "2026-10-08T08:00")], 100),
        ("emergency", [("Cyd", "approved", "2026-10-08T08:00:01")], 50),
    ],
)
def test_approval_at_the_start(kind, approvals, points):
    assert score(type=kind, approvals=approvals) == points


def test_actual_start_goes_before_the_planned_one():
    late = [("Cyd", "approved", "2026-10-05T09:00")]
    assert score(approvals=late, actual_start="2026-10-05T09:30") == 100


def test_state_alone_counts_and_is_said():
    found = k11([change(approvals=[], approval="Approved")])
    assert found.extra[0].value == 100
    assert any("by state alone" in line for line in found.caveats)
    called_off = [("Cyd", "cancelled", "2026-10-04")]
    assert score(approvals=called_off, approval="Approved") == 100
    assert score(approvals=[*called_off, ("Dee", "requested", None)], approval="Approved") == 50


cases = st.fixed_dictionaries({
    "ratings": st.fixed_dictionaries(dict.fromkeys(RATINGS, st.sampled_from((0.0, 0.3, 0.7, 1.0)))),
    "risk": st.integers(0, 4),
    "has_ci": st.booleans(),
    "approved": st.booleans(),
    "state": st.sampled_from(("closed", "closed", "cancelled")),
    "planned_end": st.integers(MONTH.start - 40 * DAY, MONTH.end + DAY),
})  # fmt: skip


def by_hand(case):
    points = zip(RATINGS, (20, 20, 20, 15, 10, 10), strict=True)
    total = sum(case["ratings"][name] * of for name, of in points) + 5 * case["approved"]
    caps = [100]
    if 1 <= case["risk"] <= 3 and case["ratings"]["backout"] == 0:
        caps.append(40)
    if not case["has_ci"]:
        caps.append(50)
    if not case["approved"]:
        caps.append(50)
    return min(round(total, 4), *caps)


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.lists(cases, min_size=1, max_size=8))
def test_equals_a_plain_computation(given_cases):
    rows = [
        change(
            ratings=case["ratings"], risk=case["risk"], has_ci=case["has_ci"],
            state=case["state"], planned_end=case["planned_end"],
            approvals=[("Cyd", "approved", "2026-01-01")] if case["approved"] else [],
            close_code=None if case["state"] == "cancelled" else "successful",
        )
        for case in given_cases
    ]  # fmt: skip
    found = k11(rows)
    own = [
        by_hand(case)
        for case in given_cases
        if case["state"] == "closed" and MONTH.start <= case["planned_end"] < MONTH.end
    ]
    part = found.parts[0]
    assert (part.n, part.numerator) == (len(own), sum(points >= 80 for points in own))
    mean = next(extra for extra in found.extra if extra.name == "score").value
    assert mean == (pytest.approx(sum(own) / len(own)) if own else None)


@pytest.mark.parametrize(
    ("ratings", "points", "good", "marks"),
    [
        ({"analysis": 0.0}, 80.0, 1, "0 · 1 · 0"),
        ({"analysis": 0.0, "schedule": 0.95}, 79.5, 0, "0 · 1 · 0"),
        ({"analysis": 0.0, "schedule": 0.9999}, 79.999, 0, "0 · 1 · 0"),
        ({"analysis": 0.225}, 84.5, 1, "0 · 1 · 0"),
        ({"analysis": 0.25}, 85.0, 1, "1 · 0 · 0"),
    ],
)
def test_points_are_compared_before_they_are_rounded(ratings, points, good, marks):
    found = k11([change(ratings=ratings)])
    assert found.parts[0].numerator == good
    assert found.extra[0].value == pytest.approx(points, abs=1e-4)
    assert dict(found.facts)["● 85 and more · ▲ 60 to under 85 · ◆ under 60"] == marks


def test_value_marks_and_drivers():
    rows = [
        change(), change(ratings={"analysis": 0.0}), change(ratings={"test": 0.0, "analysis": 0.5}),
        change(has_ci=False, ratings={"configuration": 0.0}), change(approvals=[]),
    ]  # fmt: skip
    found = k11(rows)
    assert (found.parts[0].value, found.parts[0].met) == (40, None if not goal() else False)
    assert dict(found.facts)["● 85 and more · ▲ 60 to under 85 · ◆ under 60"] == "1 · 2 · 2"
    assert {(bar.label, bar.count) for bar in found.drivers} == {
        ("Test evidence", 1), ("CI and service", 1), ("Approvals before the start", 1),
    }  # fmt: skip


def goal():
    return any(line.kpi == "K11" for line in DEFAULTS.targets)


def test_without_texts_the_row_says_what_is_missing():
    bare = {"planned_end": "2026-10-05T10:00", "state": "closed", "close_code": "successful"}
    found = compute(make_facts(changes=[bare]), DEFAULTS, MONTH, NOW, only=("K11",))[0]
    assert "implementation_plan" in found.needs
    empty = compute(make_facts(), DEFAULTS, MONTH, NOW, only=("K11",))[0]
    assert empty.needs.startswith("Import changes")
