"""Files in: recognise an export and read it. Importers never write (ARCHITECTURE rule 3)."""

from pathlib import Path

from app.importers import alerts, feeds, platforms, service_desks, servicenow, tower
from app.importers.base import PREFIXES, Importer, Look, look_at
from app.importers.blocks import Sheet
from app.importers.reading import FileReader, Remembered, no_rows
from app.importers.sheets import open_sheet, report_progress
from app.models.errors import AppError
from app.models.records import Options, Progress, Reading

IMPORTERS: list[Importer] = [
    *servicenow.IMPORTERS,
    *service_desks.IMPORTERS,
    *alerts.IMPORTERS,
    *platforms.IMPORTERS,
    *feeds.IMPORTERS,
    *tower.IMPORTERS,
]
"""Everything that is read. Exactly one of them claims a file."""

_HEADER_ROWS = 10
"""Banner rows may stand above the header."""


def read(
    path: Path,
    options: Options,
    remembered: Remembered | None = None,
    progress: Progress | None = None,
) -> Reading:
    """A file as a Reading; its rows are converted as `chunks` is iterated.

    `remembered(format, header_hash)` gives earlier answers for this source. Raises AppError in
    a plain sentence for a file that can't be read, DecisionNeeded for a date order or zone that
    nothing in the file settles; both may also be raised while `chunks` is iterated, before which
    nothing may be committed.
    """
    sheet, packed = open_sheet(path, options)
    importer, header_row = identify(sheet, options.format)
    reading = FileReader(importer, sheet, header_row, options, remembered).reading()
    if progress is not None:
        report_progress(packed, progress)
    return reading


def identify(sheet: Sheet, wanted: str | None = None) -> tuple[Importer, int]:
    """The one importer that claims the sheet, and the row its header stands in.

    Raises AppError when none does, saying what was seen, or when several do, naming them.
    """
    rows = sheet.head()
    filled = [place for place, row in enumerate(rows[:_HEADER_ROWS]) if any(map(str.strip, row))]
    if not filled:
        raise AppError(f"{sheet.name} has no rows. Export it again.")
    candidates = IMPORTERS if wanted is None else [_named(wanted)]
    for place in filled:
        look = look_at(sheet, place)
        claimed = [
            importer
            for importer in candidates
            if sheet.container in importer.containers and importer.claims(look)
        ]
        if len(claimed) == 1:
            return claimed[0], place
        if claimed:
            names = " and ".join(importer.id for importer in claimed)
            raise AppError(f"{sheet.name} fits {names}. Say which with --as.")
    if wanted is not None:
        return candidates[0], filled[0]
    if len(filled) == 1 and len(rows) <= _HEADER_ROWS:
        raise no_rows(sheet.name)
    raise AppError(_unclaimed(sheet.name, look_at(sheet, filled[0])))


def _named(wanted: str) -> Importer:
    for importer in IMPORTERS:
        if importer.id == wanted:
            return importer
    known = ", ".join(importer.id for importer in IMPORTERS)
    raise AppError(f"“{wanted}” is not a format that is read. These are: {known}.")


def _unclaimed(name: str, look: Look) -> str:
    prefix = look.prefix()
    if prefix in PREFIXES:
        return f"{name} looks like a list of {PREFIXES[prefix]} ({prefix}…), which isn't read yet."
    shown = ", ".join(header[:40] for header in look.header[:6] if header)
    more = len(look.header) - 6
    columns = f"{shown} and {more:,} more" if more > 0 else shown
    return (
        f"{name} is not an export that is known here. Its columns are: {columns or 'none'}. "
        "Name the format with --as if it is one of `tower formats`."
    )
