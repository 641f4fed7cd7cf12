"""Paint the change calendar: bands, grid, bars, brackets, labels, now line (DESIGN_LANGUAGE §6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from app.models.results import ChangeBar, WindowBand
from app.views import theme
from app.views.changes.axis import Tick, ticks
from app.views.changes.metrics import Spot
from app.views.changes.pills import paint_brackets
from app.views.changes.ruler import paint_header, paint_now, paint_ruler
from app.views.changes.scene import Box, Scene
from app.views.changes.tags import place_tags

RISK_LETTERS = {1: "H", 2: "H", 3: "M", 4: "L"}
_LABEL_PX = 11
_HATCH_PITCH = 8.0
_SMALL, _SMALL_IN_A_CROWD, _CROWD = 7.0, 14.0, 500
"""Bars below this width are plain rectangles without a letter."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is marked in one painting: the collision in hand, the bar with focus, the clock."""

    zone: str
    now: int
    selected: int = 0
    """Number of the selected collision, 0 = none."""
    ringed: frozenset[int] = frozenset()
    """Indices of bars with a ring: of the selected collision or change."""
    focus: int | None = None
    overlap: tuple[int, int] | None = None
    """The overlap highlighted through all lanes."""


@lru_cache(maxsize=20_000)
def measure(text: str) -> float:
    """Return the width of a bar's label in pixels."""
    return QFontMetricsF(theme.font(_LABEL_PX)).horizontalAdvance(text)


def paint_timeline(
    painter: QPainter,
    scene: Scene,
    size: tuple[float, float],
    bands: Sequence[Sequence[WindowBand]],
    look: Look,
    *,
    scroll: float = 0.0,
) -> None:
    """Paint `scene` into `size`, its lanes moved up by `scroll`; `bands` run parallel to lanes.

    The ruler stands above, the lane header left; both stay where they are when lanes scroll.
    """
    width, height = size
    metrics, axis = scene.metrics, scene.axis
    marks = ticks(axis, look.zone, room=58.0 if metrics.labels else 50.0)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    body = QRectF(axis.left, metrics.ruler, axis.width, max(0.0, height - metrics.ruler))
    painter.save()
    painter.setClipRect(body)
    painter.translate(0, metrics.ruler - scroll)
    view = (scroll, scroll + body.height())
    _bands(painter, scene, bands, view)
    _grid(painter, scene, marks, view)
    if look.overlap is not None:
        _overlap(painter, scene, look.overlap, view)
    _bars(painter, scene, look)
    paint_brackets(painter, scene, look.selected)
    _labels(painter, scene)
    _tags(painter, scene, bands, look.zone)
    painter.restore()
    paint_ruler(painter, scene, width, marks, look.overlap, look.zone, look.now)
    paint_header(painter, scene, size, scroll)
    paint_now(painter, scene, height, look.now, look.zone)
    painter.restore()


def _bands(
    painter: QPainter,
    scene: Scene,
    bands: Sequence[Sequence[WindowBand]],
    view: tuple[float, float],
) -> None:
    axis = scene.axis
    painter.setPen(Qt.PenStyle.NoPen)
    for lane, windows in enumerate(bands):
        top, bottom = scene.tops[lane], scene.tops[lane + 1]
        if bottom < view[0] or top > view[1]:
            continue
        for window in sorted(windows, key=lambda w: w.kind, reverse=True):
            unseen = window.kind != "freeze" and not scene.metrics.labels
            if unseen or window.end <= axis.start or window.start >= axis.end:
                continue
            x0 = max(axis.x(window.start), axis.left)
            x1 = min(axis.x(window.end), axis.left + axis.width)
            spot = QRectF(x0, top, x1 - x0, bottom - top)
            if window.kind == "freeze":
                paint_hatch(painter, spot, axis.x(window.start))
            else:
                painter.fillRect(spot, theme.colour("mw"))


def paint_hatch(painter: QPainter, spot: QRectF, origin: float) -> None:
    """Fill `spot` as a freeze: hatched at 45°, the lines fixed to `origin` while panning."""
    painter.fillRect(spot, theme.colour("frz"))
    painter.save()
    painter.setClipRect(spot, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(theme.colour("hatch"), 1))
    tall = spot.height()
    first = spot.left() - tall - (spot.left() - tall - origin) % _HATCH_PITCH
    lines = []
    while first < spot.right():
        lines.append(QLineF(first, spot.bottom(), first + tall, spot.top()))
        first += _HATCH_PITCH
    painter.drawLines(lines)
    painter.restore()


def _grid(
    painter: QPainter, scene: Scene, marks: Sequence[Tick], view: tuple[float, float]
) -> None:
    axis = scene.axis
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    bottom = view[1] if scene.metrics.labels else min(view[1], scene.height)
    for tick in marks:
        token = "bds" if tick.kind == "day" and tick.text else "grid"
        painter.setPen(QPen(theme.colour(token), 1))
        x = round(axis.x(tick.at))
        painter.drawLine(QLineF(x, view[0], x, bottom))
    painter.setPen(QPen(theme.colour("grid"), 1))
    for top in scene.tops[1:]:
        if view[0] <= top <= view[1]:
            painter.drawLine(QLineF(axis.left, top, axis.left + axis.width, top))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _overlap(
    painter: QPainter, scene: Scene, overlap: tuple[int, int], view: tuple[float, float]
) -> None:
    axis = scene.axis
    x0, x1 = axis.x(overlap[0]), axis.x(overlap[1])
    tint = QColor(theme.colour("critf"))
    tint.setAlpha(34)
    painter.fillRect(QRectF(x0, view[0], max(1.0, x1 - x0), view[1] - view[0]), tint)


def _bars(painter: QPainter, scene: Scene, look: Look) -> None:
    for block in scene.blocks:
        spot = block.spot
        painter.fillRect(_rect(spot), theme.colour("neu"))
    small = _SMALL_IN_A_CROWD if len(scene.boxes) > _CROWD else _SMALL
    for box in scene.boxes:
        bar = scene.plan.bars[box.index]
        left = scene.axis.left if scene.metrics.labels else None
        paint_bar(painter, bar, box.spot, letter_from=left, small=small)
        if box.index == look.focus:
            _ring(painter, box.spot, 2.0)
        elif box.index in look.ringed:
            _ring(painter, box.spot, 1.5)


def _rect(spot: Spot) -> QRectF:
    return QRectF(spot.x, spot.y, spot.width, spot.height)


def fills(bar: ChangeBar) -> tuple[str, str, str]:
    """Return the tokens of a bar's fill, edge and letter; unapproved ones are dashed."""
    if not bar.approved:
        edge = {"standard": "neu", "emergency": "emg"}.get(bar.type, "accf")
        fill = {"standard": "sunk", "emergency": "emgt"}.get(bar.type, "acct")
        return fill, edge, {"standard": "t1", "emergency": "emg"}.get(bar.type, "acc")
    if bar.type == "standard":
        return "stdf", "neu", "t1"
    if bar.type == "emergency":
        return "emgf", "", "ink"
    return "accf", "", "onacc"


def paint_bar(
    painter: QPainter,
    bar: ChangeBar,
    spot: Spot,
    *,
    letter_from: float | None,
    small: float = _SMALL,
) -> None:
    """Paint one change: type by fill and shape, high risk by its left edge and letter.

    The letter of a long bar stands at its left end, or at `letter_from` where the view begins.
    """
    fill, edge, text = fills(bar)
    rect = _rect(spot)
    high = bar.risk in {1, 2}
    if spot.width < small and bar.approved and bar.type != "emergency":
        painter.fillRect(rect, theme.colour("neu" if bar.type == "standard" else fill))
    else:
        _shape(painter, bar, rect, fill, edge, high=high)
    if high and bar.type != "emergency":
        painter.fillRect(QRectF(rect.x(), rect.y(), 3, rect.height()), theme.colour("t1"))
    sign = RISK_LETTERS.get(bar.risk, "")
    if letter_from is not None and sign and spot.width >= max(9.0, small):
        painter.setFont(theme.font(10, 600))
        painter.setPen(theme.colour(text))
        where = rect.adjusted(3 if high and spot.width > 12 else 0, 0, 0, 0)
        if spot.width > 90:
            where = QRectF(max(rect.x(), letter_from) + 5, rect.y(), 12, rect.height())
        painter.drawText(where, Qt.AlignmentFlag.AlignCenter, sign)


def _shape(
    painter: QPainter, bar: ChangeBar, rect: QRectF, fill: str, edge: str, *, high: bool
) -> None:
    pen = QPen(Qt.PenStyle.NoPen)
    if edge:
        rect = rect.adjusted(0.5, 0.5, -0.5, -0.5)
        pen = QPen(theme.colour(edge), 1 if bar.approved else 1.5)
        if not bar.approved:
            pen.setDashPattern([2.2, 1.6])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(theme.colour(fill))
    if bar.type != "emergency":
        painter.drawRoundedRect(rect, 2, 2)
        return
    notch = min(5.0, rect.width() / 3)
    path = QPainterPath(rect.topLeft())
    for point in (
        QPointF(rect.right() - notch, rect.top()),
        QPointF(rect.right(), rect.center().y()),
        QPointF(rect.right() - notch, rect.bottom()),
        rect.bottomLeft(),
        QPointF(rect.left() + notch, rect.center().y()),
    ):
        path.lineTo(point)
    path.closeSubpath()
    painter.drawPath(path)
    if high and rect.width() > 22:
        painter.save()
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("t1"), 5))
        left = QPointF(rect.left() + notch, rect.center().y())
        painter.drawPolyline([rect.topLeft(), left, rect.bottomLeft()])
        painter.restore()


def _ring(painter: QPainter, spot: Spot, width: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    rect = _rect(spot)
    painter.setPen(QPen(theme.colour("surf"), 1.2))
    painter.drawRoundedRect(rect.adjusted(-0.6, -0.6, 0.6, 0.6), 2.5, 2.5)
    painter.setPen(QPen(theme.colour("accf"), width))
    grown = 1.2 + width / 2
    painter.drawRoundedRect(rect.adjusted(-grown, -grown, grown, grown), 4, 4)


def _labels(painter: QPainter, scene: Scene) -> None:
    painter.setFont(theme.font(_LABEL_PX))
    for box in scene.boxes:
        if box.label:
            _label(painter, box, scene.plan.bars[box.index])


def _label(painter: QPainter, box: Box, bar: ChangeBar) -> None:
    token = fills(bar)[2] if box.inside else "t2"
    painter.setPen(theme.colour(token))
    spot = box.spot
    where = QRectF(box.label_x, spot.y - 2, measure(box.label) + 2, spot.height + 4)
    painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, box.label)


def _tags(
    painter: QPainter, scene: Scene, bands: Sequence[Sequence[WindowBand]], zone: str
) -> None:
    painter.setFont(theme.font(10))
    for spot, text in place_tags(scene, bands, zone, measure):
        painter.setPen(QPen(theme.colour("bds"), 1))
        painter.setBrush(theme.colour("surf"))
        painter.drawRoundedRect(_rect(spot), 4, 4)
        painter.setPen(theme.colour("t2"))
        painter.drawText(_rect(spot), Qt.AlignmentFlag.AlignCenter, text)
