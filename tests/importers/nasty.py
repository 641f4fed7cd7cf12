"""Files made to hurt: each small on disk, each with what has to become of it."""

import gzip
import io
import json
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import xlsxwriter

from tests.importers.making import HEADER, export, line

ROWS = 5
XML = '<?xml version="1.0"?>'
AT = "2026-01-05 10:00:00"


@dataclass(frozen=True)
class Nasty:
    """One file: how many rows of it must be stored, or the words it is refused with."""

    name: str
    content: Callable[[], bytes]
    rows: int = 0
    rejected: int = 0
    refused: str = ""
    asked: str = ""
    """The option that answers what is asked."""
    options: tuple[tuple[str, str], ...] = ()


def text(*lines: str, header: str = HEADER, end: str = "\n") -> str:
    return end.join([header, *lines]) + end


def umlauts() -> str:
    return text(*(line(n, title="Größe prüfen") for n in range(1, ROWS + 1)))


def titled(*titles: str) -> bytes:
    rows = [
        {"number": f"INC{n:07}", "short_description": title, "caller_id": "A. Keller",
         "opened_at": "2026-01-05T10:00:00Z"}
        for n, title in enumerate(titles, start=1)
    ]  # fmt: skip
    return json.dumps(rows).encode("utf-8", "surrogatepass")


def quoted(*cells: str) -> str:
    """A row whose cells are quoted, as many as the header has."""
    eight = [*cells, *[""] * (8 - len(cells))]
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in eight)


def opened(*times: str) -> bytes:
    return text(*(line(n, at=time) for n, time in enumerate(times, start=1))).encode()


def workbook(fill: Callable[[xlsxwriter.Workbook], None] | None = None, **options: object) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, options)
    if fill is None:
        table(book, "Page 1")
    else:
        fill(book)
    book.close()
    return buffer.getvalue()


def table(book: xlsxwriter.Workbook, name: str, first: int = 1) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet(name)
    stamp = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write_row(0, 0, HEADER.split(","))
    for place in range(ROWS):
        cells = line(first + place).split(",")
        sheet.write_row(place + 1, 0, cells)
        sheet.write_number(place + 1, 1, 46000.5, stamp)
    return sheet


def formulas(book: xlsxwriter.Workbook) -> None:
    sheet = table(book, "Page 1")
    for row in range(1, ROWS + 1):
        sheet.write_formula(row, 2, '=HYPERLINK("file:///etc/passwd")', None, "Printer offline")


def far_cell(book: xlsxwriter.Workbook) -> None:
    table(book, "Page 1").write_string(1_048_575, 16_383, "x")


def sheets(book: xlsxwriter.Workbook) -> None:
    table(book, "Page 1")
    table(book, "Page 2", ROWS + 1)
    book.add_worksheet("Notes").write_row(0, 0, ["written", "by", "hand"])


def changed(content: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    """A zip file with one member changed."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            whole = old.read(info)
            new.writestr(info.filename, change(whole) if info.filename == member else whole)
    return buffer.getvalue()


def false_dimension() -> bytes:
    sheet = "xl/worksheets/sheet1.xml"
    return changed(workbook(), sheet, lambda xml: xml.replace(b'ref="A1:H6"', b'ref="A1:A1"'))


def strict() -> bytes:
    transitional = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    purl = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    content = workbook()
    for member in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
        content = changed(content, member, lambda xml: xml.replace(transitional, purl))
    return content


def bomb_workbook() -> bytes:
    return changed(workbook(), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 40_000_000)


def entities_in_workbook() -> bytes:
    laugh = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    return changed(workbook(), "xl/sharedStrings.xml", lambda xml: laugh + xml[55:])


def zipped(*members: tuple[str, bytes], link: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            if link:
                info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE unload [<!ENTITY l0 "ha">{entities}]>'
    return f"{XML}{head}<unload><incident><number>&l9;</number></incident></unload>".encode()


def outside() -> bytes:
    head = '<!DOCTYPE unload [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return f"{XML}{head}<unload><incident><number>&x;</number></incident></unload>".encode()


def deep_xml() -> bytes:
    return b"<?xml version='1.0'?>" + b"<a>" * 60_000 + b"</a>" * 60_000


def endless_calendar() -> bytes:
    return (
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        b"DTSTART:20260101T000000Z\r\nDTEND:20260101T000001Z\r\nSUMMARY:Tick\r\n"
        b"RRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def repeated(count: int) -> str:
    return text(*(line(n) for n in range(1, count + 1)))


BASE = export(ROWS)
ENCRYPTED = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
)
PAGE = b"<html><body><table><tr><td>Number</td></tr><tr><td>INC1</td></tr></table></body></html>"
BERLIN = (("timezone", "Europe/Berlin"),)
DAY_FIRST = (("date_order", "dmy"),)

NASTY = (
    # encodings
    Nasty("utf8_bom.csv", lambda: umlauts().encode("utf-8-sig"), ROWS),
    Nasty("utf16_le.csv", lambda: b"\xff\xfe" + umlauts().encode("utf-16-le"), ROWS),
    Nasty("utf16_be.csv", lambda: b"\xfe\xff" + umlauts().encode("utf-16-be"), ROWS),
    Nasty("utf32_le.csv", lambda: b"\xff\xfe\0\0" + umlauts().encode("utf-32-le"), ROWS),
    Nasty("utf32_be.csv", lambda: b"\0\0\xfe\xff" + umlauts().encode("utf-32-be"), ROWS),
    Nasty("utf16_bare.csv", lambda: umlauts().encode("utf-16-le"), ROWS),
    Nasty("utf32_bare.csv", lambda: umlauts().encode("utf-32-be"), ROWS),
    Nasty("macroman.csv", lambda: umlauts().encode("mac_roman"), ROWS),
    Nasty("cp1252.csv", lambda: umlauts().encode("cp1252"), ROWS),
    Nasty("broken_utf8.csv", lambda: umlauts().encode() + b"INC0000099,\xc3\x28,,,,,,\n", ROWS, 1),
    Nasty("nuls.csv", lambda: BASE.replace("Printer", "Pri\0nter").encode(), ROWS),
    Nasty("bom_twice.csv", lambda: b"\xef\xbb\xbf" * 2 + BASE.encode(), ROWS),
    # lines, delimiters, quotes
    Nasty("crlf_cells.csv",
          lambda: text(quoted("INC0000001", AT, "one\r\ntwo\r\nthree"), end="\r\n").encode(), 1),
    Nasty("cr_cells.csv",
          lambda: text(quoted("INC0000001", "2026-01-05 10:00:00", "one\rtwo")).encode(), 1),
    Nasty("old_mac.csv", lambda: BASE.replace("\n", "\r").encode(), ROWS),
    Nasty("mixed_ends.csv", lambda: BASE.replace("\n", "\r\n", 2).encode(), ROWS),
    Nasty("sep_line.csv", ("sep=;\n" + BASE.replace(",", ";")).encode, ROWS),
    Nasty("bars.csv", lambda: BASE.replace(",", "|").encode(), ROWS),
    Nasty("tabs.csv", lambda: BASE.replace(",", "\t").encode(), ROWS),
    Nasty("currency.csv", lambda: BASE.replace(",", "¤").encode(), ROWS),
    Nasty("open_quote.csv", lambda: BASE.replace("Printer", '"Printer', 1).encode(),
          refused="opens a quote"),
    Nasty("swallowed.csv",
          lambda: repeated(900).replace(f"INC0000007,{AT},", f'INC0000007,{AT},"')
          .replace(f"INC0000502,{AT},", f'INC0000502,{AT},"').encode(),
          refused="opens a quote"),
    # headers and shapes
    Nasty("twice_named.csv", lambda: BASE.replace("caller_id", "state").encode(), ROWS),
    Nasty("unnamed.csv", lambda: BASE.replace("caller_id", "").encode(), ROWS),
    Nasty("banner.csv", ("Incidents of the week\n\nMade by,desk\n" + BASE).encode, ROWS),
    Nasty("footer.csv", (BASE + "\nTotal: 5\n").encode, ROWS),
    Nasty("header_again.csv", (BASE + BASE).encode, 2 * ROWS),
    Nasty("ragged.csv", (BASE + "INC0000008,short\nINC0000009" + ",x" * 9 + "\n").encode,
          ROWS, 2),
    Nasty("wide_header.csv",
          lambda: text("INC0000001,2026-01-05 10:00:00,a" + "," * 19_997,
                       header="number,opened_at,short_description,"
                       + ",".join(f"u_{n}" for n in range(19_997))).encode(),
          1),
    Nasty("million_fields.csv", (BASE + "INC0000009" + "," * 1_000_000 + "x\n").encode,
          ROWS, 1),
    Nasty("empty.csv", lambda: b"", refused="is empty (0 bytes)"),
    Nasty("blanks.csv", lambda: b"\n \r\n\t\n", refused="holds nothing but blanks"),
    Nasty("header_only.csv", HEADER.encode, refused="has a header but no rows"),
    # values
    Nasty("na_names.csv",
          lambda: text(*(line(n + 1).replace("A. Keller", name) for n, name in enumerate(
              ("NA", "None", "null", "N/A", "NaN", "nan", "True")))).encode(), 7),
    Nasty("zeros_and_powers.json",
          lambda: titled("000123", "12e45678", "1e400", "+34600123456"), 4),
    Nasty("formula_cells.csv",
          lambda: text(*(line(n + 1, title=cell) for n, cell in enumerate(
              ("'=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1", "-1")))).encode(), 5),
    Nasty("directions.json",
          lambda: titled("\u202egnp.exe", "\u2066a\u2069", "\x01\x02\x1b[2J"), 3),
    Nasty("long_cell.csv", lambda: text(line(1, title="x" * 32_768)).encode(), 1),
    Nasty("endless_cell.csv",
          lambda: text(line(1), line(2, title="x" * 1_000_001)).encode(), 1, 1),
    Nasty("markup.json",
          lambda: titled("<img src='file:///etc/passwd'>", "a <b then c> d", "&amp;"), 3),
    # dates
    Nasty("mixed_orders.csv", lambda: opened("13/04/2026 10:00", "04/13/2026 10:00"),
          asked="--date-order"),
    Nasty("open_order.csv", lambda: opened("01/02/2026 10:00", "03/04/2026 10:00"),
          asked="--date-order"),
    Nasty("two_digit_years.csv", lambda: opened("13/04/26 10:00", "13/04/99 10:00"), 2),
    Nasty("clock_changes.csv",
          lambda: opened("2026-03-29 02:30:00", "2026-10-25 02:30:00", "2026-10-25 02:30:00"), 3,
          options=BERLIN),
    Nasty("no_dates.csv",
          lambda: opened("0000-00-00 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59"), 3),
    Nasty("no_such_dates.csv", lambda: opened("31/04/2026", "29/02/2025", "12/12/2026"), 1, 2,
          options=DAY_FIRST),
    # JSON
    Nasty("deep.json", lambda: b'{"result":' + b"[" * 100_000, refused="nests deeper"),
    Nasty("cut.json", lambda: titled("a", "b")[:-30], refused="is not complete JSON"),
    Nasty("nan.json", lambda: titled("a").replace(b'"a"', b"NaN"), 1),
    Nasty("twice_said.json",
          lambda: titled("a").replace(b'"number"', b'"number": "INC0000009", "number"'), 1),
    Nasty("great_number.json", lambda: titled("a").replace(b'"a"', b"9" * 4000), 1),
    Nasty("surrogate.json", lambda: titled("a").replace(b'"a"', b'"\\ud800"'), 1),
    Nasty("one_bad_line.ndjson", lambda: b'{"number":"INC0000001","state":"1"}\n{"number":\n',
          refused="line 2 is not a complete"),
    # workbooks
    Nasty("date_1904.xlsx", lambda: workbook(None, date_1904=True), ROWS),
    Nasty("formulas.xlsx", lambda: workbook(formulas), ROWS),
    Nasty("far_cell.xlsx", lambda: workbook(far_cell), refused="far outside its table"),
    Nasty("sheets.xlsx", lambda: workbook(sheets), 2 * ROWS),
    Nasty("false_dimension.xlsx", false_dimension, ROWS),
    Nasty("strict.xlsx", strict, ROWS),
    Nasty("bomb.xlsx", bomb_workbook, refused="unpacks to more than 100 times"),
    Nasty("entities.xlsx", entities_in_workbook, ROWS),
    Nasty("cut.xlsx", lambda: workbook()[:2000], refused="cut short or damaged"),
    Nasty("locked.xlsx", lambda: ENCRYPTED, refused="protected with a password"),
    Nasty("page.xls", lambda: PAGE, refused="is a web page (HTML)"),
    Nasty("csv_named.xlsx", BASE.encode, ROWS),
    # archives
    Nasty("outside.zip", lambda: zipped(("../../etc/cron.d/x.csv", BASE.encode())), ROWS),
    Nasty("link.zip", lambda: zipped(("x.csv", b"/etc/passwd"), link=True),
          refused="has a header but no rows"),
    Nasty("two.zip", lambda: zipped(("a.csv", BASE.encode()), ("b.csv", BASE.encode())),
          refused="holds"),
    Nasty("bomb.gz", lambda: gzip.compress(b"number,state\n" + b"0" * 60_000_000),
          refused="unpacks to more than 250 times"),
    Nasty("cut.gz", lambda: gzip.compress(repeated(2000).encode())[:-400], refused="cut short"),
    # markup and calendars
    Nasty("laughs.xml", laughs, refused="used for attacks"),
    Nasty("outside.xml", outside, refused="used for attacks"),
    Nasty("deep.xml", deep_xml, refused="nests more than 256"),
    Nasty("endless.ics", endless_calendar, 1),
    Nasty("program.csv", lambda: b"MZ\x90\0" + bytes(2000), refused="is a program"),
    Nasty("noise.csv", lambda: bytes(range(256)) * 60, refused="is a binary file"),
)  # fmt: skip
