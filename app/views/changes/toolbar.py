"""The toolbar of the Changes screen: range, lanes, filter and counts."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.views.buttons import Button, Chip, Segmented
from app.views.changes.axis import DAY, SPANS, range_words
from app.views.changes.cards import Run, Runs
from app.views.changes.slice import Slice
from app.views.widgets import PlainLabel

_NARROW = 1160
LANES = (("service", "Service"), ("group", "Assignment group"))


class Toolbar(QWidget):
    """Emits what the user chose; knows no data but the slice it counts."""

    span_chosen = Signal(int)
    """Seconds that the calendar shall show."""
    stepped = Signal(int)
    now_asked = Signal()
    lanes_chosen = Signal(str)
    only_collisions = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        column.addLayout(row)
        self.spans = Segmented([(label, label) for label, _ in SPANS], "72 h")
        self.spans.chosen.connect(lambda label: self.span_chosen.emit(dict(SPANS)[label]))
        self.earlier = Button("", icon="chevron-left")
        self.now = Button("Now")
        self.later = Button("", icon="chevron-right")
        for button, name in ((self.earlier, "Earlier"), (self.later, "Later")):
            button.setAccessibleName(name)
            button.setToolTip(name)
        self.earlier.clicked.connect(lambda: self.stepped.emit(-1))
        self.later.clicked.connect(lambda: self.stepped.emit(1))
        self.now.clicked.connect(self.now_asked)
        self.range = PlainLabel("", "t1", 12, 600)
        self.range.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.lanes = Chip("Lanes: service", menu=True)
        self.lanes.clicked.connect(self._open_lanes)
        self.only = Chip("Only collisions", icon="breach")
        self.only.setCheckable(True)
        self.only.toggled.connect(self._on_only)
        self._menu = self._lanes_menu()
        self.counts = Runs(11)
        self._below = Runs(11)
        self._below.hide()
        row.addWidget(self.spans)
        row.addWidget(self.earlier)
        row.addWidget(self.now)
        row.addWidget(self.later)
        row.addSpacing(4)
        row.addWidget(self.range)
        row.addSpacing(4)
        row.addWidget(self.lanes)
        row.addWidget(self.only)
        row.addStretch(1)
        self.counts.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row.addWidget(self.counts)
        column.addWidget(self._below)

    def _lanes_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(self)
        for name, label in LANES:
            action = QAction(label, group, checkable=True)
            action.setChecked(name == "service")
            action.triggered.connect(lambda _=False, name=name: self.choose_lanes(name))
            menu.addAction(action)
        return menu

    def _open_lanes(self) -> None:
        self._menu.popup(self.lanes.mapToGlobal(self.lanes.rect().bottomLeft()))

    def choose_lanes(self, name: str) -> None:
        """Put the lanes in order of service or of group."""
        words = "service" if name == "service" else "group"
        self.lanes.set_words(f"Lanes: {words}")
        self.lanes_chosen.emit(name)

    def _on_only(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self.only.set_active(on)
        self.only_collisions.emit(on)

    def show_range(self, start: int, end: int, zone: str) -> None:
        """Say which range is shown."""
        self.range.setText(range_words(start, end, zone))

    def show_span(self, span: int) -> None:
        """Mark the segment of a span; the user's own zoom leaves the last one marked."""
        label = span_label(span)
        if label:
            self.spans.set_current(label)

    def show_counts(self, part: Slice) -> None:
        """Say what the view holds."""
        runs = count_runs(part)
        self.counts.set_runs(runs)
        self._below.set_runs(runs)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < _NARROW
        self.counts.setVisible(not narrow)
        self._below.setVisible(narrow)

    def resizeEvent(self, _event: object) -> None:
        """Put the counts under the controls where the window is narrow."""
        self._fit()


def count_runs(part: Slice) -> list[Run]:
    """Say "24 changes · 5 high risk · 3 collisions · 2 not approved", alerting numbers coloured."""
    waiting = len(part.open)
    accepted = sum(c.strongest.state == "Accepted" for c in part.collisions)
    counts = [
        (len(part.bars), "change", "t1"),
        (part.high_risk, "high risk", "t1"),
        (waiting, "collision", "crit"),
        (accepted, "accepted", "t1"),
        (part.not_approved, "not approved", "warn"),
    ]
    runs: list[Run] = []
    for number, word, role in counts:
        if word == "accepted" and not number:
            continue
        if runs:
            runs.append((" · ", "t3", 400))
        many = "s" if word in {"change", "collision"} and number != 1 else ""
        runs.append((f"{number:,}", role if number else "t2", 600))
        runs.append((f" {word}{many}", "t2", 400))
    return runs


def span_label(span: int) -> str:
    """Return the segment of a span, or "" for one between."""
    return next((label for label, seconds in SPANS if abs(seconds - span) < DAY // 24), "")
