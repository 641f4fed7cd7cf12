"""The form that records a new version of a definition: which variant and parameters are the value.

METRICS §2 and §3: the variants stand beside the value, and one of them is the value.
"""

from dataclasses import dataclass
from typing import Any

from app.models.results.issued import FrameworkLine
from app.models.settings import KpiVariant
from app.services.targets import Approval
from app.views.select import Select
from app.views.settings.rows import CHARTS, read_number
from app.views.settings.version_form import VersionForm

_CLOCKS = ((None, "Retroactive: from opened"), (1.0, "Starts anew with its priority"))
_SIGNALS = (
    (None, "Beyond a limit, and runs of 8"),
    (1.0, "Also three of four near a limit"),
)
_FROM, _TO = 0, 100


@dataclass(frozen=True, slots=True)
class NewDefinition:
    """What was asked for; the variant is empty for a KPI that has none."""

    kpi: str
    variant: str
    parameters: tuple[tuple[str, float], ...]
    approval: Approval


class DefinitionForm(VersionForm):
    """Variant and parameters, those that the KPI has, and their approval."""

    def __init__(self) -> None:
        self._line: FrameworkLine | None = None
        super().__init__("definition")

    def add_fields(self) -> None:
        """Add variant, chart, signals, the clock of K4 and the favourable share of K16."""
        self.variant = self.add_choice("Variant")
        self.chart = self.add_choice("Chart")
        self.signals = self.add_choice("Signals")
        self.clock = self.add_choice("SLA clock")
        self.favourable = self.add_line("Favourable %")
        self.favourable.setPlaceholderText("85 % of answers, when empty")

    def open_for(
        self, line: FrameworkLine, held: KpiVariant | None, author: str, zone: str, now: int
    ) -> None:
        """Ask for a new version of a KPI's definition; `held` is the chosen one that holds now."""
        self._line = line
        given = dict(held.parameters) if held is not None else {}
        value = held.variant if held is not None and held.variant in line.variants else line.variant
        _offer(self.variant, [(name, name) for name in line.variants], value)
        kinds = [kind for kind in CHARTS if kind[0] != 1 or line.unit == "%"]
        _offer(self.chart, [(None, "The KPI's own"), *kinds], given.get("chart"))
        _offer(self.signals, _SIGNALS, given.get("three_of_four") or None)
        _offer(self.clock, _CLOCKS, given.get("restart") or None)
        share = given.get("favourable")
        self.favourable.setText("" if share is None else f"{share:g}")
        self.ask(f"Change definition: {line.label}", author, zone, now)
        self.show_field(self.variant, bool(line.variants))
        self.show_field(self.clock, line.id == "K4")
        self.show_field(self.favourable, line.id == "K16")
        (self.variant if line.variants else self.chart).setFocus()

    def on_submit(self) -> None:
        """Emit a `NewDefinition`, or say what lacks."""
        line = self._line
        if line is None:
            return
        share = self._share()
        if share is not None and not _FROM <= share <= _TO:
            words = f"“{self.favourable.text().strip()}” is no percentage. Write it like 85."
            self.tell(words)
            self.favourable.setFocus()
            return
        approval = self.approval()
        if approval is None:
            return
        given = {
            "chart": self.chart.currentData(),
            "favourable": share,
            "restart": self.clock.currentData(),
            "three_of_four": self.signals.currentData(),
        }
        parameters = tuple((name, float(n)) for name, n in given.items() if n is not None)
        variant = self.variant.currentData() or ""
        self.submitted.emit(NewDefinition(line.id, variant, parameters, approval))

    def _share(self) -> float | None:
        try:
            return read_number(self.favourable.text())
        except ValueError:
            return float("nan")


def _offer(field: Select, choices: Any, chosen: object) -> None:
    """Fill a list; the first choice stands where the chosen one is not offered."""
    field.clear()
    for data, words in choices:
        field.addItem(words, data)
    field.setCurrentIndex(max(0, field.findData(chosen)))
