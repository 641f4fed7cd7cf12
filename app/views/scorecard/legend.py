"""The legend above the scorecard table: the signs of the trend column, drawn as they are there."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.charts.shapes import Dot, Label, Line, Rect, Shape
from app.views import icons, theme
from app.views.figures import paint_shape

_SIZE, _SIGN, _GAP = 11, 18, 14


class TrendLegend(QWidget):
    """Natural limits, target, outside limits, data caveat."""

    def __init__(self) -> None:
        super().__init__()
        self._items: tuple[tuple[str, str, tuple[Shape, ...]], ...] = (
            ("natural limits", "t2", (Rect(0, 4, 15, 11, "sunk", "grid"),)),
            ("target", "t2", (Line(((0, 10), (15, 10)), "neu", 1.0, (2.0, 2.0)),)),
            ("outside limits", "t2", (Dot(9, 10, 4, "", "critf", 1.5),)),
            ("data caveat", "warn", ()),
        )
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend: " + ", ".join(words for words, _, _ in self._items))

    @staticmethod
    def _width(words: str) -> float:
        return QFontMetricsF(theme.font(_SIZE)).horizontalAdvance(words)

    def sizeHint(self) -> QSize:
        """All signs on one line."""
        words = sum(self._width(each) + _SIGN + _GAP for each, _, _ in self._items)
        return QSize(round(words - _GAP) + 2, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Sign and words in turn."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for words, token, shapes in self._items:
            for shape in shapes:
                paint_shape(painter, shape)
            if not shapes:
                icons.paint(painter, "flag", QRectF(2, 4, 12, 12), token)
            paint_shape(painter, Label(_SIGN, 14, words, token, _SIZE))
            painter.translate(_SIGN + self._width(words) + _GAP, 0)
