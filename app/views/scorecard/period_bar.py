"""Which period: weekly, monthly or quarterly, one back, one forth, or picked from a menu."""

import re

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.analysis.periods import containing, earlier, last_complete
from app.models.period import Period
from app.views.plain import menu_text
from app.views.widgets import Button, Segmented

_KINDS = (("week", "Weekly"), ("month", "Monthly"), ("quarter", "Quarterly"))
_MENU_LENGTH = {"week": 13, "month": 13, "quarter": 8}


def period_words(period: Period) -> str:
    """Write "Week 47 · 16 to 22 November 2026" on one line."""
    return period.label.replace(", ", " · ", 1)


def short_words(period: Period) -> str:
    """Write "Week 47 · 16 to 22 Nov": months cut to three letters, without the year."""
    words = re.sub(r"\b([A-Z][a-z]{2})[a-z]+(?= \d{4}| to |$)", r"\1", period_words(period))
    return re.sub(r" \d{4}\b", "", words) if period.kind == "week" else words


class PeriodBar(QWidget):
    """Shows and changes the period; `chosen` gives the new one. Never later than `newest`."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._period: Period | None = None
        self._newest_before = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.kinds = Segmented(_KINDS, "week")
        self.back = Button("", icon="chevron-left")
        self.forth = Button("", icon="chevron-right")
        self.pick = Button("Period", menu=True)
        for button, name in ((self.back, "Period before"), (self.forth, "Next period")):
            button.setAccessibleName(name)
            button.setToolTip(name)
        for widget in (self.kinds, self.back, self.pick, self.forth):
            row.addWidget(widget)
        self.kinds.chosen.connect(self._on_kind)
        self.back.clicked.connect(lambda: self._step(1))
        self.forth.clicked.connect(lambda: self._step(-1))
        self.pick.clicked.connect(self._open_menu)

    def period(self) -> Period | None:
        """The period that holds."""
        return self._period

    def show_period(self, period: Period, newest_before: int) -> None:
        """Show `period`; the last one that can be picked is complete at `newest_before`."""
        self._period, self._newest_before = period, newest_before
        self.kinds.set_current(period.kind)
        self.pick.set_words(short_words(period))
        self.pick.setToolTip(period_words(period))
        self.forth.setEnabled(period.start < self.newest(period.kind).start)
        self.back.setToolTip(period_words(earlier(period, 1)))

    def newest(self, kind: str) -> Period:
        """The newest period of `kind` that has data to its end."""
        zone = self._period.zone if self._period else "UTC"
        return last_complete(kind, self._newest_before, zone)

    def choices(self) -> tuple[Period, ...]:
        """The periods of the menu, newest first."""
        if self._period is None:
            return ()
        kind = self._period.kind
        first = self.newest(kind)
        if self._period.start > first.start:
            first = self._period
        made = [earlier(first, back) for back in range(_MENU_LENGTH[kind])]
        if self._period.start < made[-1].start:
            made.append(self._period)
        return tuple(made)

    def _on_kind(self, kind: str) -> None:
        """The period of the other kind in which the shown one ends, if it is complete."""
        if self._period is None:
            return
        holding = containing(kind, self._period.end - 1, self._period.zone)
        newest = self.newest(kind)
        self._choose(holding if holding.start <= newest.start else newest)

    def _step(self, back: int) -> None:
        if self._period is not None:
            self._choose(earlier(self._period, back))

    def _choose(self, period: Period) -> None:
        self.show_period(period, self._newest_before)
        self.chosen.emit(period)

    def _open_menu(self) -> None:
        menu = QMenu(self)
        for period in self.choices():
            action = menu.addAction(menu_text(period_words(period)))
            action.setCheckable(True)
            action.setChecked(period == self._period)
            action.triggered.connect(lambda _=False, period=period: self._choose(period))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.pick.mapToGlobal(QPoint(0, self.pick.height() + 2)))
