"""C01 on a bank's real change list against nested loops over the CSV."""

from pathlib import Path

from app.analysis.collisions import detect
from app.models.settings import DAY
from tests.analysis.change_list import colliding_pairs, read_change_list
from tests.analysis.sample_facts import at, make_changes


def test_bank_change_list_has_784_pairs(shared: Path) -> None:
    listed = read_change_list(shared / "data/changes/bpic2014_change_oct2013.csv.xz")
    assert len(listed) == 2_922
    expected = colliding_pairs(listed)
    assert len(expected) == 784
    changes = make_changes(
        [
            {
                "key": one.key,
                "planned_start": one.start,
                "planned_end": one.end,
                "cis": sorted(one.cis),
                "state": "closed",
            }
            for one in listed
        ]
    )
    report = detect(changes, (), start=None, end=None, now=at("2026-11-23T08:00"))
    assert dict(report.counts) == {"C01": 784, "C20": 0, "C40": 0, "C41": 0}
    assert (report.changes, report.checked, report.unknown) == (2_922, 2_922, 0)
    found = {finding.changes: frozenset(finding.cis) for finding in report.findings}
    assert found == expected
    assert all(finding.certainty == 1.0 for finding in report.findings)
    assert [row.number for row in report.collisions] == list(range(1, 785))
    long = {one.key for one in listed if one.end - one.start > 7 * DAY}
    for finding in report.findings:
        if long & set(finding.changes):
            assert finding.severity in {"Low", "Info"}
            assert any(factor.label == "Parking window" for factor in finding.factors)
