"""The product's table: columns of values, sorted by an order array, painted where it is seen.

No item model and no proxy: at a million rows they take seconds, an order array milliseconds
(ARCHITECTURE rule 12).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.models.columns import I64
from app.views import icons, plain, theme
from app.views.boxes import ThinScrollBar, paint_focus
from app.views.tables import cells
from app.views.tables.layout import HEADER, Span, fit, measured
from app.views.tables.values import Column, Two, sort_keys, sorted_rows, text_of

INSET = 6
EDGE = 12


class ColumnTable(QAbstractScrollArea):
    """A table of declared columns. Rows are named by their place in the data given to `set_rows`.

    Header click sorts, ↑↓ Home End PgUp PgDn move, ←→ move the cell focus, Enter opens, Space
    selects, Ctrl+C copies the row. `cellClicked` tells of a click on a link or number cell.
    """

    rowSelected = Signal(int)
    rowActivated = Signal(int)
    cellClicked = Signal(int, str)
    sortChanged = Signal(str, bool)
    """(column id, descending)."""

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        row_height: int = 28,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._row_height = row_height
        self._values: dict[str, Any] = {}
        self._keys: dict[str, NDArray[Any]] = {}
        self._tips: dict[str, Callable[[int], str]] = {}
        self._total: Mapping[str, Any] | None = None
        self._count = 0
        self._kept: I64 | None = None
        self._sections: tuple[tuple[str, I64], ...] = ()
        self._order: I64 = np.empty(0, np.int64)
        self._sort = ("", False)
        self._selected = -1
        self._marked: frozenset[int] = frozenset()
        self._focus_column = 0
        self._least: dict[str, float] = {}
        self._spans: tuple[Span, ...] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBar(ThinScrollBar(Qt.Orientation.Vertical))
        self.setHorizontalScrollBar(ThinScrollBar(Qt.Orientation.Horizontal))
        self.viewport().setMouseTracking(True)
        self.viewport().setFocusProxy(self)
        self.verticalScrollBar().setSingleStep(row_height)
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)

    # data in

    def set_rows(
        self,
        values: Mapping[str, Sequence[Any]],
        *,
        keys: Mapping[str, NDArray[Any]] | None = None,
        tips: Mapping[str, Callable[[int], str]] | None = None,
        sections: Sequence[tuple[str, Sequence[int]]] = (),
        select: int = -1,
    ) -> None:
        """Show `values` (column id -> one value a row); `keys` give sort keys where made cheaper.

        `tips` (column id -> row -> words) replace the cell's own tooltip; `sections` are
        (title, rows) in order, with sorting inside each. Selects row `select` without telling.
        """
        self._count = len(next(iter(values.values()))) if values else 0
        self._values = dict(values)
        self._keys = dict(keys or {})
        self._tips = dict(tips or {})
        self._sections = tuple((title, np.asarray(rows, np.int64)) for title, rows in sections)
        self._kept = None
        self._selected = select if 0 <= select < self._count else -1
        self._marked = frozenset()
        self._least = {
            column.id: measured(column, self._values.get(column.id, ())) for column in self.columns
        }
        self._rebuild()

    def set_column(self, name: str, values: Sequence[Any]) -> None:
        """Replace one column's values, as when clocks tick; order and selection stay."""
        self._values[name] = values
        self._keys.pop(name, None)
        self.viewport().update()

    def set_filter(self, rows: Sequence[int] | I64 | None) -> None:
        """Show only these rows; None shows all."""
        self._kept = None if rows is None else np.asarray(rows, np.int64)
        self._rebuild()

    def set_total(self, total: Mapping[str, Any] | None) -> None:
        """The sticky row at the foot, by column id."""
        self._total = total
        self._layout()

    def set_marked(self, rows: Sequence[int]) -> None:
        """Paint these rows as selected too (both changes of a collision)."""
        self._marked = frozenset(rows)
        self.viewport().update()

    def sort_by(self, name: str, *, descending: bool = False) -> None:
        """Sort by column `name`; an empty name keeps the order given."""
        self._sort = (name, descending)
        self._rebuild()

    # what is seen

    def count(self) -> int:
        """How many rows are shown."""
        return int((self._order >= 0).sum())

    def shown(self) -> I64:
        """The rows shown, in order."""
        return self._order[self._order >= 0]

    def sorting(self) -> tuple[str, bool]:
        """(column id, descending)."""
        return self._sort

    def selected(self) -> int:
        """The selected row or -1."""
        return self._selected

    def select(self, row: int, *, tell: bool = True) -> None:
        """Select `row`, bring it into sight and tell it with `rowSelected`."""
        changed = row != self._selected
        self._selected = row
        self._reveal(row)
        self.viewport().update()
        words = self.row_text(row) if row >= 0 else ""
        self.setAccessibleDescription(words)
        if changed and tell:
            self.rowSelected.emit(row)

    def value(self, row: int, name: str) -> Any:
        """What stands in one cell."""
        column = self._values.get(name)
        return None if column is None else column[row]

    def row_text(self, row: int) -> str:
        """The row as words: "Group: SAP, Health: E"."""
        parts = ((c.title, text_of(c, self.value(row, c.id))) for c in self.columns)
        return ", ".join(f"{title}: {words}" for title, words in parts if words)

    def row_rect(self, row: int) -> QRect:
        """Where `row` stands in the viewport; empty when it is not shown."""
        found = np.flatnonzero(self._order == row)
        if not len(found):
            return QRect()
        top = HEADER + int(found[0]) * self._row_height - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width(), self._row_height)

    def cell_rect(self, row: int, name: str) -> QRect:
        """Where a cell stands in the viewport."""
        box = self.row_rect(row)
        for span in self._spans:
            if span.column.id == name and not box.isEmpty():
                return QRect(
                    int(span.left - self._offset()), box.top(), int(span.width), box.height()
                )
        return QRect()

    def header_rect(self, name: str) -> QRect:
        """Where a column's header stands in the viewport."""
        for span in self._spans:
            if span.column.id == name:
                return QRect(int(span.left - self._offset()), 0, int(span.width), HEADER)
        return QRect()

    def content_height(self) -> int:
        """Height that shows every row, header and total."""
        return HEADER + self._row_height * len(self._order) + self._foot()

    def sizeHint(self) -> QSize:
        """Header and a few rows."""
        return QSize(400, HEADER + self._row_height * 5 + self._foot())

    # order and place

    def _rebuild(self) -> None:
        name, descending = self._sort
        keys = None
        if name and name in self._values:
            if name not in self._keys:
                self._keys[name] = sort_keys(self._values[name])
            keys = self._keys[name]
        shown = np.arange(self._count, dtype=np.int64)
        if self._kept is not None:
            shown = self._kept
        if not self._sections:
            order = shown if keys is None else sorted_rows(keys, shown, descending=descending)
        else:
            kept = np.zeros(self._count, np.bool_)
            kept[shown] = True
            parts = []
            for place, (_title, rows) in enumerate(self._sections):
                inside = rows[kept[rows]]
                if len(inside):
                    if keys is not None:
                        inside = sorted_rows(keys, inside, descending=descending)
                    parts.append(np.concatenate([np.array([-place - 1], np.int64), inside]))
            order = np.concatenate(parts) if parts else np.empty(0, np.int64)
        self._order = order
        self._layout()

    def _foot(self) -> int:
        return self._row_height if self._total else 0

    def _offset(self) -> int:
        return self.horizontalScrollBar().value()

    def _layout(self) -> None:
        width = self.viewport().width()
        self._spans = fit(self.columns, self._least, width)
        whole = self._spans[-1].left + self._spans[-1].width if self._spans else 0
        across = self.horizontalScrollBar()
        across.setRange(0, max(0, int(whole) - width))
        across.setPageStep(width)
        down = self.verticalScrollBar()
        room = self.viewport().height() - HEADER - self._foot()
        down.setRange(0, max(0, len(self._order) * self._row_height - room))
        down.setPageStep(max(room, self._row_height))
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns share the new width."""
        super().resizeEvent(event)
        self._layout()

    def _reveal(self, row: int) -> None:
        found = np.flatnonzero(self._order == row)
        if not len(found):
            return
        top = int(found[0]) * self._row_height
        down = self.verticalScrollBar()
        room = self.viewport().height() - HEADER - self._foot()
        if top < down.value():
            down.setValue(top)
        elif top + self._row_height > down.value() + room:
            down.setValue(top + self._row_height - room)

    def _row_at(self, y: float) -> int:
        if y < HEADER or y >= self.viewport().height() - self._foot():
            return -1
        place = int(y - HEADER + self.verticalScrollBar().value()) // self._row_height
        return int(self._order[place]) if place < len(self._order) else -1

    def _span_at(self, x: float) -> Span | None:
        at = x + self._offset()
        return next((s for s in self._spans if s.left <= at < s.left + s.width), None)

    # pointer and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Sort by the header, select the row."""
        point = event.position()
        span = self._span_at(point.x())
        if event.button() != Qt.MouseButton.LeftButton or span is None:
            return
        if point.y() < HEADER:
            self._header_clicked(span.column)
            return
        row = self._row_at(point.y())
        if row >= 0:
            self._focus_column = self._spans.index(span)
            self.select(row)
            self.cellClicked.emit(row, span.column.id)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The press did it all; the release is taken too."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the row."""
        row = self._row_at(event.position().y())
        if row >= 0:
            self.rowActivated.emit(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that a link can be pressed."""
        span = self._span_at(event.position().x())
        row = self._row_at(event.position().y())
        linked = span is not None and row >= 0 and self._is_link(row, span.column)
        shape = Qt.CursorShape.PointingHandCursor if linked else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def _is_link(self, row: int, column: Column) -> bool:
        value = self.value(row, column.id)
        return column.kind == "link" or (isinstance(value, Two) and bool(value.link))

    def _header_clicked(self, column: Column) -> None:
        if not column.sortable:
            return
        name, descending = self._sort
        descending = not descending if name == column.id else column.descending_first
        self.sort_by(column.id, descending=descending)
        self.sortChanged.emit(column.id, descending)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rows, cells, open, select, copy."""
        key = event.key()
        rows = self.shown()
        page = max(1, self.verticalScrollBar().pageStep() // self._row_height - 1)
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
            Qt.Key.Key_Home: -len(rows),
            Qt.Key.Key_End: len(rows),
        }
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if key == Qt.Key.Key_C and self._selected >= 0:
                QGuiApplication.clipboard().setText(self._row_as_tsv())
                return
            super().keyPressEvent(event)
        elif key in steps and len(rows):
            self._step(rows, steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._spans:
            move = 1 if key == Qt.Key.Key_Right else -1
            self._focus_column = min(max(self._focus_column + move, 0), len(self._spans) - 1)
            self.viewport().update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._selected >= 0:
            self.rowActivated.emit(self._selected)
        elif key == Qt.Key.Key_Space and self._selected >= 0:
            self.cellClicked.emit(self._selected, self._spans[self._focus_column].column.id)
        else:
            event.ignore()

    def _step(self, rows: I64, by: int) -> None:
        found = np.flatnonzero(rows == self._selected)
        at = int(found[0]) + by if len(found) else 0
        self.select(int(rows[min(max(at, 0), len(rows) - 1)]))

    def _row_as_tsv(self) -> str:
        titles = "\t".join(column.title for column in self.columns)
        words = (text_of(c, self.value(self._selected, c.id)) for c in self.columns)
        return f"{titles}\r\n" + "\t".join(plain.one_line(word) for word in words)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips: what is cut, or what the page has to say about the cell."""
        if isinstance(event, QHelpEvent):
            self._tell(event.pos(), event.globalPos())
            return True
        return super().viewportEvent(event)

    def _tell(self, at: QPoint, globally: QPoint) -> None:
        plain.show_tooltip(globally, self.tip_at(at), self.viewport())

    def tip_at(self, at: QPoint) -> str:
        """The tooltip's words at a point of the viewport; empty when nothing is cut."""
        span = self._span_at(at.x())
        if span is None:
            return ""
        if at.y() < HEADER:
            return span.column.tip
        row = self._row_at(at.y())
        if row < 0:
            return ""
        own = self._tips.get(span.column.id)
        if own is not None:
            return own(row)
        value = self.value(row, span.column.id)
        words = text_of(span.column, value)
        if span.column.kind in ("flow", "ages", "spark"):
            return words
        room = self._inset(span, 0, 1).width()
        need = cells.needed_width(value, span.column)
        if span.column.kind == "wrap":
            need = max(map(cells.width_of, cells.two_lines(words, room - 18)), default=0)
        return words if need > room + 0.5 else ""

    # painting

    def _inset(self, span: Span, top: float, height: float) -> QRectF:
        first = span is self._spans[0]
        last = span is self._spans[-1]
        left = span.left - self._offset() + (EDGE if first else INSET)
        right = span.left - self._offset() + span.width - (EDGE if last else INSET)
        return QRectF(left, top, right - left, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Rows in sight, then header and total over them."""
        painter = QPainter(self.viewport())
        width, height = self.viewport().width(), self.viewport().height()
        painter.fillRect(0, 0, width, height, theme.colour("surf"))
        scrolled = self.verticalScrollBar().value()
        first = scrolled // self._row_height
        last = min(len(self._order), (scrolled + height - HEADER) // self._row_height + 1)
        for place in range(first, last):
            top = HEADER + place * self._row_height - scrolled
            self._paint_row(painter, int(self._order[place]), top, width)
        self._paint_header(painter, width)
        if self._total is not None:
            self._paint_total(painter, width, height)

    def _paint_row(self, painter: QPainter, row: int, top: int, width: int) -> None:
        if row < 0:
            painter.fillRect(0, top, width, self._row_height, theme.colour("surf"))
            box = QRectF(EDGE, top, width - 2 * EDGE, self._row_height)
            cells.write(painter, box, self._sections[-row - 1][0], ink="t2", size=11, weight=600)
        else:
            selected = row == self._selected or row in self._marked
            if selected:
                painter.fillRect(0, top, width, self._row_height, theme.colour("sel"))
                painter.fillRect(0, top, 3, self._row_height, theme.colour("accf"))
            look = cells.Look(selected=selected)
            for span in self._spans:
                rect = self._inset(span, top, self._row_height - 1)
                cells.paint_cell(painter, rect, self.value(row, span.column.id), span.column, look)
            if row == self._selected and self.hasFocus():
                self._paint_cell_focus(painter, top)
        painter.fillRect(0, top + self._row_height - 1, width, 1, theme.colour("grid"))

    def _paint_cell_focus(self, painter: QPainter, top: int) -> None:
        span = self._spans[min(self._focus_column, len(self._spans) - 1)]
        box = QRectF(span.left - self._offset(), top, span.width, self._row_height - 1)
        paint_focus(painter, box, 4)

    def _paint_header(self, painter: QPainter, width: int) -> None:
        painter.fillRect(0, 0, width, HEADER, theme.colour("surf2"))
        painter.fillRect(0, 0, width, 1, theme.colour("grid"))
        painter.fillRect(0, HEADER - 1, width, 1, theme.colour("bd"))
        name, descending = self._sort
        for span in self._spans:
            rect = self._inset(span, 0, HEADER - 1)
            title = span.column.title
            sorts = span.column.id == name
            wide = cells.width_of(title, 11)
            if sorts and span.column.side == "right":
                rect.setRight(rect.right() - 14)
            cells.write(painter, rect, title, ink="t3", size=11, side=span.column.side)
            if sorts:
                at = {"left": rect.left() + wide + 3, "right": rect.right() + 2}.get(
                    span.column.side, rect.center().x() + wide / 2 + 3
                )
                sign = "arrow-down" if descending else "arrow-up"
                icons.paint(painter, sign, QRectF(at, 7, 12, 12), "t2")

    def _paint_total(self, painter: QPainter, width: int, height: int) -> None:
        top = min(height - self._row_height, HEADER + len(self._order) * self._row_height)
        painter.fillRect(0, top, width, self._row_height, theme.colour("surf2"))
        painter.fillRect(0, top, width, 1, theme.colour("bds"))
        assert self._total is not None
        for span in self._spans:
            rect = self._inset(span, top, self._row_height)
            value = self._total.get(span.column.id)
            cells.paint_cell(painter, rect, value, span.column, cells.Look(strong=True))
