"""One SLA clock of the detail panel: its name, a bar, a glyph and the time."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.models.duration import duration
from app.models.results import SlaClock
from app.views import glyphs, theme
from app.views.queues.wording import clock_words

_NAME, _BAR, _HEIGHT = 80, 5, 19
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FILLS = {"breached": "critf", "at_risk": "warnf", "ok": "neu", "met": "neu"}


class ClockLine(QWidget):
    """Name at left, the used share of the target as a bar, glyph and time left at right."""

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self._clock: SlaClock | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_clock(self, name: str, clock: SlaClock | None) -> None:
        """Show `clock`; None hides the line."""
        self._name, self._clock = name, clock
        self.setVisible(clock is not None)
        if clock is not None:
            glyph, words, _ = clock_words(clock.state, clock.remaining_s)
            spoken = f"{glyphs.WORDS[glyph]}, " if glyph else ""
            self.setAccessibleName(f"{name}: {spoken}{self._time(words)}")
        self.update()

    def sizeHint(self) -> QSize:
        """One line of text."""
        return QSize(220, _HEIGHT)

    def _time(self, words: str) -> str:
        clock = self._clock
        if clock is None:
            return words
        if clock.state == "met":
            return f"{words} in {duration(clock.elapsed_s)}"
        return f"{words} left" if clock.state in {"ok", "at_risk"} else words

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint name, bar, glyph and time."""
        del event
        clock = self._clock
        if clock is None:
            return
        painter = QPainter(self)
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour("t2"))
        area = QRectF(self.rect())
        painter.drawText(area, LEFT, self._name)
        glyph, words, token = clock_words(clock.state, clock.remaining_s)
        words = self._time(words)
        painter.setPen(theme.colour("t1" if clock.state == "ok" else token))
        painter.drawText(area, RIGHT, words)
        edge = area.right() - painter.fontMetrics().horizontalAdvance(words)
        if glyph:
            glyphs.paint(painter, glyph, QRectF(edge - 17, area.center().y() - 6, 12, 12))
        if clock.target_s:
            bar = QRectF(_NAME, area.center().y() - _BAR / 2, 0, _BAR)
            bar.setRight(min(area.right() - 126, edge - 24))
            self._bar(painter, bar, clock)

    @staticmethod
    def _bar(painter: QPainter, bar: QRectF, clock: SlaClock) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        used = QRectF(bar)
        used.setWidth(bar.width() * min(1.0, max(0.0, clock.elapsed_s / (clock.target_s or 1))))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("track"))
        painter.drawRoundedRect(bar, 2, 2)
        fill = _FILLS.get(clock.state)
        if fill:
            painter.setBrush(theme.colour(fill))
        else:
            painter.setBrush(theme.colour("surf"))
            painter.setPen(QPen(theme.colour("neu"), 1))
            used.adjust(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(used, 2, 2)
