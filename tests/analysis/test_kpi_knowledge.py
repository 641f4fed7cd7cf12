"""K15 against a plain computation, and the edge cases of METRICS §2."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.analysis.periods import parse_period
from app.models.scope import Scope
from tests.analysis.register_rows_sample import BERLIN, DAY, OCTOBER, october, result
from tests.analysis.sample_facts import at

HELPED = {
    "opened": "2026-10-05T08:00",
    "resolved": "2026-10-05T10:00",
    "closed": "2026-10-08T10:00",
    "knowledge": True,
}
PLAIN = {**HELPED, "knowledge": False}


def k15(tickets, **more):
    return result("K15", tickets, articles=more.pop("articles", [{}]), **more)


def value(*tickets, **more):
    part = k15(tickets, **more).parts[0]
    return part.value, part.n


@st.composite
def cases(draw):
    closed = at("2026-08-25") + draw(st.integers(0, 70)) * DAY
    return {
        "kind": draw(
            st.sampled_from(
                ("incident", "request", "request_item", "case", "problem", "catalog_task")
            )
        ),
        "opened": closed - draw(st.sampled_from((-1, 0, DAY))),
        "resolved": draw(st.sampled_from((None, closed))),
        "closed": draw(st.sampled_from((closed, closed, None))),
        "state": draw(st.sampled_from(("closed", "closed", "resolved", "cancelled"))),
        "duplicate": draw(st.sampled_from((False, False, False, True))),
        "knowledge": draw(st.booleans()),
        "service": draw(st.sampled_from(("Mail", "SAP", None))),
        "template": draw(st.sampled_from(("full", None))),
        "subcategory": draw(st.sampled_from(("disk", None))),
    }


def closing(case):
    if case["closed"] is None and case["state"] == "closed":
        return case["resolved"]
    return case["closed"]


def counts(case):
    return (
        case["kind"] in ("incident", "request", "request_item", "case")
        and closing(case) is not None
        and case["state"] != "cancelled"
        and not case["duplicate"]
        and closing(case) >= case["opened"]
    )


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(cases(), max_size=30))
def test_equals_a_plain_computation(all_):
    found = k15(all_)
    kept = [case for case in all_ if counts(case)]
    for point in found.parts[0].trend:
        month = parse_period(point.period, "UTC")
        own = [case["knowledge"] for case in kept if month.start <= closing(case) < month.end]
        assert point.n == len(own)
        assert point.value == (pytest.approx(100 * sum(own) / len(own)) if own else None)
    if found.needs:
        return
    clusters = {}
    for case in kept:
        if OCTOBER.end - 90 * DAY <= closing(case) < OCTOBER.end:
            kind = case["template"], None if case["template"] else case["subcategory"]
            if any(kind):
                clusters.setdefault((case["service"], *kind), []).append(case["knowledge"])
    often = [known for known in clusters.values() if len(known) >= 5]
    with_article = sum(1 for known in often if any(known))
    words = dict(found.facts)["Recurring clusters with an article"]
    assert words.startswith(f"{with_article} of {len(often)} ")
    bare = sum(len(known) for known in often if not any(known))
    assert dict(found.facts)["Gaps"].endswith(f", {bare} tickets")
    assert sum(bar.count for bar in found.drivers) == bare


def test_gaps_are_clusters_with_volume_and_no_article():
    full = {**PLAIN, "service": "Mail", "template": "queue full"}
    slow = {**PLAIN, "service": "SAP", "subcategory": "speed"}
    found = k15([*[full] * 6, *[slow] * 5, *[HELPED] * 5])
    assert [(bar.label, bar.count) for bar in found.drivers] == [
        ("Mail: queue full", 6),
        ("SAP: speed", 5),
    ]
    assert dict(found.facts)["Gaps"] == "2 clusters, 11 tickets"


def test_one_linked_ticket_covers_its_cluster():
    full = {**PLAIN, "service": "Mail", "template": "queue full"}
    found = k15([*[full] * 5, {**full, "knowledge": True}])
    assert found.drivers == ()
    assert dict(found.facts)["Recurring clusters with an article"].startswith("1 of 1 (100 %)")


def test_clusters_reach_back_90_days_to_the_second():
    full = {**PLAIN, "opened": "2026-07-01", "service": "Mail", "template": "queue full"}
    for second, n in ((0, 6), (-1, 5)):
        old = {**full, "closed": OCTOBER.end - 90 * DAY + second}
        assert [bar.count for bar in k15([*[full] * 5, old]).drivers] == [n]


def test_library_reuse_stale_and_views():
    articles = [
        {"tickets": ("A", "B", "A"), "updated": "2026-09-01", "views": 1200},
        {"tickets": ("C",), "updated": "2025-10-31T23:59:59"},
        {"published": "2025-11-01"},
        {"state": "retired", "updated": "2020-01-01", "tickets": ("D",)},
    ]
    facts = dict(k15([HELPED], articles=articles).facts)
    assert facts["Published articles"] == "3, 2 of them used"
    assert facts["Reuse per used article"] == "1.5 tickets"
    assert facts["Stale, no review in 12 months"] == "1 of 3 (33.3 %)"
    assert facts["Views, for context"] == "1,200"
    facts = dict(k15([HELPED]).facts)
    assert facts["Published articles"] == "1"
    assert facts["Reuse per used article"] == "not in this export"


def test_links_without_a_list_of_articles_are_enough():
    found = k15([HELPED, PLAIN], articles=())
    assert found.parts[0].value == 50
    assert any("No list of articles" in words for words in found.caveats)


def test_nothing_about_articles_names_the_export():
    found = k15([PLAIN], articles=())
    assert found.needs.startswith("Import knowledge articles")
    assert (found.parts[0].value, found.parts[0].n) == (None, 0)


def test_resolved_but_not_closed_is_not_closed():
    assert value({**HELPED, "closed": None, "state": "resolved"}) == (None, 0)


def test_scope_of_one_service():
    tickets = ({**HELPED, "service": "Mail"}, {**PLAIN, "service": "SAP"})
    assert value(*tickets, scope=Scope("service", "SAP")) == (0, 1)


def test_k15_dst_forward():
    month = parse_period("2026-03", "Europe/Berlin")
    early = {**HELPED, "opened": month.start}
    assert value({**early, "closed": month.start + 743 * 3600 - 1}, period=month, settings=BERLIN)[
        1
    ]
    assert not value({**early, "closed": month.start + 743 * 3600}, period=month, settings=BERLIN)[
        1
    ]


def test_k15_dst_back():
    month = october("Europe/Berlin")
    assert value({**HELPED, "closed": "2026-10-31T23:59:59+01:00"}, period=month, settings=BERLIN)[
        1
    ]
    assert not value({**HELPED, "closed": "2026-11-01T00:00+01:00"}, period=month, settings=BERLIN)[
        1
    ]


def test_k15_holiday_inside_a_hold():
    """No clock runs: what counts is when a ticket was closed."""
    hold = [("A", "2026-10-05T08:30", "2026-10-06T09:00", "awaiting_caller")]
    assert value({**HELPED, "key": "A"}, holds=hold) == (100, 1)


def test_k15_out_of_hours():
    assert value({**HELPED, "closed": "2026-10-11T03:00"}) == (100, 1)


def test_k15_zero_length():
    same = dict.fromkeys(("opened", "resolved", "closed"), "2026-10-05T08:00")
    assert value({**HELPED, **same}) == (100, 1)


def test_k15_resolved_before_opened():
    """The closing time counts: closed before it was opened is out."""
    assert value({**HELPED, "resolved": "2026-10-05T07:00"}) == (100, 1)
    found = k15([{**HELPED, "key": "A", "closed": "2026-10-05T07:59"}])
    assert found.excluded == (("closed before opened", 1),)
    assert found.excluded_rows == (("closed before opened", ("A",)),)


def test_k15_closed_without_resolved():
    assert value({**HELPED, "resolved": None}) == (100, 1)
    found = k15([{**HELPED, "closed": None}])
    assert (found.parts[0].n, found.fallback) == (1, "100 % by resolved")


def test_k15_reopened_twice():
    """A ticket is counted once, where it was closed last."""
    log = [("A", "2026-09-05", "new"), ("A", "2026-09-06", "closed"),
           ("A", "2026-09-10", "in_progress"), ("A", "2026-09-12", "closed"),
           ("A", "2026-10-01", "in_progress"), ("A", "2026-10-08", "closed")]  # fmt: skip
    found = k15([{**HELPED, "key": "A", "opened": "2026-09-05", "reopen_count": 2}], states=log)
    assert [point.n for point in found.parts[0].trend][-2:] == [0, 1]


def test_k15_raised_and_lowered():
    """Priorities don't matter to knowledge."""
    assert value({**HELPED, "priority": 3, "peak_priority": 1}) == (100, 1)


def test_k15_child_of_a_major():
    """Children stay in: each was a ticket that an article could have helped."""
    assert value(HELPED, {**PLAIN, "is_child": True}) == (50, 2)


def test_k15_merged_duplicate():
    found = k15([HELPED, {**PLAIN, "duplicate": True}])
    assert (found.parts[0].n, found.excluded) == (1, (("merged or duplicate", 1),))


def test_k15_open_at_period_end():
    assert value({**HELPED, "resolved": None, "closed": None}) == (None, 0)


def test_k15_period_boundary():
    for closed, n in ((OCTOBER.start - 1, 0), (OCTOBER.start, 1), (OCTOBER.end - 1, 1),
                      (OCTOBER.end, 0)):  # fmt: skip
        assert value({**HELPED, "opened": "2026-09-01", "closed": closed})[1] == n


def test_k15_empty_denominator():
    part = k15([{**HELPED, "opened": "2026-08-01", "closed": "2026-08-02"}]).parts[0]
    assert (part.value, part.n, part.verdict) == (None, 0, "n/a")


def test_k15_one_row():
    found = k15([{**HELPED, "key": "INC7"}])
    assert (found.parts[0].rows, found.parts[0].numerator_rows) == (("INC7",), ("INC7",))
    assert found.caveats[0] == "n under 5"


def test_k15_all_missing():
    assert k15([{"opened": None}] * 3).parts[0].n == 0
    assert k15([]).needs.startswith("Import incidents")


def test_k15_mixed_zones():
    assert value({**HELPED, "closed": "2026-11-01T05:00+05:30"}) == (100, 1)
    assert value({**HELPED, "closed": "2026-10-31T19:00-05:00"}) == (None, 0)


def test_k15_reimport():
    assert k15([HELPED, PLAIN], revision=2) == k15([HELPED, PLAIN])


def test_k15_open_only_export():
    """Left with its outcome unknown: not known to be closed."""
    gone = {**HELPED, "resolved": None, "closed": None, "outcome_unknown": True}
    assert value(gone, PLAIN) == (0, 1)
