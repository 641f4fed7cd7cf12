"""The product's table: columns of values, sorted by an order array, painted where it is seen.

No item model and no proxy: at a million rows they take seconds, an order array milliseconds
(ARCHITECTURE rule 12).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QWidget

from app.models.columns import I64
from app.views import plain
from app.views.tables.canvas import TableCanvas
from app.views.tables.layout import HEADER, measured
from app.views.tables.values import Column, Two, sort_keys, sorted_rows, text_of


class ColumnTable(TableCanvas):
    """A table of declared columns. Rows are named by their place in the data given to `set_rows`.

    Header click and Shift+Enter sort, ↑↓ Home End PgUp PgDn move, ←→ move the cell focus, Enter
    opens, Space selects, Ctrl+C copies the row. A selected row that the filter hides is not acted
    on. `cellClicked` tells of a click on a link or number cell.
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
        super().__init__(columns, row_height, parent)
        self._keys: dict[str, NDArray[Any]] = {}
        self._count = 0
        self._kept: I64 | None = None
        self.setAccessibleName(name)

    # data in

    def set_rows(
        self,
        values: Mapping[str, Sequence[Any]],
        *,
        keys: Mapping[str, NDArray[Any]] | None = None,
        tips: Mapping[str, Callable[[int], str]] | None = None,
        sections: Sequence[tuple[str, Sequence[int]]] = (),
        select: int = -1,
        keep: Sequence[str] = (),
    ) -> None:
        """Show `values` (column id -> one value a row); `keys` give sort keys where made cheaper.

        `tips` (column id -> row -> words) replace the cell's own tooltip; `sections` are
        (title, rows) in order, with sorting inside each. Selects row `select` without telling; with
        `keep` the row that reads in those columns as the selected one did.
        """
        before = self._words(self._selected, keep) if self._selected >= 0 else ()
        self._count = len(next(iter(values.values()))) if values else 0
        self._values = dict(values)
        self._keys = dict(keys or {})
        self._tips = dict(tips or {})
        self._sections = tuple((title, np.asarray(rows, np.int64)) for title, rows in sections)
        self._kept = None
        if any(before):
            same = (row for row in range(self._count) if self._words(row, keep) == before)
            select = next(same, select)
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

    def row_text(self, row: int) -> str:
        """The row as words: "Group: SAP, Health: E"."""
        parts = ((c.title, text_of(c, self.value(row, c.id))) for c in self.columns)
        return ", ".join(f"{title}: {words}" for title, words in parts if words)

    def _words(self, row: int, names: Sequence[str]) -> tuple[str, ...]:
        known = {column.id: column for column in self.columns if column.id in names}
        return tuple(text_of(column, self.value(row, name)) for name, column in known.items())

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
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        there = self._selected >= 0 and bool((rows == self._selected).any())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if key == Qt.Key.Key_C and there:
                QGuiApplication.clipboard().setText(self._row_as_tsv())
                return
            super().keyPressEvent(event)
        elif key in steps and len(rows):
            self._step(rows, steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._spans:
            move = 1 if key == Qt.Key.Key_Right else -1
            self._focus_column = min(max(self._focus_column + move, 0), len(self._spans) - 1)
            self.viewport().update()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._spans:
            self._header_clicked(self._spans[self._focus_column].column)
        elif enter and there:
            self.rowActivated.emit(self._selected)
        elif key == Qt.Key.Key_Space and there:
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
