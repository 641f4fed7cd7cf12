"""Findings in real exports, counted again by a plain reading of the files."""

import csv
import lzma
from collections import Counter
from pathlib import Path

import pytest

from app.models.records import Options
from app.services.import_files import import_files
from app.services.quality import quality
from app.services.tower import open_tower

NOW = 1_795_420_800
MATRIX = ((1, 2, 3), (2, 3, 4), (3, 4, 5))


@pytest.fixture
def tower(tmp_path):
    with open_tower(tmp_path / "tower.db", now=NOW, report_zone="UTC") as opened:
        yield opened


def findings(tower, path: Path, **options):
    report = import_files(tower, [path], Options(timezone="UTC", **options))
    assert report.status.startswith("imported"), report
    return {one.id: one for one in quality(tower).findings}


def test_every_ci_name_that_several_records_have_is_named(tower, shared):
    path = shared / "data" / "cmdb_knowledge" / "demo_cmdb_ci_2784.csv"
    text = path.read_bytes().decode("utf-8", "replace")
    rows = list(csv.DictReader(text.splitlines()))
    column = next(name for name in rows[0] if name.strip('"').casefold() == "name")
    names = Counter(" ".join(row[column].split()) for row in rows if row[column].strip())
    several = {name: count for name, count in names.items() if count > 1}
    found = findings(tower, path)["ci.same_name"]
    assert found.count == len(several)
    assert {row.key: row.detail for row in found.rows} == {
        name: f"{count} records" for name, count in several.items()
    }


def test_wrong_priorities_of_an_event_log_are_those_of_its_last_rows(tower, shared, tmp_path):
    packed = shared / "data" / "incidents" / "uci_incident_event_log.csv.xz"
    path = tmp_path / "log.csv"
    with lzma.open(packed, "rb") as stream:
        path.write_bytes(stream.read())
    last: dict[str, dict[str, str]] = {}
    with path.open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            kept = last.get(row["number"])
            if kept is None or int(kept["sys_mod_count"]) <= int(row["sys_mod_count"]):
                last[row["number"]] = row
    under = over = 0
    for row in last.values():
        impact, urgency, priority = (
            int(row[name][0]) for name in ("impact", "urgency", "priority")
        )
        right = MATRIX[impact - 1][urgency - 1]
        under += priority > right
        over += priority < right
    found = findings(tower, path, date_order="dmy")
    assert len(last) == 24_918
    counts = [found[name].count if name in found else 0
              for name in ("priority.under", "priority.over")]  # fmt: skip
    assert counts == [under, over]
    assert "order.resolved_opened" not in found
