"""The left panel: the files with their status, and the zone where more are dropped."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.models.counts import counted
from app.views import glyphs, icons, plain, theme
from app.views.boxes import ThinScrollBar, paint_focus
from app.views.importing.basket import Entry
from app.views.tables import cells
from app.views.widgets import LinkLabel, Panel, PlainLabel


class FileRow(QAbstractButton):
    """One file: glyph, name, what it is, how many rows."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_entry(entry)

    def show_entry(self, entry: Entry) -> None:
        """Show another file, or the same one further on."""
        self.entry = entry
        name = f"{entry.path.name}, {entry.words}, {glyphs.WORDS[entry.glyph]}"
        self.setAccessibleName(plain.one_line(name))
        self.setToolTip(plain.tooltip(str(entry.path)))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def sizeHint(self) -> QSize:
        """Three lines, two when nothing was read yet."""
        return QSize(180, 64 if self.entry.total("rows") else 46)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Selection, glyph, words."""
        painter = QPainter(self)
        width, height = self.width(), self.height()
        if self.isChecked():
            painter.fillRect(self.rect(), theme.colour("sel"))
            painter.fillRect(0, 0, 3, height, theme.colour("accf"))
        painter.fillRect(0, height - 1, width, 1, theme.colour("grid"))
        glyph = self.entry.glyph
        glyphs.paint(painter, glyph, QRectF(12, 9, 12, 12))
        room = width - 44
        cells.write(painter, QRectF(32, 6, room, 17), self.entry.path.name, weight=500)
        ink = {"breach": "crit", "risk": "warn"}.get(glyph, "t3")
        ink = "t3" if self.entry.decision is None and glyph == "risk" else ink
        cells.write(painter, QRectF(32, 23, room, 16), self.entry.words, ink=ink, size=11)
        if self.entry.total("rows"):
            rows = counted(self.entry.total("rows"), "row")
            done = "Imported" if self.entry.state == "imported" else "Checked"
            low = QRectF(32, 41, room, 16)
            cells.write(painter, low, done, ink="t2", size=11)
            cells.write(painter, low, rows, ink="t3", size=11, side="right", cut=False)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 4)


class DropZone(QWidget):
    """The dashed zone. The whole window takes files; this says so."""

    asked_files = Signal()
    asked_watch = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Drop files or a folder")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 44, 10, 10)
        column.setSpacing(2)
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
        column.addWidget(PlainLabel("CSV, XLSX, JSON, up to 2 GB", "t3", 11, align=centre))
        self.watch = LinkLabel("Watch a folder…", 11)
        self.watch.clicked.connect(self.asked_watch)
        column.addWidget(self.watch, 0, centre)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dashed edge and the sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("ctl"), 1.25, Qt.PenStyle.DashLine))
        painter.setBrush(theme.colour("surf"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        box = QRectF(self.width() / 2 - 9, 16, 18, 18)
        icons.paint(painter, "download", box, "t2")


class FilesPanel(Panel):
    """The list of files over the drop zone; `chosen` gives a place in the list."""

    chosen = Signal(int)
    cleared = Signal()

    def __init__(self) -> None:
        super().__init__("Files")
        self.setFixedWidth(216)
        self.rows: list[FileRow] = []
        self.clear = LinkLabel("Remove all")
        self.clear.clicked.connect(self.cleared)
        self.add_header_widget(self.clear)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setVerticalScrollBar(ThinScrollBar(Qt.Orientation.Vertical))
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._list)
        area.viewport().setAutoFillBackground(False)
        self._list.setAutoFillBackground(False)
        self.body.addWidget(area, 1)
        self.drop = DropZone()
        holder = QHBoxLayout()
        holder.setContentsMargins(9, 8, 9, 4)
        holder.addWidget(self.drop)
        self.body.addLayout(holder)
        self.show_entries((), -1)

    def show_entries(self, entries: tuple[Entry, ...], at: int) -> None:
        """Show the files, the one at `at` selected."""
        for row in self.rows[len(entries) :]:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        del self.rows[len(entries) :]
        for place in range(len(self.rows), len(entries)):
            row = FileRow(entries[place])
            row.clicked.connect(lambda _=False, place=place: self.chosen.emit(place))
            self.rows.append(row)
            self._column.insertWidget(place, row)
        for place, row in enumerate(self.rows):
            row.show_entry(entries[place])
            row.setChecked(place == at)
        self.set_title("Files", str(len(entries)) if entries else "")
        self.clear.setVisible(bool(entries))
