"""Incidents after changes: exact test, false discoveries, weights, labels; shrunk rates (§4.4)."""

from math import comb, exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.trends.candidates import reach_of
from app.analysis.trends.change_effect import change_effects
from app.analysis.trends.exact_test import false_discovery, rate_test
from app.analysis.trends.shrinkage import prior, success_by_team
from app.models.scope import Scope
from tests.analysis.sample_facts import at, make_facts

DAY, HOUR, WEEK = 86_400, 3600, 7 * 86_400
NOW = at("2026-11-23T08:00")
START = at("2026-11-10T22:00")
CHANGE = {
    "key": "CHG1", "state": "closed", "cis": ["db-01"], "service": "SAP", "group": "Storage",
    "actual_start": START, "actual_end": START + 2 * HOUR, "close_code": "successful",
}  # fmt: skip


@settings(max_examples=80)
@given(st.integers(0, 25), st.integers(0, 60), st.integers(1, 8))
def test_the_exact_test_is_the_plain_binomial_sum(observed, before, windows):
    n, share = observed + before, 1 / (windows + 1)
    plain = sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(observed, n + 1))
    assert rate_test(observed, before, windows) == pytest.approx(plain, rel=1e-9, abs=1e-15)


def test_a_quiet_past_is_no_certainty():
    assert rate_test(1, 0, 8) == pytest.approx(1 / 9)
    assert rate_test(4, 0, 8) == pytest.approx(1 / 9**4)
    assert rate_test(5, 3, 0) == 1.0


@given(st.lists(st.floats(0, 1), max_size=20))
def test_false_discovery_is_benjamini_hochberg(p):
    n = len(p)
    plain = [
        min([1.0, *(other * n / sum(x <= other for x in p) for other in p if other >= each)])
        for each in p
    ]
    assert false_discovery(p).tolist() == pytest.approx(plain)


def quiet(ci="db-01", service="SAP", weeks=12):
    """One incident a week on a Wednesday."""
    first = START + DAY - weeks * WEEK
    return [
        {"key": f"Q{ci}{i}", "opened": first + i * WEEK, "ci": ci, "service": service}
        for i in range(weeks)
    ]


def burst(n, *, after=3 * HOUR, **fields):
    return [
        {"key": f"B{after}-{i}", "opened": START + after + 60 * i, "ci": "db-01", "service": "SAP"}
        | fields
        for i in range(n)
    ]


def test_a_change_that_caused_an_outage_is_found_and_a_harmless_one_is_not():
    harmless = CHANGE | {"key": "CHG2", "cis": ["web-01"], "service": "Portal"}
    rows = [*quiet(), *quiet("web-01", "Portal"), *burst(12),
            {"key": "Y", "opened": START + DAY, "ci": "web-01", "service": "Portal"}]  # fmt: skip
    (found,) = change_effects(make_facts(rows, changes=[CHANGE, harmless]), NOW)
    assert (found.change, found.label, found.observed, found.expected) == ("CHG1", "strong", 12, 1)
    assert found.p == rate_test(12, 8, 8)
    assert found.q == pytest.approx(2 * found.p)
    assert len(found.incidents) == 12


def test_what_the_source_or_a_person_says_comes_first():
    rows = [*quiet(), *burst(12)]
    other = CHANGE | {"key": "CHG2", "cis": ["web-01"], "service": "Portal"}
    linked = CHANGE | {"key": "CHG3", "cis": [], "service": "Mail", "linked_incidents": 1}
    facts = make_facts(rows, changes=[CHANGE, other, linked])
    labels = {each.change: each.label for each in change_effects(facts, NOW, confirmed=["CHG2"])}
    assert labels == {"CHG3": "linked", "CHG2": "confirmed", "CHG1": "strong"}
    gone = change_effects(facts, NOW, dismissed=["CHG1", "CHG3"])
    assert [each.change for each in gone] == ["CHG3"]


def test_one_grave_incident_soon_after_is_a_weak_candidate():
    grave = {"key": "P1", "opened": START + HOUR, "ci": "db-01", "priority": 1,
             "template": "storage path lost"}  # fmt: skip
    facts = make_facts([*quiet(weeks=6), grave], changes=[CHANGE])
    (found,) = change_effects(facts, NOW, texts=lambda keys: dict.fromkeys(keys, "Storage path"))
    assert (found.label, found.title, found.incidents) == ("weak", "Storage path", (("P1", 1.0),))
    wordless = grave | {"opened": START + 7 * HOUR, "template": None}
    (told,) = change_effects(make_facts([*quiet(weeks=6), wordless], changes=[CHANGE]), NOW)
    assert told.incidents == (("P1", pytest.approx(0.5 * exp(-5 / 24), abs=1e-4)),)
    late = wordless | {"opened": START + 8 * HOUR}
    assert change_effects(make_facts([*quiet(weeks=6), late], changes=[CHANGE]), NOW) == ()
    mild = make_facts([*quiet(weeks=6), grave | {"priority": 4}], changes=[CHANGE])
    assert change_effects(mild, NOW) == ()


def test_weights_are_the_declared_product():
    rows = [
        *quiet(),
        *burst(9),
        {"key": "NEAR", "opened": START + 8 * HOUR, "ci": "db-01", "priority": 2, "service": "SAP"},
        {"key": "FAR", "opened": START + 26 * HOUR, "ci": "app-9", "priority": 1, "service": "SAP",
         "template": "printer jam"},
        {"key": "LATE", "opened": START + 75 * HOUR, "ci": "db-01", "priority": 1},
        {"key": "EARLY", "opened": START - 1, "ci": "db-01", "priority": 1},
    ]  # fmt: skip
    (found,) = change_effects(
        make_facts(rows, changes=[CHANGE]), NOW, texts=lambda _: {"CHG1": "printer jam"}
    )
    weights = dict(found.incidents)
    assert weights["NEAR"] == pytest.approx(exp(-6 / 24) * 1.0 * 0.5 * 0.8, abs=1e-4)
    assert weights["FAR"] == pytest.approx(exp(-1) * 0.5 * 1.0 * 1.0, abs=1e-4)
    assert not {"LATE", "EARLY"} & set(weights)
    assert list(weights.values()) == sorted(weights.values(), reverse=True)


def test_without_four_weeks_before_nothing_is_tested():
    rows = [*quiet(weeks=3), *burst(20)]
    assert change_effects(make_facts(rows, changes=[CHANGE]), NOW) == ()


def test_called_off_future_and_old_changes_are_left_out():
    rows = [*quiet(), *burst(12)]
    others = [
        CHANGE | {"key": "OFF", "state": "cancelled"},
        CHANGE | {"key": "OLD", "actual_start": NOW - 100 * DAY, "actual_end": NOW - 99 * DAY},
        CHANGE | {"key": "NEXT", "actual_start": NOW + 5, "actual_end": NOW + 6},
        CHANGE | {"key": "PLAN", "state": "scheduled", "actual_start": None, "actual_end": None,
                  "planned_start": START, "planned_end": START + HOUR, "close_code": None},
    ]  # fmt: skip
    facts = make_facts(rows, changes=[CHANGE, *others])
    assert [each.change for each in change_effects(facts, NOW)] == ["CHG1"]
    assert change_effects(facts, NOW, Scope("group", "Network")) == ()
    assert len(change_effects(facts, NOW, Scope("group", "Storage"))) == 1


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(("a", "b", "c", None)), st.sampled_from(("S", "T", None)),
                  st.integers(0, 20)),
        max_size=25,
    ),
    st.lists(st.sampled_from("abcd"), max_size=3),
    st.sampled_from(("S", "U", None)),
    st.integers(0, 20),
    st.integers(0, 20),
)  # fmt: skip
def test_the_reach_of_a_change_counts_like_a_plain_loop(rows, cis, service, start, end):
    facts = make_facts(
        [{"key": f"I{i}", "ci": ci, "service": of, "opened": when}
         for i, (ci, of, when) in enumerate(rows)],
        changes=[CHANGE | {"cis": cis, "service": service}],
    )  # fmt: skip
    plain = sum(
        start <= when < end and (ci in cis if ci else service is not None and of == service)
        for ci, of, when in rows
    )
    asked = np.array([0]), np.array([start]), np.array([end])
    assert reach_of(facts).count(*asked).tolist() == [plain]


def done(team, kind, ok, bad):
    row = {"group": team, "type": kind, "state": "closed", "planned_end": NOW - DAY}
    codes = ["successful"] * ok + ["unsuccessful"] * bad
    return [row | {"key": f"{team}{kind}{i}", "close_code": code} for i, code in enumerate(codes)]


def test_few_changes_are_drawn_to_the_whole_and_many_are_not(settings):
    changes = [*done("A", "normal", 180, 20), *done("B", "normal", 98, 2),
               *done("C", "normal", 2, 1), *done("D", "standard", 140, 60)]  # fmt: skip
    found = {
        each.team: each for each in success_by_team(make_facts(changes=changes), settings, NOW)
    }
    assert [found[team].raw for team in "ABCD"] == [90.0, 98.0, 66.67, 70.0]
    assert abs(found["A"].shrunk - 90) < 1
    assert found["C"].shrunk > 75
    assert all(each.low < each.shrunk < each.high for each in found.values())
    assert found["C"].high - found["C"].low > found["A"].high - found["A"].low
    assert (found["D"].type, found["D"].k, found["D"].n) == ("standard", 140, 200)
    alone = success_by_team(make_facts(changes=changes), settings, NOW, Scope("group", "C"))
    assert alone == (found["C"],)
    assert success_by_team(make_facts(), settings, NOW) == ()


def test_the_prior_finds_the_spread_that_was_planted():
    dice = np.random.default_rng(5)
    rates = dice.beta(18, 2, 4_000)
    n = dice.integers(5, 60, 4_000)
    a, b = prior(dice.binomial(n, rates), n)
    assert (a, b) == (pytest.approx(18, rel=0.1), pytest.approx(2, rel=0.1))
    same = prior(dice.binomial(n, 0.9), n)
    assert sum(same) > 500
