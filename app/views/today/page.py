"""The Today screen: the morning's review, what needs attention, changes to come, what changed."""

import math
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.models.counts import counted
from app.models.results import ChangeCalendar, ReviewStep, Today
from app.services import today as mornings
from app.services.tower import Tower
from app.views import background, messages
from app.views.buttons import Button
from app.views.changes.lanes import plan
from app.views.changes.metrics import COMPACT
from app.views.changes.slice import cut
from app.views.changes.timeline import Timeline
from app.views.page import Page
from app.views.side_panel import WIDE
from app.views.today.attention_table import AttentionTable
from app.views.today.changed_panel import ChangedPanel
from app.views.today.clocks import standup_text, ticks_fast, where
from app.views.today.review_panel import SIGN_OFF, ReviewPanel
from app.views.today.tiles import TileButton
from app.views.widgets import EmptyState, Legend, Panel

STRIP_S = 72 * 3600
STRIP_LANES = 6
_LEGEND = (
    ("Normal", "fill", "accf"),
    ("Standard", "edge", "stdf"),
    ("Emergency", "chevron", "emgf"),
    ("Not approved", "dashed", "accf"),
    ("Freeze", "hatch", ""),
)
MOST_TILES = 7
MOST_STRIP_ROWS = 8
"""The strip grows with lanes whose changes overlap, up to so many rows; then it scrolls."""
_AROUND_STRIP = 36 + COMPACT.ruler + 14
"""Header, ruler and margins of the strip's panel, pixels."""
_CALM = "Nothing needs attention now."
_NO_DATA = (
    "The store holds no data yet.",
    "What needs attention is ranked as soon as tickets or changes are imported.",
    "Import an export",
)


class TodayPage(Page):
    """The day's health at a glance (METRICS §5)."""

    page_id = "today"

    def __init__(self, tower: Tower) -> None:
        super().__init__(tower)
        self.today: Today | None = None
        self._since: int | None = None
        self.tiles: list[TileButton] = []
        self._build()
        self._connect()

    # building

    def _build(self) -> None:
        self.review = ReviewPanel()
        self._tile_row = QHBoxLayout()
        self._tile_row.setSpacing(8)
        self.attention = AttentionTable()
        self.copy = Button("Copy for stand-up", icon="copy", small=True)
        self.attention_panel = Panel("Needs attention now")
        self.attention_panel.add_header_widget(self.copy)
        self.nothing = EmptyState(_CALM, "")
        self.nothing.acted.connect(lambda: self.navigate.emit("import", None))
        self.list = QStackedWidget()
        self.list.addWidget(self.attention)
        self.list.addWidget(self.nothing)
        self.attention_panel.body.addWidget(self.list, 1)
        self.changed = ChangedPanel()
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addLayout(self._tile_row)
        right.addWidget(self.attention_panel, 1)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self._strip_panel(), 5)
        foot.addWidget(self.changed, 2)
        self.changed.setMinimumWidth(286)
        self._foot = QWidget()
        self._foot.setLayout(foot)
        foot.setContentsMargins(0, 0, 0, 0)
        self._foot.setFixedHeight(_AROUND_STRIP + STRIP_LANES * COMPACT.lane)
        right.addWidget(self._foot)
        whole = QHBoxLayout()
        whole.setSpacing(10)
        whole.addWidget(self.review)
        whole.addLayout(right, 1)
        self.body.addLayout(whole, 1)

    def _strip_panel(self) -> Panel:
        self.strip = Timeline(COMPACT, fixed=True)
        self.strip.single_keys = False
        self.strip_empty = EmptyState(
            "No changes in the next 72 hours.", "They come from change exports."
        )
        self.strips = QStackedWidget()
        self.strips.addWidget(self.strip)
        self.strips.addWidget(self.strip_empty)
        self.strip_panel = Panel("Change strip, next 72 hours")
        self.legend = Legend(_LEGEND)
        self.strip_panel.add_header_widget(self.legend)
        self.strip_panel.body.setContentsMargins(8, 0, 12, 8)
        self.strip_panel.body.addWidget(self.strips, 1)
        return self.strip_panel

    def _connect(self) -> None:
        self.review.opened.connect(lambda page: self.navigate.emit(page, ""))
        self.review.continued.connect(self._go_on)
        self.copy.clicked.connect(self.copy_standup)
        self.attention.rowActivated.connect(self._open_row)
        self.attention.cellClicked.connect(self._cell_clicked)
        self.strip.collision_picked.connect(self._open_collision)
        self.strip.bar_activated.connect(lambda key: self.navigate.emit("changes", key))
        self.changed.since_chosen.connect(self._set_since)
        self.changed.record_opened.connect(self.open_record)
        self.copy_action = QAction("Copy what needs attention for the stand-up", self)
        self.copy_action.triggered.connect(self.copy_standup)

    def toolbar_actions(self) -> tuple[QAction, ...]:
        """Return the action that copies the list."""
        return (self.copy_action,)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the list in a narrow window."""
        super().resizeEvent(event)
        wide = self.window().width() >= WIDE
        self.review.setFixedWidth(266 if wide else 208)
        self.legend.setVisible(wide)

    # data

    def refresh(self) -> None:
        """Read the morning."""
        tower, since = self.tower, self._since
        self.run_query(lambda: mornings.today(tower, since))

    def show_result(self, result: Today) -> None:
        """Show a morning."""
        self.today = result
        self.review.show_steps(result.steps)
        self._show_tiles(result)
        self._show_attention(result)
        self._show_strip(result.calendar)
        self.changed.show_lines(
            result.changed, result.since, result.since_label, result.now, result.zone
        )

    def _show_tiles(self, result: Today) -> None:
        shown = result.tiles[:MOST_TILES]
        if [tile.tile.id for tile in self.tiles] == [tile.id for tile in shown]:
            for button, tile in zip(self.tiles, shown, strict=True):
                button.show_tile(tile)
            return
        for button in self.tiles:
            button.hide()
            button.deleteLater()
        self.tiles = [TileButton(tile) for tile in shown]
        for button in self.tiles:
            button.clicked.connect(partial(self._open_tile, button))
            self._tile_row.addWidget(button)

    def _show_attention(self, result: Today) -> None:
        count = len(result.attention)
        words = f"{count} item{'' if count == 1 else 's'}, ranked by impact × time left"
        self.attention_panel.set_title("Needs attention now", words if count else "")
        self.attention.show_items(result.attention, result.now)
        self.list.setCurrentIndex(0 if count else 1)
        self.copy.setEnabled(count > 0)
        breaches = sum(item.level == "breach" for item in result.attention)
        self.badge.emit(self.page_id, count, "")
        if result.empty:
            self.nothing.set_words(*_NO_DATA)
        else:
            calm = "" if breaches else "No breach, collision or risk is open."
            self.nothing.set_words(_CALM, calm)
        self.fast_tick = ticks_fast(result.attention, result.now)

    def _show_strip(self, calendar: ChangeCalendar) -> None:
        start, end = calendar.now, calendar.now + STRIP_S
        part = cut(calendar, start, end)
        self.strip.set_view(start, end)
        self.strip.show_calendar(calendar, plan(part.bars, most_lanes=STRIP_LANES))
        self.strip.show_collisions(part.drawn, 0)
        self.strips.setCurrentIndex(0 if part.bars else 1)
        lanes = max(STRIP_LANES * COMPACT.lane, math.ceil(self.strip.scene().height))
        self._foot.setFixedHeight(_AROUND_STRIP + min(lanes, MOST_STRIP_ROWS * COMPACT.lane))

    def tick(self, now: int) -> None:
        """Redraw the clocks and the now line."""
        self.attention.tick(now)
        self.strip.set_now(now)
        self.fast_tick = ticks_fast(self.attention.items, now)

    # going on

    def _open_tile(self, button: TileButton) -> None:
        self.navigate.emit(button.tile.page, button.tile.filter)

    def _open_row(self, row: int) -> None:
        if 0 <= row < len(self.attention.items):
            item = self.attention.items[row]
            self.navigate.emit(*where(item))

    def _cell_clicked(self, row: int, column: str) -> None:
        if column == "what":
            self.attention.select(row)

    def _open_collision(self, number: int) -> None:
        if self.today is None:
            return
        part = cut(self.today.calendar, self.today.now, self.today.now + STRIP_S)
        for collision in part.collisions:
            if collision.number == number:
                self.navigate.emit("changes", collision.strongest.key)

    def _set_since(self, since: int | None) -> None:
        self._since = since
        self.refresh()

    def copy_standup(self) -> None:
        """Put the list on the clipboard as plain text."""
        if self.today is not None and self.today.attention:
            now = self.tower.now()
            text = standup_text(self.today.attention, now, self.today.zone)
            QGuiApplication.clipboard().setText(text)
            messages.done(f"Copied {counted(len(self.today.attention), 'item')} as plain text.")

    def _go_on(self, step: ReviewStep) -> None:
        """Stamp a check and open its page, or sign the review off."""
        tower = self.tower
        sign_off = step.id == SIGN_OFF

        def write(_progress: background.Progress) -> None:
            if sign_off:
                mornings.sign_off(tower)
            else:
                mornings.mark_check(tower, step.id, step.detail)

        def done(_result: None) -> None:
            self.stale = True
            self.data_changed.emit()
            if sign_off:
                messages.done("Signed off. The next “since” compares with now.")
                self.freshen()
            else:
                self.navigate.emit(step.page, "")

        background.change(f"Record “{step.title}”", write, done, messages.failed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Continue the review with N where single keys are on."""
        plain_key = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_N and plain_key and self.tower.settings.single_keys:
            self.review.go_on()
        else:
            super().keyPressEvent(event)
