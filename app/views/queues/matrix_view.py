"""The impact × urgency matrix of the detail panel: recorded cell dashed, computed cell solid."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import theme

_CELL_W, _CELL_H, _GAP, _HEAD = 18, 15, 2, 14


def recorded_cell(
    matrix: tuple[tuple[int, ...], ...], priority: int, impact: int, urgency: int
) -> tuple[int, int] | None:
    """The matrix cell that stands for the recorded priority, as (row, column) from 0.

    The recorded impact × urgency where it gives that priority, else the nearest cell that does.
    None when the priority or its inputs are absent or the matrix never gives it.
    """
    if not priority or not impact or not urgency:
        return None
    places = [
        (abs(row - impact + 1) + abs(column - urgency + 1), row, column)
        for row, line in enumerate(matrix)
        for column, value in enumerate(line)
        if value == priority
    ]
    if not places:
        return None
    _, row, column = min(places)
    return row, column


class PriorityMatrix(QWidget):
    """Impact down, urgency across. Says the same in its accessible name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._matrix: tuple[tuple[int, ...], ...] = ()
        self._recorded: tuple[int, int] | None = None
        self._computed: tuple[int, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_priority(
        self, matrix: tuple[tuple[int, ...], ...], priority: int, impact: int, urgency: int
    ) -> None:
        """Mark the recorded `priority` and the one that impact × urgency gives (0 = absent)."""
        self._matrix = matrix
        self._recorded = recorded_cell(matrix, priority, impact, urgency)
        inside = 0 < impact <= len(matrix) and 0 < urgency <= len(matrix[0])
        self._computed = (impact - 1, urgency - 1) if inside else None
        words = f"Recorded P{priority}" if priority else "No priority recorded"
        if self._computed:
            words += f", computed P{matrix[impact - 1][urgency - 1]}"
        self.setAccessibleName(f"Priority matrix. {words}")
        self.setToolTip("Impact down, urgency across. Dashed: recorded. Solid: computed.")
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Room for every cell and the two rulers."""
        columns = len(self._matrix[0]) if self._matrix else 0
        return QSize(
            _HEAD + columns * (_CELL_W + _GAP), _HEAD + len(self._matrix) * (_CELL_H + _GAP)
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint rulers, cells and the two marks."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, line in enumerate(self._matrix):
            self._ruler(painter, str(row + 1), self._box(row, -1))
            for column, value in enumerate(line):
                if row == 0:
                    self._ruler(painter, str(column + 1), self._box(-1, column))
                self._cell(painter, (row, column), value)

    def _box(self, row: int, column: int) -> QRectF:
        x = _HEAD + column * (_CELL_W + _GAP) if column >= 0 else -4
        y = _HEAD + row * (_CELL_H + _GAP) if row >= 0 else -2
        return QRectF(x, y, _CELL_W, _CELL_H)

    @staticmethod
    def _ruler(painter: QPainter, text: str, box: QRectF) -> None:
        painter.setFont(theme.font(10, 400))
        painter.setPen(theme.colour("t3"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _cell(self, painter: QPainter, place: tuple[int, int], value: int) -> None:
        box = self._box(*place)
        computed, recorded = place == self._computed, place == self._recorded
        differ = self._recorded != self._computed
        tint = ("warnt" if differ else "okt") if computed else "sunk"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(tint))
        painter.drawRoundedRect(box, 2, 2)
        edge = box.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if computed:
            painter.setPen(QPen(theme.colour("warn" if differ else "ok"), 1.5))
            painter.drawRoundedRect(edge, 3, 3)
        elif recorded:
            painter.setPen(QPen(theme.colour("t1"), 1, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(edge, 3, 3)
        strong = computed or recorded
        painter.setFont(theme.font(10, 600 if strong else 400))
        colour = ("warn" if differ else "ok") if computed else "t1" if recorded else "t2"
        painter.setPen(theme.colour(colour))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"P{value}")
