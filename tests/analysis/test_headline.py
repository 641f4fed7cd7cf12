"""The scorecard's sentences never say more than the rows do (DESIGN_LANGUAGE §6, §8)."""

from dataclasses import replace

import pytest

from app.analysis.headline import decisions, headline, messages
from app.analysis.kpis import compute
from app.analysis.periods import parse_period
from app.models.results import (
    Collision,
    CollisionReport,
    Distribution,
    Driver,
    Finding,
    KpiInputs,
    Limits,
    Signal,
)
from app.services.settings import load_settings
from tests.analysis.sample_facts import at, make_facts

DEFAULTS = load_settings("UTC")
WEEK = parse_period("2026-W47", "UTC")
NOW = at("2026-11-23T08:00")
LIMITS = Limits(90, 80, 95, 3, 9, 25, True)
BELOW = Signal("below_limit", False, "Below limit")
RUN = Signal("run_above", False, "8 above mean")
GOOD = Signal("above_limit", True, "Above limit")


@pytest.fixture
def empty():
    return compute(make_facts(), DEFAULTS, WEEK, NOW, only=("K1", "K4", "K5", "K9", "K10"))


def test_many_measures_without_a_verdict_are_counted():
    kpis = compute(make_facts(), DEFAULTS, WEEK, NOW)
    found = messages(with_part(kpis, "K4"), NOW)[0][1]
    assert found.endswith("No verdict for 17 measures without records or a target.")


def with_part(kpis, id_, **more):
    """The KPIs with the first part of one of them changed."""
    usual = {
        "value": 70.0,
        "n": 40,
        "met": True,
        "verdict": "Met",
        "limits": LIMITS,
        "better_by": 1.0,
    }
    usual |= more
    return tuple(
        replace(kpi, parts=(replace(kpi.parts[0], **usual), *kpi.parts[1:]))
        if kpi.id == id_
        else kpi
        for kpi in kpis
    )


def missed(kpis, id_, **more):
    return with_part(kpis, id_, **{"met": False, "verdict": "Missed", "better_by": -20.0, **more})


def collision(severity="High", state="New", **more):
    finding = Finding(
        check="C01", title="Same CI", severity=severity, score=70, base=60, factors=(),
        certainty=1.0, changes=("CHG1", "CHG2"), window="", cis=("core-sw",),
        overlap_start=at("2026-11-24T01:30"), overlap_end=at("2026-11-24T02:30"),
        overlap_minutes=60, sentence="Overlap 1 h on core-sw.",
        suggestion="Move CHG2 to Tue 24 Nov 02:30.", key="k", fingerprint="f", state=state, **more,
    )  # fmt: skip
    return Collision(1, finding, ())


def report(*collisions, retrospective=False):
    return CollisionReport(0, 1, retrospective, 2, 2, 0, (), (), collisions, ())


def test_nothing_to_say(empty):
    assert headline(empty, NOW) == "No records fall in this period"
    assert messages(empty, NOW)[0][0] == "No target can be judged"
    assert messages(empty, NOW)[1][0] == "Too little history for signals"
    assert decisions(empty, None, NOW) == ()


def test_a_bad_signal_comes_first(empty):
    kpis = missed(missed(empty, "K4", signal=BELOW), "K5", signal=RUN)
    assert headline(kpis, NOW) == (
        "SLA compliance, incidents fell below its normal range and missed its target; "
        "backlog over 30 days has run 8 periods above its mean"
    )
    finding, support = messages(kpis, NOW)[1]
    assert finding == "Two measures are getting worse"
    assert "70 % in week 47 against a lower limit of 80 %" in support


def test_a_bad_signal_that_still_meets_its_target(empty):
    kpis = with_part(empty, "K4", signal=BELOW)
    assert headline(kpis, NOW) == (
        "SLA compliance, incidents fell below its normal range but still met its target"
    )


def test_a_miss_inside_the_limits_is_normal_variation(empty):
    kpis = missed(empty, "K4")
    assert (
        headline(kpis, NOW)
        == "SLA compliance, incidents missed its target, within normal variation"
    )
    finding, support = messages(kpis, NOW)[0]
    assert finding == "0 of 1 target met"
    assert support.startswith("One miss within normal variation. No verdict for time to restore")
    assert support.endswith("change success rate and emergency change rate.")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"limits": None}, "with too little history to tell a change from normal variation"),
        ({"n": 4}, "from fewer than 5 cases, too few for a signal"),
    ],
)
def test_a_miss_without_known_limits_claims_nothing(empty, more, why):
    words = headline(missed(empty, "K4", **more), NOW)
    assert words == f"SLA compliance, incidents missed its target, {why}"
    assert "within normal variation" not in words


def test_a_kpi_that_missed_twice_counts_once_everywhere(empty):
    both = missed(empty, "K1")
    late = replace(both[0].parts[0], name="P2", label="P2 time to restore")
    kpis = tuple(
        replace(kpi, parts=(kpi.parts[0], late)) if kpi.id == "K1" else kpi
        for kpi in missed(missed(both, "K4"), "K5")
    )
    assert headline(kpis, NOW).startswith("3 of 3 targets missed")
    finding, support = messages(kpis, NOW)[0]
    assert finding == "0 of 3 targets met"
    assert support.startswith("Three misses within normal variation.")


def test_all_met(empty):
    kpis = with_part(with_part(empty, "K4"), "K5")
    assert headline(kpis, NOW) == "All targets met"
    assert messages(kpis, NOW)[1] == (
        "No measure shows a bad signal",
        "Natural limits are known for 2 of 6 rows.",
    )
    improved = with_part(kpis, "K4", signal=GOOD)
    assert headline(improved, NOW) == (
        "All targets met; SLA compliance, incidents rose above its normal range"
    )
    assert messages(improved, NOW)[2][0] == "SLA compliance, incidents rose above its normal range"


def test_no_good_word_on_a_missed_target(empty):
    kpis = missed(empty, "K4", signal=GOOD)
    assert "All targets" not in headline(kpis, NOW)


def test_third_message_names_where_the_cases_gather(empty):
    bars = (Driver("SAP", 31, 62.0), Driver("Network", 19, 100.0))
    kpis = tuple(replace(kpi, drivers=bars) if kpi.id == "K4" else kpi for kpi in empty)
    assert messages(kpis, NOW)[2] == (
        "SAP has 62 % of the cases",
        "Breached targets in week 47: 31 of 50; next is Network with 19.",
    )
    level = (Driver("SAP", 1, 50.0), Driver("Network", 1, 100.0))
    even = tuple(replace(kpi, drivers=level) if kpi.id == "K4" else kpi for kpi in empty)
    assert messages(even, NOW)[2][0] == "Nothing stands out"
    alone = tuple(replace(kpi, drivers=bars[:1]) if kpi.id == "K4" else kpi for kpi in empty)
    assert messages(alone, NOW)[2][0] == "Nothing stands out"


def test_decisions_ask_for_collisions_first(empty):
    asked = decisions(missed(empty, "K4", signal=BELOW), report(collision()), NOW)
    assert [one.title for one in asked] == [
        "Move CHG2 to Tue 24 Nov 02:30",
        "Find the event behind SLA compliance, incidents",
    ]
    assert asked[0].why == "Overlap 1 h on core-sw."
    assert asked[0].cost_of_waiting == "The overlap of 1 h begins Tue 24 Nov 01:30."
    assert asked[0].due == "before Tue 24 Nov 01:30"
    assert asked[1].due == "Fri 27 Nov"


@pytest.mark.parametrize(
    "done",
    [
        report(collision(severity="Low")),
        report(collision(state="Accepted")),
        report(collision(state="Dismissed")),
        report(collision(), retrospective=True),
        None,
    ],
)
def test_settled_small_or_past_collisions_ask_for_nothing(empty, done):
    assert decisions(empty, done, NOW) == ()


def test_cost_of_waiting_is_counted_not_guessed(empty):
    kpis = missed(empty, "K4", target=90.0)
    assert decisions(kpis, None, NOW)[0].cost_of_waiting == "Not known from these data."
    bars = (Driver("SAP", 31, 100.0),)
    kpis = tuple(replace(kpi, drivers=bars) if kpi.id == "K4" else kpi for kpi in kpis)
    found = decisions(kpis, None, NOW)[0]
    assert found.cost_of_waiting == "31 breached targets in week 47; a week like it adds as many."
    assert found.why == "70 % against 90 %, worse by 20 points; within normal variation."


def test_a_monthly_miss_is_due_after_the_week_of_the_scorecard(empty):
    assert decisions(missed(empty, "K9"), None, NOW)[0].due == "Fri 27 Nov"


def test_three_decisions_at_most(empty):
    kpis = empty
    for id_ in ("K1", "K4", "K5", "K9"):
        kpis = missed(kpis, id_)
    assert len(decisions(kpis, report(collision(), collision()), NOW)) == 3


def test_no_kpis_at_all():
    assert headline((), NOW) == "No records fall in this period"
    assert decisions((), None, NOW) == ()


def test_of_a_period_that_runs_nothing_is_said_to_have_moved(empty):
    running = at("2026-11-18T08:00")
    kpis = missed(empty, "K4", signal=BELOW)
    assert headline(kpis, running) == (
        "So far, SLA compliance, incidents missed its target, in a period that still runs"
    )
    assert messages(kpis, running)[1][0] == "No bad signal in a period that is over"
    assert "in a period that still runs" in messages(kpis, running)[0][1]
    assert headline(missed(kpis, "K9"), running).endswith("partly in a period that still runs")
    assert headline(with_part(with_part(empty, "K4"), "K5"), running) == "So far, all targets met"
    assert headline(empty, running) == "So far, no records fall in this period"
    assert decisions(kpis, None, running) == ()
    assert len(decisions(kpis, None, NOW)) == 1


def test_a_sum_that_still_grows_has_missed_nothing(empty):
    hours = KpiInputs("hours", ("Hours",), ())
    kpis = missed(empty, "K4", inputs=hours, signal=BELOW)
    assert decisions(kpis, None, at("2026-11-18T08:00")) == ()
    assert headline(kpis, at("2026-11-18T08:00")) == (
        "So far, no target can be judged in this period"
    )
    other = with_part(kpis, "K5")
    assert messages(other, at("2026-11-18T08:00"))[0][0] == "1 of 1 target met so far"
    assert len(decisions(kpis, None, NOW)) == 1


@pytest.mark.parametrize(
    ("id_", "more", "cost"),
    [
        ("K4", {"numerator": 502, "denominator": 569}, "67 breached targets"),
        ("K4", {"numerator": 39, "denominator": 40}, "1 breached target"),
        ("K5", {"numerator": 12, "denominator": 40}, "12 incidents over 30 days"),
        ("K1", {"distribution": Distribution(12, 1, 1, 1, 1, 1, 11)}, "1 incident outside target"),
    ],
)
def test_waiting_costs_what_this_part_itself_missed(empty, id_, more, cost):
    bars = (Driver("SAP", 68, 100.0),)
    kpis = tuple(
        replace(kpi, drivers=bars) if kpi.id == id_ else kpi for kpi in missed(empty, id_, **more)
    )
    found = decisions(kpis, None, NOW)[0].cost_of_waiting
    assert found == f"{cost} in week 47; a week like it adds as many."


def test_of_few_cases_the_cases_are_looked_at_and_no_process_is_changed(empty):
    few = {
        "value": 5.8, "n": 2, "target": 8.0, "unit": "h", "limits": None,
        "verdict": "1 of 2 inside target", "distribution": Distribution(2, 1, 1, 1, 1, 1, 1),
    }  # fmt: skip
    kpis = missed(missed(empty, "K1", **few), "K9")
    process, cases = decisions(kpis, None, NOW)
    assert process.title.startswith("Change the process behind change success rate")
    assert cases.title == "Look at the case behind P1 time to restore"
    assert cases.why == "1 of 2 inside 8 h in week 47; too few to judge the process."


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-12-02T08:00", "Fri 4 Dec"),
        ("2026-12-04T08:00", "Fri 11 Dec"),
    ],
)
def test_nothing_is_due_in_the_past(empty, now, due):
    assert decisions(missed(empty, "K4"), None, at(now))[0].due == due


def test_cases_that_name_nothing_are_said_to_name_nothing(empty):
    bars = (Driver("No model", 4, 66.7), Driver("Core", 2, 100.0))
    kpis = tuple(replace(kpi, drivers=bars) if kpi.id == "K4" else kpi for kpi in empty)
    assert messages(kpis, NOW)[2][0] == "66.7 % of the cases name no model"
