"""The command palette (Ctrl+K): go to, do, find a record, in one list.

Everything it can do is a registered action, so it also teaches the shortcuts; what can't run now
is grey with the reason. Records come from the store by number or by a word of the title.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget
from rapidfuzz import fuzz, utils

from app.views import background, icons, theme
from app.views.actions import Registry
from app.views.boxes import paint_box
from app.views.focus import give_back
from app.views.tables import cells

Found = tuple[tuple[str, str, str], ...]
Find = Callable[[str], Found]
ROW = 32
MOST = 11
GOOD = 70
WIDTH = 560


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the palette. `reason` = why it can't run now; `target` is an action or record."""

    kind: str
    text: str
    beside: str
    target: str
    reason: str = ""


def _score(wanted: str, name: str) -> float:
    """0-110: how well `name` answers `wanted`; typing errors are forgiven from four letters on."""
    if not wanted:
        return 100.0
    if name.startswith(wanted):
        return 110.0
    if any(word.startswith(wanted) for word in name.split()):
        return 105.0
    if wanted in name:
        return 100.0
    return fuzz.WRatio(wanted, name) if len(wanted) >= 4 else 0.0


def rank(text: str, registry: Registry, recent: tuple[str, ...]) -> tuple[Hit, ...]:
    """The registered actions that match `text`, best first; recent ones first when it is empty."""
    entries = registry.entries()
    place = {name: at for at, name in enumerate(recent)}
    wanted = utils.default_process(text)
    scored = []
    for order, entry in enumerate(entries):
        score = _score(wanted, utils.default_process(entry.text))
        if score >= GOOD:
            why = entry.why_not()
            scored.append((bool(why), -score, place.get(entry.id, len(place)), order, entry, why))
    scored.sort(key=lambda item: item[:4])
    return tuple(
        Hit("Go to" if entry.group == "Go to" else "Do", entry.text, entry.shortcut, entry.id, why)
        for *_rest, entry, why in scored
    )


class _Lines(QWidget):
    """The list under the field, painted."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.hits: tuple[Hit, ...] = ()
        self.at = 0
        self.setMouseTracking(True)
        self.setAccessibleName("Results")

    def show_hits(self, hits: tuple[Hit, ...], at: int) -> None:
        self.hits, self.at = hits, at
        self.setFixedHeight(max(1, len(hits)) * ROW + 8)
        if hits:
            hit = hits[at]
            self.setAccessibleDescription(f"{hit.kind}: {hit.text} {hit.reason or hit.beside}")
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = int((event.position().y() - 4) // ROW)
        if 0 <= row < len(self.hits) and row != self.at:
            self.show_hits(self.hits, row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = int((event.position().y() - 4) // ROW)
        if 0 <= row < len(self.hits):
            self.picked.emit(row)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self.hits:
            box = QRectF(12, 4, self.width() - 24, ROW)
            cells.write(painter, box, "Nothing matches. Try a number such as INC0012.", ink="t3")
        for row, hit in enumerate(self.hits):
            box = QRectF(6, 4 + row * ROW, self.width() - 12, ROW)
            if row == self.at:
                paint_box(painter, box.adjusted(0, 1, 0, -1), 6, "sel", "accf")
            self._paint_hit(painter, box.adjusted(10, 0, -10, 0), hit)

    @staticmethod
    def _paint_hit(painter: QPainter, box: QRectF, hit: Hit) -> None:
        cells.write(painter, QRectF(box.left(), box.top(), 56, ROW), hit.kind, ink="t3", size=11)
        beside = hit.reason or hit.beside
        wide = min(cells.width_of(beside, 11), box.width() / 2)
        room = QRectF(box.left() + 62, box.top(), box.width() - 62 - wide - 24, ROW)
        lead = 0.0
        if hit.kind not in ("Go to", "Do"):
            cells.write(painter, room, hit.target, ink="acc", weight=500)
            lead = cells.width_of(hit.target, 12, 500) + 10
        ink = "t3" if hit.reason else "t1"
        cells.write(painter, room.adjusted(lead, 0, 0, 0), hit.text, ink=ink)
        if not beside:
            return
        if hit.reason:
            end = QRectF(box.right() - wide, box.top(), wide, ROW)
            cells.write(painter, end, beside, ink="t3", size=11)
            return
        cap = QRectF(box.right() - wide - 12, box.center().y() - 9, wide + 12, 18)
        paint_box(painter, cap, 4, "surf2", "bds")
        cells.write(painter, cap, beside, ink="t2", size=11, side="centre", cut=False)


class Palette(QFrame):
    """Lies over the window; never modal. `record_chosen` gives kind and key."""

    record_chosen = Signal(str, str)

    def __init__(self, window: QWidget, registry: Registry, find: Find) -> None:
        super().__init__(window)
        self._window = window
        self._registry = registry
        self._find = find
        self._recent: tuple[str, ...] = ()
        self._records: tuple[Hit, ...] = ()
        self._before: QWidget | None = None
        self.setAccessibleName("Command palette")
        self.field = QLineEdit()
        self.field.setFrame(False)
        self.field.setFont(theme.font(13))
        self.field.setPlaceholderText("Go to a screen, run a command, or find a record")
        self.field.setAccessibleName("Search or run a command")
        self.field.setFixedHeight(40)
        self.field.setTextMargins(30, 0, 8, 0)
        self.field.setMaxLength(200)
        self.field.textChanged.connect(self._changed)
        self.field.installEventFilter(self)
        self.lines = _Lines()
        self.lines.picked.connect(self._pick)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 2, 4, 2)
        column.setSpacing(0)
        column.addWidget(self.field)
        column.addWidget(self.lines)
        self.hide()

    def open(self) -> None:
        """Show with an empty field; a second Ctrl+K closes."""
        if self.isVisible():
            self.close_palette()
            return
        self._before = self._window.focusWidget()
        self.field.setText("")
        self._records = ()
        self._show(0)
        self.show()
        self.raise_()
        self.field.setFocus()

    def close_palette(self) -> None:
        """Hide and give the focus back."""
        self.hide()
        give_back(self._before)

    def _changed(self, text: str) -> None:
        self._records = ()
        self._show(0)
        if len(text.strip()) >= 2:
            background.query("palette", lambda: (text, self._find(text)), self._found, self._lost)

    def _found(self, answer: tuple[str, Found]) -> None:
        text, records = answer
        if text == self.field.text():
            self._records = tuple(
                Hit(kind.capitalize(), title, "", key) for kind, key, title in records
            )
            self._show(self.lines.at)

    def _lost(self, failure: background.Failure) -> None:
        self._records = (Hit("Records", "can't be searched", "", "", failure.words),)
        self._show(self.lines.at)

    def _show(self, at: int) -> None:
        actions = rank(self.field.text(), self._registry, self._recent)
        numbers = any(one.isdigit() for one in self.field.text())
        both = (*self._records, *actions) if numbers else (*actions[:6], *self._records)
        hits = (both if self.field.text() else actions)[:MOST]
        self.lines.show_hits(hits, min(at, max(0, len(hits) - 1)))
        width = min(WIDTH, self._window.width() - 40)
        self.setGeometry((self._window.width() - width) // 2, 52, width, 44 + self.lines.height())

    def _pick(self, row: int) -> None:
        hit = self.lines.hits[row]
        if hit.reason:
            return
        self.close_palette()
        if hit.kind in ("Go to", "Do"):
            self._recent = (hit.target, *(one for one in self._recent if one != hit.target))[:8]
            self._registry.run(hit.target)
        else:
            self.record_chosen.emit(hit.kind.lower(), hit.target)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """↑↓ move, Enter runs, Esc closes, losing the focus closes."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            count = len(self.lines.hits)
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and count:
                step = 1 if key == Qt.Key.Key_Down else -1
                self.lines.show_hits(self.lines.hits, (self.lines.at + step) % count)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if count:
                    self._pick(self.lines.at)
                return True
            if key == Qt.Key.Key_Escape:
                self.close_palette()
                return True
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            leaves = event.reason() not in (
                Qt.FocusReason.ActiveWindowFocusReason,
                Qt.FocusReason.PopupFocusReason,
            )
            if leaves and self.isVisible():
                self.hide()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A panel with a strong border and the magnifier."""
        painter = QPainter(self)
        paint_box(painter, QRectF(self.rect()), 8, "surf", "ctl")
        painter.fillRect(1, 41, self.width() - 2, 1, theme.colour("bd"))

    def showEvent(self, event: object) -> None:
        """The magnifier stands in the field."""
        super().showEvent(event)  # type: ignore[arg-type]
        if not self.field.actions():
            self.field.setTextMargins(4, 0, 8, 0)
            self.field.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
