"""The Data quality screen on a real store, under real clicks and keys."""

from dataclasses import replace

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog

from app.services.tower import open_tower
from app.views import background, theme
from app.views.badges import read_badges
from app.views.quality.page import QualityPage
from app.views.quality.words import count_runs, effect_words
from app.views.widgets import PlainLabel
from tests.views import samples_quality as store
from tests.views.samples_store import settle, shown

NOW = int(store.NOW.timestamp())
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def store_samples():
    return store


@pytest.fixture
def page(tower, qtbot, qapp):
    yield from shown(QualityPage, tower, qtbot, qapp)


def row_of(page, name):
    return next(at for at, one in enumerate(page.report().findings) if one.id == name)


def click(qtbot, page, name, column="title"):
    place = page.table.cell_rect(row_of(page, name), column).center()
    qtbot.mouseClick(page.table.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)


def test_findings_stand_worst_first_and_the_first_is_shown(page):
    report = page.report()
    assert [one.severity for one in report.findings] == sorted(
        (one.severity for one in report.findings), key=("breach", "risk", "note").index
    )
    assert page.panel.finding() == report.findings[0]
    found = {one.id: [row.key for row in one.rows] for one in report.findings}
    assert found["order.resolved_opened"] == ["INC0000030"]
    assert found["content.no_notes"] == ["INC0000020", "INC0000021", "INC0000022"]
    assert found["priority.under"] == ["INC0000031"]
    assert found["value.state"] == ["INC0000032"]
    assert found["duplicate.twin"] == ["INC0000041"]
    assert found["order.planned"] == ["CHG0000001"]


def test_a_click_shows_what_the_rows_do_to_the_kpi(qtbot, page):
    click(qtbot, page, "content.no_notes")
    panel = page.panel
    assert panel.title.text() == "3 tickets resolved or closed without a note"
    assert panel.effects.texts()[0] == "P2 time to restore 9.3 → 1.1 h"
    assert panel.effect_title.text() == "KPIs of 2026-W47 without these rows"
    assert panel.trend_words.text() == "3 of 12 new in the last import, 25.0 %"
    assert panel.rows_title.text() == "3 rows"
    assert "resolution note" in panel.advice.text()


def test_a_finding_without_effect_says_so(qtbot, page):
    click(qtbot, page, "order.planned")
    assert page.panel.effects.isHidden()
    assert page.panel.effect_title.text() == ("No KPI of 2026-W47 reads otherwise without this row")
    assert page.panel.table.value(0, "detail").text == "Tue 24 Nov 20:00 to Tue 24 Nov 19:00"


def test_a_record_opens_where_it_is_shown_and_a_file_does_not(qtbot, page):
    opened = []
    page.open_record.connect(opened.append)
    click(qtbot, page, "value.state")
    table = page.panel.table
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.cell_rect(0, "key").center())
    assert opened == ["INC0000032"]
    click(qtbot, page, "source.stale")
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.cell_rect(0, "key").center())
    assert opened == ["INC0000032"]


def test_keys_step_and_enter_goes_to_the_rows(qtbot, page):
    page.table.setFocus()
    for key, place in (
        (Qt.Key.Key_Down, 1), (Qt.Key.Key_J, 2), (Qt.Key.Key_K, 1), (Qt.Key.Key_End, -1),
    ):  # fmt: skip
        qtbot.keyClick(page.table, key)
        assert page.panel.finding() == page.report().findings[place]
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.panel.table.hasFocus()


def test_the_chosen_finding_stays_chosen_when_the_store_is_read_again(qtbot, page):
    click(qtbot, page, "priority.under")
    page.mark_stale()
    settle(qtbot)
    assert page.panel.finding().id == "priority.under"
    assert page.table.finding(page.table.selected()).id == "priority.under"


def test_fields_and_sources_say_how_full_and_how_old(page):
    fields, report = page.fields, page.report()
    filled = {(one.kind, one.field): (one.filled, one.total) for one in report.fields}
    assert filled["incident", "title"] == (21, 21)
    assert filled["incident", "state"] == (20, 21)
    assert filled["incident", "resolution_notes"] == (17, 20)
    first = int(fields.shown()[0])
    assert report.fields[first].filled == 0
    states = {one.label: (one.stale, one.rows) for one in report.sources}
    assert states == {"Changes": (False, 2), "Incidents": (True, 21)}


def test_the_badge_counts_what_is_wrong_or_doubtful(page, tower):
    serious = [one for one in page.report().findings if one.severity != "note"]
    assert read_badges(tower, frozenset({"quality"})) == (("quality", len(serious), ""),)


def test_a_narrow_window_lays_the_panel_over_the_table(qtbot, page):
    page.resize(976, 630)
    settle(qtbot)
    assert not page.panel.isVisible()
    click(qtbot, page, "value.state")
    assert page.panel.isVisible()
    assert page.panel.finding().id == "value.state"
    qtbot.keyClick(page.panel, Qt.Key.Key_Escape)
    assert not page.panel.isVisible()
    assert page.table.hasFocus()


def test_tooltips_explain_severity_effect_and_trend(page):
    at = row_of(page, "content.no_notes")
    middle = lambda column: page.table.cell_rect(at, column).center()  # noqa: E731
    assert page.table.tip_at(middle("severity")) == "Numbers may be wrong because of it."
    assert "P2 time to restore 9.3 → 1.1 h" in page.table.tip_at(middle("effect"))
    assert page.table.tip_at(middle("trend")).startswith("3 of 12 new")
    assert page.table.tip_at(QPoint(20, 5)).startswith("Wrong: numbers are wrong")


def test_the_export_writes_every_row(qtbot, page, tmp_path, monkeypatch):
    target = tmp_path / "found.xlsx"
    opened = []
    monkeypatch.setattr(QFileDialog, "open", lambda dialog, *_: opened.append(dialog))
    qtbot.mouseClick(page.excel, LEFT)
    assert opened
    page.export_to(page.report(), target)
    qtbot.waitUntil(background.hub().idle, timeout=20_000)
    book = load_workbook(target)
    rows = [[cell.value for cell in row] for row in book["Rows"].iter_rows(min_row=2)]
    assert len(rows) == sum(len(one.rows) for one in page.report().findings)
    assert ["content.no_notes", "incident", "INC0000020"] in [row[:3] for row in rows]
    findings = [row[0].value for row in book["Findings"].iter_rows(min_row=2)]
    assert findings == [one.id for one in page.report().findings]


def test_an_empty_store_says_what_to_do(tmp_path, qtbot, qapp):
    theme.apply(qapp, "light")
    with open_tower(tmp_path / "tower.db", now=NOW, report_zone="UTC") as empty:
        page = QualityPage(empty)
        qtbot.addWidget(page)
        page.resize(1292, 830)
        page.show()
        settle(qtbot)
        asked = []
        page.navigate.connect(lambda name, _wanted: asked.append(name))
        assert page.empty.fact.text() == "Nothing to check yet."
        assert not page.excel.isEnabled()
        qtbot.mouseClick(page.empty.action, LEFT)
        assert asked == ["import"]
        background.hub().stop()


def test_a_long_kpi_keeps_its_figures_and_stands_whole_in_the_panel(qtbot, page):
    finding = next(each for each in page.report().findings if each.effects)
    long = "Time to restore of incidents with the second highest priority"
    effects = (replace(finding.effects[0], label=long, words=f"{long} 92 → 71 min"),) * 2
    told = replace(finding, effects=effects)
    page.show_result(replace(page.report(), findings=(told,), tickets=1, changes=1))
    assert effect_words(told) == (long, "92 → 71 min and 1 more")
    assert page.table.tip_at(page.table.cell_rect(0, "effect").center()).startswith(long)
    name = page.panel.effects.findChildren(PlainLabel)[0]
    assert name.text() == long
    assert name.wordWrap()
    assert count_runs(page.report())[-1] == (" · 1 ticket, 1 change", False)
