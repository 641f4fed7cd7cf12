"""The Names part of the Data quality screen on a real store, under real clicks and keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.models.records import Options
from app.services.aliases import AliasRow, list_aliases, set_alias
from app.services.import_files import import_files
from app.services.review_queues import queue_health
from app.services.tower import open_tower
from app.views import background
from app.views.messages import speaker
from app.views.quality.page import QualityPage
from tests.views.samples_store import settle, shown

NOW = 1_795_420_800
LEFT = Qt.MouseButton.LeftButton
_INCIDENTS = """number,state,short_description,opened_at,sys_updated_on,assignment_group
INC0000001,2,One,2026-11-20 08:00:00,2026-11-20 08:00:00,Service Desk
INC0000002,2,Two,2026-11-20 08:00:00,2026-11-20 08:00:00,SERVICEDESK
INC0000003,2,Three,2026-11-20 08:00:00,2026-11-20 08:00:00,SERVICEDESK
INC0000004,2,Four,2026-11-20 08:00:00,2026-11-20 08:00:00,<b>Disks</b>
"""
_GROUPS = """name,manager,email,active,sys_id
Service Desk,I. Duarte,desk@example.org,true,11111111111111111111111111111111
"""


@pytest.fixture
def tower(tmp_path):
    with open_tower(tmp_path / "tower.db", now=NOW, report_zone="UTC") as opened:
        for name, text in (("incident.csv", _INCIDENTS), ("sys_user_group.csv", _GROUPS)):
            (tmp_path / name).write_text(text, encoding="utf-8")
            report = import_files(opened, [tmp_path / name], Options(timezone="UTC"))
            assert report.status.startswith("imported"), report
        yield opened


@pytest.fixture
def page(tower, qtbot, qapp):
    yield from shown(QualityPage, tower, qtbot, qapp)


@pytest.fixture
def panel(page, qtbot):
    qtbot.mouseClick(page.names.button, LEFT)
    settle(qtbot)
    return page.names.panel


@pytest.fixture
def said():
    heard = []
    speaker().said.connect(heard.append)
    yield heard
    speaker().said.disconnect(heard.append)


def cells(panel, column):
    return [panel.table.value(int(at), column).text for at in panel.table.shown()]


def row_of(panel, name):
    return next(at for at in panel.table.shown() if panel.table.value(at, "alias").text == name)


def press(qtbot, panel, name, column="act"):
    place = panel.table.cell_rect(row_of(panel, name), column).center()
    qtbot.mouseClick(panel.table.viewport(), LEFT, pos=place)
    settle(qtbot)


def open_by_group(tower):
    return {row.group: row.open for row in queue_health(tower).groups}


def test_unknown_names_stand_first_and_are_plain_text(page, panel):
    assert page.side.isHidden()
    assert cells(panel, "alias") == ["SERVICEDESK", "<b>Disks</b>"]
    assert cells(panel, "name") == ["not known, in 2 records", "not known, in 1 record"]
    assert panel.table.row_text(0).startswith(
        "Another name: SERVICEDESK, In system: servicenow, Is: not known, in 2 records"
    )
    assert panel.caption_label.text() == "0 other names · 2 not known"
    assert not panel.write_button.isEnabled()


def test_an_unknown_name_is_given_one_and_the_queues_count_it_there(
    page, panel, qtbot, tower, said
):
    press(qtbot, panel, "SERVICEDESK")
    assert panel.form.alias.text() == "SERVICEDESK"
    assert panel.window().focusWidget() is panel.form.name
    qtbot.keyClicks(panel.form.name, "Service Desk")
    qtbot.keyClick(panel.form.name, Qt.Key.Key_Return)
    settle(qtbot)
    assert said[-1].words == "“SERVICEDESK” reads as “Service Desk”."
    assert cells(panel, "alias") == ["<b>Disks</b>", "SERVICEDESK"]
    assert cells(panel, "system") == ["servicenow", "Every system"]
    assert open_by_group(tower) == {"Service Desk": 3, "<b>Disks</b>": 1}
    assert panel.form.alias.text() == ""


def test_a_line_is_removed_and_put_back(panel, qtbot, tower, said):
    set_alias(tower, "group", "SERVICEDESK", "Service Desk", "servicenow")
    panel.refresh()
    settle(qtbot)
    press(qtbot, panel, "SERVICEDESK", "act")
    assert list_aliases(tower) == ()
    assert said[-1].words == "“SERVICEDESK” in servicenow no longer reads as “Service Desk”."
    said[-1].action()
    settle(qtbot)
    assert [(row.alias, row.system, row.name) for row in list_aliases(tower)] == [
        ("SERVICEDESK", "servicenow", "Service Desk")
    ]
    assert "SERVICEDESK" in cells(panel, "alias")


def test_delete_on_the_selected_line_and_undo_of_an_edit(panel, qtbot, tower, said):
    set_alias(tower, "group", "SERVICEDESK", "Service Desk")
    panel.refresh()
    settle(qtbot)
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_End)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert panel.form.name.text() == "Service Desk"
    qtbot.keyClicks(panel.form.name, "Desk")
    qtbot.keyClick(panel.form.name, Qt.Key.Key_Return)
    settle(qtbot)
    assert [row.name for row in list_aliases(tower)] == ["Desk"]
    said[-1].action()
    settle(qtbot)
    assert [row.name for row in list_aliases(tower)] == ["Service Desk"]
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Home)
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    settle(qtbot)
    assert len(list_aliases(tower)) == 1, "an unknown name can't be removed"
    qtbot.keyClick(panel.table, Qt.Key.Key_End)
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    settle(qtbot)
    assert list_aliases(tower) == ()


def test_names_that_lead_back_are_refused_in_place(panel, qtbot, tower):
    set_alias(tower, "person", "idu", "I. Duarte")
    qtbot.mouseClick(panel.kinds.segment("person"), LEFT)
    settle(qtbot)
    assert cells(panel, "alias") == ["idu"]
    qtbot.keyClicks(panel.form.alias, "I. Duarte")
    qtbot.keyClick(panel.form.alias, Qt.Key.Key_Return)
    assert panel.window().focusWidget() is panel.form.name
    qtbot.keyClicks(panel.form.name, "idu")
    qtbot.mouseClick(panel.form.add, LEFT)
    settle(qtbot)
    assert panel.form.problem.text().startswith("“idu” already reads as “I. Duarte”.")
    assert panel.form.problem.isVisible()
    assert panel.form.alias.text() == "I. Duarte"
    assert len(list_aliases(tower)) == 1


def test_tab_goes_through_the_fields_to_the_table(panel, qtbot):
    panel.form.alias.setFocus()
    order = [panel.form.system, panel.form.name, panel.form.add, panel.table]
    for control in order:
        qtbot.keyClick(panel.window().focusWidget(), Qt.Key.Key_Tab)
        assert panel.window().focusWidget() is control


def test_a_kind_without_names_says_what_to_do(panel, qtbot):
    qtbot.mouseClick(panel.kinds.segment("ci"), LEFT)
    settle(qtbot)
    assert panel.table.isHidden()
    assert panel.empty.fact.text() == "No CI has another name."
    assert "press Enter" in panel.empty.why.text()


def test_a_list_is_written_and_read_again(panel, qtbot, tower, tmp_path, said):
    set_alias(tower, "group", "SERVICEDESK", "Service Desk")
    panel.refresh()
    settle(qtbot)
    target = tmp_path / "names.csv"
    qtbot.mouseClick(panel.write_button, LEFT)
    assert isinstance(panel.dialog, QFileDialog)
    panel.dialog.fileSelected.emit(str(target))
    panel.dialog.close()
    settle(qtbot)
    assert said[-1].words == "The alias list was written to names.csv."
    press(qtbot, panel, "SERVICEDESK", "act")
    qtbot.mouseClick(panel.read_button, LEFT)
    panel.dialog.fileSelected.emit(str(target))
    panel.dialog.close()
    settle(qtbot)
    assert said[-1].words == "1 name read from names.csv."
    assert [row.alias for row in list_aliases(tower)] == ["SERVICEDESK"]
    target.write_text("kind,system,alias,name\ncolour,,red,blue\n", encoding="utf-8")
    panel.read_file(target)
    settle(qtbot)
    assert panel.form.problem.text().startswith("names.csv, line 2: “colour” is not a kind")


def test_escape_goes_back_and_tells_the_other_screens_once(page, panel, qtbot):
    told = []
    page.data_changed.connect(lambda: told.append(True))
    for alias in ("One", "Two"):
        qtbot.keyClicks(panel.form.alias, alias)
        qtbot.keyClicks(panel.form.name, "Service Desk")
        qtbot.keyClick(panel.form.name, Qt.Key.Key_Return)
        settle(qtbot)
    assert told == []
    qtbot.keyClick(panel.form.alias, Qt.Key.Key_Escape)
    assert panel.isHidden()
    assert page.side.isVisible()
    assert told == [True]


def test_an_undo_on_another_screen_is_told_at_once(page, panel, qtbot, tower, said):
    told = []
    qtbot.keyClicks(panel.form.alias, "One")
    qtbot.keyClicks(panel.form.name, "Service Desk")
    qtbot.keyClick(panel.form.name, Qt.Key.Key_Return)
    settle(qtbot)
    page.hide()
    page.data_changed.connect(lambda: told.append(True))
    said[-1].action()
    settle(qtbot)
    assert told == [True]
    assert list_aliases(tower) == ()


@pytest.mark.parametrize("size", [(1292, 830), (976, 630)])
def test_everything_is_in_sight_at_both_sizes(page, panel, qtbot, tower, size):
    set_alias(tower, "group", "SERVICEDESK", "Service Desk")
    panel.refresh()
    page.resize(*size)
    settle(qtbot)
    for control in (
        panel.kinds, panel.read_button, panel.write_button, panel.close_button,
        panel.form.alias, panel.form.system, panel.form.name, panel.form.add,
    ):  # fmt: skip
        corner = control.mapTo(page, control.rect().bottomRight())
        assert page.rect().contains(corner), control
        assert control.width() >= control.minimumSizeHint().width()
    assert panel.table.horizontalScrollBar().maximum() == 0


def test_the_store_that_is_read_again_is_seen(page, panel, qtbot, tower):
    set_alias(tower, "group", "Storage EU", "Storage")
    page.mark_stale()
    settle(qtbot)
    found = panel.names().aliases
    assert [type(row) for row in found] == [AliasRow]
    assert background.hub().idle()
