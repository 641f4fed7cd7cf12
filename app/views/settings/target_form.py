"""The form that records a new version of a target: what, from when on, why, by whom."""

from dataclasses import dataclass
from math import isfinite

from PySide6.QtWidgets import QLineEdit

from app.services.targets import Approval
from app.views.settings.rows import TargetRow, read_number, unit_of
from app.views.settings.version_form import VersionForm


@dataclass(frozen=True, slots=True)
class NewTarget:
    """What was asked for; a target of None takes it away."""

    kpi: str
    part: str
    target: float | None
    stretch: float | None
    owner: str
    approval: Approval


class TargetForm(VersionForm):
    """Target, stretch and owner, and their approval."""

    def __init__(self) -> None:
        self._row: TargetRow | None = None
        super().__init__("target")

    def add_fields(self) -> None:
        """Add target, stretch, owner."""
        self.target = self.add_line("New target")
        self.target.setPlaceholderText("Empty takes the target away")
        self.stretch = self.add_line("Stretch")
        self.owner = self.add_line("Owner")

    def open_for(self, row: TargetRow, author: str, zone: str, now: int) -> None:
        """Ask for a new version of a row's target, which holds from today on unless changed."""
        self._row = row
        held = row.held
        unit = unit_of(row)
        self.target.setText("" if held is None or held.target is None else f"{held.target:g}")
        self.stretch.setText("" if held is None or held.stretch is None else f"{held.stretch:g}")
        self.owner.setText("" if held is None or held.owner == "No owner" else held.owner)
        heading = f"Change target: {row.label}{f' ({unit})' if unit else ''}"
        self.ask(heading, author, zone, now)
        self.target.setFocus()
        self.target.selectAll()

    def _number(self, field: QLineEdit, name: str) -> tuple[bool, float | None]:
        try:
            value = read_number(field.text())
        except ValueError:
            value = float("nan")
        if value is not None and not isfinite(value):
            self.tell(f"“{field.text().strip()}” is no number. Write the {name} like 92.5.")
            field.setFocus()
            return False, None
        return True, value

    def on_submit(self) -> None:
        """Emit a `NewTarget`, or say what lacks."""
        row = self._row
        if row is None:
            return
        good, target = self._number(self.target, "target")
        fine, stretch = self._number(self.stretch, "stretch target") if good else (False, None)
        approval = self.approval() if good and fine else None
        if approval is not None:
            owner = self.owner.text().strip()
            self.submitted.emit(NewTarget(row.line.id, row.part, target, stretch, owner, approval))
