"""Any bytes end in a Reading or in an AppError, never in a crash or a lost line."""

import io
import json
import os
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.importers import read
from app.importers.stamps import StampReader
from app.importers.written_stamps import BadValueError
from app.importers.zones import zone_of
from app.models.errors import AppError, DecisionNeeded
from app.models.records import Options
from tests.importers.goldens import samples
from tests.importers.making import HEADER, export, write

QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
SUFFIXES = {".csv", ".json", ".ndjson", ".xlsx", ".xml", ".ics"}
KEPT = [path for path in samples() if path.suffix in SUFFIXES]
SECONDS = float(os.environ.get("CONTROL_TOWER_FUZZ_SECONDS", "600"))
"""How long all of the long fuzzing takes."""
OPTIONS = Options(timezone="Europe/Berlin", date_order="dmy")
STRAY = [b'"', b"\0", b",", b"\n", b"\r", b"\xff", b"'", b"{", b"=", b"<", b"&#0;",
         b"\xed\xa0\x80", b"\\ud800", b"1e999", b"[[[[", b"<!DOCTYPE", b"\x1e",
         b"\xef\xbb\xbf", b"9" * 30]  # fmt: skip


def outcome(path: Path) -> None:
    """Read to the end, or be refused in words that name the file or the option to use."""
    words = ""
    try:
        reading = read(path, OPTIONS)
        rows = dict.fromkeys(reading.plans, 0)
        for table, chunk in reading.chunks:
            width = len(reading.plans[table].fields)
            assert all(len(row) == width for row in chunk)
            rows[table] += len(chunk)
            repr(chunk).encode("utf-8")
    except AppError as refusal:
        words = str(refusal)
    if words:
        assert path.name in words or "--" in words
    else:
        counted = sum(rows[name] for name, plan in reading.plans.items() if plan.counted)
        assert reading.rows_read == counted + reading.merged + reading.rejected


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """A file with some of its bytes set, cut, put in or doubled."""
    whole = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        if not whole:
            break
        place = draw(st.integers(0, len(whole) - 1))
        match draw(st.sampled_from(["set", "cut", "insert", "double"])):
            case "set":
                whole[place] = draw(st.integers(0, 255))
            case "cut":
                del whole[place : place + draw(st.integers(1, 40))]
            case "insert":
                whole[place:place] = draw(st.sampled_from(STRAY))
            case _:
                whole[place:place] = whole[place : place + 60]
    return bytes(whole)


@st.composite
def damaged_workbook(draw: st.DrawFn, content: bytes) -> bytes:
    """A workbook whose container is whole and one of whose parts isn't."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        names = old.namelist()
        hit = draw(st.sampled_from(names))
        for name in names:
            part = old.read(name)
            new.writestr(name, draw(damaged(part)) if name == hit else part)
    return buffer.getvalue()


def contents(suffix: str) -> st.SearchStrategy[tuple[str, bytes]]:
    """Damaged samples of one kind of file."""
    kept = [path for path in KEPT if path.suffix == suffix]
    return st.sampled_from(kept).flatmap(
        lambda path: st.tuples(st.just(f"damaged{suffix}"), _spoilt(suffix, path.read_bytes()))
    )


def _spoilt(suffix: str, content: bytes) -> st.SearchStrategy[bytes]:
    if suffix == ".xlsx":
        return st.one_of(damaged(content), damaged_workbook(content))
    return damaged(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5)
    | st.dictionaries(
        st.sampled_from(["result", "number", "state", "opened_at", "issues", "fields", "value",
                         "display_value", "alerts", "labels", "key", "status", "a", ""]),
        inner, max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip
TABLES = st.lists(
    st.lists(st.text(max_size=14), min_size=6, max_size=10).map(",".join), max_size=12
).map(lambda rows: "\n".join([HEADER, *rows]).encode("utf-8", "surrogatepass"))
KINDS: dict[str, st.SearchStrategy[tuple[str, bytes]]] = {
    "bytes": st.tuples(st.just("random.csv"), st.binary(max_size=600)),
    "csv": contents(".csv"),
    "tables": st.tuples(st.just("table.csv"), TABLES),
    "xlsx": contents(".xlsx"),
    "json": contents(".json"),
    "json made up": st.tuples(
        st.just("made.json"), JSON.map(lambda whole: json.dumps(whole).encode())
    ),
    "ndjson": contents(".ndjson"),
    "xml": contents(".xml"),
    "ics": contents(".ics"),
}


def instant(text: str, order: str | None) -> None:
    """Any text is an instant, nothing, or a date that can't be read."""
    reader = StampReader(zone_of("Europe/Berlin"), order, Counter(), declared=True)
    try:
        value = reader.column([text, text])[0]
    except (BadValueError, DecisionNeeded):
        return
    assert value is None or isinstance(value, int)


def until(ends: float, check: Callable[..., None], *given_: st.SearchStrategy[Any]) -> None:
    """Run a property again and again until a moment of the monotonic clock."""
    quiet = settings(
        deadline=None,
        max_examples=100,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    while time.monotonic() < ends:

        @quiet
        @given(st.tuples(*given_))
        def once(values: tuple[Any, ...]) -> None:
            check(*values)

        once()


@settings(max_examples=80, **QUIET)
@given(st.binary(max_size=400))
def test_random_bytes(tmp_path, content):
    outcome(write(tmp_path, "random.csv", content))


@settings(max_examples=120, **QUIET)
@given(st.sampled_from(KEPT), st.data())
def test_damaged_samples(tmp_path, sample, data):
    content = data.draw(damaged(sample.read_bytes()))
    outcome(write(tmp_path, f"damaged{sample.suffix}", content))


@settings(max_examples=60, **QUIET)
@given(st.integers(1, 60), st.sampled_from(['"', '""', ",", "\n", "\r", "'"]), st.data())
def test_one_stray_character_never_loses_a_line_in_silence(tmp_path, rows, stray, data):
    text = export(rows)
    place = data.draw(st.integers(text.index("\n") + 1, len(text) - 1))
    path = write(tmp_path, "stray.csv", text[:place] + stray + text[place:])
    try:
        reading = read(path, Options(timezone="UTC"))
        kept = sum(len(chunk) for _, chunk in reading.chunks)
    except AppError:
        return
    assert kept + reading.rejected + reading.blank_rows >= rows


@pytest.mark.long
@pytest.mark.parametrize("kind", [*KINDS, "dates"])
def test_each_reader_for_its_share_of_the_time(tmp_path, kind):
    ends = time.monotonic() + SECONDS / (len(KINDS) + 1)
    if kind == "dates":
        until(ends, instant, st.text(max_size=60), st.sampled_from(["dmy", "mdy", "ymd", None]))
    else:
        until(ends, lambda file: outcome(write(tmp_path, *file)), KINDS[kind])
