"""The Changes screen: calendar, readiness and the panel of the collision in hand."""

from PySide6.QtCore import QTimer

from app.models.counts import counted
from app.models.results import ChangeBar, ChangeCalendar, Collision
from app.services import plan_changes
from app.services.tower import Tower
from app.views import messages
from app.views.changes.axis import DAY, home, range_words, short_stamp
from app.views.changes.board import ChangesBoard
from app.views.changes.decisions import Decisions
from app.views.changes.lanes import lane_name, plan
from app.views.changes.slice import Slice, colliding, cut

_SETTLE_MS = 160
_PANEL = 358
_AHEAD = 3 * DAY
"""What the sign beside the page's name counts."""


class ChangesPage(ChangesBoard):
    """Changes over time, what of them collides, and how ready they are (COLLISIONS §5, §6)."""

    page_id = "changes"

    def __init__(self, tower: Tower) -> None:
        super().__init__(tower)
        self.calendar: ChangeCalendar | None = None
        self.part: Slice | None = None
        self._by = "service"
        self._only = False
        self._chosen = ""
        self._wanted: object = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._settled)
        self.decisions = Decisions(tower)
        self._connect()

    def _connect(self) -> None:
        self.calendar_panel.import_asked.connect(lambda: self.navigate.emit("import", ""))
        self.calendar_panel.unknown_asked.connect(self.show_unknown)
        self.toolbar.span_chosen.connect(self._set_span)
        self.toolbar.stepped.connect(self.timeline.pan)
        self.toolbar.now_asked.connect(
            lambda: self.timeline.go_home(self.timeline.end - self.timeline.start)
        )
        self.toolbar.lanes_chosen.connect(self._set_lanes)
        self.toolbar.only_collisions.connect(self._set_only)
        self.timeline.range_changed.connect(self._range_moved)
        self.timeline.collision_picked.connect(self._pick_number)
        self.timeline.bar_picked.connect(self._pick_bar)
        self.timeline.bar_activated.connect(self.open_record)
        self.table.key_activated.connect(self.open_record)
        self.readiness.rowSelected.connect(self._row_picked)
        self.readiness.rowActivated.connect(
            lambda row: self.open_record.emit(self.readiness.key_at(row))
        )
        self.panel.stepped.connect(self._step)
        self.panel.record_opened.connect(self.open_record)
        self.panel.decided.connect(self.decisions.record)
        self.decisions.written.connect(self._written)
        self.decisions.refused.connect(self.panel.form.tell)
        self.panel.closed.connect(lambda: self.side.set_open(False))
        self.unknown.record_opened.connect(self.open_record)
        self.unknown.closed.connect(self._show_panel)
        self.empty.acted.connect(lambda: self._set_span(30 * DAY))
        self.as_table.toggled.connect(self._toggle_table)

    # data

    def refresh(self) -> None:
        """Read the calendar of the view and one view either side of it."""
        if not self.timeline.start:
            zone = self.tower.zone
            self.timeline.set_view(*home(self.tower.now(), self.timeline.span, zone))
        start, end = self.timeline.start, self.timeline.end
        span = end - start
        tower, now = self.tower, self.tower.now()
        first, last = start - span, end + span
        if first <= now < last:
            last = max(last, now + _AHEAD)
        self.run_query(lambda: plan_changes.change_calendar(tower, first, last))

    def show_result(self, result: ChangeCalendar) -> None:
        """Show a calendar in the view there is."""
        self.calendar = result
        if not self.timeline.start:
            self.timeline.set_view(result.start, result.end)
        self._show_slice()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.apply_filter(wanted)

    def tick(self, now: int) -> None:
        """Move the now line."""
        self.timeline.set_now(now)

    def apply_filter(self, wanted: object) -> None:
        """Show the collision or change of a key, or of several keys in one text."""
        keys = [part.strip() for part in str(wanted or "").replace("|", ",").split(",")]
        keys = [key for key in keys if key]
        if not keys:
            return
        if self.calendar is None or self.part is None:
            self._wanted = wanted
            return
        found = self.part.with_key(str(wanted)) or self.part.touching(keys)
        if found is not None:
            self.choose(found)
            return
        bar = next((b for b in self.calendar.bars if b.key in keys), None)
        if bar is not None:
            self.timeline.reveal(bar.start, bar.end)
            self._show_slice()
            self.timeline.set_focus_key(bar.key)
            self.readiness.select(self.readiness.row_of(bar.key), tell=False)
        elif len(keys) == 1:
            self._look_for(keys[0])

    def _look_for(self, key: str) -> None:
        """Move to a change that lies outside of what was read; one without a bar is told."""
        tower = self.tower

        def found(place: tuple[int, int] | None) -> None:
            if place is None:
                messages.note(
                    f"{key} has no place in the calendar: it was cancelled or rejected, or its "
                    "planned times can't be used."
                )
                return
            self._wanted = key
            self.timeline.reveal(*place)

        self.run_query(lambda: plan_changes.change_place(tower, key), found, key="place")

    # showing

    def _show_slice(self) -> None:
        if self.calendar is None:
            return
        start, end = self.timeline.start, self.timeline.end
        calendar = self.calendar
        part = cut(calendar, start, end, only_collisions=self._only)
        self.part = part
        self.timeline.show_calendar(
            calendar, plan(self._bars_to_draw(part), by=self._by, view=(start, end))
        )
        self.table.show_bars(part.bars, part.collisions, calendar.zone)
        self.readiness_panel.show_bars(part.bars, calendar.zone)
        self._share_height()
        self.toolbar.show_range(start, end, calendar.zone)
        self.toolbar.show_counts(part)
        self.calendar_panel.show_coverage(part, calendar)
        self._show_empty(part)
        self._tell_badge(calendar)
        self._show_panel()

    def _tell_badge(self, calendar: ChangeCalendar) -> None:
        """Count the collisions of the next 72 hours, whatever the view shows."""
        until = calendar.now + _AHEAD
        if calendar.start <= calendar.now and until <= calendar.end:
            waiting = len(cut(calendar, calendar.now, until).open)
            self.badge.emit(self.page_id, waiting, "breach" if waiting else "")

    def _bars_to_draw(self, part: Slice) -> list[ChangeBar]:
        """Return the bars of the lanes in view, also those beside the view for panning."""
        assert self.calendar is not None
        lanes = {lane_name(bar, self._by) for bar in part.bars}
        kept = colliding(self.calendar.report.collisions) if self._only else None
        return [
            bar
            for bar in self.calendar.bars
            if lane_name(bar, self._by) in lanes and (kept is None or bar.key in kept)
        ]

    def _show_empty(self, part: Slice) -> None:
        assert self.calendar is not None
        self.calendar_panel.show_view(
            part, self.calendar, table=self.as_table.isChecked(), only=self._only
        )
        when = range_words(part.start, part.end, self.calendar.zone)
        source = "the imported changes"
        if self.calendar.cmdb_as_of is not None:
            source = f"CMDB of {short_stamp(self.calendar.cmdb_as_of, self.calendar.zone)}"
        action = "Show a month" if part.end - part.start < 29 * DAY else ""
        why = f"{counted(part.checked, 'change')} checked against {source}."
        self.empty.set_words(f"No collisions from {when}", why, action)

    def _show_panel(self) -> None:
        part, calendar = self.part, self.calendar
        if part is None or calendar is None:
            return
        chosen = part.with_key(self._chosen)
        if chosen is None and part.collisions:
            chosen = part.collisions[0]
        self._chosen = chosen.strongest.key if chosen else ""
        if chosen is None:
            self.right.setCurrentIndex(0)
        else:
            self.panel.show_collision(chosen, len(part.collisions), calendar)
            self.right.setCurrentWidget(self.panel)
        self.panel.close_button.setVisible(not self.side.is_wide())
        self.timeline.show_collisions(part.drawn, chosen.number if chosen else 0)
        self.readiness.mark_changes(chosen.strongest.changes if chosen else ())

    def show_unknown(self) -> None:
        """List the changes that can't be checked in the panel."""
        if self.part is not None and self.calendar is not None:
            self.unknown.show_findings(self.part.unknown, self.calendar)
            self.right.setCurrentWidget(self.unknown)
            self.side.set_open(True)

    def _toggle_table(self, on: bool) -> None:  # noqa: FBT001 - a slot
        if self.part is not None:
            self._show_empty(self.part)
        (self.table if on else self.timeline).setFocus()

    # choosing

    def choose(self, collision: Collision) -> None:
        """Take a collision in hand and bring it into view."""
        self._chosen = collision.strongest.key
        finding = collision.strongest
        if finding.overlap_start is not None and finding.overlap_end is not None:
            self.timeline.reveal(finding.overlap_start, finding.overlap_end)
        self.side.set_open(True)
        self._show_panel()

    def _pick_number(self, number: int) -> None:
        found = [c for c in self.part.collisions if c.number == number] if self.part else []
        if found:
            self.choose(found[0])

    def _step(self, by: int) -> None:
        if self.part is None or not self.part.collisions:
            return
        keys = [c.strongest.key for c in self.part.collisions]
        place = keys.index(self._chosen) if self._chosen in keys else 0
        self.choose(self.part.collisions[(place + by) % len(keys)])

    def _pick_bar(self, key: str) -> None:
        self.readiness.select(self.readiness.row_of(key), tell=False)
        found = self.part.touching([key]) if self.part else None
        if found is not None and found.strongest.key != self._chosen:
            self.choose(found)

    def _row_picked(self, row: int) -> None:
        key = self.readiness.key_at(row)
        bar = next((b for b in self.readiness.bars if b.key == key), None)
        if bar is not None:
            self.timeline.set_focus_key(key)
            self.timeline.reveal(bar.start, bar.end)

    # range and filter

    def _set_span(self, span: int) -> None:
        self.timeline.span = span
        self.timeline.go_home(span)

    def _set_lanes(self, by: str) -> None:
        self._by = by
        self._show_slice()

    def _set_only(self, on: bool) -> None:  # noqa: FBT001 - a slot
        self._only = on
        self._show_slice()

    def _range_moved(self, start: int, end: int) -> None:
        zone = self.calendar.zone if self.calendar else self.tower.zone
        self.toolbar.show_range(start, end, zone)
        self.toolbar.show_span(end - start)
        self._settle.start()

    def _settled(self) -> None:
        have = self.calendar
        start, end = self.timeline.start, self.timeline.end
        self._show_slice()
        if have is None or start < have.start or end > have.end:
            self.refresh()

    def _written(self) -> None:
        self.panel.close_form()
        self.stale = True
        self.data_changed.emit()
        self.freshen()
