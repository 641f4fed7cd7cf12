"""A table with cells that open a list of choices in their place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from app.views import icons, plain, theme
from app.views.boxes import paint_box
from app.views.select import Select
from app.views.tables import Column, ColumnTable
from app.views.tables.cells import Look, write
from app.views.tables.layout import HEADER

Choices = Sequence[tuple[str, str]]
"""(value, words) in the order offered."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A choice in a cell: what holds (`value`), its words, and the token they are written in.

    `fixed` = there is nothing else to choose, so it stands as plain words.
    """

    value: str
    words: str
    ink: str = "t1"
    answered: bool = False
    fixed: bool = False


def paint_pick(painter: QPainter, rect: QRectF, value: Pick, _look: Look) -> None:
    """The box of a closed list: words and chevron."""
    if value.fixed:
        write(painter, rect.adjusted(8, 0, 0, 0), value.words, ink="t2")
        return
    box = QRectF(rect.left(), rect.center().y() - 10, rect.width(), 21)
    paint_box(painter, box, 6, *(("acct", "accf") if value.answered else ("surf", "bds")))
    ink = "acc" if value.answered and value.ink == "t1" else value.ink
    write(painter, box.adjusted(7, 0, -15, 0), value.words, ink=ink)
    chevron = QRectF(box.right() - 15, box.center().y() - 5, 10, 10)
    icons.paint(painter, "chevron-down", chevron, "t2")


def pick_column(name: str, title: str, width: int, stretch: int = 0, tip: str = "") -> Column:
    """A column of `Pick` cells."""
    return Column(
        name, title, width, "own", stretch=stretch, paint=paint_pick, sortable=False, tip=tip,
        words=lambda value: value.words,
    )  # fmt: skip


def paint_arrow(painter: QPainter, rect: QRectF, _value: object, _look: Look) -> None:
    """From the file to the field."""
    icons.paint(painter, "arrow-right", QRectF(rect.left(), rect.center().y() - 6, 12, 12), "t2")


class PickTable(ColumnTable):
    """`picked` gives (row, column, value). A click, Space, Enter or Alt+↓ opens a cell's list."""

    picked = Signal(int, str, str)

    def __init__(
        self,
        columns: Sequence[Column],
        offer: Callable[[int, str], Choices],
        *,
        row_height: int = 26,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(columns, row_height=row_height, name=name, parent=parent)
        self._offer = offer
        self._pressed = (-1, "")
        self._at = (-1, "")
        self.list = Select(name)
        self.list.setParent(self.viewport())
        self.list.setFont(theme.font(12))
        self.list.activated.connect(self._taken)
        self.list.view().installEventFilter(self)
        self.list.hide()
        self.verticalScrollBar().valueChanged.connect(self.close_list)

    def open_list(self, row: int, column: str) -> bool:
        """Open the list of one cell; False where there is nothing to choose."""
        cell = self.value(row, column)
        if not isinstance(cell, Pick) or cell.fixed:
            return False
        self.select(row)
        self._at = (row, column)
        self.list.clear()
        for value, words in self._offer(row, column):
            self.list.addItem(plain.one_line(words), value)
        self.list.setCurrentIndex(self.list.findData(cell.value))
        box = self.cell_rect(row, column).adjusted(5, 2, -5, -2)
        self.list.setFixedHeight(box.height())
        self.list.setGeometry(box)
        self.list.setAccessibleName(f"{column.capitalize()}, {self.row_text(row)}")
        self.list.show()
        self.list.raise_()
        self.list.showPopup()
        return True

    def close_list(self) -> None:
        """Put the list away without an answer."""
        if self.list.isVisible():
            self.list.hidePopup()
            self.list.hide()
            self.setFocus()

    def _taken(self, place: int) -> None:
        row, column = self._at
        value = self.list.itemData(place)
        self.close_list()
        cell = self.value(row, column)
        if isinstance(cell, Pick) and value is not None and value != cell.value:
            self.picked.emit(row, column, value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The closed list leaves the cell."""
        if event.type() is QEvent.Type.Hide and watched is self.list.view():
            self.list.hide()
            self.setFocus()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the row; the list opens when the button is let go, so that it stays open."""
        super().mousePressEvent(event)
        span = self._span_at(event.position().x())
        row = self._row_at(event.position().y()) if event.position().y() >= HEADER else -1
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = (row, span.column.id) if span is not None and left else (-1, "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the list that was pressed."""
        super().mouseReleaseEvent(event)
        (row, column), self._pressed = self._pressed, (-1, "")
        if row >= 0:
            self.open_list(row, column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, Enter and Alt+↓ open the cell's list, or the row's first one."""
        key = event.key()
        alt_down = key == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        opens = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self.selected() >= 0 and (alt_down or key in opens) and self._open_focused():
            return
        super().keyPressEvent(event)

    def _open_focused(self) -> bool:
        row = self.selected()
        focused = self._spans[min(self._focus_column, len(self._spans) - 1)].column.id
        order = [focused, *(span.column.id for span in self._spans)]
        return any(self.open_list(row, column) for column in order)
