"""Opens a file by what it holds, not by its name (FORMATS §0.2, RELIABILITY §4 and §6)."""

import re
from pathlib import Path

from app.importers.blocks import Sheet
from app.importers.delimited import Delimited
from app.importers.encoding import Packed, find_encoding, workbook_kind
from app.importers.ics_rows import CalendarRows
from app.importers.json_rows import JsonRecords
from app.importers.spreadsheet import Workbook
from app.importers.xml_rows import XmlRecords
from app.models.errors import AppError
from app.models.records import Options, Progress

_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\0", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
)
_ELEMENT = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_ASIDES = (("<?", "?>"), ("<!--", "-->"), ("<!", ">"))
"""What may stand before the first element."""
_PAGES = frozenset(
    {"html", "head", "body", "meta", "title", "style", "script", "table", "div", "p", "form", "b"}
)
_SIGN_IN = ("password", "sign in", "signin", "log in", "login", "sso", "saml", "authenticat")


def open_sheet(path: Path, options: Options) -> tuple[Sheet, Packed]:
    """The file as a sheet of rows; raises AppError in a plain sentence for what isn't one."""
    if path.is_dir():
        raise AppError(f"{path.name} is a folder. Name the files in it.")
    packed = Packed(path)
    if packed.size == 0:
        raise AppError(f"{path.name} is empty (0 bytes). Export it again.")
    with path.open("rb") as stream:
        start = stream.read(16)
    kind = workbook_kind(path, start)
    if kind == "document":
        raise AppError(
            f"{path.name} is a text document or presentation, not a list of records. "
            "Export the list as CSV, Excel or JSON."
        )
    if kind:
        return Workbook(path, kind).sheet(), packed
    head = packed.head()
    if packed.packing and head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise AppError(f"{path.name} holds a workbook or another archive. Unpack it first.")
    _refuse_foreign(path.name, head)
    encoding = _known_encoding(options.encoding) or find_encoding(head, packed.open, path.name)
    text = head.decode(encoding, "ignore").lstrip("\ufeff \t\r\n")
    if not text:
        raise AppError(f"{path.name} holds nothing but blanks. Export it again.")
    if text.startswith("<"):
        _refuse_page(path.name, text)
        return XmlRecords(packed, encoding, options.encoding).sheet(), packed
    if text[:15].upper() == "BEGIN:VCALENDAR":
        return CalendarRows(packed, encoding).sheet(), packed
    if text.startswith(("{", "[")):
        return JsonRecords(packed, encoding).sheet(), packed
    return Delimited(packed, encoding, options).sheet(), packed


def report_progress(packed: Packed, progress: Progress) -> None:
    """From now on tell how many bytes of the file were read."""
    packed.ticks = progress


def _known_encoding(name: str | None) -> str | None:
    if name is None:
        return None
    try:
        "".encode(name)
    except LookupError as error:
        raise AppError(
            f"“{name}” is not an encoding that is known here. Try utf-8, utf-16 or cp1252."
        ) from error
    return name.lower()


def _refuse_foreign(name: str, head: bytes) -> None:
    for mark, what in _FOREIGN:
        if head.startswith(mark):
            raise AppError(
                f"{name} is {what}, not an export that is read here. "
                "Export the list as CSV, Excel or JSON."
            )


def _refuse_page(name: str, text: str) -> None:
    """Markup that is no list of records: a web page, a workbook of the XML kind."""
    lower = text.lower()
    root = _first_element(lower)
    if root == "workbook":
        raise AppError(f"{name} is a workbook saved as XML. Open it in Excel and save it as .xlsx.")
    if root not in _PAGES and not lower.startswith("<!doctype html"):
        return
    asks = "<form" in lower or "<table" not in lower
    if asks and any(word in lower for word in _SIGN_IN):
        raise AppError(
            f"{name} is a web sign-in page, not an export. Your session had probably ended; "
            "export again."
        )
    raise AppError(
        f"{name} is a web page (HTML), whatever its name says. Open it in Excel and save it as "
        ".xlsx, or export it as CSV."
    )


def _first_element(text: str) -> str:
    """The name of the first element; "" when there is none."""
    at = 0
    while aside := next((end for start, end in _ASIDES if text.startswith(start, at)), ""):
        end = text.find(aside, at)
        if end < 0:
            return ""
        at = end + len(aside)
        at += len(text[at:]) - len(text[at:].lstrip())
    found = _ELEMENT.match(text, at)
    return found[1] if found else ""
