"""K8 against a plain computation, and the edge cases of METRICS §2."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.periods import parse_period
from app.models.columns import SourceFreshness
from app.models.scope import Scope
from tests.analysis.register_rows_sample import BERLIN, DAY, OCTOBER, october, result
from tests.analysis.sample_facts import at

DUE = "2026-10-15T12:00"
DONE = {"original_due": DUE, "closed": "2026-10-14T12:00"}


def k8(*actions, **more):
    return result("K8", more.pop("tickets", ()), actions=actions, **more)


def value(*actions, **more):
    part = k8(*actions, **more).parts[0]
    return part.value, part.n


@st.composite
def cases(draw):
    first = draw(st.sampled_from((None, *(at("2026-09-01") + d * DAY for d in range(0, 90, 7)))))
    due = draw(st.sampled_from((first, first, at("2026-10-20"))))
    base = first or due
    shift = draw(st.sampled_from((None, -DAY, -1, 0, 1, 9 * DAY)))
    return {
        "original_due": first,
        "due": due,
        "closed": None if shift is None or base is None else base + shift,
        "state": draw(st.sampled_from(("open", "in_progress", "done", "done", "cancelled", None))),
        "evidence": draw(st.booleans()),
        "cancel_reason": draw(st.sampled_from((None, "no longer needed"))),
    }


def fate(action, evidence):
    """True in time, False missed, None not counted; by the rules in words."""
    first = action["due"] if action["original_due"] is None else action["original_due"]
    if first is None:
        return None
    in_time = action["closed"] is not None and action["closed"] <= first
    if action["state"] == "cancelled":
        return None if in_time and action["cancel_reason"] else False
    if action["state"] not in ("done", None):
        return False
    return in_time and (action["evidence"] or not evidence)


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(cases(), max_size=10))
def test_equals_a_plain_computation(all_):
    found = k8(*all_)
    evidence = any(action["evidence"] for action in all_)
    for point in found.parts[0].trend:
        month = parse_period(point.period, "UTC")
        own = []
        for action in all_:
            first = action["due"] if action["original_due"] is None else action["original_due"]
            hit = fate(action, evidence)
            if hit is not None and month.start <= first < month.end:
                own.append(hit)
        assert point.n == len(own)
        assert point.value == (pytest.approx(100 * sum(own) / len(own)) if own else None)


def test_against_the_original_due_date():
    moved = {"original_due": DUE, "due": "2026-10-30", "closed": "2026-10-29"}
    found = k8(DONE, moved)
    assert (found.parts[0].value, found.parts[0].n) == (50, 2)
    assert found.records == "action"
    beside = {part.name: part.value for part in found.extra}
    assert beside["current due"] == 100
    assert dict(found.facts)["Re-baselined"] == "1 action of the period"


def test_evidence_is_asked_for_where_the_log_holds_any():
    bare = {**DONE, "evidence": False}
    assert value(DONE, bare) == (50, 2)
    found = k8(bare, bare)
    assert found.parts[0].value == 100
    assert "no evidence recorded" in found.caveats
    assert found.fallback == "by closing date, evidence not recorded"


def test_cancelled_before_due_needs_a_reason():
    away = {**DONE, "state": "cancelled", "cancel_reason": "merged into another"}
    found = k8(DONE, away)
    assert (found.parts[0].n, found.excluded) == (1, (("cancelled before due, with a reason", 1),))
    assert found.excluded_rows == (("cancelled before due, with a reason", ("ACT2",)),)
    assert value(DONE, {**away, "cancel_reason": None}) == (50, 2)
    assert value(DONE, {**away, "closed": f"{DUE}:01"}) == (50, 2)
    assert value(DONE, {**away, "closed": None}) == (50, 2)


def test_overdue_is_aged():
    old = {"original_due": "2026-06-01"}
    facts = dict(k8({"original_due": "2026-10-30"}, {"original_due": "2026-10-10"}, old).facts)
    assert facts["Overdue at the end"] == (
        "up to 7 d 1 · 7 to 30 d 1 · 30 to 90 d 0 · over 90 d 1"
    )  # fmt: skip
    assert facts["Oldest overdue"] == "153 d (ACT3)"


def test_verified_effective_stands_beside():
    found = k8({**DONE, "effective": True}, {**DONE, "effective": False}, DONE)
    assert {part.name: part.n for part in found.extra}["verified effective"] == 3
    assert dict(found.facts)["Verified effective"] == "50 % of 2 verified"


def test_due_date_stands_in_for_a_missing_original_one():
    found = k8({"original_due": None, "due": DUE, "closed": DUE})
    assert found.parts[0].value == 100
    assert any("without an original due date" in words for words in found.caveats)


def test_target_and_drivers():
    late = {"original_due": DUE, "team": "Network"}
    found = k8(*[DONE] * 4, late)
    part = found.parts[0]
    assert (part.value, part.target, part.stretch, part.met) == (80, 85, 90, False)
    assert [(bar.label, bar.count) for bar in found.drivers] == [("Network", 1)]


def test_scope_is_the_team_or_where_it_came_from():
    tickets = [{"key": "INC1", "group": "SAP"}, {"key": "INC2", "group": "Network"}]
    actions = [
        {**DONE, "team": "Network"},
        {**DONE, "origin": "INC1"},
        {**DONE, "origin": "PIR9"},
        DONE,
    ]
    more = {"tickets": tickets, "pirs": [{"key": "PIR9", "incident": "INC2"}]}
    assert k8(*actions, scope=Scope("group", "SAP"), **more).parts[0].rows == ("ACT2",)
    assert k8(*actions, scope=Scope("group", "Network"), **more).parts[0].rows == ("ACT1", "ACT3")
    assert k8(*actions, scope=Scope("group", "Unheard of"), **more).parts[0].n == 0


def test_k8_dst_forward():
    """Due at the end of a local month of 743 hours."""
    march = parse_period("2026-03", "Europe/Berlin")
    more = {"settings": BERLIN, "period": march}
    assert march.end - march.start == 743 * 3600
    assert value({"original_due": march.end - 1}, **more)[1] == 1
    assert value({"original_due": march.end}, **more)[1] == 0


def test_k8_dst_back():
    of = october("Europe/Berlin")
    more = {"settings": BERLIN, "period": of}
    assert of.end - of.start == 745 * 3600
    hour_twice = {"original_due": "2026-10-25T02:30+02:00", "closed": "2026-10-25T02:30+01:00"}
    assert value(hour_twice, **more) == (0, 1)
    assert value({**hour_twice, "closed": "2026-10-25T02:30+02:00"}, **more) == (100, 1)


def test_k8_holiday_inside_a_hold():
    """Actions are due at an instant: neither holidays nor a ticket's holds move it."""
    tickets = [{"key": "INC1"}]
    hold = [("INC1", "2026-10-14", "2026-10-16", "awaiting_caller")]
    late = {**DONE, "origin": "INC1", "closed": f"{DUE}:01"}
    assert value(late, tickets=tickets, holds=hold) == (0, 1)


def test_k8_out_of_hours():
    """Closed on a Sunday night before a Sunday due is in time."""
    sunday = {"original_due": "2026-10-18T23:59", "closed": "2026-10-18T23:58"}
    assert value(sunday) == (100, 1)


def test_k8_zero_length():
    assert value({**DONE, "closed": DUE}) == (100, 1)


def test_k8_resolved_before_opened():
    """An action has one instant that counts, so it can't end before it began: early is in time."""
    assert value({**DONE, "closed": "2026-01-01"}) == (100, 1)


def test_k8_closed_without_resolved():
    """Done without a closing date is not known to be in time: missed, and said."""
    found = k8({**DONE, "closed": None, "state": "done"})
    assert (found.parts[0].value, found.parts[0].n) == (0, 1)
    assert any("without a closing date" in words for words in found.caveats)


def test_k8_reopened_twice():
    """Open again with an old closing date is not done."""
    assert value({**DONE, "state": "in_progress"}) == (0, 1)


def test_k8_raised_and_lowered():
    """Moved there and back, the original date counts and it isn't re-baselined any more."""
    found = k8({**DONE, "due": DUE})
    assert dict(found.facts)["Re-baselined"] == "0 actions of the period"


def test_k8_child_of_a_major():
    """Actions of a child incident are promises like any other."""
    assert value({**DONE, "origin": "INC1"}, tickets=[{"key": "INC1", "is_child": True}])[1] == 1


def test_k8_merged_duplicate():
    """An action that was merged is cancelled with that reason: out when before due."""
    merged = {**DONE, "state": "cancelled", "cancel_reason": "duplicate of ACT9"}
    assert value(DONE, merged) == (100, 1)


def test_k8_open_at_period_end():
    assert value({"original_due": DUE}) == (0, 1)
    assert value({"original_due": DUE, "closed": OCTOBER.end + DAY}) == (0, 1)


def test_k8_period_boundary():
    for due, n in ((OCTOBER.start - 1, 0), (OCTOBER.start, 1), (OCTOBER.end - 1, 1),
                   (OCTOBER.end, 0)):  # fmt: skip
        assert value({"original_due": due})[1] == n


def test_k8_empty_denominator():
    part = k8({"original_due": "2026-08-01"}).parts[0]
    assert (part.value, part.n, part.verdict) == (None, 0, "n/a")


def test_k8_one_row():
    part = k8({**DONE, "key": "ACT7"}).parts[0]
    assert (part.rows, part.numerator_rows) == (("ACT7",), ("ACT7",))


def test_k8_all_missing():
    found = k8({}, {})
    assert (found.parts[0].n, found.excluded) == (0, (("no due date", 2),))
    assert k8().needs.startswith("Import the action log")


def test_k8_mixed_zones():
    action = {"original_due": "2026-10-15T12:00+05:30", "closed": "2026-10-15T01:30-05:00"}
    assert value(action) == (100, 1)
    assert value({**action, "closed": "2026-10-15T01:30:01-05:00"}) == (0, 1)


def test_k8_reimport():
    """A re-import that moves the due date leaves the original one, and with it the cohort."""
    before, after = k8(DONE), k8({**DONE, "due": "2026-12-01"}, revision=2)
    assert before.parts[0] == after.parts[0]


def test_k8_open_only_export():
    """A log of open actions only: each that is due is missed, none is known as closed."""
    assert value({"original_due": DUE, "state": "in_progress"}) == (0, 1)


def test_due_after_now_is_not_counted_yet():
    assert value({"original_due": DUE}, now=at(DUE))[1] == 0
    assert value({"original_due": DUE}, now=at(DUE) + 1)[1] == 1


def source(kind, as_of):
    return SourceFreshness(kind, kind, as_of, f"{kind}.csv", 1, as_of, demo=False)


def test_due_after_the_as_of_is_breached_only_if_still_open():
    rows = [
        {"original_due": "2026-10-15T11:59:59", "key": "before"},
        {"original_due": DUE, "key": "on it"},
        {"original_due": "2026-10-20", "state": None, "key": "after"},
        {"original_due": "2026-10-20", "state": "done", "key": "undated"},
        {"original_due": "2026-10-20", "closed": "2026-10-14", "key": "done"},
    ]
    found = k8(*rows, sources=(source("action", at(DUE)), source("pir", 0)))
    assert (found.parts[0].rows, found.parts[0].numerator_rows) == (
        ("before", "done", "undated"), ("done",),
    )  # fmt: skip
    assert dict(found.excluded_rows) == {"breached only if still open": ("after", "on it")}
    assert (
        "2 actions due after the as-of of the export: breached only if still open." in found.caveats
    )
    assert dict(found.facts)["Overdue at the end"].endswith(
        "7 to 30 d 1 · 30 to 90 d 0 · over 90 d 0"
    )
    for known in ((), (source("pir", at(DUE)),), (source("action", at("2026-11-01")),)):
        assert k8(*rows, sources=known).parts[0].n == 5
