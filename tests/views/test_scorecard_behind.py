"""What stands behind a number of the scorecard: rows, steps, drivers, notes, comparison."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu

from app.analysis.periods import parse_period
from app.models.errors import AppError
from app.services.baselines import freeze
from app.services.drivers import event_of, fields_of, pareto
from app.services.kpi_rows import durations_of, rows_of
from app.services.notes import notes_for
from app.views import background, messages
from app.views.scorecard.chart import ControlChart
from app.views.scorecard.page import ScorecardPage
from tests.views import samples_scorecard as samples
from tests.views import samples_store as store
from tests.views.samples_store import settle

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(tower, qtbot, qapp):
    yield from store.shown(ScorecardPage, tower, qtbot, qapp)


def kpi(page, name):
    return next(each for each in page.card().kpis if each.id == name)


def choose(qtbot, page, name):
    part = kpi(page, name).parts[0]
    at = page.table.place_of((name, part.name))
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=page.table.row_rect(at).center())
    settle(qtbot)
    return part


def test_enter_on_a_row_lists_every_record_that_it_counts(qtbot, page):
    part = choose(qtbot, page, "K5")
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settle(qtbot)
    rows = page.behind.rows
    assert rows.isVisible()
    assert tuple(line.key for line in rows.lines()) == part.rows
    assert rows.count.text() == f"{part.n} tickets"
    assert rows.lines()[0].group
    qtbot.keyClick(rows.table, Qt.Key.Key_Escape)
    assert rows.isHidden()
    assert page.table.hasFocus()


def test_the_numerator_the_filter_and_the_way_into_a_ticket(qtbot, page):
    part = choose(qtbot, page, "K4")
    qtbot.mouseClick(page.panel.numerator, LEFT)
    settle(qtbot)
    rows = page.behind.rows
    assert tuple(line.key for line in rows.lines()) == part.numerator_rows
    qtbot.keyClicks(rows.filter_field, part.numerator_rows[0])
    assert rows.table.count() == 1
    with qtbot.waitSignal(page.open_record) as asked:
        qtbot.keyClick(rows.table, Qt.Key.Key_Return)
    assert asked.args == [part.numerator_rows[0]]
    assert rows.isHidden()


def test_rows_are_copied_as_a_table(qtbot, page):
    choose(qtbot, page, "K5")
    qtbot.mouseClick(page.panel.denominator, LEFT)
    settle(qtbot)
    qtbot.mouseClick(page.behind.rows.copy, LEFT)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["Number", "Title", "Group"]
    assert len(lines) == 1 + len(page.behind.rows.lines())
    page.behind.rows.shut()


def test_a_kpi_without_data_says_which_export_is_missing_instead_of_rows(qtbot, page):
    choose(qtbot, page, "K13")
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settle(qtbot)
    assert page.behind.rows.empty.isVisible()
    assert page.behind.rows.empty.why.text().startswith("Import alerts")
    page.behind.rows.shut()


def test_w_explains_the_number_and_each_step_opens_its_rows(qtbot, page):
    part = choose(qtbot, page, "K4")
    qtbot.keyClick(page.table, Qt.Key.Key_W)
    why = page.behind.why
    assert why.isVisible()
    steps = {step.title: step for step in why.steps()}
    assert steps["Denominator"].rows == part.rows
    assert f"{part.numerator:,} ÷ {part.denominator:,}" in steps["Numerator"].words
    assert f"{len(part.rows)} tickets" in [link.words for link in why.links]
    qtbot.mouseClick(why.links[-1], LEFT)
    settle(qtbot)
    assert tuple(line.key for line in page.behind.rows.lines()) == part.numerator_rows
    qtbot.keyClick(page.behind.rows.table, Qt.Key.Key_Escape)
    qtbot.keyClick(why.area, Qt.Key.Key_Escape)
    assert why.isHidden()


def test_the_explanation_goes_with_the_period_it_explains(qtbot, page):
    choose(qtbot, page, "K4")
    page.open_why()
    why = page.behind.why
    qtbot.mouseClick(why.links[-1], LEFT)
    settle(qtbot)
    assert why.isVisible()
    assert page.behind.rows.isVisible()
    qtbot.mouseClick(page.periods.back, LEFT)
    settle(qtbot)
    assert not why.isVisible()
    assert not page.behind.rows.isVisible()


def test_single_keys_can_be_turned_off(tower, qtbot):
    tower.settings = replace(tower.settings, single_keys=False)
    quiet = ScorecardPage(tower)
    qtbot.addWidget(quiet)
    assert [action.shortcut().toString() for action in quiet.toolbar_actions()][:2] == ["", ""]
    background.hub().stop()


def test_drivers_are_ranked_by_another_field(qtbot, page):
    choose(qtbot, page, "K4")
    drivers = page.panel.drivers
    assert drivers.field() == "group"
    qtbot.mouseClick(drivers.menu, LEFT)
    menu = drivers.findChild(QMenu)
    assert {"Service", "CI", "Priority", "Assignee"} <= {each.text() for each in menu.actions()}
    next(each for each in menu.actions() if each.text() == "Priority").trigger()
    menu.close()
    settle(qtbot)
    assert drivers.field() == "priority"
    assert [bar.label for bar in drivers.drivers()] == ["P2"]
    assert drivers.drivers()[-1].cumulative == 100


def test_a_point_is_annotated_seen_and_taken_back(qtbot, page, tower):
    choose(qtbot, page, "K4")
    said = []
    messages.speaker().said.connect(said.append)
    page.panel.chart.setFocus()
    qtbot.keyClick(page.panel.chart, Qt.Key.Key_End)
    qtbot.keyClick(page.panel.chart, Qt.Key.Key_Left)
    qtbot.keyClick(page.panel.chart, Qt.Key.Key_A)
    form = page.panel.form
    assert form.isVisible()
    qtbot.mouseClick(form.submit, LEFT)
    assert "write it" in form.problem.text()
    qtbot.keyClicks(form.words, "Triage rota started")
    qtbot.keyClick(form.words, Qt.Key.Key_Return)
    settle(qtbot)
    (note,) = notes_for(tower, "week")["K4"]
    assert (note.period, note.kind, note.words) == ("2026-W46", "note", "Triage rota started")
    assert page.panel.notes.texts()[0].startswith("2026-W46: Triage rota started.")
    assert form.isHidden()
    said[-1].action()
    settle(qtbot)
    assert "K4" not in notes_for(tower, "week")
    assert page.panel.notes.isHidden()


def test_a_phase_needs_its_reason_and_resets_the_limits(qtbot, page, tower):
    before = choose(qtbot, page, "K4")
    at = len(before.trend) - 8
    page.panel.chart.choose(at)
    qtbot.mouseClick(page.panel.annotate, LEFT)
    form = page.panel.form
    qtbot.mouseClick(form.kind.segment("phase"), LEFT)
    qtbot.keyClicks(form.words, "New rota")
    qtbot.mouseClick(form.submit, LEFT)
    settle(qtbot)
    part = page.panel.row().part
    assert part.phases[-1].first == before.trend[at].period
    assert part.phases[-1].reason == "New rota"
    qtbot.mouseClick(page.panel.notes.buttons[0], LEFT)
    settle(qtbot)
    assert page.panel.row().part.phases == ()


def test_two_periods_are_compared(qtbot, page):
    qtbot.mouseClick(page.compare, LEFT)
    choices = [choice.words for choice in page.others.choices()]
    assert choices[0] == "No comparison"
    page.others.table.select(2)
    qtbot.keyClick(page.others.table, Qt.Key.Key_Return)
    settle(qtbot)
    assert page.compare.words == "Compared with W45"
    k4 = page.table.row_of(page.table.place_of(("K4", kpi(page, "K4").parts[0].name)))
    assert k4.compared.after == k4.part.value
    assert k4.compared.change == pytest.approx(k4.part.value - k4.compared.before)
    titles = [column.title for column in page.table.columns]
    assert "W45" in titles
    assert "Previous" not in titles
    monthly = page.table.row_of(page.table.place_of(("K3", kpi(page, "K3").parts[0].name)))
    assert monthly.compared is None
    page.set_against("")
    settle(qtbot)
    assert page.compare.words == "Compare with…"


def test_the_chart_has_a_table_twin(qtbot, page):
    part = choose(qtbot, page, "K4")
    page.table.setFocus()
    qtbot.keyClick(
        page.table,
        Qt.Key.Key_T,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    points = page.panel.points
    assert points.isVisible()
    assert page.panel.chart.isHidden()
    known = [point for point in part.trend if point.value is not None]
    assert points.row_text(points.count() - 1).startswith(f"Period: {known[-1].label}")
    page.panel.show_as_table(False)


def test_a_frozen_baseline_says_before_and_after(qtbot, page, tower):
    first, last = (parse_period(name, store.ZONE) for name in ("2026-W36", "2026-W39"))
    freeze(tower, "K4", "", first.start, last.end, "Triage rota")
    page.refresh()
    settle(qtbot)
    choose(qtbot, page, "K4")
    told = dict(page.panel.texts())["Before, after"]
    assert told.startswith("“Triage rota”, all groups: ")
    assert "since then" in told


def test_a_first_reading_that_fails_says_so_in_words(qtbot, tower, monkeypatch):
    def fail(*_args):
        raise AppError("The store is in use.")

    monkeypatch.setattr("app.views.scorecard.page.read_card", fail)
    made = ScorecardPage(tower)
    qtbot.addWidget(made)
    made.resize(1292, 830)
    made.show()
    settle(qtbot)
    assert made.error_bar.words() == "The store is in use."
    assert made.nothing.isVisible()
    assert not made.table.isVisible()
    assert not made.exports.pdf.isEnabled()
    background.hub().stop()


def test_every_number_opens_as_many_rows_as_it_counts(page, tower):
    for each in page.card().kpis:
        for part in each.parts:
            records = part.records or each.records
            lines = rows_of(tower, records, part.rows, durations_of(part))
            assert tuple(line.key for line in lines) == part.rows
            if each.id == "K1" and part.n:
                assert sum(line.measured for line in lines) == pytest.approx(
                    part.distribution.mean * part.n
                )


def test_bars_count_every_key_once_for_each_time_it_stands_there(tower):
    keys = tuple(tower.facts().tickets.key.tolist())
    for name, _ in fields_of("ticket"):
        bars = pareto(tower, "ticket", name, (*keys, keys[0]))
        assert sum(bar.count for bar in bars) == len(keys) + 1
        assert bars[-1].cumulative == pytest.approx(100)
    assert fields_of("service") == ()
    assert event_of(tower, "ticket", keys) is None


# the chart alone


@pytest.fixture
def chart(qtbot):
    made = ControlChart()
    qtbot.addWidget(made)
    made.resize(318, 272)
    made.show()
    made.show_part(samples.k4().parts[0])
    return made


def wheel(chart, at, turned):
    spot, view = QPointF(at), chart.plots.widget.viewport()
    event = QWheelEvent(
        spot, view.mapToGlobal(spot), QPoint(), QPoint(0, turned), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)
    return event.isAccepted()


def test_the_wheel_zooms_and_a_double_click_resets(qtbot, chart):
    whole = chart.span()
    assert whole == (0, 25)
    for spot in (QPoint(250, 80), QPoint(10, 80), QPoint(150, 262)):
        assert not wheel(chart, spot, -120), "the panel scrolls where nothing can be zoomed"
    wheel(chart, QPoint(250, 80), 120)
    wheel(chart, QPoint(250, 80), 120)
    first, last = chart.span()
    assert last - first < 25
    for _ in range(20):
        wheel(chart, QPoint(250, 80), 120)
    assert chart.span()[1] - chart.span()[0] == 5
    view = chart.plots.widget.viewport()
    qtbot.mouseDClick(view, LEFT, pos=QPoint(100, 80))
    qtbot.mouseRelease(view, LEFT, pos=QPoint(100, 80))
    assert chart.span() == whole
    qtbot.keyClick(chart, Qt.Key.Key_Plus)
    assert chart.span() != whole
    qtbot.keyClick(chart, Qt.Key.Key_0)
    assert chart.span() == whole


def test_a_point_says_its_period_value_n_and_limits(qtbot, chart):
    chosen = []
    chart.chosen.connect(chosen.append)
    view = chart.plots.widget.viewport()
    spot = view.mapFrom(chart, chart.place_of(25).toPoint())
    qtbot.mouseClick(view, LEFT, pos=spot)
    assert chosen == [25]
    assert chart.words_at(25) == "W47: 91.6 %, n 1,148, limits 92.7 to 95.4"
    assert chart.accessibleDescription() == chart.words_at(25)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert chosen[-1] == 24
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chosen[-1] == -1
    assert chart.accessibleName().startswith("Control chart. SLA compliance")
