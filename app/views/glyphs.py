"""The status glyphs: shape, sign and colour together, on 12 × 12 paths (DESIGN_LANGUAGE §4)."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen

from app.views import theme

Painter = Callable[[QPainter], None]

WORDS = {
    "breach": "Breached",
    "risk": "At risk",
    "met": "Met",
    "note": "Note",
    "half": "In progress",
    "ring": "Not started",
    "dashed": "No data",
    "paused": "Clock paused",
    "check": "Complete",
    "partial": "Partial",
    "cross": "Missing",
}
"""The word for each glyph where no other stands beside it, for accessible names."""

TEXT_TOKEN = {
    "breach": "crit",
    "risk": "warn",
    "met": "ok",
    "note": "acc",
    "half": "acc",
    "check": "ok",
    "partial": "warn",
    "cross": "crit",
}
"""Text beside a glyph takes this token; the others are t2."""

GRADE_TOKENS = {
    "A": ("okt", "ok"),
    "B": ("okt", "ok"),
    "C": ("sunk", "t2"),
    "D": ("warnt", "warn"),
    "E": ("critt", "crit"),
}


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _mark(painter: QPainter, top: float, bottom: float, dot: float, colour: QColor) -> None:
    painter.setPen(_pen(colour, 1.3))
    painter.drawLine(QPointF(6, top), QPointF(6, bottom))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(6, dot), 0.8, 0.8)


def _breach(painter: QPainter) -> None:
    path = QPainterPath(QPointF(6, 0.4))
    for x, y in ((11.6, 6), (6, 11.6), (0.4, 6)):
        path.lineTo(x, y)
    path.closeSubpath()
    painter.setPen(_pen(theme.colour("critf"), 0.6))
    painter.setBrush(theme.colour("critf"))
    painter.drawPath(path)
    _mark(painter, 3.6, 6.4, 8.4, theme.colour("surf"))


def _risk(painter: QPainter) -> None:
    path = QPainterPath(QPointF(6, 1))
    path.lineTo(11.3, 10.9)
    path.lineTo(0.7, 10.9)
    path.closeSubpath()
    painter.setPen(_pen(theme.colour("warn"), 1))
    painter.setBrush(theme.colour("warnf"))
    painter.drawPath(path)
    _mark(painter, 4.6, 7.2, 9.2, theme.colour("ink"))


def _met(painter: QPainter) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("okf"))
    painter.drawEllipse(QPointF(6, 6), 5.5, 5.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(theme.colour("surf"), 1.5))
    painter.drawPolyline([QPointF(3.5, 6.2), QPointF(5.3, 8), QPointF(8.6, 4.4)])


def _note(painter: QPainter) -> None:
    accent = theme.colour("accf")
    painter.setPen(_pen(accent, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(6, 6), 5, 5)
    painter.drawLine(QPointF(6, 5.8), QPointF(6, 8.6))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    painter.drawEllipse(QPointF(6, 3.6), 0.9, 0.9)


def _half(painter: QPainter) -> None:
    accent = theme.colour("accf")
    painter.setPen(_pen(accent, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(6, 6), 5, 5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    painter.drawPie(QRectF(2.6, 2.6, 6.8, 6.8), 90 * 16, 180 * 16)


def _ring(painter: QPainter) -> None:
    painter.setPen(_pen(theme.colour("ctl"), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(6, 6), 5, 5)


def _dashed(painter: QPainter) -> None:
    pen = _pen(theme.colour("ctl"), 1.2)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([2.0, 1.6])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(6, 6), 5, 5)


def _paused(painter: QPainter) -> None:
    painter.setPen(_pen(theme.colour("t3"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(1, 1, 10, 10), 2, 2)
    painter.setPen(_pen(theme.colour("t3"), 1.3))
    painter.drawLine(QPointF(4.6, 4), QPointF(4.6, 8))
    painter.drawLine(QPointF(7.4, 4), QPointF(7.4, 8))


def _check(painter: QPainter) -> None:
    painter.setPen(_pen(theme.colour("ok"), 1.5))
    painter.drawPolyline([QPointF(2, 6.4), QPointF(4.8, 9.2), QPointF(10, 3)])


def _partial(painter: QPainter) -> None:
    path = QPainterPath(QPointF(1.5, 7))
    path.cubicTo(QPointF(3.5, 3.4), QPointF(5.5, 5), QPointF(6, 6))
    path.cubicTo(QPointF(6.5, 7), QPointF(8.5, 8.6), QPointF(10.5, 5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(theme.colour("warn"), 1.5))
    painter.drawPath(path)


def _cross(painter: QPainter) -> None:
    painter.setPen(_pen(theme.colour("crit"), 1.5))
    painter.drawLine(QPointF(2.5, 2.5), QPointF(9.5, 9.5))
    painter.drawLine(QPointF(9.5, 2.5), QPointF(2.5, 9.5))


_PAINTERS: dict[str, Painter] = {
    "breach": _breach,
    "risk": _risk,
    "met": _met,
    "note": _note,
    "half": _half,
    "ring": _ring,
    "dashed": _dashed,
    "paused": _paused,
    "check": _check,
    "partial": _partial,
    "cross": _cross,
}
KINDS = tuple(_PAINTERS)


def paint(painter: QPainter, kind: str, rect: QRectF) -> None:
    """Draw glyph `kind` into `rect`; an unknown kind is a fault and raises KeyError."""
    draw = _PAINTERS[kind]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 12, rect.height() / 12)
    draw(painter)
    painter.restore()


def paint_grade(painter: QPainter, letter: str, rect: QRectF) -> None:
    """Draw grade A-E: its letter in a 20 × 20 box in the middle of `rect`."""
    fill, text = GRADE_TOKENS[letter]
    box = QRectF(0, 0, 20, 20)
    box.moveCenter(rect.center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(theme.colour(fill)))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(theme.colour(text))
    painter.setFont(theme.font(12, 600))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)
    painter.restore()
