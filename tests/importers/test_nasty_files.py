"""Files that are no exports get one plain sentence that names them."""

import gzip
import io
import json
import zipfile

import pytest
import xlsxwriter

from app.importers import read
from app.models.errors import AppError
from app.models.records import Options
from tests.importers.making import HEADER, export, tickets, write

PAGE = b"<!DOCTYPE html><html><title>Sign in</title><form><input type='password'></form></html>"
TABLE = b"<html><body><table><tr><td>Number</td></tr></table></body></html>"


def workbook(rows: list[tuple[int, int, str]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("Page 1")
    for row, column, text in rows:
        sheet.write_string(row, column, text)
    book.close()
    return buffer.getvalue()


def document() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
FILES: dict[str, tuple[bytes, str]] = {
    "empty.csv": (b"", "is empty (0 bytes)"),
    "blank.csv": (b" \n \r\n", "holds nothing but blanks"),
    "header.csv": (HEADER.encode(), "has a header but no rows"),
    "other_header.csv": (b"number,opened_at,short_description\n", "has a header but no rows"),
    "binary.csv": (bytes(range(256)) * 50, "is a binary file"),
    "report.pdf": (b"%PDF-1.7\n%\xe2\xe3", "is a PDF document"),
    "letter.docx": (document(), "is a text document or presentation"),
    "sso.csv": (PAGE, "is a web sign-in page, not an export"),
    "table.xls": (TABLE, "is a web page (HTML), whatever its name says"),
    "unload.xml": (b"<?xml version='1.0'?><unload/>", "is XML without records"),
    "cut.xlsx": (workbook([(0, 0, "Number")])[:700], "is cut short or damaged"),
    "broken.xls": (OLE, "is cut short or damaged and can't be opened as a workbook"),
    "locked.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
    "far.xlsx": (workbook([(0, 0, "Number"), (1048575, 16383, "x")]), "far outside its table"),
    "empty.xlsx": (workbook([]), "has no rows"),
    "head.xlsx": (workbook([(0, 0, "Number"), (0, 1, "Opened")]), "has a header but no rows"),
    "cut.json": (b'{"result":[{"number":"INC1"', "is not complete JSON near line 1"),
    "deep.json": (b"[" * 200_000, "nests deeper than any export does"),
    "none.json": (b'{"result":[]}', "has no rows"),
    "cut.ndjson": (b'{"number":"INC0000001","state":"1"}\n{"number":', "line 2 is not a complete"),
    "poem.txt": (b"Roses are red,\nviolets are blue\n", "is not an export that is known here"),
    "tasks.csv": (b"number,caller,priority,urgency\nX0000001,a,1,b\n", "most alike: "),
    "book.xlsx.gz": (gzip.compress(workbook([(0, 0, "Number")])), "Unpack it first"),
    "line.csv": (b"a" * (65 << 20), "has a line of more than 64 MB"),
}


@pytest.mark.parametrize("name", sorted(FILES))
def test_nasty_file_is_refused_in_plain_words(tmp_path, name):
    content, words = FILES[name]
    path = write(tmp_path, name, content)
    with pytest.raises(AppError) as refusal:
        for _ in read(path, Options(timezone="UTC")).chunks:
            pass
    message = str(refusal.value)
    assert words in message
    assert name in message
    assert "\n" not in message
    assert message.endswith((".", "?"))


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(AppError, match="is a folder"):
        read(tmp_path, Options())


def test_a_row_of_a_million_commas_costs_nothing_else(tmp_path):
    text = export(2) + "INC0000009" + "," * 1_000_000 + "x\n" + export(1).partition("\n")[2]
    reading, rows = tickets(write(tmp_path, "wide.csv", text))
    assert len(rows) == 3
    assert reading.rejects[0].reason == "The row has more than 5,000 cells, the header 8"


def test_rejects_are_all_counted_and_the_first_10_000_kept(tmp_path):
    lines = [HEADER, *("INC0000001,short" for _ in range(12_000)), export(1).splitlines()[1]]
    reading, rows = tickets(write(tmp_path, "bad.csv", "\n".join(lines) + "\n"))
    assert (reading.rejected, len(reading.rejects), len(rows)) == (12_000, 10_000, 1)


def test_an_export_cut_at_ten_thousand_rows_is_suspected(tmp_path):
    for rows in (9_999, 10_000):
        reading, _ = tickets(write(tmp_path, "cut.csv", export(rows)))
        assert any("cuts exports there" in each for each in reading.warnings) is (rows == 10_000)


def test_markup_and_formulas_stay_text(tmp_path):
    titles = ["<b>bold</b> & <script>", "'=1+1", "'plain", "NA", "null", "000123", "12e45"]
    records = [
        {"number": f"INC{n:07}", "short_description": title, "opened_at": "2026-01-05T10:00:00Z"}
        for n, title in enumerate(titles, start=1)
    ]
    path = write(tmp_path, "texts.json", json.dumps(records))
    _, rows = tickets(path)
    assert [row["title"] for row in rows] == ["<b>bold</b> & <script>", "=1+1", *titles[2:]]
