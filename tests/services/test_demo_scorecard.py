"""The demo's scorecard: eighteen KPIs with rows behind each, and every planted story found."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.analysis.kpis import KPIS, compute
from app.analysis.kpis.scoping import changes_in
from app.analysis.periods import parse_period
from app.models.errors import AppError
from app.models.results import KpiPart, KpiResult
from app.models.scope import Scope
from app.models.ticket import TICKET_KINDS
from app.services.demo_store import DEMO_ZONE, make_demo_store
from app.services.drivers import pareto
from app.services.plan_changes import change_calendar
from app.services.score import in_scope, scorecard
from app.services.tower import Tower, open_tower

MONTHS = [f"{year}-{month:02}" for year, first, last in ((2025, 6, 12), (2026, 1, 11))
          for month in range(first, last + 1)]  # fmt: skip
EARLIER = [
    "2024-09",
    "2024-10",
    "2024-11",
    "2024-12",
    *(f"2025-{month:02}" for month in range(1, 6)),
]
HOUR = 3600
QUARTERS = ["2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]


def opened(folder: Path, tickets: int):
    store, now = make_demo_store(folder, tickets=tickets)
    return open_tower(store, now=now, report_zone=DEMO_ZONE)


@pytest.fixture(scope="module")
def least(tmp_path_factory):
    with opened(tmp_path_factory.mktemp("least"), 300) as tower:
        yield tower


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("stories")


@pytest.fixture(scope="module")
def tower(folder):
    with opened(folder, 1500) as tower:
        yield tower


@pytest.fixture(scope="module")
def stories(tower, folder) -> dict[str, dict[str, Any]]:
    told = json.loads((folder / "demo" / "stories.json").read_text("utf-8"))["stories"]
    return {story["id"]: story for story in told}


def kpi(tower: Tower, number: str, period: str) -> KpiResult:
    asked = parse_period(period, tower.zone)
    return compute(tower.facts(), tower.settings, asked, tower.now(), only=(number,))[0]


def beside(result: KpiResult, name: str) -> KpiPart:
    return next(part for part in (*result.parts, *result.extra) if part.name == name)


@pytest.mark.parametrize("period", ["2026-W47", "2026-10", "2026-Q3"])
def test_every_kpi_has_rows_even_in_the_smallest_demo(least, period):
    card = scorecard(least, period)
    assert [each.id for each in card.kpis] == [each.id for each in KPIS]
    assert {each.id: each.needs for each in card.kpis if each.needs} == {}
    for each in card.kpis:
        part = each.parts[0]
        assert part.n > 0, each.id
        assert part.value is not None, each.id
        assert part.rows, each.id


@pytest.mark.parametrize("number", ["K3", "K6", "K7", "K8", "K9", "K11", "K12", "K14", "K15",
                                    "K17"])  # fmt: skip
def test_monthly_kpis_have_a_point_for_most_of_eighteen_months(tower, number):
    points = kpi(tower, number, "2026-10").parts[0].trend
    assert sum(point.value is not None for point in points) >= 14


@pytest.mark.parametrize("number", ["K16", "K18"])
def test_quarterly_kpis_have_eight_quarters(tower, number):
    points = kpi(tower, number, "2026-Q3").parts[0].trend
    assert [point.value is not None for point in points] == [True] * 8


def test_the_full_set_of_files_is_told_by_the_manifest(folder, tower):
    names = {path.name for path in (folder / "demo").iterdir()}
    told = json.loads((folder / "demo" / "manifest.json").read_text("utf-8"))["files"]
    assert names == {each["name"] for each in told} | {"manifest.json", "stories.json"}
    assert len(told) == 25


def test_registers_hold_as_many_records_as_told(tower, stories):
    told, facts = stories["scorecard"]["expect"], tower.facts()
    registers = facts.registers
    kinds = [TICKET_KINDS[kind] for kind in facts.tickets.kind.tolist()]
    assert {
        "alerts": len(facts.alerts),
        "outages": int((facts.outages.kind != 2).sum()),
        "maintenance": int((facts.outages.kind == 2).sum()),
        "runs": len(facts.runs.key),
        "problems": kinds.count("problem"),
        "reviews": len(registers.pirs),
        "actions": len(registers.actions),
        "requests": kinds.count("request_item"),
        "stakeholder_answers": int((facts.surveys.survey == 1).sum()),
        "ticket_answers": int((facts.surveys.survey == 0).sum()),
        "article_uses": int(facts.details.knowledge.sum()),
        "majors": int(facts.tickets.is_major.sum()),
        "cases": len(facts.vendor_cases.key),
    } == {name: told[name] for name in told if name not in {"late", "open_requests"}}


def test_the_triage_rota_raised_sla_compliance(tower, stories):
    rota = stories["triage-rota"]["keys"][0]
    points = beside(kpi(tower, "K4", "2026-W46"), "Incidents").trend
    before = [point for point in points if point.period < rota and point.n]
    after = [point for point in points if point.period >= rota]

    def mean(of: list[Any]) -> float:
        return sum(each.value * each.n for each in of) / sum(each.n for each in of)

    assert min(len(before), len(after)) >= 8
    assert mean(after) > mean(before) + 1


def test_callers_of_the_outage_missed_their_targets(tower, stories):
    story = stories["outage-callers"]
    result = kpi(tower, "K4", story["expect"]["week"])
    late = story["expect"]["solved_late"]
    assert len(late) == len(story["keys"]) // 2 >= 3
    for target, keys in (("response", story["keys"]), ("resolution", late)):
        part = beside(result, f"Incidents, {target}")
        assert set(keys) <= set(part.rows) - set(part.numerator_rows), target
    facts = tower.facts()
    keys = facts.tickets.key.tolist()
    parents = facts.details.parent
    assert {keys[parents[keys.index(key)]] for key in story["keys"]} == {story["expect"]["parent"]}


def test_the_noisy_monitor_flaps_and_leads_the_noise(tower, stories):
    story = stories["noisy-monitor"]
    alerts = tower.facts().alerts
    word = story["keys"][0].split()[0].casefold()
    mine = [place for place, mark in enumerate(alerts.fingerprint.tolist())
            if alerts.fingerprints[mark] == f"runner-pool-b/{word}"]  # fmt: skip
    assert len(mine) == story["expect"]["episodes"]
    begun = alerts.fired[mine].tolist()
    assert all(sum(abs(at - other) < HOUR for other in begun) >= 3 for at in begun)
    assert not set(alerts.human_acknowledged[mine].tolist()) & {1}
    drivers = kpi(tower, "K13", "2026-10").drivers
    assert drivers[0].label.casefold().startswith("heartbeat missed")


def test_one_tier_one_service_missed_its_availability(tower, stories):
    story = stories["missed-availability"]
    expect = story["expect"]
    result = kpi(tower, "K12", expect["month"])
    value = result.parts[0]
    assert (value.n, value.numerator) == (expect["tier_1_services"], expect["tier_1_services"] - 1)
    assert set(value.rows) - set(value.numerator_rows) == {expect["service"]}
    own = beside(result, expect["service"])
    month = parse_period(expect["month"], tower.zone)
    lost = 60 * expect["minutes"] / (month.end - month.start)
    assert own.value == pytest.approx(100 * (1 - lost), abs=0.005)  # less its maintenance
    assert list(own.rows) == story["keys"]


def test_the_waived_review_is_left_out_and_counted(tower, stories):
    story = stories["pir-waived"]
    assert len(story["keys"]) == story["expect"]["waived"] == 1
    assert dict(kpi(tower, "K7", "2026-10").excluded_rows)["waived"] == tuple(story["keys"])


def test_weak_change_records_are_never_good_ones(tower, stories):
    results = [kpi(tower, "K11", month).parts[0] for month in (*EARLIER, *MONTHS)]
    every = {key for part in results for key in part.rows}
    good = {key for part in results for key in part.numerator_rows}
    for name in ("copied-plans", "placeholder-plans", "no-backout"):
        keys = set(stories[name]["keys"])
        assert len(keys & every) >= len(keys) - 1, name
        assert len(keys) >= 4, name
        assert not keys & good, name
    assert len(good) > 0.8 * len(every)


def test_audit_deviations_are_found_where_they_are_drawn(tower, stories):
    results = [kpi(tower, "K18", quarter) for quarter in QUARTERS]
    drawn = {key for result in results for key in result.parts[0].rows}
    passed = {key for result in results for key in result.parts[0].numerator_rows}
    controls = {driver.label for result in results for driver in result.drivers}
    for name in ("late-approval", "same-hands"):
        keys = set(stories[name]["keys"])
        assert keys & drawn, name
        assert not keys & passed, name
        assert stories[name]["expect"]["control"] in controls
    assert len(passed) > 0.8 * len(drawn)


def test_late_vendors_and_automations_are_as_told(tower, stories):
    cases = [kpi(tower, "K17", month).parts[0] for month in MONTHS]
    late = sum((part.denominator or 0) - (part.numerator or 0) for part in cases)
    assert late == stories["late-vendors"]["expect"]["late"] > 0
    runs = sum(kpi(tower, "K14", month).parts[0].n for month in MONTHS)
    assert runs == stories["automation"]["expect"]["runs"]
    assert set(stories["automation"]["keys"]) == {
        row.key for row in tower.facts().registers.automations
    }


def test_outlook_and_collisions_are_those_of_the_scope(tower):
    now = tower.now()
    calendar = change_calendar(tower, now, now + 72 * HOUR)
    severe, others = [row.strongest for row in calendar.report.collisions
                      if row.strongest.severity == "Critical"]  # fmt: skip
    group_of = {bar.key: bar.group for bar in calendar.bars}
    group = group_of[severe.changes[-1]]
    assert group not in {group_of[key] for key in others.changes}
    mine = {bar.key for bar in calendar.bars if bar.group == group}
    assert 0 < len(mine) < len(calendar.bars)
    found = in_scope(calendar, tower.facts(), Scope("group", group))
    assert {bar.key for bar in found.bars} == mine
    assert found.not_approved == sum(1 for bar in found.bars if not bar.approved)
    of = {row.strongest.key for row in found.report.collisions}
    changes = tower.facts().changes
    all_mine = {str(key) for key in changes.key[changes.group == changes.groups.index(group)]}
    assert of == {
        row.strongest.key
        for row in calendar.report.collisions
        if all_mine & set(row.strongest.changes)
    }
    assert len(of) < len(calendar.report.collisions)
    card = scorecard(tower, "2026-W47", Scope("group", group))
    assert card.outlook.startswith(f"{len(mine)} change")
    before = [one.why for one in card.decisions if one.due.startswith("before")]
    assert any(severe.sentence[:-1] in why for why in before)
    assert all(any(key in why for key in all_mine) for why in before)


def test_a_service_holds_the_changes_on_its_bar_of_it(tower):
    now = tower.now()
    calendar = change_calendar(tower, now, now + 72 * HOUR)
    for name in {bar.service for bar in calendar.bars if bar.service}:
        found = in_scope(calendar, tower.facts(), Scope("service", name))
        assert {bar.service for bar in found.bars} == {name}


def test_drivers_of_changes_are_of_the_services_that_their_scopes_hold(tower):
    changes = tower.facts().changes
    found = pareto(tower, "change", "service", changes.key.tolist())
    bars = {bar.label: bar.count for bar in found}
    scopes = {name: changes_in(tower.facts(), Scope("service", name)) for name in changes.services}
    sizes = {name: int(mask.sum()) for name, mask in scopes.items()}
    named = [name for name in bars if name in sizes]
    assert len(named) >= 3
    assert {name: bars[name] for name in named} == {name: sizes[name] for name in named}
    assert sum(bars.values()) == len(changes)


def test_a_period_to_come_names_the_newest_that_can_be_chosen(tower):
    with pytest.raises(AppError, match=r"2027-01 has not begun\. Choose a period up to 2026-11\."):
        scorecard(tower, "2027-01")
