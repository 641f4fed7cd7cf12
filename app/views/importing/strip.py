"""The strip of steps over the import screen: each one leads to its panels."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.views import glyphs, icons, plain
from app.views.boxes import paint_box, paint_focus
from app.views.buttons import Painted
from app.views.importing.steps import TITLES, Step
from app.views.tables import cells
from app.views.widgets import PlainLabel

_ROOMY = 1120
_PROMISE = f"Nothing is written until step {len(TITLES)}"
_TIPS = (
    "Choose files",
    "What the file was recognised as",
    "Which column becomes which field",
    "How dates and times are read",
    "What would change, and the rows with a problem",
    "Imports so far, each of which can be taken back",
)


class StepButton(Painted):
    """Glyph, number, title and words of one step; ← and → go to its neighbours."""

    moved = Signal(int)

    def __init__(self, place: int) -> None:
        super().__init__(f"{place} {TITLES[place - 1]}", size=12, weight=600)
        self._glyph, self._told, self._roomy = "ring", "", True
        self.setCheckable(True)
        self.setToolTip(plain.tooltip(f"{_TIPS[place - 1]} (Alt+{place})"))

    def show_step(self, step: Step, *, here: bool) -> None:
        """Show how far the step is, and whether the screen is at it."""
        self._glyph, _title, self._told = step
        self.setChecked(here)
        said = ", ".join(part for part in (self.words, self._told) if part)
        self.setAccessibleName(said + (", current step" if here else ""))
        self.updateGeometry()
        self.update()

    def set_roomy(self, *, roomy: bool) -> None:
        """Show the words beside the title, or only the title."""
        self._roomy = roomy
        self.updateGeometry()

    def told(self) -> str:
        """The words beside the title."""
        return self._told

    def _beside(self) -> float:
        return cells.width_of(self._told, 11) + 6 if self._told and self._roomy else 0.0

    def sizeHint(self) -> QSize:
        """Glyph, title and words with insets."""
        return QSize(int(8 + 18 + cells.width_of(self.words, 12, 600) + self._beside() + 10), 24)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step to the neighbour."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Tint when the screen is at it, glyph, title, words."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.isChecked() or self.underMouse():
            paint_box(painter, rect, 6, "acct" if self.isChecked() else "sunk", None)
        glyph = "half" if self.isChecked() and self._glyph == "ring" else self._glyph
        glyphs.paint(painter, glyph, QRectF(8, 6, 12, 12))
        ink = "t2" if glyph == "ring" else "t1"
        wide = cells.width_of(self.words, 12, 600)
        cells.write(painter, QRectF(26, 0, wide + 2, 24), self.words, ink=ink, weight=600)
        if self._beside():
            box = QRectF(26 + wide + 6, 0, self._beside(), 24)
            cells.write(painter, box, self._told, ink="t3", size=11, cut=False)
        if self.hasFocus():
            paint_focus(painter, rect)


class _Between(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(14, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        icons.paint(QPainter(self), "chevron-right", QRectF(1, 6, 12, 12), "t3")


class StepStrip(QWidget):
    """`asked` gives the number of the step to go to; nothing is written before the last."""

    asked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(34)
        self.buttons: list[StepButton] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 14, 0)
        row.setSpacing(6)
        for place in range(1, len(TITLES) + 1):
            button = StepButton(place)
            button.clicked.connect(lambda _=False, place=place: self.asked.emit(place))
            button.moved.connect(lambda by, place=place: self._focus(place - 1 + by))
            row.addWidget(button)
            if place < len(TITLES):
                row.addWidget(_Between())
            self.buttons.append(button)
        row.addStretch(1)
        self.last = PlainLabel(_PROMISE, "t3", 11)
        self.last.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(self.last)

    def _focus(self, place: int) -> None:
        if 0 <= place < len(self.buttons):
            self.buttons[place].setFocus(Qt.FocusReason.TabFocusReason)

    def show_steps(self, steps: Sequence[Step], here: int) -> None:
        """Show how far each step is; `here` is the one the screen is at, from 1."""
        for place, (button, step) in enumerate(zip(self.buttons, steps, strict=True), 1):
            button.show_step(step, here=place == here)
        written = steps[-1][0] == "met"
        self.last.setText("" if written else _PROMISE)
        self.set_width(self.width())

    def set_width(self, width: int) -> None:
        """A narrow screen leaves the words to the panels and the tooltips."""
        for button in self.buttons:
            button.set_roomy(roomy=width >= _ROOMY)
        titles = sum(button.sizeHint().width() for button in self.buttons)
        between = (len(self.buttons) - 1) * (14 + 12) + 8 + 14 + 6
        self.last.setVisible(width >= titles + between + self.last.sizeHint().width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A panel without a header."""
        paint_box(QPainter(self), QRectF(self.rect()), 8, "surf", "bd")
