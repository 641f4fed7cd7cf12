"""The Queues screen on a real store, under real clicks and keys."""

from dataclasses import replace

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu

from app.models.duration import duration
from app.views import theme
from app.views.queues.filters import Cell, Filter
from app.views.queues.page import QueuesPage
from tests.views import samples_store as store
from tests.views.samples_store import settle

NOW = int(store.NOW.timestamp())
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(tower, qtbot, qapp):
    yield from store.shown(QueuesPage, tower, qtbot, qapp)


def narrow(page, qtbot):
    page.resize(976, 630)
    settle(qtbot)


def click(qtbot, page, group, column, modifier=Qt.KeyboardModifier.NoModifier):
    at = next(n for n, one in enumerate(page.reading().health.groups) if one.group == group)
    place = page.groups.cell_rect(at, column).center()
    qtbot.mouseClick(page.groups.viewport(), LEFT, modifier, place)
    settle(qtbot)


def listed(page):
    return [page.table.ticket(int(at)).key for at in page.table.shown()]


def test_the_matrix_counts_the_tickets_it_lists(page):
    health = page.reading().health
    assert (len(health.tickets), health.total.open) == (6, 6)
    for group in health.groups:
        for measure, number in (
            ("open", group.open), ("old", group.older_than_30d),
            ("unassigned", group.unassigned), ("at_risk", group.at_risk),
            ("breached", group.breached), ("wrong", group.wrong_priority),
        ):  # fmt: skip
            chosen = Filter(cells=(Cell(group.group, measure),)).chosen(health.tickets)
            assert len(chosen) == number, (group.group, measure)
    assert page.toolbar.kinds.segment("incident").text() == "Incidents 6"


def test_a_click_replaces_ctrl_click_adds_escape_clears(qtbot, page):
    click(qtbot, page, "Identity", "wrong")
    assert listed(page) == ["INC0000002"]
    assert page.chips.texts()[:2] == ("Group: Identity", "Wrong priority")
    click(qtbot, page, "Telephony", "open", CTRL)
    assert sorted(listed(page)) == ["INC0000002", "INC0000005", "INC0000006"]
    click(qtbot, page, "Telephony", "unassigned")
    assert listed(page) == ["INC0000005"]
    qtbot.keyClick(page.groups, Qt.Key.Key_Escape)
    settle(qtbot)
    assert len(listed(page)) == 6
    assert page.filter() == Filter()


def test_the_most_urgent_ticket_is_shown_at_once(page):
    first = page.table.ticket(int(page.table.shown()[0]))
    assert first.key == "INC0000003"
    assert page.detail.detail().row.key == first.key
    assert page.detail.head.place.text() == "1 of 6"


def test_keys_step_through_the_list_and_copy_the_note(qtbot, page):
    page.table.setFocus()
    for key, number in ((Qt.Key.Key_J, 2), (Qt.Key.Key_J, 3), (Qt.Key.Key_K, 2)):
        qtbot.keyClick(page.table, key)
        settle(qtbot)
        assert page.detail.head.place.text() == f"{number} of 6"
    qtbot.keyClick(page.table, Qt.Key.Key_C)
    note = QGuiApplication.clipboard().text()
    assert note.startswith(f"{page.detail.detail().row.key}: ")


def test_single_keys_can_be_turned_off(qtbot, page, tower):
    tower.settings = replace(tower.settings, single_keys=False)
    before = page.detail.head.place.text()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_J)
    settle(qtbot)
    assert page.detail.head.place.text() == before


def test_hostile_text_is_only_text(qtbot, page):
    page.show_record("INC0000002")
    settle(qtbot)
    shown = page.detail.title.text()
    assert "<b>=cmd" in shown
    assert "\u202e" not in shown
    assert page.detail.title.textFormat() is Qt.TextFormat.PlainText
    assert "\u202e" not in page.table._row_as_tsv()


def test_a_wrong_priority_has_its_reason_and_both_clocks(qtbot, page):
    page.apply_filter("INC0000002")
    settle(qtbot)
    detail = page.detail
    assert detail.priority_title.text() == "Priority does not match"
    assert "P2" in detail.priority_words.text()
    assert detail.computed.accessibleName().startswith("Matrix P2: At risk")
    assert detail.path_line.text().endswith("no owner")


def test_quick_filters_and_other_pages_choose_too(qtbot, page):
    qtbot.mouseClick(page.toolbar.tabs["bouncing"], LEFT)
    assert sorted(listed(page)) == ["INC0000002", "INC0000006"]
    page.apply_filter("breached")
    settle(qtbot)
    assert listed(page) == ["INC0000003", "INC0000001"]
    assert page.toolbar.tabs["all"].isChecked()
    page.apply_filter(("Telephony", "unassigned"))
    settle(qtbot)
    assert listed(page) == ["INC0000005"]


def test_an_unknown_ticket_is_an_error_in_its_place(qtbot, page):
    page.apply_filter("INC9999999")
    settle(qtbot)
    assert "INC9999999 is not in the store" in page.error_bar.words()
    assert page.error_bar.isVisible()
    assert len(listed(page)) == 6


def test_a_closed_ticket_stays_in_the_panel_until_another_is_picked(qtbot, page):
    page.apply_filter("INC0001000")
    settle(qtbot)
    page.refresh()
    settle(qtbot)
    assert page.detail.detail().row.key == "INC0001000"
    assert page.detail.head.place.text() == "not in the list"
    page.apply_filter("breached")
    settle(qtbot)
    assert page.detail.detail().row.key == "INC0000003"


def test_the_list_says_sorted_by_and_hides_columns(qtbot, page):
    box = page.table.header_rect("age").center()
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=box)
    assert page.list.sorted_words.text() == "Sorted by age"
    assert listed(page)[0] == "INC0000003"
    qtbot.mouseClick(page.list.columns_chip, LEFT)
    menu = page.list.findChild(QMenu)
    hops = next(action for action in menu.actions() if action.text() == "Hops")
    hops.trigger()
    menu.close()
    assert "hops" not in [column.id for column in page.table.columns]


def test_an_incident_becomes_an_rca_package(qtbot, page, tmp_path):
    page.show_record("INC0000001")
    settle(qtbot)
    qtbot.mouseClick(page.detail.rca, LEFT)
    dialog = page.findChild(QFileDialog)
    assert dialog.isVisible()
    dialog.reject()
    page.export_rca("INC0000001", tmp_path / "rca.pdf")
    page.export_rca("INC0000001", tmp_path / "rca.xlsx")
    settle(qtbot)
    assert page.error_bar.isHidden(), page.error_bar.words()
    assert (tmp_path / "rca.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "rca.xlsx").read_bytes().startswith(b"PK")


def test_a_kind_without_tickets_says_so(qtbot, page):
    page.show_kind("problem")
    settle(qtbot)
    assert page.matrix.empty.fact.text() == "No open problems."
    assert page.list.empty.why.text() == "The store holds no open problems."
    words = page.matrix.empty.why
    qtbot.waitUntil(lambda: words.height() >= 14)
    assert words.geometry().top() > page.matrix.empty.fact.geometry().bottom()
    assert not page.toolbar.export.isEnabled()


def test_clocks_are_read_again_each_30_seconds(qtbot, page):
    before = page.reading()
    page.tick(NOW + 29)
    settle(qtbot)
    assert page.reading() is before
    page.tick(NOW + 30)
    settle(qtbot)
    assert page.reading() is not before


def test_a_clock_under_five_minutes_ticks_each_second(qtbot, page):
    reading = page.reading()
    rows = list(reading.health.tickets)
    soon = replace(rows[0].sla, state="at_risk", remaining_s=200, due_at=NOW + 200,
                   elapsed_s=28_600, target_s=28_800)  # fmt: skip
    rows[0] = replace(rows[0], sla=soon)
    page.show_result(replace(reading, health=replace(reading.health, tickets=tuple(rows))))
    settle(qtbot)
    page.tick(NOW + 1)
    assert page.fast_tick
    page.tick(NOW + 25)
    assert f"Resolve SLA: {duration(175)}" in page.table.row_text(0)
    page.clear_filter()
    page.set_filter(Filter(cells=(Cell("Telephony", "open"),)))
    page.tick(NOW + 26)
    assert page.fast_tick is False
    settle(qtbot)


def test_stale_clocks_say_as_of(qtbot, page):
    assert page.matrix.stale.isHidden()
    reading = page.reading()
    page.show_result(replace(reading, now=NOW + 7200))
    settle(qtbot)
    assert page.matrix.stale_words.text().startswith("Clocks as of 07:00")


def test_the_panel_lies_over_a_narrow_page_only_when_opened(qtbot, page):
    narrow(page, qtbot)
    assert not page.detail.isVisible()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    settle(qtbot)
    assert not page.detail.isVisible()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settle(qtbot)
    assert page.detail.isVisible()
    assert page.detail.geometry().right() == page.rect().right()
    qtbot.keyClick(page.detail.copy_note, Qt.Key.Key_Escape)
    assert not page.detail.isVisible()
    page.resize(1292, 830)
    assert page.detail.isVisible()


@pytest.mark.parametrize(("width", "height"), [(1292, 830), (976, 630)])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_nothing_is_wider_than_the_page(qtbot, page, qapp, width, height, look):
    theme.apply(qapp, look)
    page.resize(width, height)
    settle(qtbot)
    assert (page.width(), page.height()) == (width, height)
    for table in (page.groups, page.table):
        qtbot.waitUntil(lambda table=table: table.horizontalScrollBar().maximum() == 0)
    right = page.toolbar.export.mapTo(page, QPoint(page.toolbar.export.width(), 0)).x()
    assert right <= width - 14


def test_the_workbook_holds_the_same_tickets(qtbot, page, tmp_path):
    page.primary_export()
    dialog = page.findChild(QFileDialog)
    assert dialog.isVisible()
    dialog.reject()
    target = tmp_path / "queue.xlsx"
    page.export_to(page.reading().health, target)
    settle(qtbot)
    book = load_workbook(target)
    cells = {str(c.value) for sheet in book for line in sheet.iter_rows() for c in line}
    assert {row.key for row in page.reading().health.tickets} <= cells
    assert page.error_bar.isHidden()


def test_an_export_that_cant_be_written_says_so_here(qtbot, page, tmp_path):
    page.export_to(page.reading().health, tmp_path / "no such folder" / "queue.xlsx")
    settle(qtbot)
    assert page.error_bar.isVisible()
    assert "queue.xlsx" in page.error_bar.words() or "folder" in page.error_bar.words()
