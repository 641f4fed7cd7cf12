"""The bar above the matrix: quick filters with counts, kinds of ticket, export."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from app.views.queues.controls import QuickTab
from app.views.queues.filters import QUICK_FILTERS
from app.views.queues.wording import KIND_WORDS
from app.views.widgets import Button, Segmented


class QueueToolbar(QWidget):
    """`quick` gives the id of a quick filter, `kind` that of a kind of ticket."""

    quick = Signal(str)
    kind = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._group = QButtonGroup(self)
        self.tabs: dict[str, QuickTab] = {}
        for each in QUICK_FILTERS:
            tab = QuickTab(each.label, each.hint, icon="inbox" if each.id == "all" else "")
            tab.clicked.connect(lambda _=False, name=each.id: self.quick.emit(name))
            self._group.addButton(tab)
            self.tabs[each.id] = tab
            self._row.addWidget(tab)
        self._row.addStretch(1)
        self.kinds: Segmented | None = None
        self._kinds: tuple[str, ...] = ()
        self.export = Button("Export", icon="file-down")
        self.export.setEnabled(False)
        self._row.addSpacing(4)
        self._row.addWidget(self.export)

    def show_quick(self, name: str) -> None:
        """Mark quick filter `name` as chosen."""
        self.tabs[name].setChecked(True)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Numbers of the quick filters; "All queues" has its number in the kinds."""
        for name, tab in self.tabs.items():
            tab.set_count(None if name == "all" else counts.get(name))

    def show_kinds(self, kinds: tuple[tuple[str, int], ...], current: str) -> None:
        """A segment for every kind that has open tickets, with its count."""
        labels = {name: f"{KIND_WORDS.get(name, name)} {count:,}" for name, count in kinds}
        labels.setdefault(current, f"{KIND_WORDS.get(current, current)} 0")
        if tuple(labels) != self._kinds or self.kinds is None:
            if self.kinds is not None:
                self._row.removeWidget(self.kinds)
                self.kinds.hide()
                self.kinds.deleteLater()
            self._kinds = tuple(labels)
            self.kinds = Segmented(tuple(labels.items()), current)
            self.kinds.chosen.connect(self.kind)
            self._row.insertWidget(self._row.count() - 2, self.kinds)
        for name, label in labels.items():
            self.kinds.set_label(name, label)
        self.kinds.set_current(current)
