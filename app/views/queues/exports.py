"""What leaves the Queues screen as a file: the workbook, and the RCA package of an incident."""

from collections.abc import Callable
from pathlib import Path

from app.models.results import QueueHealth
from app.services.export import queue_excel, rca_excel, rca_pdf
from app.services.rca import rca_package
from app.services.tower import Tower
from app.views import background
from app.views.page import Page
from app.views.queues.reading import Reading
from app.views.save_file import EXCEL, PDF, ask_where


class QueueExports(Page):
    """A page that can write what it read; errors stand on it."""

    def __init__(self, tower: Tower) -> None:
        super().__init__(tower)
        self._reading: Reading | None = None

    def export_words(self) -> str:
        """What Ctrl+E does here."""
        return "Export queue health"

    def primary_export(self) -> None:
        """Ask where to, then write the workbook."""
        if self._reading is None or not self._reading.health.tickets:
            return
        health = self._reading.health
        name = f"queue-health-{health.kind}.xlsx"
        ask_where(
            self, "Export queue health", name, (EXCEL,), lambda path: self.export_to(health, path)
        )

    def export_to(self, health: QueueHealth, path: Path) -> None:
        """Write `health` to `path` in the background; errors stand on this page."""
        self._write(path, lambda: queue_excel(self.tower, health, path))

    def _ask_rca(self, key: str) -> None:
        ask_where(
            self, "Export RCA package", f"rca-{key}.pdf", (PDF, EXCEL),
            lambda path: self.export_rca(key, path),
        )  # fmt: skip

    def export_rca(self, key: str, path: Path) -> None:
        """Write the RCA package of incident `key`: a workbook for .xlsx, else a PDF."""
        tower = self.tower
        write = rca_excel if path.suffix.lower() == ".xlsx" else rca_pdf
        self._write(path, lambda: write(tower, rca_package(tower, key), path))

    def _write(self, path: Path, work: Callable[[], Path]) -> None:
        background.change(
            f"Writing {path.name}", lambda _progress: work(), self._exported, self.error_bar.tell
        )

    def _exported(self, path: Path) -> None:
        self.error_bar.hide()
        self.subtitle.emit(f"{path.name} written")
