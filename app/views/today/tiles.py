"""The tiles of Today: label, value, fourteen days on their normal band, one line of delta."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.analysis.spc import xmr_limits
from app.models.results import Tile
from app.views import plain, theme
from app.views.boxes import LEFT, paint_box, paint_focus
from app.views.tables import Spark
from app.views.tables.bars import paint_spark

_INK = {"breach": "crit", "risk": "warn"}
_DOT = {"breach": "critf", "risk": "warnf"}
_SPARK, _LEAST_SPARK = 54.0, 34.0
_INSET = 10


def spark(tile: Tile) -> Spark:
    """Return the sparkline of a tile; its band is what the days before the last make normal."""
    limits = xmr_limits(tile.trend[:-1], low=0.0)
    low, high = (limits.lower, limits.upper) if limits else (None, None)
    return Spark(tile.trend, low=low, high=high, dot=_DOT.get(tile.level, "t1"))


class TileButton(QAbstractButton):
    """One tile; a click opens the rows it counts."""

    def __init__(self, tile: Tile) -> None:
        super().__init__()
        self.tile = tile
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_tile(tile)

    def show_tile(self, tile: Tile) -> None:
        """Show another value of the same tile."""
        self.tile = tile
        self.setAccessibleName(f"{tile.label}: {tile.value:,}. {tile.delta}")
        self.setToolTip(plain.tooltip(f"{tile.label}: {tile.value:,}\n{tile.delta}"))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of three lines."""
        return QSize(120, 82)

    def minimumSizeHint(self) -> QSize:
        """Return what a narrow window gives."""
        return QSize(76, 82)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press with Enter as with Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint label, value, sparkline and delta."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint_box(painter, rect, 8, "surf2" if self.underMouse() else "surf", "bd")
        room = rect.width() - 2 * _INSET
        _line(painter, QRectF(_INSET, 8, room, 16), plain.one_line(self.tile.label), "t2", 11, 400)
        painter.setFont(theme.font(23, 600))
        painter.setPen(theme.colour("t1"))
        value = f"{self.tile.value:,}"
        painter.drawText(QRectF(_INSET, 24, room + 4, 32), LEFT, value)
        wide = QFontMetricsF(painter.font()).horizontalAdvance(value)
        spare = min(_SPARK, room - wide - 8)
        if self.tile.trend and spare >= _LEAST_SPARK:
            box = QRectF(rect.width() - _INSET - spare, 32, spare, 20)
            paint_spark(painter, box, spark(self.tile))
        ink = _INK.get(self.tile.level, "t2")
        _line(painter, QRectF(_INSET, 57, room, 16), plain.one_line(self.tile.delta), ink, 11, 400)
        if self.hasFocus():
            paint_focus(painter, rect, 8)


def _line(painter: QPainter, rect: QRectF, text: str, ink: str, size: int, weight: int) -> None:
    painter.setFont(theme.font(size, weight))
    painter.setPen(theme.colour(ink))
    measured = QFontMetricsF(painter.font())
    cut = measured.elidedText(text, Qt.TextElideMode.ElideRight, rect.width() + 1)
    painter.drawText(rect.adjusted(0, 0, 3, 0), LEFT, cut)
