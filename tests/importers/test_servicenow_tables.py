"""Every ServiceNow table comes out the same, whatever it was exported as."""

import csv
import io
import json
from xml.sax.saxutils import escape

import pytest
import xlsxwriter

from app.importers import IMPORTERS, read
from app.importers.base import look_at
from app.importers.sheets import open_sheet
from app.models.records import Options
from tests.importers.making import accounted, drain, write
from tests.importers.servicenow_tables import TABLES, Table


def as_csv(table: Table, *, labels: bool) -> bytes:
    records = table.records(labels=labels)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(records[0]))
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue().encode()


def as_xlsx(table: Table) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("Page 1")
    records = table.records(labels=True)
    for row, cells in enumerate([list(records[0]), *(list(each.values()) for each in records)]):
        for column, cell in enumerate(cells):
            sheet.write_string(row, column, cell)
    book.close()
    return buffer.getvalue()


def as_json(table: Table, envelope: str) -> bytes:
    return json.dumps({envelope: table.records()}).encode()


def as_xml(table: Table, root: str) -> bytes:
    parts = [
        f"<{table.name}>"
        + "".join(f"<{name}>{escape(cell)}</{name}>" for name, cell in record.items())
        + f"</{table.name}>"
        for record in table.records()
    ]
    return f"<?xml version='1.0' encoding='UTF-8'?><{root}>{''.join(parts)}</{root}>".encode()


FORMS = {
    "names.csv": lambda table: as_csv(table, labels=False),
    "labels.csv": lambda table: as_csv(table, labels=True),
    "labels.xlsx": as_xlsx,
    "result.json": lambda table: as_json(table, "result"),
    "records.json": lambda table: as_json(table, "records"),
    "unload.xml": lambda table: as_xml(table, "unload"),
    "list.xml": lambda table: as_xml(table, "xml"),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_a_table_is_recognised_and_read(tmp_path, table, form):
    path = write(tmp_path, form, FORMS[form](table))
    reading = read(path, Options(timezone="UTC"))
    rows = next(iter(drain(reading).values()))
    assert reading.recognised.format == table.format
    assert accounted(reading, len(rows))
    assert reading.rejected == 0
    for row, expected in zip(rows, table.expected, strict=True):
        assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_no_table_is_claimed_twice(tmp_path, table):
    for form in ("names.csv", "labels.csv"):
        sheet, _ = open_sheet(write(tmp_path, form, FORMS[form](table)), Options())
        look = look_at(sheet, 0)
        assert [each.id for each in IMPORTERS if each.claims(look)] == [table.format]
        best = max(IMPORTERS, key=lambda each: each.likeness(look))
        assert best.likeness(look) > 0.4


def test_every_format_of_the_family_has_a_table_here():
    ours = {each.id for each in IMPORTERS if each.id.startswith("servicenow.")}
    assert {table.format for table in TABLES} == ours - {"servicenow.incident_log"}
