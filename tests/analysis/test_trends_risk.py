"""Breach risk: curves, chances out of sample, and no number that isn't calibrated (§4.3)."""

from itertools import groupby
from operator import itemgetter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.statistics import km_median
from app.analysis.trends.breach_risk import breach_risk
from app.analysis.trends.calibration import (
    Judged,
    brier_scores,
    is_calibrated,
    reliability,
)
from app.analysis.trends.survival import Curves, curve
from app.models.scope import Scope
from tests.analysis.sample_facts import at, make_facts

DAY, HOUR = 86_400, 3600
NOW = at("2026-11-23T08:00")
TARGET = {1: 4 * HOUR, 2: 8 * HOUR}

lives = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=30)


def plain_survival(times, when):
    """S(t) one moment after another: those still there, and those of them that ended then."""
    share, at_risk = 1.0, len(times)
    for moment, group in groupby(sorted(times), key=itemgetter(0)):
        ends = [ended for _, ended in group]
        if moment <= when:
            share *= 1 - sum(ends) / at_risk
        at_risk -= len(ends)
    return share


@settings(max_examples=60)
@given(lives, st.integers(-1, 13))
def test_a_curve_is_the_plain_product(times, when):
    found = curve(np.array([t for t, _ in times]), np.array([e for _, e in times]))
    assert found.at(np.array([when]))[0] == pytest.approx(plain_survival(times, when))
    assert (found.n, found.events) == (len(times), sum(e for _, e in times))
    goal = plain_survival(times, when) / 2
    half = [t for t, e in sorted(times) if e and plain_survival(times, t) <= goal + 1e-12]
    assert found.usual_end(np.array([when]))[0] == (half[0] if half else -1)
    middle = km_median(np.array([t for t, _ in times]), np.array([e for _, e in times]))
    first = found.usual_end(np.array([-1]))[0]
    assert first == (-1 if middle is None else middle)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9), st.booleans()), min_size=1))
def test_the_curves_of_groups_are_those_of_each_alone(rows):
    rows.sort(key=lambda row: row[1])
    code, lasted, ended = (np.array(column) for column in zip(*rows, strict=True))
    together = Curves(code, lasted, ended.astype(bool))
    asked = np.arange(-1, 7)
    counts = [sum(e for c, _, e in rows if c == each) for each in asked]
    assert together.events(asked).tolist() == counts
    for each in set(code.tolist()):
        alone = curve(lasted[code == each], ended[code == each].astype(bool))
        same = together.of(each)
        assert same.times.tolist() == alone.times.tolist()
        assert same.share == pytest.approx(alone.share)


def exponential(mean_h, *, seed=1, days=500, a_day=14, later=None, start="", **fields):
    """P2 incidents that take so long on average; `later` hours in the last 90 days."""
    dice = np.random.default_rng(seed)
    rows = []
    for i in range(days * a_day):
        opened = NOW - days * DAY + i * DAY // a_day + int(dice.integers(0, 600))
        mean = later if later and opened > NOW - 95 * DAY else mean_h
        lasts = max(1, int(dice.exponential(mean * HOUR)))
        done = opened + lasts
        rows.append(
            {"key": f"{start}{i}", "opened": opened, "priority": 2, "group": "Network",
             "category": "Link", "resolved": done if done < NOW else None} | fields
        )  # fmt: skip
    return rows


def test_chances_are_those_of_the_curve_and_come_true(settings, say):
    rows = exponential(5)
    rows += [{"key": "OLD", "opened": NOW - 6 * HOUR, "priority": 2, "group": "Network",
              "category": "Link"}]  # fmt: skip
    risk = breach_risk(make_facts(rows), settings, NOW)
    say(f"breach risk, exponential: Brier {risk.brier}, plain share {risk.base_brier}")
    assert risk.calibrated
    assert risk.brier < risk.base_brier
    chances = {row.key: row for row in risk.rows}
    past = [(min(r.get("resolved") or NOW, NOW) - r["opened"], bool(r.get("resolved")))
            for r in rows if r["opened"] >= NOW - 365 * DAY]  # fmt: skip
    exact = plain_survival(past, TARGET[2]) / plain_survival(past, 6 * HOUR)
    assert chances["OLD"].probability == pytest.approx(exact, abs=6e-5)
    assert chances["OLD"].probability == pytest.approx(np.exp(-2 / 5), abs=0.04)
    assert chances["OLD"].left_s == 2 * HOUR
    assert chances["OLD"].usual_left_s == pytest.approx(5 * np.log(2) * HOUR, rel=0.15)
    assert chances["OLD"].learned_from.startswith("P2 · Network · Link · not reopened · n 5,1")
    assert [row.probability for row in risk.rows] == sorted(
        (row.probability for row in risk.rows), reverse=True
    )


def test_when_the_world_has_changed_no_number_is_shown(settings):
    risk = breach_risk(make_facts(exponential(3, later=16)), settings, NOW)
    assert not risk.calibrated
    assert risk.rows
    assert {row.probability for row in risk.rows} == {None}
    assert all(row.usual_left_s is not None for row in risk.rows)
    assert [row.left_s for row in risk.rows] == sorted(row.left_s for row in risk.rows)
    assert risk.words.startswith("No chances are shown: ")
    assert risk.words.endswith("Time left and the usual remaining time stand instead.")


def test_too_little_to_judge_is_said(settings):
    risk = breach_risk(make_facts(exponential(5, days=20, a_day=1)), settings, NOW)
    assert not risk.calibrated
    assert "can be judged, 50 are needed" in risk.words


def test_fewer_than_thirty_falls_back_to_the_parent(settings):
    rows = exponential(5, days=200, a_day=3)
    rows += exponential(5, days=40, a_day=1, start="few", category="Fibre", seed=2)[:29]
    rows += [
        {"key": "FIBRE", "opened": NOW - HOUR, "priority": 2, "group": "Network",
         "category": "Fibre"},
        {"key": "DESK", "opened": NOW - HOUR, "priority": 2, "group": "Desk", "category": "Link"},
        {"key": "P1", "opened": NOW - HOUR, "priority": 1, "group": "Network", "category": "Link"},
    ]  # fmt: skip
    told = {row.key: row for row in breach_risk(make_facts(rows), settings, NOW).rows}
    assert told["FIBRE"].learned_from.startswith("P2 · Network · n ")
    assert told["DESK"].learned_from.startswith("P2 · n ")
    assert (told["P1"].learned_from, told["P1"].usual_left_s) == ("", None)


def test_what_comes_after_now_changes_nothing(settings):
    rows = exponential(5, days=200, a_day=6)
    known = breach_risk(make_facts(rows), settings, NOW)
    later = [row if row["resolved"] else row | {"resolved": NOW + 7} for row in rows]
    again = breach_risk(
        make_facts([*later, rows[0] | {"key": "N", "opened": NOW + 1}]), settings, NOW
    )
    assert again == known


def test_paused_overrun_and_foreign_clocks_are_left_out(settings):
    rows = [
        {"key": "RUNS", "opened": NOW - HOUR, "priority": 1},
        {"key": "HELD", "opened": NOW - HOUR, "priority": 1},
        {"key": "OVER", "opened": NOW - 5 * HOUR, "priority": 1},
        {"key": "DONE", "opened": NOW - HOUR, "priority": 1, "resolved": NOW - 60},
        {"key": "ASKED", "opened": NOW - HOUR, "priority": 1, "kind": "request"},
        {"key": "GONE", "opened": NOW - HOUR, "priority": 1, "state": "cancelled"},
        {"key": "ELSE", "opened": NOW - HOUR, "priority": 1, "group": "Network"},
    ]
    facts = make_facts(rows, holds=[("HELD", NOW - 600, None, "awaiting_caller")])
    assert {row.key for row in breach_risk(facts, settings, NOW).rows} == {"RUNS", "ELSE"}
    mine = breach_risk(facts, settings, NOW, Scope("group", "Network"))
    assert [row.key for row in mine.rows] == ["ELSE"]


def test_the_target_is_that_of_the_source_as_in_k4(settings):
    begun = {"opened": NOW - 5 * HOUR, "priority": 1}
    rows = [begun | {"key": key} for key in ("LATER", "LONGER", "SOONER", "PAUSED")]
    sla = [
        {"ticket": 0, "stage": "in_progress", "breach_at": NOW + 2 * HOUR},
        {"ticket": 1, "stage": "in_progress", "goal": 9 * HOUR},
        {"ticket": 2, "stage": "in_progress", "breach_at": NOW - HOUR},
        {"ticket": 3, "stage": "paused", "breach_at": NOW + HOUR},
    ]
    assert not breach_risk(make_facts(rows), settings, NOW).rows
    found = breach_risk(make_facts(rows, sla=sla), settings, NOW).rows
    assert {row.key: row.left_s for row in found} == {"LATER": 2 * HOUR, "LONGER": 4 * HOUR}


def test_what_came_of_a_clock_is_judged_by_the_sources_target(settings):
    rows = exponential(5, days=200, a_day=6)
    sla = [{"ticket": i, "goal": 60} for i, row in enumerate(rows) if row["resolved"]]
    assert breach_risk(make_facts(rows), settings, NOW).tested
    assert breach_risk(make_facts(rows, sla=sla), settings, NOW).tested == 0


def test_curves_are_of_the_sources_clock(settings):
    rows = exponential(5, days=60, a_day=3)
    rows += [{"key": "NEW", "opened": NOW - HOUR, "priority": 2, "group": "Network",
              "category": "Link"}]  # fmt: skip
    plain = breach_risk(make_facts(rows), settings, NOW).rows
    late = [
        {"ticket": i, "start": row["opened"] + 600, "goal": 8 * HOUR}
        for i, row in enumerate(rows) if row.get("resolved")
    ]  # fmt: skip
    after = breach_risk(make_facts(rows, sla=late), settings, NOW).rows
    (before,), (then,) = ([r for r in each if r.key == "NEW"] for each in (plain, after))
    assert then.left_s == before.left_s
    assert then.usual_left_s < before.usual_left_s


def test_reliability_brier_and_the_verdict_by_hand():
    forecast = np.array([0.05] * 30 + [0.95] * 30 + [1.0] * 5)
    came = np.array([False] * 30 + [True] * 24 + [False] * 6 + [True] * 5)
    judged = Judged(forecast, came)
    table = reliability(judged)
    assert [(each.low, each.n) for each in table] == [(0.0, 30), (0.9, 35)]
    assert table[1].forecast == pytest.approx((28.5 + 5) / 35, abs=1e-4)
    assert table[1].observed == pytest.approx(29 / 35, abs=1e-4)
    share = 29 / 65
    miss = np.mean([(f - c) ** 2 for f, c in zip(forecast, came, strict=True)])
    assert brier_scores(judged) == (pytest.approx(miss, abs=1e-4),
                                    pytest.approx(share * (1 - share), abs=1e-4))  # fmt: skip
    assert is_calibrated(judged, table)
    worse = Judged(forecast, np.array([False] * 30 + [True] * 22 + [False] * 8 + [True] * 5))
    assert not is_calibrated(worse, reliability(worse))
    few = Judged(forecast[:40], came[:40])
    assert not is_calibrated(few, reliability(few))
    assert brier_scores(Judged(forecast[:0], came[:0])) == (None, None)
