"""Which tickets the queue screen lists: cells of the matrix, quick filters and chips (pure)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from app.models.results import TicketRow
from app.models.settings import DAY, HOUR

Measure = Literal[
    "open", "old", "unassigned", "at_risk", "breached", "wrong", "age0", "age1", "age2", "age3",
    "age4", "age5",
]  # fmt: skip

_AGE_DAYS = (0, 1, 3, 7, 14, 30)


def _in_band(row: TicketRow, band: int) -> bool:
    # Bands are [0,1) [1,3) [3,7) [7,14) [14,30] (30,∞) days: only the last edge is inclusive.
    age = row.age_s
    if band == 5:
        return age > 30 * DAY
    if band == 4:
        return 14 * DAY <= age <= 30 * DAY
    return _AGE_DAYS[band] * DAY <= age < _AGE_DAYS[band + 1] * DAY


def wrong_priority(row: TicketRow) -> bool:
    """Recorded and computed priority differ, where one can be computed (METRICS §5)."""
    return row.computed_priority not in {0, row.priority}


MEASURES: dict[str, tuple[str, Callable[[TicketRow], bool]]] = {
    "open": ("Open", lambda row: True),  # noqa: ARG005 - every listed ticket is open
    "old": ("Over 30 d", lambda row: row.age_s > 30 * DAY),
    "unassigned": ("Unassigned", lambda row: not row.assignee),
    "at_risk": ("At risk", lambda row: row.sla.state == "at_risk"),
    "breached": ("Breached", lambda row: row.sla.state == "breached"),
    "wrong": ("Wrong priority", wrong_priority),
    "age0": ("Age under 1 d", lambda row: _in_band(row, 0)),
    "age1": ("Age 1–3 d", lambda row: _in_band(row, 1)),
    "age2": ("Age 3–7 d", lambda row: _in_band(row, 2)),
    "age3": ("Age 7–14 d", lambda row: _in_band(row, 3)),
    "age4": ("Age 14–30 d", lambda row: _in_band(row, 4)),
    "age5": ("Age over 30 d", lambda row: _in_band(row, 5)),
}

SLA_CHOICES: dict[str, tuple[str, Callable[[TicketRow], bool]]] = {
    "": ("any", lambda row: True),  # noqa: ARG005
    "breached": ("breached", lambda row: row.sla.state == "breached"),
    "at_risk": ("at risk", lambda row: row.sla.state == "at_risk"),
    "breached_if_open": (
        "breached if still open", lambda row: row.sla.state == "breached_if_open"
    ),
    "ok": ("inside target", lambda row: row.sla.state == "ok"),
    "paused": ("paused", lambda row: row.sla.state == "paused"),
    "none": ("no target", lambda row: row.sla.state == "none"),
}  # fmt: skip


def under_four_hours(row: TicketRow) -> bool:
    """Running, not yet reached, and less than four hours left on its clock."""
    left = row.sla.remaining_s
    return row.sla.state in {"ok", "at_risk"} and left is not None and 0 <= left < 4 * HOUR


def needs_triage(row: TicketRow) -> bool:
    """Breached, at risk, without an owner, or with the wrong priority."""
    return row.sla.state in {"breached", "at_risk"} or not row.assignee or wrong_priority(row)


@dataclass(frozen=True, slots=True)
class QuickFilter:
    """One of the tabs above the matrix."""

    id: str
    label: str
    short: str
    hint: str
    keeps: Callable[[TicketRow], bool]


QUICK_FILTERS = (
    QuickFilter("all", "All queues", "All", "Every open ticket", lambda row: True),  # noqa: ARG005
    QuickFilter(
        "triage", "Morning triage", "Triage",
        "Breached, at risk, without an owner or wrong priority", needs_triage,
    ),
    QuickFilter(
        "sla4h", "SLA under 4 h", "Under 4 h", "Less than four hours left to resolve",
        under_four_hours,
    ),
    QuickFilter(
        "wrong", "Wrong priority", "Wrong prio.", "Recorded priority differs from impact × urgency",
        wrong_priority,
    ),
    QuickFilter(
        "bouncing", "Bouncing, 3+ hops", "Bouncing", "Handed over three times or more",
        lambda row: row.hops >= 3,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the matrix; group None is the total row."""

    group: str | None
    measure: str

    def keeps(self, row: TicketRow) -> bool:
        """The ticket is one of those the number counts."""
        mine = self.group is None or row.group == self.group
        return mine and MEASURES[self.measure][1](row)


@dataclass(frozen=True, slots=True)
class Filter:
    """The whole choice: a listed ticket is in any of the cells and passes every chip."""

    quick: str = "all"
    cells: tuple[Cell, ...] = ()
    state: str = ""
    sla: str = ""
    priority: int = 0
    assignee: str | None = None
    """A name, "" for no owner, None for anybody."""

    def clicked(self, cell: Cell, *, add: bool) -> "Filter":
        """A click replaces the cells; Ctrl+click adds the cell or takes it away again."""
        if not add:
            return replace(self, cells=(cell,))
        if cell in self.cells:
            return replace(self, cells=tuple(each for each in self.cells if each != cell))
        return replace(self, cells=(*self.cells, cell))

    def cleared(self) -> "Filter":
        """Without cells and chips; the quick filter stays."""
        return Filter(quick=self.quick)

    def keeps(self, row: TicketRow) -> bool:
        """The ticket belongs in the list."""
        if self.cells and not any(cell.keeps(row) for cell in self.cells):
            return False
        if self.state and row.state != self.state:
            return False
        if self.priority and row.priority != self.priority:
            return False
        if self.assignee is not None and row.assignee != self.assignee:
            return False
        return SLA_CHOICES[self.sla][1](row) and quick_filter(self.quick).keeps(row)

    def chosen(self, rows: Iterable[TicketRow]) -> tuple[TicketRow, ...]:
        """The tickets of `rows` that belong in the list, in their order."""
        return tuple(row for row in rows if self.keeps(row))


def quick_filter(id: str) -> QuickFilter:  # noqa: A002
    """The quick filter with this id."""
    return next(each for each in QUICK_FILTERS if each.id == id)


@dataclass(frozen=True, slots=True)
class ChipText:
    """A chip that can be closed: its words and the filter without it."""

    text: str
    without: Filter


def cell_chips(chosen: Filter) -> tuple[ChipText, ...]:
    """Chips of the matrix cells: group and measure apart for one cell, one chip a cell for more."""
    if not chosen.cells:
        return ()
    if len(chosen.cells) > 1:
        return tuple(
            ChipText(_cell_words(cell), chosen.clicked(cell, add=True)) for cell in chosen.cells
        )
    cell = chosen.cells[0]
    chips = []
    if cell.group is not None:
        rest = (Cell(None, cell.measure),) if cell.measure != "open" else ()
        chips.append(ChipText(f"Group: {group_words(cell.group)}", replace(chosen, cells=rest)))
    if cell.measure != "open":
        rest = (Cell(cell.group, "open"),) if cell.group is not None else ()
        chips.append(ChipText(MEASURES[cell.measure][0], replace(chosen, cells=rest)))
    return tuple(chips)


def group_words(group: str) -> str:
    """The group's name; a ticket that nobody was given says so."""
    return group or "No group"


def _cell_words(cell: Cell) -> str:
    group = "All groups" if cell.group is None else group_words(cell.group)
    return group if cell.measure == "open" else f"{group}, {MEASURES[cell.measure][0].lower()}"
