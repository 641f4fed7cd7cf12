"""C01, C20, C40 and C41 against brute force, and the laws of COLLISIONS §8."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.collisions import detect
from app.models.columns import WindowRow
from app.models.results import CollisionReport
from app.models.settings import HOUR, MINUTE
from tests.analysis.sample_facts import at, make_changes

NOW = at("2026-11-23T08:00")
WEEK = 7 * 86400
DEAD = {"cancelled", "rejected"}
FINISHED = DEAD | {"review", "closed"}
Row = dict[str, Any]

minutes = st.integers(0, 600)
optional_minutes = st.one_of(st.none(), minutes)
change_rows = st.builds(
    lambda key, start, end, cis, state, service, risk, naive, location, down: {
        "key": f"CHG{key:03d}",
        "planned_start": None if start is None else NOW + start * MINUTE,
        "planned_end": None if end is None else NOW + end * MINUTE,
        "cis": cis,
        "state": state,
        "service": service,
        "risk": risk,
        "naive_time": naive,
        "location": location,
        "downtime_start": NOW if down else None,
        "model": "patch" if risk > 2 else None,
    },
    st.integers(0, 999),
    st.one_of(minutes, minutes, minutes, optional_minutes),
    st.one_of(minutes, minutes, minutes, optional_minutes),
    st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=3, unique=True),
    st.sampled_from(["new", "assess", "scheduled", "scheduled", "closed", "cancelled"]),
    st.sampled_from([None, "SAP", "Mail"]),
    st.integers(0, 4),
    st.sampled_from([False, False, False, True]),
    st.sampled_from([None, "Lyon", "Kyiv"]),
    st.booleans(),
)
estates = st.lists(change_rows, max_size=9, unique_by=lambda row: row["key"])
freezes = st.lists(
    st.builds(
        lambda number, start, length, hard, location, service, ci, risk: WindowRow(
            f"F{number}", "freeze", f"Freeze {number}", NOW + start * MINUTE,
            NOW + (start + length) * MINUTE, hard, scope_location=location,
            scope_service=service, scope_ci=ci, scope_risk=risk,
        ),
        st.integers(0, 99), minutes, st.integers(1, 200), st.booleans(),
        st.sampled_from([None, None, "LYON"]), st.sampled_from([None, None, "sap "]),
        st.sampled_from([None, None, "a"]), st.sampled_from([None, None, 2]),
    ),
    max_size=4, unique_by=lambda window: window.key,
)  # fmt: skip


def run(rows: list[Row], windows: tuple[WindowRow, ...] = (), **how: Any) -> CollisionReport:
    options: dict[str, Any] = {"start": None, "end": None, "now": NOW} | how
    return detect(make_changes(rows), windows, **options)


def live(rows: list[Row], windows: tuple[WindowRow, ...] = (), **how: Any) -> CollisionReport:
    return run(rows, windows, start=NOW - WEEK, end=NOW + 10 * WEEK, **how)


def core(row: Row, rows: list[Row]) -> tuple[int, int] | None:
    """The core interval by COLLISIONS §2, said once more in the plainest way."""
    start, end = row["planned_start"], row["planned_end"]
    if start is None or row["naive_time"]:
        return None
    if end is None:
        lengths = sorted(
            max(other["planned_end"] - other["planned_start"], MINUTE)
            for other in rows
            if other["planned_start"] is not None
            and other["planned_end"] is not None
            and not other["naive_time"]
            and other["planned_end"] >= other["planned_start"]
            and other["model"] == row["model"]
        )
        if not lengths:
            return None
        middle = len(lengths) // 2
        low = lengths[middle] if len(lengths) % 2 else lengths[middle - 1]
        return start, start + (low + lengths[middle]) // 2
    if end < start:
        return None
    return start, max(end, start + MINUTE)


def expected(
    rows: list[Row], windows: tuple[WindowRow, ...], out: set[str]
) -> tuple[dict[tuple[str, ...], tuple[str, ...]], set[tuple[str, str]], set[str], set[str]]:
    """Same-CI pairs with CIs, change × freeze, C40 and C41 by nested loops."""
    pairs, frozen = {}, set()
    active = [row for row in rows if row["state"] not in out]
    cores = {row["key"]: core(row, rows) for row in rows}
    for one in active:
        span = cores[one["key"]]
        if span is None:
            continue
        for two in active:
            other = cores[two["key"]]
            if other is None or one["key"] >= two["key"]:
                continue
            shared = sorted(set(one["cis"]) & set(two["cis"]))
            if shared and span[0] < other[1] and other[0] < span[1]:
                pairs[one["key"], two["key"]] = tuple(shared)
        for window in windows:
            if span[0] < window.end and window.start < span[1] and in_scope(one, window):
                frozen.add((one["key"], window.key))
    bare = {row["key"] for row in active if not row["cis"] and row["service"] is None}
    dateless = {row["key"] for row in active if cores[row["key"]] is None}
    return pairs, frozen, bare, dateless


def in_scope(row: Row, window: WindowRow) -> bool:
    if window.scope_location and (row["location"] or "").lower() != window.scope_location.lower():
        return False
    if window.scope_service:
        wanted = window.scope_service.strip().lower()
        if (row["service"] or "").lower() != wanted:
            return False
    if window.scope_ci and window.scope_ci not in row["cis"]:
        return False
    return not window.scope_risk or 0 < row["risk"] <= window.scope_risk


def check(report: CollisionReport, rows: list[Row], windows: tuple[WindowRow, ...],
          out: set[str]) -> None:  # fmt: skip
    pairs, frozen, bare, dateless = expected(rows, windows, out)
    of = {name: [f for f in report.findings if f.check == name] for name in dict(report.counts)}
    assert {f.changes: f.cis for f in of["C01"]} == pairs
    assert {(f.changes[0], f.window) for f in of["C20"]} == frozen
    assert {f.changes[0] for f in of["C40"]} == bare
    assert {f.changes[0] for f in of["C41"]} == dateless
    assert dict(report.counts) == {
        "C01": len(pairs), "C20": len(frozen), "C40": len(bare), "C41": len(dateless),
    }  # fmt: skip
    assert report.unknown == len(bare | dateless)
    assert report.checked == sum(row["state"] not in out for row in rows)


@settings(max_examples=120, deadline=None)
@given(estates, freezes)
def test_past_run_equals_nested_loops(rows: list[Row], windows: list[WindowRow]) -> None:
    report = run(rows, tuple(windows))
    assert report.retrospective
    check(report, rows, tuple(windows), DEAD)
    assert all(finding.certainty == 1.0 for finding in report.findings)


@settings(max_examples=60, deadline=None)
@given(estates, freezes)
def test_live_run_equals_nested_loops(rows: list[Row], windows: list[WindowRow]) -> None:
    report = live(rows, tuple(windows))
    assert not report.retrospective
    check(report, rows, tuple(windows), FINISHED)


@settings(max_examples=50, deadline=None)
@given(estates, freezes, st.randoms(use_true_random=False))
def test_order_of_changes_and_windows_is_of_no_account(
    rows: list[Row], windows: list[WindowRow], chance: Any
) -> None:
    first = live(rows, tuple(windows))
    mixed, other = list(rows), list(windows)
    chance.shuffle(mixed)
    chance.shuffle(other)
    second = live(mixed, tuple(other))
    assert first == second
    assert live(mixed, tuple(other)) == second


@settings(max_examples=50, deadline=None)
@given(estates, freezes, st.data())
def test_adding_a_ci_never_removes_a_finding(
    rows: list[Row], windows: list[WindowRow], data: st.DataObject
) -> None:
    before = live(rows, tuple(windows))
    if not rows:
        return
    place = data.draw(st.integers(0, len(rows) - 1))
    more = [dict(row) for row in rows]
    more[place]["cis"] = [*more[place]["cis"], "e"]
    after = live(more, tuple(windows))
    pair_checks = {"C01", "C20", "C41"}
    kept = {f.key for f in before.findings if f.check in pair_checks}
    assert kept <= {f.key for f in after.findings}


@settings(max_examples=50, deadline=None)
@given(estates, freezes, st.integers(-3, 3))
def test_whole_weeks_away_everything_is_the_same(
    rows: list[Row], windows: list[WindowRow], weeks: int
) -> None:
    shift = weeks * WEEK
    moved = [
        row | {name: row[name] + shift for name in ("planned_start", "planned_end")
               if row[name] is not None}
        for row in rows
    ]  # fmt: skip
    later = tuple(replace(w, start=w.start + shift, end=w.end + shift) for w in windows)
    first, second = run(rows, tuple(windows)), run(moved, later)
    assert [(f.key, f.score, f.overlap_minutes, f.cis) for f in first.findings] == [
        (f.key, f.score, f.overlap_minutes, f.cis) for f in second.findings
    ]


def test_a_change_that_only_affects_the_primary_ci_of_another_is_found_from_both_sides() -> None:
    one = {"key": "CHG1", "planned_start": NOW, "planned_end": NOW + HOUR, "cis": ["a", "b"]}
    two = {"key": "CHG2", "planned_start": NOW, "planned_end": NOW + HOUR, "cis": ["b", "c"]}
    for rows in ([one, two], [two, one]):
        (finding,) = live(rows).findings
        assert (finding.changes, finding.cis) == (("CHG1", "CHG2"), ("b",))


def test_range_keeps_the_changes_whose_core_meets_it() -> None:
    rows = [
        {"key": f"CHG{n}", "planned_start": NOW + n * HOUR, "planned_end": NOW + (n + 2) * HOUR,
         "cis": ["a"]}
        for n in range(5)
    ]  # fmt: skip
    report = run(rows, start=NOW + 2 * HOUR, end=NOW + 3 * HOUR)
    assert report.checked == 2
    assert [f.changes for f in report.findings] == [("CHG1", "CHG2")]


def test_an_undated_change_stays_in_every_range_its_life_meets() -> None:
    row = {"key": "CHG1", "opened": NOW - HOUR, "planned_start": None, "cis": ["a"]}
    over = row | {"key": "CHG2", "closed": NOW - MINUTE, "state": "closed"}
    assert run([row, over], start=NOW, end=NOW + HOUR).unknown == 1
    past = run([row, over], start=NOW - 3 * HOUR, end=NOW - 2 * HOUR)
    assert (past.checked, past.unknown) == (0, 0)
    assert run([row, over], start=NOW - HOUR, end=NOW - MINUTE).unknown == 2
