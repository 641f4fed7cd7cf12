"""K3 against a plain computation, and the edge cases of METRICS §2."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.kpis.episodes import unresolved
from app.analysis.kpis.resolutions import resolutions
from app.analysis.periods import parse_period
from app.models.scope import Scope
from app.models.settings import KpiVariant
from tests.analysis.register_rows_sample import BERLIN, DAY, DEFAULTS, HOUR, result
from tests.analysis.sample_facts import at, make_facts

BEGIN = at("2026-07-01")
MACHINE = "Event"
SAME = {"service": "Mail", "ci": "mx1", "template": "queue full"}


def k3(tickets, **more):
    return result("K3", tickets, **more)


def value(tickets, **more):
    part = k3(tickets, **more).parts[0]
    return part.value, part.n


def pair(first="2026-09-10T08:00", end="2026-09-10T10:00", again="2026-09-20T08:00", **both):
    """An incident and a later one of the same signature, resolved much later."""
    return [
        {"key": "A", "opened": first, "resolved": end, **SAME, **both},
        {"key": "B", "opened": again, "resolved": "2026-10-30T00:00", **SAME, **both},
    ]


@st.composite
def cases(draw):
    opened = BEGIN + draw(st.integers(0, 110)) * DAY + draw(st.sampled_from((0, 600, 3599, 3601)))
    return {
        "opened": opened,
        "lasts": draw(st.sampled_from((-60, 0, 600, HOUR, DAY, 6 * DAY))),
        "open": draw(st.sampled_from((False, False, False, True))),
        "gap": draw(st.sampled_from((None, None, None, DAY, 7 * DAY, 7 * DAY + 1, 20 * DAY))),
        "peak_priority": draw(st.sampled_from((1, 2, 3, 3, 4))),
        "kind": draw(st.sampled_from(("incident",) * 4 + ("request",))),
        "cancelled": draw(st.sampled_from((False,) * 5 + (True,))),
        "is_child": draw(st.sampled_from((False,) * 5 + (True,))),
        "duplicate": draw(st.sampled_from((False,) * 5 + (True,))),
        "problem": draw(st.sampled_from((None, None, None, "PRB1"))),
        "service": draw(st.sampled_from(("Mail", "Mail", None))),
        "ci": draw(st.sampled_from(("mx1", "mx1", None))),
        "template": draw(st.sampled_from(("full", "full", None))),
        "subcategory": draw(st.sampled_from(("disk", None))),
        "caller": draw(st.sampled_from(("ann", "bob", None))),
        "channel": draw(st.sampled_from(("Phone", MACHINE, None))),
    }


@st.composite
def bursts(draw):
    """Some incidents, and some of them again within minutes, as in a storm."""
    some = draw(st.lists(cases(), min_size=1, max_size=7))
    storm = dict(draw(st.sampled_from(some)), template="full", gap=None)
    steps = draw(st.lists(st.integers(0, 1500), max_size=6))
    return some + [
        {**storm, "opened": storm["opened"] + sum(steps[: i + 1])} for i in range(len(steps))
    ]


def ended(case):
    """(resolved for good, late reopening) by the rules in words."""
    first = case["opened"] + case["lasts"]
    if case["gap"] is None or case["lasts"] < 0:
        return (None, None) if case["open"] else (first, None)
    if case["gap"] > 7 * DAY:
        return first, first + case["gap"]
    return (None, None) if case["open"] else (first + case["gap"] + HOUR, None)


def stored(case, key):
    """The ticket and its log: a reopened one is resolved again an hour later."""
    first = case["opened"] + case["lasts"]
    end = None if case["open"] else first
    log = []
    if case["gap"] is not None and case["lasts"] >= 0:
        again = first + case["gap"]
        end = None if case["open"] else again + HOUR
        log = [(key, case["opened"], "new"), (key, first, "resolved"), (key, again, "in_progress")]
        log += [] if case["open"] else [(key, end, "resolved")]
    state = "cancelled" if case["cancelled"] else "in_progress" if end is None else "closed"
    fields = ("opened", "peak_priority", "kind", "is_child", "duplicate", "problem", "service",
              "ci", "template", "subcategory", "caller", "channel")  # fmt: skip
    return {"key": key, "resolved": end, "state": state, **{f: case[f] for f in fields}}, log


def signature(case):
    if case["problem"]:
        return ("problem", case["problem"])
    place = (case["service"], case["ci"])
    if place == (None, None):
        return None
    if case["template"]:
        return ("text", *place, case["template"])
    return ("sub", *place, case["subcategory"]) if case["subcategory"] else None


def crowd(some):
    """Places of mass duplicates: both neighbours inside five of a kind within an hour."""
    out = set()
    kinds = {(case["service"], case["template"]) for _, case in some if case["template"]}
    for kind in kinds:
        own = [(c["opened"], i) for i, c in some if (c["service"], c["template"]) == kind]
        own.sort()
        for begin in range(len(own) - 4):
            if own[begin + 4][0] - own[begin][0] <= HOUR:
                out |= {place for _, place in own[begin + 1 : begin + 5]}
    return out


def plain(all_):
    """(case, end, signature) of what counts, and [(instant, signature)] of every opening."""
    one = [
        (i, case)
        for i, case in enumerate(all_)
        if case["kind"] == "incident"
        and not (case["cancelled"] or case["is_child"] or case["duplicate"])
    ]
    massed = crowd(one)
    one = [(i, case) for i, case in one if i not in massed]

    def text(case):
        whole = (case["caller"], case["ci"], case["template"])
        return whole if all(whole) and case["channel"] != MACHINE else None

    firsts = [
        (text(c), ended(c)[0]) for _, c in one if text(c) and (ended(c)[0] or 0) >= c["opened"]
    ]
    kept, openings = [], []
    for _, case in one:
        replied = text(case) and any(
            text(case) == other and 0 < case["opened"] - end <= 7 * DAY for other, end in firsts
        )
        if signature(case) is None or replied:
            continue
        end, again = ended(case)
        openings.append((case["opened"], signature(case)))
        if end is not None and end < case["opened"]:
            continue
        if again is not None:
            openings.append((again, signature(case)))
        kept.append((case, end, signature(case)))
    return kept, openings


@hypothesis_settings(max_examples=60, deadline=None)
@given(bursts())
def test_equals_a_plain_computation(all_):
    tickets, states = [], []
    for i, case in enumerate(all_):
        ticket, log = stored(case, f"T{i}")
        tickets.append(ticket)
        states += log
    found = k3(tickets, states=states)
    kept, openings = plain(all_)
    parts = {part.name: part for part in (*found.parts, *found.extra)}
    for days in (30, 60, 90):
        for point in parts[f"forward {days}"].trend:
            month = parse_period(point.period, "UTC")
            own = [
                any(end < at_ <= end + days * DAY and of == sign for at_, of in openings)
                for case, end, sign in kept
                if end is not None and month.start <= end < month.end and case["peak_priority"] <= 3
            ]
            assert (point.n, point.value) == (
                len(own), pytest.approx(100 * sum(own) / len(own)) if own else None
            )  # fmt: skip
    for point in parts["backward"].trend:
        month = parse_period(point.period, "UTC")
        own = [
            any(
                end is not None and end < case["opened"] <= end + 30 * DAY and of == sign
                for _, end, of in kept
            )
            for case, _, sign in kept
            if month.start <= case["opened"] < month.end and case["peak_priority"] <= 3
        ]
        assert point.n == len(own)
        assert point.value == (pytest.approx(100 * sum(own) / len(own)) if own else None)


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.lists(cases(), max_size=6))
def test_resolutions_are_those_of_time_to_restore(all_):
    tickets, states = [], []
    for i, case in enumerate(all_):
        ticket, log = stored(case, f"T{i}")
        tickets.append(ticket)
        states += log
    facts = make_facts(tickets, states=states)
    rows = facts.tickets.id - 1
    walked = unresolved(facts, rows, facts.tickets.opened, 7 * DAY)
    assert resolutions(facts, 7 * DAY).end.tolist() == walked.end.tolist()


def test_newest_cohort_whose_window_has_passed_is_printed():
    found = k3(pair())
    assert found.period.id == "2026-10"
    assert found.caveats[0] == "resolved in September 2026"
    assert [point.period for point in found.parts[0].trend][-2:] == ["2026-08", "2026-09"]
    ends = {part.name: part.trend[-1].period for part in found.extra}
    assert ends == {
        "forward 60": "2026-08", "forward 90": "2026-07", "backward": "2026-10"
    }  # fmt: skip


def test_february_is_too_short_for_january():
    found = k3(pair(), period=parse_period("2026-02", "UTC"))
    assert found.caveats[0] == "resolved in December 2025"


def test_levels_of_the_signature_are_printed():
    by_problem = [{**row, "problem": "PRB1", "template": None} for row in pair()]
    by_sub = [
        {**row, "key": row["key"] * 2, "template": None, "subcategory": "disk"} for row in pair()
    ]
    nothing = {"opened": "2026-09-01", "resolved": "2026-09-02", "service": "Mail"}
    found = k3([*by_problem, *by_sub, nothing])
    assert found.fallback == "50 % by problem, 50 % by subcategory"
    assert found.excluded == (("no signature", 1),)
    assert "no signature 33.3 %" in found.caveats
    assert found.excluded_rows == (("no signature", ("INC5",)),)
    assert found.parts[0].numerator_rows == ("A", "AA")


def test_window_ends_with_its_last_second():
    end = at("2026-09-10T10:00")
    for again, hit in ((end, 0), (end + 1, 100), (end + 30 * DAY, 100), (end + 30 * DAY + 1, 0)):
        assert value(pair(again=again)) == (hit, 1)


def test_mass_duplicates_count_once():
    storm = [
        {"opened": at("2026-09-10T08:00") + i * 900, "resolved": "2026-09-10T12:00", **SAME}
        for i in range(5)
    ]
    found = k3(storm)
    assert (found.parts[0].n, found.excluded) == (1, (("mass duplicate", 4),))
    assert k3(storm[:4]).parts[0].n == 4


def test_reply_is_a_reopening_unless_a_machine_wrote_it():
    words = {"caller": "ann", "channel": "Email"}
    found = k3(pair(again="2026-09-12T08:00", **words))
    assert (found.parts[0].value, found.parts[0].n) == (0, 1)
    assert dict(found.facts)["Reopened within 7 d, not counted"].endswith("1 reply as a new ticket")
    assert value(pair(again="2026-09-12T08:00", **words | {"channel": "Event"})) == (100, 1)
    assert value(pair(again="2026-09-17T10:00", **words)) == (0, 1)
    assert value(pair(again="2026-09-17T10:00:01", **words)) == (100, 1)


def test_variant_is_chosen_by_the_definition():
    settings = replace(DEFAULTS, variants=(KpiVariant("K3", "backward"),))
    found = k3(pair(again="2026-10-05T08:00"), settings=settings)
    assert (found.variant, found.parts[0].name, found.parts[0].value) == ("backward",) * 2 + (100,)
    assert found.variants[0] == "backward"
    assert "forward 30" in {part.name for part in found.extra}


def test_chance_rate_is_that_of_signatures_dealt_at_random():
    other = {"opened": "2026-09-21", "resolved": "2026-09-22", "service": "SAP", "template": "x"}
    found = k3([*pair(), other, {**other, "opened": "2026-09-05", "resolved": "2026-09-06"}])
    # Of the others one in three is alike; two follow A, three the early one, none the late one
    # but B, which is resolved in October.
    expected = 100 * ((1 - (2 / 3) ** 2) + (1 - (2 / 3) ** 3) + 0) / 3
    assert dict(found.facts)["Chance rate"] == "42 %"
    assert expected == pytest.approx(42, abs=0.05)


def test_young_cohort_is_estimated_with_those_still_watched():
    young = pair(first="2026-10-01", end="2026-10-02", again="2026-10-20")[:1]
    facts = dict(k3([*pair(first="2026-10-01", end="2026-10-02", again="2026-10-20")]).facts)
    assert facts["Young cohort (Kaplan-Meier)"] == "October 2026: 100 %, n 2"
    later = pair(first="2026-10-11", end="2026-10-12", again="2026-11-02")
    facts = dict(k3([*young, {**later[0], "key": "C", "ci": "mx2"}]).facts)
    assert facts["Young cohort (Kaplan-Meier)"] == "October 2026: 0 %, n 2"
    facts = dict(k3(later).facts)
    assert facts["Young cohort (Kaplan-Meier)"].startswith("October 2026: 0 % by 20 d")


def test_scope_asks_for_the_first_one():
    tickets = pair()
    assert value(tickets, scope=Scope("service", "Mail")) == (100, 1)
    assert value(tickets, scope=Scope("service", "SAP")) == (None, 0)


def test_export_older_than_the_window_is_said():
    old = [{**row, "as_of": "2026-09-30"} for row in pair()]
    assert any("newest export" in words for words in k3(old).caveats)
    assert not any("newest export" in words for words in k3(pair()).caveats)


def test_drivers_are_services_of_what_came_back():
    found = k3(pair())
    assert [(bar.label, bar.count) for bar in found.drivers] == [("Mail", 1)]


def test_k3_dst_forward():
    """30 days are 2,592,000 s also when the clocks go forward in them."""
    march = parse_period("2026-04", "Europe/Berlin")
    end = at("2026-03-10T12:00+01:00")
    hit = pair(first=end - HOUR, end=end, again=at("2026-04-09T13:00+02:00"))
    late = pair(first=end - HOUR, end=end, again=at("2026-04-09T13:00:01+02:00"))
    assert value(hit, period=march, settings=BERLIN) == (100, 1)
    assert value(late, period=march, settings=BERLIN) == (0, 1)


def test_k3_dst_back():
    december = parse_period("2026-11", "Europe/Berlin")
    end = at("2026-10-10T12:00+02:00")
    hit = pair(first=end - HOUR, end=end, again=at("2026-11-09T11:00+01:00"))
    late = pair(first=end - HOUR, end=end, again=at("2026-11-09T11:00:01+01:00"))
    now = at("2026-12-02")
    assert value(hit, period=december, settings=BERLIN, now=now) == (100, 1)
    assert value(late, period=december, settings=BERLIN, now=now) == (0, 1)


def test_k3_holiday_inside_a_hold_changes_nothing():
    """The clock is elapsed time: neither holds nor holidays move the window."""
    calendar = replace(DEFAULTS.calendars[0], holidays=(("2026-09-10", 0, 1440),))
    settings = replace(DEFAULTS, calendars=(calendar,))
    hold = [("A", "2026-09-10T08:30", "2026-09-10T09:30", "awaiting_caller")]
    assert value(pair(), settings=settings, holds=hold) == (100, 1)


def test_k3_out_of_hours():
    sunday = pair(first="2026-09-13T02:00", end="2026-09-13T03:00", again="2026-09-20T23:00")
    assert value(sunday) == (100, 1)


def test_k3_zero_length():
    assert value(pair(end="2026-09-10T08:00")) == (100, 1)


def test_k3_resolved_before_opened():
    found = k3(pair(end="2026-09-10T07:59"))
    assert (found.parts[0].n, found.excluded) == (0, (("resolved before opened", 1),))


def test_k3_closed_without_resolved():
    first, again = pair()
    first["closed"] = first.pop("resolved")
    assert value([first, again]) == (100, 1)


def test_k3_reopened_twice():
    """Inside the window it is no recurrence; later it is one, of the ticket itself."""
    log = [("A", "2026-09-01T00:00", "new"), ("A", "2026-09-01T01:00", "resolved"),
           ("A", "2026-09-03T00:00", "in_progress"), ("A", "2026-09-03T02:00", "resolved"),
           ("A", "2026-09-06T00:00", "in_progress"),
           ("A", "2026-09-06T04:00", "resolved")]  # fmt: skip
    ticket = {"key": "A", "opened": "2026-09-01T00:00", "resolved": "2026-09-06T04:00", **SAME}
    found = k3([ticket], states=log)
    assert (found.parts[0].value, found.parts[0].n) == (0, 1)
    assert dict(found.facts)["Reopened within 7 d, not counted"].startswith("1 incident")
    late = [
        *log[:4],
        ("A", "2026-09-15T00:00", "in_progress"),
        ("A", "2026-09-15T04:00", "resolved"),
    ]
    assert value([{**ticket, "resolved": "2026-09-15T04:00"}], states=late) == (100, 1)


def test_k3_raised_and_lowered():
    """P4 → P2 → P4 is asked for by its peak; P4 alone isn't, but is a recurrence of others."""
    first, again = pair()
    assert value([{**first, "priority": 4, "peak_priority": 2}, again]) == (100, 1)
    assert value([{**first, "priority": 4}, again]) == (None, 0)
    assert value([first, {**again, "priority": 4}]) == (100, 1)


def test_k3_child_of_a_major():
    first, again = pair()
    assert value([first, {**again, "is_child": True}]) == (0, 1)
    assert k3([{**first, "is_child": True}, again]).excluded == (("child of a major", 1),)


def test_k3_merged_duplicate():
    first, again = pair()
    assert value([first, {**again, "duplicate": True}]) == (0, 1)
    assert k3([{**first, "duplicate": True}, again]).excluded == (("merged or duplicate", 1),)


def test_k3_open_at_period_end():
    """A first one that is open has no window yet; an open later one is a recurrence."""
    first, again = pair()
    again["resolved"] = None
    assert value([first, again]) == (100, 1)
    assert value([{**first, "resolved": None}, again]) == (None, 0)


def test_k3_period_boundary():
    start, end = at("2026-09-01"), at("2026-10-01")
    for resolved, n in ((start - 1, 0), (start, 1), (end - 1, 1), (end, 0)):
        ticket = {"opened": "2026-08-20", "resolved": resolved, **SAME}
        assert k3([ticket]).parts[0].n == n


def test_k3_empty_denominator():
    part = k3([{"opened": "2026-06-01", "resolved": "2026-06-02", **SAME}]).parts[0]
    assert (part.value, part.n, part.verdict) == (None, 0, "n/a")


def test_k3_one_row():
    part = k3(pair()).parts[0]
    assert (part.rows, part.verdict, part.signal) == (("A",), "0 of 1 inside target", None)


def test_k3_all_missing():
    found = k3([{"opened": None}] * 3)
    assert (found.parts[0].n, found.needs[:16]) == (0, "Import incidents")
    assert k3([{"opened": None, "state": "resolved", **SAME}]).parts[0].n == 0


def test_k3_mixed_zones():
    tickets = pair(end="2026-09-30T23:30-05:00", again="2026-10-02T00:00+05:30")
    assert value(tickets) == (None, 0)
    assert value(tickets, period=parse_period("2026-11", "UTC"), now=at("2026-12-02")) == (50, 2)


def test_k3_reimport():
    """A newer revision with the same records gives the same; a changed one is not kept back."""
    first = k3(pair())
    assert k3(pair(), revision=2) == first
    assert value(pair(again="2026-10-20T00:00")) == (0, 1)


def test_k3_open_only_export():
    """A ticket that left with its outcome unknown was never seen resolved: no first one."""
    first, again = pair()
    gone = {**first, "resolved": None, "outcome_unknown": True}
    assert value([gone, again]) == (None, 0)
    assert value([first, {**again, "resolved": None, "outcome_unknown": True}]) == (100, 1)


def test_where_most_incidents_have_no_signature_that_is_said_first():
    nothing = {"opened": "2026-09-01", "resolved": "2026-09-02", "service": "Mail"}
    assert k3([*pair(), nothing]).caveats[0] == "resolved in September 2026"
    found = k3([*pair(), *({**nothing, "key": f"N{n}"} for n in range(8))])
    assert found.caveats[0] == "no signature 88.9 %"
