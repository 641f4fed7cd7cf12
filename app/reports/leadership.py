"""A leadership workbook of the user's own: its named cells filled, and what saving it loses.

The template is opened and saved with openpyxl, which keeps cells, formats and names, and drops some
of what newer Excel draws. `losses` names that before anything is written. The caller has checked
that the file unpacks to a sane size.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from app.models.errors import AppError
from app.models.results import Scorecard
from app.reports.leadership_values import Filling, filling
from app.reports.workbook import clean, repacked

_PARTS = (
    (r"xl/vbaProject\.bin", "macros"),
    (r"xl/(slicers|slicerCaches|timelines|timelineCaches)/", "slicers and timelines"),
    (r"xl/pivotTables/", "formats of pivot tables; the tables are kept"),
    (r"xl/charts/chartEx", "charts of newer Excel (waterfall, treemap, funnel)"),
    (r"xl/charts/(style|colors|chart)\d", "formats of charts; their series are kept"),
    (r"xl/media/", "pictures"),
    (r"xl/(ctrlProps|activeX)/", "form controls"),
    (r"xl/embeddings/", "embedded objects"),
    (r"xl/threadedComments/", "threads of comments; the first words are kept"),
    (r"xl/(connections\.xml|queryTables/)", "data connections"),
    (r"xl/model/", "the data model"),
    (r"xl/printerSettings/", "settings of a printer"),
    (r"xl/richData/", "linked data types and pictures in cells"),
    (r"xl/webextensions/|xl/webExtensions/", "add-ins"),
    (r"_xmlsignatures/", "the digital signature"),
)
_MARKS = (
    (rb"<x14:sparklineGroup[ >]", "sparklines"),
    (rb"<x14:conditionalFormatting[ >]", "conditional formats of newer Excel (bars, icons)"),
    (rb"<x14:dataValidation[ >]", "lists of allowed values that stand on another sheet"),
    (rb"<legacyDrawingHF ", "pictures in headers and footers"),
    (rb"<f[ >]", "results of formulas: they are computed again when the workbook is opened"),
)
_SHAPES = re.compile(rb"<(\w+:)?(sp|grpSp|cxnSp)[ >]")
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_BLOCK = 1 << 20
_OVERLAP = 64


def losses(content: bytes) -> tuple[str, ...]:
    """What saving this workbook through openpyxl would lose, in words; empty for nothing.

    Raises AppError when it isn't a workbook.
    """
    found: dict[str, None] = {}
    with _opened(content) as archive:
        for name in archive.namelist():
            found.update({words: None for part, words in _PARTS if re.match(part, name)})
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                found.update(dict.fromkeys(_marks(archive, name)))
            elif re.match(r"xl/drawings/drawing\d+\.xml", name) and _has_shapes(archive, name):
                found["shapes and text boxes"] = None
    return tuple(found)


def fill(content: bytes, card: Scorecard) -> tuple[bytes, tuple[str, ...], tuple[str, ...]]:
    """Write a card's figures into the named cells of a workbook of the user's own.

    Returns the new workbook, what it lost, and the names that were filled, sorted. Names are those
    of `filling`; a cell that holds a formula stays as it is. Same input, same bytes. AppError when
    the template can't be read or has no such name.
    """
    lost = losses(content)
    book = _loaded(content)
    found = {name.lower(): place for name, place in filling(card).items()}
    filled = sorted({name for name, cell in _cells(book) if _write(cell, found.get(name.lower()))})
    if not filled:
        raise AppError(
            "No cell of the template has a name that the scorecard fills, such as KPI_K4, "
            "K4_target or headline. Name cells in Excel under Formulas, Name Manager."
        )
    book.calculation.fullCalcOnLoad = True
    stream = io.BytesIO()
    book.save(stream)
    return _dated(stream.getvalue(), card.now), lost, tuple(filled)


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        archive.getinfo("xl/workbook.xml")
    except (zipfile.BadZipFile, KeyError):
        raise AppError(
            "The template is not an Excel workbook (.xlsx). Save it as one and choose it again."
        ) from None
    return archive


def _marks(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    """The words of every mark that a sheet holds, read block by block."""
    left, tail = list(_MARKS), b""
    with archive.open(name) as stream:
        while left and (block := stream.read(_BLOCK)):
            text = tail + block
            yield from (words for mark, words in left if re.search(mark, text))
            left = [(mark, words) for mark, words in left if not re.search(mark, text)]
            tail = block[-_OVERLAP:]


def _has_shapes(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as stream:
        return _SHAPES.search(stream.read(16 * _BLOCK)) is not None


def _loaded(content: bytes) -> Any:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # what they say stands in `losses`
            return openpyxl.load_workbook(io.BytesIO(content), rich_text=True)
    except Exception as trouble:  # whatever a damaged workbook raises inside the reader
        raise AppError(
            f"The template can't be read: {type(trouble).__name__}. Open it in Excel, save it and "
            "choose it again."
        ) from trouble


def _cells(book: Any) -> Iterator[tuple[str, Any]]:
    """Every defined name that points at cells of this workbook, with the first of them."""
    scopes = [book.defined_names, *(sheet.defined_names for sheet in book.worksheets)]
    for names in scopes:
        for name, defined in names.items():
            cell = _first_cell(book, defined)
            if cell is not None:
                yield name, cell


def _first_cell(book: Any, defined: Any) -> Any:
    try:
        title, area = next(iter(defined.destinations), (None, ""))
        place = str(area).replace("$", "").partition(":")[0]
        cell = book[title][place] if title in book.sheetnames and place else None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return None
    return None if cell is None or isinstance(cell, tuple) else _head_of_merged(cell)


def _head_of_merged(cell: Any) -> Any:
    for area in cell.parent.merged_cells.ranges:
        if cell.coordinate in area:
            return cell.parent.cell(area.min_row, area.min_col)
    return cell


def _write(cell: Any, what: Filling | None) -> bool:
    """Write one figure in the cell's own format; formulas of the user stay."""
    if what is None or cell.data_type == "f":
        return False
    value = what.value
    if isinstance(value, str):
        cell.value = clean(value)
        cell.data_type = "s"
        return True
    if what.percent and value is not None:
        if cell.number_format == "General":
            cell.number_format = what.format
        if "%" in cell.number_format:
            value /= 100
    elif cell.number_format == "General":
        cell.number_format = what.format
    cell.value = "n/a" if value is None else value
    return True


def _dated(content: bytes, now: int) -> bytes:
    """The workbook with `now` as the time of its making, whatever the clock says."""
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", data)
            target.writestr(item.filename, data)
    return repacked(out.getvalue())
