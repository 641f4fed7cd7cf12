"""What the exporter says of an export: the tool's own count, the query, who made it."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from app.models.evidence import Evidence
from app.views import plain, theme
from app.views.changes.decision_form import Boxed
from app.views.widgets import PlainLabel

LABEL = 96
"""Width of the labels on this panel."""
MOST = 2_000_000_000
_FIELDS = (
    ("count", "Rows in the tool", "The number that the tool itself shows for this list"),
    ("by", "Exported by", "Who made the export"),
    ("query", "Filter used", "The query or filter of the export"),
)


class EvidenceForm(QWidget):
    """`told` gives the evidence when a field was left or Enter was pressed."""

    told = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._known = Evidence()
        self.fields: dict[str, QLineEdit] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for line, (name, label, hint) in enumerate(_FIELDS):
            field = QLineEdit()
            field.setFrame(False)
            field.setFont(theme.font(12))
            field.setAccessibleName(label)
            field.setToolTip(plain.tooltip(f"{hint}. Kept with the import, as evidence."))
            field.setMaxLength(500)
            field.editingFinished.connect(self._tell)
            self.fields[name] = field
            box = Boxed(field)
            box.setFixedHeight(26)
            box.setFixedWidth(110 if name == "count" else 300)
            named = PlainLabel(label, "t3")
            named.setFixedWidth(LABEL)
            named.setBuddy(field)
            grid.addWidget(named, line, 0)
            grid.addWidget(box, line, 1)
        grid.setColumnStretch(2, 1)
        self.fields["count"].setValidator(QIntValidator(0, MOST, self))

    def show_evidence(self, known: Evidence) -> None:
        """Show what was said so far, unless a field is being filled."""
        self._known = known
        shown = {
            "count": "" if known.count is None else str(known.count),
            "by": known.by,
            "query": known.query,
        }
        for name, field in self.fields.items():
            if not field.hasFocus():
                field.setText(shown[name])

    def _tell(self) -> None:
        count = self.fields["count"].text().strip()
        said = replace(
            self._known,
            count=int(count) if count else None,
            by=self.fields["by"].text().strip(),
            query=self.fields["query"].text().strip(),
        )
        if said != self._known:
            self.told.emit(said)
