"""Any bytes end in a Reading or in an AppError, never in a crash or a lost line."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.importers import read
from app.models.errors import AppError
from app.models.records import Options
from tests.importers.goldens import samples
from tests.importers.making import export, write

QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
KEPT = [path for path in samples() if path.suffix in {".csv", ".json", ".ndjson", ".xlsx"}]


def outcome(path: Path) -> None:
    """Read to the end, or be refused in words that name the file or the option to use."""
    words = ""
    try:
        reading = read(path, Options(timezone="Europe/Berlin", date_order="dmy"))
        rows = dict.fromkeys(reading.plans, 0)
        for table, chunk in reading.chunks:
            width = len(reading.plans[table].fields)
            assert all(len(row) == width for row in chunk)
            rows[table] += len(chunk)
    except AppError as refusal:
        words = str(refusal)
    if words:
        assert path.name in words or "--" in words
    else:
        stored = sum(rows[table] for table, plan in reading.plans.items() if plan.counted)
        assert reading.rows_read == stored + reading.merged + reading.rejected


@settings(max_examples=80, **QUIET)
@given(st.binary(max_size=400))
def test_random_bytes(tmp_path, content):
    outcome(write(tmp_path, "random.csv", content))


@settings(max_examples=120, **QUIET)
@given(st.sampled_from(KEPT), st.data())
def test_damaged_samples(tmp_path, sample, data):
    content = bytearray(sample.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(["set", "cut", "insert", "double"])):
            case "set":
                content[place] = data.draw(st.integers(0, 255))
            case "cut":
                del content[place : place + data.draw(st.integers(1, 40))]
            case "insert":
                content[place:place] = data.draw(
                    st.sampled_from([b'"', b"\0", b",", b"\n", b"\r", b"\xff", b"'", b"{", b"="])
                )
            case _:
                content[place:place] = content[place : place + 60]
        if not content:
            break
    outcome(write(tmp_path, f"damaged{sample.suffix}", bytes(content)))


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
