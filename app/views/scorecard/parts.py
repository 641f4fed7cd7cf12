"""Small parts of the panel: the signal's box, numbers that open their rows, names with texts."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.views import theme
from app.views.boxes import LEFT, paint_box, paint_focus
from app.views.buttons import Painted
from app.views.widgets import GlyphLabel, PlainLabel

_TINTS = {"breach": "critt", "risk": "warnt", "note": "acct"}
NAME = 92
"""Width of the column of names."""
_LINE = 22
"""Height of a number that can be pressed."""


class SignalBox(QWidget):
    """What the chart says in one sentence, on the tint of its level."""

    def __init__(self) -> None:
        super().__init__()
        self._level = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 7, 10, 7)
        row.setSpacing(8)
        self.glyph = GlyphLabel("note")
        self.words = PlainLabel("", "t1", 12, wrap=True)
        row.addWidget(self.glyph, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)

    def tell(self, level: str, words: str) -> None:
        """Show `words`; an empty sentence hides the box."""
        self._level = level
        self.setVisible(bool(words))
        if words:
            self.glyph.set_kind(level)
            self.words.setText(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The tint."""
        del event
        paint_box(QPainter(self), QRectF(self.rect()), 6, _TINTS.get(self._level, "sunk"), None)


class NumberLink(Painted):
    """A number that opens the rows behind it; in its own ink, underlined under the pointer."""

    def __init__(self, ink: str = "t1", size: int = 11, weight: int = 400) -> None:
        super().__init__("", size=size, weight=weight)
        self._ink = ink

    def show_number(self, words: str, hint: str, *, opens: bool) -> None:
        """Show `words`; without rows to open it is plain text and no stop for Tab."""
        self.set_words(words)
        self.setVisible(bool(words))
        self.setEnabled(opens)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if opens else Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(f"{words}. {hint}" if opens else words)
        self.setToolTip(hint if opens else "")

    def sizeHint(self) -> QSize:
        """The words with room for the focus ring, at least a target's height when small."""
        return QSize(self.text_width() + 5, max(_LINE, self.fontMetrics().height() + 2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Words, underlined when they can be pressed."""
        painter = QPainter(self)
        drawn = self.font()
        drawn.setUnderline(self.isEnabled() and (self.underMouse() or self.hasFocus()))
        painter.setFont(drawn)
        painter.setPen(theme.colour(self._ink))
        painter.drawText(QRectF(self.rect()).adjusted(1, 0, 0, 0), LEFT, self.words)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()), 4)


class Facts(QWidget):
    """Rows of a name and its text, names in one column."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._labels: list[tuple[PlainLabel, PlainLabel]] = []

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show `facts`; labels are kept and used again."""
        for at in range(len(self._labels), len(facts)):
            name, text = PlainLabel("", "t3", 11, wrap=True), PlainLabel("", "t1", 11, wrap=True)
            top = Qt.AlignmentFlag.AlignTop
            name.setAlignment(top)
            text.setAlignment(top)
            name.setFixedWidth(NAME)
            self._grid.addWidget(name, at, 0, top)
            self._grid.addWidget(text, at, 1)
            self._labels.append((name, text))
        for at, pair in enumerate(self._labels):
            for label in pair:
                label.setVisible(at < len(facts))
            if at < len(facts):
                pair[0].setText(facts[at][0])
                pair[1].setText(facts[at][1])
        self.setVisible(bool(facts))

    def texts(self) -> tuple[tuple[str, str], ...]:
        """What is shown."""
        return tuple(
            (name.text(), text.text()) for name, text in self._labels if not name.isHidden()
        )


class Exclusions(QWidget):
    """What was left out, a line a reason with its count; each opens its rows."""

    asked = Signal(str)
    """The reason whose rows are wanted."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        name = PlainLabel("Left out", "t3", 11)
        name.setFixedSize(NAME, _LINE)
        row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        row.addLayout(self._lines, 1)
        self.links: list[NumberLink] = []
        self._reasons: list[str] = []

    def show_reasons(self, excluded: Sequence[tuple[str, int]], with_rows: Sequence[str]) -> None:
        """Show counts by reason; those of `with_rows` open their records."""
        self._reasons = [reason for reason, _ in excluded]
        for at in range(len(self.links), len(excluded)):
            link = NumberLink("t1")
            link.clicked.connect(lambda _=False, at=at: self.asked.emit(self._reasons[at]))
            self._lines.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
            self.links.append(link)
        for at, link in enumerate(self.links):
            if at < len(excluded):
                reason, count = excluded[at]
                opens = reason in with_rows
                link.show_number(f"{reason}: {count:,}", "Open these records", opens=opens)
            else:
                link.hide()
        self.setVisible(bool(excluded))

    def texts(self) -> tuple[tuple[str, str], ...]:
        """What is shown, as one fact."""
        shown = [link.words for link in self.links if not link.isHidden()]
        return (("Left out", ", ".join(shown)),) if shown else ()
