"""The assignment path of the detail panel: one bar cut by how long each group held the ticket."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.models.results import PathStep
from app.views import theme
from app.views.plain import show_tooltip
from app.views.queues.filters import group_words
from app.views.queues.wording import short_duration

_BAR, _GAP, _LEAST = 8, 2, 4


def segments(path: tuple[PathStep, ...], width: float) -> tuple[tuple[float, float], ...]:
    """(x, width) of each step in `width` pixels, in proportion, none narrower than 4."""
    if not path:
        return ()
    room = width - _GAP * (len(path) - 1)
    held = [max(step.end - step.start, 0) for step in path]
    whole = sum(held) or 1
    least = min(_LEAST, room / len(path))
    spare = room - least * len(path)
    out, x = [], 0.0
    for seconds in held:
        wide = least + spare * seconds / whole
        out.append((x, wide))
        x += wide + _GAP
    return tuple(out)


class PathBar(QWidget):
    """Bar with group and time under each part; a label that doesn't fit stays in the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path: tuple[PathStep, ...] = ()
        self._alert = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(34)

    def show_path(self, path: tuple[PathStep, ...], *, alert: bool) -> None:
        """Show `path`; `alert` paints the group that holds it now in the warning colour."""
        self._path, self._alert = path, alert
        words = "; ".join(
            f"{group_words(step.group)} {short_duration(step.end - step.start)}" for step in path
        )
        self.setAccessibleName(f"Assignment path: {words}")
        self.update()

    def sizeHint(self) -> QSize:
        """Bar and two lines of text."""
        return QSize(200, 34)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the parts and the labels that fit."""
        del event
        painter = QPainter(self)
        font = theme.font(10, 400)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        last = len(self._path) - 1
        for index, (step, (x, width)) in enumerate(
            zip(self._path, segments(self._path, self.width()), strict=True)
        ):
            fill = "flowin" if index % 2 == 0 else "flowout"
            fill = "warnf" if index == last and self._alert else fill
            painter.fillRect(QRectF(x, 0, width, _BAR), theme.colour(fill))
            self._label(painter, metrics, step, x, width, last=index == last)

    def _label(
        self, painter: QPainter, metrics: QFontMetricsF, step: PathStep, x: float, width: float,
        *, last: bool,
    ) -> None:  # fmt: skip
        time = short_duration(step.end - step.start)
        if metrics.horizontalAdvance(time) > width + (0 if last else _GAP - 3):
            return
        name = self._short(metrics, group_words(step.group), width - 2)
        painter.setPen(theme.colour("t2"))
        painter.drawText(QPointF(x, 20), name)
        painter.setPen(theme.colour("t3"))
        painter.drawText(QPointF(x, 32), time)

    @staticmethod
    def _short(metrics: QFontMetricsF, name: str, width: float) -> str:
        if metrics.horizontalAdvance(name) <= width:
            return name
        first = name.split(" ", 1)[0]
        if metrics.horizontalAdvance(first) <= width:
            return first
        return metrics.elidedText(first, Qt.TextElideMode.ElideRight, width)

    def event(self, event: QEvent) -> bool:
        """The tooltip names the part under the pointer in full."""
        if isinstance(event, QHelpEvent):
            parts = zip(self._path, segments(self._path, self.width()), strict=True)
            for step, (x, width) in parts:
                if x <= event.pos().x() <= x + width:
                    held = short_duration(step.end - step.start)
                    show_tooltip(event.globalPos(), f"{group_words(step.group)}: {held}", self)
                    return True
        return super().event(event)
