"""What hangs together with the ticket: problem, change, CI, alert, vendor case and more."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.models.counts import counted
from app.services.links import LinkEnd
from app.views import plain, theme
from app.views.boxes import CENTRE, paint_focus
from app.views.queues.wording import state_words
from app.views.widgets import LinkLabel, PlainLabel

MOST = 8
"""Lines shown until more are asked for."""
LONGEST = 100
"""Lines shown at all; `tower links` prints the rest."""
OPENED = ("ticket", "change")
"""Kinds that a screen can show."""
_ELSEWHERE = ("group", "sla", "alert_event")
"""Kinds that the panel shows in another form: as path and clocks."""
_KIND_WORDS = {"Configuration item": "CI", "Post-incident review": "Review"}
_KEY_WIDTH = 150
_KIND_WIDTH = 102
_RIGHT = Qt.TextElideMode.ElideRight


def listed(ends: Sequence[LinkEnd]) -> tuple[LinkEnd, ...]:
    """The ends that the list shows: tickets and changes first, the kind's order kept."""
    kept = [end for end in ends if end.kind not in _ELSEWHERE]
    return tuple(sorted(kept, key=lambda end: end.kind not in OPENED))


def state_of(end: LinkEnd) -> tuple[str, str]:
    """(words, ink) at the right of a line."""
    if not end.found:
        return "not imported yet", "warn"
    if end.ambiguous:
        return f"one of {end.ambiguous} of that name", "warn"
    return state_words(end.state), "t2"


class KeyLink(LinkLabel):
    """A number that can be pressed; a long one is cut and whole in its tooltip."""

    def set_words(self, text: str) -> None:
        """Show `text`."""
        super().set_words(text)
        wide = self.text_width() > _KEY_WIDTH
        self.setToolTip(plain.tooltip(text) if wide else "")

    def sizeHint(self) -> QSize:
        """Cut at a fixed width, so that no number widens the panel."""
        whole = super().sizeHint()
        return QSize(min(whole.width(), _KEY_WIDTH + 8), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words in acc, cut when they don't fit."""
        if self.text_width() <= _KEY_WIDTH:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(theme.colour("acc"))
        box = QRectF(self.rect())
        words = self.fontMetrics().elidedText(self.words, _RIGHT, _KEY_WIDTH)
        painter.drawText(box, CENTRE, words)
        if self.hasFocus():
            paint_focus(painter, box, 4)


class LinkRow(QWidget):
    """One end in two lines: what it is, number and state, then its title."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._end: LinkEnd | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(0)
        line = QHBoxLayout()
        line.setSpacing(4)
        self.kind = PlainLabel("", "t3", 11)
        self.kind.setFixedWidth(_KIND_WIDTH)
        self.link = KeyLink("", weight=500)
        self.name = PlainLabel("", "t1", 12, 500)
        self.name.setContentsMargins(4, 0, 0, 0)
        self.name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.state = PlainLabel("", "t2", 11)
        line.addWidget(self.kind)
        line.addWidget(self.link)
        line.addWidget(self.name, 1)
        line.addWidget(self.state)
        self.title = PlainLabel("", "t2", 12)
        self.title.setContentsMargins(_KIND_WIDTH + 8, 0, 0, 0)
        column.addLayout(line)
        column.addWidget(self.title)
        self.link.clicked.connect(lambda: self.opened.emit(self._end))

    def show_end(self, end: LinkEnd) -> None:
        """Show one end; a ticket or change that the store holds is a link."""
        self._end = end
        opens = end.found and end.kind in OPENED
        self.kind.setText(_KIND_WORDS.get(end.words, end.words))
        self.link.setVisible(opens)
        self.name.setText("" if opens else end.key)
        words, ink = state_of(end)
        self.state.setText(words)
        self.state.set_role(ink)
        self.title.setText(end.title)
        self.title.setVisible(bool(end.title))
        if opens:
            self.link.set_words(end.key)
            self.link.setAccessibleName(", ".join(filter(None, (end.words, end.key, end.title))))

    def text(self) -> str:
        """The row as it reads."""
        key = self.name.text() or self.link.words
        parts = (self.kind.text(), key, self.title.text(), self.state.text())
        return " · ".join(part for part in parts if part)


class LinkList(QWidget):
    """“Linked” with its lines; `opened` gives the LinkEnd that was pressed."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._ends: tuple[LinkEnd, ...] = ()
        self._rows: list[LinkRow] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(PlainLabel("Linked", "t1", 12, 600))
        self.count = PlainLabel("", "t3", 11)
        head.addWidget(self.count, 1)
        column.addLayout(head)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        column.addLayout(self._column)
        self._make_rows(MOST)
        self.more = LinkLabel("")
        self.more.clicked.connect(self._show_all)
        column.addWidget(self.more)
        self.show_none("")

    def show_none(self, words: str) -> None:
        """No lines, and why: they are being read."""
        self._ends = ()
        self._fill(())
        self.count.setText(words)

    def show_ends(self, ends: Sequence[LinkEnd]) -> None:
        """Show the first lines; the rest when it is asked for."""
        shown = listed(ends)
        whole = shown == self._ends and len(self.rows()) > MOST
        self._ends = shown
        self._fill(shown[: LONGEST if whole else MOST])
        words = counted(len(shown), "record") if shown else "No problem, change or CI is named."
        over = f", the first {LONGEST} are listed" if len(shown) > LONGEST else ""
        self.count.setText(words + over)

    def first(self) -> QWidget | None:
        """The first line that can be pressed."""
        return next((row.link for row in self.rows() if not row.link.isHidden()), None)

    def rows(self) -> list[LinkRow]:
        """The lines that are shown."""
        return [row for row in self._rows if not row.isHidden()]

    def _show_all(self) -> None:
        at = len(self.rows())
        self._fill(self._ends[:LONGEST])
        follow = next((row.link for row in self.rows()[at:] if not row.link.isHidden()), None)
        if follow is not None:
            follow.setFocus()

    def _make_rows(self, count: int) -> None:
        while len(self._rows) < count:
            row = LinkRow()
            row.opened.connect(self.opened)
            self._column.addWidget(row)
            if self._rows:  # one made later would be the last of the window for Tab
                self.setTabOrder(self._rows[-1].link, row.link)
            self._rows.append(row)

    def _fill(self, ends: Sequence[LinkEnd]) -> None:
        self._make_rows(len(ends))
        for at, row in enumerate(self._rows):
            if at < len(ends):
                row.show_end(ends[at])
            row.setVisible(at < len(ends))
        over = min(len(self._ends), LONGEST) - len(ends)
        self.more.setVisible(bool(ends) and over > 0)
        self.more.set_words(f"Show {over:,} more" if over > 0 else "")
