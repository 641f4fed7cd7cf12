"""Paint the brackets between colliding changes and their numbered pills."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from app.views import theme
from app.views.changes.brackets import Bracket
from app.views.changes.scene import Scene


def paint_brackets(painter: QPainter, scene: Scene, selected: int) -> None:
    """Paint every bracket, the selected one last so that it is on top."""
    for item in sorted(scene.brackets, key=lambda b: b.number == selected):
        _bracket(painter, item)
    for item in scene.brackets:
        if item.pill is not None:
            spot = item.pill
            rect = QRectF(spot.x, spot.y, spot.width, spot.height)
            paint_pill(painter, rect, item.number, filled=item.number == selected)


def _bracket(painter: QPainter, item: Bracket) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(theme.colour("critf"), 1.5)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    for line in item.lines:
        painter.drawPolyline([QPointF(x, y) for x, y in line])
    if item.outline is not None:
        spot = item.outline
        painter.drawRoundedRect(QRectF(spot.x, spot.y, spot.width, spot.height), 3, 3)


def paint_pill(painter: QPainter, rect: QRectF, number: int, *, filled: bool = False) -> None:
    """Paint "◆ 1": tinted, or filled where it is the collision in hand."""
    painter.setPen(QPen(theme.colour("crit" if filled else "critf"), 1))
    painter.setBrush(theme.colour("crit" if filled else "critt"))
    inner = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(inner, 4, 4)
    middle = QPointF(rect.x() + 9.5, rect.center().y())
    diamond = QPolygonF([middle + QPointF(dx, dy) for dx, dy in ((0, -4), (4, 0), (0, 4), (-4, 0))])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("surf" if filled else "critf"))
    painter.drawPolygon(diamond)
    painter.setPen(theme.colour("surf" if filled else "crit"))
    painter.setFont(theme.font(11, 600))
    text = rect.adjusted(16, 0, -4, 0)
    painter.drawText(text, Qt.AlignmentFlag.AlignCenter, str(number))
