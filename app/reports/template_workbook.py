"""A template as a workbook: the records' sheet, and one that says what to write where."""

from collections.abc import Sequence

from app.models.errors import AppError
from app.reports.report_frame import page_footer
from app.reports.workbook import CELL_LIMIT, Book, Column

_ABOUT = (Column("Column", 26), Column("Needed", 10), Column("What to write", 80))


def template_workbook(
    title: str,
    marker: str,
    columns: Sequence[tuple[str, bool, str]],
    rows: Sequence[Sequence[str]],
    *,
    now: int,
) -> bytes:
    """The workbook; `columns` are (header, required, what to write). Every cell is text.

    `now` (UTC seconds) is the stamp of the file: same records and `now`, same bytes.
    """
    book = Book(title=f"{title}, template", subject=marker, author="Control Tower", now=now)
    footer = page_footer(title, f"Template {marker}")
    headers = [Column(header, max(12.0, len(header) + 4)) for header, _, _ in columns]
    sheet, _ = book.table("Records", headers, [[""] * len(columns)] * max(len(rows), 1), footer)
    text = book.style(num_format="@")
    for place, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            sheet.write_string(place, column, _kept(cell), text)
    book.table(
        "About",
        _ABOUT,
        [[header, "yes" if needed else "", words] for header, needed, words in columns],
        footer,
    )
    sheet.activate()
    return book.close()


def _kept(cell: str) -> str:
    """The cell as it is; a leading apostrophe doubled, because reading takes one off."""
    kept = f"'{cell}" if cell.startswith("'") else cell
    if len(kept) > CELL_LIMIT:
        raise AppError(
            f"A text of {len(cell):,} characters doesn't fit into a cell of a workbook "
            f"({CELL_LIMIT:,}). Write the template as CSV."
        )
    return kept
