"""The window: navigation, top bar, one screen at a time, status bar, and what holds everywhere."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent

from app.models.results import StoreStatus
from app.services.search import find
from app.services.settings import computer_zone
from app.services.status import store_status
from app.services.tower import Tower
from app.views import background, messages
from app.views.actions import Registry
from app.views.arrivals import Arrivals
from app.views.badges import Badges, read_badges
from app.views.commands import register
from app.views.help_overlay import HelpOverlay
from app.views.messages import Message, MessageBar
from app.views.page import Page
from app.views.pages import PAGES, RECORD_PAGE, PageSpec
from app.views.palette import Palette
from app.views.remembered import Remembered
from app.views.window_frame import WindowFrame

SLOW_MS, FAST_MS = 30_000, 1_000
COMMON_ZONES = (
    "UTC", "Europe/London", "Europe/Amsterdam", "America/New_York", "America/Los_Angeles",
    "Asia/Kolkata", "Asia/Singapore", "Australia/Sydney",
)  # fmt: skip


class MainWindow(WindowFrame):
    """One window on one opened tower. Pages are built when first seen (ARCHITECTURE rule 11)."""

    updated = Signal()
    """The store holds something else: every page is stale."""

    def __init__(self, tower: Tower, *, pages: Sequence[PageSpec] = PAGES) -> None:
        super().__init__(pages, Remembered(tower.path))
        self.tower = tower
        self.pages: dict[str, Page] = {}
        self._subtitles = {spec.id: spec.subtitle for spec in pages}
        self.trail: list[str] = []
        self.at = -1
        self._revision: str | int | None = None
        self._unread_ms = 0
        self.last_undo: Message | None = None
        self.status: StoreStatus | None = None
        self.nav.chosen.connect(self.go)
        self.top.zone_chosen.connect(self.use_zone)
        self.registry = Registry(self)
        register(self)
        self.palette_box = Palette(self, self.registry, lambda text: find(self.tower, text, 6))
        self.palette_box.record_chosen.connect(self.show_record)
        self.help = HelpOverlay(self, self.registry)
        self.message_bar = MessageBar(self)
        messages.speaker().said.connect(self._remember_undo)
        self.arrivals = Arrivals(self, self.remembered, lambda: self.tower)
        self.arrivals.imported.connect(self.recompute)
        self.arrivals.waiting.connect(self.import_dropped)
        self._clock = QTimer(self)
        self._clock.setInterval(SLOW_MS)
        self._clock.timeout.connect(self.tick)
        self._clock.start()
        self._show_zone()
        self.read_status()
        self.arrivals.start()

    # screens

    def go(self, name: str, wanted: object = None) -> None:
        """Show screen `name`, with what another screen wants shown there."""
        if name not in self.specs:
            return
        if self.at < 0 or self.trail[self.at] != name:
            self.trail = [*self.trail[: self.at + 1], name]
            self.at = len(self.trail) - 1
        self._show(name, wanted)

    def walk(self, by: int) -> None:
        """Back or forward along the screens seen."""
        at = self.at + by
        if 0 <= at < len(self.trail):
            self.at = at
            self._show(self.trail[at])

    def _show(self, name: str, wanted: object = None) -> None:
        page = self.pages.get(name) or self._make(name)
        self.stack.setCurrentWidget(page)
        self.nav.set_current(name)
        spec = self.specs[name]
        self.top.set_page(spec.title, self._subtitles[name])
        self.setWindowTitle(f"{spec.title} – Control Tower")
        if wanted is not None:
            page.apply_filter(wanted)
        self.registry.set_page_actions(page.toolbar_actions())
        self._set_pace()

    def _make(self, name: str) -> Page:
        page = self.specs[name].make(self.tower)
        page.navigate.connect(self.go)
        page.open_record.connect(self.open_record)
        page.badge.connect(self._set_badge)
        page.subtitle.connect(lambda words, name=name: self._set_subtitle(name, words))
        page.data_changed.connect(self.recompute)
        page.loaded.connect(self._set_pace)
        page.watch_asked.connect(self.arrivals.watch_folder)
        page.show_watched(self.arrivals.folder_watch.folder())
        self.updated.connect(page.mark_stale)
        self.pages[name] = page
        self.stack.addWidget(page)
        return page

    @Slot(str, int, str)
    def _set_badge(self, name: str, count: int, level: str) -> None:
        self.nav.items[name].set_badge(count, level)

    def _set_subtitle(self, name: str, words: str) -> None:
        self._subtitles[name] = words
        if self.stack.currentWidget() is self.pages.get(name):
            self.top.set_page(self.specs[name].title, words)

    @Slot(str)
    def open_record(self, key: str) -> None:
        """Show the record with number `key` on the screen of its kind."""
        background.query(
            "open", lambda: find(self.tower, key, 5), lambda hits: self._open(key, hits)
        )

    def _open(self, key: str, hits: Sequence[tuple[str, str, str]]) -> None:
        kind = next((kind for kind, found, _title in hits if found == key), "")
        if kind:
            self.show_record(kind, key)
        else:
            messages.note(f"{key} is not in the store. It may be in an export not imported yet.")

    @Slot(str, str)
    def show_record(self, kind: str, key: str) -> None:
        """Show a record of a known kind."""
        self.go(RECORD_PAGE.get(kind, "queues"), key)

    # actions

    def open_palette(self) -> None:
        """Ctrl+K."""
        self.help.hide()
        self.palette_box.open()

    def open_help(self) -> None:
        """F1."""
        self.palette_box.hide()
        self.help.toggle()

    def browse(self) -> None:
        """Ctrl+O: choose files on the import screen."""
        self.go("import")
        self.pages["import"].browse()

    def why_no_import(self) -> str:
        """Why nothing can be imported; empty when it can."""
        if self.status is not None and self.status.read_only:
            return "The store is read-only"
        return "" if "import" in self.specs else "There is no import screen"

    def export(self) -> None:
        """Ctrl+E."""
        page = self.page()
        if page is not None:
            page.primary_export()

    def why_no_export(self) -> str:
        """Why the screen can't be exported; empty when it can."""
        page = self.page()
        return "" if page is not None and page.export_words() else "This screen has no export"

    @Slot(object)
    def _remember_undo(self, message: Message) -> None:
        if message.action is not None and message.action_text == "Undo":
            self.last_undo = message

    def undo(self) -> None:
        """Ctrl+Z: take back what was last done with an undo."""
        message, self.last_undo = self.last_undo, None
        if message is not None and message.action is not None:
            self.message_bar.hide()
            message.action()

    @Slot()
    def recompute(self) -> None:
        """F5, and after every change of the store: the pages read what the status will tell."""
        self._revision = None
        self.updated.emit()
        self.read_status()

    def zones(self) -> tuple[str, ...]:
        """Zones that are offered, the report's and the computer's first."""
        own = (self.tower.zone, computer_zone(), *COMMON_ZONES)
        return tuple(dict.fromkeys(own))

    def next_zone(self) -> None:
        """Ctrl+Alt+Z."""
        zones = sorted(self.zones())
        self.use_zone(zones[(zones.index(self.tower.zone) + 1) % len(zones)])

    @Slot(str)
    def use_zone(self, zone: str) -> None:
        """Show every time in another zone."""
        self.tower = self.tower.with_zone(zone)
        for page in self.pages.values():
            page.tower = self.tower
        self._show_zone()
        self.recompute()

    def _show_zone(self) -> None:
        now = self.tower.now()
        self.top.set_zone(self.tower.zone, now, self.zones())
        self.foot.show_clock(now, self.tower.zone)

    # the store, and time

    def read_status(self) -> None:
        """Ask how the store is; a revision that nobody told of makes every page stale."""
        self._unread_ms = 0
        tower = self.tower
        background.query(
            "status",
            lambda: (store_status(tower), tower.facts().revision),
            self._show_status,
            messages.failed,
        )

    def _show_status(self, answer: tuple[StoreStatus, Any]) -> None:
        status, revision = answer
        self.status = status
        now, zone = self.tower.now(), self.tower.zone
        self.foot.show_store(status, now, zone)
        self.top.sources.show_sources(status.sources, now, zone, self.tower.settings.fresh_limit_s)
        known, self._revision = self._revision, revision
        if known is not None and known != revision:
            self.updated.emit()
        if known != revision:
            self._read_badges()

    def _read_badges(self) -> None:
        tower = self.tower
        unseen = frozenset(self.specs) - frozenset(self.pages)
        background.query("badges", lambda: read_badges(tower, unseen), self._show_badges)

    def _show_badges(self, badges: Badges) -> None:
        for name, count, level in badges:
            if name not in self.pages:
                self._set_badge(name, count, level)

    @Slot()
    def tick(self) -> None:
        """Every 30 s, or each second when the screen asks for it."""
        now = self.tower.now()
        self.foot.show_clock(now, self.tower.zone)
        page = self.page()
        if page is not None:
            page.tick(now)
        self._unread_ms += self._clock.interval()
        if self._unread_ms >= SLOW_MS:
            self.read_status()
        self._set_pace()

    @Slot()
    def _set_pace(self) -> None:
        page = self.page()
        pace = FAST_MS if page is not None and page.fast_tick else SLOW_MS
        if self._clock.interval() != pace:
            self._clock.setInterval(pace)

    # files

    def can_take_files(self) -> bool:
        """Whether files that are dropped can be imported."""
        return not self.why_no_import()

    def import_dropped(self, paths: tuple[Path, ...]) -> None:
        """Check files on the import screen; nothing is stored yet."""
        if paths and "import" in self.specs:
            self.go("import")
            self.pages["import"].add_files(paths)

    # the window itself

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where the window was; let running work end."""
        self.remembered.keep_geometry(self)
        self.arrivals.stop()
        self._clock.stop()
        background.hub().stop()
        super().closeEvent(event)
