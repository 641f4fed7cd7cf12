"""The left panel: the files with their status, and the zone where more are dropped."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
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
from app.views import glyphs, plain, theme
from app.views.boxes import ThinScrollBar, paint_focus
from app.views.importing.basket import Entry
from app.views.importing.drop_zone import DropZone
from app.views.tables import cells
from app.views.widgets import LinkLabel, Panel

_BAR = 34
"""Width of the bar that shows how sure the detection is."""


class FileRow(QAbstractButton):
    """One file: glyph, name, what it is, how sure that is, how many rows.

    ↑ and ↓ go to the neighbours, Delete takes the file off the list.
    """

    moved = Signal(int)
    removed = Signal()

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
        said = (entry.path.name, entry.words, *self._low(), glyphs.WORDS[entry.glyph])
        self.setAccessibleName(plain.one_line(", ".join(part for part in said if part)))
        why = f"\n{entry.trouble}" if entry.trouble else ""
        self.setToolTip(plain.tooltip(f"{entry.path}{why}"))
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def _low(self) -> tuple[str, str]:
        """The third line: how sure, and how many rows."""
        entry = self.entry
        rows = entry.total("rows")
        shown = counted(rows, "row") if rows else ""
        if entry.decision is not None:
            shown = "To decide"
        if entry.state == "imported":
            return "Imported", shown
        sure = "" if entry.sure is None or entry.trouble else f"{entry.sure:.0%} sure"
        return sure or ("Checked" if rows else ""), shown

    def sizeHint(self) -> QSize:
        """Three lines, two when nothing was read yet."""
        return QSize(180, 64 if any(self._low()) else 46)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """To the neighbour, or off the list."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Selection, glyph, words, bar."""
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
        ink = "crit" if glyph == "breach" else "warn" if self.entry.decision else "t3"
        cells.write(painter, QRectF(32, 23, room, 16), self.entry.words, ink=ink, size=11)
        self._paint_low(painter, QRectF(32, 41, room, 16))
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 4)

    def _paint_low(self, painter: QPainter, low: QRectF) -> None:
        words, rows = self._low()
        ink = "warn" if self.entry.decision is not None else "t3"
        cells.write(painter, low, rows, ink=ink, size=11, side="right", cut=False)
        need = _BAR + 15 + cells.width_of(words, 11) + cells.width_of(rows, 11)
        if words.endswith("sure") and self.entry.sure is not None and need <= low.width():
            track = QRectF(low.left(), low.center().y() - 2, _BAR, 4)
            painter.fillRect(track, theme.colour("track"))
            track.setWidth(_BAR * self.entry.sure)
            fill = "warnf" if self.entry.glyph == "risk" else "neu"
            painter.fillRect(track, theme.colour(fill))
            low = low.adjusted(_BAR + 7, 0, 0, 0)
        cells.write(painter, low, words, ink="t2", size=11)


class FilesPanel(Panel):
    """The list of files over the drop zone; `chosen` and `removed` give a place in the list."""

    chosen = Signal(int)
    removed = Signal(int)
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
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setVerticalScrollBar(ThinScrollBar(Qt.Orientation.Vertical))
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._list)
        self._area.viewport().setAutoFillBackground(False)
        self._list.setAutoFillBackground(False)
        self.body.addWidget(self._area, 1)
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
            row.moved.connect(lambda by, place=place: self._go(place + by))
            row.removed.connect(lambda place=place: self.removed.emit(place))
            self.rows.append(row)
            self._column.insertWidget(place, row)
        for place, row in enumerate(self.rows):
            row.show_entry(entries[place])
            row.setChecked(place == at)
        self.set_title("Files", str(len(entries)) if entries else "")
        self.clear.setVisible(bool(entries))

    def _go(self, place: int) -> None:
        if 0 <= place < len(self.rows):
            self.chosen.emit(place)
            self.rows[place].setFocus(Qt.FocusReason.TabFocusReason)
            self._area.ensureWidgetVisible(self.rows[place], 0, 0)

    def focus_chosen(self) -> None:
        """Put the keyboard on the file that is selected, or on Browse."""
        chosen = next((row for row in self.rows if row.isChecked()), None)
        (chosen or self.drop.browse).setFocus(Qt.FocusReason.TabFocusReason)
