"""The weekly scorecard as workbook and PDF once its numbers are there, beside openpyxl.

openpyxl writes the same cells, read back from our own file: values alone, without charts, formats
or tables.
"""

import io
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl

from app.analysis.periods import parse_period
from app.models.results import Scorecard
from app.reports.scorecard_pdf import scorecard_pdf
from app.reports.scorecard_workbook import scorecard_workbook
from app.services.score import scorecard
from app.services.tower import open_tower
from bench.numbers import PERIOD
from bench.report import ratio, row, timed


def run(store_path: Path, period: str = PERIOD) -> None:
    """Print the figures of the store's scorecard of `period`, all of it in CPU seconds."""
    now = parse_period(period, "UTC").end
    tower = open_tower(store_path, now=now, report_zone="UTC", create=False)
    card = scorecard(tower, period)
    tower.close()
    made = scorecard_workbook(card)
    sheets = _cells(made)
    cells = sum(len(line) for lines in sheets.values() for line in lines)
    ours = timed(lambda: scorecard_workbook(card), runs=3)
    row(f"scorecard workbook, {cells:,} cells", ours, "goal 1 s")
    peer = timed(_openpyxl(sheets), runs=3)
    row("openpyxl, write only, the same values", peer)
    ratio("workbook / openpyxl", ours, peer, "")
    versions = iter(f"{card.headline} {number}" for number in range(10))
    pages = timed(lambda: scorecard_pdf(_headed(card, next(versions))), runs=3)
    row("scorecard PDF", pages, "goal 1 s")


def _headed(card: Scorecard, headline: str) -> Scorecard:
    """The card with another headline: the typesetter keeps what it has laid out once."""
    return replace(card, headline=headline)


def _cells(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    with warnings.catch_warnings(action="ignore"):  # sparklines, which openpyxl can't read
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def _openpyxl(sheets: dict[str, list[tuple[Any, ...]]]) -> Callable[[], None]:
    def write() -> None:
        book = openpyxl.Workbook(write_only=True)
        for title, lines in sheets.items():
            sheet = book.create_sheet(title)
            for line in lines:
                sheet.append(line)
        book.save(io.BytesIO())

    return write
