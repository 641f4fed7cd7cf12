"""What stands around the tables of a report's workbook: properties, footer, heading, verdicts."""

from typing import Any

from app.charts.palette import PRINT
from app.models.results import KpiPart, Scorecard
from app.reports.words import result_glyph, result_text, stamp
from app.reports.workbook import Book

_SHAPES = {"met": "●", "breach": "◆", "risk": "▲", "dashed": "○"}


def card_book(title: str, subject: str, card: Scorecard) -> Book:
    """The workbook of a period: its title, who prepared it, and as of when its data are."""
    book = Book(
        title=f"{title}, {card.period.label}",
        subject=subject,
        author=card.prepared_by,
        now=card.now,
    )
    book.fact("DataAsOf", stamp(card.as_of, card.zone))
    return book


def dated_book(title: str, as_of: int, zone: str, now: int) -> tuple[Book, str]:
    """The workbook of an instant, and its footer. `as_of` and `now` are UTC seconds."""
    words = stamp(as_of, zone)
    book = Book(title=title, subject=f"Data as of {words}", author="Control Tower", now=now)
    book.fact("DataAsOf", words)
    return book, page_footer(title, f"Data as of {words}")


def card_footer(card: Scorecard, *first: str) -> str:
    """The footer of a period's workbook: its marks, `first`, the period, as of when."""
    as_of = f"Data as of {stamp(card.as_of, card.zone)}"
    return page_footer(*card.marks, *first, card.period.id, as_of)


def page_footer(*parts: str) -> str:
    """The words at the left of each printed page."""
    return " · ".join((*parts, "Internal"))


def heading(book: Book, sheet: Any, title: str, context: str) -> None:
    """The title and under it the grey line of what it is about, in rows 1 and 2."""
    book.text(sheet, 0, 0, title, book.style(bold=True, font_size=16))
    book.text(sheet, 1, 0, context, book.style(font_color=PRINT["t3"]))
    sheet.set_row(0, 26)


def marked_result(part: KpiPart) -> str:
    """The verdict behind its shape, so that a cell reads without its colour."""
    return f"{_SHAPES[result_glyph(part)]} {result_text(part)}"
