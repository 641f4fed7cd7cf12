"""The Trends screen: every list shows rows, and every row opens its records."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from app.models.results.trends import FlowForecast
from app.models.scope import Scope
from app.services.demo import DEMO_NOW, write_demo
from app.services.demo_store import import_written
from app.services.tower import open_tower
from app.views import background
from app.views.trends.forecast import held_words
from app.views.trends.forecast_figure import flow_figure
from app.views.trends.lists import risk_columns
from app.views.trends.page import TrendsPage
from tests.views import samples_store as store
from tests.views.samples_store import settle

LEFT = Qt.MouseButton.LeftButton
ENTER = Qt.Key.Key_Return


@pytest.fixture(scope="module")
def tower(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trends")
    write_demo(folder / "exports", tickets=400)
    with open_tower(folder / "tower.db", now=DEMO_NOW, report_zone="Europe/Berlin") as opened:
        assert import_written(opened, folder / "exports") == ""
        yield opened


@pytest.fixture
def page(tower, qtbot, qapp):
    yield from store.shown(TrendsPage, tower, qtbot, qapp)


def choose(qtbot, page, name):
    qtbot.mouseClick(page.lists.choice.segment(name), LEFT)
    table = page.lists.tables[name]
    assert table.isVisible()
    assert [each for each in page.lists.tables.values() if each.isVisible()] == [table]
    assert table.count() == len(page.lists.chosen().rows(page.answer())) > 0
    row = int(table.shown()[0])
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.cell_rect(row, table.columns[1].id).center())
    assert table.selected() == row
    return table, row


def listed(page):
    assert page.rows.isVisible()
    return tuple(line.key for line in page.rows.lines())


def test_lists_show_rows_and_enter_opens_their_records(qtbot, page):
    found = page.answer().trends
    behind = {
        "process": lambda row: found.process[row].keys,
        "lifts": lambda row: tuple(key for key, _ in found.lifts[row].incidents),
    }
    for name, keys in behind.items():
        table, row = choose(qtbot, page, name)
        qtbot.keyClick(table, ENTER)
        settle(qtbot)
        assert listed(page) == keys(row), name
        assert f"of {len(keys(row))}" not in page.rows.count.text()
        qtbot.keyClick(page.rows.table, Qt.Key.Key_Escape)
        assert page.rows.isHidden()
        assert table.hasFocus()


def test_a_cluster_opens_its_incidents_in_a_store_of_incidents_alone(qtbot, qapp, tmp_path):
    path = store.make_store(tmp_path)
    with open_tower(path, now=int(store.NOW.timestamp()), report_zone=store.ZONE) as small:
        made = TrendsPage(small)
        qtbot.addWidget(made)
        made.show()
        settle(qtbot)
        table, row = choose(qtbot, made, "clusters")
        cluster = made.answer().trends.clusters[row]
        assert "Problem: No problem" in table.row_text(row)
        qtbot.keyClick(table, ENTER)
        settle(qtbot)
        assert listed(made) == cluster.keys
        assert {line.title for line in made.rows.lines()} == {"Password reset"}
        qtbot.mouseClick(made.rows.close_button, LEFT)
        qtbot.mouseClick(made.lists.choice.segment("lifts"), LEFT)
        assert made.lists.empty.fact.text().startswith("No change was followed")
        background.hub().stop()


def test_change_success_lists_exactly_the_changes_that_it_counts_failures_first(qtbot, page):
    table, row = choose(qtbot, page, "success")
    rate = page.answer().trends.success[row]
    qtbot.mouseDClick(table.viewport(), LEFT, pos=table.row_rect(row).center())
    settle(qtbot)
    assert len(listed(page)) == rate.n
    assert {line.group for line in page.rows.lines()} == {rate.team}
    assert page.rows.lines()[0].kind == "change"
    with qtbot.waitSignal(page.open_record) as asked:
        qtbot.keyClick(page.rows.table, ENTER)
    assert asked.args == [page.rows.lines()[0].key]
    assert page.rows.isHidden()


def test_a_ticket_at_risk_and_a_change_open_on_their_own_screens(qtbot, page):
    found = page.answer().trends
    table, row = choose(qtbot, page, "risk")
    assert page.lists.note.text() == found.risk.words
    assert ("chance" in [each.id for each in table.columns]) == found.risk.calibrated
    with qtbot.waitSignal(page.open_record) as asked:
        qtbot.keyClick(table, ENTER)
    assert asked.args == [found.risk.rows[row].key]
    table, row = choose(qtbot, page, "lifts")
    with qtbot.waitSignal(page.open_record) as asked:
        qtbot.mouseClick(table.viewport(), LEFT, pos=table.cell_rect(row, "change").center())
    assert asked.args == [found.lifts[row].change]


def test_a_group_lists_the_incidents_of_its_restore_time_slowest_first(qtbot, page):
    phase = page.answer().trends.phases[0]
    qtbot.mouseDClick(page.phases.viewport(), LEFT, pos=page.phases.row_rect(0).center())
    settle(qtbot)
    lines = page.rows.lines()
    assert len(lines) == phase.n
    assert {line.group for line in lines} == {phase.group}


def test_a_scope_is_picked_and_said(qtbot, page, tower):
    whole = page.answer().trends
    scope = Scope("group", whole.phases[0].group)
    qtbot.mouseClick(page.scope, LEFT)
    table = page.scopes.table
    assert page.scopes.isVisible()
    place = [each.value for each in page.scopes.choices()].index(scope)
    page.scopes.filter_field.setFocus()
    qtbot.keyClicks(page.scopes.filter_field, scope.name)
    table.select(place)
    qtbot.keyClick(page.scopes.filter_field, ENTER)
    settle(qtbot)
    assert page.scope.words == f"Scope: {scope.name}"
    assert page.answer().scope == scope
    assert [each.group for each in page.answer().trends.phases] == [scope.name]
    assert page.answer().trends.flow.open_now <= whole.flow.open_now


def test_the_count_of_open_incidents_leads_up_to_the_forecast(page):
    answer = page.answer()
    instants = [at for at, _ in answer.past]
    assert instants == sorted(instants)
    assert answer.past[-1] == (DEMO_NOW, answer.trends.flow.open_now)
    assert page.forecast.words.text().startswith(held_words(answer.trends.flow))


def test_the_forecast_has_a_table_twin(qtbot, page):
    flow = page.answer().trends.flow
    assert page.forecast.chart.isVisible()
    assert f"{flow.open_now:,} incidents open now" in page.forecast.chart.accessibleName()
    page.activateWindow()
    page.lists.tables["clusters"].setFocus()
    page.toolbar_actions()[0].trigger()
    assert page.forecast.table.isVisible()
    assert not page.forecast.chart.isVisible()
    assert page.forecast.table.count() == len(flow.days) == 28


def test_lines_and_names_stay_inside_the_figure(page):
    answer = page.answer()
    for width, height in ((300.0, 110.0), (700.0, 260.0)):
        figure = flow_figure(answer.trends.flow, answer.past, width, height, "UTC")
        for shape in figure.shapes:
            spots = getattr(shape, "points", None) or ((shape.x, shape.y),)
            assert all(0 <= x <= width and 0 <= y <= height for x, y in spots), shape


def test_how_the_band_held_is_said_or_why_not():
    flow = FlowForecast(9, (), 85.0, 96.2, 21, 5000, 90, 1.0, 1.0)
    assert held_words(flow) == "The band should hold 85 %; it held 96 % on 21 days past."
    assert "there are 5 to test it on" in held_words(replace(flow, coverage=None, tested=5))


def test_chances_stand_only_where_they_come_true():
    assert "chance" not in [each.id for each in risk_columns(calibrated=False)]
    assert "chance" in [each.id for each in risk_columns(calibrated=True)]


def test_an_empty_store_says_why_nothing_is_shown(qtbot, qapp, tmp_path):
    with open_tower(tmp_path / "tower.db", now=DEMO_NOW, report_zone="UTC") as empty:
        made = TrendsPage(empty)
        qtbot.addWidget(made)
        made.show()
        assert made.forecast.empty.fact.text() == "Computing the forecast."
        settle(qtbot)
        assert made.last_error is None
        assert "8 weeks" in made.forecast.empty.why.text()
        assert made.no_phases.isVisible()
        for name in made.lists.tables:
            qtbot.mouseClick(made.lists.choice.segment(name), LEFT)
            assert made.lists.empty.isVisible()
            assert made.lists.empty.fact.text() == made.lists.chosen().nothing[0]
        background.hub().stop()


def test_a_narrow_screen_leaves_out_only_the_phase_after_the_restore(qtbot, page):
    page.resize(948, 600)
    settle(qtbot)
    row = int(page.phases.shown()[0])
    seen = [
        each.id for each in page.phases.columns if not page.phases.cell_rect(row, each.id).isEmpty()
    ]
    assert seen == ["group", "n", "detect", "acknowledge", "assign", "diagnose", "fix", "total"]
    page.resize(1292, 830)
    settle(qtbot)
    assert not page.phases.cell_rect(row, "verify").isEmpty()
