"""One file as the import wizard shows it before anything is stored."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from app.importers.base import Binding, Importer, bind, look_at
from app.importers.blocks import Block, Sheet
from app.importers.columns import Context, Stamp, with_choices
from app.importers.date_orders import ORDERS
from app.importers.decisions import check_mapping, merged
from app.importers.field_words import field_choices
from app.importers.json_shape import STORED
from app.importers.known import Known
from app.importers.preview_columns import ColumnLook
from app.importers.preview_dates import Times
from app.importers.reading import FileReader
from app.importers.recognition import (
    WORTH_NAMING,
    Recognition,
    header_hash,
    named,
    recognise,
    unknown_words,
)
from app.importers.stamps import StampReader
from app.importers.stored_values import holds_stored_values
from app.importers.zones import UTC_ZONE, zone_of
from app.models.errors import AppError
from app.models.profile import Profile
from app.models.records import Options
from app.models.results.preview import (
    Candidate,
    FilePreview,
    ProblemRows,
    ProfileLine,
    problem_rows,
)

LOOKED_AT = 5_000
"""Rows that a preview looks at; the dry run reads them all."""
_HEAD_SHOWN = 12
_CANDIDATES = 8
_STARTS = ("opened_at", "fired_at", "started_at", "planned_start_at", "start_at", "created_at")


class Previewer:
    """Looks at one file with the decisions made so far."""

    def __init__(
        self,
        importers: Sequence[Importer],
        path: Path,
        options: Options,
        known: Known,
    ) -> None:
        self._importers, self._path = importers, path
        self._asked, self._known = options, known

    def preview(self) -> FilePreview:
        """What is known of the file; whatever is wrong with it stands in `trouble`."""
        seen = FilePreview(str(self._path), options=self._asked)
        try:
            sheet, _, opened = self._known.open(self._path, self._asked)
            seen = replace(
                seen,
                container=sheet.container,
                encoding=sheet.encoding or "",
                delimiter=sheet.delimiter or "",
            )
            seen = replace(seen, head=_shown_head(sheet))
            found = recognise(sheet, self._importers, opened.header_row)
            return self._looked(seen, sheet, found, opened)
        except AppError as trouble:
            return replace(seen, trouble=str(trouble))
        except OSError as trouble:
            reason = trouble.strerror or str(trouble)
            return replace(seen, trouble=f"{self._path.name} can't be read ({reason}).")
        except MemoryError:
            words = "needs more memory than an import may use. Split the export by month."
            return replace(seen, trouble=f"{self._path.name} {words}")

    def _looked(
        self, seen: FilePreview, sheet: Sheet, found: Recognition, opened: Options
    ) -> FilePreview:
        header = sheet.head()[found.place]
        fitting = self._known.fitting(header_hash(header))
        importer = self._importer(found, fitting)
        if importer is None:
            words = unknown_words(sheet.name, look_at(sheet, found.place))
            return replace(
                seen,
                trouble=words,
                header_row=found.place + 1,
                candidates=_candidates(found),
                header_hash=header_hash(header),
            )
        profile = next((each for each in fitting if each.format == importer.id), None)
        options = merged(profile.options, opened) if profile else opened
        seen = replace(
            seen,
            header_row=found.place + 1,
            candidates=_candidates(found),
            format=importer.id,
            system=importer.system,
            kind=importer.kind,
            claimed=found.claimed == (importer,),
            header_hash=header_hash(header),
            profile=_line(profile) if profile else None,
            profiles=tuple(map(_line, fitting)),
            options=options,
        )
        declared = importer.columns_for(look_at(sheet, found.place))
        check_mapping(declared, options.mapping)
        columns = with_choices(declared, options.choices)
        binding = bind(columns, header, STORED, options.mapping)
        rows = _rows(sheet, found.place + 1)
        look = _Look(importer, sheet, binding, rows, options, self._asked)
        seen = replace(seen, problems=self._problems(importer, sheet, found.place, options))
        return replace(look.fill(seen, header), fields=field_choices(columns))

    def _problems(
        self, importer: Importer, sheet: Sheet, place: int, options: Options
    ) -> tuple[ProblemRows, ...]:
        """What is wrong with the rows looked at; nothing while a date order is open."""
        few = replace(sheet, blocks=lambda: _first_blocks(sheet, place + 1))
        zoned = replace(options, timezone=options.timezone or "UTC")
        nothing_decided = Known((), self._known.groups)
        try:
            reading = FileReader(importer, few, place, zoned, nothing_decided).reading()
            for _ in reading.chunks:
                pass
        except (AppError, LookupError):  # a guess may lack what its format gathers by
            return ()
        return tuple(map(problem_rows, reading.problems))

    def _importer(self, found: Recognition, fitting: Sequence[Profile]) -> Importer | None:
        if self._asked.format is not None:
            return named(self._importers, self._asked.format)
        decided = [each.format for each in fitting]
        if len(found.claimed) != 1:
            for importer in self._importers:
                if importer.id in decided:
                    return importer
        best = found.likely[0]
        return best.importer if best.claims or best.sure >= WORTH_NAMING else None


@dataclass(slots=True)
class _Look:
    """The rows of one file, looked at as one format."""

    importer: Importer
    sheet: Sheet
    binding: Binding
    rows: list[list[str]]
    options: Options
    asked: Options

    def fill(self, seen: FilePreview, header: Sequence[str]) -> FilePreview:
        zone, confidence = self._zone()
        stamped = [each for each in self.binding.bound if isinstance(each.column, Stamp)]
        cells: Counter[str] = Counter()
        for place in {each.place for each in stamped}:
            cells.update(row[place] for row in self.rows if place < len(row) and row[place])
        times = Times(cells, self._opened(), zone, self.options.date_order or "")
        confidence = confidence if times.naive else "explicit"
        order = times.order if times.order in ORDERS else None
        stamps = StampReader(zone or UTC_ZONE, order, Counter(), declared=bool(order))
        still_open = "Choose order" if times.open else "Choose zone" if confidence == "open" else ""
        name = zone.key if zone and times.naive else "zone open" if confidence == "open" else ""
        words = (times.order, name, still_open)
        context = Context(stamps, Counter())
        looked = ColumnLook(header, self.binding, self.rows, context, words).all()
        missing = self._missing()
        return replace(
            seen,
            columns=tuple(each.preview for each in looked),
            rows_looked_at=len(self.rows),
            time_headers=tuple(dict.fromkeys(each.header for each in stamped)),
            dates=times.previews(),
            date_order=times.order,
            why_order=times.why,
            timezone=zone.key if zone else "",
            zone_confidence=confidence,
            hours=times.hours(),
            unknown_values=tuple(value for each in looked for value in each.unknown),
            open_decisions=times.open + (confidence == "open") + missing + (not seen.claimed),
        )

    def _zone(self) -> tuple[ZoneInfo | None, str]:
        if self.importer.own_zone:
            return None, "explicit"
        if holds_stored_values(self.sheet, self.binding, self.rows):
            return UTC_ZONE, "explicit"
        if self.options.timezone is None:
            return None, "open"
        zone = zone_of(self.options.timezone)
        return zone, "declared" if self.asked.timezone else "profile"

    def _opened(self) -> Counter[str]:
        for field in _STARTS:
            for each in self.binding.bound:
                if each.column.field == field and isinstance(each.column, Stamp):
                    place = each.place
                    return Counter(row[place] for row in self.rows if place < len(row))
        return Counter()

    def _missing(self) -> int:
        there = {each.column.field for each in self.binding.bound}
        needed = {each.field for each in self.importer.columns if each.required}
        return len(needed - there)


def _candidates(found: Recognition) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(each.importer.id, each.importer.system, each.importer.kind, each.sure)
        for each in found.likely[:_CANDIDATES]
        if each.sure > 0 or each.claims
    )


def _first_blocks(sheet: Sheet, skip: int) -> Iterator[Block]:
    rows = 0
    for block in sheet.blocks():
        yield block
        rows += len(block.rows)
        if rows >= LOOKED_AT + skip:
            return


def _rows(sheet: Sheet, skip: int) -> list[list[str]]:
    rows: list[list[str]] = []
    for block in sheet.blocks():
        rows += block.rows
        if len(rows) >= LOOKED_AT + skip:
            break
    return [row for row in rows[skip : LOOKED_AT + skip] if any(row)]


def _shown_head(sheet: Sheet) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cell[:80] for cell in row[:40]) for row in sheet.head()[:_HEAD_SHOWN])


def _line(profile: Profile) -> ProfileLine:
    return ProfileLine(profile.id, profile.name, profile.format)
