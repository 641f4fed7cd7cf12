"""What a file was recognised as, and the decisions that it can't make by itself."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.models.counts import counted
from app.views import moments
from app.views.importing.basket import CONTAINERS, KIND_WORDS, Entry
from app.views.select import Select
from app.views.widgets import EmptyState, GlyphLabel, Panel, PlainLabel

ORDER_WORDS = {
    "dmy": "Day / month / year",
    "mdy": "Month / day / year",
    "ymd": "Year / month / day",
}
SCOPE_WORDS = {
    "full": "Everything in the tool",
    "open-only": "Open records only",
    "delta": "Only what changed since the last export",
}


class Choice(QWidget):
    """One decision: a label and a list; `made` gives the option and the answer."""

    made = Signal(str, str)

    def __init__(self, label: str, option: str, words: dict[str, str] | None = None) -> None:
        super().__init__()
        self._option = option
        self._words = words or {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._label = PlainLabel(label, "t3")
        self._label.setFixedWidth(86)
        self.box = Select(label)
        self.box.setMinimumWidth(220)
        self.box.setMaximumWidth(300)
        self._label.setBuddy(self.box)
        self.box.activated.connect(self._on_activated)
        row.addWidget(self._label)
        row.addWidget(self.box, 1)
        row.addStretch(1)

    def offer(self, values: Sequence[str], current: str, *, answered: bool) -> None:
        """Offer `values`; an empty `current` shows that nothing is decided."""
        self.box.answered = answered
        self.box.blockSignals(True)
        self.box.clear()
        if not current:
            self.box.addItem("Choose", "")
        for value in values:
            self.box.addItem(self._words.get(value, value), value)
        place = self.box.findData(current)
        if place < 0 and current:
            self.box.addItem(self._words.get(current, current), current)
            place = self.box.count() - 1
        self.box.setCurrentIndex(max(place, 0))
        self.box.blockSignals(False)

    def _on_activated(self, place: int) -> None:
        value = self.box.itemData(place)
        if value:
            self.made.emit(self._option, value)


class DetectionPanel(Panel):
    """Detection of the file that is selected, with its decisions in place."""

    answered = Signal(str, str)
    asked_files = Signal()

    def __init__(self) -> None:
        super().__init__("Detection", inset=True)
        self.empty = EmptyState(
            "No files chosen.",
            "Drop exports anywhere on this window; nothing is stored before you press Import.",
            "Browse",
        )
        self.empty.acted.connect(self.asked_files)
        self.body.addWidget(self.empty, 1)
        self._filled = QWidget()
        column = QVBoxLayout(self._filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        ask = QHBoxLayout()
        ask.setSpacing(8)
        self._glyph = GlyphLabel("met")
        self.question = PlainLabel("", "t1", 12, 500, wrap=True)
        ask.addWidget(self._glyph)
        ask.addWidget(self.question, 1)
        column.addLayout(ask)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(8)
        self._facts.setVerticalSpacing(6)
        self._facts.setColumnMinimumWidth(0, 86)
        self._facts.setColumnStretch(1, 1)
        self._values: dict[str, PlainLabel] = {}
        self._names: dict[str, PlainLabel] = {}
        for line, name in enumerate(("System", "Holds", "File", "As of")):
            self._names[name] = PlainLabel(name, "t3")
            self._facts.addWidget(self._names[name], line, 0)
            self._values[name] = PlainLabel("")
            self._facts.addWidget(self._values[name], line, 1)
        column.addLayout(self._facts)
        self.zone = Choice("Time zone", "--timezone")
        self.order = Choice("Date order", "--date-order", ORDER_WORDS)
        self.scope = Choice("Export holds", "--scope", SCOPE_WORDS)
        for choice in (self.zone, self.order, self.scope):
            choice.made.connect(self.answered)
            column.addWidget(choice)
        self.notes = PlainLabel("", "t2", 11, wrap=True)
        column.addWidget(self.notes)
        column.addStretch(1)
        self.body.addWidget(self._filled, 1)
        self._zones = sorted(available_timezones())
        self.show_entry(None, "UTC")

    def show_entry(self, entry: Entry | None, zone: str) -> None:
        """Show what is known of `entry`; times in `zone`."""
        self.empty.setVisible(entry is None)
        self._filled.setVisible(entry is not None)
        self.set_title("Detection", entry.path.name if entry else "")
        if entry is None:
            return
        self._glyph.set_kind(entry.glyph)
        decision = entry.decision
        self.question.setText(decision[0] if decision else self._sentence(entry))
        for name, words in _facts(entry, zone).items():
            self._values[name].setText(words)
            self._values[name].setVisible(bool(words))
            self._names[name].setVisible(bool(words))
        self._offer(entry, decision)
        self.notes.setText("\n".join(entry.warnings[:6]))
        self.notes.setVisible(bool(entry.warnings))

    def _offer(self, entry: Entry, decision: tuple[str, str, tuple[str, ...]] | None) -> None:
        one = entry.results[0] if len(entry.results) == 1 else None
        asked = decision[1] if decision else ""
        choices = decision[2] if decision else ()
        given = entry.options
        zone = given.timezone or (one.timezone if one else "")
        order = given.date_order or (one.date_order if one else "")
        self.zone.setVisible(bool(zone) or asked == "--timezone")
        self.order.setVisible(bool(order) or asked == "--date-order")
        self.scope.setVisible(one is not None and entry.glyph != "breach")
        zones = choices if asked == "--timezone" and choices else self._zones
        orders = choices if asked == "--date-order" and choices else tuple(ORDER_WORDS)
        scope = given.scope or (one.scope if one else "") or "full"
        self.zone.offer(zones, zone, answered=bool(given.timezone))
        self.order.offer(orders, order, answered=bool(given.date_order))
        self.scope.offer(tuple(SCOPE_WORDS), scope, answered=bool(given.scope))

    @staticmethod
    def _sentence(entry: Entry) -> str:
        if not entry.results:
            return "Waiting for its dry run."
        if len(entry.results) == 1:
            return entry.results[0].message
        told = [result.message for result in entry.results]
        return "\n".join(told[:12])


def _facts(entry: Entry, zone: str) -> dict[str, str]:
    """What was recognised, in words; empty where it is not known."""
    one = entry.results[0] if len(entry.results) == 1 else None
    if one is None:
        words = entry.words if entry.results else ""
        return {"System": "", "Holds": words, "File": "", "As of": ""}
    form = (one.format, CONTAINERS.get(one.delimiter, one.delimiter), one.encoding.upper())
    kind = KIND_WORDS.get(one.kind, one.kind.capitalize())
    return {
        "System": one.system,
        "Holds": f"{kind}, {counted(one.rows, 'row')}" if kind else "",
        "File": " · ".join(part for part in form if part),
        "As of": moments.full(one.as_of, zone) if one.as_of is not None else "",
    }
