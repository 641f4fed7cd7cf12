"""K13 against a computation episode by episode, and the edge cases of METRICS §2."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.kpis import compute
from app.analysis.periods import earlier, parse_period
from app.models.scope import Scope
from app.services.settings import load_settings
from tests.analysis.sample_facts import at, make_facts
from tests.analysis.signal_rows import make_alerts

DEFAULTS = load_settings("UTC")
MONTH = parse_period("2026-10", "UTC")
NOW = at("2026-11-23T08:00")
MINUTE, HOUR, DAY = 60, 3600, 86400
BEGIN = at("2026-10-05T10:00")


def k13(alerts=(), tickets=(), period=MONTH, now=NOW, scope=None, settings=DEFAULTS):
    facts = make_facts(tickets, alerts=make_alerts(list(alerts)))
    return compute(facts, settings, period, now, scope=scope or Scope(), only=("K13",))[0]


def beside(result, name):
    return next((part for part in result.extra if part.name == name), None)


def acted(fired=BEGIN, **more):
    """A person acknowledged it, and a ticket is linked."""
    return {"fired": fired, "acknowledged": fired + 60, "human": 1, "linked": True, **more}


def alone(fired=BEGIN, **more):
    """It ended by itself and nobody acknowledged it."""
    return {"fired": fired, "resolved": fired + 600, "auto": 1, "human": 0, **more}


def sorts(result):
    facts = dict(result.facts)
    return tuple(facts[word] for word in ("Actionable", "Noise", "Unknown"))


spots = st.integers(-20, 60)
cases = st.fixed_dictionaries({
    "fired": spots,
    "acknowledged": st.none() | spots,
    "resolved": st.none() | spots,
    "fingerprint": st.sampled_from(("disk", "cpu", None)),
    "source": st.sampled_from(("Pager", "Monitor")),
    "human": st.sampled_from((1, 0, -1)),
    "auto": st.sampled_from((0, 1, -1)),
    "linked": st.booleans(),
    "noted": st.booleans(),
    "runbook": st.booleans(),
    "no_action": st.sampled_from((False, False, True)),
})  # fmt: skip


def placed(case):
    """Times on a grid of 20 minutes around the beginning of the month."""
    times = {
        name: None if case[name] is None else MONTH.start + case[name] * 20 * MINUTE
        for name in ("fired", "acknowledged", "resolved")
    }
    return {**case, **times}


def twins(row, rows):
    if row["fingerprint"] is None:
        return [row]
    own = (row["fingerprint"], row["source"])
    return [one for one in rows if (one["fingerprint"], one["source"]) == own]


def is_valid(row):
    return row["resolved"] is None or row["resolved"] >= row["fired"]


def plain_sorts(rows):
    """(start, actionable, noise, unknown or a reason) of each episode, one by one."""
    found, kept = [], []
    for place, row in enumerate(rows):
        earlier = [one for one in rows[:place] if one in twins(row, rows[:place])]
        if row["fingerprint"] and any(one["fired"] == row["fired"] for one in earlier):
            found.append((row["fired"], "same episode twice"))
        elif not is_valid(row):
            found.append((row["fired"], "ended before it began"))
        else:
            kept.append((row, earlier))
    once = [row for row, _ in kept]
    for row, earlier in kept:
        human = row["acknowledged"] is not None and row["human"] == 1
        by_hand = row["resolved"] is not None and row["auto"] == 0 and row["noted"]
        starts = [one["fired"] for one in twins(row, once)]
        flaps = any(
            begin <= row["fired"] < begin + HOUR
            and sum(1 for one in starts if begin <= one < begin + HOUR) >= 3
            for begin in starts
        )
        again = row["fingerprint"] is not None and any(
            is_valid(one) and (one["resolved"] is None or one["resolved"] > row["fired"])
            for one in earlier
        )
        nobody = row["acknowledged"] is None or row["human"] == 0
        by_itself = row["resolved"] is not None and row["auto"] == 1 and nobody
        if human and (row["linked"] or by_hand or row["runbook"]):
            word = "actionable"
        elif by_itself or flaps or again or row["no_action"]:
            word = "noise"
        else:
            word = "unknown"
        found.append((row["fired"], word))
    return found


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(cases, min_size=1, max_size=12))
def test_equals_a_computation_episode_by_episode(drawn):
    rows = sorted((placed(case) for case in drawn), key=lambda row: row["fired"])
    found = k13(rows)
    for back, begin, end in ((1, MONTH.start, MONTH.end), (2, at("2026-09-01"), MONTH.start)):
        words = [word for start, word in plain_sorts(rows) if begin <= start < end]
        noise, useful = words.count("noise"), words.count("actionable")
        open_ = words.count("unknown")
        point = found.parts[0].trend[-back]
        assert point.n == noise + useful
        assert point.value == (pytest.approx(100 * noise / point.n) if point.n else None)
        least, most = (beside(found, name).trend[-back] for name in ("least", "most"))
        if point.n + open_:
            assert least.value == pytest.approx(100 * noise / (point.n + open_))
            assert most.value == pytest.approx(100 * (noise + open_) / (point.n + open_))
        if back == 1:
            reasons = [word for word in words if word not in {"noise", "actionable", "unknown"}]
            assert dict(found.excluded) == {word: reasons.count(word) for word in reasons}


def test_noise_and_actionable_with_the_band_of_unknown_ones():
    rows = [acted(), alone(), alone(key="noise"), {"fired": BEGIN, "resolved": BEGIN + 60}]
    found = k13(rows)
    assert (found.parts[0].numerator, found.parts[0].denominator) == (2, 3)
    assert (beside(found, "least").value, beside(found, "most").value) == (50, 75)
    assert sorts(found) == ("1", "2", "1")
    assert dict(found.facts)["Band that unknown allows"] == "50 to 75 %"
    assert "25 % of episodes unknown" in found.caveats
    assert (found.records, found.parts[0].met) == ("alert", None)


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"human": 1, "acknowledged": BEGIN, "linked": True}, "Actionable"),
        ({"human": 1, "acknowledged": BEGIN, "runbook": True}, "Actionable"),
        (
            {
                "human": 1,
                "acknowledged": BEGIN,
                "resolved": BEGIN + 9,
                "auto": 0,
                "noted": True,
            },
            "Actionable",
        ),
        ({"human": 1, "acknowledged": BEGIN, "noted": True}, "Unknown"),
        ({"human": 1, "acknowledged": BEGIN}, "Unknown"),
        ({"human": -1, "acknowledged": BEGIN, "linked": True}, "Unknown"),
        ({"linked": True}, "Unknown"),
        ({"resolved": BEGIN + 9, "auto": 1}, "Noise"),
        ({"resolved": BEGIN + 9, "auto": 1, "acknowledged": BEGIN, "human": 0}, "Noise"),
        ({"resolved": BEGIN + 9, "auto": 1, "acknowledged": BEGIN, "human": 1}, "Unknown"),
        ({"no_action": True}, "Noise"),
        ({"human": 1, "acknowledged": BEGIN, "linked": True, "no_action": True}, "Actionable"),
    ],
)
def test_what_an_episode_is(more, word):
    facts = dict(k13([{"fired": BEGIN, **more}]).facts)
    assert [name for name in ("Actionable", "Noise", "Unknown") if facts[name] == "1"] == [word]


def test_flapping_is_three_in_an_hour_half_open():
    def flapping(*minutes, settings=DEFAULTS):
        rows = [
            {"fired": BEGIN + m * MINUTE, "resolved": BEGIN + m * MINUTE + 30, "fingerprint": "x"}
            for m in minutes
        ]
        facts = dict(k13(rows, settings=settings).facts)
        return facts[f"Flapping, {settings.flapping_n} or more in an hour"]

    assert flapping(0, 30, 59) == "3"
    assert flapping(0, 30, 60) == "0"
    assert flapping(0, 30, 59, 80) == "4"
    assert flapping(0, 30, settings=replace(DEFAULTS, flapping_n=2)) == "2"


def test_a_duplicate_of_an_open_one_is_noise_and_the_first_is_not():
    rows = [
        {"fired": BEGIN, "resolved": BEGIN + 2 * HOUR, "fingerprint": "x"},
        {"fired": BEGIN + HOUR, "resolved": BEGIN + 3 * HOUR, "fingerprint": "x"},
        {"fired": BEGIN + 3 * HOUR, "fingerprint": "x"},
    ]
    found = k13(rows)
    assert dict(found.facts)["Duplicate of an open one"] == "1"
    assert sorts(found) == ("0", "1", "2")


def test_what_came_before_the_first_period_still_counts_in_it():
    first = earlier(MONTH, 17).start

    def trend(*rows):
        return k13([{"fingerprint": "x", **row} for row in rows]).parts[0].trend[0]

    late = {"fired": first + HOUR, "resolved": first + 2 * HOUR}
    for end in (None, first + HOUR + 1):
        point = trend({"fired": first - 10 * DAY, "resolved": end}, late)
        assert (point.value, point.n) == (100, 1)
    assert trend({"fired": first - 10 * DAY, "resolved": first + HOUR}, late).n == 0
    flaps = [{"fired": first + m * MINUTE, "resolved": first + m * MINUTE} for m in (-54, -30, 5)]
    assert trend(*flaps).value == 100
    assert trend({**flaps[0], "fired": first - 55 * MINUTE}, *flaps[1:]).n == 0


def test_drivers_are_templates_and_volume_is_a_day():
    rows = [alone(BEGIN + i, template="Disk <n> % full") for i in range(3)]
    rows += [alone(template="CPU"), acted(template="CPU")] * 14
    found = k13(rows)
    assert [(bar.label, bar.count) for bar in found.drivers] == [
        ("CPU", 14),
        ("Disk <n> % full", 3),
    ]
    assert dict(found.facts)["Volume"] == "1 a day, 2 templates"


def test_scope_by_team_and_service():
    rows = [acted(team="SAP"), alone(team="Web", service="Shop")]
    assert k13(rows, scope=Scope("group", "SAP")).parts[0].value == 0
    assert k13(rows, scope=Scope("service", "Shop")).parts[0].value == 100


def incident(opened, **more):
    return {"opened": opened, "service": "SAP", **more}


def test_incidents_without_a_preceding_alert_are_the_guard():
    alerts = [alone(service="SAP"), acted(BEGIN - DAY, ticket=4), acted(BEGIN + DAY, ticket=5)]
    found = k13(alerts, [
        incident(BEGIN, key="at once"), incident(BEGIN + HOUR, key="in the hour"),
        incident(BEGIN + HOUR + 1, key="too late"), incident(BEGIN - 1, key="before"),
        incident(BEGIN + 9 * DAY, service="Mail", key="linked"),
        incident(BEGIN, service="Mail", key="alert after"),
        incident(BEGIN + 9 * DAY, is_child=True), incident(BEGIN + 9 * DAY, kind="request"),
        incident(BEGIN + 9 * DAY, state="cancelled"),
    ])  # fmt: skip
    guard = beside(found, "unalerted")
    assert (guard.numerator, guard.denominator) == (3, 6)
    assert guard.numerator_rows == ("alert after", "before", "too late")
    assert guard.records == "ticket"
    assert dict(found.facts)["Incidents without a preceding alert"] == (
        "3 of 6 (50 %); the period before n/a"
    )


def test_a_guard_that_rose_is_a_caveat():
    before = BEGIN - 30 * DAY
    alerts = [alone(before, service="SAP"), alone(service="SAP")]
    seen, unseen = incident(before), incident(BEGIN + DAY)
    assert any("rose" in line for line in k13(alerts, [seen, unseen]).caveats)
    fallen = k13(alerts, [incident(before + DAY), incident(BEGIN)])
    assert not any("rose" in line for line in fallen.caveats)


def test_noise_k13_dst_forward_and_back():
    berlin = load_settings("Europe/Berlin")
    for month, hours in (("2026-03", 743), ("2026-10", 745)):
        period = parse_period(month, "Europe/Berlin")
        rows = [acted(period.start), alone(period.end - 1), alone(period.end)]
        found = k13(rows, period=period, settings=berlin)
        assert found.parts[0].n == 2
        assert period.end - period.start == hours * HOUR


def test_noise_k13_hours_and_holidays_play_no_part():
    sunday_night = at("2026-10-04T03:00")
    assert k13([alone(sunday_night)]).parts[0].value == 100


def test_noise_k13_zero_length():
    found = k13([alone(resolved=BEGIN)])
    assert (found.parts[0].n, found.excluded) == (1, ())


def test_noise_k13_resolved_before_opened():
    found = k13([alone(resolved=BEGIN - 1, key="odd")])
    assert (found.parts[0].n, found.excluded_rows) == (
        0, (("ended before it began", ("odd",)),),
    )  # fmt: skip


def test_noise_k13_closed_without_resolved_is_not_open():
    rows = [
        {"fired": BEGIN, "state": "resolved", "fingerprint": "x"},
        {"fired": BEGIN + HOUR, "resolved": BEGIN + 2 * HOUR, "fingerprint": "x"},
    ]
    assert sorts(k13(rows)) == ("0", "0", "2")


def test_noise_k13_reopened_twice_is_three_episodes():
    rows = [
        alone(BEGIN + i * 5 * MINUTE, resolved=BEGIN + i * 5 * MINUTE + 60, fingerprint="x")
        for i in range(3)
    ]
    found = k13(rows)
    assert (found.parts[0].n, dict(found.facts)["Flapping, 3 or more in an hour"]) == (3, "3")


def test_noise_k13_severity_plays_no_part():
    rows = [alone(severity=word) for word in ("critical", "warning", "info", None)]
    assert k13(rows).parts[0].n == 4


def test_noise_k13_child_and_merged_duplicate_are_out_of_the_guard():
    facts = make_facts([incident(BEGIN), incident(BEGIN)], alerts=make_alerts([alone()]))
    facts.details.duplicate[0] = True
    found = compute(facts, DEFAULTS, MONTH, NOW, only=("K13",))[0]
    assert beside(found, "unalerted").denominator == 1


def test_noise_k13_open_at_period_end_is_judged_by_what_is_known_now():
    row = alone(MONTH.end - 1, resolved=MONTH.end + 60)
    assert sorts(k13([row])) == ("0", "1", "0")
    assert sorts(k13([row], now=MONTH.end)) == ("0", "0", "1")


@pytest.mark.parametrize(
    ("fired", "n"), [(MONTH.start - 1, 0), (MONTH.start, 1), (MONTH.end - 1, 1), (MONTH.end, 0)]
)
def test_noise_k13_on_the_period_boundary_to_the_second(fired, n):
    assert k13([alone(fired)]).parts[0].n == n


def test_noise_k13_empty_denominator():
    found = k13([{"fired": BEGIN}])
    assert (found.parts[0].value, found.parts[0].verdict, found.needs) == (None, "n/a", "")


def test_noise_k13_one_row():
    part = k13([alone(key="only")]).parts[0]
    assert (part.value, part.n, part.rows, part.numerator_rows) == (100, 1, ("only",), ("only",))


def test_noise_k13_all_missing():
    assert k13().needs.startswith("Import alerts")
    found = k13([{"fired": None, "resolved": BEGIN}])
    assert (found.parts[0].value, found.excluded) == (None, (("no start", 1),))


def test_noise_k13_mixed_zones_move_the_month_only():
    tokyo = parse_period("2026-10", "Asia/Tokyo")
    rows = [alone(tokyo.start), alone(MONTH.end - 1)]
    assert (k13(rows).parts[0].n, k13(rows, period=tokyo).parts[0].n) == (1, 1)


def test_noise_k13_reimport_of_the_same_episode_counts_once():
    found = k13([alone(fingerprint="x")] * 2)
    assert (found.parts[0].n, found.excluded) == (1, (("same episode twice", 1),))


def test_noise_k13_open_only_export_stays_unknown():
    assert sorts(k13([{"fired": BEGIN, "fingerprint": "x"}])) == ("0", "0", "1")
