"""K2 against a computation alert by alert, and the edge cases of METRICS §2."""

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.kpis import compute
from app.analysis.periods import parse_period
from app.analysis.statistics import km_median
from app.models.scope import Scope
from app.services.settings import load_settings
from tests.analysis.sample_facts import at, make_facts
from tests.analysis.signal_rows import make_alerts

DEFAULTS = load_settings("UTC")
WEEK = parse_period("2026-W47", "UTC")
NOW = at("2026-11-24T08:00")
MINUTE, HOUR, DAY = 60, 3600, 86400


def k2(alerts=(), tickets=(), period=WEEK, now=NOW, scope=None, settings=DEFAULTS, **histories):
    facts = make_facts(tickets, alerts=make_alerts(list(alerts)), **histories)
    return compute(facts, settings, period, now, scope=scope or Scope(), only=("K2",))[0]


def missed(result):
    return next(part for part in result.extra if part.name == "missed")


def paged(fired, acknowledged=None, **more):
    usual = {"human": 1 if acknowledged else 0, "auto": 0}
    return {**usual, "fired": fired, "acknowledged": acknowledged, **more}


spots = st.integers(-3, 80)
cases = st.fixed_dictionaries({
    "fired": spots,
    "acknowledged": st.none() | spots,
    "resolved": st.none() | spots,
    "fingerprint": st.sampled_from(("disk", "cpu", None)),
    "source": st.sampled_from(("Pager", "Monitor")),
    "severity": st.sampled_from(("critical", "high", "warning", None)),
    "human": st.sampled_from((1, 1, 0, -1)),
    "auto": st.sampled_from((0, 1, -1)),
})  # fmt: skip


def placed(case):
    """Times on a grid of three hours around the week, the last of them after now."""
    begin = WEEK.start - DAY
    times = {
        name: None if case[name] is None else begin + case[name] * 3 * HOUR
        for name in ("fired", "acknowledged", "resolved")
    }
    return {**case, **times}


def judged(rows):
    """(outcome, start, seconds) or (reason,) of each critical alert, one by one."""
    found = []
    for place, row in enumerate(rows):
        ack, end = (
            row[name] if row[name] is not None and row[name] <= NOW else None
            for name in ("acknowledged", "resolved")
        )
        if row["severity"] not in ("critical", "high"):
            continue
        same = [
            one
            for one in rows[:place]
            if row["fingerprint"] and (one["fingerprint"], one["source"])
            == (row["fingerprint"], row["source"])
        ]  # fmt: skip
        if any(one["fired"] == row["fired"] for one in same):
            result = ("same episode twice",)
        elif end is not None and end < row["fired"]:
            result = ("ended before it began",)
        elif any(
            min(
                when
                for when in (known(one["acknowledged"]), known(one["resolved"]), NOW + 1)
                if when is not None
            )
            > row["fired"]
            for one in same
        ):
            result = ("duplicate of an open one",)
        elif (row["auto"] == 1 and end is not None and (ack is None or end <= ack)) or (
            ack is not None and row["human"] == 0
        ):
            result = ("never needed a human",)
        elif ack is not None and ack < row["fired"]:
            result = ("acknowledged before it began",)
        elif ack is not None and end is not None and ack > end:
            result = ("acknowledged after it ended",)
        elif ack is None and end is not None and not says(rows, row["source"]):
            result = ("no acknowledgement known",)
        elif ack is not None:
            result = ("acknowledged", ack - row["fired"])
        else:
            result = ("open", NOW - row["fired"]) if end is None else ("missed",)
        found.append((row["fired"], *result))
    return found


def known(when):
    return when if when is not None and when <= NOW else None


def says(rows, source):
    return any(
        one["source"] == source and (one["acknowledged"] is not None or one["human"] >= 0)
        for one in rows
    )


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(cases, min_size=1, max_size=12))
def test_equals_a_computation_alert_by_alert(drawn):
    rows = sorted((placed(case) for case in drawn), key=lambda row: row["fired"])
    found, all_ = k2(rows), judged(rows)
    own = [one for one in all_ if WEEK.start <= one[0] < WEEK.end]
    if not any(one[0] < WEEK.end for one in all_):
        assert found.parts[0].n == 0
        return
    seconds = [one[2] for one in own if one[1] == "acknowledged"]
    waits = [one[2] for one in own if one[1] == "open"]
    gone = sum(1 for one in own if one[1] == "missed")
    part = found.parts[0]
    assert (part.n, part.open_n) == (len(seconds), len(waits))
    assert part.value == (pytest.approx(fmean(seconds) / MINUTE) if seconds else None)
    assert part.distribution.inside == sum(1 for one in seconds if one <= 10 * MINUTE)
    assert (missed(found).numerator, missed(found).denominator) == (gone, gone + len(seconds))
    reasons = [one[1] for one in own if one[1] not in {"acknowledged", "open", "missed"}]
    assert dict(found.excluded) == {word: reasons.count(word) for word in reasons}
    assert {word: len(keys) for word, keys in found.excluded_rows} == dict(found.excluded)


def test_mean_median_share_inside_and_hours():
    found = k2([
        paged("2026-11-17T10:00", "2026-11-17T10:05", key="work"),
        paged("2026-11-17T20:00", "2026-11-17T20:10", key="evening"),
        paged("2026-11-17T23:00", "2026-11-17T23:30", key="night"),
    ])  # fmt: skip
    part = found.parts[0]
    assert (part.value, part.n, part.unit, part.target) == (15, 3, "min", 10)
    assert (part.verdict, part.numerator_rows) == ("2 of 3 inside target", ("evening", "work"))
    facts = dict(found.facts)
    assert facts["Median · P90"] == "10 m · 26 m"
    assert facts["Inside target"] == "2 of 3 (66.7 %)"
    assert facts["Business hours, Mon–Fri 08–18"] == "mean 5 m, median 5 m, n 1"
    assert facts["Off hours, the rest"] == "mean 10 m, median 10 m, n 1"
    assert facts["Sleep hours, 22–06"] == "mean 30 m, median 30 m, n 1"
    assert (found.records, found.fallback) == ("alert", "100 % by alerts")


def test_those_that_wait_are_in_the_kaplan_meier_median():
    found = k2([paged("2026-11-17T10:00", "2026-11-17T10:05"), paged("2026-11-22T10:00"),
                paged("2026-11-22T11:00")])  # fmt: skip
    part = found.parts[0]
    assert (part.value, part.open_n, part.km_median) == (5, 2, None)
    assert dict(found.facts)["Median with those waiting (Kaplan-Meier)"] == "not reached"


def test_kaplan_meier_median_in_minutes():
    import numpy as np

    found = k2([paged("2026-11-17T10:00", "2026-11-17T10:05"),
                paged("2026-11-17T11:00", "2026-11-17T11:07"),
                paged("2026-11-22T11:00")])  # fmt: skip
    ended = np.array([True, True, False])
    expected = km_median(np.array([300, 420, NOW - at("2026-11-22T11:00")]), ended)
    assert found.parts[0].km_median == expected / 60 == 7


def test_a_retrigger_after_the_acknowledgement_is_a_new_episode():
    rows = [
        paged("2026-11-17T10:00", "2026-11-17T10:05", fingerprint="disk"),
        paged("2026-11-17T10:35", "2026-11-17T10:50", fingerprint="disk"),
    ]
    assert (k2(rows).parts[0].value, k2(rows).parts[0].n) == (10, 2)


def test_a_repeat_while_nobody_acknowledged_is_the_same_call():
    rows = [
        paged("2026-11-17T10:00", "2026-11-17T10:30", fingerprint="disk"),
        paged("2026-11-17T10:10", "2026-11-17T10:30", fingerprint="disk"),
    ]
    found = k2(rows)
    assert (found.parts[0].value, found.excluded) == (30, (("duplicate of an open one", 1),))


def test_never_needed_a_human():
    found = k2([
        paged("2026-11-17T10:00", "2026-11-17T10:01", human=0),
        paged("2026-11-17T10:00", resolved="2026-11-17T10:20", auto=1),
        paged("2026-11-17T10:00", "2026-11-17T10:30", resolved="2026-11-17T10:20", auto=1),
        paged("2026-11-17T10:00", "2026-11-17T10:10", resolved="2026-11-17T10:20", auto=1),
    ])  # fmt: skip
    assert found.excluded == (("never needed a human", 3),)
    assert (found.parts[0].n, missed(found).numerator) == (1, 0)


def test_an_unnamed_acknowledgement_is_a_person_and_said():
    found = k2([paged("2026-11-17T10:00", "2026-11-17T10:04", human=-1)])
    assert found.parts[0].value == 4
    assert found.caveats[1].startswith("100 % acknowledged without a name")


def test_a_source_that_never_says_has_missed_nothing():
    silent = {"fired": "2026-11-17T10:00", "resolved": "2026-11-17T11:00", "source": "Monitor"}
    found = k2([silent, paged("2026-11-17T10:00", resolved="2026-11-17T11:00")])
    assert found.excluded == (("no acknowledgement known", 1),)
    assert (missed(found).numerator, missed(found).denominator) == (1, 1)


def test_drivers_are_the_teams_of_late_and_missed_ones():
    found = k2([
        paged("2026-11-17T10:00", "2026-11-17T11:00", team="Web"),
        paged("2026-11-17T10:00", resolved="2026-11-17T11:00", team="SAP"),
        paged("2026-11-17T12:00", "2026-11-17T13:00", team="SAP"),
        paged("2026-11-17T10:00", "2026-11-17T10:01", team="Mail"),
    ])  # fmt: skip
    assert [(bar.label, bar.count) for bar in found.drivers] == [("SAP", 2), ("Web", 1)]


def test_scope_by_team_and_service():
    rows = [
        paged("2026-11-17T10:00", "2026-11-17T10:02", team="Web", service="Shop"),
        paged("2026-11-17T10:00", "2026-11-17T10:06", team="SAP"),
    ]
    assert k2(rows, scope=Scope("group", "SAP")).parts[0].value == 6
    assert k2(rows, scope=Scope("service", "Shop")).parts[0].value == 2


def ticket(opened="2026-11-17T10:00", acknowledged="2026-11-17T10:20", **more):
    return {"priority": 1, "opened": opened, "acknowledged": acknowledged, **more}


def test_without_critical_alerts_tickets_are_the_proxy():
    warning = paged("2026-11-17T10:00", "2026-11-17T10:02", severity="warning")
    found = k2([warning], [ticket(), ticket(priority=3), ticket(kind="request")])
    assert (found.parts[0].value, found.parts[0].n, found.records) == (20, 1, "ticket")
    assert "by ticket, proxy" in found.caveats
    assert found.fallback.endswith("a proxy")


def test_with_alerts_tickets_stand_beside():
    found = k2([paged("2026-11-17T10:00", "2026-11-17T10:02")], [ticket(key="INC7")])
    beside = next(part for part in found.extra if part.name == "tickets")
    assert found.parts[0].value == 2
    assert (beside.value, beside.rows, beside.records, beside.met) == (
        20,
        ("INC7",),
        "ticket",
        None,
    )


def test_acknowledge_k2_dst_forward_and_back_are_elapsed():
    berlin = load_settings("Europe/Berlin")
    for fired, seen, week in (
        ("2026-03-29T00:30", "2026-03-29T01:30", "2026-W13"),
        ("2026-10-25T00:30", "2026-10-25T01:30", "2026-W43"),
    ):
        found = k2([paged(fired, seen)], period=parse_period(week, "Europe/Berlin"),
                   settings=berlin)  # fmt: skip
        assert found.parts[0].value == 60


def test_acknowledge_k2_holds_and_holidays_are_not_deducted():
    held = [("INC1", "2026-11-17T10:05", "2026-11-17T10:15", "awaiting_caller")]
    assert k2([], [ticket()], holds=held).parts[0].value == 20


def test_acknowledge_k2_out_of_hours_counts_fully():
    assert k2([paged("2026-11-21T03:00", "2026-11-22T03:00")]).parts[0].value == 1440


def test_acknowledge_k2_zero_length():
    part = k2([paged("2026-11-17T10:00", "2026-11-17T10:00", resolved="2026-11-17T10:00")]).parts[0]
    assert (part.value, part.n) == (0, 1)


def test_acknowledge_k2_resolved_before_opened_and_broken_orders():
    found = k2([
        paged("2026-11-17T10:00", "2026-11-17T10:05", resolved="2026-11-17T09:00"),
        paged("2026-11-17T10:00", "2026-11-17T09:00"),
        paged("2026-11-17T10:00", "2026-11-17T12:00", resolved="2026-11-17T11:00"),
    ])  # fmt: skip
    assert found.parts[0].n == 0
    assert dict(found.excluded) == {
        "ended before it began": 1, "acknowledged before it began": 1,
        "acknowledged after it ended": 1,
    }  # fmt: skip


def test_acknowledge_k2_closed_without_resolved_is_missed():
    found = k2([paged("2026-11-17T10:00", state="resolved")])
    assert (missed(found).value, found.parts[0].open_n) == (100, 0)
    logged = [("INC1", "2026-11-17T10:00", "new")]
    closed = ticket(acknowledged=None, closed="2026-11-18T10:00")
    assert missed(k2([], [closed], states=logged)).value == 100


def test_acknowledge_k2_reopened_twice_keeps_the_first_acknowledgement():
    log = [
        ("INC1", f"2026-11-17T{hour}:00", state)
        for hour, state in ((11, "resolved"), (12, "new"), (13, "resolved"), (14, "new"))
    ]
    assert k2([], [ticket(reopen_count=2)], states=log).parts[0].value == 20


def test_acknowledge_k2_p3_p1_p3_starts_at_the_promotion():
    raised = ticket(priority=3, peak_priority=1, open_priority=3, has_history=True)
    log = [("INC1", "2026-11-17T10:00", 3), ("INC1", "2026-11-17T10:15", 1),
           ("INC1", "2026-11-17T10:40", 3)]  # fmt: skip
    assert k2([], [raised], priorities=log).parts[0].value == 5
    late = [log[0], ("INC1", "2026-11-17T10:30", 1)]
    assert k2([], [raised], priorities=late).excluded == (
        ("acknowledged before it was raised", 1),
    )  # fmt: skip


def test_acknowledge_k2_child_of_a_major_and_merged_duplicate_are_out():
    facts = make_facts([ticket(is_child=True), ticket(), ticket(state="cancelled"), ticket()])
    facts.details.duplicate[1] = True
    found = compute(facts, DEFAULTS, WEEK, NOW, only=("K2",))[0]
    assert found.parts[0].n == 1
    assert dict(found.excluded) == {
        "child of a major": 1, "duplicate or merged": 1, "cancelled": 1,
    }  # fmt: skip


def test_acknowledge_k2_open_at_period_end_counts_where_it_began():
    late = [paged("2026-11-22T23:50", "2026-11-23T00:10")]
    assert k2(late).parts[0].value == 20
    found = k2(late, now=at("2026-11-22T23:59"))
    assert (found.parts[0].n, found.parts[0].open_n) == (0, 1)


@pytest.mark.parametrize(
    ("fired", "n"), [(WEEK.start - 1, 0), (WEEK.start, 1), (WEEK.end - 1, 1), (WEEK.end, 0)]
)
def test_acknowledge_k2_on_the_period_boundary_to_the_second(fired, n):
    assert k2([paged(fired, fired + 60)]).parts[0].n == n


def test_acknowledge_k2_empty_denominator():
    found = k2([], [ticket(opened="2026-11-10T10:00", acknowledged="2026-11-10T10:10")])
    assert (found.parts[0].value, found.parts[0].verdict, found.needs) == (None, "n/a", "")


def test_acknowledge_k2_one_row():
    part = k2([paged("2026-11-17T10:00", "2026-11-17T10:10", key="only")]).parts[0]
    assert (part.value, part.met, part.verdict) == (10, True, "1 of 1 inside target")
    assert (part.rows, part.numerator_rows) == (("only",), ("only",))


def test_acknowledge_k2_all_missing():
    assert k2().needs.startswith("Import critical alerts")
    bare = k2([], [ticket(opened=None, acknowledged=None, resolved="2026-11-18T10:00")])
    assert bare.parts[0].value is None
    assert bare.excluded == (("no start", 1),)
    flat = k2([], [ticket(acknowledged=None, resolved="2026-11-18T10:00")])
    assert flat.excluded == (("no acknowledgement known", 1),)
    assert flat.needs.startswith("Import critical alerts")


def test_acknowledge_k2_mixed_zones_move_the_week_not_the_minutes():
    tokyo = parse_period("2026-W47", "Asia/Tokyo")
    rows = [paged(tokyo.start, tokyo.start + 60), paged(WEEK.end - 1, WEEK.end)]
    assert (k2(rows).parts[0].n, k2(rows, period=tokyo).parts[0].n) == (1, 1)


def test_acknowledge_k2_reimport_of_the_same_episode_counts_once():
    row = paged("2026-11-17T10:00", "2026-11-17T10:10", fingerprint="disk")
    found = k2([row, row])
    assert (found.parts[0].n, found.excluded) == (1, (("same episode twice", 1),))


def test_acknowledge_k2_open_only_export_has_an_unknown_outcome():
    gone = ticket(acknowledged=None, outcome_unknown=True)
    found = k2([], [gone], states=[("INC1", "2026-11-17T10:00", "new")])
    assert (found.parts[0].open_n, found.excluded) == (0, (("outcome unknown", 1),))
