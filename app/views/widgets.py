"""Labels, panels and empty states; with the buttons, all that pages build themselves from."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.views import glyphs, plain, theme
from app.views.boxes import LEFT, paint_box, paint_focus, paint_swatch
from app.views.buttons import Button, Chip, LinkLabel, Segmented

__all__ = [
    "Button", "Chip", "EmptyState", "GlyphLabel", "Legend", "LinkLabel", "Panel", "PlainLabel",
    "Segmented", "paint_box", "paint_focus", "paint_swatch",
]  # fmt: skip


class PlainLabel(QLabel):
    """A label that shows text as text; what is cut stands in the tooltip."""

    def __init__(
        self,
        text: str = "",
        role: str = "t1",
        size: int = 12,
        weight: int = 400,
        *,
        wrap: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        super().__init__()
        self._role = role
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(size, weight))
        self.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
        self.setWordWrap(wrap)
        self.setText(text)
        if not wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show `text` with hidden characters made visible."""
        super().setText(plain.visible(text))

    def set_role(self, role: str) -> None:
        """Paint in the colour of token `role`."""
        self._role = role
        self.update()

    def minimumSizeHint(self) -> QSize:
        """A cut label may become narrow."""
        hint = super().minimumSizeHint()
        return hint if self.wordWrap() else QSize(min(hint.width(), 24), hint.height())

    def sizeHint(self) -> QSize:
        """One pixel more than Qt's, whose rounding down would cut the last letter."""
        hint = super().sizeHint()
        return QSize(hint.width() + 1, hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Text in the token's colour, cut with an ellipsis unless it wraps."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(theme.colour(self._role if self.isEnabled() else "t3"))
        area = self.contentsRect()
        if self.wordWrap():
            painter.drawText(area, int(self.alignment()) | Qt.TextFlag.TextWordWrap, self.text())
        else:
            painter.drawText(area, self.alignment(), self._fitted(area.width()))

    def _fitted(self, width: int) -> str:
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, width)

    def event(self, event: QEvent) -> bool:
        """Show the whole text as tooltip when it is cut and no other tooltip is set."""
        if (
            isinstance(event, QHelpEvent)
            and not self.toolTip()
            and not self.wordWrap()
            and self._fitted(self.contentsRect().width()) != self.text()
        ):
            plain.show_tooltip(event.globalPos(), self.text(), self)
            return True
        return super().event(event)


class GlyphLabel(QWidget):
    """One status glyph with its word as accessible name."""

    def __init__(self, kind: str, size: int = 12, word: str = "") -> None:
        super().__init__()
        self._kind = kind
        self._size = size
        self.setFixedSize(size, size)
        self.setAccessibleName(word or glyphs.WORDS[kind])

    def set_kind(self, kind: str, word: str = "") -> None:
        """Show another glyph."""
        self._kind = kind
        self.setAccessibleName(word or glyphs.WORDS[kind])
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The glyph."""
        glyphs.paint(QPainter(self), self._kind, QRectF(0, 0, self._size, self._size))


class Panel(QFrame):
    """A white panel: header of 36 with title, caption and controls, and a `body` under it.

    The body has no inset unless `inset`, so that tables reach the panel's edges.
    """

    def __init__(self, title: str = "", caption: str = "", *, inset: bool = False) -> None:
        super().__init__()
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self._header = QWidget()
        self._header.setFixedHeight(36)
        self._row = QHBoxLayout(self._header)
        self._row.setContentsMargins(11, 0, 11, 0)
        self._row.setSpacing(8)
        self.title_label = PlainLabel(title, "t1", 13, 600)
        self.title_label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.caption_label = PlainLabel(caption, "t3", 12)
        self._row.addWidget(self.title_label)
        self._row.addWidget(self.caption_label, 1)
        outer.addWidget(self._header)
        self._header.setVisible(bool(title))
        self.body = QVBoxLayout()
        side = 11 if inset else 0
        self.body.setContentsMargins(side, 0, side, 11 if inset else 7)
        self.body.setSpacing(8 if inset else 0)
        outer.addLayout(self.body, 1)

    def set_title(self, title: str, caption: str = "") -> None:
        """Another title and caption; an empty title hides the header."""
        self.title_label.setText(title)
        self.caption_label.setText(caption)
        self.setAccessibleName(title)
        self._header.setVisible(bool(title))

    def add_header_widget(self, widget: QWidget) -> None:
        """Put `widget` at the right end of the header."""
        self._row.addWidget(widget)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Surface with a 1px border and radius 8."""
        paint_box(QPainter(self), QRectF(self.rect()), 8, "surf", "bd")


class EmptyState(QWidget):
    """One line of fact, one line why, one action (DESIGN_LANGUAGE §5 Empty)."""

    acted = Signal()

    def __init__(self, fact: str, why: str, action_text: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 16)
        column.setSpacing(4)
        column.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        self.fact = PlainLabel(fact, "t1", 12, 500, wrap=True, align=centre)
        self.why = PlainLabel(why, "t3", 12, wrap=True, align=centre)
        self.action = LinkLabel(action_text)
        self.action.clicked.connect(self.acted)
        self.action.setVisible(bool(action_text))
        column.addWidget(self.fact)
        column.addWidget(self.why)
        column.addWidget(self.action, 0, centre)
        column.addStretch(1)

    def set_words(self, fact: str, why: str, action_text: str = "") -> None:
        """Another fact, reason and action."""
        self.fact.setText(fact)
        self.why.setText(why)
        self.action.set_words(action_text)
        self.action.setVisible(bool(action_text))


class Legend(QWidget):
    """Swatches with words. Each item is (label, style, token).

    Styles: fill, edge (fill with the neu edge), dashed (outline), hatch, line, dashline, chevron,
    or the kind of a glyph; token is ignored for glyphs and hatch.
    """

    def __init__(self, items: Sequence[tuple[str, str, str]], lead: str = "") -> None:
        super().__init__()
        self._items = tuple(items)
        self._lead = lead
        self.setFont(theme.font(11))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend: " + ", ".join(label for label, _style, _token in items))

    def sizeHint(self) -> QSize:
        """All items on one line."""
        wide = self.fontMetrics().horizontalAdvance
        lead = wide(self._lead) + 8 if self._lead else 0
        return QSize(lead + sum(16 + wide(label) + 10 for label, _s, _t in self._items), 20)

    def minimumSizeHint(self) -> QSize:
        """A legend is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Lead word, then swatch and label in turn."""
        painter = QPainter(self)
        painter.setFont(self.font())
        x = 0.0
        if self._lead:
            painter.setPen(theme.colour("t3"))
            painter.drawText(QRectF(0, 0, self.width(), 20), LEFT, self._lead)
            x = self.fontMetrics().horizontalAdvance(self._lead) + 8.0
        for label, style, token in self._items:
            paint_swatch(painter, style, token, QRectF(x, 4.5, 11, 11))
            painter.setPen(theme.colour("t2"))
            painter.drawText(QRectF(x + 16, 0, self.width(), 20), LEFT, label)
            x += 26 + self.fontMetrics().horizontalAdvance(label)
