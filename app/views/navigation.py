"""The left navigation: 148 wide with words, 48 with icons; only screens that exist."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.views import glyphs, icons, theme
from app.views.boxes import CENTRE, LEFT, paint_box, paint_focus
from app.views.widgets import PlainLabel

WIDE, NARROW = 148, 48
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One screen in the navigation."""

    id: str
    text: str
    icon: str
    group: str
    shortcut: str = ""


class NavItem(QAbstractButton):
    """One entry of 30 px: icon, words, count or keycap."""

    def __init__(self, entry: NavEntry, *, page: bool = True) -> None:
        super().__init__()
        self.entry = entry
        self._count = 0
        self._level = ""
        self._page = page
        self.narrow = False
        self.setCheckable(page)
        self.setAutoExclusive(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(entry.text)

    def sizeHint(self) -> QSize:
        """As wide as the navigation."""
        return QSize(40 if self.narrow else 132, 30)

    def set_badge(self, count: int, level: str) -> None:
        """A plain count, or a breach with its glyph; 0 takes it away."""
        level = level if count else ""
        self._count, self._level = count, level
        name = f"{self.entry.text}, {count:,}" if count else self.entry.text
        self.setAccessibleName(f"{name} {glyphs.WORDS[level].lower()}" if level else name)
        self.update()

    def set_narrow(self, narrow: bool) -> None:  # noqa: FBT001 - a setter
        """Icon only, with the words as tooltip."""
        self.narrow = narrow
        keys = f" ({self.entry.shortcut})" if self.entry.shortcut else ""
        self.setToolTip(f"{self.entry.text}{keys}" if narrow else "")
        self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """White box when it is the screen that is seen."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        on = self.isChecked()
        if on:
            paint_box(painter, rect.adjusted(0, 0.5, 0, -0.5), 6, "surf", "bd")
        elif self.underMouse():
            paint_box(painter, rect.adjusted(0, 0.5, 0, -0.5), 6, "sunk", None)
        middle = rect.center().y()
        left = rect.center().x() - 8 if self.narrow else 8.0
        icons.paint(
            painter, self.entry.icon, QRectF(left, middle - 8, 16, 16), "acc" if on else "t2"
        )
        if self.narrow:
            if self._level:
                glyphs.paint(painter, self._level, QRectF(rect.right() - 11, 2, 10, 10))
        else:
            painter.setFont(theme.font(13 if self._page else 12, 600 if on else 400))
            painter.setPen(theme.colour("t1" if on else "t2"))
            painter.drawText(QRectF(31, 0, rect.width() - 31, rect.height()), LEFT, self.entry.text)
            self._paint_end(painter, rect)
        if self.hasFocus():
            paint_focus(painter, rect)

    def _paint_end(self, painter: QPainter, rect: QRectF) -> None:
        area = rect.adjusted(0, 0, -8, 0)
        if not self._page:
            box = QRectF(area.right() - 22, rect.center().y() - 9, 22, 18)
            paint_box(painter, box, 4, "surf", "bds")
            painter.setFont(theme.font(11))
            painter.setPen(theme.colour("t2"))
            painter.drawText(box, CENTRE, self.entry.shortcut)
        elif self._count:
            painter.setFont(theme.font(12, 600 if self._level else 400))
            painter.setPen(theme.colour("crit" if self._level else "t3"))
            words = f"{self._count:,}"
            painter.drawText(area, RIGHT, words)
            if self._level:
                x = area.right() - painter.fontMetrics().horizontalAdvance(words) - 16
                glyphs.paint(painter, self._level, QRectF(x, rect.center().y() - 5.5, 11, 11))


class _Mark(QWidget):
    """The product's mark and name."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(44)
        self.setAccessibleName("Control Tower")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        narrow = self.width() < WIDE - 10
        box = QRectF(15 if narrow else 14, 13, 18, 18)
        paint_box(painter, box, 4, "accf", None)
        icons.paint(painter, "tower-control", box.adjusted(3, 3, -3, -3), "onacc")
        if narrow:
            return
        painter.setFont(theme.font(13, 600))
        painter.setPen(theme.colour("t1"))
        painter.drawText(QRectF(42, 0, self.width() - 42, 44), LEFT, "Control Tower")


class Navigation(QWidget):
    """The entries by group; `chosen` gives a page id, `asked_help` the foot's entry."""

    chosen = Signal(str)
    asked_help = Signal()

    def __init__(self, entries: Sequence[NavEntry]) -> None:
        super().__init__()
        self.setAccessibleName("Navigation")
        self.items: dict[str, NavItem] = {}
        self._labels: list[PlainLabel] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addWidget(_Mark())
        column.addSpacing(4)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        group = ""
        for entry in entries:
            if entry.group != group:
                group = entry.group
                self._add_label(group)
            item = NavItem(entry)
            item.clicked.connect(lambda _=False, name=entry.id: self._pick(name))
            self.items[entry.id] = item
            self._rows.addWidget(item)
        column.addStretch(1)
        self.help_item = NavItem(
            NavEntry("help", "Help", "circle-question-mark", "", "F1"), page=False
        )
        self.help_item.clicked.connect(lambda _=False: self.asked_help.emit())
        self._foot = QVBoxLayout()
        self._foot.addWidget(self.help_item)
        column.addLayout(self._foot)
        self.set_narrow(narrow=False)

    def _add_label(self, text: str) -> None:
        label = PlainLabel(text, "t3", 11)
        label.setContentsMargins(8, 0, 0, 0)
        label.setFixedHeight(26)
        if self._labels:
            self._rows.addSpacing(6)
        self._labels.append(label)
        self._rows.addWidget(label)

    def set_narrow(self, *, narrow: bool) -> None:
        """48 wide with icons, or 148 with words."""
        self.setFixedWidth(NARROW if narrow else WIDE)
        side = 4 if narrow else 8
        self._rows.setContentsMargins(side, 0, side, 0)
        self._foot.setContentsMargins(side, 0, side, 0)
        for label in self._labels:
            label.setVisible(not narrow)
        for item in (*self.items.values(), self.help_item):
            item.set_narrow(narrow)

    def _pick(self, name: str) -> None:
        self.set_current(name)
        self.chosen.emit(name)

    def set_current(self, name: str) -> None:
        """Mark the screen that is seen."""
        for key, item in self.items.items():
            item.setChecked(key == name)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Its ground and a border at the right."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("nav"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.colour("bd"))
