"""Our own templates: an empty one to fill, or one filled with what the store holds."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.importers.columns import Choice, Column, Flag, Integer, Stamp
from app.importers.measures import Duration, Number
from app.importers.tower.registers import REGISTERS, Register, escaped
from app.importers.tower.templates import TowerServices, TowerWindows
from app.models.errors import AppError
from app.models.records import Value
from app.services.clock import iso
from app.services.tower import Tower
from app.store.registers import stored_rows

Cell = Callable[[Value], str]
_FORMS = (TowerWindows(), TowerServices())
_INSTANTS = {"start_at", "end_at", "exempt_until"}
"""Times of a window, which stand there in the zone that its row names."""
_WRITTEN = {
    Stamp: "a time such as 2026-11-23T08:00Z; without zone, the one named at import",
    Flag: "yes or no",
    Number: "a number",
    Integer: "a whole number",
    Duration: "seconds, 1:30 or 2 hours 5 minutes",
}


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One header of a template, and what is written under it."""

    header: str
    required: bool
    write: str


@dataclass(frozen=True, slots=True)
class Template:
    """One template with its rows, ready to be written."""

    kind: str
    title: str
    columns: tuple[TemplateColumn, ...]
    rows: tuple[tuple[str, ...], ...] = ()


def template_kinds() -> tuple[str, ...]:
    """Every kind that there is a template of."""
    return tuple(each.kind for each in (*_FORMS, *REGISTERS))


def template(tower: Tower | None, kind: str, *, filled: bool = False) -> Template:
    """The template of a kind; filled with every record of it when asked.

    AppError when there is no such kind.
    """
    form = next((each for each in _FORMS if each.kind == kind), None)
    if form is not None:
        headers = tuple(_described(column, column.names[0]) for column in form.columns)
        filling = tuple(_form_rows(tower, form)) if filled and tower is not None else ()
        return Template(kind, f"{kind.capitalize()}s", headers, filling)
    register = next((each for each in REGISTERS if each.kind == kind), None)
    if register is None:
        known = ", ".join(template_kinds())
        raise AppError(f"There is no template “{kind}”. These are: {known}.")
    headers = tuple(
        _described(column, name)
        for column, name in zip(register.columns, register.names, strict=True)
    )
    rows = tuple(_rows(tower, register)) if filled and tower is not None else ()
    return Template(kind, register.title, headers, rows)


def template_csv(made: Template) -> bytes:
    """As CSV: UTF-8 with a byte order mark, CRLF; formulas get an apostrophe (FORMATS §0.4)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.header for column in made.columns])
    writer.writerows([escaped(cell) for cell in row] for row in made.rows)
    return text.getvalue().encode("utf-8-sig")


def write_template(
    made: Template, *, csv_path: Path | None, excel_path: Path | None, now: int
) -> None:
    """Write the files that are asked for."""
    from app.reports.files import write_file
    from app.reports.template_workbook import template_workbook

    if csv_path is not None:
        write_file(csv_path, template_csv(made))
    if excel_path is not None:
        columns = [(each.header, each.required, each.write) for each in made.columns]
        book = template_workbook(made.title, f"tower.{made.kind}", columns, made.rows, now=now)
        write_file(excel_path, book)


def _described(column: Column, header: str) -> TemplateColumn:
    if isinstance(column, Choice):
        words = ", ".join(dict.fromkeys(str(value) for value in column.choices.values()))
        return TemplateColumn(header, column.required, f"one of {words}")
    written = next((words for kind, words in _WRITTEN.items() if isinstance(column, kind)), "text")
    return TemplateColumn(header, column.required, written)


def _rows(tower: Tower, register: Register) -> Iterator[tuple[str, ...]]:
    fields = [column.field for column in register.columns]
    cells = [_cell_of(column) for column in register.columns]
    for row in stored_rows(tower.store, register.table, fields, register.fixed):
        yield tuple(cell(value) for cell, value in zip(cells, row, strict=True))


def _form_rows(tower: Tower, form: TowerWindows | TowerServices) -> Iterator[tuple[str, ...]]:
    """Every record of a form's table; windows in UTC, whatever zone they were written in."""
    windows = form.table == "schedule_window"
    stored = [column for column in form.columns if not (windows and column.field == "timezone")]
    cells = {
        column.field: _instant if column.field in _INSTANTS else _cell_of(column)
        for column in stored
    }
    fields = list(cells)
    for row in stored_rows(tower.store, form.table, fields, {}):
        known = {field: cells[field](value) for field, value in zip(fields, row, strict=True)} | (
            {"timezone": "UTC"} if windows else {}
        )
        yield tuple(known[column.field] for column in form.columns)


def _cell_of(column: Column) -> Cell:
    if isinstance(column, Stamp):
        return _instant
    return _flag if isinstance(column, Flag) else _plain


def _instant(value: Value) -> str:
    return (iso(value) or "") if isinstance(value, int) else ""


def _flag(value: Value) -> str:
    return "" if value is None else "yes" if value else "no"


def _plain(value: Value) -> str:
    return "" if value is None else str(value)
