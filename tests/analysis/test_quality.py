"""Data quality findings and what they do to the KPIs, on facts made by hand."""

import random
import re
from dataclasses import replace

import numpy as np
import pytest

from app.analysis.kpis import compute
from app.analysis.periods import parse_period
from app.analysis.quality import examine, twins
from app.analysis.quality.effects import Effects
from app.analysis.quality.numbers import number_runs
from app.analysis.quality.subset import subset
from app.models.columns import MISSING
from app.models.quality import BatchFacts, LeftOut, LostLink, QualityFacts
from app.models.results import KpiEffect
from tests.analysis.sample_facts import at, make_facts

NOW = at("2026-11-23T08:00")
WEEK = parse_period("2026-W47", "UTC")
NOTHING = QualityFacts((), np.empty(0, np.int64), {}, (), (), (), (), ())


def look(settings, facts, titles=None, **known):
    return examine(facts, replace(NOTHING, **known), settings, WEEK, NOW, titles or {})


def found(settings, facts, titles=None, **known):
    return {one.id: one for one in look(settings, facts, titles, **known).findings}


def batch(number=1, **values):
    known = {
        "file_name": f"f{number}.csv", "kind": "incident", "format": "servicenow.incident",
        "scope": "full", "as_of": number, "imported_at": number * 10, "rows": 100, "rejected": 0,
        "cut": "", "problems": (), "tickets": (0, 0), "changes": (0, 0),
    }  # fmt: skip
    return BatchFacts(id=number, **(known | values))


def incident(key, opened, minutes=60, **values):
    begin = at(opened)
    return {"key": key, "opened": begin, "resolved": begin + minutes * 60, "priority": 2} | values


def keys(finding):
    return [row.key for row in finding.rows]


def test_clean_data_has_no_finding(settings):
    facts = make_facts(tickets=[incident("A", "2026-11-17T08:00", impact=1, urgency=2)])
    assert look(settings, facts).findings == ()


ORDER = {
    "order.acknowledged_opened": {"acknowledged": "2026-11-17T07:00"},
    "order.restored_opened": {"restored": "2026-11-17T07:00"},
    "order.resolved_opened": {"resolved": "2026-11-17T07:00"},
    "order.resolved_restored": {"restored": "2026-11-17T11:00"},
    "order.closed_resolved": {"closed": "2026-11-17T08:30"},
}


@pytest.mark.parametrize("name", ORDER)
def test_each_broken_order_is_a_finding(settings, name):
    good = incident("GOOD", "2026-11-17T08:00", closed="2026-11-17T09:00")
    facts = make_facts(tickets=[good, good | {"key": "BAD"} | ORDER[name]])
    hits = found(settings, facts)
    assert list(hits) == [name]
    assert (keys(hits[name]), hits[name].count) == (["BAD"], 1)
    assert hits[name].rows[0].detail.endswith("too early")


def test_equal_times_are_in_order(settings):
    opened = "2026-11-17T08:00"
    row = incident("A", opened, 0, acknowledged=opened, restored=opened, closed=opened)
    assert found(settings, make_facts(tickets=[row])) == {}


def test_a_closed_time_alone_is_judged_as_the_closed_time(settings):
    row = {"key": "A", "opened": "2026-11-17T08:00", "closed": "2026-11-17T07:00"}
    assert list(found(settings, make_facts(tickets=[row]))) == ["order.closed_opened"]


def test_times_that_cannot_be(settings):
    facts = make_facts(
        tickets=[
            incident("EARLY", "1970-01-01T00:00"),
            incident("LONG", "2023-01-01T00:00", 60 * 24 * 731),
            incident("EXACT", "2023-01-01T00:00", 60 * 24 * 730),
            {"key": "NONE", "opened": None, "updated": "2026-11-17T08:00"},
            {"key": "GONE", "opened": None, "state": "cancelled", "updated": None},
            incident("LATE", "2026-11-17T08:00", 60, as_of="2026-11-17T08:54:59"),
            incident("SLACK", "2026-11-17T08:00", 60, as_of="2026-11-17T08:55:00"),
            {"key": "SILENT", "opened": "2026-11-17T08:00", "state": "resolved"},
        ]
    )
    hits = found(settings, facts)
    assert {name: keys(one) for name, one in hits.items()} == {
        "time.too_early": ["EARLY"], "time.too_long": ["LONG"], "time.no_opened": ["NONE"],
        "time.future": ["LATE"], "content.no_resolved": ["SILENT"],
    }  # fmt: skip


def test_changes_out_of_order(settings):
    facts = make_facts(
        changes=[
            {"key": "C1", "planned_start": "2026-11-17T08:00", "planned_end": "2026-11-17T07:00"},
            {"key": "C2", "planned_start": "2026-11-17T08:00", "planned_end": "2026-11-17T09:00",
             "actual_start": "2026-11-17T08:00", "actual_end": "2026-11-17T07:59"},
            {"key": "C3", "planned_start": "2026-11-30T08:00", "planned_end": "2026-11-30T09:00",
             "actual_start": "2026-11-30T08:00", "actual_end": "2026-11-30T09:00"},
        ]
    )  # fmt: skip
    hits = found(settings, facts)
    assert {name: keys(one) for name, one in hits.items()} == {
        "order.planned": ["C1"], "order.actual": ["C2"], "time.future_change": ["C3"],
    }  # fmt: skip


def test_priority_against_the_matrix(settings):
    facts = make_facts(
        tickets=[
            incident("RIGHT", "2026-11-17T08:00", priority=2, impact=1, urgency=2),
            incident("UNDER", "2026-11-17T08:00", priority=4, impact=1, urgency=2),
            incident("OVER", "2026-11-17T08:00", priority=1, impact=3, urgency=3),
            incident("ABSENT", "2026-11-17T08:00", priority=0, impact=1, urgency=1),
            incident("TASK", "2026-11-17T08:00", kind="request", priority=5, impact=1, urgency=1),
            incident("FELL", "2026-11-17T08:00", priority=3, peak_priority=1, has_history=True),
        ]
    )
    hits = found(settings, facts)
    assert {name: keys(one) for name, one in hits.items()} == {
        "priority.under": ["UNDER"], "priority.over": ["OVER"], "value.no_priority": ["ABSENT"],
        "priority.downgraded": ["FELL"],
    }  # fmt: skip
    assert hits["priority.under"].rows[0].detail == (
        "impact 1 × urgency 2 gives P2, recorded as P4"
    )


def test_what_is_missing_or_not_known(settings):
    facts = make_facts(
        tickets=[
            incident("SILENT", "2026-11-17T08:00"),
            {"key": "ODD", "opened": "2026-11-17T08:00", "state": "unknown"},
            {"key": "LEFT", "opened": "2026-11-17T08:00", "outcome_unknown": True},
        ]
    )
    hits = found(settings, facts, without_notes=np.array([1]), raw_states={2: "Parked"})
    assert {name: keys(one) for name, one in hits.items()} == {
        "content.no_notes": ["SILENT"], "value.state": ["ODD"], "scope.left": ["LEFT"],
    }  # fmt: skip
    assert hits["value.state"].title == "1 ticket with a state that is not known: “Parked”"
    assert "Import a full export of incident records" in hits["scope.left"].advice


def test_one_number_in_two_sources(settings):
    rows = [incident("A", "2026-11-17T08:00"), incident("B", "2026-11-17T08:00"),
            incident("A", "2026-11-17T08:00", source="Jira"),
            incident("C", "2026-11-17T08:00", source="Jira", kind="problem")]  # fmt: skip
    hits = found(settings, make_facts(tickets=rows))
    assert list(hits) == ["duplicate.key"]
    assert (hits["duplicate.key"].count, keys(hits["duplicate.key"])) == (1, ["A"])


def test_one_number_of_two_kinds_in_one_source(settings):
    day = "2026-11-17T08:00"
    rows = [incident("A", day, updated=at("2026-11-18T08:00"), kind="problem"),
            incident("A", day, updated=at("2026-11-17T10:00")),
            incident("B", day), incident("B", day, source="Jira", kind="problem"),
            incident("C", day, kind="problem")]  # fmt: skip
    (hit,) = found(settings, make_facts(tickets=rows)).values()
    assert (hit.id, hit.count, keys(hit)) == ("duplicate.kind", 1, ["A"])
    assert (hit.rows[0].kind, hit.rows[0].detail) == ("incident", "later problem")


def test_twins_share_caller_ci_text_and_day(settings):
    day = {"caller": "S", "ci": "web01"}
    rows = [
        incident("A", "2026-11-17T08:00", **day),
        incident("B", "2026-11-18T08:00", **day),
        incident("C", "2026-11-19T08:00:01", **day),
        incident("D", "2026-11-17T09:00", caller="T", ci="web01"),
        incident("E", "2026-11-17T09:00", caller="S", ci="web02"),
        incident("F", "2026-11-17T08:30", **day, is_child=True),
    ]
    facts = make_facts(tickets=rows)
    again, first = twins(facts)
    assert (again.tolist(), first.tolist()) == ([1], [0])
    same = found(settings, facts, {1: "Mail  down", 2: "mail down"})
    assert keys(same["duplicate.twin"]) == ["B"]
    assert same["duplicate.twin"].rows[0].detail == "same as A, 1 d later"
    assert found(settings, facts, {1: "Mail down", 2: "Disk full"}) == {}
    assert found(settings, facts, {}) == {}


def test_links_names_groups_and_numbers(settings):
    facts = make_facts(
        tickets=[incident("A", "2026-11-17T08:00", ci="web01"), incident("B", "2026-11-17T08:00")],
        changes=[{"key": "C1", "cis": ["web01", "db01"]}, {"key": "C2", "cis": ["db01"]}],
    )
    lost = LostLink("ticket.problem_key", "Problem", "ticket", "problem", True, 7, 2,
                    ("PRB1", "PRB2"), (("ticket", "A", "PRB1"),))  # fmt: skip
    gone = replace(lost, link="ticket.vendor_case_key", end="vendor_case", held=False)
    hits = found(
        settings, facts, lost_links=(lost, gone, replace(lost, link="ticket.service",
                                                         end="service", held=False)),
        same_names=(("web01", 2),), unknown_groups=(("Ghosts", "servicenow", 3),),
    )  # fmt: skip
    assert {name: (one.severity, one.count) for name, one in hits.items()} == {
        "orphan.ticket.problem_key": ("risk", 7), "missing.ticket.vendor_case_key": ("note", 7),
        "ci.same_name": ("note", 1), "ci.ambiguous": ("risk", 2), "group.unknown": ("risk", 1),
    }  # fmt: skip
    assert sorted(keys(hits["ci.ambiguous"])) == ["A", "C1"]
    assert "PRB1, PRB2" in hits["orphan.ticket.problem_key"].advice
    fixed = replace(lost, link="ticket.change_fix_key", words="Fixed by change", end="change")
    (title,) = [one.title for one in found(settings, facts, lost_links=(fixed,)).values()]
    assert title == "7 tickets name changes (fixed by change) that are not in the store"
    cis = replace(gone, link="ticket.ci", words="Configuration item", end="ci")
    (title,) = [one.title for one in found(settings, facts, lost_links=(cis,)).values()]
    assert title == "7 tickets name CIs, and none was imported"


def test_gaps_in_numbers_are_named_with_their_zeros(settings):
    rows = [incident(f"INC{n:07d}", "2026-11-17T08:00") for n in (*range(9, 28), 33)]
    rows += [incident(f"OPS-{n}", "2026-11-17T08:00") for n in range(5, 25)]
    rows += [incident(f"P{n}", "2026-11-17T08:00") for n in (1, 99)]
    found_rows = found(settings, make_facts(tickets=rows))["number.gaps"].rows
    assert [(row.key, row.detail) for row in found_rows] == [
        ("INC0000009 to INC0000033", "20 there, 5 not")
    ]


@pytest.mark.parametrize("seed", range(5))
def test_runs_of_numbers_equal_a_plain_reading(seed):
    dice = random.Random(seed)
    prefixes = ["INC", "OPS-", "", "A1B", "X9-", "é"]
    made = [dice.choice(prefixes) + str(dice.randrange(400)).zfill(dice.choice((1, 4)))
            for _ in range(900)] + ["none", "9" * 20, "K" + "7" * 16]  # fmt: skip
    of = [dice.randrange(2) for _ in made]
    plain = {}
    for key, kind in zip(made, of, strict=True):
        match = re.fullmatch(r"(.*?)(\d+)", key)
        if match and len(match[2]) <= 15:
            plain.setdefault((kind, match[1]), []).append(match[2])
    wanted = {
        (kind, prefix, len(set(map(int, texts))), min(map(int, texts)), max(map(int, texts)),
         min(map(len, texts)))
        for (kind, prefix), texts in plain.items()
        if len(texts) >= 20
    }  # fmt: skip
    runs = number_runs(np.array(made, np.str_), np.array(of, np.int64))
    assert len(wanted) == 12
    assert {
        (run.of, run.prefix, run.count, run.least, run.most, run.digits) for run in runs
    } == wanted


def test_a_cut_export_stays_a_finding_until_a_fuller_one_comes(settings):
    facts = make_facts(tickets=[incident("A", "2026-11-17T08:00")])
    cut = batch(1, cut="Exactly 10,000 rows.", rows=10_000)
    name = "import.cut"
    assert name in found(settings, facts, batches=(cut,))
    assert name in found(settings, facts, batches=(cut, batch(2, rows=9_000)))
    assert name in found(settings, facts, batches=(cut, batch(2, rows=11_000, scope="delta")))
    assert name in found(settings, facts, batches=(cut, batch(2, rows=11_000, kind="change")))
    assert name not in found(settings, facts, batches=(cut, batch(2, rows=11_000)))


def test_rows_left_out_and_rows_kept_with_a_flag(settings):
    facts = make_facts(tickets=[incident("A", "2026-11-17T08:00")])
    one = batch(1, as_of=NOW, rejected=2, problems=(("repeated_hour", 3, "first", "02:30"),
                                         ("key_empty", 2, "reject", "")))  # fmt: skip
    hits = found(
        settings, facts, batches=(one, batch(2, as_of=NOW)),
        left_out=(LeftOut("f1.csv", 7, "opened_at", "32/13", "is no date"),),
    )  # fmt: skip
    assert {name: one.count for name, one in hits.items()} == {
        "import.left_out": 2, "import.repeated_hour": 3,
    }  # fmt: skip
    assert hits["import.left_out"].rows[0].detail == "opened_at: “32/13” is no date"
    shares = [(share.batch, share.found, share.new) for share in hits["import.left_out"].trend]
    assert shares == [(1, 2, 100), (2, 0, 100)]


def test_trend_is_the_share_of_what_each_import_brought_new(settings):
    rows = [incident(f"T{n}", "2026-11-17T08:00", priority=0 if n in (1, 2, 5) else 2)
            for n in range(1, 7)]  # fmt: skip
    batches = (batch(1, tickets=(1, 5)), batch(2, tickets=(5, 5)), batch(3, tickets=(5, 7)))
    hit = found(settings, make_facts(tickets=rows), batches=batches)["value.no_priority"]
    assert [(one.batch, one.found, one.new) for one in hit.trend] == [(1, 2, 4), (3, 1, 2)]


def test_the_effect_is_the_kpi_without_those_rows(settings):
    rows = [
        incident("GOOD1", "2026-11-17T08:00", 60), incident("GOOD2", "2026-11-17T08:00", 120),
        incident("BAD", "2026-11-17T08:00", 660, restored="2026-11-17T19:30"),
    ]  # fmt: skip
    hit = found(settings, make_facts(tickets=rows))["order.resolved_restored"]
    assert keys(hit) == ["BAD"]
    assert hit.effects[0] == KpiEffect(
        "K1", "P2", "P2 time to restore", "h", "2026-W47", pytest.approx(14.5 / 3), 1.5,
        "P2 time to restore 4.8 → 1.5 h",
    )  # fmt: skip
    assert hit.effect_words.startswith("Without this row P2 time to restore moves 4.8 → 1.5 h")


def test_a_kpi_that_does_not_change_is_not_named(settings):
    rows = [incident(f"A{n}", "2026-11-17T08:00", 60) for n in range(3)]
    rows.append(incident("OLD", "2024-11-17T08:00", 60, priority=0))
    hit = found(settings, make_facts(tickets=rows))["value.no_priority"]
    assert (hit.count, hit.effects, hit.effect_words) == (1, (), "")


def random_facts(seed, many=300):
    dice = np.random.default_rng(seed)
    start = at("2026-11-09T00:00")
    rows = []
    for n in range(many):
        opened = int(start + dice.integers(0, 14 * 86400))
        ended = dice.random() < 0.8
        length = int(dice.integers(60, 4 * 86400))
        rows.append({
            "key": f"T{n}", "opened": opened, "priority": int(dice.integers(0, 6)),
            "kind": ["incident", "request"][int(dice.integers(0, 2))],
            "state": "closed" if ended else "on_hold", "is_child": dice.random() < 0.1,
            "resolved": opened + length if ended else None,
            "acknowledged": opened + 60 if dice.random() < 0.7 else None,
            "group": f"G{int(dice.integers(0, 4))}",
        })  # fmt: skip
    changes = [
        {"key": f"C{n}", "type": ["normal", "standard", "emergency"][n % 3], "state": "closed",
         "planned_start": start + n * 3600, "planned_end": start + n * 3600 + 1800,
         "actual_start": start + n * 3600, "actual_end": start + n * 3600 + 1800,
         "close_code": [None, "successful", "unsuccessful"][n % 3], "cis": [f"ci{n % 7}"]}
        for n in range(90)
    ]  # fmt: skip
    return make_facts(tickets=rows, changes=changes)


@pytest.mark.parametrize("seed", range(6))
def test_effects_equal_the_kpis_of_a_store_without_the_rows(settings, seed):
    facts = random_facts(seed)
    dice = np.random.default_rng(seed + 100)
    for period in (WEEK, parse_period("2026-11", "UTC")):
        effects = Effects(facts, settings, period, NOW)
        tickets = np.flatnonzero(dice.random(len(facts.tickets)) < 0.2)
        changes = np.flatnonzero(dice.random(len(facts.changes)) < 0.2)
        keep_tickets = np.ones(len(facts.tickets), bool)
        keep_changes = np.ones(len(facts.changes), bool)
        keep_tickets[tickets] = keep_changes[changes] = False
        plain = compute(subset(facts, keep_tickets, keep_changes), settings, period, NOW)
        after = {(one.id, part.name): part.value for one in plain for part in one.parts}
        whole = compute(facts, settings, period, NOW)
        before = {(one.id, part.name): part.value for one in whole for part in one.parts}
        named = effects.without(tickets, changes)
        assert named
        for one in named:
            assert one.before == before[one.kpi, one.part]
            assert one.after == pytest.approx(after[one.kpi, one.part])
        silent = before.keys() - {(one.kpi, one.part) for one in named}
        for name in silent:
            if before[name] is not None and after[name] is not None:
                assert abs(before[name] - after[name]) < 1, name


def test_a_subset_is_what_facts_of_those_rows_alone_would_be():
    rows = [incident(f"A{n}", "2026-11-17T08:00", group=f"G{n}") for n in range(4)]
    changes = [{"key": f"C{n}", "cis": [f"ci{n}", "shared"]} for n in range(3)]
    facts = make_facts(tickets=rows, changes=changes)
    kept = subset(facts, np.array([False, True, False, True]), np.array([False, True, True]))
    assert kept.tickets.key.tolist() == ["A1", "A3"]
    assert [kept.tickets.groups[code] for code in kept.tickets.group.tolist()] == ["G1", "G3"]
    assert kept.changes.key.tolist() == ["C1", "C2"]
    names = [kept.changes.cis[code] for code in kept.changes.ci_ci.tolist()]
    pairs = sorted(zip(kept.changes.ci_change.tolist(), names, strict=True))
    assert pairs == [(0, "ci1"), (0, "shared"), (1, "ci2"), (1, "shared")]
    assert MISSING < 0


def test_a_fresh_export_of_another_system_hides_no_stale_one(settings):
    batches = (
        batch(1, format="jira.csv", as_of=NOW - 200 * 86_400),
        batch(2, format="servicenow.incident", as_of=NOW - 1_800),
        batch(3, format="servicenow.incident_log", as_of=NOW - 60 * 86_400),
    )
    facts = make_facts(tickets=[incident("A", "2026-11-17T08:00", impact=1, urgency=2)])
    report = look(settings, facts, batches=batches)
    (stale,) = (one for one in report.findings if one.id == "source.stale")
    assert [row.key for row in stale.rows] == ["f1.csv"]
    assert [(each.file_name, each.stale) for each in report.sources] == [
        ("f1.csv", True),
        ("f2.csv", False),
    ]
