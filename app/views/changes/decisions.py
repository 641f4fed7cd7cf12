"""Record what was decided about a collision, with a way back (COLLISIONS §6)."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from app.models.results import Finding
from app.services.plan_changes import decide
from app.services.tower import Tower
from app.views import background, messages


class Decisions(QObject):
    """Writes decisions one after the other; the last word of each is `written` or `refused`."""

    written = Signal()
    refused = Signal(str)
    """Why nothing was recorded, in one sentence."""

    def __init__(self, tower: Tower) -> None:
        super().__init__()
        self._tower = tower

    @Slot(object, str, str, str, object)
    def record(
        self, finding: Finding, decision: str, reason: str, person: str, until: int | None
    ) -> None:
        """Record a decision ("accepted", "dismissed", "reopened"); nobody named = the user."""

        def done(_result: None) -> None:
            self.written.emit()
            names = " and ".join(finding.changes)
            words = f"{finding.check} of {names}: {decision}, recorded with its reason."
            messages.done(words, undo=None if decision == "reopened" else take_back)

        def failed(failure: background.Failure) -> None:
            self.refused.emit(failure.words)

        def take_back() -> None:
            reason = "Taken back right after it was recorded"
            self._write(finding, "reopened", reason, "", None, self._taken_back, messages.failed)

        self._write(finding, decision, reason, person, until, done, failed)

    def _taken_back(self, _result: None) -> None:
        self.written.emit()

    def _write(
        self,
        finding: Finding,
        decision: str,
        reason: str,
        person: str,
        until: int | None,
        done: Callable[[None], None],
        failed: Callable[[background.Failure], None],
    ) -> None:
        tower = self._tower
        who = person or tower.user

        def write(_progress: background.Progress) -> None:
            decide(tower, finding, decision, reason, who, until)

        background.change(f"Record the decision on {finding.check}", write, done, failed)
