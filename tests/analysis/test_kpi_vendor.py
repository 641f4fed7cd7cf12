"""K17 against minutes counted one by one, and the edge cases of METRICS §2."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.kpis import compute
from app.analysis.periods import parse_period
from app.models.columns import ContractRow, Registers, SourceFreshness
from app.models.scope import Scope
from app.services.settings import load_settings
from tests.analysis.sample_facts import at, make_facts
from tests.analysis.signal_rows import make_cases

BERLIN = load_settings("Europe/Berlin")
MONTH = parse_period("2026-10", "Europe/Berlin")
NOW = at("2026-11-05T08:00")
MINUTE, HOUR, DAY = 60, 3600, 86400


def contract(severity=None, response=HOUR, resolve=4 * HOUR, hours=None, **more):
    usual = {"key": f"C-{severity}", "vendor": "Acme", "starts": None, "ends": None}
    words = {**usual, "severity": severity, "hours": hours, **more}
    return ContractRow(response_s=response, resolve_s=resolve, **words)


def source(kind, as_of):
    return SourceFreshness(kind, kind, as_of, f"{kind}.csv", 1, NOW, demo=False)


def k17(
    cases=(),
    contracts=None,
    period=MONTH,
    now=NOW,
    scope=None,
    settings=BERLIN,
    tickets=(),
    as_of=None,
):
    rows = tuple(contracts) if contracts is not None else (contract(),)
    known = () if as_of is None else (source("vendor_case", at(as_of)), source("incident", 0))
    facts = make_facts(
        tickets,
        registers=Registers(contracts=rows),
        vendor_cases=make_cases(list(cases)),
        sources=known,
    )
    return compute(facts, settings, period, now, scope=scope or Scope(), only=("K17",))[0]


def case(opened="2026-10-06T08:00", reply="2026-10-06T08:30", **more):
    return {"opened": opened, "first_response": reply, **more}


def resolve(result):
    return next(part for part in result.extra if part.name == "Resolve")


def fact(result, label):
    return dict(result.facts)[label]


HOURS = {
    None: lambda *_: True,
    "Mon-Fri 08:00-18:00": lambda weekday, minute: weekday < 5 and 480 <= minute < 1080,
    "Sat-Sun 20:00-04:00": lambda weekday, minute: (
        (weekday in (5, 6) and minute >= 1200) or (weekday in (6, 0) and minute < 240)
    ),
}


@cache
def running(hours):
    """The minutes from September to now in which the contract's clock runs, in Berlin."""
    place, found = ZoneInfo("Europe/Berlin"), set()
    for minute in range((MONTH.start - 3 * DAY) // MINUTE, NOW // MINUTE):
        wall = datetime.fromtimestamp(minute * MINUTE, UTC).astimezone(place)
        if HOURS[hours](wall.weekday(), wall.hour * 60 + wall.minute):
            found.add(minute)
    return frozenset(found)


spots = st.none() | st.integers(-2 * 1440, 34 * 1440)
cases = st.fixed_dictionaries({
    "opened": st.integers(-2 * 1440, 34 * 1440),
    "reply": st.none() | st.integers(-60, 4 * 1440),
    "solve": st.none() | st.integers(-60, 8 * 1440),
    "severity": st.sampled_from(("1", "2", None)),
    "own": st.sampled_from((-1, -1, 0, 7200)),
    "waits": st.lists(st.tuples(st.integers(-60, 2880), st.integers(1, 1440)), max_size=3),
})  # fmt: skip


def placed(drawn):
    opened = MONTH.start + drawn["opened"] * MINUTE

    def after(minutes):
        return None if minutes is None else opened + minutes * MINUTE

    return {
        "opened": opened,
        "first_response": after(drawn["reply"]),
        "resolved": after(drawn["solve"]),
        "severity": drawn["severity"],
        "response_target": drawn["own"],
        "waits": [(after(begin), after(begin + lasts)) for begin, lasts in drawn["waits"]],
    }


def outcome(row, hours, end_name, target):
    """(state, minutes) of one step by minutes counted one by one, or a reason."""
    end = row[end_name] if row[end_name] is not None and row[end_name] <= NOW else None
    over = row["resolved"] is not None and row["resolved"] <= NOW
    if end is None and over:
        end = row["resolved"]
    if end is not None and end < row["opened"]:
        return "ended before opened"
    if target is None:
        return "no contract"
    minutes = set(range(row["opened"] // MINUTE, (end or NOW) // MINUTE)) & running(hours)
    for begin, stop in row["waits"]:
        minutes -= set(range(begin // MINUTE, stop // MINUTE))
    if len(minutes) * MINUTE > target:
        return ("late", len(minutes), end is not None)
    return ("met" if end is not None else "open", len(minutes), end is not None)


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.lists(cases, max_size=6), st.sampled_from((None, *list(HOURS)[1:])))
def test_equals_minutes_counted_one_by_one(drawn, hours):
    rows = [placed(one) for one in drawn]
    found = k17(rows, [contract("1", 3600, 4 * HOUR, hours)])
    for part, name, word in (
        (found.parts[0], "first_response", "engage"),
        (resolve(found), "resolved", "resolve"),
    ):
        results = []
        for row in rows:
            promised = {"engage": 3600, "resolve": 4 * HOUR}[word]
            target = promised if row["severity"] == "1" else None
            if word == "engage" and row["response_target"] >= 0:
                target = row["response_target"]
            clock = hours if row["severity"] == "1" else None
            if MONTH.start <= row["opened"] < MONTH.end:
                results.append(outcome(row, clock, name, target))
        decided = [one for one in results if one[0] in ("late", "met")]
        met = [one for one in decided if one[0] == "met"]
        assert (part.numerator, part.denominator) == (len(met), len(decided))
        done = [one[1] * MINUTE for one in decided if one[2]]
        assert part.distribution.median == (pytest.approx(median(done)) if done else None)
        waits = [one for one in results if one[0] in ("late", "open") and not one[2]]
        assert part.open_n == len(waits)
        reasons = [one for one in results if isinstance(one, str)]
        assert {
            reason.removeprefix(f"{word}: "): n
            for reason, n in found.excluded
            if reason.startswith(word)
        } == {reason: reasons.count(reason) for reason in reasons}


def test_share_inside_the_contract_with_its_spread():
    found = k17([
        case(key="quick"), case(reply="2026-10-06T09:30", key="late"),
        case(reply=None, key="silent"), case(reply="2026-10-06T09:00", key="to the second"),
    ])  # fmt: skip
    part = found.parts[0]
    assert (part.numerator, part.denominator, part.open_n) == (2, 4, 1)
    assert part.numerator_rows == ("quick", "to the second")
    assert (part.target, part.met, part.verdict) == (None, None, "No target")
    assert fact(found, "Engage, median · P90") == "1 h · 1 h 24 m"
    assert fact(found, "Engage, open") == "1, 1 past the target"
    assert (found.records, found.fallback) == ("vendor_case", "0 % by the case's own target")
    assert [(bar.label, bar.count) for bar in found.drivers] == [("Acme", 6)]


def test_open_inside_the_target_is_censored():
    found = k17([case("2026-10-30T08:00", None)], [contract(response=30 * DAY)])
    assert (found.parts[0].value, found.parts[0].open_n) == (None, 1)
    assert fact(found, "Engage, median with open ones (Kaplan-Meier)") == "not reached"


def test_waiting_for_us_does_not_count():
    waits = [("2026-10-06T08:10", "2026-10-06T08:40"), ("2026-10-06T08:30", "2026-10-06T09:00")]
    found = k17([case(reply="2026-10-06T09:45", waits=waits)])
    assert found.parts[0].distribution.median == 55 * MINUTE
    open_wait = [("2026-10-06T08:10", None)]
    assert k17([case(reply=None, waits=open_wait)]).parts[0].open_n == 1


def test_the_cases_own_target_comes_first_then_severity_then_every_severity():
    contracts = [contract(None, 10 * HOUR), contract("1", HOUR), contract("2", None, None)]
    two_hours = "2026-10-06T10:00"
    found = k17([
        case(reply=two_hours, severity="1", key="V1"),
        case(reply=two_hours, severity="1", response_target=7200, key="V2"),
        case(reply=two_hours, severity="3", key="V3"),
        case(reply=two_hours, severity="2", key="V4"),
        case(reply=two_hours, vendor="Other", key="V5"),
    ], contracts)  # fmt: skip
    assert found.parts[0].numerator_rows == ("V2", "V3")
    assert found.parts[0].rows == ("V1", "V2", "V3")
    assert dict(found.excluded_rows)["engage: no contract"] == ("V4", "V5")
    assert "no contract 2" in found.caveats


def test_a_contract_holds_from_its_start_to_its_end():
    held = contract(starts=at("2026-10-06T08:00"), ends=at("2026-10-07T08:00"))
    opened = ("2026-10-06T07:59", "2026-10-06T08:00", "2026-10-07T07:59", "2026-10-07T08:00")
    found = k17([case(one, None, key=one[5:]) for one in opened], [held])
    assert found.parts[0].rows == ("10-06T08:00", "10-07T07:59")


def test_spellings_of_a_vendor_and_a_severity_are_one():
    found = k17(
        [
            case(severity="High", key="V1"),
            case(severity="high ", key="V2"),
            case(severity="HIGH", vendor="ACME", key="V3"),
        ],
        [contract("high", 2 * HOUR)],
    )
    assert found.parts[0].rows == ("V1", "V2", "V3")
    assert not found.excluded


def test_by_severity_and_where_theirs_is_not_ours():
    tickets = [{"opened": "2026-10-06T07:00", "priority": 1}] * 2
    found = k17([
        case(severity="Sev 1", ticket=0), case(severity="3 - Medium", ticket=1, key="odd"),
        case(severity="unknown", ticket=0), case(severity="High"),
    ], tickets=tickets)  # fmt: skip
    assert fact(found, "Severity differs from ours") == "1 of 2 cases: odd (theirs 3, ours P1)"
    names = [part.name for part in found.extra[1:]]
    assert names == ["severity 3 - Medium", "severity High", "severity Sev 1", "severity unknown"]


def test_scope_goes_by_the_ticket():
    tickets = [{"opened": "2026-10-06T07:00", "group": name} for name in ("SAP", "Web")]
    rows = [case(ticket=0), case(ticket=1, reply="2026-10-06T10:00"), case()]
    assert k17(rows, tickets=tickets, scope=Scope("group", "SAP")).parts[0].value == 100
    assert k17(rows, tickets=tickets, scope=Scope("group", "Web")).parts[0].value == 0


def test_vendor_k17_dst_forward_and_back():
    nightly = [contract(hours="daily 01:00-04:00", response=2 * HOUR)]
    march = parse_period("2026-03", "Europe/Berlin")
    spring = k17([case("2026-03-28T23:00", "2026-03-29T08:00")], nightly, period=march)
    assert (spring.parts[0].value, spring.parts[0].distribution.mean) == (100, 2 * HOUR)
    autumn = k17([case("2026-10-24T22:00", "2026-10-25T08:00")], nightly)
    assert (autumn.parts[0].value, autumn.parts[0].distribution.mean) == (0, 4 * HOUR)


def test_vendor_k17_holiday_inside_a_hold():
    rule = replace(BERLIN.calendars[0], holidays=(("2026-10-07", 0, 1440),))
    settings = replace(BERLIN, calendars=(rule,))
    held = [("2026-10-06T14:00", "2026-10-08T08:00")]
    row = case("2026-10-06T12:00", "2026-10-08T09:00", waits=held)
    found = k17([row], [contract(hours="business days")], settings=settings)
    assert found.parts[0].distribution.mean == 2 * HOUR + HOUR


def test_vendor_k17_opened_and_answered_out_of_hours():
    weekend = case("2026-10-10T10:00", "2026-10-11T10:00")
    found = k17([weekend], [contract(hours="Mon-Fri 08:00-18:00")])
    assert (found.parts[0].value, found.parts[0].distribution.mean) == (100, 0)


def test_vendor_k17_zero_length():
    part = k17([case(reply="2026-10-06T08:00")], [contract(response=0)]).parts[0]
    assert (part.value, part.distribution.mean) == (100, 0)


def test_vendor_k17_ended_before_opened():
    found = k17([case(reply="2026-10-06T07:00", key="odd")])
    assert found.excluded_rows == (("engage: ended before opened", ("odd",)),)


def test_vendor_k17_closed_without_resolved_ends_at_closed():
    found = k17([case(closed="2026-10-06T11:00")])
    assert (resolve(found).value, resolve(found).distribution.mean) == (100, 3 * HOUR)
    bare = k17([case(open=False)])
    assert bare.excluded == (("resolve: closed without a time", 1),)


def test_never_replying_does_not_improve_the_share():
    found = k17([
        case(key="answered"), case(reply=None, closed="2026-10-06T11:00", key="ignored"),
        case(reply=None, resolved="2026-10-06T08:40", closed="2026-10-09T08:00", key="solved"),
        case(reply=None, open=False, key="no end"),
    ])  # fmt: skip
    part = found.parts[0]
    assert (part.rows, part.numerator_rows) == (
        ("answered", "ignored", "solved"), ("answered", "solved"),
    )  # fmt: skip
    assert part.distribution.p90 > 40 * MINUTE
    assert dict(found.excluded_rows)["engage: closed without a time"] == ("no end",)
    assert "2 cases ended without a reply, answered at the end." in found.caveats


def test_an_end_or_reply_after_now_is_not_known_yet():
    later = case(reply=None, resolved="2026-10-06T11:00", key="V1")
    early = k17([later], now=at("2026-10-06T08:30"))
    assert (early.parts[0].n, early.parts[0].open_n) == (0, 1)
    both = k17([{**later, "first_response": "2026-11-06T08:00"}])
    assert (both.parts[0].value, both.parts[0].distribution.mean) == (0, 3 * HOUR)


def test_vendor_k17_reopened_twice_keeps_the_first_reply():
    row = case(resolved="2026-10-06T20:00", waits=[("2026-10-06T09:00", "2026-10-06T18:00")])
    found = k17([row])
    assert (found.parts[0].value, resolve(found).distribution.mean) == (100, 3 * HOUR)


def test_vendor_k17_our_promotion_does_not_move_the_vendors_clock():
    ticket = {"opened": "2026-10-06T07:00", "priority": 3, "peak_priority": 1}
    assert k17([case(ticket=0)], tickets=[ticket]).parts[0].distribution.mean == 30 * MINUTE


def test_vendor_k17_cases_of_children_and_duplicates_count():
    ticket = {"opened": "2026-10-06T07:00", "is_child": True, "state": "cancelled"}
    assert k17([case(ticket=0)], tickets=[ticket]).parts[0].n == 1


def test_vendor_k17_open_at_period_end_counts_where_it_was_opened():
    late = case("2026-10-31T22:50", "2026-10-31T23:10")
    assert k17([late]).parts[0].value == 100
    assert k17([late], now=at("2026-10-31T23:00")).parts[0].open_n == 1


@pytest.mark.parametrize(
    ("opened", "n"), [(MONTH.start - 1, 0), (MONTH.start, 1), (MONTH.end - 1, 1), (MONTH.end, 0)]
)
def test_vendor_k17_on_the_period_boundary_to_the_second(opened, n):
    assert k17([case(opened, opened + 60)]).parts[0].n == n


def test_vendor_k17_empty_denominator():
    found = k17([case("2026-08-06T08:00", "2026-08-06T08:30")])
    assert (found.parts[0].value, found.parts[0].verdict, found.needs) == (None, "n/a", "")


def test_vendor_k17_one_row():
    part = k17([case(key="only")]).parts[0]
    assert (part.value, part.n, part.rows) == (100, 1, ("only",))


def test_vendor_k17_all_missing():
    assert k17().needs.startswith("Import vendor cases")
    bare = k17([{"opened": None, "vendor": None}])
    assert dict(bare.excluded)["engage: no opened time"] == 1
    assert k17([case()], []).needs.startswith("Import contracts")


def test_vendor_k17_mixed_zones():
    rows = [case("2026-10-06T06:30", "2026-10-06T07:30")]
    hours = [contract(hours="Mon-Fri 08:00-18:00", response=HOUR)]
    assert k17(rows, hours).parts[0].distribution.mean == HOUR
    utc = load_settings("UTC")
    assert k17(rows, hours, settings=utc).parts[0].distribution.mean == 0


def test_vendor_k17_reimport_a_case_is_its_key():
    assert k17([case(key="V1"), case(key="V2")]).parts[0].rows == ("V1", "V2")


def test_vendor_k17_hours_that_cannot_be_read_are_said():
    found = k17([case()], [contract(hours="as agreed")])
    assert found.caveats[-1] == "Contract hours not understood, taken as 24×7: C-None."


def test_vendor_k17_open_only_export_shows_what_waits():
    found = k17([case("2026-10-30T08:00", None)])
    assert (found.parts[0].value, found.parts[0].open_n) == (0, 1)


def test_past_the_target_only_after_the_as_of_is_breached_only_if_still_open():
    rows = [
        case("2026-10-06T08:00", None, key="late before"),
        case("2026-10-06T09:00", None, key="on the as-of"),
        case("2026-10-06T09:30", None, key="after"),
        case("2026-10-06T09:30", None, key="ended", closed="2026-10-06T10:15"),
    ]
    found = k17(rows, as_of="2026-10-06T10:00")
    part = found.parts[0]
    assert (part.rows, part.numerator_rows) == (("ended", "late before"), ("ended",))
    assert dict(found.excluded_rows)["engage: breached only if still open"] == (
        "after", "on the as-of",
    )  # fmt: skip
    assert (
        "2 replies due after the as-of of the export: breached only if still open." in found.caveats
    )
    assert part.open_n == 1
    assert k17(rows).parts[0].n == 4
    assert k17(rows, as_of="2026-10-06T10:00:01").parts[0].n == 3


def test_what_waits_has_waited_until_the_as_of():
    long = [contract(response=30 * DAY, resolve=60 * DAY)]
    waiting = case("2026-10-06T08:00", None)
    found = k17([case(), waiting, waiting], long, as_of="2026-10-06T08:20")
    assert (found.parts[0].n, found.parts[0].open_n, found.excluded) == (1, 2, ())
    assert fact(found, "Engage, median with open ones (Kaplan-Meier)") == "30 m"
