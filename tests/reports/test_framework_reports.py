"""The KPI framework as workbook and PDF: every line, every change, the newest first."""

import dataclasses
import io
import re
from pathlib import Path

import openpyxl
import pytest

from app.reports.framework_pdf import framework_pdf
from app.reports.framework_workbook import framework_workbook
from app.services.export import framework_excel
from app.services.export import framework_pdf as export_pdf
from app.services.framework import framework
from app.services.tower import open_tower
from tests.reports import samples, service_pack
from tests.reports.test_scorecard_pdf import info_of, text_of

GIVEN = {"version": 7, "now": samples.NOW, "zone": samples.ZONE, "author": "J. Whitfield"}


def test_the_workbook_holds_every_line_and_change() -> None:
    content = framework_workbook(service_pack.framework(), **GIVEN)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Framework", "Definitions", "Change log"]
    sheet = book["Framework"]
    cells = sheet[sheet.tables["tblFramework"].ref]
    heads = [cell.value for cell in cells[0]]
    lines = [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in cells[1:]]
    assert [line["Id"] for line in lines] == [f"K{i}" for i in range(1, 19)]
    sla = lines[3]
    assert sla["Target"] == "≥ 93 % (stretch 95.5)"
    assert book["Definitions"]["H5"].value == "due-in (also resolved-in)"
    assert book["Definitions"]["E5"].value == "support calendar"
    assert sla["Unit, better"] == "%, higher is better"
    assert {"Source", "Owner", "Approver", "Cadence"} <= set(heads)
    assert lines[16]["Owner"] == "No owner"
    assert sheet.freeze_panes == "C5"
    log = [[cell.value for cell in row] for row in book["Change log"].iter_rows(min_row=2)]
    assert [(row[0], row[3], row[4], row[5]) for row in log] == [
        ("K4", 2, "1 Oct 2026", 93), ("K4", 1, "from the start", 90),
    ]  # fmt: skip
    assert log[0][-1] == "Contract of October asks for 93 %."


def test_the_pdf_says_the_same(tmp_path: Path) -> None:
    content = framework_pdf(service_pack.framework(), **GIVEN)
    assert b"pdfuaid" in content
    assert info_of(content, tmp_path)["Tagged"] == "yes"
    words = " ".join(text_of(content, tmp_path).split())
    for expected in (
        "18 KPIs: what each means", "17 of 18 have an owner", "K18", "≥ 93 % (stretch 95.5)",
        "No owner", "support calendar", "Incidents and SLAs of any system", "Change log",
        "from the start", "Contract of October asks for 93 %.",
    ):  # fmt: skip
        assert expected in words


@pytest.mark.parametrize("words", [samples.HOSTILE, samples.TYPST, samples.OVERRIDE, "y" * 9_000])
def test_text_stays_text(words: str, tmp_path: Path) -> None:
    lines = tuple(
        dataclasses.replace(
            line, owner=words, target=words, label=words,
            changes=tuple(dataclasses.replace(one, reason=words) for one in line.changes),
        )
        for line in service_pack.framework()
    )  # fmt: skip
    assert "\u202e" not in text_of(framework_pdf(lines, **GIVEN), tmp_path)
    book = openpyxl.load_workbook(io.BytesIO(framework_workbook(lines, **GIVEN)))
    for sheet in book:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_no_lines_and_no_changes_are_said(tmp_path: Path) -> None:
    words = " ".join(text_of(framework_pdf((), **GIVEN), tmp_path).split())
    assert "0 KPIs" in words
    assert "No target or definition was changed yet" in words
    book = openpyxl.load_workbook(io.BytesIO(framework_workbook((), **GIVEN)))
    assert book["Change log"]["A2"].value == "None."


def test_both_are_written_the_same_each_time(tmp_path: Path) -> None:
    lines = service_pack.framework()
    with open_tower(tmp_path / "t.db", now=samples.NOW, report_zone=samples.ZONE) as tower:
        xlsx = framework_excel(tower, lines, tmp_path / "f.xlsx", version=7)
        pdf = export_pdf(tower, lines, tmp_path / "f.pdf", version=7)
        first = xlsx.read_bytes(), pdf.read_bytes()
        framework_excel(tower, lines, xlsx, version=7)
        export_pdf(tower, lines, pdf, version=7)
    assert (xlsx.read_bytes(), pdf.read_bytes()) == first


def test_a_change_has_the_unit_of_its_part(tmp_path: Path) -> None:
    with open_tower(tmp_path / "t.db", now=samples.NOW, report_zone=samples.ZONE) as tower:
        lines = framework(tower)
    words = " ".join(text_of(framework_pdf(lines, **GIVEN), tmp_path).split())
    assert "K1 P1 v1 from the start 120 min 60 min" in words
    assert re.search(r"K1 P2 v1 from the start 8 ?h 4 ?h", words)
    book = openpyxl.load_workbook(io.BytesIO(framework_workbook(lines, **GIVEN)))
    log = [[cell.value for cell in row] for row in book["Change log"].iter_rows(min_row=2)]
    units = {(row[0], row[2]): (row[5], row[6], row[7]) for row in log}
    assert units["K1", "P1"] == (120, 60, "min")
    assert units["K1", "P2"] == (8, 4, "h")
    assert {line.id: line.target for line in lines}["K12"] == "≥ 100 % of services"
