"""The line of counts above the table: numbers strong, words muted."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import theme
from app.views.plain import tooltip

_SIZE = 11


class CountsLine(QWidget):
    """Right-aligned runs of (text, strong); cut at the left end where it doesn't fit."""

    def __init__(self) -> None:
        super().__init__()
        self._runs: tuple[tuple[str, bool], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(26)

    def show_runs(self, runs: tuple[tuple[str, bool], ...]) -> None:
        """Show `runs` one after the other."""
        self._runs = runs
        self.setAccessibleName(self.text())
        self.setToolTip(tooltip(self.text()))
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The line without its weights."""
        return "".join(words for words, _ in self._runs)

    @staticmethod
    def _font_width(words: str, *, strong: bool) -> float:
        return QFontMetricsF(theme.font(_SIZE, 600 if strong else 400)).horizontalAdvance(words)

    def sizeHint(self) -> QSize:
        """All runs on one line."""
        width = sum(self._font_width(words, strong=strong) for words, strong in self._runs)
        return QSize(round(width) + 4, 26)

    def minimumSizeHint(self) -> QSize:
        """May be cut."""
        return QSize(40, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the runs so that the last one ends at the right edge."""
        del event
        painter = QPainter(self)
        total = sum(self._font_width(words, strong=strong) for words, strong in self._runs)
        if total > self.width():
            painter.setFont(theme.font(_SIZE))
            painter.setPen(theme.colour("t3"))
            cut = painter.fontMetrics().elidedText(
                self.text(), Qt.TextElideMode.ElideRight, self.width()
            )
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, cut)
            return
        x = self.width() - total
        for words, strong in self._runs:
            painter.setFont(theme.font(_SIZE, 600 if strong else 400))
            painter.setPen(theme.colour("t1" if strong else "t3"))
            baseline = (self.height() + painter.fontMetrics().ascent()) / 2 - 1
            painter.drawText(QPointF(x, baseline), words)
            x += self._font_width(words, strong=strong)
