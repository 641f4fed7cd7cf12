"""The import screen under clicks and keys, on files as the wizard sees them."""

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from app.models.evidence import Evidence
from app.models.records import Options
from app.models.results.preview import DatePreview
from app.services import import_files as importing
from app.services import preview as previewing
from app.views import background, messages
from app.views.importing import steps, work
from app.views.importing.basket import Entry
from app.views.importing.page import ImportPage
from tests.views import samples_frame as samples
from tests.views import samples_importing as wizard

LEFT = Qt.MouseButton.LeftButton
GROUPS = ("End-User Compute", "Network")


def rest(qtbot):
    hub = background.hub()
    while not hub.idle():
        with qtbot.waitSignal(hub.rested, timeout=60_000):
            pass


@pytest.fixture
def asked(monkeypatch):
    made = wizard.Asked()
    monkeypatch.setattr(previewing, "preview", made.preview)
    monkeypatch.setattr(importing, "import_files", made.import_files)
    monkeypatch.setattr(importing, "undo", made.undo)
    monkeypatch.setattr(importing, "past_imports", lambda _tower: samples.batches())
    monkeypatch.setattr(work.aliases, "set_alias", made.set_alias)
    monkeypatch.setattr("app.views.importing.page.profiles", lambda _tower: ())
    monkeypatch.setattr("app.views.importing.page.known_groups", lambda _tower: GROUPS)
    return made


@pytest.fixture
def page(qtbot, light, tmp_path, asked):
    made = ImportPage(samples.SampleTower(tmp_path))
    qtbot.addWidget(made)
    made.resize(1292, 830)
    made.show()
    rest(qtbot)
    yield made
    background.hub().stop()


def take(qtbot, page, *files):
    page.add_files(tuple(Path(name) for name in files))
    rest(qtbot)


def pick(qtbot, table, row, column, words):
    """Open the list of a cell with a click and take an entry with the keyboard."""
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.cell_rect(row, column).center())
    box = table.list
    assert box.isVisible(), "the list did not open"
    wanted = next(i for i in range(box.count()) if box.itemText(i).startswith(words))
    view = box.view()
    move = Qt.Key.Key_Down if wanted > box.currentIndex() else Qt.Key.Key_Up
    for _ in range(abs(wanted - view.currentIndex().row())):
        qtbot.keyClick(view, move)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    rest(qtbot)
    assert not box.isVisible()


def choose(box, value):
    place = box.findData(value)
    box.setCurrentIndex(place)
    box.activated.emit(place)


def test_files_are_looked_at_and_counted_before_anything_is_stored(qtbot, page, asked):
    take(qtbot, page, "a.csv", "notes.docx")
    assert asked.imports == [("a.csv", Options(), True), ("notes.docx", Options(), True)]
    assert [row.entry.glyph for row in page.board.files.rows] == ["risk", "breach"]
    assert page.step == steps.MAP
    assert page.board.dry.bar.counts() == (1204, 2871, 237, 6)
    assert page.board.foot.go.words == "Import 4,312 rows"
    qtbot.mouseClick(page.board.files.rows[1], LEFT)
    assert page.step == steps.DETECT
    qtbot.mouseClick(page.board.steps.buttons[2], LEFT)
    assert page.board.mapping.empty.isVisible()
    assert page.board.mapping.empty.why.text() == "notes.docx is no table."
    qtbot.mouseClick(page.board.steps.buttons[1], LEFT)
    assert "this is no table" in page.board.detection.question.text()
    assert not page.board.dry.bar.isVisible()


def test_a_question_is_answered_in_place_and_the_file_checked_again(qtbot, page, asked):
    take(qtbot, page, "ask.csv")
    assert not page.board.foot.go.isEnabled()
    zone = page.board.dates.zone
    assert zone.isVisible()
    choose(zone, "America/New_York")
    rest(qtbot)
    assert asked.imports[-1] == ("ask.csv", Options(timezone="America/New_York"), True)
    assert page.board.foot.go.isEnabled()
    assert zone.answered


def test_a_column_is_mapped_with_the_mouse_and_with_keys(qtbot, page, asked):
    take(qtbot, page, "a.csv")
    table = page.board.mapping.table
    labels = table.count() - 1
    pick(qtbot, table, labels, "field", "Service")
    assert asked.imports[-1][1].mapping == (("Labels", "service"),)
    table.setFocus()
    table.select(labels)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert table.list.isVisible()
    qtbot.keyClick(table.list.view(), Qt.Key.Key_Escape)
    assert not table.list.isVisible()
    assert table.window().focusWidget() is table
    assert len(asked.imports) == 2


def test_files_are_looked_at_one_by_one_and_decided_ones_first(qtbot, page, asked):
    asked.gate.clear()
    page.add_files((Path("a.csv"), Path("b.csv"), Path("c.csv"), Path("d.csv")))
    page.choose(2)
    page.answer("date_order", "dmy")
    page.remove(3)
    page.choose(0)
    page.answer("date_order", "ymd")
    assert page.entry().seen is None
    asked.gate.set()
    rest(qtbot)
    assert asked.looks == [("a.csv", None), ("a.csv", "ymd"), ("c.csv", "dmy"), ("b.csv", None)]
    assert page.entry().seen.date_order == "ymd"
    assert not page.error_bar.isVisible(), "a look that was given up is no fault"


def test_a_mass_change_has_to_be_allowed(qtbot, page, asked):
    take(qtbot, page, "mass.csv")
    page.go_step(steps.DRY_RUN)
    empty = page.board.dry.empty
    assert empty.fact.text() == "Much would change at once."
    assert page.board.steps.buttons[4].told() == "to decide"
    assert not page.board.foot.go.isEnabled()
    qtbot.keyClick(empty.action, Qt.Key.Key_Return)
    rest(qtbot)
    assert page.board.foot.go.isEnabled()
    choose(page.board.dates.order, "dmy")
    rest(qtbot)
    assert not page.board.foot.go.isEnabled(), "another decision asks again"


def test_what_the_exporter_says_goes_with_the_file(qtbot, page, asked):
    take(qtbot, page, "a.csv")
    page.go_step(steps.DETECT)
    fields = page.board.detection.evidence.fields
    fields["count"].setFocus()
    qtbot.keyClicks(fields["count"], "43x18")
    qtbot.keyClick(fields["count"], Qt.Key.Key_Return)
    rest(qtbot)
    assert asked.evidence[-1] == Evidence(count=4318)
    qtbot.keyClicks(fields["by"], "I. Duarte")
    qtbot.keyClick(fields["by"], Qt.Key.Key_Return)
    rest(qtbot)
    qtbot.mouseClick(page.board.foot.go, LEFT)
    rest(qtbot)
    assert asked.evidence[-1] == Evidence(count=4318, by="I. Duarte")


def test_another_format_is_chosen_from_those_it_could_be(qtbot, page, asked):
    take(qtbot, page, "a.csv")
    page.go_step(steps.DETECT)
    table = page.board.detection.table
    assert table.value(0, "is").text == "Used"
    at = table.cell_rect(1, "use").center()
    qtbot.mouseClick(table.viewport(), LEFT, pos=at)
    rest(qtbot)
    assert asked.imports[-1][1].format == "jira-issue"
    assert table.value(1, "is").text == "Used"


def test_an_answer_is_offered_to_the_files_that_ask_the_same(qtbot, page, asked):
    take(qtbot, page, "ask.csv", "ask2.csv", "a.csv")
    said = []
    messages.speaker().said.connect(said.append)
    choose(page.board.dates.zone, "America/New_York")
    rest(qtbot)
    assert [bool(entry.decision) for entry in page.entries] == [False, True, False]
    assert said[-1].words == "1 more file of Jira Service Management ask the same."
    said[-1].action()
    rest(qtbot)
    assert [entry.options.timezone for entry in page.entries[:2]] == ["America/New_York"] * 2
    assert not any(entry.decision for entry in page.entries)
    messages.speaker().said.disconnect(said.append)


def test_in_a_large_file_a_decision_waits_for_the_button(qtbot, page, asked):
    take(qtbot, page, "large.csv")
    assert page.board.foot.go.isEnabled()
    choose(page.board.dates.order, "dmy")
    rest(qtbot)
    assert len(asked.imports) == 1
    assert page.board.dates.title.text() == "Why day first"
    assert not page.board.foot.go.isEnabled()
    assert page.board.dry.caption_label.text() == "60,000 rows, before the last decision"
    qtbot.mouseClick(page.board.foot.again, LEFT)
    rest(qtbot)
    assert asked.imports[-1][1].date_order == "dmy"
    assert page.board.foot.go.isEnabled()


def test_the_layout_is_shown_on_the_first_rows_and_chosen_there(qtbot, page, asked):
    take(qtbot, page, "a.csv")
    mapping = page.board.mapping
    qtbot.mouseClick(mapping.chips["header_row"], LEFT)
    head = mapping.form.head
    assert head.isVisible()
    assert not mapping.table.isVisible()
    assert head.value(0, "is").text == "Left out"
    assert head.value(1, "is").text == "Header"
    assert head.value(3, "c1").text == "Badge printer für Empfang"
    qtbot.mouseClick(head.viewport(), LEFT, pos=head.cell_rect(0, "c0").center())
    rest(qtbot)
    assert asked.imports[-1][1].header_row == 1
    assert head.value(0, "is").text == "Header"
    choose(mapping.form.encoding.box, "cp1252")
    rest(qtbot)
    assert asked.imports[-1][1] == Options(header_row=1, encoding="cp1252")
    assert mapping.chips["encoding"].words == "CP1252"
    qtbot.keyClick(mapping.form.done, Qt.Key.Key_Return)
    assert mapping.table.isVisible()
    qtbot.keyClick(mapping.chips["delimiter"], Qt.Key.Key_Return)
    assert not mapping.table.isVisible()
    qtbot.keyClick(head, Qt.Key.Key_Escape)
    assert mapping.table.isVisible()


def test_each_kind_of_problem_has_its_rule_and_its_rows(qtbot, page, asked):
    take(qtbot, page, "a.csv")
    problems = page.board.problems
    assert [line.rows for line in problems.lines] == [4, 2, 27, 3, 2]
    assert problems.table.selected() == 2
    assert problems.rows.table.count() == 27
    assert problems.rows.caption.text() == "27 rows, 3 values"
    problems.table.setFocus()
    qtbot.keyClick(problems.table, Qt.Key.Key_Up)
    assert problems.rows.table.count() == 2
    pick(qtbot, problems.table, 1, "action", "Import without it")
    assert asked.imports[-1][1].rules == (("date_unreadable", "blank"),)
    pick(qtbot, problems.table, 4, "action", "Set to P4")
    assert asked.imports[-1][1].choices == (("priority", "P?", "P4"),)
    qtbot.mouseClick(problems.rows.all, LEFT)
    assert not problems.table.isVisible()


def test_an_unknown_team_is_mapped_once_and_stored_with_the_import(qtbot, page, asked):
    take(qtbot, page, "a.csv")
    rows = page.board.problems.rows
    assert rows.apply.words == "Apply to 9"
    assert not rows.apply.isEnabled()
    choose(rows.group, "End-User Compute")
    qtbot.mouseClick(rows.apply, LEFT)
    assert rows.table.value(0, "value").text == "EUC - Onsite → End-User Compute"
    assert rows.table.value(1, "value").text == "NetSec Ring 3"
    assert asked.renamed == []
    qtbot.mouseClick(page.board.foot.go, LEFT)
    rest(qtbot)
    system = "Jira Service Management"
    assert asked.renamed == [("group", "EUC - Onsite", "End-User Compute", system)]


def test_the_problem_rows_go_to_a_file(qtbot, page, tmp_path):
    take(qtbot, page, "a.csv")
    target = tmp_path / "problems.csv"
    said = []
    messages.speaker().said.connect(said.append)
    page.write_list(target, tuple(line.problem for line in page.board.problems.lines))
    rest(qtbot)
    rows = list(csv.reader(io.StringIO(target.read_text("utf-8-sig"), newline="")))
    assert rows[0] == ["problem", "what_happens", "row", "key", "value"]
    assert rows[2] == ["Date can't be read", "Leave out", "77", "ITS-48411", "13/11/2026 08:00"]
    assert rows[3][-1] == "'=cmd|'/C calc'!A1"
    assert len(rows) == 1 + 1 + 2 + 27
    assert said[-1].words.startswith("30 problem rows of 38")
    messages.speaker().said.disconnect(said.append)


def test_an_open_date_order_is_offered_and_an_unread_date_says_what_it_is_not(page):
    dates = page.board.dates
    shown = (
        DatePreview("10/11/2026", None, "", None, "Day or month first?, 12 rows", False),
        DatePreview("31/31/2026", None, "", None, "Can't be read as month/day/year, 2 rows", True),
    )
    seen = wizard.seen("a.csv", date_order="", dates=shown, zone_confidence="open")
    dates.show_entry(Entry(Path("a.csv"), seen=seen), "Europe/Paris", samples.NOW)
    assert not dates.order.isHidden()
    assert dates.order.currentText() == "Choose an order"
    assert dates.table.value(0, "local").text == "Order open"
    assert dates.table.value(0, "remark").text == "Day or month first? 12 rows"
    assert dates.table.value(1, "local").text == "Not month/day/year"
    assert dates.table.value(1, "remark").text == "2 rows"
    assert dates.table.columns[4].title == "Shown as CET"


def test_times_are_shown_as_they_are_read(qtbot, page):
    take(qtbot, page, "a.csv")
    dates = page.board.dates
    assert dates.title.text() == "Why month first"
    assert dates.why.text().endswith("The times carry no zone; the profile says New York.")
    assert dates.table.value(0, "shown").text == "Mon 2 Nov 21:41"
    assert dates.table.value(3, "local").text == "Can't be read"
    assert dates.table.value(3, "remark").glyph == "breach"
    assert dates.hours.isVisible()
    choose(dates.order, "dmy")
    rest(qtbot)
    assert page.entry().options.date_order == "dmy"
    assert dates.title.text() == "Why day first"


def test_steps_lead_to_their_panels(qtbot, page):
    take(qtbot, page, "a.csv")
    board = page.board
    for place, panel in (
        (2, board.detection), (3, board.mapping), (4, board.dates), (6, board.past),
    ):  # fmt: skip
        qtbot.mouseClick(board.steps.buttons[place - 1], LEFT)
        assert panel.isVisible()
        assert panel.isAncestorOf(QApplication.focusWidget())
    qtbot.mouseClick(board.foot.back, LEFT)
    assert page.step == steps.DRY_RUN
    assert board.problems.isAncestorOf(QApplication.focusWidget())
    page.resize(948, 630)
    assert board.problems.isVisible()
    assert not board.mapping.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert board.mapping.isVisible()
    assert not board.problems.isVisible()


def test_every_part_is_reached_with_tab(qtbot, page):
    take(qtbot, page, "a.csv")
    board = page.board
    board.steps.buttons[0].setFocus()
    reached = set()
    for _ in range(60):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus.isVisible()
        reached.add(focus)
    wanted = {
        board.files.rows[0], board.files.drop.browse, board.mapping.chips["encoding"],
        board.mapping.profile, board.mapping.table, board.dates.zone, board.dates.table,
        board.problems.table, board.problems.rows.table, board.foot.keep, board.foot.go,
    }  # fmt: skip
    assert wanted <= reached


@pytest.mark.parametrize("size", [(1292, 830), (948, 630)])
def test_nothing_is_cut_off(qtbot, page, size):
    take(qtbot, page, "a.csv", "notes.docx")
    page.resize(*size)
    for step in range(1, 7):
        page.go_step(step)
        QApplication.processEvents()
        told = [each for each in page.findChildren(object)
                if isinstance(getattr(each, "words", None), str) and each.isVisible()]  # fmt: skip
        assert told, step
        for widget in told:
            corner = widget.mapTo(page, QPoint(widget.width(), widget.height()))
            assert widget.width() >= widget.sizeHint().width(), widget.words
            assert page.rect().adjusted(0, 0, 1, 1).contains(corner), widget.words


def test_import_stores_what_is_ready_and_offers_undo(qtbot, page, asked):
    take(qtbot, page, "a.csv", "ask.csv")
    said = []
    messages.speaker().said.connect(said.append)
    with qtbot.waitSignal(page.data_changed):
        qtbot.mouseClick(page.board.foot.go, LEFT)
    rest(qtbot)
    assert [(name, dry) for name, _options, dry in asked.imports] == [
        ("a.csv", True), ("ask.csv", True), ("a.csv", False),
    ]  # fmt: skip
    assert page.entries[0].state == "imported"
    assert said[-1].action_text == "Undo"
    said[-1].action()
    rest(qtbot)
    assert asked.undone == [7]
    messages.speaker().said.disconnect(said.append)


def test_past_imports_are_reached_and_taken_back(qtbot, page, asked):
    table = page.board.past.table
    assert table.isVisible()
    take(qtbot, page, "a.csv")
    assert not table.isVisible()
    qtbot.mouseClick(page.board.files.drop.past, LEFT)
    assert table.isVisible()
    assert table.count() == 3
    for row, expected in ((0, []), (1, []), (2, [1])):
        at = table.cell_rect(row, "undo").center()
        qtbot.mouseClick(table.viewport(), LEFT, pos=at)
        rest(qtbot)
        assert asked.undone == expected


def test_files_are_walked_and_removed_with_keys(qtbot, page, asked):
    take(qtbot, page, "a.csv", "b.csv")
    rows = page.board.files.rows
    rows[0].setFocus()
    qtbot.keyClick(rows[0], Qt.Key.Key_Down)
    assert page.entry().path.name == "b.csv"
    assert rows[1].hasFocus()
    qtbot.keyClick(rows[1], Qt.Key.Key_Delete)
    assert [entry.path.name for entry in page.entries] == ["a.csv"]
    qtbot.keyClick(page.board.foot.again, Qt.Key.Key_Return)
    rest(qtbot)
    assert len(asked.imports) == 3
    qtbot.mouseClick(page.board.files.clear, LEFT)
    assert page.entries == ()
    assert page.board.detection.empty.isVisible()
    assert not page.board.foot.go.isEnabled()


def test_a_read_only_store_says_so(qtbot, page):
    page.tower.store.read_only = "its folder may only be read."
    take(qtbot, page, "a.csv")
    assert not page.board.foot.go.isEnabled()
    assert page.board.foot.words.text() == (
        "Read-only: its folder may only be read. Nothing can be imported."
    )


def test_the_watched_folder_is_asked_for_and_given_up(qtbot, page, tmp_path):
    page.show_watched(tmp_path)
    watch = page.board.files.drop.watch
    assert watch.words == f"Stop watching {tmp_path.name}"
    with qtbot.waitSignal(page.watch_asked, check_params_cb=lambda folder: folder is None):
        qtbot.mouseClick(watch, LEFT)
    assert watch.words == "Watch a folder…"


def test_a_fault_in_the_work_stands_in_the_page(qtbot, page, monkeypatch):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(importing, "import_files", broken)
    take(qtbot, page, "a.csv")
    assert page.error_bar.isVisible()
    assert "The stored data is unchanged" in page.error_bar.words()
