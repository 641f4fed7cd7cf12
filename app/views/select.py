"""A list of choices of which one holds, painted like the other controls."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox

from app.views import icons, plain, theme
from app.views.boxes import LEFT, paint_box, paint_focus


class Select(QComboBox):
    """A combo box of 26 px; what was answered is tinted when `answered` is set."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.answered = False
        self.setAccessibleName(name)
        self.setFixedHeight(26)
        self.setFont(theme.font(12))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMaxVisibleItems(14)

    def _room(self) -> int:
        return self.width() - 36

    def _shown(self) -> str:
        mode = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(self.currentText(), mode, self._room())

    def event(self, event: QEvent) -> bool:
        """What is cut shows in full, unless another tooltip is set."""
        if (
            isinstance(event, QHelpEvent)
            and not self.toolTip()
            and self._shown() != self.currentText()
        ):
            plain.show_tooltip(event.globalPos(), self.currentText(), self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        """Room for the chosen words and the chevron."""
        return QSize(self.fontMetrics().horizontalAdvance(self.currentText()) + 44, 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Box, words, chevron, focus ring."""
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill, edge = ("acct", "accf") if self.answered else ("surf", "bds")
        paint_box(painter, rect, 6, fill, edge)
        painter.setFont(self.font())
        painter.setPen(theme.colour("acc" if self.answered else "t1"))
        painter.drawText(QRectF(10, 0, self._room(), rect.height()), LEFT, self._shown())
        box = QRectF(rect.right() - 22, rect.center().y() - 6, 12, 12)
        icons.paint(painter, "chevron-down", box, "t2")
        if self.hasFocus():
            paint_focus(painter, rect)
