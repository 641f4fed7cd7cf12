"""The alias list as a table: names that nothing knows first, then what reads as what."""

from collections.abc import Sequence

from PySide6.QtCore import Signal

from app.models.counts import counted
from app.models.moments import stamp
from app.services.aliases import AliasRow, UnknownName
from app.views.tables import Column, ColumnTable, Txt

COLUMNS = (
    Column("alias", "Another name", 150, stretch=4),
    Column("system", "In system", 100, stretch=1),
    Column("name", "Is", 150, stretch=4),
    Column("by", "Decided by", 90, stretch=1, optional=2),
    Column("when", "When", 130, optional=1),
    Column("act", "", 92, "link", sortable=False),
)
EVERYWHERE = "Every system"


class NameTable(ColumnTable):
    """`asked` gives a row that is to be filled in, `unwanted` an alias that is to be removed."""

    asked = Signal(object)
    unwanted = Signal(object)

    def __init__(self) -> None:
        super().__init__(COLUMNS, name="Names")
        self._rows: tuple[UnknownName | AliasRow, ...] = ()
        self.rowActivated.connect(lambda at: self.asked.emit(self._rows[at]))
        self.cellClicked.connect(self._on_cell)

    def show_names(
        self, unknown: Sequence[UnknownName], aliases: Sequence[AliasRow], zone: str
    ) -> None:
        """Show them; the row that was selected stays so while it is there, else the first is."""
        chosen = self.row(self.selected())
        self._rows = (*unknown, *aliases)
        first = len(unknown)
        sections = [("Nothing knows these yet, commonest first", range(first))] if unknown else []
        sections.append(("Alias list", range(first, len(self._rows))))
        self.set_rows(
            {
                "alias": [_alias(row) for row in self._rows],
                "system": [Txt(row.system or EVERYWHERE, "t2") for row in self._rows],
                "name": [_name(row) for row in self._rows],
                "by": [Txt(getattr(row, "decided_by", ""), "t2") for row in self._rows],
                "when": [_when(row, zone) for row in self._rows],
                "act": ["Give a name" if isinstance(row, UnknownName) else "Remove"
                        for row in self._rows],
            },
            sections=sections if unknown else (),
            select=_place(self._rows, chosen),
        )  # fmt: skip

    def row(self, at: int) -> UnknownName | AliasRow | None:
        """What stands in a row."""
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def remove_selected(self) -> None:
        """Ask for the selected alias to be removed; an unknown name can't be."""
        row = self.row(self.selected())
        if isinstance(row, AliasRow):
            self.unwanted.emit(row)

    def step(self, by: int) -> None:
        """Select the row before (−1) or after (1)."""
        rows = self.shown().tolist()
        if rows:
            at = rows.index(self.selected()) if self.selected() in rows else -by
            self.select(rows[min(max(at + by, 0), len(rows) - 1)])

    def _on_cell(self, at: int, column: str) -> None:
        row = self._rows[at]
        if column != "act":
            return
        if isinstance(row, AliasRow):
            self.unwanted.emit(row)
        else:
            self.asked.emit(row)


def _alias(row: UnknownName | AliasRow) -> Txt:
    return Txt(row.name if isinstance(row, UnknownName) else row.alias, weight=500)


def _name(row: UnknownName | AliasRow) -> Txt:
    if isinstance(row, UnknownName):
        return Txt(f"not known, in {counted(row.records, 'record')}", "warn")
    return Txt(row.name)


def _when(row: UnknownName | AliasRow, zone: str) -> Txt:
    return Txt("" if isinstance(row, UnknownName) else stamp(row.decided_at, zone), "t2")


def _place(rows: Sequence[UnknownName | AliasRow], chosen: UnknownName | AliasRow | None) -> int:
    return rows.index(chosen) if chosen is not None and chosen in rows else 0
