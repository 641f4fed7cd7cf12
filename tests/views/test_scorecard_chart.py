"""The explored control chart as pyqtgraph draws it: items, hover, drag, theme, late import."""

import subprocess
import sys
from dataclasses import replace

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip

from app.models.results import ChartNote, Phase
from app.views import theme
from app.views.scorecard.chart import ControlChart
from tests.views import samples_scorecard as samples

PART = samples.k4().parts[0]
NOTE = ChartNote("A", PART.trend[12].period, "phase", "<b>Rota</b> started", "", "a", 0, 1)


def gapped():
    """A period without rows, and limits that begin anew at the thirteenth."""
    trend = [*PART.trend[:8], replace(PART.trend[8], value=None), *PART.trend[9:]]
    old = replace(PART.limits, lower=90.7, mean=92.3, upper=93.9, firm=False)
    phases = (Phase(trend[0].period, old, ""), Phase(trend[12].period, PART.limits, "rota"))
    return replace(PART, trend=tuple(trend), phases=phases)


@pytest.fixture
def chart(qtbot):
    made = ControlChart()
    qtbot.addWidget(made)
    made.resize(318, 278)
    made.show()
    made.show_part(gapped(), (NOTE,))
    QApplication.processEvents()
    return made


def drawn(plot, kind):
    return [item for item in plot.item.items if isinstance(item, kind)]


def mouse(view, kind, at, button=Qt.MouseButton.NoButton, held=Qt.MouseButton.NoButton):
    spot = QPointF(at)
    place = QPointF(view.mapToGlobal(spot))
    event = QMouseEvent(kind, spot, place, button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)


def test_nothing_is_plotted_before_the_chart_is_shown(qtbot):
    made = ControlChart()
    qtbot.addWidget(made)
    assert made.plots is None
    assert made.span() == (0, 0)
    assert made.place_of(3) is None
    assert not made.zoom(3, closer=True)


def test_the_plots_hold_values_limits_target_and_letters(chart):
    values, ranges = chart.plots.values, chart.plots.ranges
    (line,) = drawn(values, pg.PlotDataItem)
    xs, ys = line.getOriginalDataset()
    assert list(xs) == list(range(26))
    assert [None if y != y else y for y in ys] == [p.value for p in chart.part().trend]
    assert line.opts["connect"] == "finite"
    target, phase = drawn(values, pg.InfiniteLine)
    assert (target.value(), target.label.toPlainText()) == (93.0, "Target 93.0")
    assert (phase.value(), phase.angle) == (11.5, 90)
    levels = {y for item in drawn(values, pg.PlotCurveItem) for y in item.getData()[1]}
    assert {90.7, 92.3, 93.9, 92.7, 95.4} <= {round(float(y), 1) for y in levels}
    steps = drawn(ranges, pg.PlotDataItem)[0].getOriginalDataset()[1]
    missing = [at for at, step in enumerate(steps) if step != step]
    assert missing == [0, 8, 9, 12]
    assert ranges.view.viewRange()[0] == pytest.approx(values.view.viewRange()[0])


def test_names_below_follow_the_zoom_and_the_last_stays(chart):
    axis = chart.plots.ranges.bottom
    for _ in range(4):
        assert chart.zoom(25, closer=True)
    ((_, marks),) = axis.tickValues(*chart.plots.values.view.viewRange()[0], 230)
    assert axis.tickStrings(marks, 1, 1)[-1] == "W47"
    low, high = chart.plots.values.view.viewRange()[1]
    assert low > 90.7
    assert high > 95.4


def test_the_pointer_reads_the_nearest_point_and_text_stays_text(chart):
    view = chart.plots.widget.viewport()
    spot = QPointF(view.mapFrom(chart, chart.place_of(12).toPoint())) + QPointF(1, 40)
    mouse(view, QEvent.Type.MouseMove, spot)
    assert [point.pos().x() for point in chart.plots.hover.points()] == [12]
    assert QToolTip.text().startswith("<qt>W34: 93.9 %, n ")
    assert "A: &lt;b&gt;Rota" in QToolTip.text()
    QToolTip.hideText()
    QApplication.sendEvent(chart.plots.widget, QEvent(QEvent.Type.Leave))
    assert len(chart.plots.hover.points()) == 0


def test_a_drag_moves_along_the_periods_and_stops_at_their_ends(chart):
    left, view = Qt.MouseButton.LeftButton, chart.plots.widget.viewport()
    for _ in range(4):
        chart.zoom(25, closer=True)
    before = chart.span()
    mouse(view, QEvent.Type.MouseButtonPress, QPointF(80, 90), left, left)
    for x in (100, 160, 240):
        mouse(view, QEvent.Type.MouseMove, QPointF(x, 90), held=left)
    mouse(view, QEvent.Type.MouseButtonRelease, QPointF(240, 90), left)
    after = chart.span()
    assert after[0] < before[0]
    assert after[1] < before[1] == 25
    chart.reset()
    assert chart.span() == (0, 25)


def test_zoom_stays_while_notes_change_and_goes_with_another_part(chart):
    chart.zoom(20, closer=True)
    seen = chart.span()
    assert seen != (0, 25)
    chart.show_part(gapped())
    assert chart.span() == seen
    chart.show_part(PART)
    assert chart.span() == (0, 25)


def test_another_theme_dresses_every_item(chart, qapp):
    theme.apply(qapp, "dark")
    try:
        (line,) = drawn(chart.plots.values, pg.PlotDataItem)
        assert line.opts["pen"].color() == theme.colour("t2")
        assert chart.plots.widget.backgroundBrush().color() == theme.colour("surf")
        assert chart.plots.values.left.textPen().color() == theme.colour("t3")
    finally:
        theme.apply(qapp, "light")


def test_a_single_value_has_no_moving_range(chart):
    lone = replace(PART, trend=PART.trend[-1:], limits=None, signal=None, point_limits=())
    chart.show_part(lone)
    assert not chart.plots.ranges.item.isVisible()
    assert chart.place_of(0) is not None
    assert chart.span() == (0, 0)
    chart.show_part(None)
    assert chart.isHidden()


def test_pyqtgraph_is_imported_away_from_the_window():
    script = """
import sys, threading
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from app.views import background
from app.views.scorecard.chart import import_plots
import gc
seen = []
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "pyqtgraph":
            seen.append(threading.current_thread() is threading.main_thread())
sys.meta_path.insert(0, Finder())
app = QApplication([])
background.query("plots", import_plots, lambda _none: app.quit(), lambda why: app.exit(3))
assert app.exec() == 0
made = [each for each in gc.get_objects() if isinstance(each, QObject)]
assert all(each.thread() is app.thread() for each in made)
print(seen)
background.hub().stop()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout.strip() == "[False]", done.stderr
