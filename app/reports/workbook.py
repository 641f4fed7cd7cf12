"""Excel workbooks: XlsxWriter with the product's formats, text that stays text, fixed bytes.

Text is written as string cells whatever it begins with; controls and direction overrides are
made visible; longer text than a cell holds is cut with a mark (RELIABILITY §4 Export).
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from app.charts.palette import PRINT
from app.charts.scale import wrapped
from app.reports.words import plain

CELL_LIMIT = 32_767
ROW_LIMIT = 1_048_575
FONT = "Arial"
_FIXED = (1980, 1, 1, 0, 0, 0)
_DIGIT, _INDENT, _LETTER = 7.0, 8.0, 12.4
"""Pixels of a column's unit, of what a cell keeps free, and the size that Arial 10 pt takes."""
_FOOTER = 190
TO_FILL = "▲ To be filled"
STAMP = "ddd d mmm yyyy hh:mm"

CellValue = str | int | float | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a data sheet: header, width in characters, style name or number format."""

    title: str
    width: float
    format: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with its own number format, where a column mixes units."""

    value: CellValue
    format: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with the value that stands in its cell until it is computed again."""

    text: str
    value: float
    format: str


class Book:
    """A workbook being written in memory; `close` gives its bytes."""

    def __init__(self, *, title: str, subject: str, author: str, now: int) -> None:
        import xlsxwriter

        self._stream = io.BytesIO()
        self.file: Any = xlsxwriter.Workbook(
            self._stream,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "nan_inf_to_errors": False,
                "default_format_properties": {"font_name": FONT, "font_size": 10},
            },
        )
        created = datetime.fromtimestamp(now, UTC).replace(tzinfo=None)
        self.file.set_properties(
            {
                "title": clean(title, 250),
                "subject": clean(subject, 250),
                "author": clean(author, 250),
                "company": "",
                "comments": "Made by Control Tower from ITSM exports.",
                "created": created,
            }
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def style(self, **wanted: Any) -> Any:
        """Return the format with these XlsxWriter properties; equal ones are shared."""
        key = tuple(sorted(wanted.items()))
        if key not in self._formats:
            base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
            self._formats[key] = self.file.add_format(base | wanted)
        return self._formats[key]

    def fact(self, name: str, value: str) -> None:
        """Add a custom document property."""
        self.file.set_custom_property(name, clean(value, 250) or "none", "text")

    def sheet(self, name: str, footer: str, *, gridlines: bool = False) -> Any:
        """Add a sheet that prints landscape on A4, one page wide, with `footer` at the left."""
        sheet = self.file.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.47, right=0.47, top=0.47, bottom=0.6)
        words = re.sub(r"\s*&\s*", " and ", clean(footer, _FOOTER))[: _FOOTER + 20]
        sheet.set_footer(f'&L&"{FONT}"&8{words}&R&"{FONT}"&8&A · &P of &N')
        if not gridlines:
            sheet.hide_gridlines(2)
        return sheet

    def text(self, sheet: Any, row: int, column: int, words: str, style: Any = None) -> None:
        """Write text as a string cell, cleaned and cut to what a cell holds."""
        sheet.write_string(row, column, clean(words), style or self.style())

    def close(self) -> bytes:
        """Finish the workbook; the same calls give the same bytes."""
        self.file.close()
        return repacked(self._stream.getvalue())

    def table(
        self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], footer: str
    ) -> tuple[Any, int]:
        """Add a sheet with one real Excel table from A1, header frozen; returns it and its rows."""
        shown = [list(row) for row in rows][:ROW_LIMIT]
        sheet = self.block(name, 0, columns, shown, footer)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        return sheet, len(shown)

    def block(
        self,
        name: str,
        top: int,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Any]],
        footer: str,
    ) -> Any:
        """Add a sheet whose table begins at row `top` (from 0), with room for words above."""
        sheet = self.sheet(name, footer, gridlines=True)
        filled = rows or [["None.", *([None] * (len(columns) - 1))]]
        for index, line in enumerate(filled, start=top + 1):
            self._line(sheet, index, columns, line)
        self._frame(sheet, name, columns, filled, top)
        return sheet

    def rows(
        self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Any]], footer: str
    ) -> None:
        """Add a sheet with one table of many rows of even height: text, numbers and formulas."""
        sheet = self.sheet(name, footer, gridlines=True)
        words = self.style(align="left", indent=1)
        numbers = [self.style(num_format=column.format or "#,##0") for column in columns]
        for row, line in enumerate(rows, start=1):
            for index, value in enumerate(line):
                if isinstance(value, str):
                    if value:
                        sheet.write_string(row, index, clean(value), words)
                elif isinstance(value, Formula):
                    style = self.style(num_format=value.format)
                    sheet.write_formula(row, index, value.text, style, value.value)
                elif value is not None:
                    sheet.write_number(row, index, value, numbers[index])
        self._frame(sheet, name, columns, rows)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)

    def _frame(
        self,
        sheet: Any,
        name: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Any]],
        top: int = 0,
    ) -> None:
        """Make the rows under row `top` a real table."""
        headers = [
            {"header": column.title, "header_format": self._header(right=_is_number(rows, index))}
            for index, column in enumerate(columns)
        ]
        sheet.add_table(
            top,
            0,
            top + len(rows),
            len(columns) - 1,
            {
                "name": table_name(name),
                "style": "Table Style Light 1",
                "banded_rows": False,
                "columns": headers,
            },
        )
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
        sheet.set_row(top, 28 if any(len(c.title) > c.width for c in columns) else 20)

    def _header(self, *, right: bool) -> Any:
        return self.style(
            bold=True,
            bg_color=PRINT["bd"],
            text_wrap=True,
            bottom=1,
            bottom_color=PRINT["t2"],
            align="right" if right else "left",
            indent=0 if right else 1,
        )

    def _line(self, sheet: Any, row: int, columns: Sequence[Column], line: Sequence[Any]) -> None:
        cells = [
            (given.value, given.format) if isinstance(given, Cell) else (given, column.format)
            for column, given in zip(columns, line, strict=True)
        ]
        texts = zip(cells, columns, strict=True)
        height = max(lines(v, c.width) if isinstance(v, str) else 1 for (v, _), c in texts)
        look = {
            "valign": "top" if height > 2 else "vcenter",
            "bottom": 1,
            "bottom_color": PRINT["grid"],
        }
        for index, (value, number_format) in enumerate(cells):
            if value is None or value == "":
                sheet.write_blank(row, index, None, self.style(**look))
            elif isinstance(value, str):
                self.text(sheet, row, index, value, self._text_style(value, look))
            elif isinstance(value, datetime):
                style = self.style(num_format=STAMP, align="left", indent=1, **look)
                sheet.write_datetime(row, index, value, style)
            else:
                style = self.style(num_format=number_format or "#,##0", **look)
                sheet.write_number(row, index, value, style)
        sheet.set_row(row, row_height(height))

    def _text_style(self, words: str, look: dict[str, Any]) -> Any:
        extra: dict[str, Any] = {}
        if words.startswith(TO_FILL):
            extra = {"bg_color": PRINT["warnt"], "font_color": PRINT["warn"], "bold": True}
        return self.style(text_wrap=True, align="left", indent=1, **look, **extra)


def _is_number(rows: Sequence[Sequence[Any]], column: int) -> bool:
    first = next((row[column] for row in rows if row[column] is not None), "")
    value = first.value if isinstance(first, Cell | Formula) else first
    return isinstance(value, int | float)


def table_name(sheet: str) -> str:
    """The name of the table on a sheet: "Audit sample" holds tblAuditSample."""
    return "tbl" + "".join(re.sub(r"\W", "", word.capitalize()) for word in sheet.split())


def clean(text: str, most: int = CELL_LIMIT) -> str:
    """Make text fit for a cell: controls visible, at most `most` characters with a cut mark."""
    shown = plain(text, most)
    return shown if len(shown) <= most else plain(shown, most - 20)


def caption(text: str) -> str:
    """Make text fit for a chart title; "Sheet!A1" would be taken for a reference."""
    return re.sub(r"!(?=\$?[A-Z])", "! ", clean(text, 120))


@lru_cache(maxsize=8_192)
def lines(text: str, width: float) -> int:
    """How many lines the text takes in a column `width` characters wide, broken between words."""
    room = max(_DIGIT, _DIGIT * width - _INDENT)
    shown = text[:4_000]
    return 1 if len(shown) * _LETTER <= room else len(wrapped(shown, _LETTER, room))


def row_height(line_count: int) -> float:
    """Height in points of a row with this many lines of 10 pt text; Excel's most is 409."""
    return min(409.0, 13.0 * line_count + 4.0)


def local(at: int, zone: str) -> datetime:
    """Turn an instant into wall time of `zone` without zone mark, as a cell's date."""
    return datetime.fromtimestamp(at, UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def repacked(content: bytes) -> bytes:
    """Rewrite a zip container with fixed times and one compression level."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for item in source.infolist():
            entry = zipfile.ZipInfo(item.filename, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(item))
    return packed.getvalue()
