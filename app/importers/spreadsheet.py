"""Rows out of workbooks: every sheet with the same header, read with calamine."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app.importers.blocks import BLOCK, FIELD_LIMIT, Block, Sheet
from app.importers.encoding import RATIO_FREE, RATIO_LIMITS, UNPACKED_LIMIT
from app.models.errors import AppError

_MEMBERS_LIMIT = 2_000
_BOX_LIMIT = 50_000_000
"""Cells in the rectangle that a sheet spans: a far cell would make the reader fill it."""
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_EXCESSIVE = "Export stopped due to excessive size"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Workbook:
    """One workbook, read whole (a sheet has at most 1,048,576 rows)."""

    def __init__(self, path: Path, container: str) -> None:
        self._path = path
        self._container = container
        self.warnings: list[str] = []
        self._cut: str | None = None
        if container == "xls":
            _refuse_encrypted(path)
        else:
            check_members(path)
        self._rows = self._read()

    def sheet(self) -> Sheet:
        """All sheets as one."""
        return Sheet(
            self._path.name,
            self._container,
            self.blocks,
            warnings=self.warnings,
            cut=self._cut,
        )

    def blocks(self) -> Iterator[Block]:
        """All rows, the first sheet's header first."""
        for start in range(0, len(self._rows), BLOCK):
            yield Block(start + 1, self._rows[start : start + BLOCK])

    def _read(self) -> list[list[str]]:
        from python_calamine import CalamineError, CalamineWorkbook, PasswordError

        name = self._path.name
        try:
            book = CalamineWorkbook.from_path(self._path)
            sheets = [
                (title, book.get_sheet_by_name(title).to_python(skip_empty_area=False))
                for title in book.sheet_names
            ]
        except PasswordError as error:
            raise _protected(name) from error
        except (CalamineError, OSError, ValueError) as error:
            raise AppError(
                f"{name} is cut short or damaged and can't be opened as a workbook. "
                "Copy or export it again."
            ) from error
        return self._joined(sheets)

    def _joined(self, sheets: list[tuple[str, list[list[Any]]]]) -> list[list[str]]:
        rows: list[list[str]] = []
        for title, cells in sheets:
            texts = [[cell_text(cell) for cell in row] for row in cells]
            filled = next((place for place, row in enumerate(texts) if any(row)), None)
            if filled is None:
                continue
            if not rows:
                rows = texts
            elif texts[filled] in rows[:10]:
                rows += texts[filled + 1 :]
            elif not _is_template(rows):
                self.warnings.append(
                    f"Sheet “{title}” has other columns than the first and was left out."
                )
        if rows and any(_EXCESSIVE in cell for cell in rows[-1]):
            del rows[-1]
            self._cut = (
                "The last row says that the export stopped due to excessive size: "
                "more records exist. Export by month, or as CSV."
            )
        return rows


def _is_template(rows: list[list[str]]) -> bool:
    """Whether the first sheet is one of our templates; the second only explains it."""
    return any(cell.startswith("tower.") for cell in rows[0])


def cell_text(cell: Any) -> str:
    """A cell as text: times as ISO, whole numbers without a point, durations in seconds."""
    if isinstance(cell, str):
        return cell[: FIELD_LIMIT + 1].replace("\0", "")
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.replace(microsecond=0).isoformat(" ")
    if isinstance(cell, timedelta):
        return str(int(cell.total_seconds()))
    return str(cell)


def _refuse_encrypted(path: Path) -> None:
    with path.open("rb") as stream:
        start = stream.read(1 << 20)
        stream.seek(max(0, path.stat().st_size - (1 << 20)))
        if _ENCRYPTED in start or _ENCRYPTED in stream.read():
            raise _protected(path.name)


def _protected(name: str) -> AppError:
    return AppError(f"{name} is protected with a password. Save a copy without one and import it.")


def check_members(path: Path) -> None:
    """Caps before unpacking: member count, unpacked size, ratio, the rectangle of each sheet.

    Raises AppError for a workbook that is over one of them or protected.
    """
    name = path.name
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > _MEMBERS_LIMIT:
            raise AppError(
                f"{name} holds {len(members):,} parts; a workbook has at most {_MEMBERS_LIMIT:,}."
            )
        if any(member.flag_bits & 1 for member in members):
            raise _protected(name)
        unpacked = sum(member.file_size for member in members)
        if unpacked > UNPACKED_LIMIT:
            raise AppError(
                f"{name} unpacks to {unpacked // 1_000_000:,} MB; the limit is "
                f"{UNPACKED_LIMIT // 1_000_000:,} MB. Export it by month."
            )
        for member in members:
            big = member.file_size > RATIO_FREE
            if big and member.file_size > RATIO_LIMITS["zip"] * max(member.compress_size, 1):
                raise AppError(
                    f"{name} unpacks to more than {RATIO_LIMITS['zip']} times its size, which no "
                    "export does. Save it again from the tool that made it."
                )
            if member.filename.startswith("xl/worksheets/sheet"):
                _check_rectangle(name, archive, member)


def _check_rectangle(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    columns: set[bytes] = set()
    last_row = 0
    tail = b""
    try:
        with archive.open(member) as stream:
            while block := stream.read(1 << 20):
                for column, row in _REFERENCE.findall(tail + block):
                    columns.add(column)
                    last_row = max(last_row, int(row))
                tail = block[-24:]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as damage:
        raise AppError(
            f"{name} is cut short or damaged and can't be unpacked. Copy or export it again."
        ) from damage
    width = max(map(_column_number, columns), default=0)
    if width * last_row > _BOX_LIMIT:
        raise AppError(
            f"{name} has a cell far outside its table (row {last_row:,}, column {width:,}). "
            "Delete the stray cell or export again."
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
