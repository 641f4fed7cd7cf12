"""The small painted pieces of the collision panel: pill, lines of mixed weight, cards, factors."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.models.duration import duration
from app.models.moments import stamp
from app.models.results import ChangeBar, Finding, WindowBand
from app.views import glyphs, plain, theme
from app.views.boxes import CENTRE, LEFT, paint_box
from app.views.buttons import LinkLabel
from app.views.changes.words import kind_words, owner_words, window_words
from app.views.widgets import PlainLabel

Run = tuple[str, str, int]
"""Text, colour token, weight."""


class Runs(QWidget):
    """One line of text whose parts differ in colour and weight; the end is cut where it must."""

    def __init__(self, size: int = 12) -> None:
        super().__init__()
        self._size = size
        self._runs: tuple[Run, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_runs(self, runs: Sequence[Run]) -> None:
        """Show other parts."""
        self._runs = tuple((plain.one_line(text), role, weight) for text, role, weight in runs)
        words = "".join(text for text, _, _ in self._runs)
        self.setAccessibleName(words)
        self.setToolTip(plain.tooltip(words) if self._width() > self.width() else "")
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the whole line."""
        return self.accessibleName()

    def _width(self) -> float:
        return sum(
            QFontMetricsF(theme.font(self._size, weight)).horizontalAdvance(text)
            for text, _, weight in self._runs
        )

    def sizeHint(self) -> QSize:
        """Return the size of the whole line."""
        return QSize(int(self._width()) + 2, self._size + 6)

    def minimumSizeHint(self) -> QSize:
        """Return a size that lets the line be cut."""
        return QSize(40, self._size + 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint part after part."""
        painter = QPainter(self)
        x = 0.0
        for text, role, weight in self._runs:
            painter.setFont(theme.font(self._size, weight))
            measured = QFontMetricsF(painter.font())
            painter.setPen(theme.colour(role))
            room = max(0.0, self.width() - x)
            cut = measured.elidedText(text, Qt.TextElideMode.ElideRight, room + 1)
            painter.drawText(QRectF(x, 0, room + 2, self.height()), LEFT, cut)
            x += measured.horizontalAdvance(text)


class Pill(QWidget):
    """The tinted "◆ 1" of a collision at the head of its panel."""

    def __init__(self) -> None:
        super().__init__()
        self.number = 0
        self.setFixedHeight(20)

    def set_number(self, number: int) -> None:
        """Show another number."""
        self.number = number
        measured = QFontMetricsF(theme.font(12, 600))
        self.setFixedWidth(round(30 + measured.horizontalAdvance(str(number))))
        self.setAccessibleName(f"Collision {number}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint tint, diamond and number."""
        painter = QPainter(self)
        paint_box(painter, QRectF(self.rect()), 4, "critt", None)
        glyphs.paint(painter, "breach", QRectF(7, 4, 12, 12))
        painter.setFont(theme.font(12, 600))
        painter.setPen(theme.colour("crit"))
        painter.drawText(QRectF(22, 0, self.width() - 26, 20), LEFT, str(self.number))


class Rule(QWidget):
    """A thin line between parts."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the line."""
        QPainter(self).fillRect(self.rect(), theme.colour("grid"))


class _Letter(QWidget):
    def __init__(self, letter: str) -> None:
        super().__init__()
        self._letter = letter
        self.setFixedSize(18, 18)
        self.setAccessibleName(letter)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_box(painter, QRectF(self.rect()), 4, "sunk", None)
        painter.setFont(theme.font(11, 600))
        painter.setPen(theme.colour("t1"))
        painter.drawText(QRectF(self.rect()), CENTRE, self._letter)


class Card(QFrame):
    """One side of a collision: a change, or the window that it meets."""

    opened = Signal(str)

    def __init__(self, letter: str, key: str, title: str, lines: tuple[str, str]) -> None:
        super().__init__()
        self.key = key
        self.setAccessibleName(f"{letter}: {key} {title}")
        column = QVBoxLayout(self)
        column.setContentsMargins(9, 6, 9, 7)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(5)
        head.addWidget(_Letter(letter))
        self.link = LinkLabel(key)
        self.link.clicked.connect(lambda: self.opened.emit(self.key))
        head.addWidget(self.link)
        head.addWidget(PlainLabel(title, "t1", 12), 1)
        column.addLayout(head)
        column.addWidget(PlainLabel(lines[0], "t2", 11))
        column.addWidget(PlainLabel(lines[1], "t3", 11))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint its border."""
        paint_box(QPainter(self), QRectF(self.rect()), 6, None, "bd")


def change_card(letter: str, bar: ChangeBar, zone: str) -> Card:
    """Return the card of a change."""
    when = f"{window_words(bar, zone)} · {kind_words(bar)}"
    return Card(letter, bar.key, bar.title, (when, owner_words(bar)))


def window_card(letter: str, band: WindowBand, zone: str) -> Card:
    """Return the card of a freeze."""
    hard = "hard freeze" if band.hard else "soft freeze"
    scope = ", ".join(band.services) or "all services"
    when = f"{stamp(band.start, zone)} to {stamp(band.end, zone)}"
    card = Card(letter, band.key, band.title, (when, f"{hard} · {scope}"))
    card.link.setEnabled(False)
    return card


class Factors(QWidget):
    """Severity as a product of its factors, one a row: name, words, bar, figure (COLLISIONS §5)."""

    _ROW = 21

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[str, str, float, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_finding(self, finding: Finding) -> None:
        """Show another finding."""
        rows = [("Base", f"{finding.check} {finding.title}", finding.base / 60, str(finding.base))]
        rows += [(f.label, f.words, f.factor / 1.3, f"× {f.factor:g}") for f in finding.factors]
        self._rows = tuple(rows)
        spoken = "; ".join(f"{label}: {words}, {figure}" for label, words, _, figure in rows)
        self.setAccessibleName(f"Severity {finding.score} of 100. {spoken}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return one row a factor."""
        return QSize(240, self._ROW * len(self._rows))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the rows."""
        painter = QPainter(self)
        wide = self.width()
        measured = QFontMetricsF(theme.font(12))
        for row, (label, words, share, figure) in enumerate(self._rows):
            y = row * self._ROW
            painter.setFont(theme.font(12))
            painter.setPen(theme.colour("t2"))
            painter.drawText(QRectF(0, y, 86, self._ROW), LEFT, label)
            painter.setPen(theme.colour("t1"))
            room = wide - 88 - 104
            cut = measured.elidedText(plain.one_line(words), Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(88, y, room + 2, self._ROW), LEFT, cut)
            track = QRectF(wide - 96, y + 7.5, 46, 6)
            painter.fillRect(track, theme.colour("track"))
            track.setWidth(46 * min(1.0, max(0.0, share)))
            painter.fillRect(track, theme.colour("critf"))
            painter.setFont(theme.font(12, 600))
            area = QRectF(wide - 46, y, 46, self._ROW)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, right, figure)


def product_words(finding: Finding) -> str:
    """Say the product: "60 × 1.3 × 1.2 = 94"; factors of 1 are left out."""
    parts = [str(finding.base), *(f"{f.factor:g}" for f in finding.factors if f.factor != 1)]
    product = finding.base * math.prod(f.factor for f in finding.factors)
    capped = ", capped at 100" if product > 100 else ""
    return f"{' × '.join(parts)} = {finding.score}{capped}"


def overlap_words(finding: Finding) -> str:
    """Say how long both run at once."""
    return duration(finding.overlap_minutes * 60)
