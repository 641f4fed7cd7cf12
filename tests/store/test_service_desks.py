"""Every sample of the service desks into a real store: in, again, and in another order."""

import json
from contextlib import closing
from itertools import permutations
from pathlib import Path

import pytest

from app.importers import read, service_desks
from app.models.records import Options
from app.store.check import check
from app.store.database import open_store
from tests.importers.goldens import SAMPLES, samples
from tests.store.builders import put, rows

OURS = {importer.id for importer in service_desks.IMPORTERS}
OWN = [sample for sample in samples() if sample.parent.name in OURS]
JIRA = ("jira.csv/cloud.csv", "jira.search/page.json", "jira.sla/request.json")
TABLES = ("ticket", "change", "sla_record", "survey_response")


def reading_of(sample: Path):
    chosen = sample.with_name(f"{sample.name}.options.json")
    answers = json.loads(chosen.read_text("utf-8")) if chosen.exists() else {}
    return read(sample, Options(**answers))


@pytest.mark.parametrize("sample", OWN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_importing_again_changes_nothing(store, sample: Path):
    first = put(store, reading_of(sample), name="first")
    again = put(store, reading_of(sample), name="again")
    assert first.new > 0
    assert (first.changed, first.unchanged) == (0, 0)
    assert (again.new, again.changed, again.unchanged) == (0, 0, first.new)
    assert again.by_kind == first.by_kind
    assert check(store).problems == ()


def test_jira_files_end_the_same_in_any_order(tmp_path: Path):
    ends = []
    for place, order in enumerate(permutations(JIRA)):
        with closing(open_store(tmp_path / f"{place}.db")) as store:
            for name in order:
                put(store, reading_of(SAMPLES / name), name=name, as_of=1_780_000_000)
            ends.append({table: _contents(store, table) for table in TABLES})
    assert all(ends[0].values())
    assert all(end == ends[0] for end in ends)


def _contents(store, table: str) -> list[str]:
    """The records of a table, without what tells the order of imports."""
    names = [row[1] for row in rows(store, f"PRAGMA table_info({table})")]
    kept = ", ".join(name for name in names if name not in {"id", "batch_id"})
    return sorted(map(repr, rows(store, f"SELECT {kept} FROM {table}")))
