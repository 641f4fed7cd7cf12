"""A leadership workbook of the user's own: named cells filled, what is lost named before."""

import dataclasses
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from app.models.errors import AppError
from app.reports.leadership import fill, losses
from app.services.export import leadership_losses, leadership_workbook
from app.services.tower import open_tower
from tests.reports import eighteen, samples

NAMES = {
    "KPI_K4": "B2", "K4_target": "B3", "K4_Requests": "B4", "K1_P1": "B5", "K1_P1_n": "B6",
    "headline": "B7", "Period": "B8", "K8_result": "B9", "K14_value": "B10", "K16_Tickets": "B11",
    "message_1": "B12", "decision_2_owner": "B13", "k99_value": "B14", "Sales": "B15",
}  # fmt: skip


def template(**more: Any) -> bytes:
    """A workbook as Excel would hold it: names, formats, a formula, a chart and a sparkline."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Board")
    percent = book.add_format({"num_format": "0.00%"})
    points = book.add_format({"num_format": "0.0"})
    sheet.write("A1", "Our numbers")
    sheet.write_number("B2", 0, percent)
    sheet.write_number("B3", 0, points)
    sheet.write_formula("C2", "=B2*2", None, 0)
    for name, cell in (NAMES | more).items():
        place = f"${cell[0]}${cell[1:]}"
        book.define_name(name, f"=Board!{place}")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Board!$B$2:$B$6"})
    sheet.insert_chart("E2", chart)
    sheet.add_sparkline("D2", {"range": "Board!B2:B6"})
    book.close()
    return stream.getvalue()


def with_parts(content: bytes, *names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            target.writestr(item.filename, source.read(item))
        for name in names:
            target.writestr(name, b"<xml/>")
    return out.getvalue()


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))["Board"]


@pytest.fixture(scope="module")
def filled() -> tuple[bytes, tuple[str, ...], tuple[str, ...]]:
    return fill(template(), eighteen.scorecard())


def test_named_cells_hold_the_figures(
    filled: tuple[bytes, tuple[str, ...], tuple[str, ...]],
) -> None:
    content, _, names = filled
    sheet = opened(content)
    kpis = {kpi.id: kpi for kpi in eighteen.results()}
    incidents, requests = kpis["K4"].parts
    assert sheet["B2"].value == pytest.approx(incidents.value / 100)
    assert sheet["B2"].number_format == "0.00%"
    assert sheet["B3"].value == 90
    assert (sheet["B4"].value, sheet["B4"].number_format) == (
        pytest.approx(requests.value / 100), "0.0%",
    )  # fmt: skip
    assert sheet["B5"].value == pytest.approx(kpis["K1"].parts[0].value)
    assert sheet["B6"].value == 2
    assert sheet["B7"].value == eighteen.scorecard().headline
    assert sheet["B8"].value == "2026-W47"
    assert sheet["B9"].value == "Missed"
    assert sheet["B10"].value == pytest.approx(6.65)
    assert sheet["B11"].value == pytest.approx(kpis["K16"].parts[1].value)
    assert sheet["B12"].value == "3 of 5 targets met"
    assert sheet["B13"].value == "M. Nowak"
    assert sheet["A1"].value == "Our numbers"
    assert sheet["C2"].value == "=B2*2"
    assert sheet["B14"].value is None
    assert sheet["B15"].value is None
    assert set(names) == set(NAMES) - {"k99_value", "Sales"}


def test_what_is_lost_is_named_and_is_lost(
    filled: tuple[bytes, tuple[str, ...], tuple[str, ...]],
) -> None:
    content, lost, _ = filled
    assert lost == losses(template())
    assert "sparklines" in lost
    assert "formats of charts; their series are kept" in lost
    assert any(words.startswith("results of formulas") for words in lost)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"x14:sparkline" not in sheet
        assert any(name.startswith("xl/charts/chart") for name in archive.namelist())
        assert b'fullCalcOnLoad="1"' in archive.read("xl/workbook.xml")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/slicers/slicer1.xml", "slicers"),
        ("xl/pivotTables/pivotTable1.xml", "pivot"),
        ("xl/charts/chartEx1.xml", "waterfall"),
        ("xl/media/image1.png", "pictures"),
        ("xl/ctrlProps/ctrlProp1.xml", "form controls"),
        ("xl/activeX/activeX1.xml", "form controls"),
        ("xl/embeddings/oleObject1.bin", "embedded"),
        ("xl/threadedComments/threadedComment1.xml", "threads"),
        ("xl/connections.xml", "connections"),
        ("xl/model/item.data", "data model"),
        ("_xmlsignatures/sig1.xml", "signature"),
    ],
)
def test_every_part_that_goes_is_named(part: str, words: str) -> None:
    plain = template()
    assert not any(words in line for line in losses(plain))
    assert any(words in line for line in losses(with_parts(plain, part)))


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (b"<x14:conditionalFormatting a='1'>", "conditional formats"),
        (b"<x14:dataValidation a='1'>", "allowed values"),
        (b"<legacyDrawingHF r:id='1'/>", "headers and footers"),
    ],
)
def test_marks_in_a_sheet_are_found_wherever_a_block_ends(mark: bytes, words: str) -> None:
    for before in (10, (1 << 20) - 5, (1 << 20) + 5):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("xl/worksheets/sheet1.xml", b" " * before + mark)
        assert [line for line in losses(out.getvalue()) if words in line]


def test_shapes_are_named() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/drawings/drawing1.xml", "<xdr:twoCellAnchor><xdr:sp macro=''/>")
    assert losses(out.getvalue()) == ("shapes and text boxes",)


def test_text_of_records_is_never_a_formula() -> None:
    words = samples.HOSTILE
    card = dataclasses.replace(eighteen.scorecard(), headline=words, title="a\x00b")
    content, _, _ = fill(template(title="B16"), card)
    sheet = opened(content)
    assert (sheet["B7"].value, sheet["B7"].data_type) == (words, "s")
    assert sheet["B16"].value == "a[U+0000]b"


def test_a_named_cell_with_a_formula_of_the_user_stays() -> None:
    content, _, names = fill(template(K5_value="C2"), eighteen.scorecard())
    assert opened(content)["C2"].value == "=B2*2"
    assert "K5_value" not in names


def test_a_merged_or_wide_name_is_filled_at_its_head() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.merge_cells("B2:D4")
    name = openpyxl.workbook.defined_name.DefinedName
    book.defined_names["headline"] = name("headline", attr_text="Sheet!$C$3:$D$4")
    book.defined_names["period"] = name("period", attr_text="#REF!$A$1")
    book.defined_names["title"] = name("title", attr_text="Elsewhere!$A$1")
    book.defined_names["outlook"] = name("outlook", attr_text="1+1")
    stream = io.BytesIO()
    book.save(stream)
    content, lost, names = fill(stream.getvalue(), eighteen.scorecard())
    assert names == ("headline",)
    assert lost == ()
    filled = openpyxl.load_workbook(io.BytesIO(content))["Sheet"]
    assert filled["B2"].value == eighteen.scorecard().headline


def test_the_same_template_and_card_give_the_same_bytes() -> None:
    plain = template()
    once = fill(plain, eighteen.scorecard())[0]
    assert fill(plain, eighteen.scorecard())[0] == once
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert b"2026-11-23T07:12:00Z" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a workbook"])
def test_what_is_no_workbook_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(AppError, match="not an Excel workbook"):
        losses(content)


def test_a_template_without_names_is_refused_in_words() -> None:
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    with pytest.raises(AppError, match="Name Manager"):
        fill(stream.getvalue(), eighteen.scorecard())


def test_the_service_writes_a_copy_and_refuses_bombs(tmp_path: Path) -> None:
    made = tmp_path / "board.xlsx"
    before = template()
    made.write_bytes(before)
    with open_tower(tmp_path / "t.db", now=samples.NOW, report_zone="UTC") as tower:
        assert "sparklines" in leadership_losses(made)
        path, lost, names = leadership_workbook(
            tower, eighteen.scorecard(), made, tmp_path / "out.xlsx"
        )
        assert path.read_bytes().startswith(b"PK")
        assert "sparklines" in lost
        assert "headline" in names
        assert made.read_bytes() == before
        with pytest.raises(AppError, match="the template itself"):
            leadership_workbook(tower, eighteen.scorecard(), made, made)
        with pytest.raises(AppError, match=r"gone\.xlsx can't be read"):
            leadership_workbook(tower, eighteen.scorecard(), tmp_path / "gone.xlsx", path)
        bomb = tmp_path / "bomb.xlsx"
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
        with pytest.raises(AppError, match="times its size"):
            leadership_workbook(tower, eighteen.scorecard(), bomb, tmp_path / "out2.xlsx")
