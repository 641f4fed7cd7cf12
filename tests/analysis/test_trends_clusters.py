"""Recurring incidents: which belong together, how they are named and ranked (METRICS §4.5)."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from app.analysis.trends.cluster_names import Names, alike
from app.analysis.trends.clusters import clusters
from app.models.scope import Scope
from tests.analysis.sample_facts import at, make_facts

DAY, HOUR, WEEK = 86_400, 3600, 7 * 86_400
NOW = at("2026-11-23T08:00")


def told(template, weekly, *, service="Mail", hours=2, **fields):
    """So many incidents in each of the last weeks, the newest last."""
    rows = []
    for back, n in enumerate(reversed(weekly)):
        for i in range(n):
            opened = NOW - back * WEEK - DAY - i * 60
            rows.append(
                {"key": f"{service}{template}{back}-{i}", "opened": opened, "service": service,
                 "template": template, "resolved": opened + hours * HOUR} | fields
            )  # fmt: skip
    return rows


def test_a_planted_cluster_is_found_counted_and_named():
    rows = told("disk of <host> full at <%>", [1, 0, 2, 4]) + told("vpn token expired", [1, 1])
    (found,) = clusters(make_facts(rows), NOW)
    assert (found.template, found.service, found.n) == ("disk of <host> full at <%>", "Mail", 7)
    assert found.label == "disk full"
    assert found.weekly == (0,) * 9 + (1, 0, 2, 4)
    assert found.hours == 14
    slope = np.polyfit(np.arange(13), found.weekly, 1)[0]
    assert abs(found.trend - slope) < 1e-3
    trend = min(4, 1 + slope * 6 / (7 / 13))
    assert abs(found.score - 7 * 14 * trend) < 0.1
    assert found.keys[0] == "Maildisk of <host> full at <%>0-0"


def test_templates_alike_by_their_words_are_one_within_a_service():
    rows = [
        *told("mail queue stuck on node <n>", [2, 2]),
        *told("node <n> on mail queue stuck", [0, 1]),
        *told("mail queues stuck on node <n>", [0, 1]),
        *told("mail queue stuck on node <n>", [0, 3], service="Portal"),
        *told("certificate of <host> expires", [2, 3]),
    ]
    found = {(c.service, c.template): c.n for c in clusters(make_facts(rows), NOW)}
    assert found == {
        ("Mail", "mail queue stuck on node <n>"): 6,
        ("Mail", "certificate of <host> expires"): 5,
    }


def test_growth_cost_and_no_problem_put_a_cluster_first():
    rows = [
        *told("falling", [5, 3, 1, 1], service="A"),
        *told("rising", [1, 1, 3, 5], service="B"),
        *told("rising and dear", [1, 1, 3, 5], service="C", hours=9),
        *told("rising and known", [1, 1, 3, 5], service="D", hours=9, problem="PRB7"),
    ]
    found = clusters(make_facts(rows), NOW)
    assert [c.template for c in found] == ["rising and dear", "rising", "falling",
                                           "rising and known"]  # fmt: skip
    assert (found[3].problem, found[3].score, found[0].problem) == ("PRB7", 0, "")


def test_what_is_left_out_and_what_stands_for_a_missing_title():
    kept = told(None, [3, 3], subcategory="Printer", service=None)
    rows = [
        *kept,
        *told("child", [9], is_child=True),
        *told("twin", [9], duplicate=True),
        *told("cancelled", [9], state="cancelled"),
        *told("asked", [9], kind="request"),
        *told("old", [9] + [0] * 13),
        *told(None, [9], service="Portal"),
    ]
    (found,) = clusters(make_facts(rows), NOW)
    assert (found.label, found.service, found.n) == ("Printer", "", 6)
    assert clusters(make_facts(rows), NOW, Scope("service", "Mail")) == ()
    assert clusters(make_facts(), NOW) == ()


def test_an_open_incident_costs_up_to_now():
    rows = told("slow", [0, 5], hours=1) + told("slow", [0, 0], hours=1)
    still = [row | {"resolved": None} for row in rows[:1]] + rows[1:]
    (found,) = clusters(make_facts(still), NOW)
    assert found.hours == 4 + 24


@given(st.lists(st.text("ab c<n>", min_size=1, max_size=12), max_size=8))
def test_likeness_is_token_sort_of_each_pair(texts):
    plain = [[fuzz.token_sort_ratio(a, b) >= 88 for b in texts] for a in texts]
    assert alike(texts).tolist() == plain


def test_labels_take_the_telling_words_in_their_order():
    names = Names(
        ["error on print server <n>", "error on mail relay <host> queue full stop", "<n>"]
    )
    assert names.label(0) == "error print server"
    assert names.label(1) == "mail relay queue full"
    assert names.label(2) == "<n>"
