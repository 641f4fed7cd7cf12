"""What an import would change: the bar of counts and what they mean."""

from collections.abc import Iterable, Sequence
from itertools import chain

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.models.counts import counted
from app.models.kinds import others_words
from app.views import theme
from app.views.boxes import LEFT
from app.views.importing.basket import Entry
from app.views.importing.steps import MASS_CHANGE
from app.views.side_panel import scrolled
from app.views.widgets import EmptyState, Panel, PlainLabel

COUNTS = (
    ("New", "accf"),
    ("Changed", "flowin"),
    ("Unchanged", "track"),
    ("Left out", "critf"),
)
_MOST_FIELDS = 3


class CountBar(QWidget):
    """New, changed, unchanged and left-out rows as one bar, and as numbers under it."""

    def __init__(self) -> None:
        super().__init__()
        self._counts = (0, 0, 0, 0)
        self.setFixedHeight(56)

    def sizeHint(self) -> QSize:
        """As wide as the panel."""
        return QSize(300, 56)

    def show_counts(self, counts: tuple[int, int, int, int]) -> None:
        """Counts in the order of COUNTS."""
        self._counts = counts
        named = zip(COUNTS, counts, strict=True)
        self.setAccessibleName(", ".join(f"{name} {count:,}" for (name, _ink), count in named))
        self.update()

    def counts(self) -> tuple[int, int, int, int]:
        """What is shown."""
        return self._counts

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bar, then swatch, word and number four times."""
        painter = QPainter(self)
        total = sum(self._counts) or 1
        shares = [max(self.width() * count / total, 4.0 if count else 0) for count in self._counts]
        scale = self.width() / (sum(shares) or 1)
        painter.fillRect(QRectF(0, 2, self.width(), 11), theme.colour("sunk"))
        x = 0.0
        column = self.width() / 4
        for place, ((name, ink), count) in enumerate(zip(COUNTS, self._counts, strict=True)):
            wide = shares[place] * scale
            if count:
                painter.fillRect(QRectF(x, 2, wide - 1, 11), theme.colour(ink))
            x += wide
            left = place * column
            painter.fillRect(QRectF(left, 23, 8, 8), theme.colour(ink))
            bad = place == 3 and count
            painter.setFont(theme.font(11))
            painter.setPen(theme.colour("crit" if bad else "t2"))
            painter.drawText(QRectF(left + 12, 18, column, 17), LEFT, name)
            painter.setFont(theme.font(15, 600))
            painter.setPen(theme.colour("crit" if bad else "t1"))
            painter.drawText(QRectF(left, 36, column, 20), LEFT, f"{count:,}")


class DryRunPanel(Panel):
    """Counts, fields that change most, what that does to the numbers, and the way back.

    `allowed` tells that much may change at once, where the dry run asks that.
    """

    allowed = Signal()

    def __init__(self) -> None:
        super().__init__("Dry run", inset=True)
        self.took = PlainLabel("", "t3", 11)
        self.add_header_widget(self.took)
        self.bar = CountBar()
        self.body.addWidget(self.bar)
        lines = QWidget()
        grid = QGridLayout(lines)
        grid.setContentsMargins(0, 2, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 84)
        grid.setColumnStretch(1, 1)
        self.values: dict[str, PlainLabel] = {}
        self._names: dict[str, PlainLabel] = {}
        top = Qt.AlignmentFlag.AlignTop
        names = ("Changed most", "Effect", "Also", "Probably cut", "Note", "Undo")
        for line, name in enumerate(names):
            self._names[name] = PlainLabel(name, "t3", 11)
            grid.addWidget(self._names[name], line, 0, top)
            ink = "warn" if name == "Probably cut" else "t1"
            self.values[name] = PlainLabel("", ink, 11, wrap=True)
            grid.addWidget(self.values[name], line, 1, top)
        grid.setRowStretch(len(names), 1)
        self._lines = scrolled(lines)
        self.body.addWidget(self._lines, 1)
        self.empty = EmptyState("No dry run yet.", "")
        self.empty.acted.connect(self.allowed)
        self.body.addWidget(self.empty, 1)
        self.show_entry(None)

    def wanted_height(self, width: int) -> int:
        """Height that shows every line in a panel of `width`."""
        if self._lines.isHidden():
            return 0
        lines = self._lines.widget()
        inside = lines.heightForWidth(width - 22) if lines is not None else 0
        return 36 + self.bar.height() + 8 + inside + 14

    def show_entry(self, entry: Entry | None) -> None:
        """Show the counts of `entry`."""
        shown = entry is not None and bool(entry.total("rows"))
        self.bar.setVisible(shown)
        self._lines.setVisible(shown)
        self.empty.setVisible(not shown)
        self.took.setVisible(shown)
        if entry is None or not shown:
            self.set_title("Dry run", "")
            self.empty.set_words(*_why_empty(entry))
            return
        done = entry.state == "imported"
        rows = counted(entry.total("rows"), "row")
        seconds = sum(result.seconds for result in entry.results)
        old = ", before the last decision" if entry.state == "waiting" else ""
        of = "this file, " if entry.one and not old else ""
        self.took.setText("" if old else f"{seconds:.1f} s")
        self.set_title("Result" if done else "Dry run", f"{of}{rows}{old}")
        names = ("new", "changed", "unchanged", "rejected")
        new, changed, unchanged, rejected = (entry.total(name) for name in names)
        self.bar.show_counts((new, changed, unchanged, rejected))
        undo = "From the list of past imports; later edits stay"
        told = {
            "Changed most": most_changed(entry),
            "Effect": "\n".join(line for result in entry.results for line in result.effect),
            "Also": also_words(entry),
            "Probably cut": " ".join(result.cut for result in entry.results if result.cut),
            "Note": "\n".join(entry.warnings[:6]),
            "Undo": undo if done else "Possible after the import, as one batch",
        }
        for name, words in told.items():
            self.values[name].setText(words)
            self.values[name].setVisible(bool(words))
            self._names[name].setVisible(bool(words))


def most_changed(entry: Entry) -> str:
    """The fields in which most records change: “State 1,902 · Assignee 1,344”."""
    sums: dict[str, int] = {}
    for result in entry.results:
        for field, count in result.changed_fields:
            sums[field] = sums.get(field, 0) + count
    most = sorted(sums.items(), key=lambda pair: -pair[1])
    labels = {one.field: one.label for one in entry.seen.fields} if entry.seen else {}
    shown = [f"{labels.get(field) or _plain(field)} {count:,}" for field, count in most]
    rest = len(shown) - _MOST_FIELDS
    more = [counted(rest, "more field")] if rest > 0 else []
    return " · ".join((*shown[:_MOST_FIELDS], *more))


def also_words(entry: Entry) -> str:
    """Records of other kinds that the file speaks of: “12 CIs (3 new), 1 group”."""
    everything = _summed(result.by_kind for result in entry.results)
    return others_words(everything, _summed(result.new_by_kind for result in entry.results))


def _summed(counts: Iterable[Sequence[tuple[str, int]]]) -> tuple[tuple[str, int], ...]:
    sums: dict[str, int] = {}
    for kind, count in chain.from_iterable(counts):
        sums[kind] = sums.get(kind, 0) + count
    return tuple(sums.items())


def _plain(field: str) -> str:
    return field.replace("_", " ").capitalize()


def _why_empty(entry: Entry | None) -> tuple[str, ...]:
    if entry is None:
        return "No dry run yet.", "It starts by itself when a file is chosen."
    if entry.decision is not None and entry.decision[1] == MASS_CHANGE:
        why = f"{entry.decision[0]} Is this the right file, with the right scope?"
        return "Much would change at once.", why, "Allow it for this file"
    if entry.decision is not None:
        return "No dry run yet.", entry.decision[0]
    if entry.trouble:
        return "Nothing would be imported.", entry.trouble
    return "No dry run yet.", "It runs after each decision; a large file waits for its button."
