"""Paint what stays in place around the lanes: the time ruler, the lane header and the now line."""

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from app.models.moments import clock, local
from app.views import theme
from app.views.changes.axis import Tick, day_name
from app.views.changes.labels import shorten
from app.views.changes.scene import Scene
from app.views.plain import one_line

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


def paint_ruler(
    painter: QPainter,
    scene: Scene,
    width: float,
    marks: Sequence[Tick],
    overlap: tuple[int, int] | None,
    zone: str,
    now: int,
) -> None:
    """Paint day names over hours; the selected overlap stands there in words."""
    metrics, axis = scene.metrics, scene.axis
    painter.save()
    painter.setClipRect(QRectF(axis.left - 4, 0, axis.width + 8, metrics.ruler))
    taken: list[QRectF] = []
    if overlap is not None and overlap[0] < axis.end and overlap[1] > axis.start:
        taken.append(overlap_rect(scene, overlap, zone, now))
        _paint_overlap(painter, taken[0], _overlap_text(overlap, zone))
    taken.append(now_rect(scene, now, zone))
    _days(painter, scene, marks, zone)
    _hours(painter, scene, marks, taken)
    painter.restore()
    if metrics.labels:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(theme.colour("bd"), 1))
        painter.drawLine(QLineF(0, metrics.ruler - 1, width, metrics.ruler - 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _days(painter: QPainter, scene: Scene, marks: Sequence[Tick], zone: str) -> None:
    axis, metrics = scene.axis, scene.metrics
    right = axis.left + axis.width
    named = [(axis.x(t.at), t.text) for t in marks if t.kind == "day" and t.text]
    first = named[0][0] if named else right
    if first > axis.left + 40:
        named.insert(0, (axis.left, day_name(local(axis.start, zone), first - axis.left)))
    painter.setFont(theme.font(11, 600))
    measured = QFontMetricsF(painter.font())
    for (x, text), (until, _) in zip(named, [*named[1:], (right, "")], strict=True):
        if x > axis.left:
            painter.setPen(QPen(theme.colour("bds"), 1))
            painter.drawLine(QLineF(round(x), 2, round(x), metrics.ruler))
        room = until - x - 8
        painter.setPen(theme.colour("t1" if metrics.labels else "t2"))
        painter.drawText(QRectF(x + 6, 3, room + 2, 18), _LEFT, _fitting(text, room, measured))


def _fitting(text: str, room: float, measured: QFontMetricsF) -> str:
    while text and measured.horizontalAdvance(text) > room:
        text = text.rpartition(" ")[0]
    return text


def _hours(painter: QPainter, scene: Scene, marks: Sequence[Tick], taken: Sequence[QRectF]) -> None:
    axis, metrics = scene.axis, scene.metrics
    painter.setFont(theme.font(10))
    painter.setPen(theme.colour("t3"))
    y = metrics.ruler - 20.0
    for tick in marks:
        if tick.kind != "hour":
            continue
        where = QRectF(axis.x(tick.at) - 17, y, 34, 16)
        inside = axis.left - 2 <= where.left() and where.right() <= axis.left + axis.width + 2
        if inside and not any(where.intersects(other) for other in taken):
            painter.drawText(where, _CENTRE, tick.text)


def overlap_rect(scene: Scene, overlap: tuple[int, int], zone: str, now: int) -> QRectF:
    """Where the selected overlap is told: over its middle, beside the now line and its time."""
    axis, metrics = scene.axis, scene.metrics
    measured = QFontMetricsF(theme.font(11, 600))
    wide = measured.horizontalAdvance(_overlap_text(overlap, zone)) + 10
    middle = (axis.x(overlap[0]) + axis.x(overlap[1])) / 2
    last = axis.left + axis.width - wide - 2
    where = QRectF(min(max(middle - wide / 2, axis.left + 2), last), metrics.ruler - 21, wide, 17)
    line = now_rect(scene, now, zone)
    if not line.isNull():
        line = line.united(QRectF(axis.x(now) - 4, line.top(), 8, 24))
    if where.intersects(line):
        after = line.right() + 4
        where.moveLeft(after if after <= last else line.left() - 4 - wide)
    return where


def _overlap_text(overlap: tuple[int, int], zone: str) -> str:
    return f"{clock(overlap[0], zone)}–{clock(overlap[1], zone)}"


def _paint_overlap(painter: QPainter, where: QRectF, words: str) -> None:
    painter.setFont(theme.font(11, 600))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("critt"))
    painter.drawRoundedRect(where, 4, 4)
    painter.setPen(theme.colour("crit"))
    painter.drawText(where, _CENTRE, words)


def paint_header(painter: QPainter, scene: Scene, size: tuple[float, float], scroll: float) -> None:
    """Paint the lanes' names and tiers at the left."""
    metrics = scene.metrics
    painter.save()
    painter.setClipRect(QRectF(0, metrics.ruler, metrics.header, size[1] - metrics.ruler))
    painter.translate(0, metrics.ruler - scroll)
    names, tiers = theme.font(metrics.name_px), theme.font(11)
    measured = QFontMetricsF(names)
    inset = 12 if metrics.labels else 4
    for lane, top, bottom in zip(scene.plan.lanes, scene.tops, scene.tops[1:], strict=False):
        if bottom < scroll or top > scroll + size[1]:
            continue
        room = metrics.header - inset - (30 if metrics.labels and lane.tier else 8)
        first, height = top, float(metrics.lane)
        if not metrics.labels:  # the name of a tall lane stays in sight
            first = max(top, scroll)
            height = max(height, min(bottom, scroll + size[1] - metrics.ruler) - first)
        painter.setFont(names)
        painter.setPen(theme.colour("t1"))
        text = shorten(one_line(lane.name), room, measured.horizontalAdvance)
        painter.drawText(QRectF(inset, first, room + 4, height), _LEFT, text)
        if metrics.labels and lane.tier:
            painter.setFont(tiers)
            painter.setPen(theme.colour("t3"))
            where = QRectF(metrics.header - 40, top, 31, height)
            painter.drawText(where, _RIGHT, f"T{lane.tier}")
        painter.setPen(QPen(theme.colour("grid"), 1))
        painter.drawLine(QLineF(0, round(bottom) + 0.5, metrics.header, round(bottom) + 0.5))
    painter.restore()
    if metrics.labels:
        painter.setPen(QPen(theme.colour("bd"), 1))
        x = metrics.header - 0.5
        painter.drawLine(QLineF(x, 0, x, size[1]))


def _now_words(scene: Scene, now: int, zone: str) -> str:
    return clock(now, zone) if scene.metrics.labels else f"now {clock(now, zone)}"


def now_rect(scene: Scene, now: int, zone: str) -> QRectF:
    """Where the time of the now line stands; empty while the axis doesn't show it."""
    axis, metrics = scene.axis, scene.metrics
    if not axis.start <= now < axis.end:
        return QRectF()
    words = _now_words(scene, now, zone)
    wide = QFontMetricsF(theme.font(11 if metrics.labels else 10, 600)).horizontalAdvance(words)
    x = axis.x(now)
    if metrics.labels:
        left = x + 8 if x + 10 + wide < axis.left + axis.width else x - 8 - wide
        return QRectF(left, metrics.ruler - 30.0, wide + 2, 14)
    left = x - 6 - wide if x - 6 - wide >= 0 else x + 6
    return QRectF(left, metrics.ruler - 19.0, wide + 2, 14)


def paint_now(painter: QPainter, scene: Scene, height: float, now: int, zone: str) -> None:
    """Paint the now line through all lanes with its time."""
    axis, metrics = scene.axis, scene.metrics
    if not axis.start <= now < axis.end:
        return
    x = axis.x(now)
    top = metrics.ruler - 24.0 if metrics.labels else metrics.ruler - 2.0
    bottom = height if metrics.labels else min(height, metrics.ruler + scene.height)
    painter.fillRect(QRectF(round(x) - 1, top, 2, bottom - top), theme.colour("crit"))
    if metrics.labels:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("crit"))
        painter.drawPolygon(
            QPolygonF([QPointF(x - 4, top - 2), QPointF(x + 4, top - 2), QPointF(x, top + 4)])
        )
    painter.setPen(theme.colour("crit"))
    painter.setFont(theme.font(11 if metrics.labels else 10, 600))
    painter.drawText(now_rect(scene, now, zone), _LEFT, _now_words(scene, now, zone))
