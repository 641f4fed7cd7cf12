"""The bar over every screen: title, command box, how fresh each source is, zone, theme."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QWidget

from app.views import icons, moments, plain, theme
from app.views.boxes import LEFT, paint_box, paint_focus
from app.views.buttons import Painted
from app.views.sources_line import Sources
from app.views.widgets import PlainLabel

QWIDGETSIZE_MAX = 16_777_215
LONGEST_SUBTITLE = 210
LEAST_SEARCH = 180


class SearchBox(QAbstractButton):
    """Looks like a field, opens the command palette."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Search or run a command")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(262)
        self.setMinimumWidth(90)

    def sizeHint(self) -> QSize:
        """As in the design, less when the window is narrow."""
        return QSize(262, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Field, magnifier, words, keycap."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint_box(painter, rect, 6, "surf", "bds")
        icons.paint(painter, "search", QRectF(9, rect.center().y() - 7, 14, 14), "t2")
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour("t3"))
        keycap = rect.width() > 130
        room = rect.width() - 30 - (54 if keycap else 6)
        words = "Search or run a command" if room > 145 else "Search"
        painter.drawText(QRectF(30, 0, room, rect.height()), LEFT, words)
        if keycap:
            box = QRectF(rect.right() - 46, rect.center().y() - 9, 40, 18)
            paint_box(painter, box, 4, "surf2", "bds")
            painter.setFont(theme.font(11))
            painter.setPen(theme.colour("t2"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "Ctrl K")
        if self.hasFocus():
            paint_focus(painter, rect)


class ZoneButton(Painted):
    """Globe, zone and chevron without a box."""

    def __init__(self) -> None:
        super().__init__("UTC", size=11)

    def sizeHint(self) -> QSize:
        """Words between globe and chevron."""
        return QSize(self.text_width() + 42, 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Globe, words, chevron."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        middle = rect.center().y()
        icons.paint(painter, "globe", QRectF(3, middle - 6, 12, 12), "t2")
        painter.setFont(self.font())
        painter.setPen(theme.colour("t2"))
        painter.drawText(rect.adjusted(20, 0, 0, 0), LEFT, self.words)
        icons.paint(painter, "chevron-down", QRectF(rect.right() - 15, middle - 5, 11, 11), "t2")
        if self.hasFocus():
            paint_focus(painter, rect)


class ThemeToggle(QAbstractButton):
    """Sun and moon, the one in force tinted; a press changes to the other."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Change between light and dark theme")
        self.setToolTip("Light or dark theme (Ctrl+Shift+L)")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(52, 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Two halves in one border."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint_box(painter, rect, 6, "surf", "bds")
        dark = theme.current().name == "dark"
        half = QRectF(26 if dark else 0, 0, 26, 26)
        paint_box(painter, half, 6, "acct", "bds")
        icons.paint(painter, "sun", QRectF(6, 6, 14, 14), "t2" if dark else "acc")
        icons.paint(painter, "moon", QRectF(32, 6, 14, 14), "acc" if dark else "t2")
        if self.hasFocus():
            paint_focus(painter, rect)


class TopBar(QWidget):
    """44 high; `zone_chosen` gives an IANA zone."""

    zone_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(44)
        self.setAccessibleName("Top bar")
        self.title = PlainLabel("", "t1", 15, 600)
        self.title.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.subtitle = PlainLabel("", "t3", 12)
        self.search = SearchBox()
        self.sources = Sources()
        self.zone = ZoneButton()
        self.theme_toggle = ThemeToggle()
        self._zones: tuple[str, ...] = ()
        self._narrow = False
        self._menu = QMenu(self)
        self.zone.clicked.connect(self.open_zones)
        self.sources.changed.connect(self._share_room)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 14, 0)
        row.setSpacing(12)
        row.addWidget(self.title)
        row.addWidget(self.subtitle, 1)
        row.addWidget(self.search)
        self._rules = (_Rule(), _Rule())
        row.addWidget(self._rules[0])
        row.addWidget(self.sources)
        row.addWidget(self._rules[1])
        row.addWidget(self.zone)
        row.addWidget(self.theme_toggle)

    def set_page(self, title: str, subtitle: str) -> None:
        """Name the screen that is seen."""
        self.title.setText(title)
        self.subtitle.setText(subtitle)
        self._keep_subtitle()

    def set_zone(self, zone: str, now: int, zones: Sequence[str]) -> None:
        """Show the zone in force; `zones` are offered."""
        self._zones = tuple(zones)
        self.zone.set_words(moments.zone_words(now, zone))
        self.zone.setAccessibleName(f"Time zone {zone}")
        self._share_room()
        self.zone.setToolTip(plain.tooltip(f"Times are shown in {zone} (Ctrl+Alt+Z)"))

    def set_narrow(self, *, narrow: bool) -> None:
        """A narrow window keeps the title and leaves out the subtitle."""
        self._narrow = narrow
        self.search.setMinimumWidth(90 if narrow else LEAST_SEARCH)
        self._keep_subtitle()

    def _keep_subtitle(self) -> None:
        """The command box gives way before the subtitle is cut."""
        wide = self.subtitle.fontMetrics().horizontalAdvance(self.subtitle.text()) + 2
        self.subtitle.setMinimumWidth(0 if self._narrow else min(wide, LONGEST_SUBTITLE))
        self.subtitle.setMaximumWidth(0 if self._narrow else QWIDGETSIZE_MAX)
        self._share_room()

    def _share_room(self) -> None:
        """The command box gives way before a source does."""
        row = self.layout()
        least = (self.title.sizeHint(), self.zone.sizeHint(), self.theme_toggle.size())
        taken = sum(size.width() for size in least) + len(self._rules)
        taken += self.subtitle.minimumWidth() + self.search.minimumWidth()
        gaps = row.spacing() * (row.count() - 1) if row is not None else 0
        margins = self.contentsMargins() if row is None else row.contentsMargins()
        self.sources.set_room(self.width() - taken - gaps - margins.left() - margins.right())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._share_room()

    def open_zones(self) -> None:
        """The list of zones under the button."""
        self._menu.clear()
        for zone in self._zones:
            action = self._menu.addAction(plain.menu_text(zone))
            action.triggered.connect(lambda _=False, zone=zone: self.zone_chosen.emit(zone))
        self._menu.popup(self.zone.mapToGlobal(QPoint(0, self.zone.height() + 2)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Surface with a border below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surf"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("bd"))


class _Rule(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(1, 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour("bd"))
