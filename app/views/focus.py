"""Where the keyboard goes: into a region, on inside an overlay, and back after it."""

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def focus_first(region: QWidget) -> bool:
    """Give the focus to the first widget of `region` that takes it."""
    inside = [w for w in region.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    for widget in inside:
        if widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None:
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            return True
    return False


def give_back(before: QWidget | None) -> None:
    """Give the focus to the widget that had it, unless that was taken away meanwhile."""
    if before is not None and shiboken6.isValid(before) and before.isVisible():
        before.setFocus()


def next_inside(owner: QWidget, *, forward: bool) -> bool:
    """Tab and Shift+Tab among what `owner` holds; False when nothing else takes the focus."""
    start = QApplication.focusWidget() or owner
    at = start.nextInFocusChain() if forward else start.previousInFocusChain()
    while at is not None and at is not start:
        takes = at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.focusProxy() is None
        if takes and owner.isAncestorOf(at) and at.isVisible() and at.isEnabled():
            reason = Qt.FocusReason.TabFocusReason
            at.setFocus(reason if forward else Qt.FocusReason.BacktabFocusReason)
            return True
        at = at.nextInFocusChain() if forward else at.previousInFocusChain()
    return False
