"""The scorecard PDF: tagged, the same bytes twice, every figure in it, text only ever text."""

import dataclasses
import shutil
import subprocess
from pathlib import Path

import pytest

from app.models.results import Restatement, Scorecard
from app.reports.scorecard_front import kpi_rows
from app.reports.scorecard_pdf import scorecard_pdf
from tests.reports import eighteen, samples
from tests.reports.test_scorecard_formulas import in_order


def poppler(tool: str) -> str:
    found = shutil.which(tool)
    if found is None:
        pytest.skip(f"needs poppler's {tool}")
    return found


def text_of(content: bytes, folder: Path) -> str:
    path = folder / "report.pdf"
    path.write_bytes(content)
    run = subprocess.run(
        [poppler("pdftotext"), "-layout", str(path), "-"],
        check=True,
        capture_output=True,
        text=True,
    )
    return run.stdout.replace("\u00a0", " ")


def info_of(content: bytes, folder: Path) -> dict[str, str]:
    path = folder / "report.pdf"
    path.write_bytes(content)
    run = subprocess.run(
        [poppler("pdfinfo"), str(path)], check=True, capture_output=True, text=True
    )
    return {
        key: value.strip()
        for key, _, value in (line.partition(":") for line in run.stdout.splitlines())
    }


def test_it_is_a_tagged_pdf_on_landscape_a4(tmp_path: Path) -> None:
    content = scorecard_pdf(samples.scorecard())
    assert content.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in content
    info = info_of(content, tmp_path)
    assert info["Tagged"] == "yes"
    assert info["Page size"].startswith("841.89 x 595.276")
    assert info["Title"] == "IT Operations weekly scorecard, Week 47, 16 to 22 November 2026"
    assert info["CreationDate"].startswith("Mon Nov 23")
    assert info["Pages"] == "5"


def test_page_one_says_it_all(tmp_path: Path) -> None:
    words = text_of(scorecard_pdf(samples.scorecard()), tmp_path).split("\f")[0]
    for expected in (
        "One outage, not a trend, took SLA compliance below its normal range",
        "3 of 5 targets met",
        "≥ 93.0",
        "1.4 worse",
        "2 of 2 inside target",
        "Below limit",
        "W47 91.6",
        "SAP Finance Apps",
        "Decisions",
        "Waiting past 18:00",
        "Demo data",
        "Internal",
        "1 of 5",
        "95 % interval 89.9 to 93.1",
        "children of a major: 14",
    ):
        assert expected in words


def test_the_rest_holds_definitions_caveats_and_evidence(tmp_path: Path) -> None:
    words = text_of(scorecard_pdf(samples.scorecard()), tmp_path)
    for expected in (
        "Kaplan-Meier",
        "definition v7",
        "9f2c" * 16,
        "3fa1" * 16,
        "11 % of incidents have no configuration item.",
        "end, not included",
    ):
        assert expected in words
    assert words.count("Demo data") >= 4


def test_all_rows_of_the_design_fit_page_one(tmp_path: Path) -> None:
    pages = text_of(scorecard_pdf(samples.scorecard(wide=True)), tmp_path).split("\f")
    assert "Stakeholder satisfaction" in pages[0]
    assert "Clear the 143 oldest" in pages[0]
    assert "Import survey answers" in "".join(pages[1:])


def test_eighteen_kpis_and_their_decisions_stand_on_page_one(tmp_path: Path) -> None:
    pages = text_of(scorecard_pdf(eighteen.scorecard()), tmp_path).split("\f")
    for _, kpi, part in in_order(eighteen.scorecard()):
        assert part.label in pages[0], kpi.id
    for expected in ("Fund quarterly core pair failover", "Previous", "Below limit", "A, 2026-W38"):
        assert expected in pages[0]
    assert "Vendor response on time" in pages[0]
    rest = " ".join(" ".join(pages[1:]).split())
    for expected in ("All charts", "What stands behind each value", "cancelled: 3", "M. Nowak"):
        assert expected in rest


def test_page_one_loses_no_words(tmp_path: Path) -> None:
    card = eighteen.scorecard()
    caveats = {
        "K2": "1.4 % acknowledged without a name: taken for a person.",
        "K4": "default policy",
        "K10": "no baseline: “falling” isn't judged",
        "K11": "48 changes approved by state alone, no instant known.",
    }
    few = dataclasses.replace(card.kpis[0].parts[0], verdict="1 of 1 inside target")
    kpis = [
        dataclasses.replace(kpi, caveats=(caveats[kpi.id],)) if kpi.id in caveats else kpi
        for kpi in card.kpis
    ]
    kpis[0] = dataclasses.replace(kpis[0], parts=(few, *kpis[0].parts[1:]))
    support = " ".join(f"Sentence {i} says what is on target and what is not." for i in range(8))
    message = ("8 of 14 targets met", support)
    card = dataclasses.replace(card, kpis=tuple(kpis), messages=(message, *card.messages[1:]))
    said = {row["notes"] for row in kpi_rows(card)}
    brief = "48 changes approved by state alone"
    assert {"1.4\N{NO-BREAK SPACE}% acknowledged without a name"} <= said
    assert {"Below limit, default policy", "No baseline: “falling” isn't judged", brief} <= said
    page = text_of(scorecard_pdf(card), tmp_path).split("\f")[0]
    for expected in ("without a name", "1 of 1 inside", "Vendor response on time", "Decisions"):
        assert expected in page
    assert all(f"Sentence {i}" in page for i in range(8))
    assert "…" not in page


def test_caveats_stand_together_and_figures_follow(tmp_path: Path) -> None:
    card = eighteen.scorecard()
    card = dataclasses.replace(card, caveats=tuple(f"Caveat number {i}." for i in range(20)))
    pages = text_of(scorecard_pdf(card), tmp_path).split("\f")
    page = next(page for page in pages if "Caveat number 0." in page)
    assert "Caveat number 19." in page
    assert "Figures that stand beside" in page


def test_restatements_have_a_section_of_their_own(tmp_path: Path) -> None:
    line = Restatement(
        7, "2026-W46", "K4", "Incidents", "%", 94.3, 93.875, "12 late rows", (44,), ()
    )
    card = dataclasses.replace(samples.scorecard(), restatements=(line,))
    words = " ".join(text_of(scorecard_pdf(card), tmp_path).split())
    assert "Restatements of issued reports" in words
    for expected in ("Report 7, 2026-W46", "94.30 %", "93.88 %", "12 late rows"):
        assert expected in words
    assert "Restatements" not in text_of(scorecard_pdf(samples.scorecard()), tmp_path)


def test_the_headline_may_be_written_by_hand(tmp_path: Path) -> None:
    card = dataclasses.replace(samples.scorecard(), headline="We decided to wait")
    assert "We decided to wait" in text_of(scorecard_pdf(card), tmp_path).split("\f")[0]


def hostile(words: str) -> Scorecard:
    card = samples.scorecard()
    kpi = dataclasses.replace(card.kpis[1], label=words, owner=words, caveats=(words,))
    part = dataclasses.replace(kpi.parts[0], label=words)
    drivers = tuple(dataclasses.replace(driver, label=words) for driver in kpi.drivers)
    kpi = dataclasses.replace(kpi, parts=(part,), drivers=drivers)
    return dataclasses.replace(
        card,
        headline=words,
        messages=((words, words),) * 3,
        kpis=(kpi,),
        outlook=words,
        caveats=(words,),
    )


@pytest.mark.parametrize(
    "words",
    [
        '#read("/etc/passwd")',
        "*bold* _it_ $x$ `raw` @ref <label> // c",
        "<b>bold</b> &amp; ]]>",
        "#import sys",
    ],
)
def test_markup_in_text_is_printed_as_it_stands(words: str, tmp_path: Path) -> None:
    assert words in text_of(scorecard_pdf(hostile(words)), tmp_path)


@pytest.mark.parametrize(
    "words",
    [samples.OVERRIDE, "bell\x07null\x00", "x" * 40_000, "word " * 8_000, "", "\ud800"],
)
def test_any_text_still_makes_a_document(words: str, tmp_path: Path) -> None:
    shown = text_of(scorecard_pdf(hostile(words)), tmp_path)
    assert "\u202e" not in shown
    assert "\x07" not in shown
    assert "Audit chain head" in shown


def test_letters_that_the_font_lacks_do_not_stop_the_report(tmp_path: Path) -> None:
    shown = text_of(scorecard_pdf(hostile("漢字 😀 \ue123 and Latin")), tmp_path)
    assert "and Latin" in shown


def test_the_same_card_gives_the_same_bytes() -> None:
    assert scorecard_pdf(samples.scorecard()) == scorecard_pdf(samples.scorecard())


def test_a_scorecard_without_data_says_what_it_needs(tmp_path: Path) -> None:
    empty = samples.no_data("K9", "Change success rate", "Change", "change records")
    bare = dataclasses.replace(
        samples.scorecard(), kpis=(empty,), decisions=(), messages=(), provenance=(), outlook=""
    )
    pages = text_of(scorecard_pdf(bare), tmp_path).split("\f")
    assert "Needs change records" in pages[0]
    assert "Import change records" in "".join(pages[1:])
