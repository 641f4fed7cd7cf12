"""Notes on points of the chart: written and taken back in the background, with Undo."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.models.scope import Scope
from app.services.notes import annotate, withdraw
from app.views import background, messages
from app.views.page import Page
from app.views.scorecard.panel import KpiPanel

_DONE = {
    "note": "Note added",
    "phase": "New phase begun",
    "left_out": "Point left out of the limits",
}


class Noting(QObject):
    """Joins the form and the list of notes of a panel to the store; `scope` is that now shown."""

    def __init__(self, page: Page, panel: KpiPanel, scope: Callable[[], Scope]) -> None:
        super().__init__(page)
        self._page = page
        self._scope = scope
        self._panel = panel
        panel.form.submitted.connect(self._on_submit)
        panel.notes.withdrawn.connect(self.take_back)

    def _on_submit(self, period: str, kind: str, words: str, event: str) -> None:
        row = self._panel.row()
        if row is None:
            return
        tower, kpi, scope = self._page.tower, row.kpi.id, self._scope()

        def done(note: int) -> None:
            if self._panel.form.is_waiting():
                self._panel.close_form()
            messages.done(
                f"{_DONE[kind]}: {row.kpi.label}, {period}.", undo=lambda: self.take_back(note)
            )
            self._page.data_changed.emit()
            self._page.mark_stale()

        background.change(
            f"Noting {row.kpi.label}",
            lambda _progress: annotate(
                tower, kpi, period, kind, words, scope=scope, event_key=event
            ),
            done,
            lambda failed: self._panel.form.tell(failed.words),
        )

    def take_back(self, note: int) -> None:
        """Withdraw a note; the limits are as they were before it."""
        tower = self._page.tower

        def done(_nothing: None) -> None:
            messages.done("Note taken back.")
            self._page.data_changed.emit()
            self._page.mark_stale()

        background.change(
            "Taking a note back",
            lambda _progress: withdraw(tower, note),
            done,
            self._page.error_bar.tell,
        )
