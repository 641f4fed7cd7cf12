"""What changed since the last sign-off, yesterday 08:00 or seven days ago, and the rows behind."""

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.models.moments import local
from app.models.results import ChangedLine
from app.views import plain, theme
from app.views.boxes import LEFT, ThinScrollBar, paint_focus
from app.views.buttons import Chip, LinkLabel
from app.views.moments import near
from app.views.tables import Column, ColumnTable
from app.views.widgets import Panel, PlainLabel

_INK = {"breach": "crit", "risk": "warn"}
WEEK = 7 * 86400


def yesterday_eight(now: int, zone: str) -> int:
    """Return the instant of yesterday 08:00 in `zone`, UTC seconds."""
    day = local(now, zone) - timedelta(days=1)
    return int(day.replace(hour=8, minute=0, second=0, microsecond=0).timestamp())


class LineButton(QAbstractButton):
    """One line: a signed number and its words."""

    def __init__(self, line: ChangedLine) -> None:
        super().__init__()
        self.line = line
        self.setAccessibleName(f"{line.number} {line.words}")
        self.setEnabled(bool(line.keys))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return one row."""
        return QSize(200, 24)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press with Enter as with Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint number and words."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse() and self.isEnabled():
            painter.fillRect(rect, theme.colour("surf2"))
        painter.setFont(theme.font(12, 600))
        painter.setPen(theme.colour(_INK.get(self.line.level, "t1")))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(6, 0, 42, rect.height()), right, self.line.number)
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour("t2"))
        room = rect.width() - 60 - 6
        measured = QFontMetricsF(painter.font())
        words = plain.one_line(self.line.words)
        cut = measured.elidedText(words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(60, 0, room + 3, rect.height()), LEFT, cut)
        if self.hasFocus():
            paint_focus(painter, rect, 4)


class ChangedPanel(Panel):
    """The lines, and behind each its records."""

    since_chosen = Signal(object)
    """UTC seconds, or None for the last sign-off."""
    record_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__("What changed")
        self._now, self._zone = 0, "UTC"
        self.since = Chip("Since last sign-off", menu=True)
        self.since.clicked.connect(self._open_menu)
        self.add_header_widget(self.since)
        self.lines: list[LineButton] = []
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(6, 0, 6, 0)
        self._column.setSpacing(2)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setVerticalScrollBar(ThinScrollBar(Qt.Orientation.Vertical))
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(self._list)
        self._list.setAutoFillBackground(False)
        self._behind = QWidget()
        column = QVBoxLayout(self._behind)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.back = LinkLabel("Back to all lines", 11)
        self.rows = ColumnTable(
            (Column("key", "Record", 160, "link", stretch=1),), row_height=26, name="Records"
        )
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.rows, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(scroll)
        self.stack.addWidget(self._behind)
        self.body.addWidget(self.stack, 1)
        self.back.clicked.connect(lambda: self.stack.setCurrentIndex(0))
        self.rows.cellClicked.connect(lambda row, _column: self._open(row))
        self.rows.rowActivated.connect(self._open)

    def show_lines(
        self, lines: Sequence[ChangedLine], since: int, label: str, now: int, zone: str
    ) -> None:
        """Show `lines`, which compare with UTC `since`."""
        self._now, self._zone = now, zone
        words = f"Since {near(since, now, zone)}"
        self.since.set_words(words)
        self.since.setToolTip(plain.tooltip(label or words))
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.lines = [LineButton(line) for line in lines]
        for button in self.lines:
            button.clicked.connect(lambda _=False, line=button.line: self.show_keys(line))
            self._column.addWidget(button)
        if not lines:
            self._column.addWidget(PlainLabel("Nothing changed since then.", "t3", 12))
        self._column.addStretch(1)
        self.stack.setCurrentIndex(0)

    def show_keys(self, line: ChangedLine) -> None:
        """List the records behind a line."""
        self.rows.set_rows({"key": list(line.keys)})
        self.back.set_words(f"Back · {line.number} {line.words}")
        self.stack.setCurrentIndex(1)
        self.rows.setFocus()

    def _open(self, row: int) -> None:
        self.record_opened.emit(str(self.rows.value(row, "key")))

    def menu(self) -> QMenu:
        """Return the menu of what to compare with."""
        menu = QMenu(self)
        choices = (
            ("Last sign-off", None),
            ("Yesterday 08:00", yesterday_eight(self._now, self._zone)),
            ("7 days ago", self._now - WEEK),
        )
        for words, at in choices:
            action = menu.addAction(words)
            action.triggered.connect(lambda _=False, at=at: self.since_chosen.emit(at))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _open_menu(self) -> None:
        self.menu().popup(self.since.mapToGlobal(self.since.rect().bottomLeft()))
