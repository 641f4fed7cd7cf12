"""Painters of the cell kinds (DESIGN_LANGUAGE §5 Table, SLA bar; §6 Sparkline)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from app.views import glyphs, icons, plain, theme
from app.views.tables.bars import (
    SLA_LOOK,
    TRACK,
    paint_ages,
    paint_flow,
    paint_sla_bar,
    paint_spark,
)
from app.views.tables.values import (
    Align,
    Column,
    Flow,
    Num,
    Sla,
    Spark,
    Two,
    Txt,
    Word,
    number_text,
)

_BLANK = re.compile(r"(?<!\d) | (?!(?:d|h|m|s|min)\b)")
"""Where a line may break: a number stays with its unit."""
MIDDLE = Qt.AlignmentFlag.AlignVCenter
SIDES: dict[str, Qt.AlignmentFlag] = {
    "left": Qt.AlignmentFlag.AlignLeft | MIDDLE,
    "right": Qt.AlignmentFlag.AlignRight | MIDDLE,
    "centre": Qt.AlignmentFlag.AlignHCenter | MIDDLE,
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a row is to be painted; `strong` is the total row."""

    selected: bool = False
    strong: bool = False


def write(
    painter: QPainter,
    rect: QRectF,
    text: str,
    *,
    ink: str = "t1",
    size: int = 12,
    weight: int = 400,
    side: Align = "left",
    cut: bool = True,
) -> None:
    """One line of plain text in `rect`, cut with an ellipsis when it is too long."""
    font = theme.font(size, weight)
    painter.setFont(font)
    painter.setPen(theme.colour(ink))
    shown = plain.one_line(text)
    if cut:
        mode = Qt.TextElideMode.ElideRight
        shown = QFontMetricsF(font).elidedText(shown, mode, rect.width() + 0.5)
    painter.drawText(rect, SIDES[side or "left"] | Qt.TextFlag.TextSingleLine, shown)


def width_of(text: str, size: int = 12, weight: int = 400) -> float:
    """Width of one line of plain text, logical pixels."""
    return QFontMetricsF(theme.font(size, weight)).horizontalAdvance(plain.one_line(text))


def _text(painter: QPainter, rect: QRectF, value: Any, column: Column, look: Look) -> None:
    cell = value if isinstance(value, Txt) else Txt(str(value))
    weight = max(cell.weight, 600 if look.strong else 400)
    area = QRectF(rect)
    if cell.icon:
        icons.paint(painter, cell.icon, QRectF(area.left(), area.center().y() - 6, 12, 12), "acc")
        area.setLeft(area.left() + 18)
    if cell.before:
        font = theme.font(12)
        font.setStrikeOut(True)
        painter.setFont(font)
        painter.setPen(theme.colour("t3"))
        painter.drawText(area, SIDES["left"], cell.before)
        area.setLeft(area.left() + width_of(cell.before) + 4)
    write(painter, area, cell.text, ink=cell.ink or "t1", weight=weight, side=column.side)


def _link(painter: QPainter, rect: QRectF, value: Any, column: Column, _look: Look) -> None:
    text = value.text if isinstance(value, Txt) else str(value)
    write(painter, rect, text, ink="acc", side=column.side, cut=False)


def _number(painter: QPainter, rect: QRectF, value: Any, column: Column, look: Look) -> None:
    cell = value if isinstance(value, Num) else Num(value)
    words = cell.text or number_text(cell.value)
    muted = not cell.text and not cell.value
    ink = "t3" if muted else cell.ink or "t1"
    weight = max(cell.weight, 600 if look.strong and not muted else 400)
    area = QRectF(rect)
    if cell.unit:
        unit = f" {cell.unit}"
        write(painter, area, unit, ink="t3", size=11, side="right", cut=False)
        area.setRight(area.right() - width_of(unit, 11))
    write(painter, area, words, ink=ink, weight=weight, side=column.side, cut=False)
    if cell.glyph:
        x = area.right() - width_of(words, 12, weight) - 16
        glyphs.paint(painter, cell.glyph, QRectF(x, area.center().y() - 5.5, 11, 11))


def _wrap(painter: QPainter, rect: QRectF, value: Any, _column: Column, _look: Look) -> None:
    cell = value if isinstance(value, Txt) else Txt(str(value), "t2")
    area = QRectF(rect)
    if cell.icon:
        icons.paint(painter, cell.icon, QRectF(area.left(), area.center().y() - 6, 12, 12), "acc")
        area.setLeft(area.left() + 18)
    lines = two_lines(cell.text, area.width(), cell.weight)
    top = area.center().y() - 8 * len(lines)
    for place, line in enumerate(lines):
        box = QRectF(area.left(), top + 16 * place, area.width(), 16)
        write(painter, box, line, ink=cell.ink or "t1", weight=cell.weight)


def two_lines(text: str, width: float, weight: int = 400) -> list[str]:
    """`text` broken at a blank into at most two lines of `width`; the rest stays in the second."""
    words = _BLANK.split(plain.one_line(text))
    metrics = QFontMetricsF(theme.font(12, weight))
    taken = 0
    while taken < len(words) and metrics.horizontalAdvance(" ".join(words[: taken + 1])) <= width:
        taken += 1
    if taken == len(words):
        return [text]
    taken = max(taken, 1)
    rest = " ".join(words[taken:])
    return [" ".join(words[:taken]), rest] if rest else [" ".join(words)]


def _two(painter: QPainter, rect: QRectF, value: Two, column: Column, _look: Look) -> None:
    top = QRectF(rect.left(), rect.center().y() - 16, rect.width(), 16)
    write(painter, top, value.top, ink=value.ink, weight=value.weight, side=column.side)
    low = QRectF(rect.left(), rect.center().y(), rect.width(), 16)
    if value.link:
        write(painter, low, value.link, ink="acc", size=11, side=column.side, cut=False)
        low.setLeft(low.left() + width_of(value.link, 11))
    write(painter, low, value.bottom, ink="t3", size=11, side=column.side)


def _grade(painter: QPainter, rect: QRectF, value: str, _column: Column, _look: Look) -> None:
    if value:
        glyphs.paint_grade(painter, value, rect)


def _ages(painter: QPainter, rect: QRectF, value: Any, _column: Column, _look: Look) -> None:
    paint_ages(painter, rect, value)


def _flow(painter: QPainter, rect: QRectF, value: Flow, _column: Column, _look: Look) -> None:
    paint_flow(painter, rect, value)


def _sla(painter: QPainter, rect: QRectF, value: Sla, _column: Column, _look: Look) -> None:
    glyph, _fill, ink = SLA_LOOK[value.state]
    if value.state != "none":
        paint_sla_bar(painter, rect, value.state, value.share)
    weight = 500 if value.state in ("breached", "at_risk") else 400
    write(painter, rect, value.text, ink=ink, weight=weight, side="right", cut=False)
    if glyph:
        x = rect.right() - width_of(value.text, 12, weight) - 17
        glyphs.paint(painter, glyph, QRectF(x, rect.center().y() - 5.5, 11, 11))


def _word(painter: QPainter, rect: QRectF, value: Any, column: Column, look: Look) -> None:
    cell = value if isinstance(value, Word) else Word("", str(value))
    area = QRectF(rect)
    if cell.glyph:
        glyphs.paint(painter, cell.glyph, QRectF(area.left(), area.center().y() - 6, 12, 12))
        area.setLeft(area.left() + 17)
    ink = cell.ink or (glyphs.TEXT_TOKEN.get(cell.glyph, "t2") if cell.glyph else "t3")
    weight = 600 if look.strong else 400
    write(painter, area, cell.text, ink=ink, weight=weight, side=column.side)


def _spark(painter: QPainter, rect: QRectF, value: Spark, _column: Column, _look: Look) -> None:
    height = min(rect.height() - 8, 20)
    paint_spark(
        painter, QRectF(rect.left(), rect.center().y() - height / 2, rect.width(), height), value
    )


CellPainter = Callable[[QPainter, QRectF, Any, Column, Look], None]
PAINTERS: dict[str, CellPainter] = {
    "text": _text,
    "link": _link,
    "number": _number,
    "wrap": _wrap,
    "two": _two,
    "grade": _grade,
    "ages": _ages,
    "flow": _flow,
    "sla": _sla,
    "word": _word,
    "spark": _spark,
}


def paint_cell(painter: QPainter, rect: QRectF, value: Any, column: Column, look: Look) -> None:
    """Draw one cell's value into `rect` (already inset); None leaves it empty."""
    if value is None:
        return
    if column.paint is not None:
        painter.save()
        column.paint(painter, rect, value, look)
        painter.restore()
        return
    PAINTERS[column.kind](painter, rect, value, column, look)


def needed_width(value: Any, column: Column) -> float:
    """Width that `value` needs uncut; 0 for kinds that fit any width."""
    if value is None or column.kind in ("grade", "ages", "flow", "spark", "own"):
        return 0.0
    if column.kind == "number":
        return _number_width(value if isinstance(value, Num) else Num(value))
    if column.kind == "sla":
        return TRACK + 26 + 17 + width_of(value.text, 12, 500)
    return _words_width(value)


def _number_width(cell: Num) -> float:
    unit = width_of(f" {cell.unit}", 11) if cell.unit else 0.0
    words = width_of(cell.text or number_text(cell.value), 12, max(cell.weight, 500))
    return words + unit + (16 if cell.glyph else 0)


def _words_width(value: Any) -> float:
    if isinstance(value, Two):
        low = width_of(value.link + value.bottom, 11)
        return max(width_of(value.top, 12, value.weight), low)
    if isinstance(value, Word):
        return width_of(value.text) + (17 if value.glyph else 0)
    if isinstance(value, Txt):
        lead = width_of(value.before) + 4 if value.before else 0.0
        return width_of(value.text, 12, value.weight) + lead + (18 if value.icon else 0)
    return width_of(str(value))
