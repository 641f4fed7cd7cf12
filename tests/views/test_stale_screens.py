"""What a screen shows after an import or its undo: nothing of before, and the same row chosen."""

import threading

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from app.models.records import Options
from app.models.settings import DAY
from app.services.import_files import import_files, past_imports, undo
from app.services.tower import open_tower
from app.views import background
from app.views.queues.page import QueuesPage
from app.views.scorecard.page import ScorecardPage
from app.views.select import Select
from app.views.tables import Column, ColumnTable, Num, Txt
from tests.views import samples_store as store
from tests.views.samples_store import settle

NOW = int(store.NOW.timestamp())
LATER = NOW + 28 * DAY


def test_a_ticket_that_left_with_its_import_is_shown_no_more(qtbot, qapp, tmp_path):
    path = store.make_store(tmp_path)
    with open_tower(path, now=NOW, report_zone=store.ZONE) as tower:
        for page in store.shown(QueuesPage, tower, qtbot, qapp):
            assert page.detail.detail() is not None
            undo(tower, past_imports(tower)[0].batch)
            page.mark_stale()
            settle(qtbot)
            assert page.error_bar.isHidden(), page.error_bar.words()
            assert page.detail.detail() is None
            assert page.detail.empty.isVisible()
            page.refresh()
            settle(qtbot)
            assert page.error_bar.isHidden()


def test_a_ticket_that_comes_after_its_kind_was_left_is_not_shown(qtbot, qapp, tmp_path):
    path = store.make_store(tmp_path)
    with open_tower(path, now=NOW, report_zone=store.ZONE) as tower:
        for page in store.shown(QueuesPage, tower, qtbot, qapp):
            free = threading.Event()
            for at in range(2):
                background.query(f"held {at}", free.wait, lambda _none: None)
            page.show_record("INC0000001")
            page.show_kind("problem")
            free.set()
            settle(qtbot)
            assert page.detail.detail() is None


def test_the_first_import_says_which_week_is_the_last(qtbot, qapp, tmp_path):
    store.make_store(tmp_path)
    with open_tower(tmp_path / "new.db", now=LATER, report_zone=store.ZONE) as tower:
        for page in store.shown(ScorecardPage, tower, qtbot, qapp):
            assert page.card().period.id == "2026-W51"
            import_files(
                tower, [tmp_path / "incident.csv"], Options(timezone="UTC"), as_of=NOW - 720
            )
            page.mark_stale()
            settle(qtbot)
            assert page.card().period.id == "2026-W47"
            page.periods.back.click()
            settle(qtbot)
            page.mark_stale()
            settle(qtbot)
            assert page.card().period.id == "2026-W46", "a chosen period stays"


def test_a_row_stays_selected_by_what_it_says(qtbot, light):
    table = ColumnTable((Column("name", "Name", 80), Column("n", "n", 40, "number")), name="Teams")
    qtbot.addWidget(table)

    def show(*names):
        values = {"name": [Txt(name) for name in names], "n": [Num(1) for _ in names]}
        table.set_rows(values, select=0, keep=("name",))

    show("SAP", "Network", "Mail")
    assert table.selected() == 0
    qtbot.keyClick(table, Qt.Key.Key_Down)
    show("Mail", "SAP", "Storage", "Network")
    assert table.selected() == 3
    show("Mail", "SAP")
    assert table.selected() == 0
    show()
    assert table.selected() == -1


def test_what_a_list_of_choices_cuts_stands_in_its_tooltip(qtbot, light):
    box = Select("In system")
    qtbot.addWidget(box)
    box.addItem("<b>A system with quite a long name</b>")
    box.show()
    at = QPoint(4, 4)
    asked = QHelpEvent(QEvent.Type.ToolTip, at, box.mapToGlobal(at))
    box.resize(120, 26)
    QApplication.sendEvent(box, asked)
    assert "&lt;b&gt;A system with quite a long name&lt;/b&gt;" in QToolTip.text()
    QToolTip.hideText()
