"""The panel of the backlog ahead: a drawing that fills its room, its table twin, its words."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.analysis.trends.flow import FEWEST_TESTED
from app.charts.numbers import number
from app.charts.shapes import Figure
from app.models.counts import counted
from app.models.moments import day
from app.models.results.trends import FlowForecast
from app.views import plain, theme
from app.views.figures import paint_figure
from app.views.tables import Column, ColumnTable, Num, Txt
from app.views.trends.forecast_figure import Past, described, flow_figure
from app.views.widgets import EmptyState, Panel, PlainLabel


class FlowChart(QWidget):
    """The drawing of a forecast at the size that there is."""

    def __init__(self) -> None:
        super().__init__()
        self._flow: FlowForecast | None = None
        self._past: Past = ()
        self._zone = "UTC"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.signals().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Room for the lines and their names."""
        return QSize(420, 170)

    def minimumSizeHint(self) -> QSize:
        """Less than this can't be read."""
        return QSize(300, 110)

    def show_flow(self, flow: FlowForecast, past: Past, zone: str) -> None:
        """Show a forecast that has days."""
        self._flow, self._past, self._zone = flow, past, zone
        self.setAccessibleName(described(flow))
        self.update()

    def figure(self) -> Figure | None:
        """What is drawn at this size; None before there is a forecast."""
        if self._flow is None:
            return None
        return flow_figure(self._flow, self._past, self.width(), self.height(), self._zone)

    def event(self, event: QEvent) -> bool:
        """The forecast in words as tooltip."""
        if isinstance(event, QHelpEvent) and self._flow is not None:
            plain.show_tooltip(event.globalPos(), described(self._flow), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The figure."""
        figure = self.figure()
        if figure is not None:
            paint_figure(QPainter(self), figure)


_DAYS = (
    Column("day", "Day", 110, stretch=1),
    Column("low", "Lower", 70, "number"),
    Column("middle", "Middle", 70, "number"),
    Column("high", "Upper", 70, "number"),
)


class ForecastPanel(Panel):
    """Backlog of the next 28 days, or which history is missing."""

    def __init__(self) -> None:
        super().__init__("Backlog forecast (28 days)")
        self.chart = FlowChart()
        self.table = ColumnTable(_DAYS, row_height=26, name="Backlog forecast by day")
        self.empty = EmptyState("Computing the forecast.", "5,000 futures are drawn.")
        self.words = PlainLabel("", "t3", 11, wrap=True)
        self.words.setContentsMargins(12, 4, 12, 2)
        self.body.addWidget(self.chart, 1)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self.words)
        self._as_table = False
        self._there = False
        self._arrange()

    def show_flow(self, flow: FlowForecast, past: Past, zone: str) -> None:
        """Show a forecast; without enough history what it needs."""
        self._there = bool(flow.days)
        self.caption_label.setText(f"{counted(flow.open_now, 'incident')} open")
        came = f"A day {flow.arrivals_a_day:,.1f} come in and {flow.closures_a_day:,.1f} go out."
        self.words.setText(f"{held_words(flow)} {came}")
        self.empty.set_words("No forecast yet.", flow.needs)
        if self._there:
            self.chart.show_flow(flow, past, zone)
            self.table.set_rows(
                {
                    "day": [Txt(day(each.start, zone)) for each in flow.days],
                    **{
                        name: [_count(getattr(each, name)) for each in flow.days]
                        for name in ("low", "middle", "high")
                    },
                },
                keep=("day",),
            )
        self._arrange()

    def swap(self) -> None:
        """The drawing as a table, or back."""
        self._as_table = not self._as_table
        self._arrange()
        if self.table.isVisible():
            self.table.setFocus()

    def _arrange(self) -> None:
        self.chart.setVisible(self._there and not self._as_table)
        self.table.setVisible(self._there and self._as_table)
        self.empty.setVisible(not self._there)
        self.words.setVisible(self._there)


def held_words(flow: FlowForecast) -> str:
    """How the band held on days past."""
    if flow.coverage is None:
        return (
            f"The band should hold {flow.band:.0f} %; that is tested from {FEWEST_TESTED} days "
            f"past on, and there are {flow.tested} to test it on."
        )
    return (
        f"The band should hold {flow.band:.0f} %; it held {flow.coverage:.0f} % on "
        f"{counted(flow.tested, 'day')} past."
    )


def _count(value: float) -> Num:
    return Num(value, number(value))
