"""Files in: recognise an export and read it. Importers never write (ARCHITECTURE rule 3)."""

from pathlib import Path

from app.importers import alerts, feeds, platforms, service_desks, servicenow, tower
from app.importers.base import Importer
from app.importers.blocks import Sheet
from app.importers.known import Known
from app.importers.preview import Previewer
from app.importers.reading import FileReader, Remembered
from app.importers.recognition import header_hash, named, only, recognise
from app.importers.sheets import report_progress
from app.models.records import Options, Progress, Reading
from app.models.results.preview import FilePreview

IMPORTERS: list[Importer] = [
    *servicenow.IMPORTERS,
    *service_desks.IMPORTERS,
    *alerts.IMPORTERS,
    *platforms.IMPORTERS,
    *feeds.IMPORTERS,
    *tower.IMPORTERS,
]
"""Everything that is read. Exactly one of them claims a file."""
_OPEN = Options()


def confidential(format_id: str) -> bool:
    """Whether files of a format hold secrets, so that no copy of them may be kept."""
    return any(each.confidential for each in IMPORTERS if each.id == format_id)


def read(
    path: Path,
    options: Options,
    remembered: Remembered | None = None,
    progress: Progress | None = None,
) -> Reading:
    """A file as a Reading; its rows are converted as `chunks` is iterated.

    `remembered(format, header_hash)` gives earlier answers for this source, for an empty format
    those given for any file with this header. Raises AppError in a plain sentence for a file that
    can't be read, DecisionNeeded for a format, a date order or a zone that nothing in the file
    settles; the last two may also be raised while `chunks` is iterated, before which nothing may
    be committed.
    """
    known = remembered if isinstance(remembered, Known) else Known()
    sheet, packed, opened = known.open(path, options)
    importer, header_row = identify(sheet, opened, remembered)
    reading = FileReader(importer, sheet, header_row, options, remembered).reading()
    if progress is not None:
        report_progress(packed, progress)
    return reading


def identify(
    sheet: Sheet,
    options: Options = _OPEN,
    remembered: Remembered | None = None,
) -> tuple[Importer, int]:
    """The one importer for the sheet, and the row its header stands in, counted from 0.

    Raises AppError when nothing looks alike, DecisionNeeded when several claim the sheet or
    none does but some look alike.
    """
    candidates = IMPORTERS if options.format is None else [named(IMPORTERS, options.format)]
    found = recognise(sheet, candidates, options.header_row)
    if options.format is not None:
        return candidates[0], found.place

    def profile_of(place: int) -> Importer | None:
        known = remembered("", header_hash(sheet.head()[place])) if remembered else None
        decided = known.format if known else None
        return next((each for each in IMPORTERS if each.id == decided), None)

    return only(sheet, found, profile_of), found.place


def preview(path: Path, options: Options, known: Known) -> FilePreview:
    """What the import wizard shows of a file; no file makes it raise."""
    return Previewer(IMPORTERS, path, options, known).preview()
