"""The data-quality workbook: every row, real numbers, and text that stays text."""

import io

from openpyxl import load_workbook

from app.models.results import (
    FieldFill,
    FoundRow,
    ImportShare,
    KpiEffect,
    QualityFinding,
    QualityReport,
    SourceState,
)
from app.reports.quality_workbook import quality_workbook

HOSTILE = '=HYPERLINK("http://x")'


def report(**values):
    finding = QualityFinding(
        "order.resolved_opened", "breach", "Order of times", "2 tickets resolved before opening",
        2, (FoundRow("incident", "INC1", "servicenow", "90 m too early"),
            FoundRow("incident", HOSTILE, "@source", "\u202egnp.exe")),
        "Mend them.",
        (KpiEffect("K1", "P2", "P2 time to restore", "h", "2026-W47", 9.25, None,
                   "P2 time to restore 9.3 → n/a h"),),
        "Without these 2 rows P2 time to restore moves 9.3 → n/a h.",
        (ImportShare(1, 5, "a.csv", 1, 4), ImportShare(2, 6, "b.csv", 1, 1)),
    )  # fmt: skip
    known = {
        "as_of": 1_795_417_200, "now": 1_795_420_800, "zone": "UTC", "period": "2026-W47",
        "tickets": 5, "changes": 0, "findings": (finding,),
        "fields": (FieldFill("incident", "title", 3, 5),),
        "sources": (SourceState("Incidents", "incident", "a.csv", 1_795_417_200, 3_600, True,
                                "Exactly 10,000 rows.", 10_000, 3),),
        "marks": ("Demo data",),
    }  # fmt: skip
    return QualityReport(**(known | values))


def sheets(made):
    book = load_workbook(io.BytesIO(made))
    return {
        sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for sheet in book
    }, [cell for sheet in book for row in sheet.iter_rows() for cell in row]


def test_findings_rows_effects_and_sources_stand_on_sheets_of_their_own():
    found, _ = sheets(quality_workbook(report()))
    assert found["Findings"][0][:2] == ["order.resolved_opened", "◆ wrong"]
    assert found["Findings"][0][4:6] == [
        2, "Without these 2 rows P2 time to restore moves 9.3 → n/a h.",
    ]  # fmt: skip
    assert found["KPI effects"] == [
        ["order.resolved_opened", "K1", "P2 time to restore", "2026-W47", 9.25, None, "h"]
    ]
    assert found["Fields"] == [["incident", "title", 3, 5, 0.6]]
    assert [row[5] for row in found["Imports"]] == [0.25, 1]
    assert found["Sources"][0][3:] == [1, "▲ stale", 10_000, 3, "Exactly 10,000 rows."]
    assert ["Mark", "Demo data"] in found["About"]


def test_text_out_of_data_is_never_a_formula_nor_hidden():
    found, cells = sheets(quality_workbook(report()))
    assert found["Rows"][1][2] == HOSTILE
    assert "\u202e" not in found["Rows"][1][4]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_a_clean_store_makes_a_workbook_too_and_the_same_bytes():
    empty = report(findings=(), fields=(), sources=(), marks=())
    found, _ = sheets(quality_workbook(empty))
    assert found["Findings"][0][0] == "None."
    assert quality_workbook(empty) == quality_workbook(empty)
