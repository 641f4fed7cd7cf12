"""A menu of many choices under a chip: in sections, with a filter field when it is long."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from app.views import theme
from app.views.boxes import paint_box
from app.views.changes.decision_form import Boxed
from app.views.tables import Column, ColumnTable, Txt
from app.views.widgets import PlainLabel

_LONG = 12
"""From this many choices on there is a filter field."""
_ROW, _WIDTH, _TALLEST = 26, 300, 420


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the menu: what it stands for, its words, the section that it is in."""

    value: Any
    words: str
    section: str = ""


class PickList(QFrame):
    """A popup; `picked` gives the value of the chosen line. Esc closes it."""

    picked = Signal(object)

    def __init__(self, owner: QWidget, name: str) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self._choices: tuple[Choice, ...] = ()
        self.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        self.filter_field = QLineEdit()
        self.filter_field.setFrame(False)
        self.filter_field.setFont(theme.font(12))
        self.filter_field.setPlaceholderText("Filter")
        self.filter_field.setAccessibleName(f"Filter {name.lower()}")
        self.filter_field.textChanged.connect(self._filter)
        self.filter_field.installEventFilter(self)
        self._box = Boxed(self.filter_field)
        self.table = ColumnTable(
            (Column("name", name, 100, stretch=1, sortable=False),), row_height=_ROW, name=name
        )
        self.table.rowActivated.connect(self._on_pick)
        self.table.cellClicked.connect(lambda at, _column: self._on_pick(at))
        self.nothing = PlainLabel("Nothing matches.", "t3")
        self.nothing.setContentsMargins(6, 0, 6, 0)
        self.nothing.hide()
        column.addWidget(self._box)
        column.addWidget(self.nothing)
        column.addWidget(self.table, 1)

    def open_under(self, anchor: QWidget, choices: Sequence[Choice], current: object) -> None:
        """Show `choices` under `anchor`, the current one selected."""
        self._choices = tuple(choices)
        sections = [
            (name, [at for at, each in enumerate(choices) if each.section == name])
            for name in dict.fromkeys(each.section for each in choices)
        ]
        named = [part for part in sections if part[0]]
        values = [each.value for each in choices]
        chosen = values.index(current) if current in values else 0
        self.table.set_rows(
            {
                "name": [
                    Txt(each.words, "acc" if at == chosen else "", 600 if at == chosen else 400)
                    for at, each in enumerate(choices)
                ]
            },
            sections=sections if named else (),
            select=chosen,
        )
        self._box.setVisible(len(choices) >= _LONG)
        self.filter_field.clear()
        tall = self.table.content_height() + 20 + (32 if len(choices) >= _LONG else 0)
        self.resize(_WIDTH, min(tall, _TALLEST))
        self.move(anchor.mapToGlobal(QPoint(0, anchor.height() + 2)))
        self.show()
        (self.filter_field if len(choices) >= _LONG else self.table).setFocus()

    def choices(self) -> tuple[Choice, ...]:
        """Every line, also those that the filter hides."""
        return self._choices

    def _filter(self, text: str) -> None:
        asked = text.strip().casefold()
        kept = [at for at, each in enumerate(self._choices) if asked in each.words.casefold()]
        self.table.set_filter(kept if asked else None)
        if kept and self.table.selected() not in kept:
            self.table.select(kept[0])
        self.nothing.setVisible(not kept)

    def _on_pick(self, at: int) -> None:
        self.hide()
        self.picked.emit(self._choices[at].value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the filter field ↑↓ walk the list and Enter picks."""
        if (
            watched is self.filter_field
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self.table.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A panel with a strong border."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surf"))
        paint_box(painter, QRectF(self.rect()), 0, "surf", "bds")
