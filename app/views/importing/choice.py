"""One decision with its label: a list of answers of which one holds."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.views import plain
from app.views.select import Select
from app.views.widgets import PlainLabel


class Choice(QWidget):
    """`made` gives the option and the answer; `empty` = the empty answer is one too."""

    made = Signal(str, object)

    def __init__(
        self,
        label: str,
        option: str,
        words: Mapping[str, str] | None = None,
        *,
        empty: bool = False,
        label_width: int = 0,
    ) -> None:
        super().__init__()
        self._option = option
        self._words = dict(words or {})
        self._empty = empty
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._label = PlainLabel(label, "t3")
        if label_width:
            self._label.setFixedWidth(label_width)
        else:
            self._label.setMinimumWidth(self._label.sizeHint().width())
        self.box = Select(label)
        self.box.setMinimumWidth(150)
        self.box.setMaximumWidth(300)
        self._label.setBuddy(self.box)
        self.box.activated.connect(self._on_activated)
        row.addWidget(self._label)
        row.addWidget(self.box, 1)

    def set_words(self, words: Mapping[str, str]) -> None:
        """Other words for the answers."""
        self._words = dict(words)

    def offer(self, values: Sequence[str], current: str, *, answered: bool) -> None:
        """Offer `values`; an empty `current` shows that nothing is decided."""
        self.box.answered = answered
        self.box.blockSignals(True)
        self.box.clear()
        if not current and not self._empty:
            self.box.addItem("Choose", "")
        for value in values:
            self.box.addItem(plain.one_line(self._words.get(value, value)), value)
        place = self.box.findData(current)
        if place < 0 and current:
            self.box.addItem(plain.one_line(self._words.get(current, current)), current)
            place = self.box.count() - 1
        self.box.setCurrentIndex(max(place, 0))
        self.box.blockSignals(False)
        self.box.updateGeometry()

    def _on_activated(self, place: int) -> None:
        value = self.box.itemData(place)
        if value or self._empty:
            self.made.emit(self._option, value)
