"""The service review pack: lists, budgets and decisions in PDF and workbook, text only text."""

import dataclasses
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.models.results import PackBudget, ServicePack
from app.reports.pack_pdf import pack_pdf
from app.reports.pack_sections import sections
from app.reports.pack_words import budget_words, flow_words
from app.reports.pack_workbook import pack_workbook
from app.services.export import pack_excel
from app.services.export import pack_pdf as export_pdf
from app.services.tower import open_tower
from tests.reports import samples, service_pack
from tests.reports.test_scorecard_pdf import info_of, text_of


@pytest.fixture(scope="module")
def book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(pack_workbook(service_pack.pack())))


def test_page_one_says_what_is_left_and_what_to_decide(tmp_path: Path) -> None:
    content = pack_pdf(service_pack.pack())
    assert b"pdfuaid" in content
    assert info_of(content, tmp_path)["Tagged"] == "yes"
    page = " ".join(text_of(content, tmp_path).split("\f")[0].split())
    for expected in (
        "SAP Finance: monthly service review", "overspent its October error budget",
        "overspent by 123 min", "6 of 13 tickets left", "99.62 %", "3 outages", "Owner I. Duarte",
        "SLA compliance, incidents", "Risks", "Lock table fills again",
        "Move SAP support pack 32 to Tue 01:30",
        "31 open now", "84 %",
    ):  # fmt: skip
        assert expected in page


def test_rows_of_two_lines_leave_the_decisions_on_page_one(tmp_path: Path) -> None:
    whole = service_pack.pack()
    few = tuple(
        dataclasses.replace(
            kpi,
            parts=(
                dataclasses.replace(kpi.parts[0], n=2, verdict="1 of 2 inside target"),
                *kpi.parts[1:],
            ),
        )
        if place < 4
        else kpi
        for place, kpi in enumerate(whole.card.kpis)
    )
    card = dataclasses.replace(whole.card, kpis=few)
    content = pack_pdf(dataclasses.replace(whole, card=card))
    page = " ".join(text_of(content, tmp_path).split("\f")[0].split())
    assert page.count("1 of 2 inside") >= 3
    assert "Move SAP support pack 32 to Tue 01:30" in page


def test_the_lists_follow_with_what_is_not_known(tmp_path: Path) -> None:
    words = " ".join(text_of(pack_pdf(service_pack.pack()), tmp_path).split())
    for expected in (
        "INC0479912", "not known yet", "6 Oct 2026", "n/a", "PRB0040012", "Restart the job",
        "Changes planned next None.", "ACT-2280", "Carried over", "posting job stuck",
        "SAP support pack 32", "Sent back and forth", "Vendor cases name no service.",
        "9f2c" * 16,
    ):  # fmt: skip
        assert expected in words


def test_the_workbook_has_a_sheet_a_list(book: Any) -> None:
    assert book.sheetnames[:2] == ["Review", "KPIs"]
    assert [one.name for one in sections(service_pack.pack())] == book.sheetnames[2:12]
    assert book.sheetnames[-1] == "Provenance"
    review = book["Review"]
    assert review["A1"].value == "SAP Finance: monthly service review"
    assert "overspent" in review["A3"].value
    cells = review[review.tables["tblReview"].ref]
    assert [cell.value for cell in cells[1]][:6] == ["Availability", 99.9, 99.62, 44.6, 168, -123.4]
    assert book["Actions"]["A2"].value == "ACT-2280"
    assert book["Actions"]["E2"].is_date
    assert book["Major incidents"]["E2"].value is None
    assert book["Changes planned"]["A2"].value == "None."
    assert book["KPIs"].max_row == 23


def test_a_pack_without_anything_is_still_a_pack(tmp_path: Path) -> None:
    card = dataclasses.replace(
        service_pack.pack().card,
        kpis=(samples.no_data("K9", "Change success rate", "Change", "changes"),),
        messages=(), decisions=(), provenance=(),
    )  # fmt: skip
    bare = ServicePack("Intranet", "", "", card, None)
    words = " ".join(text_of(pack_pdf(bare), tmp_path).split())
    assert "No target of this service has data in the month." in words
    assert "No major incident in the month." in words
    assert "Owner not named" in words
    book = openpyxl.load_workbook(io.BytesIO(pack_workbook(bare)))
    assert book["Risks"]["A2"].value == "None."


@pytest.mark.parametrize(
    "words", [samples.HOSTILE, samples.TYPST, samples.OVERRIDE, "x" * 40_000, ""]
)
def test_text_of_records_stays_text(words: str, tmp_path: Path) -> None:
    pack = service_pack.pack()
    hostile = dataclasses.replace(
        pack,
        service=words or "S",
        owner=words,
        headline=words,
        majors=tuple(dataclasses.replace(one, title=words, key=words) for one in pack.majors),
        risks=tuple(dataclasses.replace(one, title=words, why=words) for one in pack.risks),
        notes=(words,),
    )
    shown = text_of(pack_pdf(hostile), tmp_path)
    assert "\u202e" not in shown
    book = openpyxl.load_workbook(io.BytesIO(pack_workbook(hostile)))
    for sheet in book:
        formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert not formulas


def test_the_same_pack_gives_the_same_bytes() -> None:
    assert pack_pdf(service_pack.pack()) == pack_pdf(service_pack.pack())
    assert pack_workbook(service_pack.pack()) == pack_workbook(service_pack.pack())


@pytest.mark.parametrize(
    ("allowed", "used", "unit", "words"),
    [
        (44.6, 168.0, "min", "overspent by 123 min"),
        (4.46, 4.46, "min", "0.0 of 4.5 min left"),
        (13.0, 7.0, "tickets", "6 of 13 tickets left"),
        (0.0, 0.0, "tickets", "0 of 0 tickets left"),
    ],
)
def test_a_budget_in_words(allowed: float, used: float, unit: str, words: str) -> None:
    assert budget_words(PackBudget("A", 99.9, 99.9, allowed, used, unit)) == words


def test_a_forecast_that_is_not_tested_says_so() -> None:
    flow = service_pack.trends().flow
    assert "not tested yet" in flow_words(dataclasses.replace(flow, coverage=None))
    lacking = dataclasses.replace(flow, needs="Needs 8 weeks of history.")
    assert flow_words(lacking) == "Needs 8 weeks of history."


@pytest.mark.parametrize(
    ("coverage", "words"),
    [
        (64.0, "held 64 %, less than the 85 % it should)"),
        (99.0, "held 99 %, more than the 85 % it should)"),
        (80.0, "held 80 %)"),
    ],
)
def test_a_band_far_from_its_promise_is_cautioned(coverage: float, words: str) -> None:
    flow = dataclasses.replace(service_pack.trends().flow, coverage=coverage)
    assert words in flow_words(flow)


def test_both_are_written_and_noted(tmp_path: Path) -> None:
    with open_tower(tmp_path / "t.db", now=samples.NOW, report_zone="UTC") as tower:
        pdf = export_pdf(tower, service_pack.pack(), tmp_path / "p.pdf")
        xlsx = pack_excel(tower, service_pack.pack(), tmp_path / "p.xlsx")
    assert pdf.read_bytes().startswith(b"%PDF-1.7")
    assert xlsx.read_bytes().startswith(b"PK")
