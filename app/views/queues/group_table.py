"""The matrix of assignment groups: every number in it is a filter for the tickets below."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from app.models.results import GroupHealth, QueueHealth
from app.views.queues.filters import Cell, group_words
from app.views.queues.wording import DASH, share, signed
from app.views.tables import Column, ColumnTable, Flow, Num, Txt
from app.views.tables.cells import Look, write


def _reason(painter: QPainter, rect: QRectF, words: str, _look: Look) -> None:
    write(painter, rect, words, ink="t2")


COLUMNS = (
    Column("group", "Group", 146, stretch=1),
    Column("health", "Health", 56, "grade", descending_first=True,
           tip="A to E: one point each for breached, over 30 d, unassigned, "
               "net inflow for 4 weeks and wrong priority"),
    Column("reason", "Main reason", 190, "own", stretch=4, paint=_reason,
           words=str),
    Column("open", "Open", 50, "number", descending_first=True),
    Column("net", "Net 7 d", 56, "number", descending_first=True,
           tip="Opened minus closed in the last 7 days; more than +5 is marked"),
    Column("flow", "In and out, 14 d", 132, "flow", optional=3),
    Column("ages", "Age of open tickets, share", 150, "ages", stretch=2, optional=2),
    Column("old", "> 30 d", 52, "number", descending_first=True),
    Column("unassigned", "Unassigned", 76, "number", descending_first=True),
    Column("at_risk", "At risk", 56, "number", descending_first=True),
    Column("breached", "Breached", 68, "number", descending_first=True),
    Column("wrong", "Wrong prio.", 84, "number", descending_first=True,
           tip="Recorded priority differs from impact × urgency"),
)  # fmt: skip
_MEASURED = {
    "group": "open", "open": "open", "old": "old", "unassigned": "unassigned",
    "at_risk": "at_risk", "breached": "breached", "wrong": "wrong",
}  # fmt: skip
_NET_ALERT = 5
"""A net inflow of more than this in 7 days is written in the breach colour."""


def band_at(bands: tuple[int, ...], share_of_width: float) -> int:
    """The age band at a place between 0 and 1 of a bar of shares; −1 on an empty bar."""
    total = sum(bands)
    reached = 0
    for band, count in enumerate(bands):
        reached += count
        if count and share_of_width * total < reached:
            return band
    return max((band for band, count in enumerate(bands) if count), default=-1)


class GroupTable(ColumnTable):
    """`filtered` gives the clicked number and whether Ctrl adds it; `cleared` tells of Esc."""

    filtered = Signal(object, bool)
    cleared = Signal()

    def __init__(self) -> None:
        super().__init__(COLUMNS, row_height=26, name="Assignment groups")
        self._groups: tuple[GroupHealth, ...] = ()
        self._sum: GroupHealth | None = None
        self.sort_by("health", descending=True)

    def show_health(self, health: QueueHealth, chosen: tuple[Cell, ...]) -> None:
        """Show every group of `health` in its order, and the total; mark the chosen groups."""
        keep = self.sorting()
        self._groups, self._sum = health.groups, health.total
        cells = [_cells(group, old_limit=0.10) for group in health.groups]
        values = {column.id: [row[column.id] for row in cells] for column in COLUMNS}
        self.set_rows(values, tips=self._hints())
        self.set_total(_cells(health.total, old_limit=None) | {"group": "All groups"})
        if keep[0]:
            self.sort_by(keep[0], descending=keep[1])
        self.mark(chosen)

    def mark(self, chosen: tuple[Cell, ...]) -> None:
        """Paint the groups of the chosen cells as selected."""
        named = {cell.group for cell in chosen}
        rows = [at for at, group in enumerate(self._groups) if group.group in named]
        if self.selected() not in rows:
            self.select(rows[0] if rows else -1, tell=False)
        self.set_marked(rows)

    def _hints(self) -> dict[str, Callable[[int], str]]:
        groups = self._groups

        def breached(at: int) -> str:
            late = groups[at].breached_if_open
            more = f"\n{late:,} breached if still open: not counted" if late else ""
            return f"{groups[at].breached:,} breached{more}"

        def flow(at: int) -> str:
            group = groups[at]
            came, went = sum(group.inflow), sum(group.outflow)
            days = ", ".join(f"{i}/{o}" for i, o in zip(group.inflow, group.outflow, strict=True))
            return f"In {came:,}, out {went:,} in 14 full days.\nEach day in/out: {days}"

        def old(at: int) -> str:
            return f"{groups[at].older_than_30d:,} of {groups[at].open:,} older than 30 days"

        def net(at: int) -> str:
            group = groups[at]
            return f"Opened {group.opened_7d:,}, closed {group.closed_7d:,} in the last 7 days"

        return {"breached": breached, "flow": flow, "old": old, "net": net}

    # a number is a filter

    def cell_at(self, at: QPointF) -> Cell | None:
        """The number at a point of the viewport; None where none stands."""
        span = self._span_at(at.x())
        if span is None:
            return None
        group = self._group_at(at.y())
        if group is None:
            return None
        name = None if group is self._sum else group.group
        if span.column.id == "ages":
            box = self._inset(span, 0, 1)
            band = band_at(group.age_bands, (at.x() - box.left()) / max(box.width(), 1.0))
            return Cell(name, f"age{band}") if band >= 0 else None
        measure = _MEASURED.get(span.column.id, "open")
        return Cell(name, measure)

    def _group_at(self, y: float) -> GroupHealth | None:
        row = self._row_at(y)
        if row >= 0:
            return self._groups[row]
        foot = self.total_top()
        return self._sum if foot <= y < foot + self._row_height else None

    def total_top(self) -> int:
        """Where the total row begins in the viewport."""
        scrolled = self.content_height() - self._row_height
        return min(self.viewport().height() - self._row_height, scrolled)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Sort by the header as every table; a number filters, with Ctrl it adds."""
        super().mousePressEvent(event)
        at = event.position()
        if (
            event.button() != Qt.MouseButton.LeftButton
            or at.y() < self.header_rect("group").bottom()
        ):
            return
        cell = self.cell_at(at)
        if cell is not None:
            self.filtered.emit(cell, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space filter by the focused cell, Esc clears."""
        if event.key() == Qt.Key.Key_Escape:
            self.cleared.emit()
        elif (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
            and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            and self.selected() >= 0
        ):
            column = self._spans[self._focus_column].column.id
            measure = _MEASURED.get(column, "open")
            adds = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.filtered.emit(Cell(self._groups[self.selected()].group, measure), adds)
        else:
            super().keyPressEvent(event)


def _cells(group: GroupHealth, *, old_limit: float | None) -> dict[str, object]:
    net = group.opened_7d - group.closed_7d
    old_share = group.older_than_30d / group.open if group.open else 0.0
    over = old_limit is not None and old_share > old_limit
    total = old_limit is None
    return {
        "group": Txt(group_words(group.group), weight=500),
        "health": group.health,
        "reason": group.reason,
        "open": Num(group.open, text=f"{group.open:,}", weight=600),
        "net": Num(net, text=signed(net), ink="crit" if net > _NET_ALERT and not total else "t2"),
        "flow": Flow(group.inflow, group.outflow),
        "ages": group.age_bands,
        "old": Num(old_share, text=share(group.older_than_30d, group.open) or DASH,
                   ink="warn" if over else "t2", weight=500 if over else 400),
        "unassigned": Num(group.unassigned),
        "at_risk": Num(group.at_risk, ink="warn", weight=500),
        "breached": Num(group.breached, ink="crit", weight=500,
                        glyph="breach" if group.breached and not total else ""),
        "wrong": Num(group.wrong_priority),
    }  # fmt: skip
