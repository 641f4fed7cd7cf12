"""Text from files shown only as text: no markup, no hidden marks (RELIABILITY §4 Screen)."""

import re
from html import escape

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QToolTip, QWidget

_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
MARK = "\ufffd"


def visible(text: str) -> str:
    """`text` with control and direction characters as a visible mark; line ends stay."""
    return _HIDDEN.sub(MARK, text)


def one_line(text: str) -> str:
    """`text` as it stands in a cell: line ends and tabs become blanks."""
    return visible(
        text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ").replace("\t", " ")
    )


def menu_text(text: str) -> str:
    """`text` for menus, buttons and tabs, where Qt reads & as a mnemonic."""
    return one_line(text).replace("&", "&&")


def tooltip(text: str) -> str:
    """`text` escaped, so that a tooltip shows it and never interprets it."""
    return f"<qt>{escape(visible(text)).replace(chr(10), '<br>')}</qt>" if text else ""


def show_tooltip(at: QPoint, text: str, widget: QWidget, area: QRect | None = None) -> None:
    """Show `text` as a tooltip at global point `at`, until the pointer leaves `area`."""
    if text:
        QToolTip.showText(at, tooltip(text), widget, area or QRect())
    else:
        QToolTip.hideText()
