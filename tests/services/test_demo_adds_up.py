"""What an auditor adds up: every number of the demo agrees with its rows, in every period."""

from collections import Counter
from dataclasses import replace

import pytest

from app.analysis.kpis import KPIS, compute
from app.analysis.periods import parse_period
from app.analysis.statistics import wilson
from app.models.results import KpiPart, KpiResult
from app.models.scope import EVERYTHING, Scope
from app.models.settings import KpiVariant
from app.services.demo_store import DEMO_ZONE, make_demo_store
from app.services.kpi_rows import rows_of
from app.services.measure import kpis_of
from app.services.tower import Tower, open_tower

PERIODS = ("2026-W46", "2026-W13", "2025-W44", "2026-10", "2026-03", "2026-Q3")
"""The newest whole week, two in which the clocks go forward and back, months and a quarter."""
UNITS = {"K4"}
"""KPIs that count a record once for each of its targets: one may count, the other be left out."""
DRAWN = {"K18"}
"""KPIs that draw a sample of each scope anew."""
OF_ITS_OWN = {"K3", "K5", "K12", "K16", "K18"}
"""KPIs whose months don't add up to a quarter: older cohorts, snapshots, services, the latest
answer of a person, samples."""


@pytest.fixture(scope="module", params=[DEMO_ZONE, "America/St_Johns"])
def tower(request, tmp_path_factory):
    made = tmp_path_factory.getbasetemp() / "adds-up"
    made.mkdir(exist_ok=True)
    store, now = make_demo_store(made, tickets=600)
    with open_tower(store, now=now, report_zone=request.param) as tower:
        yield tower


def results(tower: Tower, period: str, scope: Scope = EVERYTHING) -> tuple[KpiResult, ...]:
    return kpis_of(tower, tower.settings, parse_period(period, tower.zone), scope)


def every_part(kpi: KpiResult) -> tuple[KpiPart, ...]:
    return (*kpi.parts, *kpi.extra)


def gap_counted(part: KpiPart) -> bool:
    """A chart of days between events: n intervals between n + 1 records."""
    return part.chart == "t"


def wrong_counts(part: KpiPart) -> list[str]:
    """What does not agree between a part's figures and its rows."""
    n = len(part.rows) - 1 if gap_counted(part) else sum(part.weights) or len(part.rows)
    hits, found = set(part.numerator_rows), []
    if part.numerator is not None:
        k = sum(part.measures) if part.weights else len(hits)
        found += ["numerator is not its rows"] * (k != part.numerator)
        found += ["denominator is not its rows"] * (n != part.denominator)
        found += ["more than all"] * (not 0 <= part.numerator <= (part.denominator or 0))
        found += ["another interval"] * (part.interval != wilson(part.numerator, part.denominator))
    found += ["n is not its rows"] * (n != part.n and part.n > 0)
    found += ["numerator outside the denominator"] * (not hits <= set(part.rows))
    if part.distribution is not None:
        found += ["another n of durations"] * (part.distribution.n != part.n)
    return found


def wrong_figures(part: KpiPart) -> list[str]:
    """What does not agree between a part's figures themselves."""
    found, value = [], part.value
    if part.unit == "%" and value is not None:
        found += ["not a share"] * (not 0 <= value <= 100)
    if part.numerator is not None and part.denominator:
        found += ["not k of n"] * (value != 100 * part.numerator / part.denominator)
    for low, high in filter(None, (part.interval, part.exact)):
        found += ["outside its interval"] * (not low - 1e-9 <= (value or 0) <= high + 1e-9)
    if not gap_counted(part):
        newest = part.trend[-1]
        found += ["another trend"] * ((newest.value, newest.n) != (value, part.n))
    if part.n == 0 and part.rows == () and part.met is not None:
        found.append("judged without records")
    if part.n < 5:
        found += ["a signal of few"] * (part.signal is not None)
    if part.target is None:
        found += ["judged without a target"] * (part.met is not None or part.better_by is not None)
    return found


@pytest.mark.parametrize("period", PERIODS)
def test_every_number_is_made_of_its_rows(tower, period):
    found = [
        (kpi.id, part.name, words)
        for kpi in results(tower, period)
        for part in every_part(kpi)
        for words in (*wrong_counts(part), *wrong_figures(part))
    ]
    assert found == []


@pytest.mark.parametrize("period", PERIODS)
def test_what_is_left_out_is_counted_by_its_keys_and_counts_nowhere_else(tower, period):
    for kpi in results(tower, period):
        assert dict(kpi.excluded) == {why: len(keys) for why, keys in kpi.excluded_rows}, kpi.id
        out = Counter(key for _, keys in kpi.excluded_rows for key in keys)
        assert kpi.id in UNITS or not [key for key, times in out.items() if times > 1], kpi.id
        counted = {key for part in kpi.parts for key in part.rows}
        assert kpi.id in UNITS or not counted & set(out), kpi.id


@pytest.mark.parametrize("period", ["2026-W46", "2026-10", "2026-Q3"])
def test_every_row_opens_as_a_record_of_the_store(tower, period):
    for kpi in results(tower, period):
        for part in every_part(kpi):
            lines = rows_of(tower, part.records or kpi.records, part.rows)
            assert [line.key for line in lines] == list(part.rows)
            unknown = [line.key for line in lines if not (line.title or line.opened is not None)]
            assert unknown == [], (kpi.id, part.name)
        for why, keys in kpi.excluded_rows:
            lines = rows_of(tower, kpi.records, keys)
            unknown = [line.key for line in lines if not (line.title or line.opened is not None)]
            assert unknown == [], (kpi.id, why)


@pytest.mark.parametrize("field", ["service", "group", "tier"])
def test_the_parts_of_a_scope_add_up_to_the_whole(tower, field):
    """Each record of the whole is of one scope at most, and none has others."""
    facts = tower.facts()
    names = {
        "service": {row.name for row in facts.registers.services} | set(facts.tickets.services),
        "group": {*facts.tickets.groups, *facts.changes.groups, *facts.alerts.teams},
        "tier": {"1", "2", "3"},
    }[field]
    of = {name: results(tower, "2026-10", Scope(field, name)) for name in sorted(names)}
    for at, kpi in enumerate(results(tower, "2026-10")):
        if kpi.id in DRAWN:
            continue
        for place, part in enumerate(kpi.parts):
            theirs = [row[at].parts[place] for row in of.values() if place < len(row[at].parts)]
            keys = [key for each in theirs for key in each.rows]
            assert len(keys) == len(set(keys)), (kpi.id, part.name)
            assert set(keys) <= set(part.rows), (kpi.id, part.name)
            assert sum(each.n for each in theirs) <= part.n, (kpi.id, part.name)
            if theirs and kpi.id in {"K1", "K3", "K4", "K5", "K6", "K9", "K10", "K11"}:
                assert sum(each.n for each in theirs) == part.n, (kpi.id, part.name)


def test_three_months_are_a_quarter_to_the_second(tower):
    """Half-open periods: no record stands in two of them, and none between them."""
    months = [results(tower, f"2026-{month:02}") for month in (7, 8, 9)]
    for at, kpi in enumerate(results(tower, "2026-Q3")):
        if kpi.id in OF_ITS_OWN:
            continue
        out = Counter[str]()
        for month in months:
            out.update(dict(month[at].excluded))
        assert dict(kpi.excluded) == dict(out), kpi.id
        for part in (one for one in every_part(kpi) if not gap_counted(one)):
            theirs = [
                one for month in months for one in every_part(month[at]) if one.name == part.name
            ]
            assert sum(one.n for one in theirs) == part.n, (kpi.id, part.name)
            if part.numerator is not None:
                assert sum(one.numerator or 0 for one in theirs) == part.numerator
            assert {key for one in theirs for key in one.rows} == set(part.rows)


def test_a_variant_that_is_chosen_has_the_value_that_stood_beside(tower):
    period, now = parse_period("2026-10", tower.zone), tower.now()

    def figures(parts: tuple[KpiPart, ...]) -> set[tuple[float | None, int, int | None]]:
        return {(part.value, part.n, part.numerator) for part in parts}

    for kpi in results(tower, period.id):
        shown = figures(every_part(kpi))
        for name in kpi.variants:
            chosen = replace(tower.settings, variants=(KpiVariant(kpi.id, name),))
            (other,) = compute(tower.facts(), chosen, period, now, only=(kpi.id,))
            assert other.variant == name
            assert figures(other.parts[:1]) <= shown, (kpi.id, name)
            assert figures(kpi.parts[:1]) <= figures(every_part(other)), (kpi.id, name)


def test_all_eighteen_are_looked_at(tower):
    assert [kpi.id for kpi in results(tower, "2026-10")] == [line.id for line in KPIS]
    assert all(any(part.n for part in kpi.parts) for kpi in results(tower, "2026-10"))
