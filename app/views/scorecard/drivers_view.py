"""The Pareto of what pulls a KPI down, by a field of its rows, with what links to one event."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.charts.bars import pareto
from app.charts.shapes import Figure
from app.models.results import Driver
from app.models.results.drilldown import EventLink
from app.views import theme
from app.views.boxes import LEFT
from app.views.buttons import Painted
from app.views.figures import paint_figure
from app.views.plain import menu_text
from app.views.widgets import Chip, PlainLabel, paint_focus


class LinkedSign(Painted):
    """The swatch of what links to the event, with its number; opens that record."""

    def __init__(self) -> None:
        super().__init__("", size=11)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Swatch and words."""
        return QSize(self.text_width() + 20, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Swatch, words, focus ring."""
        painter = QPainter(self)
        painter.fillRect(QRectF(2, self.height() / 2 - 5, 10, 10), theme.colour("critf"))
        drawn = self.font()
        drawn.setUnderline(self.underMouse())
        painter.setFont(drawn)
        painter.setPen(theme.colour("t2"))
        painter.drawText(QRectF(self.rect()).adjusted(16, 0, 0, 0), LEFT, self.words)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 4)


class Bars(QWidget):
    """The sorted bars, as wide as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._drivers: tuple[Driver, ...] = ()
        self._figure: Figure | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.signals().changed.connect(self.update)

    def show_drivers(self, drivers: Sequence[Driver]) -> None:
        """Show `drivers`, a row of 20 px each."""
        self._drivers = tuple(drivers)
        self.setFixedHeight(16 + 20 * len(self._drivers))
        self._draw()

    def figure(self) -> Figure | None:
        """What is drawn."""
        return self._figure

    def _draw(self) -> None:
        self._figure = pareto(self._drivers, max(200.0, self.width()), float(self.height()))
        self.setAccessibleName(self._figure.description)
        self.update()

    def sizeHint(self) -> QSize:
        """Narrower than any panel: the width is given."""
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The bars take the new width."""
        super().resizeEvent(event)
        self._draw()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The bars."""
        if self._figure is not None:
            paint_figure(QPainter(self), self._figure)


class DriversView(QWidget):
    """Heading, field menu, event, bars."""

    field_chosen = Signal(str)
    event_asked = Signal(str)
    rows_asked = Signal()
    """The rows that all bars together count are wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._fields: tuple[tuple[str, str], ...] = ()
        self._field = ""
        self._event: EventLink | None = None
        self._drivers: tuple[Driver, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.title = PlainLabel("", "t1", 12, 600)
        self.linked = LinkedSign()
        self.linked.clicked.connect(self._on_event)
        self.label = PlainLabel("", "t3", 11)
        self.menu = Chip("By group", menu=True)
        self.menu.clicked.connect(self._open_menu)
        self.bars = Bars()
        self.words = PlainLabel("", "t3", 11, wrap=True)
        head, below = QHBoxLayout(), QHBoxLayout()
        for row in (head, below):
            row.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.linked)
        below.addWidget(self.label, 1)
        below.addWidget(self.menu)
        column.addLayout(head)
        column.addLayout(below)
        column.addWidget(self.bars)
        column.addWidget(self.words)

    def show_drivers(
        self,
        title: str,
        label: str,
        drivers: Sequence[Driver],
        fields: Sequence[tuple[str, str]],
        field: str,
        event: EventLink | None = None,
        without: str = "",
    ) -> None:
        """Show `drivers` by `field` of `fields`; no drivers hide the view.

        `without` says what the value would be without the event, for context only.
        """
        self._fields, self._field, self._event = tuple(fields), field, event
        self._drivers = tuple(drivers)
        self.setVisible(bool(drivers))
        self.title.setText(title)
        self.label.setText(label)
        named = next((words for name, words in self._fields if name == field), "")
        self.menu.setVisible(bool(named))
        self.menu.set_words(f"By {named if named == 'CI' else named[:1].lower() + named[1:]}")
        self.linked.setVisible(event is not None)
        self.linked.set_words(f"linked to {event.key}" if event else "")
        said = f"{event.count:,} of {event.total:,} link to {event.key}. " if event else ""
        self.words.setText(said + without)
        self.words.setVisible(bool(said or without))
        self.bars.show_drivers(self._drivers)

    def drivers(self) -> tuple[Driver, ...]:
        """What is shown."""
        return self._drivers

    def field(self) -> str:
        """The field that the bars are ranked by."""
        return self._field

    def _on_event(self) -> None:
        if self._event is not None:
            self.event_asked.emit(self._event.key)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        for name, words in self._fields:
            action = menu.addAction(menu_text(words))
            action.setCheckable(True)
            action.setChecked(name == self._field)
            action.triggered.connect(lambda _=False, name=name: self.field_chosen.emit(name))
        menu.addSeparator()
        menu.addAction("Open these rows").triggered.connect(self.rows_asked)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.menu.mapToGlobal(QPoint(0, self.menu.height() + 2)))
