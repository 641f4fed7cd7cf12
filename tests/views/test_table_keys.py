"""What the keys of a table do to rows that a filter hides, and how they sort."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.models.results.drilldown import RecordLine
from app.views.scorecard.pick_list import Choice, PickList
from app.views.scorecard.row_cells import listed
from app.views.scorecard.rows_overlay import RowsOverlay, Wanted
from app.views.tables import Column, ColumnTable

ENTER, SHIFT = Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def table(qtbot, light):
    columns = (Column("name", "Name", 80), Column("n", "n", 40, "number", descending_first=True))
    made = ColumnTable((*columns, Column("act", "", 60, sortable=False)), name="Teams")
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.set_rows({"name": ["b", "a", "c"], "n": [2, 3, 1], "act": ["", "", ""]}, select=0)
    return made


def test_a_hidden_row_is_neither_opened_nor_copied(qtbot, table):
    told = []
    table.rowActivated.connect(told.append)
    table.cellClicked.connect(lambda row, _column: told.append(row))
    QGuiApplication.clipboard().setText("before")
    table.set_filter([1, 2])
    for key in (ENTER, Qt.Key.Key_Space):
        qtbot.keyClick(table, key)
    qtbot.keyClick(table, Qt.Key.Key_C, CTRL)
    assert told == []
    assert QGuiApplication.clipboard().text() == "before"
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, ENTER)
    assert told == [1]


def test_shift_enter_sorts_by_the_column_of_the_cell(qtbot, table):
    opened = []
    table.rowActivated.connect(opened.append)
    qtbot.keyClick(table, ENTER, SHIFT)
    assert table.shown().tolist() == [1, 0, 2]
    qtbot.keyClick(table, ENTER, SHIFT)
    assert table.sorting() == ("name", True)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, ENTER, SHIFT)
    assert table.shown().tolist() == [1, 0, 2]
    assert table.sorting() == ("n", True)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, ENTER, SHIFT)
    assert table.sorting() == ("n", True), "a column that can't be sorted leaves the order"
    assert opened == []


def test_a_filter_without_a_match_says_so_and_enter_picks_nothing(qtbot, light):
    owner = QWidget()
    qtbot.addWidget(owner)
    menu = PickList(owner, "Scope")
    picked = []
    menu.picked.connect(picked.append)
    menu.open_under(owner, [Choice(at, f"Team {at}") for at in range(20)], 3)
    qtbot.keyClicks(menu.filter_field, "zebra")
    assert menu.nothing.isVisible()
    qtbot.keyClick(menu.filter_field, ENTER)
    assert picked == []
    assert menu.isVisible()
    menu.filter_field.clear()
    qtbot.keyClicks(menu.filter_field, "Team 17")
    assert not menu.nothing.isVisible()
    qtbot.keyClick(menu.filter_field, ENTER)
    assert picked == [17]
    menu.hide()


def test_enter_in_the_filter_of_the_rows_leads_to_the_row_that_is_left(qtbot, light):
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(900, 600)
    within = QWidget(over)
    within.resize(900, 600)
    rows = RowsOverlay(over, within)
    over.show()
    lines = [
        RecordLine("ticket", f"INC{at}", f"Title {at}", "Mail", "closed", 0, 60, 60, True)
        for at in range(5)
    ]
    keys = tuple(line.key for line in lines)
    rows.begin(Wanted("Backlog", "W47", "ticket", keys))
    rows.show_rows(listed(lines), "UTC", len(lines))
    asked = []
    rows.record_asked.connect(asked.append)
    qtbot.keyClicks(rows.filter_field, "inc3")
    qtbot.keyClick(rows.filter_field, ENTER)
    qtbot.keyClick(rows.table, ENTER)
    assert asked == ["INC3"]
    assert rows.count.text() == "1 of 5 tickets"
