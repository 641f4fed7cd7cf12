"""Exports of the scorecard: where to, written in the background, errors in their place."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from app.models.results import Scorecard
from app.services import export
from app.services.tower import Tower
from app.views import background
from app.views.page import Page
from app.views.save_file import EXCEL, PDF, ask_where
from app.views.widgets import Button

Writer = Callable[[Tower, Scorecard, Path], Path]


class CardExports(QObject):
    """The two export buttons of a page, and the menu that Ctrl+E opens."""

    written = Signal(str)
    """The name of a file that was written."""

    def __init__(self, page: Page, shown: Callable[[], Scorecard | None]) -> None:
        super().__init__(page)
        self._page = page
        self._shown = shown
        self.excel = Button("Export Excel", icon="file-down")
        self.pdf = Button("Export PDF", icon="file-down", primary=True)
        self.excel.clicked.connect(lambda: self._ask("xlsx"))
        self.pdf.clicked.connect(lambda: self._ask("pdf"))
        self.set_ready(ready=False)

    def set_ready(self, *, ready: bool) -> None:
        """There is a scorecard to write."""
        for button in (self.excel, self.pdf):
            button.setEnabled(ready)

    def open_menu(self) -> None:
        """Ctrl+E: which export."""
        if self._shown() is None:
            return
        menu = QMenu(self._page)
        menu.addAction("Export PDF…").triggered.connect(lambda: self._ask("pdf"))
        menu.addAction("Export Excel…").triggered.connect(lambda: self._ask("xlsx"))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.excel.mapToGlobal(QPoint(0, self.excel.height() + 2)))
        menu.setActiveAction(menu.actions()[0])

    def _ask(self, ending: str) -> None:
        card = self._shown()
        if card is None:
            return
        pdf = ending == "pdf"
        write = export.scorecard_pdf if pdf else export.scorecard_excel
        ask_where(
            self._page, "Export scorecard", file_name(card, ending), (PDF if pdf else EXCEL,),
            lambda path: self.export_to(card, path, write),
        )  # fmt: skip

    def export_to(self, card: Scorecard, path: Path, write: Writer) -> None:
        """Write `card` to `path` in the background; errors stand on the page."""
        page = self._page
        tower = page.tower

        def done(_path: Path) -> None:
            page.error_bar.hide()
            self.written.emit(path.name)

        background.change(
            f"Writing {path.name}",
            lambda _progress: write(tower, card, path),
            done,
            page.error_bar.tell,
        )


def file_name(card: Scorecard, ending: str) -> str:
    """Write "scorecard-2026-W47.pdf", with the scope when there is one."""
    scope = re.sub(r"[^\w-]+", "-", card.scope).strip("-")
    tail = f"-{scope}" if scope and card.scope != "all groups" else ""
    return f"scorecard-{card.period.id}{tail}.{ending}"
