"""K14 against a computation run by run, and the edge cases of METRICS §2."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.kpis import compute
from app.analysis.periods import parse_period
from app.models.automation import RUN_STATES
from app.models.columns import AutomationRow, Registers
from app.models.scope import Scope
from app.models.settings import KpiVariant
from app.services.settings import load_settings
from tests.analysis.sample_facts import at, make_facts
from tests.analysis.signal_rows import make_runs

DEFAULTS = load_settings("UTC")
MONTH = parse_period("2026-10", "UTC")
NOW = at("2026-11-23T08:00")
HOUR, DAY = 3600, 86400
BEGIN = at("2026-10-05T10:00")


def automation(key="restart", title=None, baseline=1800, residual=300, upkeep=0, measured=12):
    return AutomationRow(key, title, "Web", baseline, residual, upkeep, measured, None)


def k14(runs=(), register=None, period=MONTH, now=NOW, scope=None, settings=DEFAULTS):
    rows = tuple(register) if register is not None else (automation(),)
    facts = make_facts(registers=Registers(automations=rows), runs=make_runs(list(runs)))
    return compute(facts, settings, period, now, scope=scope or Scope(), only=("K14",))[0]


def ran(started=BEGIN, lasts=60, **more):
    return {"automation": "restart", "started": started, "finished": started + lasts, **more}


def beside(result, name):
    return next(part for part in result.extra if part.name == name)


REGISTER = (
    automation("a", "Restart", 1800, 300, 3600),
    automation("b", None, 600, None, None, None),
    automation("c", "Rebuild", None, 60, 1800, 3),
)
spots = st.none() | st.integers(-45, 33)
cases = st.fixed_dictionaries({
    "automation": st.sampled_from(("a", "Restart", "b", "c", "Rebuild", "unknown", None)),
    "state": st.sampled_from((*RUN_STATES, None)),
    "started": spots,
    "finished": spots,
})  # fmt: skip


def plain(rows):
    """(instant, hours or reason) of each run, one by one."""
    named = {"a": 0, "Restart": 0, "b": 1, "c": 2, "Rebuild": 2}
    found = []
    for row in rows:
        start, end = row["started"], row["finished"]
        when = end if end is not None else start
        of = REGISTER[named[row["automation"]]] if row["automation"] in named else None
        if when is None:
            found.append((None, "no time"))
        elif start is not None and end is not None and end < start:
            found.append((when, "ended before it began"))
        elif row["state"] not in ("successful", "failed", "error"):
            found.append((when, "not over, planned or cancelled"))
        elif of is None:
            found.append((when, "not in the register"))
        elif row["state"] != "successful":
            found.append((when, (False, -(of.residual_s or 0) / HOUR)))
        elif of.baseline_s is None:
            found.append((when, "no baseline"))
        else:
            found.append((when, (True, (of.baseline_s - (of.residual_s or 0)) / HOUR)))
    return found


def plain_upkeep(rows, end):
    named = {"a": 0, "Restart": 0, "b": 1, "c": 2, "Rebuild": 2}
    began = set()
    for row in rows:
        at_ = row["finished"] if row["started"] is None else row["started"]
        if row["automation"] in named and at_ is not None and at_ < end:
            began.add(named[row["automation"]])
    return sum((REGISTER[place].upkeep_s or 0) / HOUR for place in began)


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(cases, max_size=12))
def test_equals_a_computation_run_by_run(drawn):
    rows = [
        {
            **case,
            **{
                name: None if case[name] is None else MONTH.start + case[name] * DAY
                for name in ("started", "finished")
            },
        }
        for case in drawn
    ]
    found, all_ = k14(rows, REGISTER), plain(rows)
    for back, begin, end in ((1, MONTH.start, MONTH.end), (2, at("2026-09-01"), MONTH.start)):
        own = [what for when, what in all_ if when is not None and begin <= when < end]
        counted = [what for what in own if isinstance(what, tuple)]
        saved = sum(hours for won, hours in counted if won)
        net = sum(hours for _, hours in counted) - plain_upkeep(rows, end)
        point, gross = (part.trend[-back] for part in (found.parts[0], beside(found, "gross")))
        assert point.n == len(counted)
        assert point.value == (pytest.approx(net) if counted else None)
        assert gross.value == (pytest.approx(saved) if counted else None)
        if back == 1:
            words = [what for what in own if isinstance(what, str)]
            words += [what for when, what in all_ if when is None]
            assert dict(found.excluded) == {word: words.count(word) for word in words}


def test_gross_net_failed_runs_and_upkeep():
    runs = [ran() for _ in range(8)] + [ran(state="failed"), ran(state="error")]
    found = k14(runs, [automation(upkeep=3600)])
    part = found.parts[0]
    assert (part.unit, part.n) == ("h", 10)
    assert part.value == pytest.approx(8 * 1500 / HOUR - 2 * 300 / HOUR - 1)
    assert beside(found, "gross").value == pytest.approx(8 * 1500 / HOUR)
    assert (len(part.rows), len(part.numerator_rows)) == (10, 8)
    assert (part.target, part.verdict, part.met) == (20, "Missed", False)
    facts = dict(found.facts)
    assert facts["Failed runs"] == "2, which cost 0.2 h"
    assert facts["Upkeep"] == "1 h"
    assert facts["Baseline, restart"] == "30 min, measured on 12 cases"
    assert beside(found, "successful").value == 80
    assert (found.records, found.variant) == ("automation_run", "net")


def test_gross_may_be_the_value():
    settings = replace(DEFAULTS, variants=(KpiVariant("K14", "gross"),))
    found = k14([ran()], [automation(upkeep=36000)], settings=settings)
    assert (found.parts[0].name, found.parts[0].value) == ("gross", pytest.approx(1500 / HOUR))
    assert beside(found, "net").value < 0


def test_confidence_is_the_share_of_hours_with_a_measured_baseline():
    register = [automation(), automation("guess", measured=None), automation("few", measured=4)]
    runs = [ran()] * 2 + [ran(automation="guess"), ran(automation="few")]
    found = k14(runs, register)
    assert dict(found.facts)["Confidence"].startswith("50 % of gross hours")
    assert dict(found.facts)["Baseline, guess"] == "30 min, declared estimate"
    dated = replace(automation(), baseline_at=at("2026-03-05T12:00"))
    assert dict(k14([ran()], [dated]).facts)["Baseline, restart"] == (
        "30 min, measured on 12 cases, Thu 5 Mar 2026"
    )
    assert "estimate" in found.caveats
    assert "estimate" not in k14([ran()]).caveats


def test_few_runs_are_judged_by_their_hours():
    part = k14([ran()], [automation(baseline=30 * HOUR)]).parts[0]
    assert (part.met, part.verdict) == (True, "Met")


def test_value_equal_to_its_target_is_met():
    part = k14([ran()], [automation(baseline=20 * HOUR, residual=0)]).parts[0]
    assert (part.value, part.met, part.better_by) == (20, True, 0)


def test_upkeep_begins_with_the_first_run_and_passes_with_the_period():
    register = [automation(upkeep=36000)]
    found = k14([ran(), ran(at("2026-09-05"))], register)
    assert [point.value is None for point in found.parts[0].trend[-3:]] == [True, False, False]
    half = at("2026-10-16T12:00")
    running = k14([ran()], register, now=half)
    assert running.parts[0].value == pytest.approx(1500 / HOUR - 10 * 15.5 / 31)
    quarter = k14([ran()], register, period=parse_period("2026-Q4", "UTC"), now=at("2027-01-02"))
    assert quarter.parts[0].value == pytest.approx(1500 / HOUR - 30)


def test_upkeep_is_charged_where_only_ends_are_known():
    found = k14([{**ran(), "started": None}], [automation(upkeep=3600)])
    assert found.parts[0].value == pytest.approx(1500 / HOUR - 1)


def test_drivers_are_minutes_by_automation():
    found = k14([ran(), ran(), ran(automation="b")], [automation(), automation("b", "Scale", 600)])
    assert [(bar.label, bar.count) for bar in found.drivers] == [("restart", 50), ("Scale", 5)]


def test_drivers_of_a_huge_baseline_take_no_room():
    huge = automation("slow", baseline=60 * 10**13, residual=None)
    found = k14([ran(automation="slow"), ran()], [huge, automation()])
    assert [(bar.label, bar.count) for bar in found.drivers] == [
        ("slow", 10**13), ("restart", 25),
    ]  # fmt: skip


def test_automations_that_saved_nothing_have_no_bar():
    found = k14([ran(), ran(automation="b")], [automation(), automation("b", "Scale", 0)])
    assert [bar.label for bar in found.drivers] == ["restart"]


def test_a_scope_has_no_runs_and_says_so():
    found = k14([ran()], scope=Scope("group", "SAP"))
    assert found.parts[0].value is None


def test_automation_k14_dst_forward_and_back_move_the_months_bounds():
    berlin = load_settings("Europe/Berlin")
    for month in ("2026-03", "2026-10"):
        period = parse_period(month, "Europe/Berlin")
        runs = [ran(period.start, 0), ran(period.end - 1, 0), ran(period.end, 0)]
        assert k14(runs, period=period, settings=berlin).parts[0].n == 2


def test_automation_k14_hours_holidays_and_priorities_play_no_part():
    night = at("2026-10-04T03:00")
    assert k14([ran(night)]).parts[0].value == pytest.approx(1500 / HOUR)


def test_automation_k14_zero_length():
    assert k14([ran(lasts=0)]).parts[0].n == 1


def test_automation_k14_ended_before_it_began():
    found = k14([ran(lasts=-1, key="odd")])
    assert (found.parts[0].n, found.excluded_rows) == (
        0, (("ended before it began", ("odd",)),),
    )  # fmt: skip


def test_automation_k14_without_an_end_it_counts_at_its_start():
    assert k14([ran(finished=None)]).parts[0].n == 1


def test_automation_k14_a_repeated_run_counts_each_time():
    assert k14([ran(), ran(BEGIN + 60), ran(BEGIN + 120)]).parts[0].n == 3


def test_automation_k14_open_at_period_end_counts_where_it_ends():
    over_midnight = ran(MONTH.end - 30, 60)
    assert k14([over_midnight]).parts[0].n == 0
    november = parse_period("2026-11", "UTC")
    assert k14([over_midnight], period=november).parts[0].n == 1
    found = k14([ran(state="running", finished=None)])
    assert found.excluded == (("not over, planned or cancelled", 1),)


@pytest.mark.parametrize(
    ("end", "n"), [(MONTH.start - 1, 0), (MONTH.start, 1), (MONTH.end - 1, 1), (MONTH.end, 0)]
)
def test_automation_k14_on_the_period_boundary_to_the_second(end, n):
    assert k14([ran(end - 60)]).parts[0].n == n


def test_automation_k14_empty_denominator():
    found = k14([ran(at("2026-08-01"))])
    assert (found.parts[0].value, found.parts[0].verdict, found.needs) == (None, "n/a", "")


def test_automation_k14_one_row():
    part = k14([ran(key="only")]).parts[0]
    assert (part.value, part.rows) == (pytest.approx(1500 / HOUR), ("only",))


def test_automation_k14_all_missing():
    assert k14().needs.startswith("Import runs")
    assert k14([ran()], []).needs.startswith("Import the register")
    bare = k14([{"automation": None, "state": None, "started": None}])
    assert bare.excluded == (("no time", 1),)


def test_automation_k14_mixed_zones_move_the_month_only():
    tokyo = parse_period("2026-10", "Asia/Tokyo")
    runs = [ran(tokyo.start, 0), ran(MONTH.end - 1, 0)]
    assert (k14(runs).parts[0].n, k14(runs, period=tokyo).parts[0].n) == (1, 1)


def test_a_sum_below_its_target_has_not_missed_it_before_the_period_is_over():
    runs = [ran(at("2026-10-03T10:00") - 31 * DAY * back + n * HOUR)
            for back in range(8) for n in range(10 if back else 6)]  # fmt: skip
    register = [automation(baseline=2 * HOUR, residual=0)]
    last = MONTH.end - 1
    running, over = (k14(runs, register, now=now).parts[0] for now in (last, last + 1))
    assert (over.met, over.verdict, over.signal.good) == (False, "Missed", False)
    assert (running.met, running.verdict, running.signal) == (None, "Not over", None)
    assert running.value == over.value == 12
    full = k14([ran(BEGIN + n * HOUR) for n in range(60)], now=last).parts[0]
    assert (full.met, full.verdict) == (True, "Met")


def test_automation_k14_without_residual_nothing_is_taken_off_and_said():
    found = k14([ran()], [automation(residual=None)])
    assert found.parts[0].value == 0.5
    assert any("without residual handling" in line for line in found.caveats)


def test_the_target_of_a_quarter_is_three_of_a_month_and_says_so():
    quarter = parse_period("2026-Q3", "UTC")
    runs = [ran(at("2026-08-03T10:00") + n * 3600) for n in range(100)]
    month = k14(runs, period=parse_period("2026-08", "UTC"))
    found = k14(runs, period=quarter)
    monthly, whole = month.parts[0], found.parts[0]
    assert (monthly.target, monthly.met) == (20, True)
    assert whole.value == pytest.approx(100 * 1500 / HOUR)
    assert (whole.target, whole.met, whole.verdict) == (60, False, "Missed")
    assert dict(found.facts)["Target"] == "60 h for the quarter: 3 months of 20 h"
    assert "Target" not in dict(month.facts)
    assert k14(runs, period=parse_period("2026-W40", "UTC")).parts[0].target == 20
