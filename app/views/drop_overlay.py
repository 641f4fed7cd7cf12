"""What the window shows while files are held over it."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.models.counts import counted
from app.views import icons, plain, theme
from app.views.boxes import CENTRE, paint_box

NAMED = 3


def dropped_paths(data: QMimeData) -> tuple[Path, ...]:
    """Local files and folders in what is held or dropped."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


class DropOverlay(QWidget):
    """A dashed zone over the whole window, naming what would be imported."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self._names = ""
        self._count = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def offer(self, paths: tuple[Path, ...]) -> None:
        """Show the zone for `paths`."""
        self._count = len(paths)
        rest = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
        self._names = plain.one_line(", ".join(path.name for path in paths[:NAMED]) + rest)
        self.setAccessibleName(f"Drop to check {self._names}")
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Veil, dashed box, words."""
        painter = QPainter(self)
        painter.save()
        painter.setOpacity(0.85)
        painter.fillRect(self.rect(), theme.colour("bg"))
        painter.restore()
        box = QRectF(0, 0, min(520, self.width() - 80), 150)
        box.moveCenter(QRectF(self.rect()).center())
        paint_box(painter, box, 8, "surf", None)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("accf"), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(box, 8, 8)
        icons.paint(
            painter, "download", QRectF(box.center().x() - 12, box.top() + 26, 24, 24), "acc"
        )
        painter.setFont(theme.font(13, 600))
        painter.setPen(theme.colour("t1"))
        words = f"Drop to check {counted(self._count, 'file')}"
        painter.drawText(QRectF(box.left(), box.top() + 60, box.width(), 20), CENTRE, words)
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour("t3"))
        metrics = painter.fontMetrics()
        names = metrics.elidedText(self._names, Qt.TextElideMode.ElideMiddle, int(box.width()) - 32)
        painter.drawText(QRectF(box.left(), box.top() + 84, box.width(), 20), CENTRE, names)
        painter.drawText(
            QRectF(box.left(), box.top() + 106, box.width(), 20), CENTRE, "Nothing is stored yet"
        )
