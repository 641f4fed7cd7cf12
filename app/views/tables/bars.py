"""Painters of what is drawn rather than written in a cell: bands, flows, SLA bars, sparklines."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from app.views import theme
from app.views.tables.values import Flow, Spark

AA = QPainter.RenderHint.Antialiasing
TRACK = 76
SLA_LOOK = {
    "breached": ("breach", "critf", "crit"),
    "at_risk": ("risk", "warnf", "warn"),
    "paused": ("paused", "", "t1"),
    "breached_if_open": ("note", "neu", "t2"),
    "ok": ("", "neu", "t2"),
    "none": ("", "", "t3"),
}
"""Glyph, fill and text token of each SLA state."""


def paint_ages(painter: QPainter, rect: QRectF, value: Sequence[int]) -> None:
    """Shares of the age bands, young to old, 1px apart, with counts where they have room."""
    total = sum(value)
    if not total:
        return
    font = theme.font(10)
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    x = rect.left()
    for band, count in enumerate(value):
        width = rect.width() * count / total
        if count:
            box = QRectF(x, rect.center().y() - 7.5, max(width - 1, 1), 15)
            painter.fillRect(box, theme.colour(f"seq{band}"))
            words = f"{count:,}"
            if metrics.horizontalAdvance(words) + 4 <= box.width():
                painter.setPen(theme.colour(f"seqt{band}"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        x += width


def paint_flow(painter: QPainter, rect: QRectF, value: Flow) -> None:
    """Arrivals up, departures down, one pair a day, on the scale of this row."""
    most = max((*value.inflow, *value.outflow, 1))
    days = max(len(value.inflow), 1)
    step = rect.width() / days
    middle = rect.center().y()
    half = min(rect.height() / 2 - 3, 11)
    for day, (came, went) in enumerate(zip(value.inflow, value.outflow, strict=True)):
        x = rect.left() + day * step
        up = half * came / most
        down = half * went / most
        wide = max(step - 1.5, 1)
        painter.fillRect(
            QRectF(x, middle - max(up, 0.7), wide, max(up, 0.7)), theme.colour("flowin")
        )
        painter.fillRect(QRectF(x, middle + 0.5, wide, max(down, 0.7)), theme.colour("flowout"))


def paint_sla_bar(painter: QPainter, rect: QRectF, state: str, share: float | None) -> None:
    """The 76px track with marks at 75% and 100%, the used part and what runs over.

    `rect` gives left edge, middle and height; the overrun takes at most 18 px past the track.
    """
    _glyph, fill, _token = SLA_LOOK[state]
    left, middle = rect.left(), rect.center().y()
    track = QRectF(left, middle - 3, TRACK, 6)
    painter.fillRect(track, theme.colour("track"))
    if share is None:
        return
    used = QRectF(left, middle - 3, TRACK * min(max(share, 0), 1), 6)
    if state == "paused":
        painter.setPen(QPen(theme.colour("ctl"), 1))
        painter.setBrush(theme.colour("surf"))
        painter.drawRect(used.adjusted(0.5, 0.5, -0.5, -0.5))
    elif share > 1 and state == "breached":
        tint = QColor(theme.colour(fill))
        tint.setAlpha(140)
        painter.fillRect(used, tint)
        over = min(18.0, max(3.0, TRACK * (share - 1)))
        painter.fillRect(QRectF(left + TRACK, middle - 5, over, 10), theme.colour(fill))
    elif fill:
        painter.fillRect(used, theme.colour(fill))
    painter.fillRect(QRectF(left + TRACK * 0.75, middle - 5, 1, 10), theme.colour("neu"))
    painter.fillRect(QRectF(left + TRACK, middle - 6, 1, 12), theme.colour("t1"))


def paint_spark(painter: QPainter, rect: QRectF, value: Spark) -> None:
    """The sparkline: band, dashed target, line with gaps where a value is absent, last dot."""
    known = [one for one in value.values if one is not None]
    if not known:
        return
    edges = [one for one in (value.low, value.high, value.target) if one is not None]
    low, high = min(known + edges), max(known + edges)
    span = (high - low) or 1.0
    inner = rect.adjusted(2, 3, -4, -3)

    def y(number: float) -> float:
        return inner.bottom() - inner.height() * (number - low) / span

    painter.save()
    painter.setRenderHint(AA)
    if value.low is not None and value.high is not None:
        band = QRectF(rect.left(), y(value.high), rect.width(), y(value.low) - y(value.high))
        painter.fillRect(band.adjusted(0, -1, 0, 1), theme.colour("sunk"))
    if value.target is not None:
        pen = QPen(theme.colour("neu"), 1, Qt.PenStyle.DashLine)
        pen.setDashPattern([2, 2])
        painter.setPen(pen)
        at = y(value.target)
        painter.drawLine(QPointF(rect.left(), at), QPointF(rect.right(), at))
    step = inner.width() / max(len(value.values) - 1, 1)
    painter.setPen(QPen(theme.colour("t2"), 1.25))
    run: list[QPointF] = []
    for place, number in enumerate((*value.values, None)):
        if number is not None:
            run.append(QPointF(inner.left() + place * step, y(number)))
            continue
        painter.drawPolyline(QPolygonF(run))
        run = []
    _last_dot(painter, inner.left() + step * (len(value.values) - 1), value, y)
    painter.restore()


def _last_dot(painter: QPainter, x: float, value: Spark, y: Callable[[float], float]) -> None:
    last = value.values[-1]
    if last is None:
        return
    at = QPointF(x, y(last))
    if value.ring:
        painter.setBrush(theme.colour("surf"))
        painter.setPen(QPen(theme.colour(value.ring), 1.25))
        painter.drawEllipse(at, 3.5, 3.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(value.ring or value.dot))
    painter.drawEllipse(at, 1.75, 1.75)
