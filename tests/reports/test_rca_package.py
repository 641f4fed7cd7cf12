"""The RCA package: draft mark, gaps, what is to be filled, and hostile titles."""

import dataclasses
import io
from pathlib import Path

import openpyxl
import pytest

from app.models.results import RcaEvent
from app.reports.rca_package import rca_pdf, rca_workbook
from tests.reports import incidents, samples
from tests.reports.test_scorecard_pdf import info_of, text_of


def test_the_pdf_says_draft_and_what_is_missing(tmp_path: Path) -> None:
    content = rca_pdf(incidents.rca_package())
    shown = text_of(content, tmp_path)
    info = info_of(content, tmp_path)
    assert info["Tagged"] == "yes"
    assert shown.count("DRAFT") >= int(info["Pages"])
    for expected in (
        "SAP Finance unavailable",
        "INC0479912",
        "Impact has no cost.",
        "▲ 38 m",
        "Time (Europe/Berlin)",
        "Tue 17 Nov 13:54",
        "1 h 56 m",
        "▲ to be filled",
        "PRB0040126",
        "3fa1" * 16,
    ):
        assert expected in shown


def test_a_complete_package_is_no_draft(tmp_path: Path) -> None:
    package = dataclasses.replace(incidents.rca_package(), draft=False, missing=())
    shown = text_of(rca_pdf(package), tmp_path)
    assert "DRAFT" not in shown
    assert "What is missing" not in shown


@pytest.mark.parametrize("words", [samples.HOSTILE, samples.TYPST, "<b>x</b>", '#read("x")'])
def test_ticket_text_is_only_text(words: str, tmp_path: Path) -> None:
    package = incidents.rca_package()
    events = (RcaEvent(package.opened or 0, words, words, words, 0),)
    package = dataclasses.replace(
        package, title=words, summary=words, timeline=events, links=((words, words),)
    )
    assert words in text_of(rca_pdf(package), tmp_path)
    book = openpyxl.load_workbook(io.BytesIO(rca_workbook(package)))
    assert book["Timeline"]["C2"].value == words
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_workbook_is_ready_to_be_filled() -> None:
    book = openpyxl.load_workbook(io.BytesIO(rca_workbook(incidents.rca_package())))
    assert book.sheetnames == [
        "Package",
        "Timeline",
        "Factors",
        "Actions",
        "Review",
        "About",
        "Sources",
    ]
    assert "DRAFT" in book["Package"]["A2"].value
    actions = list(book["Actions"].iter_rows(min_row=2, values_only=True))
    assert actions[0][5] == "▲ To be filled: verification"
    assert sum(row[5] == "▲ To be filled" for row in actions) == 8
    gaps = [row[4] for row in book["Timeline"].iter_rows(min_row=2, values_only=True)]
    assert [gap for gap in gaps if gap] == [22, 38, 19, 50]
    times = [row[0] for row in book["Timeline"].iter_rows(min_row=2, values_only=True)]
    assert f"{times[0]:%Y-%m-%d %H:%M}" == "2026-11-17 13:54"


def test_an_incident_with_hardly_any_facts_still_has_a_package(tmp_path: Path) -> None:
    package = dataclasses.replace(
        incidents.rca_package(),
        title="",
        priority=0,
        service="",
        ci="",
        group="",
        assignee="",
        opened=None,
        restored=None,
        resolved=None,
        summary="",
        impact=(),
        durations=(),
        timeline=(),
        factors=(),
        actions=(),
        links=(),
        provenance=(),
    )
    assert "Untitled incident" in text_of(rca_pdf(package), tmp_path)
    assert rca_workbook(package).startswith(b"PK")


def test_many_events_are_cut_in_the_pdf_and_whole_in_the_workbook(tmp_path: Path) -> None:
    package = incidents.rca_package()
    start = package.opened or 0
    many = tuple(RcaEvent(start + 60 * i, "note", f"Step {i}", "history", 0) for i in range(400))
    package = dataclasses.replace(package, timeline=many)
    assert "250 later events are in the workbook" in text_of(rca_pdf(package), tmp_path)
    book = openpyxl.load_workbook(io.BytesIO(rca_workbook(package)))
    assert book["Timeline"].max_row == 401


def test_same_package_same_bytes() -> None:
    package = incidents.rca_package()
    assert rca_pdf(package) == rca_pdf(package)
    assert rca_workbook(package) == rca_workbook(package)
