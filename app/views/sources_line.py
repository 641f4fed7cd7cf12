"""How fresh each source is, in one line of the top bar: the worst ones stay when room is short."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.models.columns import SourceFreshness
from app.models.counts import counted
from app.views import glyphs, moments, plain, theme
from app.views.boxes import LEFT, paint_focus

LEAD = "Data as of"
_LEAD_ROOM, _REST_ROOM, _APART = 66, 24, 13
Part = tuple[str, str, str, str]
"""(glyph, label, time, tooltip)."""


class Sources(QWidget):
    """ "Data as of" with a glyph and the time per source; ←→ and Enter tell file and rows."""  # noqa: D210

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[Part] = []
        self._rank: list[int] = []
        """Places of the parts, the stalest first."""
        self._at = 0
        self._room = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(LEAD)
        self.setMinimumWidth(90)

    def show_sources(
        self, sources: Sequence[SourceFreshness], now: int, zone: str, limit_s: int
    ) -> None:
        """Show each source; one older than `limit_s` seconds at `now` is amber."""
        self._parts = [self._part(source, now, zone, limit_s) for source in sources]
        self._rank = sorted(
            range(len(sources)),
            key=lambda place: (self._parts[place][0] != "risk", sources[place].as_of),
        )
        said = ", ".join(f"{label} {at}" for _glyph, label, at, _tip in self._parts)
        self.setAccessibleName(f"{LEAD} {said}" if said else "No data yet")
        self.set_room(self._room)
        self.update()
        self.changed.emit()

    def set_room(self, room: int) -> None:
        """Keep every source in sight where `room` pixels suffice, else at least the worst."""
        self._room = room
        least = 90
        if self._parts:
            least = int(_LEAD_ROOM + self._widths()[self._rank[0]] + _REST_ROOM)
        self.setMinimumWidth(max(least, min(self.sizeHint().width(), room)))
        self.updateGeometry()

    @staticmethod
    def _part(source: SourceFreshness, now: int, zone: str, limit_s: int) -> Part:
        stale = now - source.as_of > limit_s
        tip = (
            f"{source.file_name}\n{counted(source.rows, 'row')} · "
            f"as of {moments.full(source.as_of, zone)}\n"
            f"Imported {moments.full(source.imported_at, zone)}"
        )
        at = moments.near(source.as_of, now, zone)
        return ("risk" if stale else "met", source.label, at, tip)

    def words(self) -> tuple[tuple[str, str, str], ...]:
        """(glyph, label, time) of each source."""
        return tuple(part[:3] for part in self._parts)

    def shown(self) -> tuple[str, ...]:
        """What stands in the line at its present width: lead words, labels, how many are left."""
        stops = self._stops()
        labels = (self._parts[place][1] if place >= 0 else self._rest() for _x, place in stops)
        return (LEAD, *labels) if self._parts else ("No data yet",)

    def _widths(self) -> list[float]:
        wide, bold = QFontMetricsF(theme.font(11)), QFontMetricsF(theme.font(11, 500))
        return [
            16 + wide.horizontalAdvance(label) + 4 + bold.horizontalAdvance(at) + _APART
            for _glyph, label, at, _tip in self._parts
        ]

    def sizeHint(self) -> QSize:
        """Everything on one line."""
        whole = int(_LEAD_ROOM + sum(self._widths())) - _APART + 1
        return QSize(whole if self._parts else 90, 26)

    def _stops(self) -> list[tuple[float, int]]:
        """Where each source stands, as (x, place); the rest stands last, with place −1."""
        widths = self._widths()
        places = list(range(len(widths)))
        if _LEAD_ROOM + sum(widths) - _APART > self.width():
            places = self._fitting(widths, self.width() - _LEAD_ROOM - _REST_ROOM)
        stops, x = [], float(_LEAD_ROOM)
        for place in places:
            stops.append((x, place))
            x += widths[place]
        return stops if len(places) == len(widths) else [*stops, (x, -1)]

    def _fitting(self, widths: list[float], room: float) -> list[int]:
        """The worst sources that have room, at least one, in the order of the line."""
        kept: list[int] = []
        for place in self._rank:
            if kept and widths[place] > room:
                break
            kept.append(place)
            room -= widths[place]
        return sorted(kept)

    def _rest(self) -> str:
        return f"+{len(self._parts) - len(self._stops()) + 1}"

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Lead words, then as many sources as have room; the rest as "+2"."""
        painter = QPainter(self)
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour("t3"))
        lead = LEAD if self._parts else "No data yet"
        painter.drawText(QRectF(self.rect()), LEFT, lead)
        stops, widths = self._stops(), self._widths()
        for at, (x, place) in enumerate(stops):
            wide = widths[place] if place >= 0 else _REST_ROOM + 4
            if place >= 0:
                self._paint_part(painter, x, self._parts[place])
            else:
                painter.setFont(theme.font(11))
                painter.setPen(theme.colour("t3"))
                painter.drawText(QRectF(x, 0, 40, self.height()), LEFT, self._rest())
            if self.hasFocus() and at == min(self._at, len(stops) - 1):
                paint_focus(painter, QRectF(x - 4, 2, wide - 6, self.height() - 4), 4)
        if self.hasFocus() and not stops:
            paint_focus(painter, QRectF(self.rect()), 4)

    def _paint_part(self, painter: QPainter, x: float, part: Part) -> None:
        glyph, label, at, _tip = part
        glyphs.paint(painter, glyph, QRectF(x, self.height() / 2 - 5.5, 11, 11))
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour("t2"))
        box = QRectF(x + 16, 0, 200, self.height())
        painter.drawText(box, LEFT, label)
        box.setLeft(box.left() + painter.fontMetrics().horizontalAdvance(label) + 4)
        painter.setFont(theme.font(11, 500))
        painter.setPen(theme.colour("warn" if glyph == "risk" else "t1"))
        painter.drawText(box, LEFT, at)

    def tip(self, x: float) -> str:
        """What stands behind the source at `x`; over the lead words and "+2" all of them."""
        under = [place for left, place in self._stops() if left - 4 <= x]
        if not under or under[-1] < 0:
            return "\n\n".join(f"{label} {at}\n{tip}" for _g, label, at, tip in self._parts)
        return self._parts[under[-1]][3]

    def event(self, event: QEvent) -> bool:
        """Tooltip of the source under the pointer."""
        if isinstance(event, QHelpEvent):
            plain.show_tooltip(event.globalPos(), self.tip(event.x()), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click tells file, rows and last import."""
        plain.show_tooltip(event.globalPosition().toPoint(), self.tip(event.position().x()), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """←→ choose a source or the rest, Enter tells of it."""
        key, stops = event.key(), self._stops()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and stops:
            move = 1 if key == Qt.Key.Key_Right else -1
            self._at = min(max(self._at + move, 0), len(stops) - 1)
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and stops:
            point = QPoint(int(stops[min(self._at, len(stops) - 1)][0]) + 4, self.height())
            plain.show_tooltip(self.mapToGlobal(point), self.tip(point.x()), self)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The first source has the ring."""
        self._at = 0
        super().focusInEvent(event)
