"""The morning's review: its checks in order, how far it is, and the one in hand."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.models.results import ReviewStep
from app.views import glyphs, theme
from app.views.boxes import FocusEdge, ThinScrollBar
from app.views.buttons import Button
from app.views.widgets import GlyphLabel, Panel, PlainLabel

SIGN_OFF = "sign_off"
_GLYPHS = {"done": ("met", "Done"), "current": ("half", "In progress")}


class Progress(QWidget):
    """One segment a check: done, in hand, to come."""

    def __init__(self) -> None:
        super().__init__()
        self._states: tuple[str, ...] = ()
        self.setFixedHeight(12)

    def set_states(self, states: Sequence[str]) -> None:
        """Show other states."""
        self._states = tuple(states)
        self.setAccessibleName(f"{self._states.count('done')} of {len(states)} checks done")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the segments."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        count = max(1, len(self._states))
        wide = (self.width() - 4 * (count - 1)) / count
        for place, state in enumerate(self._states):
            token = {"done": "okf", "current": "accf"}.get(state, "track")
            painter.setBrush(theme.colour(token))
            painter.drawRoundedRect(QRectF(place * (wide + 4), 3, wide, 5), 2, 2)


class StepRow(QWidget):
    """One check. The one in hand is tinted and lists what it looks at."""

    opened = Signal(str)
    """The page that the check is about."""
    continued = Signal(object)

    def __init__(self, step: ReviewStep) -> None:
        super().__init__()
        self.step = step
        self.button: Button | None = None
        current = step.state == "current"
        kind, word = _GLYPHS.get(step.state, ("ring", "Not started"))
        self.setAccessibleName(f"{step.title}: {word}. {step.detail}")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 7, 8, 8 if current else 7)
        row.setSpacing(9)
        row.addWidget(GlyphLabel(kind, 14, word), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(2)
        ink = "t2" if step.state == "done" else "t1"
        weight = {"current": 600, "open": 500}.get(step.state, 400)
        title = PlainLabel(step.title, ink, 12, weight, wrap=True)
        column.addWidget(title)
        if step.detail:
            column.addWidget(PlainLabel(step.detail, "t3", 11, wrap=True))
        if current:
            self._add_items(column)
        row.addLayout(column, 1)
        if step.page and not current:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _add_items(self, column: QVBoxLayout) -> None:
        for level, words in self.step.items:
            line = QHBoxLayout()
            line.setSpacing(7)
            kind = level if level in glyphs.KINDS else "ring"
            line.addWidget(GlyphLabel(kind, 11))
            line.addWidget(PlainLabel(words, "t3" if kind == "met" else "t1", 11, wrap=True), 1)
            column.addSpacing(3)
            column.addLayout(line)
        sign_off = self.step.id == SIGN_OFF
        self.button = Button("Sign off" if sign_off else "Continue", primary=True, key="N")
        self.button.clicked.connect(lambda: self.continued.emit(self.step))
        column.addSpacing(6)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the check's page without stamping it."""
        inside = self.rect().contains(event.position().toPoint())
        if inside and self.step.page and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(self.step.page)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tint of the check in hand."""
        if self.step.state != "current":
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("sel"))
        painter.fillRect(0, 0, 3, self.height(), theme.colour("accf"))


class ReviewPanel(Panel):
    """All checks of the morning. `continued` gives the one in hand to stamp and open."""

    opened = Signal(str)
    continued = Signal(object)

    def __init__(self) -> None:
        super().__init__("Morning review")
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self.caption_label.setAlignment(right)
        self.rows: list[StepRow] = []
        self.progress = Progress()
        self.body.setContentsMargins(0, 0, 0, 8)
        head = QHBoxLayout()
        head.setContentsMargins(11, 0, 11, 6)
        head.addWidget(self.progress)
        self.body.addLayout(head)
        self._content = QWidget()
        self.column = QVBoxLayout(self._content)
        self.column.setContentsMargins(4, 0, 4, 0)
        self.column.setSpacing(2)
        scroll = QScrollArea()
        scroll.setAccessibleName("Steps of the morning review")
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setVerticalScrollBar(ThinScrollBar(Qt.Orientation.Vertical))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(self._content)
        self._content.setAutoFillBackground(False)
        FocusEdge(scroll)
        self.body.addWidget(scroll, 1)

    def show_steps(self, steps: Sequence[ReviewStep]) -> None:
        """Show the checks as they stand."""
        had_focus = any(row.button is not None and row.button.hasFocus() for row in self.rows)
        while (item := self.column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        for step in steps:
            row = StepRow(step)
            row.opened.connect(self.opened)
            row.continued.connect(self.continued)
            self.column.addWidget(row)
            self.rows.append(row)
            if had_focus and row.button is not None:
                row.button.setFocus()
        self.column.addStretch(1)
        self.progress.set_states([step.state for step in steps])
        done = sum(step.state == "done" for step in steps)
        self.set_title("Morning review", f"{done} of {len(steps)}")

    def go_on(self) -> None:
        """Continue with the check in hand, as the N key does."""
        for row in self.rows:
            if row.button is not None:
                row.button.click()
                return
