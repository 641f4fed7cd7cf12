"""What arrives late on the scorecard: answers, failures and refreshes while one reads or writes."""

import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.models.errors import AppError
from app.services.notes import notes_for
from app.services.tower import open_tower
from app.views import background
from app.views.scorecard.page import ScorecardPage
from tests.views import samples_store as store
from tests.views.samples_store import settle

NOW = int(store.NOW.timestamp())
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    return store.make_store(tmp_path_factory.mktemp("waiting"))


@pytest.fixture
def tower(filled):
    with open_tower(filled, now=NOW, report_zone=store.ZONE) as opened:
        yield opened


@pytest.fixture
def page(tower, qtbot, qapp):
    yield from store.shown(ScorecardPage, tower, qtbot, qapp)


@contextmanager
def held():
    """Both readers are busy until the block ends, so that no answer can come inside it."""
    free = threading.Event()
    for at in range(2):
        background.query(f"held {at}", free.wait, lambda _none: None)
    try:
        yield
    finally:
        free.set()


def choose(qtbot, page, name):
    at = page.table.place_of((name, ""))
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=page.table.row_rect(at).center())
    settle(qtbot)
    return page.table.row_of(at)


def test_rows_that_come_after_esc_do_not_open_the_overlay_again(qtbot, page):
    choose(qtbot, page, "K5")
    rows = page.behind.rows
    with held():
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
        assert rows.isVisible()
        assert rows.empty.fact.text() == "Reading the rows."
        qtbot.keyClick(rows, Qt.Key.Key_Escape)
    settle(qtbot)
    assert rows.lines()
    assert rows.isHidden()
    assert page.table.hasFocus()


def test_rows_that_cannot_be_read_say_so_and_the_error_stays_until_they_can(qtbot, page):
    row = choose(qtbot, page, "K5")

    def fail():
        raise AppError("The store is damaged. Restore a backup.")

    page.behind.open_row(row)
    page.run_query(fail, key="rows", failed=lambda _why: page.behind.rows.fail())
    settle(qtbot)
    rows = page.behind.rows
    assert rows.empty.isVisible()
    assert rows.empty.fact.text() == "The rows could not be read."
    rows.shut()
    choose(qtbot, page, "K4")
    assert page.panel.drivers.drivers()
    assert page.error_bar.isVisible(), "the answer about drivers says nothing about the rows"
    page.behind.open_row(row)
    settle(qtbot)
    assert page.error_bar.isHidden()
    rows.shut()


def test_the_focus_survives_an_explanation_that_was_made_anew(qtbot, page):
    choose(qtbot, page, "K4")
    qtbot.keyClick(page.table, Qt.Key.Key_W)
    link = page.behind.why.links[-1]
    link.setFocus()
    qtbot.keyClick(link, Qt.Key.Key_Return)
    settle(qtbot)
    rows = page.behind.rows
    page.open_why()
    qtbot.waitUntil(lambda: not shiboken6.isValid(link))
    rows.shut()
    assert rows.isHidden()
    assert page.behind.why.isVisible()
    page.behind.why.shut()


def test_tab_stays_in_an_overlay(qtbot, page):
    choose(qtbot, page, "K5")
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settle(qtbot)
    rows = page.behind.rows
    seen = []
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        for _step in range(6):
            qtbot.keyClick(QApplication.focusWidget(), key)
            focus = QApplication.focusWidget()
            assert rows.isAncestorOf(focus), focus
            seen.append(focus)
    assert {rows.filter_field, rows.copy, rows.close_button, rows.table} <= set(seen)
    rows.shut()


def test_a_note_that_is_being_written_outlives_a_refresh_but_not_another_kpi(qtbot, page):
    choose(qtbot, page, "K4")
    qtbot.keyClick(page.table, Qt.Key.Key_A)
    form = page.panel.form
    qtbot.keyClicks(form.words, "Triage rota sta")
    page.mark_stale()
    settle(qtbot)
    assert form.isVisible()
    assert form.words.text() == "Triage rota sta"
    assert form.words.hasFocus()
    page.ranking.set_field("priority")
    settle(qtbot)
    assert page.panel.drivers.field() == "priority"
    assert form.isVisible()
    choose(qtbot, page, "K5")
    assert form.isHidden()
    page.ranking.set_field("")
    settle(qtbot)


def note_sent(qtbot, page, words):
    """The row and the form of a note that is on its way."""
    row = choose(qtbot, page, "K4")
    page.panel.open_form()
    form = page.panel.form
    form.words.setText(words)
    qtbot.keyClick(form.words, Qt.Key.Key_Return)
    return row, form


def test_enter_twice_adds_one_note(qtbot, page, tower):
    row, form = note_sent(qtbot, page, "Once only")
    qtbot.keyClick(form.words, Qt.Key.Key_Return)
    settle(qtbot)
    found = [note for note in notes_for(tower, "week")[row.kpi.id] if note.words == "Once only"]
    assert len(found) == 1
    assert form.isHidden()
    page.noting.take_back(found[0].id)
    settle(qtbot)


def test_a_note_form_opened_meanwhile_is_not_closed_by_the_note_before_it(qtbot, page, tower):
    row, form = note_sent(qtbot, page, "First")
    page.panel.open_form()
    form.words.setText("Second, not yet sent")
    settle(qtbot)
    assert form.isVisible()
    assert form.words.text() == "Second, not yet sent"
    page.panel.close_form()
    for note in notes_for(tower, "week")[row.kpi.id]:
        page.noting.take_back(note.id)
    settle(qtbot)


def test_drivers_of_another_period_come_too_late(qtbot, page):
    row = choose(qtbot, page, "K4")
    bare = replace(row, part=replace(row.part, rows=()), kpi=replace(row.kpi, drivers=()))
    with held():
        page.ranking.set_field("priority")
        page.panel.show_row(bare, page.card())
    settle(qtbot)
    assert page.panel.drivers.drivers() == ()


def test_a_kpi_asked_for_before_the_card_was_read_is_selected(tower, qtbot, qapp):
    def asked(tower):
        made = ScorecardPage(tower)
        made.apply_filter("K4")
        return made

    for page in store.shown(asked, tower, qtbot, qapp):
        row = page.panel.row()
        assert row is not None
        assert row.kpi.id == "K4"
