"""The lettered notes under a chart, and the form that adds one to a point."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.models.results import ChartNote, KpiPart
from app.views import theme
from app.views.boxes import CENTRE
from app.views.changes.decision_form import Boxed
from app.views.queues.controls import FlatIcon
from app.views.widgets import Button, PlainLabel, Segmented

KINDS = (("note", "Note"), ("phase", "New phase"), ("left_out", "Leave out"))
_ASK = {
    "note": "What happened",
    "phase": "Why the limits begin anew here",
    "left_out": "Why this point stays out of the limits",
}
_SAID = {
    "note": "",
    "phase": " Limits begin anew here.",
    "left_out": " Left out of the limits, still drawn.",
}


def note_words(note: ChartNote) -> str:
    """Write "2026-W34: triage rota started. Limits begin anew here. I. Duarte"."""
    event = f" {note.event_key}." if note.event_key else ""
    said = note.words if note.words.endswith(".") else f"{note.words}."
    return f"{note.period}: {said}{_SAID.get(note.kind, '')}{event} {note.author}"


class _Letter(QWidget):
    def __init__(self, letter: str) -> None:
        super().__init__()
        self.letter = letter
        self.setFixedSize(18, 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("t2"), 1))
        painter.setBrush(theme.colour("surf"))
        painter.drawEllipse(QPointF(9, 9), 7.5, 7.5)
        painter.setFont(theme.font(10, 600))
        painter.setPen(theme.colour("t1"))
        painter.drawText(QRectF(self.rect()), CENTRE, self.letter)


class NotesList(QWidget):
    """One line a note: its letter, its words, and a way to take it back."""

    withdrawn = Signal(int)
    """The id of the note to take back."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._shown: tuple[ChartNote, ...] = ()
        self.buttons: list[FlatIcon] = []

    def show_notes(self, notes: Sequence[ChartNote]) -> None:
        """Show `notes` in the order of their letters."""
        self._shown = tuple(notes)
        self.buttons = []
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for note in self._shown:
            self._column.addWidget(self._line(note))
        self.setVisible(bool(self._shown))

    def _line(self, note: ChartNote) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        button = FlatIcon("undo-2", f"Take note {note.letter} back")
        button.clicked.connect(lambda: self.withdrawn.emit(note.id))
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(_Letter(note.letter), 0, top)
        row.addWidget(PlainLabel(note_words(note), "t2", 11, wrap=True), 1)
        row.addWidget(button, 0, top)
        self.buttons.append(button)
        return line

    def texts(self) -> tuple[str, ...]:
        """What is shown."""
        return tuple(note_words(note) for note in self._shown)


class NoteForm(QWidget):
    """Adds a note to one point: its kind, its words, the record that it speaks of."""

    submitted = Signal(str, str, str, str)
    """(period id, kind, words, event key)."""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._period = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(6)
        self.heading = PlainLabel("", "t1", 12, 600)
        self.kind = Segmented(KINDS, "note")
        self.kind.chosen.connect(self._on_kind)
        self.words, self.event_key = QLineEdit(), QLineEdit()
        self.event_key.setPlaceholderText("Ticket or change, if one explains it")
        self.event_key.setAccessibleName("Ticket or change that explains it")
        self.problem = PlainLabel("", "crit", 11, wrap=True)
        self.submit, self.cancel = Button("Add note", primary=True), Button("Cancel")
        column.addWidget(self.heading)
        column.addWidget(self.kind)
        for field in (self.words, self.event_key):
            field.setFrame(False)
            field.setFont(theme.font(12))
            field.setMaxLength(300)
            field.installEventFilter(self)
            field.returnPressed.connect(self._on_submit)
            column.addWidget(Boxed(field))
        column.addWidget(self.problem)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.submit)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        column.addLayout(buttons)
        self.submit.clicked.connect(self._on_submit)
        self.cancel.clicked.connect(self.closed)
        self.hide()

    def open_for(self, period: str, label: str) -> None:
        """Ask for a note on the point of `period`."""
        self._period = period
        self.heading.setText(f"Note on {label}")
        self.words.clear()
        self.event_key.clear()
        self.kind.set_current("note")
        self._on_kind("note")
        self.tell("")
        self.show()
        self.words.setFocus()

    def asks_about(self, part: KpiPart) -> bool:
        """A note is being written on a point that `part` has."""
        return not self.isHidden() and any(each.period == self._period for each in part.trend)

    def is_waiting(self) -> bool:
        """A note was sent and nothing has come of it yet."""
        return not self.isHidden() and not self.submit.isEnabled()

    def set_waiting(self, waiting: bool) -> None:  # noqa: FBT001 - a setter
        """While a note is being stored it can't be sent again."""
        self.submit.setEnabled(not waiting)

    def tell(self, words: str) -> None:
        """Say what lacks, in its place; empty takes it away."""
        self.set_waiting(False)
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _on_kind(self, kind: str) -> None:
        self.words.setPlaceholderText(_ASK[kind])
        self.words.setAccessibleName(_ASK[kind])
        self.submit.set_words({"note": "Add note", "phase": "Begin phase"}.get(kind, "Leave out"))

    def _on_submit(self) -> None:
        if not self.submit.isEnabled():
            return
        kind, words = self.kind.current(), self.words.text().strip()
        if not words:
            self.tell(f"{_ASK[kind]}: write it; it is kept with the point.")
            self.words.setFocus()
            return
        self.set_waiting(True)
        self.submitted.emit(self._period, kind, words, self.event_key.text().strip())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc closes the form."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self.closed.emit()
            return True
        return super().eventFilter(watched, event)
