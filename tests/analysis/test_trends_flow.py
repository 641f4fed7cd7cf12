"""The backlog forecast: its history, its runs and how its band held (METRICS §4.2)."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.asof import open_now
from app.analysis.trends import flow
from app.analysis.trends.flow import forecast_flow
from app.models.scope import Scope
from tests.analysis.sample_facts import at, make_facts

DAY = 86_400
NOW = at("2026-11-23T08:00")


def rows_of(arrivals, closures, *, now=NOW):
    """Incidents such that day i (the last ends at now) gets so many arrivals and closures."""
    days = len(arrivals)
    tickets, waiting = [], []
    for day, (came, went) in enumerate(zip(arrivals, closures, strict=True)):
        start = now - (days - day) * DAY
        new = [{"opened": start + 60 + i, "key": f"I{day}-{i}"} for i in range(came)]
        tickets += new
        waiting += new
        for row in waiting[:went]:
            row["resolved"] = start + DAY - 60
        waiting = waiting[went:]
    return tickets


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.integers(-40 * DAY, 2 * DAY),
            st.one_of(st.none(), st.integers(-40 * DAY, 2 * DAY)),
            st.sampled_from(("closed", "in_progress", "cancelled", "resolved")),
            st.booleans(),
        ),
        min_size=1,
        max_size=25,
    )
)
def test_the_backlog_of_every_day_is_what_was_open_then(lives):
    facts = make_facts(
        [
            {"key": f"I{i}", "opened": NOW + opened, "state": state, "outcome_unknown": gone,
             "resolved": None if ended is None else NOW + ended, "as_of": NOW - 10 * DAY}
            for i, (opened, ended, state, gone) in enumerate(lives)
        ]
    )  # fmt: skip
    days = flow._daily(facts, NOW, "Europe/Berlin", Scope())
    for edge, backlog in zip(days.edges.tolist(), days.backlog.tolist(), strict=False):
        assert backlog == np.count_nonzero(open_now(facts, 0, edge))
    assert days.backlog[0] + (days.arrivals - days.closures).sum() == days.backlog[-1]


def test_below_eight_weeks_it_says_what_it_needs():
    short = forecast_flow(make_facts(rows_of([2] * 55, [2] * 55)), NOW, "UTC", runs=50)
    assert (short.days, short.coverage, short.runs) == ((), None, 0)
    assert short.needs.startswith("A forecast needs 8 weeks of incidents before now; 54 days")
    enough = forecast_flow(make_facts(rows_of([2] * 57, [2] * 57)), NOW, "UTC", runs=50)
    assert (enough.needs, len(enough.days), enough.history_days) == ("", 28, 56)
    none = forecast_flow(make_facts(), NOW, "UTC")
    assert (none.open_now, none.days) == (0, ())
    assert "0 days are known" in none.needs


def test_a_strict_week_is_forecast_exactly():
    """Five in on Monday, one out on each other day but Sunday; one more a week stays open."""
    into = [5 if (NOW // DAY - 112 + day + 3) % 7 == 0 else 0 for day in range(112)]
    out = [0 if (NOW // DAY - 112 + day + 3) % 7 in (0, 6) else 1 for day in range(112)]
    out = [1 if n and (NOW // DAY - 112 + i + 3) % 7 < 5 else 0 for i, n in enumerate(out)]
    found = forecast_flow(make_facts(rows_of(into, out)), NOW, "UTC", runs=200)
    backlog, expected = found.open_now, []
    for ahead in range(28):
        weekday = (NOW // DAY + ahead + 3) % 7
        backlog += (5 if weekday == 0 else 0) - (1 if 1 <= weekday <= 4 else 0)
        expected.append(float(backlog))
    assert [day.middle for day in found.days] == expected
    assert [day.low for day in found.days] == [day.high for day in found.days] == expected
    assert found.coverage == 100


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_the_band_of_a_random_walk_holds_about_what_it_says(seed, say):
    dice = np.random.default_rng(seed)
    facts = make_facts(rows_of(dice.poisson(9, 290), dice.poisson(8.6, 290)))
    found = forecast_flow(facts, NOW, "UTC", runs=500)
    say(f"flow, random walk {seed}: an 85 % band held {found.coverage} % on {found.tested} days")
    assert found.tested == 84
    assert found.coverage is not None
    assert 60 <= found.coverage <= 100


def test_bands_hold_85_percent_over_many_walks():
    """One forecast each for many independent histories: no band may be far from its promise."""
    held = []
    for seed in range(60):
        dice = np.random.default_rng(seed)
        net = dice.poisson(9, 182 + 28) - dice.poisson(9, 182 + 28)
        paths = flow._paths(net[:182], 5_000, 400, np.random.default_rng(seed))
        low, _, high = flow._bands(paths)
        came = 5_000 + np.cumsum(net[182:])
        held.append(np.mean((came >= low) & (came <= high)))
    assert 0.75 <= np.mean(held) <= 0.93


def test_same_seed_same_forecast_and_another_another():
    dice = np.random.default_rng(1)
    facts = make_facts(rows_of(dice.poisson(5, 100), dice.poisson(5, 100)))
    first = forecast_flow(facts, NOW, "UTC", runs=300)
    assert forecast_flow(facts, NOW, "UTC", runs=300) == first
    assert forecast_flow(facts, NOW, "UTC", runs=300, seed=1).days != first.days


def test_what_comes_after_now_changes_nothing():
    dice = np.random.default_rng(2)
    rows = rows_of(dice.poisson(5, 90), dice.poisson(4, 90))
    known = forecast_flow(make_facts(rows), NOW, "UTC", runs=100)
    later = [row if row.get("resolved") else row | {"resolved": NOW + 99} for row in rows]
    later += [{"key": "NEW", "opened": NOW + 5}]
    assert forecast_flow(make_facts(later), NOW, "UTC", runs=100) == known


def test_a_scope_is_forecast_alone_and_other_kinds_never():
    rows = rows_of([3] * 80, [3] * 80)
    other = [
        row | {"key": "x" + row["key"], "group": "Network"} for row in rows_of([1] * 80, [0] * 80)
    ]
    request = [row | {"key": "r" + row["key"], "kind": "request"} for row in rows]
    facts = make_facts([*rows, *other, *request])
    assert forecast_flow(facts, NOW, "UTC", Scope("group", "Network"), runs=10).open_now == 80
    assert forecast_flow(facts, NOW, "UTC", runs=10).open_now == 80


def test_no_path_falls_below_nothing():
    net = np.array([-3, 2, -4, 1, -2, 0, -1] * 8)
    paths = flow._paths(net, 4, 50, np.random.default_rng(0))
    level, plain = 4, []
    for step in np.tile(net[:7], 4).tolist():
        level = max(0, level + step)
        plain.append(level)
    assert paths.tolist() == [plain] * 50


def test_days_keep_the_time_of_day_over_a_change_of_clocks():
    now = at("2026-03-20T08:00+01:00")
    facts = make_facts(rows_of([1] * 70, [1] * 70, now=now))
    days = forecast_flow(facts, now, "Europe/Berlin", runs=20).days
    local = [datetime.fromtimestamp(day.start, ZoneInfo("Europe/Berlin")) for day in days]
    assert {(each.hour, each.minute) for each in local} == {(8, 0)}
    assert [each.day for each in local[:3]] == [21, 22, 23]
    assert replace(days[0], middle=0, low=0, high=0).start == now + DAY
