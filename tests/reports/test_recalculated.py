"""The workbook with wrong cached values, computed again by LibreOffice, holds the right ones."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.models.results import Scorecard
from app.reports.scorecard_workbook import scorecard_workbook
from app.services.demo_store import DEMO_ZONE, make_demo_store
from app.services.score import scorecard
from app.services.tower import open_tower
from tests.reports import eighteen
from tests.reports.test_scorecard_formulas import in_order, shown

OFFICE = shutil.which("soffice")
ALWAYS = (
    '<item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
    '<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>'
)
"""Compute every formula again when a workbook is opened: the last of the program's settings."""
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice"),
]


def wrong(content: bytes) -> bytes:
    """The same workbook with 777 cached for every formula."""
    spoilt = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(spoilt, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for item in source.infolist():
            data = source.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                data = re.sub(rb"(</f><v>)[^<]*(</v>)", rb"\g<1>777\g<2>", data)
            target.writestr(item.filename, data)
    return spoilt.getvalue()


def computed_again(content: bytes, folder: Path) -> bytes:
    (folder / "in.xlsx").write_bytes(content)
    office(folder, "--terminate_after_init")  # which writes its settings, as they are at first
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    given = settings.read_text("utf-8")
    assert given.count("</oor:items>") == 1
    settings.write_text(given.replace("</oor:items>", ALWAYS), "utf-8")
    office(folder, "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(folder / "in.xlsx"))
    return (folder / "out" / "in.xlsx").read_bytes()


def office(folder: Path, *arguments: str) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [OFFICE or "", "--headless", profile, *arguments],
        check=True,
        capture_output=True,
        timeout=240,
    )


def agrees(card: Scorecard, folder: Path) -> int:
    """How many values LibreOffice found again; each of them must be right."""
    spoilt = wrong(scorecard_workbook(card))
    before = openpyxl.load_workbook(io.BytesIO(spoilt), data_only=True)["Scorecard"]
    book = openpyxl.load_workbook(io.BytesIO(computed_again(spoilt, folder)), data_only=True)
    found = 0
    for row, kpi, part in in_order(card):
        if part.value is None:
            continue
        assert before.cell(row, 4).value == 777, kpi.id
        assert book["Scorecard"].cell(row, 4).value == pytest.approx(shown(part), abs=1e-9), kpi.id
        if part.better_by is not None:
            assert book["Scorecard"].cell(row, 8).value == pytest.approx(part.better_by, abs=1e-7)
        found += 1
    return found


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_all_eighteen_are_found_again(tmp_path: Path) -> None:
    assert agrees(eighteen.scorecard(), tmp_path) == 22


@pytest.mark.filterwarnings("ignore:Sparkline")
@pytest.mark.parametrize("period", ["2026-W47", "2026-10", "2026-Q3"])
def test_the_scorecard_of_the_demo_is_found_again(period: str, tmp_path: Path) -> None:
    store, now = make_demo_store(tmp_path, tickets=300)
    with open_tower(store, now=now, report_zone=DEMO_ZONE) as tower:
        assert agrees(scorecard(tower, period), tmp_path) >= 18
