"""Records whose parts are of another kind than they should be: read, left out or refused."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.importers import feeds, platforms, read
from app.models.errors import AppError
from app.models.records import Options
from tests.importers.goldens import samples
from tests.importers.making import write

OURS = {importer.id for importer in (*platforms.IMPORTERS, *feeds.IMPORTERS)}
FILES = [path for path in samples() if path.parent.name in OURS and path.suffix == ".json"]
ODD = st.sampled_from(
    [None, True, 0, -1, 10**30, 1e308, "", "x" * 60, "2026-13-45", "0001-01-01T00:00:00Z",
     "9999-12-31T23:59:59Z", "\0", [], [None], [[1]], {}, {"a": 1}, {"value": 1}]
)  # fmt: skip


def places(part: Any, path: tuple = ()) -> list[tuple]:
    found = [path] if path else []
    if isinstance(part, (dict, list)):
        for key, value in part.items() if isinstance(part, dict) else enumerate(part):
            found += places(value, (*path, key))
    return found


def outcome(folder, content: str) -> None:
    words = ""
    try:
        reading = read(write(folder, "odd.json", content), Options(timezone="UTC"))
        kept = 0
        for table, rows in reading.chunks:
            fields = reading.plans[table].fields
            for row in rows:
                named = dict(zip(fields, row, strict=True))
                whole = [
                    named[name] for name in ("source", "key", "name", "ident") if name in named
                ]
                assert all(isinstance(value, str) for value in whole)
            kept += len(rows)
        assert reading.rows_read == kept + reading.merged + reading.rejected
    except AppError as refusal:
        words = str(refusal)
    assert not words or "odd.json" in words or "--" in words


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(FILES), st.data())
def test_odd_parts(tmp_path, sample, data):
    whole = json.loads(sample.read_text("utf-8"))
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(places(whole) or [()]))
        part = whole
        for key in path[:-1]:
            part = part[key]
        if path:
            part[path[-1]] = json.loads(json.dumps(data.draw(ODD)))
    outcome(tmp_path, json.dumps(whole))


@pytest.mark.parametrize("odd", [True, 7, "text", {"a": 1}, [1, [2]]])
@pytest.mark.parametrize(
    ("name", "field"), [("okta.log", "target"), ("github.deployments", "statuses")]
)
def test_a_list_that_is_none(tmp_path, name, field, odd):
    sample = next(path for path in FILES if path.parent.name == name)
    records = json.loads(sample.read_text("utf-8"))
    outcome(tmp_path, json.dumps([record | {field: odd} for record in records]))
