"""The form that records a new version of a target: what, from when on, why, by whom."""

from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDateEdit, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.models.moments import local
from app.services.targets import Approval, same_person
from app.views import theme
from app.views.changes.decision_form import Boxed
from app.views.settings.rows import TargetRow, read_number, unit_of
from app.views.widgets import Button, PlainLabel


@dataclass(frozen=True, slots=True)
class NewTarget:
    """What was asked for; a target of None takes it away."""

    kpi: str
    part: str
    target: float | None
    stretch: float | None
    owner: str
    approval: Approval


class TargetForm(QWidget):
    """Target, stretch, owner, day, reason, author, approver; errors stand in their place."""

    submitted = Signal(object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row: TargetRow | None = None
        self._zone = "UTC"
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.heading = PlainLabel("", "t1", 13, 600)
        self._grid.addWidget(self.heading, 0, 0, 1, 2)
        self.target = self._line(1, "New target")
        self.target.setPlaceholderText("Empty takes the target away")
        self.stretch = self._line(2, "Stretch")
        self.owner = self._line(3, "Owner")
        self.valid_from = QDateEdit()
        self.valid_from.setFrame(False)
        self.valid_from.setCalendarPopup(True)
        self.valid_from.setDisplayFormat("ddd d MMM yyyy")
        self._place(4, "Valid from", self.valid_from)
        self.reason = self._line(5, "Reason")
        self.author = self._line(6, "Changed by")
        self.approver = self._line(7, "Approved by")
        self.problem = PlainLabel("", "crit", 11, wrap=True)
        self._grid.addWidget(self.problem, 8, 0, 1, 2)
        self.submit, self.cancel = Button("Record target", primary=True), Button("Cancel")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.submit)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        self._grid.addLayout(buttons, 9, 0, 1, 2)
        self.submit.clicked.connect(self._on_submit)
        self.cancel.clicked.connect(self.closed)
        self.hide()

    def _line(self, at: int, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setFrame(False)
        field.setMaxLength(300)
        field.returnPressed.connect(self._on_submit)
        self._place(at, name, field)
        return field

    def _place(self, at: int, name: str, field: QWidget) -> None:
        field.setFont(theme.font(12))
        field.setAccessibleName(name)
        self._grid.addWidget(PlainLabel(name, "t2", 12), at, 0)
        self._grid.addWidget(Boxed(field), at, 1)

    def open_for(self, row: TargetRow, author: str, zone: str, now: int) -> None:
        """Ask for a new version of a row's target, which holds from today on unless changed."""
        self._row, self._zone = row, zone
        held = row.held
        unit = unit_of(row)
        self.heading.setText(f"Change target: {row.label}{f' ({unit})' if unit else ''}")
        self.target.setText("" if held is None or held.target is None else f"{held.target:g}")
        self.stretch.setText("" if held is None or held.stretch is None else f"{held.stretch:g}")
        self.owner.setText("" if held is None or held.owner == "No owner" else held.owner)
        day = local(now, zone)
        self.valid_from.setDate(QDate(day.year, day.month, day.day))
        self.reason.clear()
        self.author.setText(author)
        self.approver.clear()
        self.tell("")
        self.show()
        self.target.setFocus()
        self.target.selectAll()

    def tell(self, words: str) -> None:
        """Say what lacks, in its place; empty takes it away."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _number(self, field: QLineEdit, name: str) -> tuple[bool, float | None]:
        try:
            value = read_number(field.text())
        except ValueError:
            value = float("nan")
        if value is not None and not isfinite(value):
            self.tell(f"“{field.text().strip()}” is no number. Write the {name} like 92.5.")
            field.setFocus()
            return False, None
        return True, value

    def _on_submit(self) -> None:
        row = self._row
        if row is None:
            return
        good, target = self._number(self.target, "target")
        fine, stretch = self._number(self.stretch, "stretch target") if good else (False, None)
        if not (good and fine):
            return
        author, approver = self.author.text().strip(), self.approver.text().strip()
        for words, value, field in (
            ("Say why the target is changed; the reason is kept with it.", self.reason.text(),
             self.reason),
            ("Say who changes it; the name is kept with it.", author, self.author),
            ("Name who approved the change.", approver, self.approver),
        ):  # fmt: skip
            if not value.strip():
                self.tell(words)
                field.setFocus()
                return
        if same_person(author, approver):
            self.tell(f"{author} can't approve their own change. Name another approver.")
            self.approver.setFocus()
            return
        approval = Approval(author, approver, self.reason.text().strip(), self._instant())
        self.tell("")
        self.submitted.emit(
            NewTarget(row.line.id, row.part, target, stretch, self.owner.text().strip(), approval)
        )

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
