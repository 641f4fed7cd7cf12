"""K18: the sample, its controls and its strata (METRICS K18)."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.kpis import compute
from app.analysis.kpis.audit_evidence import draw, seed_of
from app.analysis.periods import parse_period
from app.analysis.statistics import clopper_pearson
from app.models.columns import PirRow, Registers, SourceFreshness
from app.services.settings import load_settings
from tests.analysis.change_evidence import change, evidence
from tests.analysis.sample_facts import at

QUARTER = parse_period("2026-Q4", "UTC")
NOW = at("2027-01-10T08:00")
DEFAULTS = load_settings("UTC")


def k18(rows, settings=DEFAULTS, **more):
    return compute(evidence(rows, **more), settings, QUARTER, NOW, only=("K18",))[0]


def named(found):
    return {part.name: part for part in found.extra}


def pir(incident, **more):
    usual = dict.fromkeys(("state", "owner", "due", "held", "approved", "waived_by"))
    return PirRow(key=f"PIR-{incident}", incident=incident, waiver_reason=None, **(usual | more))


@given(st.lists(st.text("ABC123", min_size=1), unique=True, max_size=30), st.integers(0, 40))
def test_sample_depends_on_population_and_seed_alone(keys, n):
    drawn = draw(keys, n, 7)
    assert drawn == draw(list(reversed(keys)), n, 7)
    assert len(drawn) == len(set(drawn)) == min(n, len(keys))
    assert set(drawn) <= set(keys)


def test_sample_equals_a_shuffle_written_out():
    pool, random, expected = [f"CHG{i:02}" for i in range(40)], Random(11), []
    while len(expected) < 25:
        expected.append(None)
        place = len(expected) - 1
        other = place + int(random.random() * (40 - place))
        pool[place], pool[other] = pool[other], pool[place]
        expected[-1] = pool[place]
    assert draw([f"CHG{i:02}" for i in range(40)], 25, 11) == expected


def test_every_record_is_as_likely():
    seen = Counter(key for seed in range(4000) for key in draw(list("ABCDEFGH"), 2, seed))
    assert all(900 < n < 1100 for n in seen.values())


def test_seed_is_the_setting_else_of_the_period():
    assert seed_of(replace(DEFAULTS, audit_seed=42), QUARTER) == 42
    other = parse_period("2026-Q3", "UTC")
    assert seed_of(DEFAULTS, QUARTER) == seed_of(DEFAULTS, QUARTER) != seed_of(DEFAULTS, other)


def test_whole_records_pass():
    found = k18([change() for _ in range(6)])
    assert (found.parts[0].value, found.parts[0].n) == (100, 6)
    assert found.drivers == ()


@pytest.mark.parametrize(
    ("more", "control"),
    [
        ({"approvals": [("Cyd", "approved", "2026-10-05T08:00:01")]}, "Approval before the start"),
        (
            {
                "approvals": [
                    ("Cyd", "approved", "2026-10-03"),
                    ("Dee", "rejected", "2026-10-04"),
                    ("Ada", "not required", "2026-10-04"),
                ],
            },
            "Approval before the start",
        ),
        (
            {
                "approvals": [
                    ("Cyd", "approved", "2026-10-05T08:00:01"),
                    ("Ada", "cancelled", "2026-10-04"),
                ],
            },
            "Approval before the start",
        ),
        ({"approvals": [("Ada", "approved", "2026-10-04")]}, "Approver, requester"),
        ({"approvals": [("Bob", "approved", "2026-10-04")]}, "Approver, requester"),
        ({"implementer": "Ada"}, "Approver, requester"),
        ({"implementer": None}, "Approver, requester"),
        ({"ratings": {"test": 0.0}}, "Test and backout"),
        ({"ratings": {"backout": 0.0}}, "Test and backout"),
        ({"close_code": None}, "Closure code"),
        (
            {"type": "emergency", "approvals": [("Cyd", "approved", "2026-10-08T08:00:01")]},
            "Approval before the start, or ratified",
        ),
    ],
)
def test_each_control_fails_the_record(more, control):
    found = k18([change(key="BAD", **more), change(key="GOOD", type=more.get("type", "normal"))])
    part = found.parts[0]
    assert (part.value, part.rows, part.numerator_rows) == (50, ("BAD", "GOOD"), ("GOOD",))
    assert [bar.label.startswith(control) for bar in found.drivers] == [True]


def test_ratified_emergencies_and_standard_models_pass():
    rows = [
        change(type="emergency", approvals=[("Cyd", "approved", "2026-10-08T08:00")]),
        change(type="standard", approvals=[], implementer="Ada"),
    ]
    assert k18(rows).parts[0].value == 100


def test_majors_need_a_review_and_a_code():
    tickets = [
        {"key": key, "is_major": True, "opened": "2026-11-01", "resolved": "2026-11-02"}
        for key in ("INC1", "INC2", "INC3", "INC4")
    ]
    pirs = (
        pir("INC1", approved=at("2026-11-09")), pir("INC2", held=at("2026-11-09")),
        pir("INC3", waived_by="Ada"),
    )  # fmt: skip
    found = k18([change()], tickets=tickets, registers=Registers(pirs=pirs))
    assert {bar.label: bar.count for bar in found.drivers}["PIR of a major incident"] == 2
    assert named(found)["Major incidents"].records == "ticket"
    assert named(found)["Major incidents"].n == 4


def test_rate_is_weighted_by_the_population_and_strata_have_exact_intervals():
    """30 normal changes, all whole, and 4 emergencies, two of them not approved."""
    emergencies = [change(type="emergency", approvals=[]) for _ in range(2)]
    emergencies += [change(type="emergency") for _ in range(2)]
    found = k18([change() for _ in range(30)] + emergencies)
    assert found.parts[0].value == pytest.approx(100 * (30 + 4 * 0.5) / 34)
    strata = named(found)
    assert (strata["Normal changes"].n, strata["Emergency changes"].n) == (25, 4)
    assert strata["Emergency changes"].exact == clopper_pearson(2, 4)
    assert found.parts[0].n == 29
    facts = dict(found.facts)
    assert facts["Normal changes drawn"] == "25 of 30, 0 records deviating"
    keys = facts["Normal changes, in order"].split(", ")
    assert sorted(keys) == sorted(set(keys)) == sorted(strata["Normal changes"].rows)
    assert facts["Seed"] == str(seed_of(DEFAULTS, QUARTER))


@hypothesis_settings(max_examples=25, deadline=None)
@given(st.integers(1, 60), st.integers(0, 60))
def test_deviations_are_those_of_the_sample_alone(n, bad):
    bad = min(bad, n)
    rows = [change(key=f"C{i:02}", close_code=None if i < bad else "successful") for i in range(n)]
    drawn = draw([f"C{i:02}" for i in range(n)], 25, seed_of(DEFAULTS, QUARTER))
    failed = sum(int(key[1:]) < bad for key in drawn)
    part = k18(rows).parts[0]
    assert (part.n, len(part.numerator_rows)) == (len(drawn), len(drawn) - failed)
    assert part.value == pytest.approx(100 * (len(drawn) - failed) / len(drawn))


def test_without_approvals_the_row_says_what_is_missing():
    found = k18([change(approvals=[])])
    assert "sysapproval_approver" in found.needs
    assert (found.parts[0].value, found.facts) == (None, ())


def file_of(kind, rows, exported, query=""):
    return SourceFreshness(kind, kind, NOW, f"{kind}.csv", rows, NOW, False, exported, query)


def test_the_population_is_reconciled_with_the_exporters_own_count():
    for exported, query, words in (
        (30, "a=b", "reconciled: the exporter counted 30, change.csv has 30; query: a=b"),
        (31, "", "not reconciled: the exporter counted 31, change.csv has 30"),
        (None, "", "not recorded: nobody gave the exporter's count at the import"),
    ):
        facts = replace(evidence([change()]), sources=(file_of("change", 30, exported, query),))
        found = compute(facts, DEFAULTS, QUARTER, NOW, only=("K18",))[0]
        assert dict(found.facts)["Changes, population"] == words
        assert "Incidents, population" not in dict(found.facts)
    assert dict(k18([change()]).facts)["Changes, population"].startswith("not recorded")
