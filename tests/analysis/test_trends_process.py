"""Waste in the flow of work: each kind planted, found and counted (METRICS §4.6)."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.kpis import compute
from app.analysis.periods import parse_period
from app.analysis.trends.handovers import hops, loops
from app.analysis.trends.incidents import heaviest_keys, incidents, opened_between
from app.analysis.trends.process import process_findings
from app.analysis.trends.restore_phases import restore_phases
from app.models.scope import EVERYTHING, Scope
from tests.analysis.sample_facts import at, make_facts

DAY, HOUR = 86_400, 3600
NOW = at("2026-11-23T08:00")
OPENED = NOW - 3 * DAY


def found(settings, *args, scope=EVERYTHING, **kwargs):
    facts = make_facts(*args, **kwargs)
    return {each.kind: each for each in process_findings(facts, settings, NOW, scope)}


def rows_of(facts):
    return opened_between(facts, incidents(facts, EVERYTHING), NOW - 91 * DAY, NOW)


@given(st.lists(st.tuples(st.sampled_from("XY"), st.sampled_from("ABC"), st.integers(0, 99))))
def test_loops_and_hops_are_those_of_a_plain_walk(log):
    log = [(key, OPENED + when, group) for key, group, when in log]
    ticket = {"opened": OPENED, "acknowledged": OPENED, "resolved": OPENED + 100}
    facts = make_facts([ticket | {"key": "X"}, ticket | {"key": "Y"}], groups=log)
    times, lost, looped, hopped = 0, 0, set(), {}
    for key in "XY":
        stays = []
        for _, when, group in sorted((e for e in log if e[0] == key), key=lambda e: e[1]):
            if not stays or stays[-1][1] != group:
                stays.append((when, group))
        for (_, a), (left, _), (back, c) in zip(stays, stays[1:], stays[2:], strict=False):
            if a == c:
                times, lost = times + 1, lost + back - left
                looped.add(key)
        if len(stays) > 2:
            hopped[key] = len(stays) - 1
    made = loops(facts, rows_of(facts), NOW)
    if looped:
        assert (made.n, set(made.keys)) == (len(looped), looped)
        assert made.hours == round(lost / HOUR, 1)
        assert f"{times} time" in made.words
    else:
        assert made is None
    way = hops(facts, rows_of(facts), NOW)
    assert (set(way.keys) if way else set()) == set(hopped)


def test_keys_stand_heaviest_first_and_ties_by_row():
    facts = make_facts([{"key": key, "opened": OPENED} for key in "ABC"])
    assert heaviest_keys(facts, np.array([2, 0, 1]), np.array([5, 5, 9])) == ("B", "A", "C")


def test_a_ping_pong_queue_is_named_with_its_hours(settings):
    path = [("INC1", OPENED + h * HOUR, g) for h, g in enumerate(("SAP", "DB", "SAP", "DB", "SAP"))]
    loop = found(settings, [{"key": "INC1", "opened": OPENED}], groups=path)["loops"]
    assert (loop.n, loop.hours, loop.keys) == (1, 3.0, ("INC1",))
    assert loop.words.endswith("3 of them between SAP and DB.")


def test_hops_to_the_right_group(settings):
    ticket = {"key": "INC1", "opened": OPENED, "resolved": OPENED + 9 * HOUR}
    way = [("INC1", OPENED + h * HOUR, g) for h, g in ((0, "Desk"), (2, "Net"), (6, "DB"))]
    made = found(settings, [ticket, ticket | {"key": "INC2"}], groups=[*way, ("INC2", OPENED, "A")])
    assert (made["hops"].n, made["hops"].hours) == (1, 6.0)
    assert made["hops"].words.startswith("1 of 2 resolved incidents needed 2 or more hand-overs")


def test_late_first_touch_counts_the_hours_past_the_target(settings):
    late = {"key": "LATE", "opened": OPENED, "priority": 1, "acknowledged": OPENED + 2 * HOUR}
    good = {"key": "GOOD", "opened": OPENED, "priority": 1, "acknowledged": OPENED + 900}
    touch = found(settings, [late, good])["first_touch"]
    assert (touch.n, touch.hours, touch.keys) == (1, 1.8, ("LATE",))
    assert touch.words.startswith("1 of 2 incidents were first touched after")


def test_late_first_touch_is_past_the_sources_own_target(settings):
    late = {"key": "LATE", "opened": OPENED, "priority": 1, "acknowledged": OPENED + 2 * HOUR}
    sla = [{"ticket": 0, "target": "response", "breach_at": OPENED + 90 * 60}]
    touch = found(settings, [late], sla=sla)["first_touch"]
    assert (touch.n, touch.hours) == (1, 0.5)
    sla = [{"ticket": 0, "target": "response", "goal": 3 * HOUR}]
    assert "first_touch" not in found(settings, [late], sla=sla)


def test_hold_churn(settings):
    holds = [("INC1", OPENED + h * HOUR, OPENED + (h + 1) * HOUR, "awaiting_caller")
             for h in (1, 3, 5)]  # fmt: skip
    rows = [{"key": "INC1", "opened": OPENED}, {"key": "INC2", "opened": OPENED}]
    churn = found(settings, rows, holds=[*holds, ("INC2", OPENED, None, None)])["hold_churn"]
    assert (churn.n, churn.hours, churn.keys) == (1, 3.0, ("INC1",))


def test_resolved_then_reopened_until_it_was_over_again(settings):
    states = [
        ("INC1", OPENED + h * HOUR, state)
        for h, state in (
            (0, "new"),
            (1, "resolved"),
            (3, "in_progress"),
            (8, "resolved"),
            (9, "closed"),
        )
    ]
    rows = [{"key": "INC1", "opened": OPENED, "resolved": OPENED + 8 * HOUR, "reopen_count": 1},
            {"key": "INC2", "opened": OPENED, "reopen_count": 2},
            {"key": "INC3", "opened": OPENED}]  # fmt: skip
    again = found(settings, rows, states=states)["reopened"]
    assert (again.n, again.hours, set(again.keys)) == (2, 5.0, {"INC1", "INC2"})
    assert "1 time within a day" in again.words
    flat = found(settings, rows[1:])["reopened"]
    assert (flat.n, flat.hours) == (1, None)


def test_same_minute_mass_closes(settings):
    minute = OPENED // 60 * 60
    mass = [{"key": f"M{i}", "opened": OPENED - DAY, "resolved": minute + i * 10,
             "resolved_by": "R. Haddad"} for i in range(6)]  # fmt: skip
    spread = [{"key": f"S{i}", "opened": OPENED - DAY, "resolved": minute + i * 60,
               "resolved_by": "R. Haddad"} for i in range(1, 9)]  # fmt: skip
    others = [{"key": f"O{i}", "opened": OPENED - DAY, "resolved": minute,
               "assignee": f"P{i}"} for i in range(6)]  # fmt: skip
    made = found(settings, [*mass, *spread, *others])["mass_closes"]
    assert (made.n, set(made.keys)) == (6, {row["key"] for row in mass})
    group = found(settings, [row | {"assignee": None} for row in others])["mass_closes"]
    assert group.n == 6


def test_majors_that_rest_on_two_people(settings):
    who = ["Ada", "Ada", "Ben", "Cy", "Dee", "Ben"]
    rows = [{"key": f"P{i}", "opened": OPENED, "resolved": OPENED + 60 + i * 900, "priority": 1,
             "assignee": name} for i, name in enumerate(who)]  # fmt: skip
    hands = found(settings, rows)["same_hands"]
    assert (hands.n, hands.keys) == (4, ("P5", "P2", "P1", "P0"))
    assert hands.words.startswith("Ada and Ben resolved 4 of 6 majors of the last year, 67 %.")
    spread = [row | {"assignee": f"N{i}"} for i, row in enumerate(rows)]
    assert "same_hands" not in found(settings, spread)


def test_a_noisy_monitor_is_named_and_a_watched_one_is_not(settings):
    alert = {"service": "CI", "team": "Build", "state": "resolved", "auto": 1}
    noise = [alert | {"key": f"N{i}", "fired": NOW - i * HOUR - 99, "resolved": NOW - i * HOUR,
                      "template": "heartbeat missed"} for i in range(25)]  # fmt: skip
    watched = [row | {"key": f"W{i}", "template": "disk", "human": 1,
                      "acknowledged": row["resolved"] - 9}
               for i, row in enumerate(noise)]  # fmt: skip
    made = found(settings, alerts=[*noise, *watched])["noisy_monitors"]
    assert made.n == 25
    assert set(made.keys) == {row["key"] for row in noise}
    assert "1 monitor raised 25 alerts of which 100 %" in made.words
    assert "“heartbeat missed” (25)" in made.words
    assert found(settings, alerts=noise, scope=Scope("group", "Mail")) == {}


def test_nothing_to_find_is_nothing_told(settings):
    assert found(settings) == {}
    assert found(settings, [{"opened": OPENED, "acknowledged": OPENED + 5}]) == {}
    assert restore_phases(make_facts(), NOW) == ()


def test_what_comes_after_now_changes_nothing(settings):
    rows = [{"key": "INC1", "opened": OPENED}]
    groups = [("INC1", OPENED + h * HOUR, g) for h, g in enumerate("ABA")]
    states = [("INC1", OPENED, "resolved"), ("INC1", OPENED + HOUR, "in_progress")]
    before = found(settings, rows, groups=groups, states=states)
    after = found(
        settings,
        rows,
        groups=[*groups, ("INC1", NOW + 5, "B")],
        states=[*states, ("INC1", NOW + 5, "resolved")],
        holds=[("INC1", NOW + i, None, None) for i in range(5)],
    )
    assert after == before
    assert before["reopened"].hours == 71.0


def test_restore_time_by_phase_slowest_group_first():
    slow = {
        "key": "INC1", "opened": OPENED, "priority": 1, "group": "DB", "impact_start": OPENED - 600,
        "acknowledged": OPENED + 300, "restored": OPENED + 4000, "resolved": OPENED + 5000,
        "closed": OPENED + 9000,
    }  # fmt: skip
    quick = {"key": "INC2", "opened": OPENED, "priority": 2, "group": "Net",
             "resolved": OPENED + 1000}  # fmt: skip
    minor = quick | {"key": "INC3", "priority": 3}
    old = quick | {"key": "INC4", "opened": NOW - 300 * DAY, "resolved": NOW - 299 * DAY}
    facts = make_facts([slow, quick, minor, old], assignees=[("INC1", OPENED + 1300, "Ada")])
    first, second = restore_phases(facts, NOW)
    assert (first.group, first.n, first.total) == ("DB", 1, 4600)
    phases = (first.detect, first.acknowledge, first.assign, first.diagnose, first.fix,
              first.verify)  # fmt: skip
    assert phases == (600, 300, 1000, 2700, 1000, 4000)
    assert (second.group, second.total, second.detect, second.fix) == ("Net", 1000, None, None)
    assert [p.group for p in restore_phases(facts, NOW, Scope("group", "Net"))] == ["Net"]


def test_restored_by_resolved_has_no_time_to_fix():
    ended = {"opened": OPENED, "priority": 1, "group": "DB", "resolved": OPENED + 5000}
    told = ended | {"key": "INC1", "restored": OPENED + 4000}
    (phase,) = restore_phases(make_facts([told, ended | {"key": "INC2"}]), NOW)
    assert (phase.n, phase.fix) == (2, 1000)


def test_restore_time_begins_with_the_promotion_and_stands_still_between_episodes(settings):
    raised = {"key": "INC1", "opened": OPENED, "priority": 1, "open_priority": 3, "group": "DB",
              "has_history": True, "resolved": OPENED + 5 * HOUR}  # fmt: skip
    again = {"key": "INC2", "opened": OPENED, "priority": 2, "group": "Net",
             "resolved": OPENED + 9 * HOUR, "reopen_count": 1}  # fmt: skip
    facts = make_facts(
        [raised, again],
        priorities=[("INC1", OPENED, 3), ("INC1", OPENED + 2 * HOUR, 1)],
        states=[
            ("INC2", OPENED, "new"), ("INC2", OPENED + HOUR, "resolved"),
            ("INC2", OPENED + 6 * HOUR, "in_progress"), ("INC2", OPENED + 9 * HOUR, "resolved"),
        ],
    )  # fmt: skip
    assert {p.group: p.total for p in restore_phases(facts, NOW)} == {
        "DB": 3 * HOUR,
        "Net": 4 * HOUR,
    }
    (short, _) = sorted(restore_phases(facts, NOW, reopen_window_s=HOUR), key=lambda p: p.total)
    assert (short.group, short.total) == ("Net", HOUR)
    period = parse_period("2026-11", "UTC")
    k1 = next(iter(compute(facts, settings, period, NOW, only=("K1",))))
    assert [part.value for part in k1.parts] == [180, 4]
