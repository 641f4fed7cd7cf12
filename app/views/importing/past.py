"""The list of past imports, each of which can be taken back."""

from PySide6.QtCore import Qt, Signal

from app.models.kinds import kind_words
from app.models.results import BatchLine
from app.views import moments
from app.views.tables import Column, ColumnTable, Num, Txt
from app.views.widgets import EmptyState, Panel


class PastPanel(Panel):
    """Newest first; `undo_asked` gives the number of a batch."""

    undo_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__("Past imports")
        self._lines: tuple[BatchLine, ...] = ()
        self._can_undo = True
        self.table = ColumnTable(
            (
                Column("when", "Imported", 94),
                Column("file", "File", 120, stretch=3),
                Column("kind", "Holds", 98, optional=1),
                Column("rows", "Rows", 56, "number", optional=2),
                Column("new", "New", 44, "number"),
                Column("changed", "Changed", 62, "number", optional=3),
                Column("rejected", "Left out", 60, "number"),
                Column("undo", "", 80, "text", sortable=False),
            ),
            row_height=28,
            name="Past imports",
        )
        self.table.cellClicked.connect(self._clicked)
        self.empty = EmptyState("No imports yet.", "Each import is listed here and can be undone.")
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.empty, 1)
        self.table.hide()

    def show_batches(
        self, lines: tuple[BatchLine, ...], now: int, zone: str, *, can_undo: bool
    ) -> None:
        """Show the imports; `now` in UTC seconds, times in `zone`."""
        self._lines = lines
        self._can_undo = can_undo
        self.set_title("Past imports", f"{len(lines):,}" if lines else "")
        self.table.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        self.table.set_rows(
            {
                "when": [moments.near(one.imported_at, now, zone) for one in lines],
                "file": [Txt(self._name(one), "t3" if self._gone(one) else "t1") for one in lines],
                "kind": [kind_words(one.kind) for one in lines],
                "rows": [one.rows for one in lines],
                "new": [one.new for one in lines],
                "changed": [one.changed for one in lines],
                "rejected": [
                    Num(one.rejected, ink="warn" if one.rejected else "") for one in lines
                ],
                "undo": [self._undo_words(one) for one in lines],
            },
            tips={
                "undo": self._tip,
                "file": lambda row: self._name(lines[row]),
                "new": lambda row: f"Also new: {lines[row].also}" if lines[row].also else "",
            },
        )

    def focus_first(self) -> None:
        """Put the keyboard into the list."""
        self.table.setFocus(Qt.FocusReason.TabFocusReason)

    def batch(self, row: int) -> int:
        """The number of the batch in `row`."""
        return self._lines[row].batch

    @staticmethod
    def _gone(one: BatchLine) -> bool:
        return one.undone or one.reverses is not None

    def _name(self, one: BatchLine) -> str:
        if one.reverses is not None:
            return f"Undo of batch {one.reverses}"
        return one.file_name

    def _undo_words(self, one: BatchLine) -> Txt:
        if one.undone:
            return Txt("Taken back", "t3")
        if one.reverses is not None or not self._can_undo:
            return Txt("–", "t3")
        return Txt("Undo", "acc")

    def _tip(self, row: int) -> str:
        one = self._lines[row]
        if self._gone(one):
            return f"Batch {one.batch}"
        return f"Take back batch {one.batch}. Later batches and edits stay."

    def _clicked(self, row: int, column: str) -> None:
        one = self._lines[row]
        if column == "undo" and self._can_undo and not self._gone(one):
            self.undo_asked.emit(one.batch)
