"""Boxes, focus rings and legend swatches that every self-painted control shares."""

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget

from app.views import glyphs, theme

AA = QPainter.RenderHint.Antialiasing
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


def paint_box(
    painter: QPainter, rect: QRectF, radius: float, fill: str | None, edge: str | None
) -> None:
    """A rounded box with a 1px edge inside `rect`, in tokens; None leaves that part out."""
    painter.save()
    painter.setRenderHint(AA)
    painter.setBrush(theme.colour(fill) if fill else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour(edge), 1) if edge else Qt.PenStyle.NoPen)
    inside = rect.adjusted(0.5, 0.5, -0.5, -0.5) if edge else rect
    painter.drawRoundedRect(inside, radius, radius)
    painter.restore()


def paint_focus(painter: QPainter, rect: QRectF, radius: float = 6) -> None:
    """The focus ring inside `rect`: 2px accf and a 1px surf gap."""
    painter.save()
    painter.setRenderHint(AA)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("accf"), 2))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
    painter.setPen(QPen(theme.colour("surf"), 1))
    painter.drawRoundedRect(rect.adjusted(2.5, 2.5, -2.5, -2.5), radius - 2, radius - 2)
    painter.restore()


def paint_swatch(painter: QPainter, style: str, token: str, rect: QRectF) -> None:
    """Draw one legend sign; styles as in `Legend`."""
    if style in glyphs.KINDS and style != "dashed":
        glyphs.paint(painter, style, rect)
        return
    painter.save()
    painter.setRenderHint(AA)
    box = rect.adjusted(0, 1, 0, -1)
    if style in ("line", "dashline"):
        kind = Qt.PenStyle.SolidLine if style == "line" else Qt.PenStyle.DashLine
        painter.setPen(QPen(theme.colour(token), 1.5, kind))
        painter.drawLine(
            QPointF(rect.left(), rect.center().y()), QPointF(rect.right(), rect.center().y())
        )
    elif style == "chevron":
        _chevron(painter, theme.colour(token), box)
    elif style == "hatch":
        painter.fillRect(box, theme.colour("frz"))
        painter.setPen(QPen(theme.colour("hatch"), 1))
        painter.setClipRect(box)
        for step in range(-10, 12, 4):
            x = box.left() + step
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x + 10, box.top()))
    elif style == "dashed":
        painter.setPen(QPen(theme.colour(token), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
    else:
        painter.setPen(QPen(theme.colour("neu"), 1) if style == "edge" else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(token))
        painter.drawRoundedRect(box, 2, 2)
    painter.restore()


def _chevron(painter: QPainter, fill: QColor, box: QRectF) -> None:
    notch = box.height() / 3
    middle = box.center().y()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    points = (
        QPointF(box.left(), box.top()),
        QPointF(box.right() - notch, box.top()),
        QPointF(box.right(), middle),
        QPointF(box.right() - notch, box.bottom()),
        QPointF(box.left(), box.bottom()),
        QPointF(box.left() + notch, middle),
    )
    painter.drawPolygon(QPolygonF(points))


class ThinScrollBar(QScrollBar):
    """A scroll bar of 10 px without arrows, in the theme's tones."""

    def __init__(self, orientation: Qt.Orientation) -> None:
        super().__init__(orientation)
        if orientation == Qt.Orientation.Vertical:
            self.setFixedWidth(10)
        else:
            self.setFixedHeight(10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Surface and a rounded handle."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surf"))
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        slider = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar,
            option,
            QStyle.SubControl.SC_ScrollBarSlider,
            self,
        )
        painter.setRenderHint(AA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("ctl" if self.isSliderDown() else "bds"))
        painter.drawRoundedRect(QRectF(slider).adjusted(2, 2, -2, -2), 3, 3)


class Corner(QWidget):
    """Where two scroll bars meet."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Surface."""
        QPainter(self).fillRect(self.rect(), theme.colour("surf"))


class FocusEdge(QWidget):
    """The focus ring of a scrolling area: over its content, only while the area has the focus."""

    def __init__(self, area: QWidget) -> None:
        super().__init__(area)
        self._area = area
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        area.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the area's focus and size."""
        kind = event.type()
        if kind == QEvent.Type.FocusIn:
            self.resize(self._area.size())
            self.raise_()
            self.show()
        elif kind == QEvent.Type.FocusOut:
            self.hide()
        elif kind == QEvent.Type.Resize:
            self.resize(self._area.size())
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ring."""
        paint_focus(QPainter(self), QRectF(self.rect()))
