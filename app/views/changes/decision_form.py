"""The inline form that accepts a collision's risk or says that it isn't one: why, who, until."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.models.moments import local
from app.models.results import Finding
from app.views import theme
from app.views.boxes import paint_box, paint_focus
from app.views.buttons import Button
from app.views.changes.axis import DAY
from app.views.day_field import DayField
from app.views.widgets import PlainLabel

ACCEPT, DISMISS = "accepted", "dismissed"


class Boxed(QWidget):
    """A text field in the product's own edge, with the focus ring around it."""

    def __init__(self, field: QWidget) -> None:
        super().__init__()
        self._field = field
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 3, 4, 3)
        row.addWidget(field)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Repaint when the keyboard comes or goes."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.update()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint edge and ring."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint_box(painter, rect, 6, "surf", "ctl")
        if self._field.hasFocus():
            paint_focus(painter, rect)


class DecisionForm(QWidget):
    """Reason, person and last day. `submitted` gives (decision, reason, who, until or None)."""

    submitted = Signal(str, str, str, object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._decision = ACCEPT
        self._zone = "UTC"
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        self.heading = PlainLabel("", "t1", 13, 600)
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(54)
        self.reason.setFrameShape(QFrame.Shape.NoFrame)
        self.reason.viewport().setAutoFillBackground(False)
        self.reason.setTabChangesFocus(True)
        self.reason.setAccessibleName("Reason")
        self.person = QLineEdit()
        self.person.setFrame(False)
        self.person.setAccessibleName("Decided by")
        self.until = DayField()
        self.until.setAccessibleName("Until the end of")
        self._until_label = PlainLabel("Until end of", "t2", 12)
        self._person_label = PlainLabel("Accepted by", "t2", 12)
        self.problem = PlainLabel("", "crit", 11, wrap=True)
        self.problem.hide()
        self.submit = Button("Record", primary=True)
        self.cancel = Button("Cancel")
        grid.addWidget(self.heading, 0, 0, 1, 2)
        grid.addWidget(PlainLabel("Reason", "t2", 12), 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Boxed(self.reason), 1, 1)
        grid.addWidget(self._person_label, 2, 0)
        grid.addWidget(Boxed(self.person), 2, 1)
        grid.addWidget(self._until_label, 3, 0)
        self._until_box = Boxed(self.until)
        grid.addWidget(self._until_box, 3, 1)
        grid.addWidget(self.problem, 4, 0, 1, 2)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.submit)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        grid.addLayout(buttons, 5, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        for field in (self.reason, self.person, self.until):
            field.setFont(theme.font(12))
            field.installEventFilter(self)
        self.submit.clicked.connect(self._on_submit)
        self.cancel.clicked.connect(self.closed)

    def open_for(self, finding: Finding, decision: str, zone: str, now: int) -> None:
        """Ask for a decision on `finding`; an acceptance ends with its overlap unless changed."""
        self._decision, self._zone = decision, zone
        accept = decision == ACCEPT
        self.heading.setText("Accept risk" if accept else "Not a collision")
        self._person_label.setText("Accepted by" if accept else "Said by")
        self.submit.set_words("Record acceptance" if accept else "Record as no collision")
        for widget in (self._until_label, self._until_box):
            widget.setVisible(accept)
        self.until.set_day(max(finding.overlap_end or now + 7 * DAY, now), zone)
        today = local(now, zone)
        self.until.setMinimumDate(QDate(today.year, today.month, today.day))
        self.reason.clear()
        self.tell("")
        self.reason.setFocus()

    def tell(self, words: str) -> None:
        """Say what lacks, in its place; empty takes it away."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def until_instant(self) -> int | None:
        """Return the end of the chosen day in the report zone, UTC seconds."""
        if self._decision != ACCEPT:
            return None
        chosen = self.until.date()
        zone = ZoneInfo(self._zone)
        day = datetime(chosen.year(), chosen.month(), chosen.day(), tzinfo=zone)
        return int((day + timedelta(days=1)).timestamp())

    def _on_submit(self) -> None:
        reason, person = self.reason.toPlainText().strip(), self.person.text().strip()
        if not reason:
            self.tell("Write the reason; it is kept with the decision.")
            self.reason.setFocus()
        elif not person:
            self.tell("Name who decided.")
            self.person.setFocus()
        else:
            self.tell("")
            self.submitted.emit(self._decision, reason, person, self.until_instant())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc in a field closes the form."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self.closed.emit()
            return True
        return super().eventFilter(watched, event)
