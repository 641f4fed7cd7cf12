"""The chips above the ticket table: what is listed, and how to list less or more."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.models.results import TicketRow
from app.views.plain import menu_text
from app.views.queues.filters import SLA_CHOICES, Filter, cell_chips
from app.views.queues.wording import state_words
from app.views.widgets import Chip

_PEOPLE_IN_MENU = 40
_MOST_CELLS = 4


class ChipRow(QWidget):
    """Shows a Filter; `changed` gives the one that the user made of it."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._filter = Filter()
        self._rows: tuple[TicketRow, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self.chips: tuple[Chip, ...] = ()

    def show_filter(self, chosen: Filter, rows: tuple[TicketRow, ...]) -> None:
        """Show `chosen`; `rows` are all tickets, for the choices of the menus."""
        self._rows = rows
        if chosen == self._filter and self.chips:
            return
        focused = next((at for at, chip in enumerate(self.chips) if chip.hasFocus()), -1)
        self._filter = chosen
        for chip in self.chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = tuple(self._made())
        for chip in self.chips:
            self._row.addWidget(chip)
        if focused >= 0 and self.chips:
            self.chips[min(focused, len(self.chips) - 1)].setFocus()

    def texts(self) -> tuple[str, ...]:
        """The words on the chips."""
        return tuple(chip.words for chip in self.chips)

    def _made(self) -> Iterable[Chip]:
        chosen = self._filter
        cells = cell_chips(chosen)
        if len(cells) > _MOST_CELLS:
            yield self._removable(f"{len(cells)} numbers", replace(chosen, cells=()))
        else:
            for chip in cells:
                yield self._removable(chip.text, chip.without)
        yield self._choice(
            "State", state_words(chosen.state) if chosen.state else "", "open",
            replace(chosen, state=""), self._states,
        )  # fmt: skip
        yield self._choice(
            "SLA", SLA_CHOICES[chosen.sla][0] if chosen.sla else "", "any",
            replace(chosen, sla=""), self._slas,
        )  # fmt: skip
        if chosen.priority:
            yield self._removable(f"Priority: P{chosen.priority}", replace(chosen, priority=0))
        if chosen.assignee is not None:
            who = chosen.assignee or "No owner"
            yield self._removable(f"Assignee: {who}", replace(chosen, assignee=None))
        if not chosen.priority or chosen.assignee is None:
            more = Chip("Filter", icon="plus")
            more.clicked.connect(lambda: self._popup(more, self._more()))
            yield more

    def _removable(self, text: str, without: Filter) -> Chip:
        chip = Chip(text, active=True, removable=True)
        chip.removed.connect(lambda: self.changed.emit(without))
        return chip

    def _choice(
        self, name: str, value: str, idle: str, without: Filter,
        choices: Callable[[], Iterable[tuple[str, Filter]]],
    ) -> Chip:  # fmt: skip
        if value:
            chip = self._removable(f"{name}: {value}", without)
        else:
            chip = Chip(f"{name}: {idle}", menu=True)
        chip.clicked.connect(lambda: self._popup(chip, choices()))
        return chip

    def _states(self) -> Iterable[tuple[str, Filter]]:
        yield "open", replace(self._filter, state="")
        for state in sorted({row.state for row in self._rows}):
            yield state_words(state), replace(self._filter, state=state)

    def _slas(self) -> Iterable[tuple[str, Filter]]:
        for name, (words, _) in SLA_CHOICES.items():
            yield words, replace(self._filter, sla=name)

    def _more(self) -> Iterable[tuple[str, Filter]]:
        if not self._filter.priority:
            for priority in sorted({row.priority for row in self._rows if row.priority}):
                yield f"Priority: P{priority}", replace(self._filter, priority=priority)
        if self._filter.assignee is None:
            listed = self._filter.chosen(self._rows)
            for who in sorted({row.assignee for row in listed})[:_PEOPLE_IN_MENU]:
                yield f"Assignee: {who or 'No owner'}", replace(self._filter, assignee=who)

    def _popup(self, chip: Chip, choices: Iterable[tuple[str, Filter]]) -> None:
        menu = QMenu(self)
        for words, made in choices:
            action = menu.addAction(menu_text(words))
            action.setCheckable(True)
            action.setChecked(made == self._filter)
            action.triggered.connect(lambda _=False, made=made: self.changed.emit(made))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(chip.mapToGlobal(QPoint(0, chip.height() + 2)))
