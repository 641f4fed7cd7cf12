"""Bytes to text: compression, caps, and the encoding ladder (FORMATS §0.2, RELIABILITY §4)."""

import codecs
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, cast

from app.importers.blocks import Ticks
from app.models.errors import AppError

SNIFF = 1 << 16
"""Bytes looked at to find out what a file is."""
UNPACKED_LIMIT = 1_500_000_000
RATIO_FREE = 10_000_000
"""Unpacked bytes below which the ratio is not looked at."""
RATIO_LIMITS = {"zip": 100, "gz": 250, "xz": 250}
"""Unpacked : packed. Real ticket logs reach 40:1 in xz; bombs start near 450:1."""
LINE_LIMIT = 64 << 20
"""Longest line in bytes."""

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DAMAGE = (
    EOFError,
    gzip.BadGzipFile,
    lzma.LZMAError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
)


class Packed:
    """A file, packed or not: opens as plain bytes under the caps, as often as asked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size
        self.ticks: Ticks | None = None
        with path.open("rb") as stream:
            start = stream.read(8)
        self.packing = _packing(path, start)

    def open(self) -> "CappedBytes":
        """The unpacked bytes, counted."""
        file = self.path.open("rb")
        try:
            return CappedBytes(self, file, self._unpacking(file))
        except BaseException:
            file.close()
            raise

    def _unpacking(self, file: IO[bytes]) -> IO[bytes]:
        if self.packing == "xz":
            return lzma.LZMAFile(file)
        if self.packing == "gz":
            return cast("IO[bytes]", gzip.GzipFile(fileobj=file))
        if self.packing == "zip":
            return _only_member(self.path, file)
        return file

    def head(self) -> bytes:
        """The first unpacked bytes."""
        with self.open() as stream:
            return stream.read(SNIFF)


class CappedBytes(io.RawIOBase):
    """Unpacked bytes with the caps of RELIABILITY §4; NUL characters of 8-bit text are dropped."""

    def __init__(self, packed: Packed, file: IO[bytes], opened: IO[bytes]) -> None:
        self._packed = packed
        self._file = file
        self._opened = opened
        self._done = 0
        self._line = 0
        self.drop_nuls = False
        self.bounded_lines = False
        self.nuls = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Close the packed file too."""
        if not self.closed:
            self._opened.close()
            self._file.close()
        super().close()

    def readinto(self, buffer: object) -> int:
        """Fill the buffer; raises AppError at a cap or where the packed data is damaged."""
        view = cast("memoryview", buffer)
        while True:
            block = self._block(len(view))
            if self.drop_nuls and b"\0" in block:
                self.nuls += block.count(b"\0")
                block = block.replace(b"\0", b"")
                if not block:
                    continue
            view[: len(block)] = block
            return len(block)

    def _block(self, size: int) -> bytes:
        name = self._packed.path.name
        try:
            block = self._opened.read(size)
        except _DAMAGE as damage:
            raise AppError(
                f"{name} is cut short or damaged and can't be unpacked. Copy or export it again."
            ) from damage
        self._done += len(block)
        place = self._file.tell()
        if self._packed.ticks is not None:
            self._packed.ticks(place, self._packed.size)
        if self._packed.packing:
            self._check_ratio(name, place)
        if self.bounded_lines:
            self._check_line(name, block)
        return block

    def _check_ratio(self, name: str, place: int) -> None:
        if self._done > UNPACKED_LIMIT:
            raise AppError(
                f"{name} unpacks to more than {UNPACKED_LIMIT // 1_000_000:,} MB, the limit. "
                "Export it by month."
            )
        limit = RATIO_LIMITS[self._packed.packing]
        if self._done > RATIO_FREE and self._done > limit * max(place, 1):
            raise AppError(
                f"{name} unpacks to more than {limit} times its size, which no export does. "
                "Unpack it yourself if you trust it."
            )

    def _check_line(self, name: str, block: bytes) -> None:
        last = max(block.rfind(b"\n"), block.rfind(b"\r"))
        self._line = len(block) - last if last >= 0 else self._line + len(block)
        if self._line > LINE_LIMIT:
            raise AppError(
                f"{name} has a line of more than {LINE_LIMIT >> 20} MB, so it is not an export "
                "of records. Export it again."
            )


def _packing(path: Path, start: bytes) -> str:
    if start.startswith(b"\xfd7zXZ\0"):
        return "xz"
    if start.startswith(b"\x1f\x8b"):
        return "gz"
    if start.startswith(b"PK\x03\x04") and _workbook_kind(path) == "":
        return "zip"
    return ""


def zip_names(path: Path) -> list[str]:
    """Member names of a zip file; raises AppError when it is damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except _DAMAGE as damage:
        raise AppError(
            f"{path.name} is cut short or damaged: it begins like a workbook or zip file but "
            "has no end. Copy or export it again."
        ) from damage


def _workbook_kind(path: Path) -> str:
    names = zip_names(path)
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        return "document"
    return ""


def workbook_kind(path: Path, start: bytes) -> str:
    """xlsx, ods or xls by content, "document" for Word and PowerPoint, "" for none of them."""
    if start.startswith(b"PK\x03\x04"):
        return _workbook_kind(path)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls"
    return ""


def _only_member(path: Path, file: IO[bytes]) -> IO[bytes]:
    archive = zipfile.ZipFile(file)
    members = [
        member
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.startswith("__MACOSX/")
    ]
    if len(members) != 1:
        raise AppError(
            f"{path.name} holds {len(members)} files; a zip file of exactly one is read as it is. "
            "Unpack it and import the folder."
        )
    if members[0].flag_bits & 1:
        raise AppError(
            f"{path.name} is protected with a password. Unpack it and import the file inside."
        )
    return archive.open(members[0])


def find_encoding(head: bytes, whole: Callable[[], CappedBytes], name: str) -> str:
    """The encoding ladder: BOM, NUL pattern, strict UTF-8 over the whole file, windows-1252."""
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    pattern = _nul_pattern(head)
    if pattern:
        return pattern
    _refuse_binary(head, name)
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        with whole() as stream:
            while block := stream.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _nul_pattern(head: bytes) -> str:
    """UTF-16 or UTF-32 without a BOM, seen by where the NUL bytes stand."""
    sample = head[: len(head) // 4 * 4]
    if len(sample) < 8 or b"\0" not in sample:
        return ""
    nuls = [sample[place::4].count(0) / (len(sample) / 4) for place in range(4)]
    if nuls[0] < 0.1 and min(nuls[1:]) > 0.9:
        return "utf-32-le"
    if nuls[3] < 0.1 and min(nuls[:3]) > 0.9:
        return "utf-32-be"
    even, odd = (nuls[0] + nuls[2]) / 2, (nuls[1] + nuls[3]) / 2
    if even < 0.1 and odd > 0.6:
        return "utf-16-le"
    if odd < 0.1 and even > 0.6:
        return "utf-16-be"
    return ""


def _refuse_binary(head: bytes, name: str) -> None:
    controls = sum(head.count(code) for code in range(32) if code not in b"\t\n\r\x0c\x1b")
    if controls > max(len(head) // 50, 8):
        raise AppError(
            f"{name} is a binary file, not an export that is read here. Export the list as CSV, "
            "Excel or JSON."
        )


def open_text(packed: Packed, encoding: str) -> io.TextIOWrapper:
    """Text of the file, line ends untouched; bytes that don't decode become U+FFFD."""
    stream = packed.open()
    stream.drop_nuls = not encoding.startswith(("utf-16", "utf-32"))
    stream.bounded_lines = True
    text = io.TextIOWrapper(
        io.BufferedReader(stream, 1 << 18), encoding=encoding, errors="replace", newline=""
    )
    text._CHUNK_SIZE = 1 << 16  # type: ignore[attr-defined]
    return text
