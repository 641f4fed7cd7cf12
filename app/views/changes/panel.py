"""The panel of one collision: what meets what, for how long, how bad and why, and the decision."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.models.results import ChangeCalendar, Collision, Finding
from app.views import plain
from app.views.boxes import FocusEdge, ThinScrollBar
from app.views.buttons import Button, LinkLabel
from app.views.changes.cards import (
    Card,
    Factors,
    Pill,
    Rule,
    Run,
    Runs,
    change_card,
    overlap_words,
    product_words,
    window_card,
)
from app.views.changes.decision_form import ACCEPT, DISMISS, DecisionForm
from app.views.changes.words import OPEN_STATES
from app.views.widgets import GlyphLabel, Panel, PlainLabel

_MOST_CIS = 8


class CollisionPanel(Panel):
    """One collision. `decided` gives (finding, decision, reason, who, until)."""

    stepped = Signal(int)
    """±1: the next or previous collision was asked for."""
    record_opened = Signal(str)
    decided = Signal(object, str, str, str, object)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__("", inset=True)
        self.setAccessibleName("Collision")
        self.collision: Collision | None = None
        self._zone, self._now = "UTC", 0
        self.body.setContentsMargins(11, 9, 11, 11)
        self._build_head()
        self.line = Runs(11)
        self.body.addWidget(self.line)
        self._content = QWidget()
        self.column = QVBoxLayout(self._content)
        self.column.setContentsMargins(0, 0, 4, 0)
        self.column.setSpacing(7)
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName("The collision in hand")
        self._scroll.setVerticalScrollBar(ThinScrollBar(Qt.Orientation.Vertical))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._scroll.setWidget(self._content)
        self._content.setAutoFillBackground(False)
        FocusEdge(self._scroll)
        self.body.addWidget(self._scroll, 1)
        self._build_foot()

    def _build_head(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        self.pill = Pill()
        self.title = PlainLabel("", "t1", 13, 600)
        self.place = PlainLabel("", "t3", 11)
        self.previous = Button("", icon="chevron-left", small=True)
        self.following = Button("", icon="chevron-right", small=True)
        self.close_button = Button("", icon="x", small=True)
        names = ("Previous collision", "Next collision", "Close panel")
        for button, name in zip(
            (self.previous, self.following, self.close_button), names, strict=True
        ):
            button.setAccessibleName(name)
            button.setToolTip(name)
        self.previous.clicked.connect(lambda: self.stepped.emit(-1))
        self.following.clicked.connect(lambda: self.stepped.emit(1))
        self.close_button.clicked.connect(self.closed)
        self.close_button.hide()
        head.addWidget(self.pill)
        head.addWidget(self.title, 1)
        head.addWidget(self.place)
        head.addWidget(self.previous)
        head.addWidget(self.following)
        head.addWidget(self.close_button)
        self.body.addLayout(head)

    def _build_foot(self) -> None:
        self.buttons = QWidget()
        row = QHBoxLayout(self.buttons)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(8)
        self.accept = Button("Accept risk…")
        self.dismiss = Button("Not a collision…")
        self.reopen = Button("Reopen")
        for button in (self.accept, self.dismiss, self.reopen):
            row.addWidget(button)
        row.addStretch(1)
        self.form = DecisionForm()
        self.form.hide()
        self.accept.clicked.connect(lambda: self.ask(ACCEPT))
        self.dismiss.clicked.connect(lambda: self.ask(DISMISS))
        self.reopen.clicked.connect(self._on_reopen)
        self.form.closed.connect(self.close_form)
        self.form.submitted.connect(self._on_submitted)
        self.body.addWidget(self.buttons)
        self.body.addWidget(self.form)

    # showing

    def show_collision(self, collision: Collision, of: int, calendar: ChangeCalendar) -> None:
        """Show one collision of `of`."""
        same = self.collision is not None and (
            self.collision.strongest.key == collision.strongest.key
        )
        finding = collision.strongest
        self.collision = collision
        self._zone, self._now = calendar.zone, calendar.now
        self.pill.set_number(collision.number)
        self.title.setText(finding.title)
        self.place.setText(f"{collision.number} of {of}")
        self.previous.setEnabled(of > 1)
        self.following.setEnabled(of > 1)
        self.line.set_runs(_line(finding))
        self._fill(collision, calendar)
        open_state = finding.state in OPEN_STATES
        self.accept.setVisible(open_state)
        self.dismiss.setVisible(open_state)
        self.reopen.setVisible(not open_state)
        if not same:
            self.close_form()
            self._scroll.verticalScrollBar().setValue(0)

    def _fill(self, collision: Collision, calendar: ChangeCalendar) -> None:
        while (item := self.column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        finding = collision.strongest
        self._state(finding)
        self.column.addWidget(PlainLabel(finding.sentence, "t1", 12, wrap=True))
        self._cards(finding, calendar)
        if finding.cis:
            self._heading(
                "Shared CIs" if len(finding.changes) > 1 else "CIs", str(len(finding.cis))
            )
            more = len(finding.cis) - _MOST_CIS
            names = ", ".join(finding.cis[:_MOST_CIS]) + (f" and {more} more" if more > 0 else "")
            label = PlainLabel(names, "t1", 12, wrap=True)
            label.setToolTip(plain.tooltip(", ".join(finding.cis)) if more > 0 else "")
            self.column.addWidget(label)
        self.column.addWidget(Rule())
        self._heading("Severity", str(finding.score), "crit")
        factors = Factors()
        factors.set_finding(finding)
        self.column.addWidget(factors)
        self.column.addWidget(PlainLabel(product_words(finding), "t3", 11))
        if finding.certainty < 1:
            words = f"Certainty {finding.certainty:.0%}: a change is not scheduled yet."
            self.column.addWidget(PlainLabel(words, "warn", 11, wrap=True))
        if finding.suggestion:
            self.column.addWidget(Rule())
            self._heading("What next")
            self.column.addWidget(PlainLabel(finding.suggestion, "t1", 12, wrap=True))
        if collision.others:
            self.column.addWidget(Rule())
            self._heading("Also found", str(len(collision.others)))
            for other in collision.others:
                words = f"{other.check} · {other.title} · {other.severity}"
                self.column.addWidget(PlainLabel(words, "t2", 11))
        self.column.addStretch(1)

    def _state(self, finding: Finding) -> None:
        if finding.state in {"New", "Seen"}:
            return
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        glyph = {"Accepted": "met", "Dismissed": "note"}.get(finding.state, "risk")
        line.addWidget(GlyphLabel(glyph, 12, finding.state))
        words = finding.decision_note or finding.state
        if not words.startswith(finding.state):
            words = f"{finding.state}: {words}"
        line.addWidget(PlainLabel(words, "t2", 11, wrap=True), 1)
        self.column.addWidget(row)

    def _cards(self, finding: Finding, calendar: ChangeCalendar) -> None:
        cards: list[Card] = []
        for key in finding.changes:
            bar = next((b for b in calendar.bars if b.key == key), None)
            if bar is not None:
                cards.append(change_card("AB"[len(cards) % 2], bar, calendar.zone))
        if finding.window:
            band = next((w for w in calendar.windows if w.key == finding.window), None)
            if band is not None:
                cards.append(window_card("F", band, calendar.zone))
        for card in cards:
            card.opened.connect(self.record_opened)
            self.column.addWidget(card)

    def _heading(self, words: str, right: str = "", role: str = "t3") -> None:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 2, 0, 0)
        line.addWidget(PlainLabel(words, "t1", 12, 600), 1)
        if right:
            line.addWidget(PlainLabel(right, role, 12, 600 if role != "t3" else 400))
        self.column.addWidget(row)

    # deciding

    def ask(self, decision: str) -> None:
        """Open the form for a decision in place of the buttons."""
        if self.collision is None:
            return
        self.buttons.hide()
        self.form.show()
        self.form.open_for(self.collision.strongest, decision, self._zone, self._now)

    def close_form(self) -> None:
        """Take the form away."""
        self.form.hide()
        self.buttons.show()

    def _on_submitted(self, decision: str, reason: str, person: str, until: object) -> None:
        if self.collision is not None:
            self.decided.emit(self.collision.strongest, decision, reason, person, until)

    def _on_reopen(self) -> None:
        if self.collision is not None:
            finding = self.collision.strongest
            reason = f"{finding.state} decision taken back"
            self.decided.emit(finding, "reopened", reason, "", None)


def _line(finding: Finding) -> list[Run]:
    role = "crit" if finding.severity in {"Critical", "High"} else "warn"
    runs: list[Run] = [(finding.check, "t2", 400), ("   ·   ", "t3", 400)]
    if finding.overlap_start is not None:
        runs += [("Overlap ", "t2", 400), (overlap_words(finding), role, 600)]
        runs.append(("   ·   ", "t3", 400))
    runs += [("Severity ", "t2", 400)]
    return [*runs, (f"{finding.severity}, {finding.score} of 100", role, 600)]


class UnknownPanel(Panel):
    """The changes that can't be checked (C40-C42) with the reason; never shown as clear."""

    record_opened = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__("Can't be checked", inset=True)
        self.back = LinkLabel("Back to collisions", 11)
        self.back.clicked.connect(self.closed)
        self.add_header_widget(self.back)
        self._content = QWidget()
        self.column = QVBoxLayout(self._content)
        self.column.setContentsMargins(0, 0, 4, 0)
        self.column.setSpacing(8)
        scroll = QScrollArea()
        scroll.setAccessibleName("Changes that can't be checked")
        scroll.setVerticalScrollBar(ThinScrollBar(Qt.Orientation.Vertical))
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setWidget(self._content)
        self._content.setAutoFillBackground(False)
        FocusEdge(scroll)
        self.body.addWidget(scroll, 1)

    def show_findings(self, findings: tuple[Finding, ...], calendar: ChangeCalendar) -> None:
        """List `findings`."""
        self.set_title("Can't be checked", str(len(findings)))
        while (item := self.column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        titles = {bar.key: bar.title for bar in calendar.bars}
        for finding in findings[:200]:
            key = finding.changes[0] if finding.changes else ""
            why = f"{finding.check}: {finding.sentence}"
            card = Card("?", key, titles.get(key, ""), (finding.title, why))
            card.opened.connect(self.record_opened)
            self.column.addWidget(card)
        self.column.addStretch(1)
