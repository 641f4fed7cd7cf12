"""The bar above the matrix: quick filters with counts, kinds of ticket, export."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QWidget

from app.views.plain import menu_text
from app.views.queues.controls import QuickTab
from app.views.queues.filters import QUICK_FILTERS
from app.views.queues.wording import KIND_WORDS
from app.views.widgets import Button, Segmented

_MOST_SEGMENTS = 3


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
            tab = QuickTab(
                each.label, each.short, each.hint, icon="inbox" if each.id == "all" else ""
            )
            tab.clicked.connect(lambda _=False, name=each.id: self.quick.emit(name))
            self._group.addButton(tab)
            self.tabs[each.id] = tab
            self._row.addWidget(tab)
        self._row.addStretch(1)
        self.kinds: Segmented | Button | None = None
        self._labels: dict[str, str] = {}
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

    def set_compact(self, *, compact: bool) -> None:
        """Short labels for a narrow window."""
        for tab in self.tabs.values():
            tab.set_compact(compact=compact)

    def show_kinds(self, kinds: tuple[tuple[str, int], ...], current: str) -> None:
        """A segment for every kind that has open tickets; many kinds stand in a menu."""
        labels = {name: f"{KIND_WORDS.get(name, name)} {count:,}" for name, count in kinds if count}
        labels.setdefault(current, f"{KIND_WORDS.get(current, current)} 0")
        if tuple(labels) != tuple(self._labels):
            self._put_kinds(labels, current)
        self._labels = labels
        if isinstance(self.kinds, Segmented):
            for name, label in labels.items():
                self.kinds.set_label(name, label)
            self.kinds.set_current(current)
        elif self.kinds is not None:
            self.kinds.set_words(labels[current])

    def _put_kinds(self, labels: dict[str, str], current: str) -> None:
        if self.kinds is not None:
            self._row.removeWidget(self.kinds)
            self.kinds.hide()
            self.kinds.deleteLater()
        if len(labels) <= _MOST_SEGMENTS:
            self.kinds = Segmented(tuple(labels.items()), current)
            self.kinds.chosen.connect(self.kind)
        else:
            self.kinds = Button(labels[current], menu=True)
            self.kinds.clicked.connect(self._open_kinds)
        self._row.insertWidget(self._row.count() - 2, self.kinds)

    def _open_kinds(self) -> None:
        if self.kinds is None:
            return
        menu = QMenu(self)
        for name, label in self._labels.items():
            action = menu.addAction(menu_text(label))
            action.triggered.connect(lambda _=False, name=name: self.kind.emit(name))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.kinds.mapToGlobal(QPoint(0, self.kinds.height() + 2)))
