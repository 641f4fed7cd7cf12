"""Hostile files through the whole import: rows stored or a plain sentence, and a whole store."""

import multiprocessing
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from app.importers import read
from app.models.errors import AppError
from app.models.records import Options
from app.models.results import FileResult
from app.services.import_files import import_files
from app.services.keep import check
from app.services.preview import preview
from app.services.tower import open_tower
from tests.importers.making import write
from tests.importers.nasty import NASTY, Nasty

PARTS = 6
BYTES_CAP = 900_000_000
"""RELIABILITY F20: the most that reading any file may take."""


def options_of(nasty: Nasty) -> Options:
    return Options(**({"timezone": "UTC"} | dict(nasty.options)))


def wrong(nasty: Nasty, result: FileResult) -> str:
    """What is not as it must be; empty when all is."""
    plain = "\n" not in result.message and result.message.endswith((".", "?"))
    if not plain or nasty.name not in result.message or "defect" in result.message:
        return f"{nasty.name}: no plain sentence: {result.message}"
    if nasty.refused:
        fits = result.status == "rejected" and nasty.refused in result.message
    elif nasty.asked:
        fits = result.decision is not None and result.decision[1] == nasty.asked
    else:
        stored = result.rows - result.rejected
        fits = result.batch is not None and (stored, result.rejected) == (
            nasty.rows,
            nasty.rejected,
        )
    return "" if fits else f"{nasty.name}: {result.rows} rows, {result.message}"


def test_there_are_sixty_of_them_at_least():
    assert len({nasty.name for nasty in NASTY}) == len(NASTY) >= 60


@pytest.mark.parametrize("nasty", NASTY, ids=lambda nasty: nasty.name)
def test_each_is_read_or_refused(tmp_path, nasty):
    path = write(tmp_path, nasty.name, nasty.content())
    stored, rejected, words = outcome(path, options_of(nasty))
    if nasty.refused or nasty.asked:
        assert (nasty.refused or nasty.asked) in words
    else:
        assert (stored, rejected, words) == (nasty.rows, nasty.rejected, "")


def outcome(path: Path, options: Options) -> tuple[int, int, str]:
    """(rows to be stored, rows left out, why none is read)."""
    try:
        reading = read(path, options)
        for _ in reading.chunks:
            pass
    except AppError as refusal:
        return 0, 0, str(refusal)
    return reading.rows_read - reading.rejected, reading.rejected, ""


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "part", [0, *(pytest.param(part, marks=pytest.mark.long) for part in range(1, PARTS))]
)
def test_each_ends_in_rows_or_a_sentence_and_the_store_is_whole(tmp_path, part):
    peaks = [0]

    def watch(_name: str, _done: int, _total: int) -> None:
        peaks.extend(map(peak_of, multiprocessing.active_children()))

    with open_tower(tmp_path / "tower.db", report_zone="Europe/Berlin") as tower:
        troubles = []
        for nasty in NASTY[part::PARTS]:
            path = write(tmp_path, nasty.name, nasty.content())
            report = import_files(tower, [path], options_of(nasty), progress=watch)
            troubles.append(wrong(nasty, report.files[0]))
        assert list(filter(None, troubles)) == []
        assert check(tower).problems == ()
    if sys.platform == "linux":
        assert 0 < max(peaks) < BYTES_CAP


def peak_of(reader: multiprocessing.process.BaseProcess) -> int:
    """The most memory that a reading process held so far, in bytes; 0 when it is gone."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{reader.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024
    return 0


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "name", ["far_cell.xlsx", "bomb.gz", "laughs.xml", "noise.csv", "macroman.csv", "ragged.csv"]
)
def test_the_wizard_survives_them_too(tmp_path, name):
    nasty = next(each for each in NASTY if each.name == name)
    with open_tower(tmp_path / "tower.db", report_zone="Europe/Berlin") as tower:
        seen = preview(tower, write(tmp_path, name, nasty.content()), options_of(nasty))
    assert bool(seen.trouble) == bool(nasty.refused)
    assert nasty.refused in seen.trouble
