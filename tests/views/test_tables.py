"""The table: order, filter, sections, keys, clicks, tooltips and a million rows."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from app.views import theme
from app.views.tables import Column, ColumnTable, Flow, Num, Sla, Spark, Two, Txt, Word
from app.views.tables.cells import needed_width, two_lines
from app.views.tables.layout import HEADER, fit
from app.views.tables.values import number_text, sort_keys, sorted_rows, text_of

LEFT = Qt.MouseButton.LeftButton
COLUMNS = (
    Column("key", "Number", 90, "link"),
    Column("title", "Short description", 120, stretch=1),
    Column("open", "Open", 60, "number", descending_first=True),
    Column("grade", "Health", 60, "grade"),
)
KEYS = ["INC2", "INC10", "INC1", "INC3"]
ROWS = {
    "key": KEYS,
    "title": ["beta", "Alpha", "a very long description that can't fit into the column", "beta"],
    "open": [Num(5), Num(None, "–"), 0, Num(7)],
    "grade": list("BADC"),
}


@pytest.fixture
def table(qtbot, light):
    made = ColumnTable(COLUMNS, row_height=28, name="Tickets")
    qtbot.addWidget(made)
    made.resize(420, 300)
    made.set_rows(ROWS)
    made.show()
    qtbot.waitExposed(made)
    return made


def press(qtbot, table, row, column, button=LEFT):
    qtbot.mouseClick(table.viewport(), button, pos=table.cell_rect(row, column).center())


@given(
    st.lists(st.one_of(st.none(), st.integers(-50, 50), st.floats(-9, 9)), max_size=40),
    st.booleans(),
)
def test_order_is_that_of_plain_python(values, descending):
    keys = sort_keys([Num(value) for value in values])
    rows = np.arange(len(values), dtype=np.int64)
    got = sorted_rows(keys, rows, descending=descending).tolist()
    present = [row for row in rows.tolist() if values[row] is not None]
    absent = [row for row in rows.tolist() if values[row] is None]
    ordered = sorted(present, key=lambda row: values[row], reverse=descending)
    assert got == ordered + absent


@given(st.lists(st.text(max_size=4), max_size=30), st.booleans())
def test_text_sorts_without_case(values, descending):
    rows = np.arange(len(values), dtype=np.int64)
    got = sorted_rows(sort_keys(values), rows, descending=descending).tolist()
    want = sorted(rows.tolist(), key=lambda row: values[row].casefold(), reverse=descending)
    assert got == want


def test_header_click_sorts_and_a_second_one_turns(qtbot, table):
    click = table.header_rect("open").center()
    with qtbot.waitSignal(table.sortChanged, check_params_cb=lambda n, d: (n, d) == ("open", True)):
        qtbot.mouseClick(table.viewport(), LEFT, pos=click)
    assert table.shown().tolist() == [3, 0, 2, 1]
    qtbot.mouseClick(table.viewport(), LEFT, pos=click)
    assert table.shown().tolist() == [2, 0, 3, 1]
    assert table.sorting() == ("open", False)


def test_columns_that_do_not_sort_keep_the_order(qtbot, light):
    made = ColumnTable((Column("a", "A", 80, sortable=False),))
    qtbot.addWidget(made)
    made.set_rows({"a": ["b", "a"]})
    made.resize(200, 100)
    qtbot.mouseClick(made.viewport(), LEFT, pos=QPoint(20, 10))
    assert made.shown().tolist() == [0, 1]


def test_filter_keeps_selection_and_sorting(table):
    table.select(3)
    table.sort_by("title")
    table.set_filter([0, 3])
    assert table.shown().tolist() == [0, 3]
    assert table.selected() == 3
    table.set_filter(np.empty(0, np.int64))
    assert table.count() == 0
    table.set_filter(None)
    assert table.shown().tolist() == [2, 1, 0, 3]


def test_sections_sort_inside_themselves(qtbot, table):
    table.set_rows(ROWS, sections=[("Restore", [0, 2]), ("Flow", [1, 3])])
    table.sort_by("title")
    assert table.shown().tolist() == [2, 0, 1, 3]
    assert table.row_rect(2).top() == HEADER + 28
    heading = QPoint(40, HEADER + 10)
    with qtbot.assertNotEmitted(table.rowSelected):
        qtbot.mouseClick(table.viewport(), LEFT, pos=heading)
    table.set_filter([1])
    assert table.content_height() == HEADER + 2 * 28


def test_click_selects_and_tells_the_cell(qtbot, table):
    told = []
    table.rowSelected.connect(told.append)
    table.cellClicked.connect(lambda row, column: told.append((row, column)))
    press(qtbot, table, 1, "open")
    assert told == [1, (1, "open")]
    assert table.accessibleDescription().startswith("Number: INC10, Short description: Alpha")
    with qtbot.waitSignal(table.rowActivated):
        qtbot.mouseDClick(table.viewport(), LEFT, pos=table.cell_rect(1, "key").center())


def test_keys_move_open_and_copy(qtbot, table):
    table.setFocus()
    table.sort_by("key")
    steps = [
        (Qt.Key.Key_Down, 2), (Qt.Key.Key_Down, 1), (Qt.Key.Key_End, 3), (Qt.Key.Key_Down, 3),
        (Qt.Key.Key_Up, 0), (Qt.Key.Key_Home, 2),
    ]  # fmt: skip
    for key, row in steps:
        qtbot.keyClick(table, key)
        assert table.selected() == row, key
    with qtbot.waitSignal(table.rowActivated, check_params_cb=lambda row: row == 2):
        qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    with qtbot.waitSignal(table.cellClicked, check_params_cb=lambda r, c: (r, c) == (2, "title")):
        qtbot.keyClick(table, Qt.Key.Key_Space)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Number\tShort description\tOpen\tHealth\r\nINC1\t")


def test_selection_scrolls_into_sight(qtbot, light):
    made = ColumnTable((Column("a", "A", 80, "number"),), row_height=28)
    qtbot.addWidget(made)
    made.resize(200, 200)
    made.set_rows({"a": list(range(500))})
    made.show()
    made.select(400)
    box = made.row_rect(400)
    assert made.viewport().rect().contains(box)
    made.select(2)
    assert made.row_rect(2).top() >= HEADER


def test_only_cut_text_has_a_tooltip(table):
    long = table.cell_rect(2, "title").center()
    assert table.tip_at(long) == ROWS["title"][2]
    assert table.tip_at(table.cell_rect(0, "title").center()) == ""
    table.set_rows(ROWS, tips={"grade": lambda row: f"because {row}"})
    assert table.tip_at(table.cell_rect(3, "grade").center()) == "because 3"


def test_ids_and_numbers_are_never_cut(qtbot, light):
    made = ColumnTable((Column("k", "K", 20, "link"), Column("n", "N", 20, "number")))
    qtbot.addWidget(made)
    made.resize(60, 200)
    made.show()
    made.set_rows({"k": ["INC0000000000001"], "n": [Num(1e9, "1,000,000,000", unit="min")]})
    for column in made.columns:
        value = made.value(0, column.id)
        assert made.cell_rect(0, column.id).width() >= needed_width(value, column)
    assert made.horizontalScrollBar().maximum() > 0


def test_optional_columns_leave_and_stretching_ones_share():
    columns = (
        Column("a", "A", 100, stretch=1),
        Column("b", "B", 100, optional=1),
        Column("c", "C", 100, stretch=3, optional=2),
    )
    least = {column.id: 100.0 for column in columns}
    assert [span.column.id for span in fit(columns, least, 320)] == ["a", "b", "c"]
    assert [span.column.id for span in fit(columns, least, 250)] == ["a", "b"]
    assert [span.column.id for span in fit(columns, least, 90)] == ["a"]
    wide = fit(columns, least, 700)
    assert [round(span.width) for span in wide] == [200, 100, 400]
    assert sum(span.width for span in wide) == pytest.approx(700)


def test_total_row_stays_in_sight(table):
    table.set_total({"title": "All", "open": 12})
    assert table.content_height() == HEADER + 5 * 28
    foot = QPoint(200, HEADER + 4 * 28 + 10)
    assert table._row_at(foot.y()) == -1


def test_every_kind_draws_reads_and_sorts(qtbot, light):
    kinds = {
        "text": Txt("P2", before="P4"),
        "link": "INC1",
        "number": Num(-3, unit="h", glyph="breach"),
        "wrap": Txt("one two three four five six seven eight nine ten", icon="arrow-right"),
        "two": Two("Switch firmware", " · P1", "INC9"),
        "grade": "E",
        "ages": (1, 2, 3, 0, 5, 6),
        "flow": Flow((1, 2), (3, 0)),
        "sla": Sla("breached", 1.4, "−2 h 10 m", -7800),
        "word": Word("met", "Met"),
        "spark": Spark((1.0, None, 3.0, 2.0), 0.5, 3.5, 2.0, ring="critf"),
    }
    columns = [Column(kind, kind, 120, kind) for kind in kinds]
    made = ColumnTable(columns, row_height=44)
    qtbot.addWidget(made)
    made.resize(1500, 160)
    made.set_rows({kind: [value] for kind, value in kinds.items()})
    made.set_total({"ages": (1, 1, 1, 1, 1, 1), "number": Num(9)})
    for name in ("light", "dark"):
        theme.apply(light, name)
        image = made.grab().toImage()
        ground = theme.colour("surf").name()
        for column in columns:
            box = made.cell_rect(0, column.id).adjusted(1, 1, -1, -2)
            inks = {
                image.pixelColor(x, y).name()
                for x in range(box.left(), box.right())
                for y in range(box.top(), box.bottom())
            }
            assert inks - {ground}, (name, column.id)
    words = {column.id: text_of(column, kinds[column.id]) for column in columns}
    assert words["text"] == "P4 P2"
    assert words["number"] == "−3 h"
    assert words["two"] == "Switch firmware\nINC9 · P1"
    assert words["ages"] == "<1 d 1, 1–3 d 2, 3–7 d 3, 14–30 d 5, >30 d 6"
    assert words["flow"] == "in 3, out 3"
    assert words["sla"] == "−2 h 10 m"
    assert all(not np.isnan(sort_keys([kinds[kind]])[0]) for kind in kinds if kind != "ages")


def test_numbers_in_words():
    shown = {0: "–", None: "–", 1284: "1,284", -3: "−3", 2.5: "2.5", -1234.25: "−1,234.2"}
    assert {value: number_text(value) for value in shown} == shown


def test_two_lines_break_at_a_blank(light):
    first, rest = two_lines("Name one owner; escalate to A. Lindqvist", 120)
    assert f"{first} {rest}" == "Name one owner; escalate to A. Lindqvist"
    assert two_lines("short", 120) == ["short"]


def test_markup_is_painted_as_text(qtbot, light):
    made = ColumnTable((Column("a", "A", 300),))
    qtbot.addWidget(made)
    made.set_rows({"a": ["<h1>big</h1>\u202ereversed"]})
    made.resize(320, 100)
    assert made.row_text(0) == "A: <h1>big</h1>\u202ereversed"
    assert made.grab().toImage().height() == 100


class Lazy:
    """A column of a million that is made when it is seen."""

    def __init__(self, make, count):
        self._make, self._count = make, count

    def __len__(self):
        return self._count

    def __getitem__(self, row):
        return self._make(row)


def test_a_million_rows_stay_smooth(qtbot, light):
    count = 1_000_000
    made = ColumnTable((Column("k", "Number", 100, "link"), Column("n", "N", 90, "number")))
    qtbot.addWidget(made)
    made.resize(600, 800)
    made.show()
    numbers = np.random.default_rng(7).integers(0, 10**6, count)
    begun = time.perf_counter()
    made.set_rows({"k": Lazy(lambda row: f"INC{row:07}", count), "n": numbers})
    made.sort_by("n", descending=True)
    assert time.perf_counter() - begun < 3
    assert numbers[made.shown()[0]] == numbers.max()
    begun = time.perf_counter()
    for step in range(20):
        made.verticalScrollBar().setValue(step * 1_000_003)
        made.viewport().repaint()
    assert (time.perf_counter() - begun) / 20 < 0.1
