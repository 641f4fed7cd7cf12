"""Typst as the typesetter: a template and data in, tagged PDF bytes out (RELIABILITY §4 Export).

Text of records reaches the template only as JSON through `sys.inputs`; it can't become markup.
The root is a private folder with nothing but templates, so that they can read no other file.
"""

import json
import shutil
import struct
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from app.models.errors import AppError
from app.reports.words import visible

_COMMON = "common.typ"
UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def typeset(template: str, data: Mapping[str, Any], now: int) -> bytes:
    """Compile resources/templates/`template` with `data` to a PDF/UA-1 file.

    `now` (UTC seconds) is the document's date: same input, same bytes. Characters that the
    bundled font lacks are looked for in the system's fonts, and shown as � where none has them.
    """
    text = json.dumps(_shown(data), ensure_ascii=False, sort_keys=True)
    for system_fonts in (False, True):
        try:
            return _compile(template, text, now, system_fonts=system_fonts)
        except AppError:
            strange = set(text) - _known()
            if not strange:
                raise
    text = text.translate({ord(char): UNKNOWN for char in strange})
    return _compile(template, text, now, system_fonts=False)


def _shown(value: Any) -> Any:
    """Make every text of the data printable, wherever it stands."""
    match value:
        case str():
            return visible(value)
        case Mapping():
            return {key: _shown(item) for key, item in value.items()}
        case list() | tuple():
            return [_shown(item) for item in value]
        case _:
            return value


def _compile(template: str, text: str, now: int, *, system_fonts: bool) -> bytes:
    import typst

    moment = datetime.fromtimestamp(now, UTC)
    inputs = {"data": text, "date": f"{moment.year}-{moment.month}-{moment.day}"}
    with tempfile.TemporaryDirectory(prefix="tower-") as root:
        shutil.copy(_resources() / "templates" / _COMMON, root)
        source = shutil.copy(_resources() / "templates" / template, root)
        try:
            made = typst.compile(
                str(source),
                root=root,
                font_paths=[str(_resources() / "fonts")],
                ignore_system_fonts=not system_fonts,
                sys_inputs=inputs,
                pdf_standards=["ua-1"],
                timestamp=now,
            )
        except typst.TypstError as trouble:
            raise AppError(f"The PDF could not be made: {trouble}. Nothing was written.") from None
    assert isinstance(made, bytes)
    return made


def _resources() -> Path:
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle or Path(__file__).resolve().parents[2]) / "resources"


@cache
def _known() -> frozenset[str]:
    """Every character that the bundled regular weight has a glyph for, and white space."""
    font = (_resources() / "fonts" / "Inter-Regular.otf").read_bytes()
    return frozenset(_characters(font)) | {"\n", "\u200d", "\ufeff"}


def _characters(font: bytes) -> Iterator[str]:
    """Characters of the font's `cmap` table, format 12 (all of Unicode) of OpenType."""
    tables = struct.unpack_from(">H", font, 4)[0]
    for index in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if tag == b"cmap":
            yield from _cmap(font, start)


def _cmap(font: bytes, start: int) -> Iterator[str]:
    for index in range(struct.unpack_from(">H", font, start + 2)[0]):
        offset = start + struct.unpack_from(">I", font, start + 4 + 8 * index + 4)[0]
        if struct.unpack_from(">H", font, offset)[0] == 12:
            for group in range(struct.unpack_from(">I", font, offset + 12)[0]):
                first, last, glyph = struct.unpack_from(">III", font, offset + 16 + 12 * group)
                yield from (chr(code) for code in range(first, last + 1) if glyph + code - first)
