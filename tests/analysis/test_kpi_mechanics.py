"""What all KPIs share: versions of targets, variants, notes, scopes, charts (METRICS §1, §3)."""

from dataclasses import replace

import numpy as np
import pytest

from app.analysis.control_charts import CHARTS
from app.analysis.kpis import compute
from app.analysis.kpis.base import chosen, context
from app.analysis.kpis.parts import Line, duration_part, share_part, value_part
from app.analysis.kpis.shares import Share
from app.analysis.periods import parse_period
from app.models.results import ChartNote
from app.models.scope import EVERYTHING, Scope
from app.models.settings import KpiTarget, KpiVariant
from app.services.settings import load_settings
from tests.analysis.sample_facts import at, make_facts

DEFAULTS = load_settings("UTC")
WEEK = parse_period("2026-W47", "UTC")
NOW = at("2027-03-01T08:00")
DAY = 86400
SIZE = 26


def of(settings=DEFAULTS, notes=(), now=NOW, facts=None):
    return context(facts or make_facts(), settings, WEEK, now, EVERYTHING, notes)


def versions(*lines):
    return replace(DEFAULTS, targets=lines)


OLD = KpiTarget("K5", "", 10, 5, "Ada")
NEW = KpiTarget("K5", "", 8, 4, "Bob", version=2, valid_from=at("2027-01-01"), approver="Cyd")
GONE = replace(NEW, withdrawn=True)


def test_target_is_the_version_of_its_time():
    settings = versions(OLD, NEW)
    assert of(settings).target("K5", "Incidents") == OLD
    later = context(make_facts(), settings, parse_period("2026-W53", "UTC"), NOW, EVERYTHING)
    assert later.target("K5", "Incidents") == NEW
    assert of(replace(settings, recompute=True)).target("K5", "Incidents") == NEW


def test_target_holds_for_periods_that_end_after_its_first_instant():
    edge = replace(NEW, valid_from=WEEK.end)
    assert of(versions(OLD, edge)).target("K5", "") == OLD
    after = context(
        make_facts(), versions(OLD, edge), parse_period("2026-W48", "UTC"), NOW, EVERYTHING
    )
    assert after.target("K5", "") == edge
    last = replace(NEW, valid_from=WEEK.end - 1)
    assert of(versions(OLD, last)).target("K5", "") == last


def test_recomputed_what_holds_now_holds():
    today = replace(versions(OLD, replace(NEW, valid_from=NOW)), recompute=True)
    assert of(today).target("K5", "").version == 2
    assert of(today, now=NOW - 1).target("K5", "") == OLD
    begun = replace(versions(OLD, replace(NEW, valid_from=WEEK.end)), recompute=True)
    assert of(begun, now=WEEK.start).target("K5", "") == OLD


def test_a_definition_from_the_end_of_a_period_on_is_the_next_ones():
    line = KpiVariant("K9", "reported", version=2, valid_from=WEEK.end)
    assert of(replace(DEFAULTS, variants=(line,))).variant("K9") is None
    line = replace(line, valid_from=WEEK.end - 1)
    assert of(replace(DEFAULTS, variants=(line,))).variant("K9") == line


def test_newest_valid_version_wins_whatever_the_order():
    early = replace(NEW, version=2, valid_from=WEEK.start)
    again = replace(NEW, version=3, valid_from=WEEK.start, target=7.0)
    for lines in ((OLD, early, again), (again, early, OLD)):
        assert of(versions(*lines)).target("K5", "") == again


def test_withdrawn_target_is_none_and_a_part_has_its_own():
    assert of(replace(versions(OLD, GONE), recompute=True)).target("K5", "Incidents") is None
    part = KpiTarget("K5", "Incidents", 3, None, "Dee")
    assert of(versions(OLD, part)).target("K5", "Incidents") == part
    assert of(versions(OLD, part)).target("K5", "Requests") == OLD
    lost = replace(part, withdrawn=True)
    assert of(versions(OLD, lost)).target("K5", "Incidents") is None


def test_result_says_version_owner_and_approver():
    settings = replace(versions(OLD, NEW), recompute=True)
    found = compute(make_facts(), settings, WEEK, NOW, only=("K5",))[0]
    assert (found.target_version, found.owner, found.approver) == (2, "Bob", "Cyd")
    assert found.parts[0].target == 8


def test_variant_by_name_of_its_time():
    names = ("strict", "reported")
    later = KpiVariant("K9", "reported", version=2, valid_from=at("2027-01-01"))
    settings = replace(DEFAULTS, variants=(later,))
    assert chosen(of(settings), "K9", names) == "strict"
    assert chosen(of(replace(settings, recompute=True)), "K9", names) == "reported"
    unknown = replace(DEFAULTS, variants=(KpiVariant("K9", "wishful"),))
    assert chosen(of(unknown), "K9", names) == "strict"


@pytest.mark.parametrize("scope", [Scope("group", "SAP"), Scope("service", "SAP"),
                                   Scope("site", "Ulm"), Scope("tier", "1")])  # fmt: skip
def test_a_scope_that_is_not_kept_is_said_and_gives_no_numbers(scope):
    for found in compute(make_facts(), DEFAULTS, WEEK, NOW, scope=scope):
        for part in found.parts:
            assert (part.value, part.n) == (None, 0)
        if "isn't kept by" in found.needs:
            assert scope.field in found.needs
            assert "Choose" not in found.needs
            assert found.needs.endswith(
                ("; only all groups together can be shown.", ", or for all groups together.")
            )
            assert (found.facts, found.excluded) == ((), ())


def share(values, n=100, **more):
    k = np.array([round(value * n / 100) for value in values], np.int64)
    keys = np.array(["A"])
    ctx = of(**more)
    line = Line("K5", "Incidents", "Share", "%", "lower")
    return share_part(ctx, line, Share(k, np.full(SIZE, n, np.int64), keys, keys))


def note(kind, back, words="New tool"):
    period = of().periods[SIZE - 1 - back].id
    return ChartNote("A", period, kind, words, "", "Ada", 0, 1)


def test_phase_resets_limits_with_its_reason():
    values = [50, 52] * 6 + [20, 22] * 7
    plain = share(values)
    assert (plain.limits.points, plain.chart, plain.phases) == (25, "xmr", ())
    part = share(values, notes=(note("phase", 13),))
    assert (part.limits.points, part.limits.firm) == (13, True)
    assert part.limits.mean == pytest.approx((20 * 7 + 22 * 6) / 13)
    assert [phase.reason for phase in part.phases] == ["", "New tool"]
    assert part.limits.first == of().periods[12].id


def test_notes_of_another_part_and_plain_notes_change_nothing():
    values = [50, 52] * 6 + [20, 22] * 7
    other = replace(note("phase", 13), part="Requests")
    assert share(values, notes=(other, note("note", 3))) == share(values)


def test_left_out_point_is_in_the_chart_but_not_in_the_baseline():
    values = [50, 51] * 12 + [99, 50]
    part = share(values, notes=(note("left_out", 1, "Flood"),))
    assert part.trend[-2].value == 99
    assert (part.limits.points, part.limits.upper < 60) == (24, True)


def test_chart_kind_is_said_and_chosen_by_the_definition():
    p = KpiVariant("K5", "", parameters=(("chart", float(CHARTS.index("p"))),))
    part = share([50, 52] * 13, settings=replace(DEFAULTS, variants=(p,)))
    assert part.chart == "p"
    assert len(part.point_limits) == SIZE
    t = KpiVariant("K5", "", parameters=(("chart", float(CHARTS.index("t"))),))
    assert share([50, 52] * 13, settings=replace(DEFAULTS, variants=(t,))).chart == "xmr"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), -0.5, 99.0])
def test_a_chart_that_is_no_kind_leaves_the_usual_one(number):
    odd = KpiVariant("K5", "", parameters=(("chart", number),))
    assert share([50, 52] * 13, settings=replace(DEFAULTS, variants=(odd,))).chart == "xmr"


def test_no_signal_under_five_records():
    values = [50, 50] * 12 + [50, 100]
    assert share(values, n=4).signal is None
    assert share(values, n=6).signal.rule == "above_limit"


def test_assurance_sets_limits_against_the_target():
    assert share([50, 52] * 13).assurance == "will miss"
    assert share([2, 3] * 13).assurance == "will hit"
    assert share([2, 20] * 13).assurance == "hit or miss"


def test_share_has_its_exact_interval():
    part = share([10] * SIZE)
    assert part.exact == pytest.approx((4.900, 17.622), abs=0.001)
    assert part.interval == pytest.approx((5.523, 17.437), abs=0.001)


def test_open_ones_stand_on_a_duration_part():
    bins, seconds = np.array([25, 25, 25]), np.array([60, 120, 600])
    keys = np.array(["A", "B", "C"])
    line = Line("K1", "P1", "Time", "min", "lower")
    part = duration_part(of(), line, bins, seconds, keys, running=np.array([300, 900]))
    assert (part.open_n, part.km_median) == (2, 10)
    assert duration_part(of(), line, bins, seconds, keys).open_n is None


def test_value_that_is_neither_share_nor_duration():
    values = [None] * 20 + [1.0, 2.0, 3.0, 2.0, 1.0, 4.5]
    keys = np.array(["B", "A", "B"])
    line = Line("K14", "all", "Hours", "h", "higher")
    part = value_part(of(), line, values, [0] * 20 + [3] * 6, rows=keys)
    assert (part.value, part.n, part.rows, part.previous) == (4.5, 3, ("A", "B"), 1.0)
    assert (part.limits, part.numerator) == (None, None)


def test_rare_incidents_have_a_t_chart_of_days_between():
    starts = [WEEK.start - day * DAY for day in (150, 140, 120, 90, 80, 70, 40, 30, 10)]
    tickets = [{"priority": 1, "opened": start, "resolved": start + 600} for start in starts]
    found = compute(make_facts(tickets), DEFAULTS, WEEK, NOW, only=("K1",))[0]
    part = next(part for part in found.extra if part.name == "P1 days between")
    assert [point.value for point in part.trend] == [10, 20, 30, 10, 10, 30, 10, 20]
    assert (part.chart, part.limits.points, part.limits.firm, part.n) == ("t", 7, False, 8)
    assert part.limits.lower < 20 < part.limits.upper
    often = [{"priority": 1, "opened": WEEK.start - n * DAY} for n in range(40)]
    found = compute(make_facts(often), DEFAULTS, WEEK, NOW, only=("K1",))[0]
    assert not any(part.name == "P1 days between" for part in found.extra)
