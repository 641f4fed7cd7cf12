"""The Settings forms while what was sent is on its way."""

import pytest
from PySide6.QtCore import Qt

from app.services.targets import target_history
from app.services.tower import open_tower
from app.views.settings.page import SettingsPage
from tests.views import samples_store as store
from tests.views.samples_store import settle

NOW = int(store.NOW.timestamp())
ENTER = Qt.Key.Key_Return


@pytest.fixture
def tower(tmp_path):
    with open_tower(tmp_path / "tower.db", now=NOW, report_zone=store.ZONE) as opened:
        yield opened


@pytest.fixture
def page(tower, qtbot, qapp):
    yield from store.shown(SettingsPage, tower, qtbot, qapp)


def recorded(tower, kpi):
    return [line.target for line, _change in target_history(tower, kpi)]


def ask(page, kpi, target):
    page.apply_filter(kpi)
    form = page.panel.form
    page.panel.change.click()
    for field, words in (
        (form.target, target), (form.reason, "Agreed"), (form.author, "I. Duarte"),
        (form.approver, "M. Okeke"),
    ):  # fmt: skip
        field.setText(words)
    return form


def test_enter_twice_records_one_version(qtbot, page, tower):
    form = ask(page, "K5", "9")
    qtbot.keyClick(form.approver, ENTER)
    qtbot.keyClick(form.approver, ENTER)
    settle(qtbot)
    assert recorded(tower, "K5").count(9.0) == 1
    assert form.isHidden()
    form = ask(page, "K5", "8")
    qtbot.keyClick(form.approver, ENTER)
    settle(qtbot)
    assert recorded(tower, "K5")[-1] == 8.0


def test_a_refusal_lets_one_mend_and_send_again(qtbot, page, tower):
    form = ask(page, "K5", "140")
    qtbot.keyClick(form.approver, ENTER)
    settle(qtbot)
    assert "can't be reached" in form.problem.text()
    form.target.setText("9")
    qtbot.keyClick(form.target, ENTER)
    settle(qtbot)
    assert recorded(tower, "K5")[-1] == 9.0


def test_a_form_opened_meanwhile_stays(qtbot, page, tower):
    form = ask(page, "K5", "9")
    qtbot.keyClick(form.approver, ENTER)
    form = ask(page, "K4", "91")
    settle(qtbot)
    assert recorded(tower, "K5") == [9.0]
    assert form.isVisible()
    assert form.target.text() == "91"
    assert recorded(tower, "K4") == []
