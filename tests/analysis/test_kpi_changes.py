"""K9 and K10 against plain computations, and the edge cases of METRICS §2."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.kpis import compute
from app.analysis.periods import parse_period
from app.models.change import CHANGE_STATES
from app.models.settings import KpiVariant
from app.services.settings import load_settings
from tests.analysis.few_kpis import few
from tests.analysis.sample_facts import at, make_facts

MONTH = parse_period("2026-10", "UTC")
NOW = at("2026-11-23T08:00")
DAY = 86400
DEFAULTS = load_settings("UTC")


def results(changes, period=MONTH, now=NOW, group="", settings=DEFAULTS):
    return few(make_facts(changes=changes), settings, period, now, "K9", "K10", group=group)


def k9(changes, **more):
    return results(changes, **more)["K9"]


def k10(changes, **more):
    return results(changes, **more)["K10"]


def named(result):
    return {part.name: part for part in (*result.parts, *result.extra)}


def change(**more):
    usual = {
        "planned_end": "2026-10-05T10:00", "closed": "2026-10-05T11:00", "state": "closed",
        "close_code": "successful",
    }  # fmt: skip
    return {**usual, **more}


times = st.none() | st.integers(MONTH.start - 70 * DAY, MONTH.end + 5 * DAY)
changes = st.fixed_dictionaries({
    "type": st.sampled_from((None, "standard", "normal", "emergency")),
    "state": st.sampled_from(CHANGE_STATES),
    "close_code": st.sampled_from((None, "successful", "successful_issues", "unsuccessful")),
    "linked_incidents": st.integers(0, 1),
    "planned_end": times,
    "actual_start": times,
    "closed": times,
})  # fmt: skip


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(changes, min_size=1, max_size=15))
def test_equals_a_plain_pandas_computation(rows):
    frame = pd.DataFrame(rows).astype(
        {"planned_end": "float", "closed": "float", "actual_start": "float"}
    )
    coded = frame.close_code.notna()
    off = frame.state.isin(["cancelled", "rejected"])
    ended = ~off & (coded | (frame.state == "closed") | frame.closed.notna())
    begun = ~off & (frame.state.isin(["implement", "review"]) | frame.actual_start.notna())
    strict = (frame.close_code == "successful") & (frame.linked_incidents == 0)
    found = results(rows)
    for place, point in enumerate(named(found["K9"])["strict"].trend[-3:]):
        begin = at(("2026-08-01", "2026-09-01", "2026-10-01")[place])
        end = at(("2026-09-01", "2026-10-01", "2026-11-01")[place])
        inside = (frame.planned_end >= begin) & (frame.planned_end < end)
        own = inside & ended & coded
        assert point.n == own.sum()
        assert point.value == (pytest.approx(100 * strict[own].mean()) if own.any() else None)
        rate = named(found["K10"])["all"].trend[-3:][place]
        typed = inside & (ended | begun) & frame.type.notna()
        assert rate.n == typed.sum()
        share = (frame.type[typed] == "emergency").mean() if typed.any() else None
        assert rate.value == (pytest.approx(100 * share) if typed.any() else None)


def test_strict_reported_and_lenient():
    found = named(k9([
        change(), change(linked_incidents=1), change(close_code="successful_issues"),
        change(close_code="unsuccessful"), change(),
    ]))  # fmt: skip
    assert [found[name].value for name in ("strict", "reported", "lenient")] == [40, 60, 60]
    assert (found["strict"].verdict, found["strict"].met) == ("Missed", False)
    assert found["lenient"].met is None


def test_another_variant_may_be_the_value():
    rows = [change(), change(linked_incidents=1)]
    own = replace(DEFAULTS, variants=(KpiVariant("K9", "reported"),))
    found = k9(rows, settings=own)
    assert (found.variant, found.parts[0].name, found.parts[0].value) == (
        "reported",
        "reported",
        100,
    )
    assert named(found)["strict"].met is None
    own = replace(DEFAULTS, variants=(KpiVariant("K10", "without standard"),))
    found = k10([change(type="standard"), change(type="emergency")], settings=own)
    assert (found.parts[0].value, found.parts[0].met, named(found)["all"].met) == (100, False, None)


def test_serious_changes_weigh_more():
    rows = [change(risk=1), change(risk=4, close_code="unsuccessful"), change(risk=0)]
    part = named(k9(rows))["risk-weighted"]
    assert (part.value, part.n) == (pytest.approx(100 * 5 / 6), 3)
    assert part.met is None


def test_what_was_left_out_opens_to_its_keys():
    rows = [
        change(key="A", state="cancelled"), change(key="B", close_code=None),
        change(key="C", type=None),
    ]  # fmt: skip
    assert dict(k9(rows).excluded_rows) == {
        "cancelled or rejected": ("A",), "no close code": ("B",),
    }  # fmt: skip
    assert dict(k10(rows).excluded_rows) == {"cancelled or rejected": ("A",), "no type": ("C",)}
    assert (k9(rows).records, k10(rows).records) == ("change", "change")


def test_standard_changes_have_their_own_target():
    found = k9([change(type="standard")] * 5 + [change(close_code="unsuccessful")])
    assert [(part.name, part.target, part.met) for part in found.parts] == [
        ("strict", 95, False),
        ("standard", 98, True),
    ]
    assert named(found)["normal"].value == 0


def test_missing_close_code_is_counted_apart():
    found = k9([change(), change(close_code=None)])
    assert found.parts[0].n == 1
    assert dict(found.excluded) == {"no close code": 1}
    assert "no close code 1" in found.caveats


def test_no_close_code_anywhere_is_no_success():
    found = k9([change(close_code=None)] * 3)
    assert (found.parts[0].value, found.parts[0].verdict) == (None, "n/a")
    assert "close_code" in found.needs
    assert dict(found.facts)["Close code missing"] == "3 closed changes, counted apart"


def test_called_off_never_started_and_unclosed_are_left_out():
    found = k9([
        change(state="cancelled"), change(state="rejected"),
        change(state="scheduled", closed=None, close_code=None),
        change(state="implement", closed=None, close_code=None),
    ])  # fmt: skip
    assert found.parts[0].n == 0
    assert dict(found.excluded) == {
        "cancelled or rejected": 2,
        "never started": 1,
        "not closed yet": 1,
    }


def test_cohort_is_the_planned_end_to_the_second():
    for planned, n in (
        (MONTH.start - 1, 0),
        (MONTH.start, 1),
        (MONTH.end - 1, 1),
        (MONTH.end, 0),
    ):
        assert k9([change(planned_end=planned)]).parts[0].n == n
        assert k10([change(planned_end=planned)]).parts[0].n == n


def test_clock_change_moves_the_months_bounds():
    berlin = parse_period("2026-10", "Europe/Berlin")
    for planned, n in (
        ("2026-09-30T21:59:59", 0),
        ("2026-09-30T22:00", 1),
        ("2026-10-31T22:59:59", 1),
        ("2026-10-31T23:00", 0),
    ):
        assert k9([change(planned_end=planned)], period=berlin).parts[0].n == n


def test_no_planned_end_is_counted():
    found = k10([change(planned_end=None, actual_end="2026-10-07T00:00")])
    assert found.parts[0].n == 0
    assert dict(found.excluded) == {"no planned end": 1}


def test_late_end_is_its_own_figure():
    found = named(
        k9([change(actual_end="2026-10-05T10:00"), change(actual_end="2026-10-05T10:01")])
    )
    assert (found["on schedule"].value, found["strict"].value) == (50, 100)


def test_value_equal_to_its_target_is_met():
    assert k9([change()] * 19 + [change(close_code="unsuccessful")]).parts[0].met is True
    part = k10([change()] * 9 + [change(type="emergency")]).parts[0]
    assert (part.value, part.met, part.better_by) == (10, True, 0)


def test_under_five_the_cases_decide():
    part = k10([change(), change(), change(type="emergency")]).parts[0]
    assert (part.met, part.verdict) == (False, "2 of 3 inside target")
    assert k10([change()]).parts[0].met is True


def test_the_last_seven_days_are_maturing():
    recent = change(planned_end="2026-10-30T10:00")
    found = k9([recent, change()], now=at("2026-11-02T00:00"))
    assert any("maturing" in line for line in found.caveats)
    assert dict(found.facts)["Maturing"] == "1 change planned to end in the last 7 days"
    assert not any("maturing" in line for line in k9([recent]).caveats)


def test_an_effect_that_a_person_confirmed_counts_like_a_linked_incident():
    rows = [change(key="A"), change(key="B"), change(key="C", linked_incidents=1)]
    facts = make_facts(changes=rows, confirmed_changes=("A", "C", "GONE"))
    found = compute(facts, DEFAULTS, MONTH, NOW, only=("K9",))[0]
    assert (found.parts[0].numerator, found.parts[0].denominator) == (1, 3)
    assert found.parts[0].numerator_rows == ("B",)
    assert dict(found.facts)["Incidents confirmed by a person"] == "after 2 changes"
    assert named(found)["reported"].numerator == 3


def test_second_denominator_leaves_standard_changes_out():
    found = named(k10([change(type="standard")] * 8 + [change(), change(type="emergency")]))
    assert (found["all"].value, found["without standard"].value) == (10, 50)


def test_what_stands_beside_the_emergency_rate():
    facts = dict(k10([
        change(opened="2026-10-04T00:00", planned_start="2026-10-05T00:00"),
        change(opened="2026-10-03T00:00", planned_start="2026-10-05T00:00"),
        change(opened="2026-10-06T00:00", actual_start="2026-10-05T00:00"),
        change(type="emergency", unauthorized=True),
        change(type="emergency", linked_incidents=1),
    ]).facts)  # fmt: skip
    assert facts == {
        "Latent emergencies": "1 change with under 2 d of lead time",
        "Logged after the start": "1 change",
        "Emergencies without a linked incident": "1 change",
        "Unauthorised": "1 change",
    }


def unauthorised(rows, **more):
    return dict(k10(rows, **more).facts).get("Unauthorised")


INSIDE, OUTSIDE = "2026-10-07", "2026-11-02"


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({"type": None}, True),
        ({"state": "cancelled"}, True),
        ({"state": "scheduled", "closed": None, "close_code": None}, True),
        ({"planned_end": OUTSIDE, "actual_end": INSIDE, "actual_start": INSIDE}, False),
        ({"planned_end": None, "actual_end": INSIDE, "actual_start": OUTSIDE}, True),
        ({"planned_end": None, "actual_end": OUTSIDE, "actual_start": INSIDE}, False),
        ({"planned_end": None, "actual_start": INSIDE, "planned_start": OUTSIDE}, True),
        ({"planned_end": None, "actual_start": OUTSIDE}, False),
        ({"planned_end": None, "planned_start": INSIDE}, True),
        ({"planned_end": None}, False),
        ({"planned_end": MONTH.end - 1}, True),
        ({"planned_end": MONTH.end}, False),
    ],
)
def test_unauthorised_changes_are_never_hidden(more, counts):
    hidden = change(unauthorized=True, group="SAP", **more)
    n = "1 change" if counts else "0 changes"
    assert unauthorised([change(), hidden]) == n
    assert unauthorised([change(), {**hidden, "unauthorized": False}]) == "0 changes"
    assert unauthorised([change(group="SAP"), hidden], group="SAP") == n
    assert unauthorised([change(group="Net"), hidden], group="Net") == "0 changes"


def test_unauthorised_changes_stand_where_nothing_was_implemented():
    called_off = change(state="cancelled", unauthorized=True)
    assert k10([called_off]).facts == (("Unauthorised", "1 change"),)
    assert k10([change(state="cancelled")]).facts == ()


def test_unauthorised_changes_stand_where_no_change_says_its_type():
    begun = change(type=None, unauthorized=True, planned_end=None,
                   planned_start="2026-10-05T09:00")  # fmt: skip
    found = k10([begun])
    assert "type" in found.needs
    assert found.excluded == ()
    assert found.facts == (("Unauthorised", "1 change"),)
    assert k10([begun | {"unauthorized": False}]).facts == ()


def test_no_type_anywhere_says_what_is_missing():
    found = k10([change(type=None)])
    assert found.parts[0].value is None
    assert "type" in found.needs
    assert dict(found.excluded) == {"no type": 1}


def test_empty_and_one_row():
    assert k9([]).needs.startswith("Import changes")
    assert k10([]).needs.startswith("Import changes")
    part = k9([change(key="CHG9")]).parts[0]
    assert (part.value, part.n, part.rows, part.numerator_rows) == (100, 1, ("CHG9",), ("CHG9",))


def test_scope_of_one_group():
    found = results([change(group="SAP"), change(group="Network", type="emergency")], group="SAP")
    assert (found["K9"].parts[0].n, found["K10"].parts[0].value) == (1, 0)


def test_drivers_are_models_where_recorded_else_groups():
    failed = change(close_code="unsuccessful")
    assert k9([{**failed, "model": "Patch", "group": "SAP"}]).drivers[0].label == "Patch"
    assert k9([{**failed, "group": "SAP"}]).drivers[0].label == "SAP"
    assert k9([change()]).drivers == ()
