"""K6 against a plain computation, and the edge cases of METRICS §2."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.periods import parse_period
from app.models.scope import Scope
from app.models.settings import KpiVariant
from tests.analysis.register_rows_sample import (
    BERLIN,
    DAY,
    DEFAULTS,
    HOUR,
    NOW,
    OCTOBER,
    october,
    result,
)
from tests.analysis.sample_facts import at

CALL = {
    "opened": "2026-10-06T09:00",
    "resolved": "2026-10-06T09:20",
    "channel": "Phone",
    "group": "Service Desk",
}


def k6(tickets, **more):
    return result("K6", tickets, **more)


def value(*tickets, **more):
    part = k6(tickets, **more).parts[0]
    return part.value, part.n


def worked(begin, end):
    """Seconds of Monday to Friday 08:00 to 18:00 UTC in [begin, end)."""
    total, day = 0, begin - begin % DAY
    while day < end:
        if datetime.fromtimestamp(day, UTC).weekday() < 5:
            total += max(0, min(end, day + 18 * HOUR) - max(begin, day + 8 * HOUR))
        day += DAY
    return total


@st.composite
def cases(draw):
    opened = at("2026-08-25") + draw(st.integers(0, 70)) * DAY
    opened += draw(st.sampled_from((7 * HOUR, 9 * HOUR, 17 * HOUR, 17 * HOUR + 1800, 22 * HOUR)))
    return {
        "opened": opened,
        "resolved": opened
        + draw(st.sampled_from((-1, 0, 600, HOUR, HOUR + 1, 3 * HOUR, 16 * HOUR, 3 * DAY))),
        "kind": draw(st.sampled_from(("incident", "request", "problem"))),
        "channel": draw(st.sampled_from(("Phone", "E-Mail", "self service", "Event", None))),
        "group": draw(st.sampled_from(("Service Desk", "Service Desk EMEA", "Service Desktops"))),
        "reassignment_count": draw(st.sampled_from((0, 0, 1))),
        "reopen_count": draw(st.sampled_from((0, 0, 0, 1))),
        "state": draw(st.sampled_from(("closed", "closed", "cancelled"))),
        "duplicate": draw(st.sampled_from((False, False, False, True))),
        "category": draw(st.sampled_from(("Access", "Hardware", None))),
        "held": draw(st.sampled_from((None, None, "awaiting_caller", "awaiting_vendor"))),
        "log": draw(st.sampled_from((None, ("Service Desk",), ("Service Desk", "Network"),
                                     ("Network", "Service Desk"),
                                     ("Service Desk", "Service Desk EMEA")))),
    }  # fmt: skip


def is_desk(name):
    return name in ("Service Desk", "Service Desk EMEA")


def of_desk(case):
    return is_desk(case["log"][0] if case["log"] else case["group"])


def first_contact(case):
    lasts = case["resolved"] - case["opened"]
    if case["channel"] == "Phone":
        quick = lasts <= HOUR
    elif case["channel"] in ("E-Mail", "self service"):
        begin, end = case["opened"], case["resolved"]
        quick = worked(begin, end) < HOUR or (
            worked(begin, end) == HOUR and worked(begin, end - 1) < HOUR
        )
    else:
        quick = False
    stayed = all(is_desk(name) for name in case["log"]) if case["log"] else (
        case["reassignment_count"] == 0
    )  # fmt: skip
    return quick and stayed and case["reopen_count"] == 0 and case["held"] != "awaiting_caller"


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(cases(), max_size=8))
def test_equals_a_plain_computation(all_):
    tickets = [{**case, "key": f"T{i}"} for i, case in enumerate(all_)]
    groups = [
        (f"T{i}", case["opened"] + step, name)
        for i, case in enumerate(all_)
        for step, name in enumerate(case["log"] or ())
    ]
    holds = [
        (f"T{i}", case["opened"], case["opened"] + 60, case["held"])
        for i, case in enumerate(all_)
        if case["held"]
    ]
    found = k6(
        tickets,
        groups=groups,
        holds=holds,
        settings=replace(DEFAULTS, not_for_desk=("Hardware",)),
    )
    asked = [case for case in all_ if case["kind"] != "problem"]
    if found.needs:
        assert not any(case["channel"] for case in asked) or not any(map(of_desk, asked))
        assert found.parts[0].n == 0
        return
    cohort = [
        case
        for case in asked
        if of_desk(case)
        and case["state"] != "cancelled"
        and not case["duplicate"]
        and case["resolved"] >= case["opened"]
    ]
    solvable = [case for case in cohort if case["category"] != "Hardware"]
    for part, of in zip((found.parts[0], found.extra[0]), (cohort, solvable), strict=True):
        for point in part.trend:
            month = parse_period(point.period, "UTC")
            own = [first_contact(c) for c in of if month.start <= c["resolved"] < month.end]
            assert point.n == len(own)
            assert point.value == (pytest.approx(100 * sum(own) / len(own)) if own else None)


def test_gross_and_net_by_name():
    other = {**CALL, "category": "Hardware", "resolved": "2026-10-08T09:00"}
    barred = replace(DEFAULTS, not_for_desk=("Hardware",))
    found = k6([CALL, other], settings=barred)
    assert (found.variant, found.variants) == ("gross", ("gross", "net"))
    assert (found.parts[0].value, found.parts[0].n) == (50, 2)
    assert {part.name: part.value for part in found.extra}["net"] == 100
    chosen = replace(barred, variants=(KpiVariant("K6", "net"),))
    found = k6([CALL, other], settings=chosen)
    assert (found.variant, found.parts[0].name, found.parts[0].value) == ("net", "net", 100)
    assert found.variants == ("net", "gross")


def test_other_metrics_stand_beside_by_name():
    slow = {**CALL, "resolved": "2026-10-09T09:00"}
    moved = {**CALL, "reassignment_count": 2}
    beside = {part.name: part.value for part in k6([CALL, slow, moved]).extra}
    assert beside["first level"] == pytest.approx(200 / 3)
    assert beside["first assignment"] == pytest.approx(200 / 3)


def test_contacts_by_proxy_are_said():
    found = k6([CALL] * 2)
    assert found.caveats[:2] == ("n under 5", "contacts by proxy")
    assert found.fallback == "contacts by proxy, 100 % of desk tickets by their group now"


def test_denominator_is_every_desk_ticket():
    machine = {**CALL, "channel": "Event"}
    silent = {**CALL, "channel": None}
    found = k6([CALL, machine, silent])
    assert (found.parts[0].numerator, found.parts[0].denominator) == (1, 3)
    assert "no channel 1" in found.caveats


def test_without_any_channel_the_export_is_named():
    found = k6([{**CALL, "channel": None}])
    assert found.needs.startswith("Import tickets with their channel")
    assert found.parts[0].value is None


def test_without_desk_the_settings_are_named():
    assert "name its groups in Settings" in k6([{**CALL, "group": "Network"}]).needs


def test_groups_below_the_desk_are_the_desk():
    ticket = {**CALL, "group": "Night shift"}
    assert value(ticket, CALL, parents=[("Night shift", "Service Desk")]) == (100, 2)


def test_drivers_are_categories_not_solved():
    slow = {**CALL, "resolved": "2026-10-09T09:00", "category": "Printer"}
    assert [(bar.label, bar.count) for bar in k6([CALL, slow]).drivers] == [("Printer", 1)]


def test_scope_of_one_group():
    assert value(CALL, {**CALL, "group": "Helpdesk"}, scope=Scope("group", "Helpdesk")) == (100, 1)


def mail(opened, resolved, zone="Europe/Berlin", settings=BERLIN, **more):
    ticket = {**CALL, "channel": "Email", "opened": opened, "resolved": resolved}
    return k6([ticket], settings=settings, **more).parts[0].value


def test_k6_dst_forward():
    """Sunday's missing hour isn't business time: the hour ends at 08:30 summer time."""
    march = {"period": parse_period("2026-03", "Europe/Berlin")}
    opened = "2026-03-27T17:30+01:00"
    assert mail(opened, "2026-03-30T08:30+02:00", **march) == 100
    assert mail(opened, "2026-03-30T08:30:01+02:00", **march) == 0


def test_k6_dst_back():
    of = {"period": october("Europe/Berlin")}
    opened = "2026-10-23T17:30+02:00"
    assert mail(opened, "2026-10-26T08:30+01:00", **of) == 100
    assert mail(opened, "2026-10-26T08:30:01+01:00", **of) == 0


def test_k6_holiday_inside_a_hold():
    """The holiday doesn't run; a hold for a vendor isn't deducted, one for the caller is a
    second contact."""
    calendar = replace(DEFAULTS.calendars[0], holidays=(("2026-10-07", 0, 1440),))
    settings = replace(DEFAULTS, calendars=(calendar,))
    ticket = {**CALL, "key": "A", "channel": "Email", "opened": "2026-10-06T17:30",
              "resolved": "2026-10-08T08:30"}  # fmt: skip
    over = ("A", "2026-10-06T18:00", "2026-10-08T08:00")
    assert value(ticket, settings=settings) == (100, 1)
    assert value(ticket, settings=settings, holds=[(*over, "awaiting_vendor")]) == (100, 1)
    assert value(ticket, settings=settings, holds=[(*over, "awaiting_caller")]) == (0, 1)
    assert value(ticket) == (0, 1)


def test_k6_out_of_hours():
    """A mail of Saturday has until Monday 09:00; a call has its hour at any time."""
    written = {**CALL, "channel": "Email", "opened": "2026-10-10T22:00"}
    assert value({**written, "resolved": "2026-10-12T09:00"}) == (100, 1)
    assert value({**written, "resolved": "2026-10-12T09:00:01"}) == (0, 1)
    called = {**CALL, "opened": "2026-10-10T22:00"}
    assert value({**called, "resolved": "2026-10-10T23:00"}) == (100, 1)
    assert value({**called, "resolved": "2026-10-10T23:00:01"}) == (0, 1)


def test_k6_zero_length():
    assert value({**CALL, "resolved": CALL["opened"]}) == (100, 1)


def test_k6_resolved_before_opened():
    found = k6([{**CALL, "key": "A", "resolved": "2026-10-06T08:59"}])
    assert (found.parts[0].n, found.excluded) == (0, (("resolved before opened", 1),))
    assert found.excluded_rows == (("resolved before opened", ("A",)),)


def test_k6_closed_without_resolved():
    assert value({**CALL, "resolved": None, "closed": "2026-10-06T09:20"}) == (100, 1)


def test_k6_reopened_twice():
    """Within 5 days it was no first contact; later ones don't take it back."""
    log = [("A", "2026-10-06T09:00", "new"), ("A", "2026-10-06T09:20", "resolved"),
           ("A", "2026-10-08T09:00", "in_progress"), ("A", "2026-10-08T09:20", "resolved"),
           ("A", "2026-10-20T09:00", "in_progress"),
           ("A", "2026-10-20T09:20", "resolved")]  # fmt: skip
    ticket = {**CALL, "key": "A", "resolved": "2026-10-20T09:20", "reopen_count": 2}
    assert value(ticket, states=log) == (0, 1)
    assert value(ticket, states=[*log[:2], *log[4:]]) == (100, 1)
    assert value({**CALL, "reopen_count": 2}) == (0, 1)


def test_k6_raised_and_lowered():
    """Priorities don't matter to a first contact."""
    log = [("A", CALL["opened"], 3), ("A", "2026-10-06T09:05", 1), ("A", "2026-10-06T09:10", 3)]
    assert value({**CALL, "key": "A", "peak_priority": 1}, priorities=log) == (100, 1)


def test_k6_child_of_a_major():
    """Its user turned to the desk too: children stay in."""
    assert value({**CALL, "is_child": True}) == (100, 1)


def test_k6_merged_duplicate():
    assert k6([{**CALL, "duplicate": True}]).excluded == (("merged or duplicate", 1),)


def test_k6_open_at_period_end():
    assert value({**CALL, "resolved": None}) == (None, 0)
    assert value({**CALL, "resolved": OCTOBER.end}) == (None, 0)


def test_k6_period_boundary():
    for end, n in ((OCTOBER.start - 1, 0), (OCTOBER.start, 1), (OCTOBER.end - 1, 1),
                   (OCTOBER.end, 0)):  # fmt: skip
        assert value({**CALL, "opened": OCTOBER.start - DAY, "resolved": end})[1] == n


def test_k6_empty_denominator():
    part = k6([{**CALL, "opened": "2026-08-01", "resolved": "2026-08-01"}]).parts[0]
    assert (part.value, part.n, part.verdict) == (None, 0, "n/a")


def test_k6_one_row():
    part = k6([{**CALL, "key": "INC7"}]).parts[0]
    assert (part.value, part.rows, part.numerator_rows) == (100, ("INC7",), ("INC7",))


def test_k6_all_missing():
    assert k6([{"opened": None, "channel": "Phone"}] * 3).parts[0].n == 0
    assert k6([{**CALL, "opened": None}]).excluded == (("no opened time", 1),)


def test_k6_mixed_zones():
    ticket = {**CALL, "opened": "2026-10-06T14:30+05:30", "resolved": "2026-10-06T05:00-05:00"}
    assert value(ticket) == (100, 1)
    assert value({**ticket, "resolved": "2026-10-06T05:00:01-05:00"}) == (0, 1)


def test_k6_reimport():
    assert k6([CALL], revision=2) == k6([CALL])


def test_k6_open_only_export():
    """Left with its outcome unknown: it was not resolved at the desk."""
    gone = {**CALL, "resolved": None, "outcome_unknown": True}
    assert value(gone, CALL) == (100, 1)


def test_young_period_is_maturing():
    assert any("maturing" in words for words in k6([CALL], now=OCTOBER.end + DAY).caveats)
    assert not any("maturing" in words for words in k6([CALL], now=NOW).caveats)
