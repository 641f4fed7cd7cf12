"""What a file was recognised as, how sure that is, and what it can't say by itself."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.models.counts import counted
from app.models.kinds import kind_words
from app.models.results.preview import Candidate, FilePreview
from app.services.formats import formats
from app.views import moments
from app.views.importing.basket import CONTAINERS, Entry
from app.views.importing.choice import Choice
from app.views.importing.evidence_form import LABEL, EvidenceForm
from app.views.importing.layout_form import LayoutForm, encoding_words
from app.views.tables import Column, ColumnTable, Num, Txt, Word
from app.views.widgets import EmptyState, GlyphLabel, Panel, PlainLabel

SCOPE_WORDS = {
    "full": "Everything in the tool",
    "open-only": "Open records only",
    "delta": "Only what changed since the last export",
}
_FACTS = ("System", "Holds", "File", "As of")


class DetectionPanel(Panel):
    """`answered` gives (option, value) for the file that is selected."""

    answered = Signal(str, object)
    asked_files = Signal()

    def __init__(self) -> None:
        super().__init__("Detection")
        self._candidates: tuple[Candidate, ...] = ()
        self.empty = EmptyState(
            "No files chosen.",
            "Drop exports anywhere on this window; nothing is stored before you press Import.",
            "Browse",
        )
        self.empty.acted.connect(self.asked_files)
        self.body.addWidget(self.empty, 1)
        self._filled = QWidget()
        column = QVBoxLayout(self._filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        top = QVBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        top.setSpacing(8)
        top.addLayout(self._ask())
        top.addLayout(self._facts())
        names = {row.id: f"{row.system} · {kind_words(row.kind)} ({row.id})" for row in formats()}
        self._formats = tuple(sorted(names, key=lambda one: names[one].casefold()))
        self.format = Choice("Read as", "format", names, label_width=LABEL)
        self.scope = Choice("Export holds", "scope", SCOPE_WORDS, label_width=LABEL)
        for choice in (self.format, self.scope):
            choice.made.connect(self.answered)
            choice.box.setMaximumWidth(420)
            line = QHBoxLayout()
            line.addWidget(choice)
            line.addStretch(1)
            top.addLayout(line)
        self.evidence = EvidenceForm()
        top.addWidget(self.evidence)
        self.notes = PlainLabel("", "t2", 11, wrap=True)
        top.addWidget(self.notes)
        column.addLayout(top)
        self.table = ColumnTable(
            (
                Column("is", "Used", 78, "word", sortable=False),
                Column("system", "System", 110, stretch=1),
                Column("kind", "Holds", 110, stretch=1),
                Column("format", "Format", 186, stretch=1, optional=1),
                Column("sure", "Sure", 60, "number", descending_first=True),
                Column("use", "", 76, "link", sortable=False),
            ),
            row_height=26,
            name="Formats that the file could be",
        )
        self.table.cellClicked.connect(lambda row, name: self._take(row) if name == "use" else None)
        self.table.rowActivated.connect(self._take)
        column.addWidget(self.table, 1)
        self.layout_form = LayoutForm(closable=False)
        self.layout_form.made.connect(self.answered)
        column.addWidget(self.layout_form, 1)
        self._rest = QWidget()
        column.addWidget(self._rest, 1)
        self.body.addWidget(self._filled, 1)
        self.show_entry(None, "UTC")

    def _ask(self) -> QHBoxLayout:
        ask = QHBoxLayout()
        ask.setSpacing(8)
        self._glyph = GlyphLabel("met")
        self.question = PlainLabel("", "t1", 12, 500, wrap=True)
        ask.addWidget(self._glyph)
        ask.addWidget(self.question, 1)
        return ask

    def _facts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, LABEL)
        grid.setColumnStretch(1, 1)
        self.values: dict[str, PlainLabel] = {}
        self._names: dict[str, PlainLabel] = {}
        for line, name in enumerate(_FACTS):
            self._names[name] = PlainLabel(name, "t3")
            grid.addWidget(self._names[name], line, 0)
            self.values[name] = PlainLabel("")
            grid.addWidget(self.values[name], line, 1)
        return grid

    def show_entry(self, entry: Entry | None, zone: str) -> None:
        """Show what is known of `entry`; times in `zone`."""
        self.empty.setVisible(entry is None)
        self._filled.setVisible(entry is not None)
        self.set_title("Detection", entry.path.name if entry else "")
        if entry is None:
            return
        self._glyph.set_kind(entry.glyph)
        self.question.setText(sentence(entry))
        for name, words in facts(entry, zone).items():
            self.values[name].setText(words)
            self.values[name].setVisible(bool(words))
            self._names[name].setVisible(bool(words))
        self._offer(entry)
        self._show_candidates(entry)
        self.notes.setText("\n".join(entry.warnings[:6]))
        self.notes.setVisible(bool(entry.warnings))

    def _offer(self, entry: Entry) -> None:
        seen, one, given = entry.seen, entry.one, entry.options
        read = seen is not None and bool(seen.columns or seen.head or seen.format)
        self.format.setVisible(read)
        used = given.format or (seen.format if seen else "")
        self.format.offer(self._formats, used, answered=bool(given.format))
        readable = not entry.trouble and not entry.unclaimed
        self.scope.setVisible(readable and bool(one or (seen and seen.format)))
        self.evidence.setVisible(not self.scope.isHidden())
        self.evidence.show_evidence(entry.evidence)
        scope = given.scope or (one.scope if one else "") or "full"
        self.scope.offer(tuple(SCOPE_WORDS), scope, answered=bool(given.scope))

    def _show_candidates(self, entry: Entry) -> None:
        seen = entry.seen
        self._candidates = seen.candidates if seen else ()
        used = seen.format if seen else ""
        shown = bool(self._candidates)
        by_hand = seen is not None and bool(seen.head) and not shown and not seen.claimed
        self.table.setVisible(shown)
        self.layout_form.setVisible(by_hand)
        self._rest.setVisible(not shown and not by_hand)
        if seen is not None and by_hand:
            self.layout_form.show_file(seen)
        mine = [one.format == used for one in self._candidates]
        self.table.set_rows(
            {
                "is": [Word("met", "Used") if one else Word("", "") for one in mine],
                "system": [Txt(one.system, weight=500) for one in self._candidates],
                "kind": [kind_words(one.kind) for one in self._candidates],
                "format": [Txt(one.format, "t3") for one in self._candidates],
                "sure": [Num(one.sure, f"{one.sure:.0%}") for one in self._candidates],
                "use": [Txt("" if one else "Use this", "acc") for one in mine],
            },
            select=mine.index(True) if True in mine else -1,
        )

    def _take(self, row: int) -> None:
        self.answered.emit("format", self._candidates[row].format)

    def focus_first(self) -> None:
        """Put the keyboard on what can be decided here."""
        places = (self.format.box, self.scope.box, self.table, self.empty.action)
        target = next((one for one in places if one.isVisible()), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)


def sentence(entry: Entry) -> str:
    """The most important thing about the file in one sentence (of each file in a folder)."""
    if entry.decision is not None:
        return entry.decision[0]
    if len(entry.results) > 1:
        return "\n".join(result.message for result in entry.results[:12])
    if entry.trouble or entry.state == "imported" or entry.seen is None:
        said = entry.one.message if entry.one else "The file is being looked at."
        return entry.trouble or said
    if entry.options.format and not entry.seen.claimed:
        return f"Read as {entry.words}, as you chose."
    return _recognised(entry.seen, entry.words)


def _recognised(seen: FilePreview, words: str) -> str:
    if not seen.format:
        return "No format fits this file by itself. Choose one under “Read as”."
    if not seen.claimed:
        return "No format claims this file for certain; the most likely one is used. Check it here."
    return f"Recognised as {words} by its columns."


def facts(entry: Entry, zone: str) -> dict[str, str]:
    """What was recognised, in words; empty where it is not known."""
    one, seen = entry.one, entry.seen
    if one is None and seen is None:
        words = entry.words if entry.results else ""
        return dict.fromkeys(_FACTS, "") | {"Holds": words}
    system = (one.system if one else "") or (seen.system if seen else "")
    kind = kind_words((one.kind if one else "") or (seen.kind if seen else ""))
    rows = f", {counted(one.rows, 'row')}" if one and one.rows else ""
    return {
        "System": system,
        "Holds": f"{kind}{rows}" if kind else "",
        "File": _file_words(entry),
        "As of": moments.full(one.as_of, zone) if one and one.as_of is not None else "",
    }


def _file_words(entry: Entry) -> str:
    one, seen = entry.one, entry.seen
    delimiter = (seen.delimiter if seen else "") or (one.delimiter if one else "")
    encoding = (seen.encoding if seen else "") or (one.encoding if one else "")
    form = (
        (seen.container.upper() if seen else "") or (one.format if one else ""),
        CONTAINERS.get(delimiter, delimiter),
        encoding_words(encoding) if encoding else "",
    )
    return " · ".join(part for part in form if part)
