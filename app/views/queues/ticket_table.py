"""The tickets behind the matrix, SLA time left first."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.models.duration import duration
from app.models.results import SlaClock, TicketRow
from app.views.queues.filters import wrong_priority
from app.views.queues.wording import clock_words, rough, state_words
from app.views.tables import Column, ColumnTable, Num, Sla, Txt
from app.views.tables.lazy import Made

COLUMNS = (
    Column("key", "Number", 98, "link"),
    Column("priority", "Priority", 54),
    Column("title", "Short description", 170, stretch=4),
    Column("assignee", "Assignee", 90, optional=1),
    Column("state", "State", 82, optional=2),
    Column("age", "Age", 76, "number", descending_first=True),
    Column("hops", "Hops", 44, "number", descending_first=True, optional=3),
    Column("sla", "Resolve SLA", 188, "sla"),
)
_MANY_HOPS = 3
_FAR = float(2**53)


def priority_cell(row: TicketRow) -> Txt:
    """Write "P2"; struck old and computed priority where they differ."""
    recorded = f"P{row.priority}" if row.priority else "–"
    if wrong_priority(row):
        return Txt(f"P{row.computed_priority}", "warn", 600, before=recorded)
    return Txt(recorded, weight=600)


def sla_cell(clock: SlaClock) -> Sla:
    """The bar: share of the target used, and the time left in words."""
    share = clock.elapsed_s / clock.target_s if clock.target_s else None
    _, words, _ = clock_words(clock.state, clock.remaining_s)
    if clock.state == "breached_if_open" and clock.remaining_s is not None:
        words = f"{rough(clock.remaining_s)} if open"
    return Sla(clock.state, share, words, clock.remaining_s)


def _hops(row: TicketRow) -> Num:
    many = row.hops >= _MANY_HOPS
    return Num(row.hops, ink="warn" if many else "t2", weight=600 if many else 400)


_MAKERS: dict[str, Callable[[TicketRow], Any]] = {
    "key": lambda row: row.key,
    "priority": priority_cell,
    "title": lambda row: Txt(row.title or "No short description"),
    "assignee": lambda row: Txt(row.assignee, "t2") if row.assignee else Txt("No owner", "crit"),
    "state": lambda row: Txt(state_words(row.state), "t2"),
    "age": lambda row: Num(row.age_s, text=duration(row.age_s), ink="t2"),
    "hops": _hops,
    "sla": lambda row: sla_cell(row.sla),
}


class TicketTable(ColumnTable):
    """Holds every open ticket of one kind; the page filters it by row numbers."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, row_height=26, name="Tickets")
        self._tickets: tuple[TicketRow, ...] = ()
        self.sort_by("sla")

    def tickets(self) -> tuple[TicketRow, ...]:
        """Every ticket it holds."""
        return self._tickets

    def ticket(self, at: int) -> TicketRow | None:
        """The ticket of row `at`."""
        return self._tickets[at] if 0 <= at < len(self._tickets) else None

    def row_of(self, key: str) -> int:
        """The row of the ticket `key`; −1 when it isn't held."""
        return next((at for at, row in enumerate(self._tickets) if row.key == key), -1)

    def place(self, at: int) -> tuple[int, int]:
        """(number of row `at` in the shown order from 1, how many are shown); 0 when hidden."""
        shown = self.shown()
        found = np.flatnonzero(shown == at)
        return (int(found[0]) + 1 if len(found) else 0), len(shown)

    def step(self, at: int, by: int) -> int:
        """The row `by` places after `at` in the shown order; −1 at the end."""
        number, count = self.place(at)
        wanted = number - 1 + by
        return int(self.shown()[wanted]) if number and 0 <= wanted < count else -1

    def show_tickets(self, tickets: tuple[TicketRow, ...], rows: list[int], select: str) -> None:
        """Hold `tickets`, show `rows` of them, keep ticket `select` selected."""
        self._tickets = tickets
        scrolled = self.verticalScrollBar().value()
        at = self.row_of(select) if select else -1
        values = {name: Made(tickets, make) for name, make in _MAKERS.items()}
        self.set_rows(values, keys=_keys(tickets), tips={"sla": self._sla_hint}, select=at)
        self.set_filter(rows)
        self.verticalScrollBar().setValue(scrolled)

    def show_clocks(self, clocks: Mapping[int, SlaClock]) -> None:
        """Repaint the SLA bars with these clocks in place of the read ones, by row."""
        tickets = self._tickets
        made = {at: sla_cell(clock) for at, clock in clocks.items()}

        def cell(at: int) -> Sla:
            return made.get(at) or sla_cell(tickets[at].sla)

        self.set_column("sla", Made(range(len(tickets)), cell))

    def show_column(self, name: str, *, wanted: bool) -> None:
        """Show or hide one column; the order stays."""
        seen = {column.id for column in self.columns} - {name} | ({name} if wanted else set())
        self.columns = tuple(column for column in COLUMNS if column.id in seen)
        self._focus_column = 0
        self._layout()

    def in_sight(self) -> tuple[int, ...]:
        """The rows between header and foot of the viewport."""
        area = self.viewport().rect()
        first = self.verticalScrollBar().value() // self._row_height
        last = first + area.height() // self._row_height + 1
        return tuple(int(at) for at in self.shown()[first:last])

    def _sla_hint(self, at: int) -> str:
        clock = self._tickets[at].sla
        if clock.target_s is None:
            return "No resolution target for this priority"
        used = f"{duration(clock.elapsed_s)} of {duration(clock.target_s)} used"
        if clock.state == "breached_if_open":
            return f"{used}.\nCrossed after the export was made: breached if still open."
        return f"{used}, on hold: the clock is paused" if clock.state == "paused" else used


def _keys(tickets: tuple[TicketRow, ...]) -> dict[str, NDArray[Any]]:
    left = [row.sla.remaining_s for row in tickets]
    urgent = [row.computed_priority or row.priority or 9 for row in tickets]
    return {
        "sla": np.array([_FAR if one is None else float(one) for one in left]),
        "age": np.array([row.age_s for row in tickets], dtype=np.int64),
        "hops": np.array([row.hops for row in tickets], dtype=np.int64),
        "priority": np.array(urgent, dtype=np.int64),
    }
