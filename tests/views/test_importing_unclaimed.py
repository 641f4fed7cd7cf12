"""A list that no format claims goes in by clicks alone: what it holds, its layout, its columns."""

import csv

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt

from app.models.records import Options
from app.services.tower import open_tower
from app.views import background
from app.views.importing import basket, steps
from app.views.importing.page import ImportPage
from tests.views import samples_frame as samples
from tests.views.test_importing_page import LEFT, choose, pick, rest

HEADER = ("Vorgang", "Betreff", "Lage", "Gemeldet am")
ROWS = [(f"REF-{n}", f"Printer {n} jams", "Wartet", f"{n:02}.03.2026 09:15") for n in range(10, 31)]


@pytest.fixture
def page(qtbot, light, tmp_path):
    with open_tower(tmp_path / "store" / "tower.db", now=samples.NOW, report_zone="UTC") as tower:
        made = ImportPage(tower)
        qtbot.addWidget(made)
        made.resize(1292, 830)
        made.show()
        rest(qtbot)
        yield made
        background.hub().stop()


def name_it(qtbot, page):
    """Say what the file holds, and which column is its number."""
    board = page.board
    choose(board.detection.format.box, "tower.incident")
    rest(qtbot)
    assert page.entry().decision[0].startswith("No column is read as Number (record key) yet.")
    assert board.steps.buttons[2].told() == "1 to map"
    qtbot.mouseClick(board.steps.buttons[2], LEFT)
    table = board.mapping.table
    assert [table.value(row, "header").text for row in range(4)] == list(HEADER)
    pick(qtbot, table, 0, "field", "Number")


def finish(qtbot, page):
    """Import what is ready."""
    assert page.board.dry.bar.counts() == (len(ROWS), 0, 0, 0)
    qtbot.mouseClick(page.board.foot.go, LEFT)
    rest(qtbot)
    tickets = page.tower.facts().tickets
    assert sorted(tickets.key) == [row[0] for row in ROWS]
    assert page.entry().state == "imported"


def map_times_and_states(qtbot, page):
    """The state and when it was opened, with its zone and what “Wartet” is."""
    board = page.board
    pick(qtbot, board.mapping.table, 2, "field", "State")
    pick(qtbot, board.mapping.table, 3, "field", "Opened at")
    assert page.entry().decision[1] == "--timezone"
    choose(board.dates.zone, "Europe/Berlin")
    rest(qtbot)
    row = next(at for at, line in enumerate(board.problems.lines) if line.value is not None)
    pick(qtbot, board.problems.table, row, "action", "Set to on_hold")


def test_a_csv_with_unknown_headers_goes_in_by_clicks(qtbot, page, tmp_path):
    exported = tmp_path / "vorgaenge.csv"
    with exported.open("w", newline="", encoding="cp1252") as stream:
        csv.writer(stream, delimiter=";").writerows([HEADER, *ROWS])
    page.add_files((exported,))
    rest(qtbot)
    detection = page.board.detection
    assert page.step == steps.DETECT
    assert page.entry().glyph == "risk"
    assert page.entry().words == "Needs a decision"
    assert detection.question.text().startswith("No format claims vorgaenge.csv by itself.")
    assert "--" not in detection.question.text()
    assert not page.board.foot.go.isEnabled()
    form = detection.layout_form
    assert form.isVisible()
    assert form.done.isHidden()
    assert [form.head.value(0, f"c{at}").text for at in range(4)] == list(HEADER)
    qtbot.mouseClick(page.board.steps.buttons[2], LEFT)
    assert page.board.mapping.empty.isVisible()
    qtbot.mouseClick(page.board.steps.buttons[1], LEFT)
    name_it(qtbot, page)
    map_times_and_states(qtbot, page)
    finish(qtbot, page)


def test_a_workbook_with_banner_rows_goes_in_by_clicks(qtbot, page, tmp_path):
    book = Workbook()
    sheet = book.active
    for row in (("Weekly list",), ("Made on 23.11.2026", "", "by A. Smith"), (), HEADER, *ROWS):
        sheet.append(row)
    exported = tmp_path / "weekly.xlsx"
    book.save(exported)
    page.add_files((exported,))
    rest(qtbot)
    form = page.board.detection.layout_form
    assert page.step == steps.DETECT
    assert form.encoding.isHidden()
    at = form.head.cell_rect(3, "c0").center()
    qtbot.mouseClick(form.head.viewport(), LEFT, pos=at)
    rest(qtbot)
    assert page.entry().seen.header_row == 4
    assert form.head.value(0, "is").text == "Left out"
    qtbot.keyClick(form.head, Qt.Key.Key_Escape)
    assert form.isVisible()
    name_it(qtbot, page)
    finish(qtbot, page)


def test_nothing_is_offered_for_import_when_every_row_is_left_out(tmp_path):
    done = samples.result(status="would_import", rows=3, rejected=3)
    entry = basket.Entry(tmp_path / "a.csv", Options(), "checked", (done,))
    assert entry.all_left_out
    assert not entry.ready
    words, glyph = steps.summary((entry,), busy=False, read_only="")
    assert words == "Every row of a.csv is left out; step 5 says why"
    assert glyph == "risk"
