"""The rows of one kind of problem, and the group that an unknown name is to be read as."""

from collections import Counter
from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.models.counts import counted
from app.models.results.preview import ProblemRows
from app.views import plain
from app.views.select import Select
from app.views.tables import Column, ColumnTable, Num, Txt
from app.views.widgets import Button, LinkLabel, PlainLabel

GROUPS = "unknown_group"


class RowList(QWidget):
    """`all_asked` tells whether the rows want the whole panel; `renamed` gives (name, group)."""

    all_asked = Signal(bool)
    renamed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._problem: ProblemRows | None = None
        self._whole = False
        self._aliases: Mapping[str, str] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 8, 4)
        head.setSpacing(8)
        self.title = PlainLabel("", "t1", 12, 600)
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.caption = PlainLabel("", "t3", 11)
        self.all = LinkLabel("Show all", 11)
        self.all.clicked.connect(self._on_all)
        head.addWidget(self.title)
        head.addWidget(self.caption, 1)
        head.addWidget(self.all)
        column.addLayout(head)
        self.table = ColumnTable(
            (
                Column("row", "Row", 56, "number"),
                Column("key", "Number", 84, "text", stretch=1),
                Column("value", "Value in the file", 110, stretch=8),
            ),
            row_height=25,
            name="Rows of this kind",
        )
        self.table.rowSelected.connect(self._show_target)
        column.addWidget(self.table, 1)
        self.note = PlainLabel("", "t2", 11, wrap=True)
        self.note.setContentsMargins(12, 4, 12, 0)
        column.addWidget(self.note)
        self._map = QWidget()
        low = QHBoxLayout(self._map)
        low.setContentsMargins(12, 6, 12, 0)
        low.setSpacing(8)
        self.group = Select("Group that the name is read as")
        self.group.setMinimumWidth(90)
        self.group.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.group.activated.connect(lambda _place: self._show_target(self.table.selected()))
        self.apply = Button("Apply")
        self.apply.clicked.connect(self._on_apply)
        low.addWidget(PlainLabel("Map to", "t3"))
        low.addWidget(self.group, 1)
        low.addWidget(self.apply)
        column.addWidget(self._map)

    def show_groups(self, names: tuple[str, ...]) -> None:
        """The groups that can be chosen."""
        chosen = self.group.currentData()
        self.group.clear()
        self.group.addItem("Choose a group", "")
        for name in names:
            self.group.addItem(plain.one_line(name), name)
        self.group.setCurrentIndex(max(self.group.findData(chosen), 0))
        self._show_target(self.table.selected())

    def show_aliases(self, aliases: Mapping[str, str]) -> None:
        """Names that were mapped here already, which the import will store."""
        self._aliases = aliases

    def show_problem(self, problem: ProblemRows | None) -> None:
        """List the rows of one kind."""
        keep = self.table.selected() if problem and self._kind() == problem.kind else 0
        self._problem = problem
        sample = problem.sample if problem else ()
        self.title.setText(problem.label if problem else "")
        self.caption.setText(self._words())
        self.all.setVisible(bool(sample))
        self.note.setVisible(problem is not None and 0 < len(sample) < problem.rows)
        self.note.setText(
            f"Only the first {len(sample):,} rows of a kind are listed here. “Save all…” "
            "writes every one to a file."
        )
        self.table.set_rows(
            {
                "row": [Num(row, f"{row:,}", ink="t3") for row, _key, _value in sample],
                "key": [Txt(key or "–", "t1" if key else "t3") for _row, key, _value in sample],
                "value": [self._value(value) for _row, _key, value in sample],
            },
            select=keep if 0 <= keep < len(sample) else 0 if sample else -1,
        )
        groups = problem is not None and problem.kind == GROUPS and bool(sample)
        self._map.setVisible(groups and self.group.count() > 1)
        self._show_target(self.table.selected())

    def _kind(self) -> str:
        return self._problem.kind if self._problem else ""

    def _value(self, value: str) -> Txt:
        meant = self._aliases.get(value) if self._kind() == GROUPS else None
        return Txt(f"{value} → {meant}", "acc") if meant else Txt(value or "empty", "t2")

    def _words(self) -> str:
        problem = self._problem
        if problem is None:
            return ""
        shown = len(problem.sample)
        if not shown:
            return counted(problem.rows, "row")
        if shown < problem.rows:
            return f"first {shown:,} of {counted(problem.rows, 'row')}"
        names = len({value for _row, _key, value in problem.sample})
        return f"{counted(problem.rows, 'row')}, {counted(names, 'value')}"

    def _show_target(self, row: int) -> None:
        name = self._name(row)
        count = self._count(name)
        self.apply.set_words(f"Apply to {count:,}" if count else "Apply")
        can = bool(name) and bool(self.group.currentData())
        self.apply.setEnabled(can)
        hint = f"Read “{name}” as the chosen group; stored with the import" if name else ""
        self.apply.setToolTip(plain.tooltip(hint))

    def _name(self, row: int) -> str:
        sample = self._problem.sample if self._problem else ()
        return sample[row][2] if 0 <= row < len(sample) else ""

    def _count(self, name: str) -> int:
        """Rows with that name; 0 where not every row is listed."""
        problem = self._problem
        if problem is None or len(problem.sample) < problem.rows:
            return 0
        return Counter(value for _row, _key, value in problem.sample)[name]

    def _on_apply(self) -> None:
        name, group = self._name(self.table.selected()), self.group.currentData()
        if name and group:
            self.renamed.emit(name, group)

    def _on_all(self) -> None:
        self._whole = not self._whole
        self.all.set_words("Show kinds" if self._whole else "Show all")
        self.all_asked.emit(self._whole)
        self.table.setFocus(Qt.FocusReason.TabFocusReason)
