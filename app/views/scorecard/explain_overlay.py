"""“Why is this number this”: every step from the period to the signal; each opens its rows (W)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from app.models.results.drilldown import Step
from app.views.scorecard.overlay import Overlay
from app.views.scorecard.parts import NumberLink
from app.views.scorecard.rows_overlay import KIND_WORDS
from app.views.side_panel import scrolled
from app.views.widgets import Button, PlainLabel

_FIGURE, _TITLE, _WIDEST = 96, 120, 820
_HEAD = 70


class ExplainOverlay(Overlay):
    """Lists `Step`s; `rows_asked` gives the step whose rows are wanted."""

    rows_asked = Signal(object)

    def __init__(self, over: QWidget, within: QWidget) -> None:
        super().__init__(over, within, "Why is this number this", _WIDEST)
        self._steps: tuple[Step, ...] = ()
        self._inside = QWidget()
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 4, 8, 4)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnStretch(3, 1)
        self.links: list[NumberLink] = []
        self.area = scrolled(self._inside)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName("Steps")
        self.copy = Button("Copy as text", icon="copy")
        self.copy.clicked.connect(self._on_copy)
        self.head.insertWidget(2, self.copy)
        self.body.addWidget(self.area, 1)

    def show_steps(self, name: str, caption: str, steps: Sequence[Step]) -> None:
        """Explain the number of `name`."""
        self._steps = tuple(steps)
        self.title.setText(f"Why {name} is this number")
        self.caption.setText(caption)
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.links = []
        for at, step in enumerate(self._steps):
            self._add(at, step)
        self._grid.setRowStretch(len(self._steps), 1)
        self.open(self.area)

    def steps(self) -> tuple[Step, ...]:
        """What is explained."""
        return self._steps

    def _add(self, at: int, step: Step) -> None:
        top = Qt.AlignmentFlag.AlignTop
        title = PlainLabel(step.title, "t2", 12, 600)
        title.setFixedWidth(_TITLE)
        right = Qt.AlignmentFlag.AlignRight
        figure = PlainLabel(step.figure, "t1", 12, 600, align=right)
        figure.setFixedWidth(_FIGURE)
        words = PlainLabel(step.words, "t1", 12, wrap=True)
        place = PlainLabel(f"{at + 1}", "t3", 12, align=right)
        for column, label in enumerate((place, title, figure, words)):
            label.setContentsMargins(0, 3, 0, 0)
            self._grid.addWidget(label, at, column, top)
        if step.rows:
            link = NumberLink("acc", 12)
            kind = KIND_WORDS.get(step.records, "records")
            link.show_number(
                f"{len(step.rows):,} {kind}", f"Open the rows of step {at + 1}", opens=True
            )
            link.clicked.connect(lambda: self.rows_asked.emit(step))
            self._grid.addWidget(link, at, 4, top)
            self.links.append(link)

    def wanted_height(self) -> int:
        """As high as its steps."""
        layout = self._inside.layout()
        self._grid.invalidate()
        width = min(_WIDEST, self._over.width()) - 42
        return _HEAD + (layout.heightForWidth(width) if layout is not None else 0)

    def text(self) -> str:
        """The explanation as plain text."""
        lines = [self.title.text()]
        lines += [
            f"{at}. {step.title}{f': {step.figure}' if step.figure else ''}. {step.words}"
            for at, step in enumerate(self._steps, 1)
        ]
        return "\n".join(lines)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
