"""K7 against a plain computation, and the edge cases of METRICS §2."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.periods import parse_period
from app.models.columns import SourceFreshness
from app.models.scope import Scope
from app.models.settings import Span
from tests.analysis.register_rows_sample import (
    BERLIN,
    DAY,
    DEFAULTS,
    HOUR,
    OCTOBER,
    october,
    result,
)
from tests.analysis.sample_facts import at

MAJOR = {
    "key": "A",
    "is_major": True,
    "priority": 1,
    "opened": "2026-10-05T08:00",
    "resolved": "2026-10-05T10:00",
}
"""A Monday: its review is due on Monday the 12th at 10:00."""
DUE = "2026-10-12T10:00"


def k7(tickets, pirs=(), **more):
    return result("K7", tickets, pirs=pirs, **more)


def value(ticket, *pirs, **more):
    part = k7([ticket], pirs or [{"incident": "none"}], **more).parts[0]
    return part.value, part.n


def due(resolved, days, closed=()):
    """The instant at which so many days of ten working hours have passed; UTC, day by day."""
    left, at_ = days * 10 * HOUR, resolved
    while True:
        day = at_ - at_ % DAY
        opens, closes = day + 8 * HOUR, day + 18 * HOUR
        begin = max(at_, opens)
        works = datetime.fromtimestamp(day, UTC).weekday() < 5 and day not in closed
        if works and begin < closes:
            if begin + left <= closes:
                return begin + left
            left -= closes - begin
        at_ = day + DAY


@st.composite
def cases(draw):
    resolved = at("2026-08-20") + draw(st.integers(0, 75)) * DAY
    resolved += draw(st.sampled_from((0, 7 * HOUR, 8 * HOUR, 12 * HOUR, 18 * HOUR, 23 * HOUR)))
    days = draw(st.sampled_from((0, 4, 5, 7, 14, 20)))
    return {
        "resolved": resolved,
        "opened": resolved - draw(st.sampled_from((-5, 0, HOUR))),
        "peak_priority": draw(st.sampled_from((1, 2, 3))),
        "is_major": draw(st.sampled_from((True, True, True, False))),
        "kind": draw(st.sampled_from(("incident", "incident", "problem"))),
        "is_child": draw(st.sampled_from((False, False, False, True))),
        "duplicate": draw(st.sampled_from((False, False, False, True))),
        "state": draw(st.sampled_from(("closed", "closed", "closed", "cancelled"))),
        "pirs": draw(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "state": st.sampled_from(("approved", "approved", "draft", "waived", None)),
                        "approved": st.sampled_from((None, resolved + days * DAY)),
                        "on due": st.sampled_from((None, None, 0, 1)),
                        "waived_by": st.sampled_from((None, "CIO")),
                        "waiver_reason": st.sampled_from((None, "drill")),
                    }
                ),
                max_size=2,
            )
        ),
    }


def deadline(case, closed):
    return due(case["resolved"], 5 if case["peak_priority"] == 1 else 10, closed)


@hypothesis_settings(max_examples=50, deadline=None)
@given(st.lists(cases(), max_size=8), st.sampled_from(((), ("2026-09-15",))))
def test_equals_a_plain_computation(all_, holidays):
    closed = [at(day) for day in holidays]
    tickets, pirs = [], [{"incident": "none"}]
    for i, case in enumerate(all_):
        tickets.append({"key": f"T{i}", **{k: v for k, v in case.items() if k != "pirs"}})
        for pir in case["pirs"]:
            if pir["on due"] is not None and case["resolved"]:
                pir["approved"] = deadline(case, closed) + pir["on due"]
            pirs.append({**pir, "incident": f"T{i}"})
    rule = replace(DEFAULTS.calendars[0], holidays=tuple((day, 0, 1440) for day in holidays))
    found = k7(tickets, pirs, settings=replace(DEFAULTS, calendars=(rule,)))
    counts = []
    for case in all_:
        approvals = [
            pir["approved"]
            for pir in case["pirs"]
            if pir["approved"] is not None and pir["state"] in ("approved", None)
        ]
        waived = any(pir["waived_by"] and pir["waiver_reason"] for pir in case["pirs"])
        if (
            case["is_major"]
            and case["kind"] == "incident"
            and not (case["is_child"] or case["duplicate"] or case["state"] == "cancelled")
            and case["resolved"] >= case["opened"]
            and (approvals or not waived)
        ):
            ends = deadline(case, closed)
            counts.append((ends, bool(approvals) and min(approvals) <= ends))
    if not tickets:
        assert found.needs
        return
    for point in found.parts[0].trend:
        month = parse_period(point.period, "UTC")
        own = [hit for ends, hit in counts if month.start <= ends < month.end]
        assert point.n == len(own)
        assert point.value == (pytest.approx(100 * sum(own) / len(own)) if own else None)


def test_approved_when_due_is_in_time():
    assert value(MAJOR, {"incident": "A", "approved": DUE}) == (100, 1)
    assert value(MAJOR, {"incident": "A", "approved": f"{DUE}:01"}) == (0, 1)


def test_p2_has_ten_business_days():
    major = {**MAJOR, "priority": 2}
    assert value(major, {"incident": "A", "approved": "2026-10-19T10:00"}) == (100, 1)
    assert value(major, {"incident": "A", "approved": "2026-10-19T10:00:01"}) == (0, 1)


def test_draft_is_not_done_and_overdue_counts_against():
    for state in ("draft", "review"):
        assert value(MAJOR, {"incident": "A", "state": state, "approved": "2026-10-06"}) == (0, 1)
    assert value(MAJOR) == (0, 1)
    facts = dict(k7([MAJOR], [{"incident": "none"}]).facts)
    assert facts["Overdue, not done"] == "1 review · no review 1"


def test_approval_without_a_date_is_not_evidence():
    found = k7([MAJOR], [{"incident": "A", "state": "approved"}])
    assert found.parts[0].value == 0
    assert "approved, no date 1, counted as not done" in found.caveats


def test_waived_stands_apart_with_who_and_why():
    waiver = {"incident": "A", "state": "waived", "waived_by": "CIO", "waiver_reason": "a drill"}
    found = k7([MAJOR], [waiver])
    assert (found.parts[0].n, found.excluded) == (0, (("waived", 1),))
    assert found.excluded_rows == (("waived", ("A",)),)
    assert dict(found.facts)["Waived"] == "CIO: a drill"
    bare = k7([MAJOR], [{**waiver, "waived_by": None}])
    assert bare.parts[0].n == 1
    assert "waived without name or reason 1, counted as not done" in bare.caveats


def test_ever_done_and_median_stand_beside():
    found = k7([MAJOR], [{"incident": "A", "approved": "2026-10-25T10:00"}])
    assert (found.parts[0].value, found.extra[0].name, found.extra[0].value) == (
        0, "ever done", 100
    )  # fmt: skip
    assert dict(found.facts)["Resolved to approved, median · P90"] == "20 d · 20 d"


def test_first_approval_counts():
    late = {"incident": "A", "approved": "2026-10-30"}
    assert value(MAJOR, late, {"incident": "A", "approved": "2026-10-07"}) == (100, 1)


def test_no_reviews_at_all_names_the_export():
    found = k7([MAJOR])
    assert found.needs.startswith("Import post-incident reviews")
    assert (found.parts[0].value, found.parts[0].n) == (None, 0)


def test_target_and_drivers():
    tickets = [{**MAJOR, "key": f"M{i}", "group": "Network" if i else "SAP"} for i in range(5)]
    found = k7(tickets, [{"incident": "M0", "approved": "2026-10-06"}])
    assert (found.parts[0].value, found.parts[0].target, found.parts[0].met) == (20, 95, False)
    assert [(bar.label, bar.count) for bar in found.drivers] == [("Network", 4)]


def test_scope_is_the_majors():
    assert value(MAJOR, scope=Scope("group", "Service Desk"))[1] == 1
    assert value(MAJOR, scope=Scope("group", "Network"))[1] == 0


def test_k7_dst_forward():
    """Friday noon + 5 days is next Friday noon local time, though the clocks went forward."""
    major = {**MAJOR, "opened": "2026-03-27T11:00+01:00", "resolved": "2026-03-27T12:00+01:00"}
    more = {"settings": BERLIN, "period": parse_period("2026-04", "Europe/Berlin")}
    assert value(major, {"incident": "A", "approved": "2026-04-03T12:00+02:00"}, **more)[0] == 100
    assert value(major, {"incident": "A", "approved": "2026-04-03T12:00:01+02:00"}, **more)[0] == 0


def test_k7_dst_back():
    major = {**MAJOR, "opened": "2026-10-20T11:00+02:00", "resolved": "2026-10-20T12:00+02:00"}
    more = {"settings": BERLIN, "period": october("Europe/Berlin")}
    assert value(major, {"incident": "A", "approved": "2026-10-27T12:00+01:00"}, **more)[0] == 100
    assert value(major, {"incident": "A", "approved": "2026-10-27T12:00:01+01:00"}, **more)[0] == 0


def test_k7_holiday_inside_a_hold():
    """A holiday moves the due instant by a day; a hold of the ticket doesn't."""
    rule = replace(DEFAULTS.calendars[0], holidays=(("2026-10-07", 0, 1440),))
    settings = replace(DEFAULTS, calendars=(rule,))
    hold = [("A", "2026-10-05T08:30", "2026-10-08T09:00", "awaiting_caller")]
    pir = {"incident": "A", "approved": "2026-10-13T10:00"}
    assert value(MAJOR, pir, settings=settings, holds=hold) == (100, 1)
    assert value(MAJOR, pir, holds=hold) == (0, 1)


def test_k7_out_of_hours():
    """Resolved on a Saturday, the days begin on Monday: due Friday at closing time."""
    major = {**MAJOR, "opened": "2026-10-10T02:00", "resolved": "2026-10-10T03:00"}
    assert value(major, {"incident": "A", "approved": "2026-10-16T18:00"}) == (100, 1)
    assert value(major, {"incident": "A", "approved": "2026-10-16T18:00:01"}) == (0, 1)


def test_k7_zero_length():
    major = {**MAJOR, "opened": MAJOR["resolved"]}
    assert value(major, {"incident": "A", "approved": MAJOR["resolved"]}) == (100, 1)


def test_k7_resolved_before_opened():
    found = k7([{**MAJOR, "opened": "2026-10-05T10:01"}], [{"incident": "A"}])
    assert (found.parts[0].n, found.excluded) == (0, (("resolved before opened", 1),))


def test_k7_closed_without_resolved():
    major = {**MAJOR, "resolved": None, "closed": "2026-10-05T10:00"}
    assert value(major, {"incident": "A", "approved": DUE}) == (100, 1)


def test_k7_reopened_twice():
    """Due counts from the last resolution."""
    log = [("A", "2026-10-05T08:00", "new"), ("A", "2026-10-05T10:00", "resolved"),
           ("A", "2026-10-06T08:00", "in_progress"), ("A", "2026-10-06T10:00", "resolved"),
           ("A", "2026-10-07T08:00", "in_progress"),
           ("A", "2026-10-07T10:00", "resolved")]  # fmt: skip
    major = {**MAJOR, "resolved": "2026-10-07T10:00", "reopen_count": 2}
    assert value(major, {"incident": "A", "approved": "2026-10-14T10:00"}, states=log) == (100, 1)


def test_k7_raised_and_lowered():
    """P3 → P1 → P3 has the days of P1."""
    major = {**MAJOR, "priority": 3, "peak_priority": 1}
    assert value(major, {"incident": "A", "approved": f"{DUE}:01"}) == (0, 1)
    assert value({**MAJOR, "priority": 3}, {"incident": "A", "approved": f"{DUE}:01"})[0] == 100


def test_k7_child_of_a_major():
    found = k7([MAJOR, {**MAJOR, "key": "B", "is_child": True}], [{"incident": "A"}])
    assert (found.parts[0].n, found.excluded) == (1, (("child of a major", 1),))


def test_k7_merged_duplicate():
    found = k7([MAJOR, {**MAJOR, "key": "B", "duplicate": True}], [{"incident": "A"}])
    assert (found.parts[0].n, found.excluded) == (1, (("merged or duplicate", 1),))


def test_k7_open_at_period_end():
    """A major that isn't resolved has no review due."""
    assert value({**MAJOR, "resolved": None}) == (None, 0)


def test_k7_period_boundary():
    """Due at the first second of the period is in it, due at its end isn't.

    The calendar's day runs round the clock, so that something can fall due at midnight.
    """
    spans = tuple(Span(day, 0, 1440) for day in range(7))
    always = replace(DEFAULTS, calendars=(replace(DEFAULTS.calendars[0], spans=spans),))
    for bound, n in ((OCTOBER.start, (0, 1)), (OCTOBER.end, (1, 0))):
        for second, expected in zip((-1, 0), n, strict=True):
            resolved = bound - 5 * DAY + second
            major = {**MAJOR, "opened": "2026-09-20", "resolved": resolved}
            assert value(major, settings=always)[1] == expected


def test_k7_empty_denominator():
    part = k7([{**MAJOR, "is_major": False}], [{"incident": "A"}]).parts[0]
    assert (part.value, part.n, part.verdict) == (None, 0, "n/a")


def test_k7_one_row():
    part = k7([MAJOR], [{"incident": "A", "approved": DUE}]).parts[0]
    assert (part.rows, part.numerator_rows) == (("A",), ("A",))
    assert part.verdict == "1 of 1 inside target"


def test_k7_all_missing():
    tickets = [{"is_major": True, "opened": None, "resolved": None}] * 3
    assert k7(tickets, [{"incident": "INC1"}]).parts[0].n == 0


def test_k7_mixed_zones():
    major = {**MAJOR, "opened": "2026-10-05T08:00", "resolved": "2026-10-05T15:30+05:30"}
    assert value(major, {"incident": "A", "approved": "2026-10-12T05:00-05:00"}) == (100, 1)
    assert value(major, {"incident": "A", "approved": "2026-10-12T05:00:01-05:00"}) == (0, 1)


def test_k7_reimport():
    pirs = [{"incident": "A", "approved": DUE}]
    assert k7([MAJOR], pirs, revision=2) == k7([MAJOR], pirs)


def test_k7_open_only_export():
    """Left with its outcome unknown: not known to be resolved, nothing is due."""
    assert value({**MAJOR, "resolved": None, "outcome_unknown": True}) == (None, 0)


def test_review_due_after_now_is_not_counted_yet():
    now = at("2026-10-12T10:00")
    assert value(MAJOR, now=now)[1] == 0
    assert value(MAJOR, now=now + 1)[1] == 1


def source(kind, as_of):
    return SourceFreshness(kind, kind, as_of, f"{kind}.csv", 1, as_of, demo=False)


def test_due_after_the_as_of_is_breached_only_if_still_open():
    majors = [{**MAJOR, "key": key} for key in ("bare", "draft", "undated", "done")]
    pirs = [
        {"incident": "draft", "state": "draft"},
        {"incident": "undated"},
        {"incident": "done", "approved": "2026-10-08"},
    ]
    found = k7(majors, pirs, sources=(source("pir", at(DUE)), source("incident", 0)))
    part = found.parts[0]
    assert (part.rows, part.numerator_rows) == (("done", "undated"), ("done",))
    assert found.excluded_rows == (("breached only if still open", ("bare", "draft")),)
    assert (
        "2 reviews due after the as-of of the export: breached only if still open." in found.caveats
    )
    for known in ((), (source("action", at(DUE)),), (source("pir", at(DUE) + 1),)):
        assert k7(majors, pirs, sources=known).parts[0].n == 4
