"""Rows with a problem: each kind with one visible rule, and the rows of the kind selected."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.counts import counted
from app.models.problems import ACTION_WORDS, BY_ID
from app.models.results.preview import ProblemRows, UnknownValue
from app.views import plain
from app.views.importing.basket import Entry
from app.views.importing.pick_table import Choices, Pick, PickTable, pick_column
from app.views.importing.problem_rows import RowList
from app.views.tables import Column, Num, Word
from app.views.widgets import Button, EmptyState, Panel

LEFT_OUT = "left_out"
"""Rows that were left out without a kind that says why."""
UNKNOWN = "unknown_value"
_LISTED = "Write these rows to a CSV file, to mend them there"
_ALL = "Read the file once more and write every problem row to a CSV file, to mend them there"
COLUMNS = (
    Column("label", "Problem", 150, "word", stretch=1, sortable=False),
    Column("rows", "Rows", 40, "number", sortable=False),
    pick_column("action", "What happens", 128, tip="One rule for every row of this kind"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: a kind of problem, or words that a choice column doesn't know."""

    label: str
    rows: int
    glyph: str
    problem: ProblemRows
    value: UnknownValue | None = None


def lines_of(entry: Entry | None) -> tuple[Line, ...]:
    """The problems of one file: those of the dry run, which saw every row, else of the look."""
    if entry is None:
        return ()
    seen, one = entry.seen, entry.one
    kinds = one.problems if one and one.problems else seen.problems if seen else ()
    if not kinds and entry.total("rejected"):
        kinds = (_left_out(entry),)
    unknown = seen.unknown_values if seen else ()
    out = [_kind_line(kind, entry) for kind in kinds if not (kind.kind == UNKNOWN and unknown)]
    general = next((kind for kind in kinds if kind.kind == UNKNOWN), None)
    return (*out, *(_value_line(value, general) for value in unknown))


def _kind_line(kind: ProblemRows, entry: Entry) -> Line:
    """One kind, with the rule that was chosen last."""
    action = dict(entry.options.rules).get(kind.kind, kind.action)
    known = BY_ID.get(kind.kind)
    serious = known.serious if known else True
    shown = ProblemRows(kind.kind, kind.label, kind.rows, action, kind.actions, kind.sample)
    return Line(kind.label, kind.rows, "breach" if serious else "risk", shown)


def _value_line(value: UnknownValue, general: ProblemRows | None) -> Line:
    label = f"{value.label} “{value.words}”"
    sample = tuple(row for row in (general.sample if general else ()) if row[2] == value.words)
    shown = ProblemRows(UNKNOWN, label, value.rows, value.chosen, value.choices, sample)
    return Line(label, value.rows, "met" if value.chosen else "risk", shown, value)


def _left_out(entry: Entry) -> ProblemRows:
    rejects = [row for result in entry.results for row in result.rejects]
    sample = tuple(
        (row, column, f"{value or 'empty'}: {why}") for row, column, value, why in rejects
    )
    return ProblemRows(
        LEFT_OUT, "Row can't be read", entry.total("rejected"), "reject", ("reject",), sample
    )


class ProblemsPanel(Panel):
    """`ruled` gives (problem, action), `valued` (field, words, value), `save_asked` every kind.

    `renamed` gives (name in the file, group): what a name that no list knows is to be read as.
    """

    ruled = Signal(str, str)
    valued = Signal(str, str, str)
    renamed = Signal(str, str)
    save_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__("Row problems")
        self.lines: tuple[Line, ...] = ()
        self._file = ""
        self.save = Button("Save list", icon="file-down")
        self.save.clicked.connect(self._on_save)
        self.add_header_widget(self.save)
        self.table = PickTable(COLUMNS, self._actions, name="Kinds of row problem")
        self.table.picked.connect(self._on_picked)
        self.table.rowSelected.connect(self._show_rows)
        self.rows = RowList()
        self.rows.all_asked.connect(self._on_all)
        self.rows.renamed.connect(self.renamed)
        self.empty = EmptyState("No row problems.", "Every row can be read.")
        self._filled = QWidget()
        column = QVBoxLayout(self._filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table)
        column.addWidget(self.rows, 1)
        self.body.addWidget(self._filled, 1)
        self.body.addWidget(self.empty, 1)
        self.show_entry(None)

    def show_groups(self, names: tuple[str, ...]) -> None:
        """The groups that an unknown one may be read as."""
        self.rows.show_groups(names)

    def show_entry(self, entry: Entry | None) -> None:
        """Show the problems of `entry`, with the kind that was selected before where it stays."""
        at = self.table.selected()
        before = self.lines[at].label if 0 <= at < len(self.lines) else ""
        same = entry is not None and self._file == str(entry.path)
        self._file = str(entry.path) if entry else ""
        self.lines = lines_of(entry)
        total = sum(line.rows for line in self.lines)
        kinds = counted(len(self.lines), "kind")
        self.set_title("Row problems", f"{counted(total, 'row')}, {kinds}" if self.lines else "")
        self.save.setVisible(any(line.problem.sample for line in self.lines))
        self.save.set_words("Save all…" if self.cut else "Save list")
        self.save.setToolTip(plain.tooltip(_ALL if self.cut else _LISTED))
        self._filled.setVisible(bool(self.lines))
        self.empty.setVisible(not self.lines)
        self.empty.set_words(*_why_empty(entry))
        labels = [line.label for line in self.lines]
        open_ones = (at for at, line in enumerate(self.lines) if line.glyph == "risk")
        first = next(open_ones, 0)
        select = labels.index(before) if same and before in labels else first
        aliases = dict(entry.aliases) if entry else {}
        self.rows.show_aliases(aliases)
        self.table.set_rows(
            {
                "label": [Word(line.glyph, line.label, "t1") for line in self.lines],
                "rows": [Num(line.rows, weight=500) for line in self.lines],
                "action": [_pick(line) for line in self.lines],
            },
            select=select if self.lines else -1,
        )
        most = min(max(self.table.content_height() + 1, 60), 26 + 26 * 6 + 1)
        self.table.setFixedHeight(most)
        self._show_rows(self.table.selected())

    def _show_rows(self, at: int) -> None:
        line = self.lines[at] if 0 <= at < len(self.lines) else None
        self.rows.show_problem(line.problem if line else None)

    def _actions(self, row: int, _column: str) -> Choices:
        line = self.lines[row]
        if line.value is not None:
            keep = (("", "Keep, map later"),) if line.value.chosen else ()
            return (*keep, *((value, f"Set to {value}") for value in line.value.choices))
        return tuple((one, ACTION_WORDS.get(one, one)) for one in line.problem.actions)

    def _on_picked(self, row: int, _column: str, value: str) -> None:
        line = self.lines[row]
        if line.value is not None:
            self.valued.emit(line.value.field, line.value.words, value)
        else:
            self.ruled.emit(line.problem.kind, value)

    @property
    def cut(self) -> bool:
        """Some kind has more rows than are listed with it."""
        kinds = (line.problem for line in self.lines if line.problem.sample)
        return any(len(kind.sample) < kind.rows for kind in kinds)

    def _on_save(self) -> None:
        self.save_asked.emit(tuple(line.problem for line in self.lines))

    def _on_all(self, whole: bool) -> None:  # noqa: FBT001 - a slot
        self.table.setVisible(not whole)

    def focus_first(self) -> None:
        """Put the keyboard into the list of kinds."""
        self.table.setFocus(Qt.FocusReason.TabFocusReason)


def _pick(line: Line) -> Pick:
    if line.value is not None:
        value = line.value
        words = f"Set to {value.chosen}" if value.chosen else "Keep, map later"
        return Pick(value.chosen, words, answered=bool(value.chosen), fixed=not value.choices)
    action = line.problem.action
    default = line.problem.actions[0] if line.problem.actions else action
    return Pick(
        action,
        ACTION_WORDS.get(action, action),
        answered=action != default,
        fixed=len(line.problem.actions) < 2,
    )


def _why_empty(entry: Entry | None) -> tuple[str, str]:
    if entry is not None and entry.total("rows"):
        return "No row problems.", "Every row can be read."
    if entry is not None and entry.seen is not None and entry.seen.columns:
        return "No row problems yet.", "Every row looked at can be read; the dry run reads all."
    if entry is not None and entry.trouble:
        return "No rows to show.", "The file can't be read; step 2 says why."
    return "No rows read yet.", "Problems are listed once the file is read."
