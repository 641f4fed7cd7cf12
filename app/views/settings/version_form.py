"""What every form of a new version asks: from which day on, why, by whom, approved by whom."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.services.targets import Approval, same_person
from app.views import theme
from app.views.changes.decision_form import Boxed
from app.views.day_field import DayField
from app.views.select import Select
from app.views.widgets import Button, PlainLabel


class VersionForm(QWidget):
    """A heading, the fields of its kind, then those of an approval; errors in their place.

    `submitted` gives what was asked for, `closed` says that nothing is to be changed.
    """

    submitted = Signal(object)
    closed = Signal()

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what
        self._zone = "UTC"
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.heading = PlainLabel("", "t1", 13, 600, wrap=True)
        self._grid.addWidget(self.heading, 0, 0, 1, 2)
        self.add_fields()
        self.valid_from = DayField()
        self._place("Valid from", self.valid_from)
        self.reason = self.add_line("Reason")
        self.author = self.add_line("Changed by")
        self.approver = self.add_line("Approved by")
        self.problem = PlainLabel("", "crit", 11, wrap=True)
        self._grid.addWidget(self.problem, self._grid.rowCount(), 0, 1, 2)
        self.submit, self.cancel = Button(f"Record {what}", primary=True), Button("Cancel")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.submit)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        self._grid.addLayout(buttons, self._grid.rowCount(), 0, 1, 2)
        self.submit.clicked.connect(self.on_submit)
        self.cancel.clicked.connect(self.closed)
        self.hide()

    def add_fields(self) -> None:
        """Add the fields of what is changed, above those of its approval."""
        raise NotImplementedError

    def on_submit(self) -> None:
        """Emit what is asked for, or say what lacks."""
        raise NotImplementedError

    def add_line(self, name: str) -> QLineEdit:
        """Add a line to type in; Enter records."""
        field = QLineEdit()
        field.setFrame(False)
        field.setMaxLength(300)
        field.returnPressed.connect(self.on_submit)
        self._place(name, field)
        return field

    def add_choice(self, name: str) -> Select:
        """Add a list to choose from."""
        field = Select(name)
        at = self._grid.rowCount()
        self._grid.addWidget(PlainLabel(name, "t2", 12), at, 0)
        self._grid.addWidget(field, at, 1)
        return field

    def show_field(self, field: QWidget, shown: bool) -> None:  # noqa: FBT001 - what isVisible says
        """Show or hide a field with its name and its edge."""
        parent = field.parentWidget()
        edge = parent if isinstance(parent, Boxed) else field
        row = self._grid.getItemPosition(self._grid.indexOf(edge))[0]  # type: ignore[index]
        name = self._grid.itemAtPosition(row, 0)
        for widget in (edge, name.widget() if name is not None else None):
            if widget is not None:
                widget.setVisible(shown)

    def _place(self, name: str, field: QWidget) -> None:
        field.setFont(theme.font(12))
        field.setAccessibleName(name)
        at = self._grid.rowCount()
        self._grid.addWidget(PlainLabel(name, "t2", 12), at, 0)
        self._grid.addWidget(Boxed(field), at, 1)

    def ask(self, heading: str, author: str, zone: str, now: int) -> None:
        """Show the form; the version holds from today on unless changed."""
        self._zone = zone
        self.heading.setText(heading)
        self.valid_from.set_day(now, zone)
        self.reason.clear()
        self.author.setText(author)
        self.approver.clear()
        self.tell("")
        self.show()

    def is_waiting(self) -> bool:
        """What was asked for was sent, and nothing has come of it yet."""
        return not self.isHidden() and not self.submit.isEnabled()

    def tell(self, words: str) -> None:
        """Say what lacks, in its place; empty takes it away. The form can be sent (again)."""
        self.submit.setEnabled(True)
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def approval(self) -> Approval | None:
        """Who, why and from when on; None when something lacks, which is told.

        From then on the form waits for what comes of it, and a second Enter sends nothing.
        """
        if self.is_waiting():
            return None
        author, approver = self.author.text().strip(), self.approver.text().strip()
        reason = self.reason.text().strip()
        for words, value, field in (
            (f"Say why the {self._what} is changed; the reason is kept with it.", reason,
             self.reason),
            ("Say who changes it; the name is kept with it.", author, self.author),
            ("Name who approved the change.", approver, self.approver),
        ):  # fmt: skip
            if not value:
                self.tell(words)
                field.setFocus()
                return None
        if same_person(author, approver):
            self.tell(f"{author} can't approve their own change. Name another approver.")
            self.approver.setFocus()
            return None
        self.tell("")
        self.submit.setEnabled(False)
        return Approval(author, approver, reason, self._instant())

    def _instant(self) -> int:
        """When the chosen day begins in the report zone, UTC seconds."""
        day = self.valid_from.date()
        zone = ZoneInfo(self._zone)
        return int(datetime(day.year(), day.month(), day.day(), tzinfo=zone).timestamp())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the form."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
