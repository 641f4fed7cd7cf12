"""The right side: what would change, and the rows that are left out."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.models.counts import counted
from app.views.importing.basket import Entry
from app.views.importing.strip import CountBar
from app.views.tables import Column, ColumnTable, Num, Two
from app.views.widgets import EmptyState, Panel, PlainLabel

_KINDS = {"ci": ("CI", ""), "change_ci": ("link to a CI", "links to CIs")}
"""Kinds of further records where the name in the store isn't the word."""


class DryRunPanel(Panel):
    """New, changed, unchanged and left-out rows of the file that is selected."""

    def __init__(self) -> None:
        super().__init__("Dry run", inset=True)
        self.bar = CountBar()
        self.body.addWidget(self.bar)
        self._lines = QWidget()
        grid = QGridLayout(self._lines)
        grid.setContentsMargins(0, 4, 0, 0)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 78)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(2, 1)
        self._values: dict[str, PlainLabel] = {}
        top = Qt.AlignmentFlag.AlignTop
        for line, name in enumerate(("Also", "Undo")):
            grid.addWidget(PlainLabel(name, "t3", 11), line, 0, top)
            self._values[name] = PlainLabel("", "t1", 11, wrap=True)
            grid.addWidget(self._values[name], line, 1, top)
        self.body.addWidget(self._lines)
        self.empty = EmptyState("No dry run yet.", "It starts by itself when a file is chosen.")
        self.body.addWidget(self.empty, 1)
        self.show_entry(None)

    def show_entry(self, entry: Entry | None) -> None:
        """Show the counts of `entry`."""
        shown = entry is not None and bool(entry.total("rows"))
        self.bar.setVisible(shown)
        self._lines.setVisible(shown)
        self.empty.setVisible(not shown)
        if entry is None or not shown:
            self.set_title("Dry run", "")
            refused = entry is not None and entry.state != "waiting"
            self.empty.set_words(
                "Nothing would be imported." if refused else "No dry run yet.",
                "The reason stands under Detection."
                if refused
                else "It starts by itself when a file is chosen.",
            )
            return
        done = entry.state == "imported"
        rows = counted(entry.total("rows"), "row")
        seconds = sum(result.seconds for result in entry.results)
        self.set_title("Result" if done else "Dry run", f"{rows} · {seconds:.1f} s")
        names = ("new", "changed", "unchanged", "rejected")
        new, changed, unchanged, rejected = (entry.total(name) for name in names)
        self.bar.show_counts((new, changed, unchanged, rejected))
        kinds: dict[str, int] = {}
        for result in entry.results:
            for kind, count in result.by_kind:
                kinds[kind] = kinds.get(kind, 0) + count
        also = ", ".join(
            counted(count, *_KINDS.get(kind, (kind.replace("_", " "), "")))
            for kind, count in kinds.items()
            if count
        )
        self._values["Also"].setText(also or "no other records")
        undo = "From the list of past imports; later edits stay"
        self._values["Undo"].setText(undo if done else "Possible after the import, as one batch")


class ProblemsPanel(Panel):
    """The rows that are left out, each with column, value and reason."""

    def __init__(self) -> None:
        super().__init__("Row problems")
        self.table = ColumnTable(
            (
                Column("row", "Row", 54, "number"),
                Column("problem", "Problem", 200, "two", stretch=1),
            ),
            row_height=44,
            name="Row problems",
        )
        self.empty = EmptyState("No row problems.", "Every row can be read.")
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.empty, 1)
        self.show_entry(None)

    def show_entry(self, entry: Entry | None) -> None:
        """Show the problems of `entry`."""
        rejects = entry.rejects if entry else ()
        total = entry.total("rejected") if entry else 0
        words = f"{counted(total, 'row')} left out" if total else ""
        if total > len(rejects):
            words = f"first {len(rejects)} of {total:,} rows left out"
        self.set_title("Row problems", words)
        self.table.setVisible(bool(rejects))
        self.empty.setVisible(not rejects)
        read = entry is not None and bool(entry.total("rows"))
        self.empty.set_words(
            "No row problems." if read else "No rows read yet.",
            "Every row can be read." if read else "Problems are listed by the dry run.",
        )
        self.table.set_rows(
            {
                "row": [Num(row[0], f"{row[0]:,}", ink="t3") for row in rejects],
                "problem": [
                    Two(row[3], f"{row[1]}: {row[2] or 'empty'}" if row[1] else row[2], weight=400)
                    for row in rejects
                ],
            }
        )
