"""The Settings screen: targets as versions, errors in their place, what a scorecard makes of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QDate, Qt

from app.analysis.periods import parse_period
from app.models.errors import AppError
from app.services import export
from app.services.framework import framework
from app.services.score import scorecard
from app.services.targets import Approval, definition_history, set_variant, target_history
from app.views.plain import tooltip
from app.views.scorecard.page import ScorecardPage
from app.views.settings.page import SettingsPage
from app.views.settings.rows import read_number, target_rows, target_text
from tests.views import samples_store as store
from tests.views.samples_store import settle

NOW = int(store.NOW.timestamp())
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(tower, qtbot, qapp):
    yield from store.shown(SettingsPage, tower, qtbot, qapp)


def fill(page, **texts):
    for name, words in texts.items():
        field = getattr(page.panel.form, name)
        field.clear()
        field.setText(words)


def test_every_kpi_has_its_row_with_the_target_that_holds(page, tower):
    rows = [page.table.row_of(at) for at in range(page.table.count())]
    assert {row.line.id for row in rows} == {f"K{number}" for number in range(1, 19)}
    k4 = next(row for row in rows if row.line.id == "K4")
    assert target_text(k4) == "≥ 90 %"
    assert "Target: ≥ 90 %" in page.table.row_text(page.table.place_of(("K4", "")))
    p1 = page.table.row_of(page.table.place_of(("K1", "P1")))
    assert p1.label.endswith(", P1")
    assert target_text(p1) == "≤ 120 min"


def test_an_approver_who_is_the_author_is_refused_in_place(qtbot, page, tower):
    page.apply_filter("K5")
    qtbot.mouseClick(page.panel.change, LEFT)
    form = page.panel.form
    assert form.isVisible()
    assert form.target.text() == "10"
    fill(page, target="nine")
    qtbot.mouseClick(form.submit, LEFT)
    assert form.problem.text() == "“nine” is no number. Write the target like 92.5."
    fill(page, target="9")
    qtbot.mouseClick(form.submit, LEFT)
    assert form.problem.text().startswith("Say why")
    fill(page, reason="Old tickets are worked off", author="I. Duarte", approver="i. duarte")
    qtbot.mouseClick(form.submit, LEFT)
    assert "can't approve their own change" in form.problem.text()
    fill(page, approver="M. Okeke", target="140")
    qtbot.mouseClick(form.submit, LEFT)
    settle(qtbot)
    assert "can't be reached by Backlog over 30 days" in form.problem.text()
    assert target_history(tower, "K5") == ()
    qtbot.keyClick(form.target, Qt.Key.Key_Escape)
    assert form.isHidden()


def test_a_new_version_holds_from_its_day_and_is_told(qtbot, page, tower, qapp):
    page.apply_filter("K4")
    qtbot.mouseClick(page.panel.change, LEFT)
    form = page.panel.form
    fill(page, target="97", stretch="", owner="I. Duarte", reason="Contract renewed",
         author="R. Haddad", approver="M. Okeke")  # fmt: skip
    form.valid_from.setDate(QDate(2026, 11, 23))
    qtbot.mouseClick(form.submit, LEFT)
    settle(qtbot)
    ((line, change),) = target_history(tower, "K4")
    assert (line.target, line.stretch, line.owner, line.version) == (97, None, "I. Duarte", 2)
    begins = datetime(2026, 11, 23, tzinfo=ZoneInfo(store.ZONE)).timestamp()
    assert line.valid_from == begins == parse_period("2026-W47", store.ZONE).end
    assert (change.author, change.approver, change.reason) == (
        "R. Haddad", "M. Okeke", "Contract renewed",
    )  # fmt: skip
    assert form.isHidden()
    assert "Target: ≥ 97 %" in page.table.row_text(page.table.selected())
    told = dict(page.panel.history.texts())
    assert (
        "from 2026-11-23. Contract renewed. R. Haddad, approved by M. Okeke." in told["Version 2"]
    )
    old = next(kpi for kpi in scorecard(tower, "2026-W47").kpis if kpi.id == "K4")
    new = next(kpi for kpi in scorecard(tower, "2026-W47", recompute=True).kpis if kpi.id == "K4")
    assert (old.parts[0].target, new.parts[0].target) == (90, 97)
    qtbot.mouseClick(page.old_periods.segment("today"), LEFT)
    card = ScorecardPage(tower)
    qtbot.addWidget(card)
    card.resize(1292, 830)
    card.show()
    settle(qtbot)
    k4 = next(kpi for kpi in card.card().kpis if kpi.id == "K4")
    assert k4.parts[0].target == 97
    assert "today's definitions" in card.table_panel.caption_label.text()
    qtbot.mouseClick(page.old_periods.segment("then"), LEFT)
    card.refresh()
    settle(qtbot)
    assert next(kpi for kpi in card.card().kpis if kpi.id == "K4").parts[0].target == 90


def test_a_definition_is_changed_by_keys_and_held_from_its_day(qtbot, page, tower):
    page.apply_filter("K4")
    qtbot.mouseClick(page.panel.redefine, LEFT)
    form = page.panel.definition_form
    assert form.isVisible()
    assert not page.panel.change.isVisible()
    assert form.variant.currentText() == "due-in"
    assert form.clock.isVisible()
    assert not form.favourable.isVisible()
    qtbot.keyClick(form.variant, Qt.Key.Key_Down)
    qtbot.keyClick(form.clock, Qt.Key.Key_Down)
    form.valid_from.setDate(QDate(2026, 11, 20))
    qtbot.mouseClick(form.submit, LEFT)
    assert form.problem.text().startswith("Say why the definition")
    qtbot.keyClicks(form.reason, "Contract of November")
    form.author.clear()
    qtbot.keyClicks(form.author, "R. Haddad")
    qtbot.keyClicks(form.approver, "r. haddad")
    qtbot.keyClick(form.approver, Qt.Key.Key_Return)
    assert "can't approve their own change" in form.problem.text()
    form.approver.clear()
    qtbot.keyClicks(form.approver, "M. Okeke")
    qtbot.keyClick(form.approver, Qt.Key.Key_Return)
    settle(qtbot)
    ((line, change),) = definition_history(tower, "K4")
    assert (line.variant, line.parameters) == ("resolved-in", (("restart", 1.0),))
    assert (change.author, change.approver) == ("R. Haddad", "M. Okeke")
    assert form.isHidden()
    told = dict(page.panel.history.texts())
    assert told[f"Definition {line.version}"] == (
        "Resolved-in, SLA clock starts anew with its priority, from 2026-11-20. "
        "Contract of November. R. Haddad, approved by M. Okeke."
    )
    now = next(kpi for kpi in scorecard(tower, "2026-W47").kpis if kpi.id == "K4")
    before = next(kpi for kpi in scorecard(tower, "2026-W46").kpis if kpi.id == "K4")
    assert (now.variant, before.variant) == ("resolved-in", "due-in")
    qtbot.mouseClick(page.panel.redefine, LEFT)
    assert form.variant.currentText() == "resolved-in"
    assert form.clock.currentText() == "Starts anew with its priority"
    qtbot.keyClick(form.variant, Qt.Key.Key_Escape)
    assert form.isHidden()
    assert page.panel.redefine.isVisible()


def test_a_kpi_without_variants_has_its_parameters(qtbot, page, tower):
    page.apply_filter("K16")
    qtbot.mouseClick(page.panel.redefine, LEFT)
    form = page.panel.definition_form
    assert not form.variant.isVisible()
    assert form.chart.findText("p′") < 0  # no percentage, no p′ chart
    qtbot.keyClicks(form.favourable, "135")
    qtbot.mouseClick(form.submit, LEFT)
    assert form.problem.text() == "“135” is no percentage. Write it like 85."
    form.favourable.clear()
    qtbot.keyClicks(form.favourable, "80")
    for field, words in ((form.reason, "As agreed"), (form.approver, "M. Okeke")):
        qtbot.keyClicks(field, words)
    form.author.setText("R. Haddad")
    qtbot.mouseClick(form.submit, LEFT)
    settle(qtbot)
    ((line, _change),) = definition_history(tower, "K16")
    assert (line.variant, line.parameters) == ("", (("favourable", 80.0),))
    approval = Approval("R. Haddad", "M. Okeke", "None such", NOW)
    with pytest.raises(AppError, match="has no variant “”"):
        set_variant(tower, "K1", "", approval)


def test_a_store_that_is_only_read_says_why_nothing_is_changed(qtbot, page):
    page.tower.store.read_only = "its folder may only be read."
    page.refresh()
    settle(qtbot)
    page.apply_filter("K5")
    qtbot.mouseClick(page.panel.redefine, LEFT)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.panel.form.isHidden()
    assert page.panel.definition_form.isHidden()
    assert page.panel.change.toolTip() == tooltip("Read-only: its folder may only be read.")


def test_the_framework_is_written_as_a_workbook(page, tower, tmp_path):
    lines = framework(tower)
    path = export.framework_excel(tower, lines, tmp_path / "framework.xlsx", version=1)
    book = load_workbook(path, read_only=True)
    words = {cell for sheet in book for row in sheet.values for cell in row}
    assert "SLA compliance" in words
    assert page.export_words() == "Export the KPI framework"


def test_numbers_are_read_as_typed():
    assert read_number("92,5") == read_number(" 92.5 ") == 92.5
    assert read_number("") is None
    with pytest.raises(ValueError, match="could not convert"):
        read_number("90 %")


def test_a_target_of_a_later_day_does_not_hold_yet(tower):
    rows = {row.key: row for row in target_rows(framework(tower), NOW - 40 * 86400)}
    assert rows["K4", ""].held.version == 1
