"""The list of KPIs: each is declared whole, documented, and shows the right period."""

from pathlib import Path

import pytest

from app.analysis.kpis import KPIS, compute
from app.analysis.periods import parse_period
from app.models.scope import Scope
from tests.analysis.sample_facts import at, make_facts

DOCS = Path(__file__).resolve().parents[2] / "docs" / "metrics.md"


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.id)
def test_each_kpi_has_its_section_in_the_docs(kpi):
    sections = DOCS.read_text("utf-8").split("\n## ")
    own = [section for section in sections if section.startswith(f"{kpi.id} {kpi.label}\n")]
    assert len(own) == 1
    for word in ("**Formula**", "**Cohort**", "**Clock**", "**Excluded**", "**Caveats**"):
        assert word in own[0]


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.id)
def test_each_line_is_whole(kpi):
    definition = kpi.definition
    for words in (definition.formula, definition.cohort, definition.clock, definition.exclusion):
        assert words.endswith(".")
    assert kpi.better in {"lower", "higher"}
    assert kpi.cadence in {"week", "month", "quarter"}


def test_ids_are_unique():
    assert len({kpi.id for kpi in KPIS}) == len(KPIS)


@pytest.mark.parametrize(
    ("period", "now", "week", "month", "quarter"),
    [
        ("2026-W47", "2026-11-23T08:00", "2026-W47", "2026-10", "2026-Q3"),
        ("2026-W49", "2026-12-07T08:00", "2026-W49", "2026-11", "2026-Q3"),
        ("2026-W49", "2026-11-30T23:59", "2026-W49", "2026-10", "2026-Q3"),
        ("2026-11", "2026-12-01T00:00", "2026-11", "2026-11", "2026-Q3"),
        ("2026-Q3", "2026-12-01T00:00", "2026-Q3", "2026-Q3", "2026-Q3"),
    ],
)
def test_rarer_kpis_show_their_last_complete_period(settings, period, now, week, month, quarter):
    expected = {"week": week, "month": month, "quarter": quarter}
    results = compute(make_facts(), settings, parse_period(period, "UTC"), at(now))
    assert {result.id: result.period.id for result in results} == {
        kpi.id: expected[kpi.cadence] for kpi in KPIS
    }


@pytest.mark.parametrize(("period", "n"), [("2026-W47", 26), ("2026-11", 18), ("2026-Q4", 8)])
def test_length_of_the_trend(settings, period, n):
    results = compute(make_facts(), settings, parse_period(period, "UTC"), at("2027-01-01"))
    for part in results[0].parts:
        assert len(part.trend) == n
        assert part.trend[-1].period == period


def test_no_data_at_all(settings):
    for result in compute(
        make_facts(), settings, parse_period("2026-W47", "UTC"), at("2026-11-23")
    ):
        assert result.needs.startswith("Import ")
        assert [part.verdict for part in result.parts] == ["n/a"] * len(result.parts)
        assert result.facts == ()


def test_nothing_in_a_scope_says_so_where_nothing_else_does(settings):
    facts = make_facts(
        changes=[{"planned_end": "2026-10-10", "state": "closed", "close_code": "successful"}]
    )
    period, now = parse_period("2026-10", "UTC"), at("2026-11-23")
    london = compute(facts, settings, period, now, scope=Scope("site", "London"), only=("K9",))
    assert london[0].caveats == ("none of site London in Oct",)
    assert compute(facts, settings, period, now, only=("K9",))[0].parts[0].n == 1


def test_computing_twice_gives_the_same(settings):
    facts = make_facts([{"priority": 1, "opened": "2026-11-16", "resolved": "2026-11-17"}])
    period, now = parse_period("2026-W47", "UTC"), at("2026-11-23")
    assert compute(facts, settings, period, now) == compute(facts, settings, period, now)
