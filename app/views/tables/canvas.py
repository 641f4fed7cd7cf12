"""Where the cells of a table are, how they are painted, and what their tooltips say."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.models.columns import I64
from app.views import icons, plain, theme
from app.views.boxes import Corner, ThinScrollBar, paint_focus
from app.views.tables import cells
from app.views.tables.layout import HEADER, Span, fit
from app.views.tables.values import Column, text_of

INSET = 6
EDGE = 12


class TableCanvas(QAbstractScrollArea):
    """The seen part of a table: header, rows in sight, total. `ColumnTable` gives it its order."""

    def __init__(self, columns: Sequence[Column], row_height: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._row_height = row_height
        self._values: dict[str, Any] = {}
        self._tips: dict[str, Callable[[int], str]] = {}
        self._total: Mapping[str, Any] | None = None
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
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setVerticalScrollBar(ThinScrollBar(Qt.Orientation.Vertical))
        self.setHorizontalScrollBar(ThinScrollBar(Qt.Orientation.Horizontal))
        self.setCornerWidget(Corner())
        self.viewport().setMouseTracking(True)
        self.viewport().setFocusProxy(self)
        self.verticalScrollBar().setSingleStep(row_height)
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)

    def value(self, row: int, name: str) -> Any:
        """What stands in one cell."""
        column = self._values.get(name)
        return None if column is None else column[row]

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
        if self.hasFocus() and self._selected < 0:
            paint_focus(painter, QRectF(0, 0, width, height), 4)

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
