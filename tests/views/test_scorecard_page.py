"""The Scorecard screen on a real store: periods, scope, one KPI in full, exports."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMenu, QScrollArea
from python_calamine import CalamineWorkbook

from app.analysis.periods import last_complete
from app.models.scope import EVERYTHING
from app.services import export
from app.services.score import scorecard
from app.services.tower import open_tower
from app.views import background, theme
from app.views.scorecard.exporting import file_name
from app.views.scorecard.page import ScorecardPage
from app.views.scorecard.rows import table_rows
from tests.views import samples_store as store
from tests.views.samples_store import settle

NOW = int(store.NOW.timestamp())
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(tower, qtbot, qapp):
    yield from store.shown(ScorecardPage, tower, qtbot, qapp)


def test_it_opens_with_the_last_complete_week_of_the_data(page, tower):
    card = page.card()
    assert card.period == last_complete("week", NOW - 720, store.ZONE)
    assert page.periods.pick.words == "Week 47 · 16 to 22 Nov"
    assert page.periods.pick.toolTip() == "Week 47 · 16 to 22 November 2026"
    shown = [page.table.row_of(at).label for at in range(page.table.count())]
    assert shown == [row.label for row in table_rows(card) if not isinstance(row, str)]
    assert {row.kpi.id for row in table_rows(card) if not isinstance(row, str)} == {
        f"K{number}" for number in range(1, 19)
    }


def test_every_value_is_that_of_the_service(page, tower):
    card = scorecard(tower, page.card().period.id)
    for kpi in card.kpis:
        for part in kpi.parts:
            row = page.table.row_of(page.table.place_of((kpi.id, part.name)))
            assert (row.part.value, row.part.n, row.part.met) == (part.value, part.n, part.met)


def test_a_click_on_a_row_shows_that_kpi(qtbot, page):
    k5 = next(kpi for kpi in page.card().kpis if kpi.id == "K5")
    at = page.table.place_of(("K5", k5.parts[0].name))
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=page.table.row_rect(at).center())
    assert page.panel.row().kpi.id == "K5"
    assert dict(page.panel.texts())["Definition"]
    page.refresh()
    settle(qtbot)
    assert page.panel.row().kpi.id == "K5"


def test_changes_without_an_export_say_what_is_missing(qtbot, page):
    page.apply_filter("K9")
    assert page.panel.row().kpi.id == "K9"
    words = page.table.row_text(page.table.selected())
    assert "Value: –" in words
    assert "Data caveat: No export" in words
    assert page.panel.texts()[0][0] == "No data"


def test_the_period_before_and_another_kind_are_read(qtbot, page):
    qtbot.mouseClick(page.periods.back, LEFT)
    settle(qtbot)
    assert page.card().period.id == "2026-W46"
    qtbot.mouseClick(page.periods.kinds.segment("month"), LEFT)
    settle(qtbot)
    assert page.card().period.id == "2026-10"
    assert page.exports.excel.isEnabled()


def test_a_scope_reads_one_group(qtbot, page):
    qtbot.mouseClick(page.scope, LEFT)
    shown = [choice.words for choice in page.scopes.choices()]
    assert shown[0] == "all services"
    assert {"Identity", "Telephony"} <= set(shown)
    at = shown.index("Telephony")
    page.scopes.table.select(at)
    qtbot.keyClick(page.scopes.table, Qt.Key.Key_Return)
    settle(qtbot)
    assert page.card().scope == "group Telephony"
    assert page.scope.words == "Scope: Telephony"
    assert file_name(page.card(), "pdf") == "scorecard-2026-W47-group-Telephony.pdf"
    page.set_scope(EVERYTHING)
    settle(qtbot)
    assert file_name(page.card(), "xlsx") == "scorecard-2026-W47.xlsx"


def test_both_exports_are_written_and_open(qtbot, page, tmp_path):
    page.primary_export()
    menu = page.findChild(QMenu)
    assert [action.text() for action in menu.actions()] == ["Export PDF…", "Export Excel…"]
    menu.actions()[0].trigger()
    menu.close()
    dialog = page.findChild(QFileDialog)
    assert dialog.isVisible()
    dialog.reject()
    book, paper = tmp_path / "card.xlsx", tmp_path / "card.pdf"
    page.export_to(page.card(), book, export.scorecard_excel)
    page.export_to(page.card(), paper, export.scorecard_pdf)
    settle(qtbot)
    assert page.error_bar.isHidden(), page.error_bar.words()
    first = CalamineWorkbook.from_path(book).get_sheet_by_index(0)
    cells = {cell for line in first.to_python() for cell in line}
    assert "Backlog over 30 days" in cells
    assert paper.read_bytes().startswith(b"%PDF-")


def test_an_export_that_cant_be_written_says_so_here(qtbot, page, tmp_path):
    page.export_to(page.card(), tmp_path / "none" / "card.xlsx", export.scorecard_excel)
    settle(qtbot)
    assert page.error_bar.isVisible()
    assert page.card() is not None


def test_in_a_narrow_window_the_panel_lies_over_and_the_counts_move(qtbot, page):
    assert not page.counts.isHidden()
    page.resize(976, 630)
    settle(qtbot)
    assert not page.panel.isVisible()
    assert page.counts.isHidden()
    assert page.table_panel.caption_label.text() == page.counts.text()
    at = page.table.place_of(("K4", ""))
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=page.table.row_rect(at).center())
    assert page.panel.isVisible()
    settle(qtbot)
    (area,) = [each for each in page.panel.findChildren(QScrollArea) if each.widget()]
    qtbot.waitUntil(lambda: area.widget().width() <= area.viewport().width())
    qtbot.mouseClick(page.panel.close_button, LEFT)
    assert not page.panel.isVisible()
    qtbot.waitUntil(lambda: page.table.horizontalScrollBar().maximum() == 0)
    assert (page.width(), page.height()) == (976, 630)


def test_an_empty_store_shows_what_is_missing_and_never_zero(qtbot, qapp, tmp_path):
    theme.apply(qapp, "light")
    with open_tower(tmp_path / "empty.db", now=NOW, report_zone="UTC") as tower:
        made = ScorecardPage(tower)
        qtbot.addWidget(made)
        made.resize(1292, 830)
        made.show()
        settle(qtbot)
        assert made.last_error is None
        for at in range(made.table.count()):
            assert "Value: –" in made.table.row_text(at)
        background.hub().stop()
