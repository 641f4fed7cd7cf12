"""The dashed zone at the foot of the files panel."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.views import icons, theme
from app.views.widgets import LinkLabel, PlainLabel


class DropZone(QWidget):
    """The whole window takes files; this says so, and leads to the folder and to past imports."""

    asked_files = Signal()
    asked_watch = Signal()
    asked_past = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Drop files or a folder")
        self._low = False
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 40, 10, 8)
        column.setSpacing(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(PlainLabel("Drop files or a folder", "t1", 12, 500, align=centre))
        row = QHBoxLayout()
        row.setSpacing(6)
        self.browse = LinkLabel("Browse")
        self.browse.clicked.connect(self.asked_files)
        row.addStretch(1)
        row.addWidget(self.browse)
        row.addWidget(PlainLabel("Ctrl O", "t3", 11))
        row.addStretch(1)
        column.addLayout(row)
        self.kinds = PlainLabel("CSV up to 2 GB, XLSX, JSON", "t3", 11, align=centre)
        column.addWidget(self.kinds)
        self.watch = LinkLabel("Watch a folder…", 11)
        self.watch.clicked.connect(self.asked_watch)
        column.addWidget(self.watch, 0, centre)
        self.past = LinkLabel("Past imports", 11)
        self.past.clicked.connect(self.asked_past)
        column.addWidget(self.past, 0, centre)

    def show_past(self, count: int) -> None:
        """How many imports there were."""
        self.past.set_words(f"Past imports ({count:,})" if count else "Past imports")

    def set_low(self, *, low: bool) -> None:
        """A low window leaves the room to the files."""
        self._low = low
        self.kinds.setVisible(not low)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(10, 8 if low else 40, 10, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dashed edge and the sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("ctl"), 1.25, Qt.PenStyle.DashLine))
        painter.setBrush(theme.colour("surf"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        if self._low:
            return
        box = QRectF(self.width() / 2 - 9, 14, 18, 18)
        icons.paint(painter, "download", box, "t2")
