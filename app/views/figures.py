"""Paint the fixed figures of app.charts with the tokens of the current theme."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from app.charts.shapes import Dot, Figure, Glyph, Label, Line, Rect, Shape
from app.views import glyphs, theme


def paint_figure(painter: QPainter, figure: Figure, x: float = 0.0, y: float = 0.0) -> None:
    """Paint every shape of `figure`, its top left at (x, y) in device-independent pixels."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(x, y)
    for shape in figure.shapes:
        paint_shape(painter, shape)
    painter.restore()


def paint_shape(painter: QPainter, shape: Shape) -> None:
    """Paint one shape at its own coordinates."""
    if isinstance(shape, Line):
        _paint_line(painter, shape)
    elif isinstance(shape, Rect):
        _paint_rect(painter, shape)
    elif isinstance(shape, Dot):
        _paint_dot(painter, shape)
    elif isinstance(shape, Label):
        _paint_label(painter, shape)
    else:
        _paint_glyph(painter, shape)


def _pen(colour: str, width: float, dash: tuple[float, ...] = ()) -> QPen:
    if not colour:
        return QPen(Qt.PenStyle.NoPen)
    pen = QPen(theme.colour(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dash:
        # Qt counts dashes in pen widths and wants an even number of them.
        lengths = dash if len(dash) % 2 == 0 else dash * 2
        pen.setDashPattern([length / max(width, 0.1) for length in lengths])
    return pen


def _paint_line(painter: QPainter, line: Line) -> None:
    painter.setPen(_pen(line.colour, line.width, line.dash))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = [QPointF(x, y) for x, y in line.points]
    if len(points) == 2 and _straight(line):
        # A hairline between two pixel rows would smear over both.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawLine(points[0], points[1])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    else:
        painter.drawPolyline(QPolygonF(points))


def _straight(line: Line) -> bool:
    (x0, y0), (x1, y1) = line.points
    return line.width <= 1.0 and (x0 == x1 or y0 == y1)


def _paint_rect(painter: QPainter, rect: Rect) -> None:
    painter.setPen(_pen(rect.stroke, 1.0, rect.dash))
    painter.setBrush(theme.colour(rect.fill) if rect.fill else Qt.BrushStyle.NoBrush)
    inset = 0.5 if rect.stroke else 0.0
    box = QRectF(rect.x, rect.y, rect.width, rect.height).adjusted(inset, inset, -inset, -inset)
    if rect.radius:
        painter.drawRoundedRect(box, rect.radius, rect.radius)
    elif rect.stroke:
        painter.drawRect(box)
    else:
        painter.fillRect(box, theme.colour(rect.fill or "surf"))


def _paint_dot(painter: QPainter, dot: Dot) -> None:
    painter.setPen(_pen(dot.stroke, dot.width))
    painter.setBrush(theme.colour(dot.fill) if dot.fill else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(dot.x, dot.y), dot.radius, dot.radius)


def _paint_label(painter: QPainter, label: Label) -> None:
    font = theme.font(round(label.size), label.weight)
    painter.setFont(font)
    painter.setPen(theme.colour(label.colour))
    width = QFontMetricsF(font).horizontalAdvance(label.text)
    shift = {"start": 0.0, "middle": width / 2, "end": width}[label.anchor]
    painter.drawText(QPointF(label.x - shift, label.y), label.text)


def _paint_glyph(painter: QPainter, glyph: Glyph) -> None:
    half = glyph.size / 2
    glyphs.paint(
        painter, glyph.kind, QRectF(glyph.x - half, glyph.y - half, glyph.size, glyph.size)
    )
