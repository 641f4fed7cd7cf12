"""The strip of steps over the import screen, and the bar of what would change."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.views import glyphs, icons, theme
from app.views.boxes import LEFT, paint_box
from app.views.tables import cells

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
COUNTS = (
    ("New", "accf"),
    ("Changed", "flowin"),
    ("Unchanged", "track"),
    ("Left out", "critf"),
)


class StepStrip(QWidget):
    """Glyph, number, title and words of each step; nothing is written before the last."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: tuple[tuple[str, str, str], ...] = ()
        self.setFixedHeight(34)

    def show_steps(self, steps: tuple[tuple[str, str, str], ...]) -> None:
        """Show how far each step is."""
        self._steps = steps
        said = (
            f"{place} {title} {words}".strip() for place, (_g, title, words) in self._numbered()
        )
        self.setAccessibleName("Steps: " + ", ".join(said))
        self.update()

    def _numbered(self) -> list[tuple[int, tuple[str, str, str]]]:
        return list(enumerate(self._steps, 1))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The steps with arrows between them."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint_box(painter, rect, 8, "surf", "bd")
        roomy = self.width() > 860
        x = 16.0
        for place, (glyph, title, words) in self._numbered():
            name = f"{place} {title}"
            wide = cells.width_of(name, 12, 600)
            beside = cells.width_of(words, 11) + 6 if words and roomy else 0
            if glyph == "half":
                paint_box(painter, QRectF(x - 8, 5, wide + beside + 34, 24), 6, "acct", None)
            glyphs.paint(painter, glyph, QRectF(x, 11, 12, 12))
            ink = "t2" if glyph == "ring" else "t1"
            cells.write(painter, QRectF(x + 18, 0, wide + 2, 34), name, ink=ink, weight=600)
            if beside:
                box = QRectF(x + 18 + wide + 6, 0, beside, 34)
                cells.write(painter, box, words, ink="t3", size=11, cut=False)
            x += 18 + wide + beside + 14
            if place < len(self._steps):
                icons.paint(painter, "chevron-right", QRectF(x, 11, 12, 12), "t3")
                x += 26
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour("t3"))
        last = f"Nothing is written until step {len(self._steps)}"
        if x + cells.width_of(last, 11) + 16 < self.width():
            painter.drawText(rect.adjusted(0, 0, -14, 0), RIGHT, last)


class CountBar(QWidget):
    """New, changed, unchanged and left-out rows as one bar, and as numbers under it."""

    def __init__(self) -> None:
        super().__init__()
        self._counts = (0, 0, 0, 0)
        self.setFixedHeight(58)

    def sizeHint(self) -> QSize:
        """As wide as the panel."""
        return QSize(300, 58)

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
            painter.setFont(theme.font(11))
            painter.setPen(theme.colour("t3"))
            painter.drawText(QRectF(left + 12, 18, column, 17), LEFT, name)
            painter.setFont(theme.font(15, 600))
            bad = place == 3 and count
            painter.setPen(theme.colour("crit" if bad else "t1"))
            painter.drawText(QRectF(left, 36, column, 20), LEFT, f"{count:,}")
