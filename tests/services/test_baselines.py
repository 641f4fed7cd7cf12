"""Baselines: frozen values, the interval of a difference, targets in words (METRICS §1, §3)."""

from dataclasses import replace

import numpy as np
import pytest

from app.analysis.statistics import wilson
from app.models.errors import AppError
from app.models.scope import Scope
from app.models.settings import KpiTarget
from app.services.baseline_values import bootstrap, difference, pooled
from app.services.baselines import baseline_lines, freeze, tiles
from app.services.relative_targets import resolved
from app.services.score import scorecard
from app.services.targets import Approval, set_variant
from app.services.tower import open_tower
from app.store.check import check
from app.store.kpi_versions import baselines
from tests.analysis.sample_facts import at
from tests.services.issued_exports import INCIDENTS, bring, changes, incident, write

NOW = at("2026-11-17T07:12")
WEEK = (at("2026-11-02"), at("2026-11-09"))
OCTOBER = (at("2026-10-01"), at("2026-11-01"))


@pytest.fixture(scope="module")
def tower(tmp_path_factory):
    place = tmp_path_factory.mktemp("baselines")
    before = [incident(n, 2 + n % 5, 2 + n % 3 / 10) for n in range(1, 9)]
    after = [incident(n, 9 + n % 5, 1 + n % 3 / 10) for n in range(11, 19)]
    with open_tower(place / "tower.db", now=NOW, report_zone="UTC") as tower:
        bring(tower, write(place, "incident.csv", INCIDENTS, before + after), NOW)
        bring(tower, changes(place), NOW)
        yield tower


def line_of(tower, number):
    return next(line for line in baseline_lines(tower) if line.id == number)


def test_a_mean_is_frozen_with_its_interval_and_compared_with_the_week_after(tower):
    line = line_of(tower, freeze(tower, "K1", "P1", *WEEK, "New on-call rota"))
    took = [120 + 6 * (n % 3) for n in range(1, 9)]
    assert line.value == pytest.approx(np.mean(took))
    assert (line.unit, line.n, line.after_n, line.after_window) == ("min", 8, 8, "2026-W46")
    low, high = line.interval
    assert low < line.value < high
    assert line.interval == bootstrap(np.array(took, np.float64))
    assert line.difference == pytest.approx(
        np.mean([60 + 6 * (n % 3) for n in range(11, 19)]) - np.mean(took)
    )
    assert line.difference_interval[1] < 0
    assert line.verdict.startswith("better by ")
    assert line.method == "bootstrap"
    assert check(tower.store).problems == ()


def test_a_share_is_pooled_over_whole_months(tower):
    line = line_of(tower, freeze(tower, "K9", "", at("2026-09-01"), OCTOBER[1], "CAB"))
    assert (line.value, line.n, line.part) == (80, 5, "strict")
    assert line.interval == wilson(4, 5)
    assert line.after is None
    assert line.verdict == "Not yet: no complete period since has records"


@pytest.mark.parametrize(
    ("kpi", "part", "start", "end", "name", "words"),
    [
        ("K9", "", at("2026-10-02"), OCTOBER[1], "CAB", "freeze whole ones"),
        ("K9", "", *OCTOBER, " ", "Name the improvement"),
        ("K9", "", at("2026-11-01"), at("2026-12-01"), "CAB", "is not over"),
        ("K9", "best", *OCTOBER, "CAB", "no part “best”"),
        ("K13", "", *OCTOBER, "Noise", "no records"),
        ("K99", "", *OCTOBER, "CAB", "There is no KPI"),
        ("K9", "", OCTOBER[1], OCTOBER[0], "CAB", "freeze whole ones"),
    ],
)
def test_what_cannot_be_frozen_is_said(tower, kpi, part, start, end, name, words):
    held = len(baseline_lines(tower))
    with pytest.raises(AppError, match=words):
        freeze(tower, kpi, part, start, end, name)
    assert len(baseline_lines(tower)) == held


def test_periods_that_fill_a_span():
    assert [one.id for one in tiles("K1", *WEEK, "UTC")] == ["2026-W45"]
    quarter = (at("2026-07-01"), at("2026-10-01"))
    assert [one.id for one in tiles("K9", *quarter, "UTC")] == ["2026-07", "2026-08", "2026-09"]
    assert [one.id for one in tiles("K1", *quarter, "UTC")] == ["2026-07", "2026-08", "2026-09"]
    assert [one.id for one in tiles("K16", *quarter, "UTC")] == ["2026-Q3"]
    assert tiles("K16", *OCTOBER, "UTC") == ()


def test_newcombes_own_example():
    # Newcombe 1998, Table II (a), method 10: 56/70 against 48/80
    low, high = difference(60.0, wilson(48, 80), 80.0, wilson(56, 70))
    assert (low, high) == (pytest.approx(5.24, abs=0.005), pytest.approx(33.39, abs=0.005))


def test_the_bootstrap_is_the_same_at_every_look_and_near_the_plain_interval():
    values = np.random.default_rng(3).exponential(60, 400)
    low, high = bootstrap(values)
    assert bootstrap(np.flip(values)) == (low, high)
    half = 1.96 * values.std(ddof=1) / 20
    assert low == pytest.approx(values.mean() - half, abs=0.1 * half)
    assert high == pytest.approx(values.mean() + half, abs=0.1 * half)
    assert bootstrap(values[:1]) is None


def test_snapshots_have_no_interval(tower):
    kpi = next(kpi for kpi in scorecard(tower, "2026-W46").kpis if kpi.id == "K5")
    part = replace(kpi.parts[0], value=12.0, n=5)
    found = pooled("K5", [part, replace(part, value=8.0, n=7)])
    assert (found.value, found.n, found.interval) == (10, 7, None)


def row(kpi, value, end, part="", scope="all groups", number=1):
    return {
        "id": number, "kpi": kpi, "part": part, "scope": scope, "end_at": end, "value": value,
        "name": "Before",
    }  # fmt: skip


def target(settings, kpi, part, when):
    held = [
        line
        for line in settings.targets
        if line.kpi == kpi and line.part == part and (line.valid_from or 0) < when
    ]
    return max(held, key=lambda line: (line.valid_from or 0, line.version)) if held else None


def test_a_baseline_makes_a_number_of_the_words_from_its_end_on(settings):
    end = OCTOBER[1]
    made = resolved(settings, [row("K13", 60.0, end, "noise")], Scope())
    assert target(made, "K13", "noise", end) is None
    line = target(made, "K13", "noise", end + 1)
    assert (line.target, line.stretch) == (pytest.approx(42), 30)


def test_the_tighter_of_both_counts(settings):
    end = OCTOBER[1]
    low = resolved(settings, [row("K10", 7.0, end, "all")], Scope())
    assert target(low, "K10", "all", end + 1).target == 7
    assert target(low, "K10", "all", end + 1).stretch == 5
    high = resolved(settings, [row("K10", 30.0, end, "all")], Scope())
    assert target(high, "K10", "all", end + 1).target == 10


def test_of_several_baselines_the_newest_before_the_period_counts(settings):
    ends = (at("2026-07-01"), at("2026-10-01"))
    frozen = [row("K6", 40.0, ends[0], "gross"), row("K6", 55.0, ends[1], "gross", number=2)]
    made = resolved(settings, frozen, Scope())
    assert target(made, "K6", "gross", at("2026-09-01")).target == 40
    assert target(made, "K6", "gross", at("2026-11-01")).target == 55


def test_a_target_of_the_day_on_which_the_baseline_ended_goes_before_it(settings):
    end = OCTOBER[1]
    own = KpiTarget("K6", "", 70.0, None, "M. Nowak", 2, end)
    given = replace(settings, targets=(*settings.targets, own))
    made = resolved(given, [row("K6", 40.0, end, "gross")], Scope())
    assert target(made, "K6", "gross", at("2026-12-01")) is None
    assert target(made, "K6", "", at("2026-12-01")).target == 70


def test_of_another_scope_it_says_nothing(settings):
    frozen = [row("K6", 40.0, OCTOBER[1], "gross", "service Mail")]
    assert resolved(settings, frozen, Scope()) == settings
    assert resolved(settings, frozen, Scope("service", "Mail")) != settings


def test_a_target_that_people_set_takes_the_words_place(settings):
    end, day = at("2026-08-01"), at("2026-10-01")
    own = KpiTarget("K6", "", 70.0, None, "M. Nowak", 2, day)
    given = replace(settings, targets=(*settings.targets, own))
    made = resolved(given, [row("K6", 40.0, end, "gross")], Scope())
    assert target(made, "K6", "gross", at("2026-09-01")).target == 40
    assert target(made, "K6", "gross", day).target == 40
    assert target(made, "K6", "gross", day + 1).target == 70
    later = resolved(given, [row("K6", 40.0, at("2026-11-01"), "gross")], Scope())
    assert target(later, "K6", "gross", at("2026-12-01")) is None
    assert target(later, "K6", "", at("2026-12-01")).target == 70


def test_the_row_says_by_which_baseline_it_is_judged(tower):
    def k10():
        return next(kpi for kpi in scorecard(tower, "2026-10").kpis if kpi.id == "K10")

    assert "no baseline: “falling” isn't judged" in k10().caveats
    assert (k10().parts[0].value, k10().parts[0].target) == (0, 10)
    freeze(tower, "K10", "", *OCTOBER, "Before the CAB")
    assert k10().parts[0].target == 10  # its own period isn't judged by it
    assert "no baseline: “falling” isn't judged" in k10().caveats


def test_a_baseline_names_the_definition_by_which_it_was_measured(tower):
    for day, version in ((OCTOBER[1], 1), (OCTOBER[1] - 1, 3)):
        approval = Approval("J. Whitfield", "M. Nowak", "Agreed in the review", day)
        set_variant(tower, "K9", "reported", approval)
        number = freeze(tower, "K9", "", *OCTOBER, "Definition")
        frozen = next(row for row in baselines(tower.store) if row["id"] == number)
        assert frozen["definition"] == version
        assert frozen["part"] == ("strict" if version == 1 else "reported")
    backdated = Approval("J. Whitfield", "M. Nowak", "As agreed then", OCTOBER[0] - 1)
    assert set_variant(tower, "K9", "lenient", backdated).version == 4
    number = freeze(tower, "K9", "", *OCTOBER, "Definition")
    frozen = next(row for row in baselines(tower.store) if row["id"] == number)
    assert (frozen["definition"], frozen["part"]) == (3, "reported")
