"""The scorecard workbook, read back: values, types, formats, links, charts, fixed bytes."""

import dataclasses
import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest

from app.models.results import Scorecard
from app.reports.scorecard_workbook import scorecard_workbook
from tests.reports import samples


@pytest.fixture(scope="module")
def content() -> bytes:
    return scorecard_workbook(samples.scorecard())


def opened(content: bytes, **options: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), **options)


@pytest.fixture(scope="module")
def book(content: bytes) -> Any:
    with pytest.warns(UserWarning, match="Sparkline"):
        return opened(content)


@pytest.fixture(scope="module")
def cached(content: bytes) -> Any:
    with pytest.warns(UserWarning, match="Sparkline"):
        return opened(content, data_only=True)


def part_of(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def test_sheets_come_in_reading_order(book: Any) -> None:
    assert book.sheetnames == [
        "Scorecard",
        "Decisions",
        "Trends",
        "Drivers",
        "Tickets",
        "Data",
        "Figures",
        "Definitions",
        "Exclusions",
        "Data quality & caveats",
        "Provenance",
    ]


def test_values_are_numbers_with_formats(book: Any) -> None:
    sheet = book["Scorecard"]
    row = next(r for r in range(6, 13) if sheet.cell(r, 1).value == "SLA compliance, incidents")
    assert sheet.cell(row, 4).value == pytest.approx(0.916376306620209)
    assert sheet.cell(row, 4).number_format == "0.0%"
    assert sheet.cell(row, 6).value == pytest.approx(0.93)
    assert [sheet.cell(row, c).value for c in (12, 13, 14)] == pytest.approx(
        [0.9272, 0.9407, 0.9542]
    )
    assert sheet.cell(row, 15).value == 1148
    assert (sheet["D6"].value, sheet["D6"].number_format, sheet["E6"].value) == (94, "#,##0", "min")
    assert (sheet["D7"].number_format, sheet["E7"].value) == ("#,##0.0", "h")


def test_variance_is_a_live_formula_whose_cached_value_agrees(book: Any, cached: Any) -> None:
    sheet, values = book["Scorecard"], cached["Scorecard"]
    for row in range(6, 13):
        formula = sheet.cell(row, 8).value
        assert formula.startswith(f'=IF(G{row}="Lower",')
        value, target = values.cell(row, 4).value, values.cell(row, 6).value
        lower = values.cell(row, 7).value == "Lower"
        expected = (target - value) if lower else (value - target)
        scale = 100 if values.cell(row, 4).number_format.endswith("%") else 1
        assert values.cell(row, 8).value == pytest.approx(expected * scale)


def test_layout_prints_and_filters(book: Any, content: bytes) -> None:
    sheet = book["Scorecard"]
    assert sheet["A1"].value == "IT Operations weekly scorecard"
    assert "Demo data" in sheet["A2"].value
    assert "normal range. 3 of 5 KPIs on target, 2 missed, 2 signals" in sheet["A3"].value
    assert sheet.freeze_panes == "B6"
    assert sheet.auto_filter.ref == "A5:S12"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet.print_title_rows == "$1:$5"
    assert "Demo data" in sheet.oddFooter.left.text
    assert all(sheet.column_dimensions[c].outlineLevel == 1 for c in "L")
    assert not sheet.merged_cells.ranges
    fonts = {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert fonts == {"Arial"}
    headers = [cell.value for cell in sheet[5]]
    assert headers[:4] == ["KPI", "Group", "Frequency", "Value"]
    assert headers[11:14] == ["Lower", "Mean", "Upper"]
    assert {"Period", "Better or worse by", "Previous", "Owner"} <= set(headers)
    assert len(re.findall("<x14:sparkline>", part_of(content, "xl/worksheets/sheet1.xml"))) == 7


def test_result_is_shape_and_word(book: Any) -> None:
    sheet = book["Scorecard"]
    found = [sheet.cell(row, 9).value for row in range(6, 13)]
    assert found[0] == "● 2 of 2 inside target"
    assert found[2] == "◆ Missed"
    assert sheet.cell(8, 10).value == "▼ Below limit"


def test_charts_have_alternative_text_and_data_of_the_sheet(content: bytes, book: Any) -> None:
    assert len(book["Trends"]._charts) == 7
    assert len(book["Drivers"]._charts) == 3
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        drawings = [n for n in archive.namelist() if n.startswith("xl/drawings/drawing")]
        texts = [archive.read(name).decode() for name in drawings]
    described = [words for text in texts for words in re.findall(r'descr="([^"]*)"', text)]
    assert len(described) == 10
    assert any("natural limits 92.7 to 95.4" in words for words in described)


def test_sparkline_ranges_hold_the_kpis_own_values(content: bytes, book: Any) -> None:
    xml = part_of(content, "xl/worksheets/sheet1.xml")
    pairs = re.findall(r"<xm:f>Data!I(\d+):I(\d+)</xm:f><xm:sqref>K(\d+)</xm:sqref>", xml)
    assert len(pairs) == 7
    for first, last, row in pairs:
        labels = {book["Data"].cell(r, 2).value for r in range(int(first), int(last) + 1)}
        assert labels == {book["Scorecard"].cell(int(row), 1).value}


def test_evidence_is_complete(book: Any) -> None:
    about = {row[0].value: row[1].value for row in book["Provenance"].iter_rows(max_row=15)}
    assert about["Audit chain head"] == "3fa1" * 16
    assert about["Marks"] == "Demo data"
    assert about["Report zone"] == "Europe/Berlin"
    files = book["Provenance"][book["Provenance"].tables["tblProvenance"].ref]
    hashes = [row[2].value for row in files[1:]]
    assert [cell.value for cell in files[1]][5:10] == [18_406, 212, 1_380, 16_811, 3]
    assert hashes == ["9f2c" * 16, "07ab" * 16]
    custom = {prop.name: prop.value for prop in book.custom_doc_props.props}
    assert {"DataAsOf", "SourceHash", "DefinitionsVersion"} <= set(custom)
    assert book.properties.title.startswith("IT Operations weekly scorecard")


def hostile_card(words: str) -> Scorecard:
    card = samples.scorecard()
    kpi = dataclasses.replace(card.kpis[1], label=words, owner=words, drivers_label=words)
    part = dataclasses.replace(kpi.parts[0], label=words, rows=(words,))
    kpi = dataclasses.replace(kpi, parts=(part,), caveats=(words,), facts=((words, words),))
    return dataclasses.replace(
        card, title=words, headline=words, kpis=(kpi,), caveats=(words,), marks=(words,)
    )


@pytest.mark.parametrize(
    "words",
    [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "{=1}",
        "＝1+1",
        "\t=1+1",
        "http://example.test/x",
        "mailto:x@example.test",
        "internal:About!A1",
        "bell\x07null\x00escape\x1b",
        samples.OVERRIDE,
        "<b>&amp;</b>",
        "_x0041_",
        "\ud800lone",
        "&[Path]&D",
        "",
    ],
)
def test_text_stays_text(words: str) -> None:
    content = scorecard_workbook(hostile_card(words))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        sheets = {name: archive.read(name).decode() for name in names}
        assert not any(
            "TargetMode" in archive.read(n).decode()
            for n in archive.namelist()
            if n.startswith("xl/worksheets/_rels/")
        )
    for xml in sheets.values():
        formulas = re.findall(r"<f>(.*?)</f>", xml)
        assert all(formula.startswith("IF(G") for formula in formulas)
    with pytest.warns(UserWarning, match="Sparkline"):
        book = opened(content)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                text = str(cell.value or "")
                assert not any(ord(c) < 32 and c not in "\n\t\r" for c in text)
                assert "\u202e" not in text


def test_a_very_long_text_is_cut_with_a_mark() -> None:
    with pytest.warns(UserWarning, match="Sparkline"):
        book = opened(scorecard_workbook(hostile_card("x" * 40_000)))
    long = book["Data quality & caveats"]["C2"].value
    assert len(long) <= 32_767
    assert long.endswith("[…cut]")


def test_the_same_card_gives_the_same_bytes(content: bytes) -> None:
    assert scorecard_workbook(samples.scorecard()) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_scorecard_without_data_is_still_a_workbook() -> None:
    card = samples.scorecard()
    empty = samples.no_data("K9", "Change success rate", "Change", "change records")
    bare = dataclasses.replace(card, kpis=(empty,), decisions=(), messages=(), provenance=())
    book = opened(scorecard_workbook(bare))
    assert book["Scorecard"]["D6"].value == "n/a"
    assert book["Trends"]["A1"].value == "None."
    assert book["Data"]["A2"].value == "None."
    assert "Drivers" not in book.sheetnames


@pytest.mark.filterwarnings("ignore:Sparkline Group")
def test_no_chart_of_drivers_is_cut_by_the_end_of_a_page() -> None:
    card = samples.scorecard()
    ranked = next(kpi for kpi in card.kpis if kpi.drivers)
    card = dataclasses.replace(
        card, kpis=tuple(dataclasses.replace(ranked, id=f"K{i}") for i in range(1, 14))
    )
    sheet = openpyxl.load_workbook(io.BytesIO(scorecard_workbook(card)))["Drivers"]
    ends = [one.id for one in sheet.row_breaks.brk]
    assert ends == [43, 85]
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage
    for chart in sheet._charts:
        first, last = chart.anchor._from.row, chart.anchor.to.row
        assert not [end for end in ends if first < end <= last]
