"""A recognised file to a Reading: zone and date order decided, rows converted as they are asked."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import cast

from app.importers.base import Bound, Chunk, Desk, Importer, Row, bind, look_at
from app.importers.blocks import Sheet
from app.importers.columns import Column, Context, Stamp, with_choices
from app.importers.conversion import Conversion
from app.importers.data_rows import WITH_FOOTERS, DataRows
from app.importers.date_orders import ORDERS, Order, find_order, open_order
from app.importers.decisions import check_mapping, merged
from app.importers.json_shape import STORED
from app.importers.known import Known
from app.importers.oddities import Oddities
from app.importers.problem_tally import SAMPLE, ProblemTally
from app.importers.reading_words import note_words, repeated_keys, unread_columns
from app.importers.recognition import header_hash, no_rows
from app.importers.stamps import StampReader
from app.importers.stored_values import holds_stored_values
from app.importers.zones import UTC_ZONE, zone_of
from app.models.errors import AppError, DecisionNeeded
from app.models.records import Options, Reading, Recognised, Reject

Remembered = Callable[[str, str], Options]
REJECTS_KEPT = 10_000


class FileReader:
    """Reads one sheet as one format."""

    def __init__(
        self,
        importer: Importer,
        sheet: Sheet,
        header_row: int,
        options: Options,
        remembered: Remembered | None,
    ) -> None:
        self._importer = importer
        self._sheet = sheet
        self._skip = header_row + 1
        self._header = tuple(sheet.head()[header_row])
        self._hash = header_hash(self._header)
        known = remembered(importer.id, self._hash) if remembered else Options()
        self._groups = remembered.groups if isinstance(remembered, Known) else frozenset[str]()
        self._options = options
        self._decided = merged(known, options)
        columns = importer.columns_for(look_at(sheet, header_row))
        self._columns = with_choices(columns, self._decided.choices)
        check_mapping(columns, self._decided.mapping)
        self._binding = bind(self._columns, self._header, STORED, self._decided.mapping)
        self._check_required()
        self._zone_name = self._decided.timezone
        self._order_name = options.date_order
        self._known_order = known.date_order
        self._declared_zone = options.timezone
        self._notes: Counter[str] = Counter()
        most = remembered.problem_rows if isinstance(remembered, Known) else SAMPLE
        self._tally = ProblemTally(self._decided.rules, secret=importer.confidential, most=most)
        self._rows = DataRows(sheet, self._header, self._skip)

    def reading(self) -> Reading:
        """The Reading; raises DecisionNeeded for an open date order or zone."""
        stamps = self._stamps()
        conversion = Conversion(
            self._binding,
            self._importer.constants,
            Context(stamps, self._notes),
            self._tally,
            hashed=self._importer.hashed,
        )
        zone = None if self._importer.own_zone else stamps.zone
        recognised = Recognised(
            self._importer.id,
            self._importer.system,
            self._importer.kind,
            self._sheet.container,
            self._sheet.encoding,
            self._sheet.delimiter,
            zone.key if zone else None,
            self._order_name,
            self._header,
            self._hash,
        )
        reading = Reading(recognised, self._importer.plans(conversion.fields), iter(()))
        reading.decided = self._decided
        reading.chunks = self._chunks(reading, conversion, stamps)
        return reading

    def _check_required(self) -> None:
        there = {each.column.field for each in self._binding.bound}
        for column in self._columns:
            if column.required and column.field not in there:
                raise self._lacks(column)

    def _lacks(self, column: Column) -> AppError:
        return AppError(
            f"{self._sheet.name} has no column “{column.names[0]}”, which {self._importer.id} "
            "needs. Export it with that column, or map one to it."
        )

    def _stamps(self) -> StampReader:
        declared = self._order_name in ORDERS
        if self._order_name and not declared:
            raise AppError(
                f"“{self._order_name}” is not a date order. Use one of {', '.join(ORDERS)}."
            )
        if not declared and not self._importer.own_zone:
            try:
                self._order_name = self._find_order()
                declared = bool(self._order_name) and self._order_name == self._known_order
            except DecisionNeeded:
                if self._known_order not in ORDERS:
                    raise
                self._order_name, declared = self._known_order, True
        zone = UTC_ZONE if self._raw() else (zone_of(self._zone_name) if self._zone_name else None)
        order = cast("Order | None", self._order_name)
        stamps = StampReader(
            zone,
            order,
            self._notes,
            declared=declared,
            second_pass=self._tally.action("repeated_hour") == "second",
            refuse_skipped=self._tally.action("missing_hour") == "reject",
        )
        if zone is None and not self._importer.own_zone:
            sample = StampReader(None, order, Counter(), declared=True)
            self._probe(sample)
        return stamps

    def _probe(self, stamps: StampReader) -> None:
        """Ask for the zone at once when the first rows already need it."""
        for row in self._sample_rows():
            for each in self._stamp_columns():
                if each.place < len(row):
                    try:
                        stamps.read(row[each.place])
                    except ValueError:
                        continue

    def _stamp_columns(self) -> list[Bound]:
        return [each for each in self._binding.bound if isinstance(each.column, Stamp)]

    def _sample_rows(self) -> list[list[str]]:
        return self._sheet.head()[self._skip :]

    def _find_order(self) -> Order | None:
        columns = self._stamp_columns()
        order, example = find_order(self._stamp_cells(columns)) if columns else (None, "")
        if order is None and example:
            raise DecisionNeeded(open_order(example))
        return order

    def _stamp_cells(self, columns: list[Bound]) -> Iterator[str]:
        places = [each.place for each in columns]
        cells = [row[p] for row in self._sample_rows() for p in places if p < len(row) and row[p]]
        if cells and all(cell[4:5] == "-" for cell in cells):
            return
        skip = self._skip
        for block in self._sheet.blocks():
            rows = block.rows[skip:]
            skip = max(0, skip - len(block.rows))
            for place in places:
                yield from dict.fromkeys(row[place] for row in rows if place < len(row))

    def _raw(self) -> bool:
        return holds_stored_values(self._sheet, self._binding, self._sample_rows())

    def _chunks(
        self, reading: Reading, conversion: Conversion, stamps: StampReader
    ) -> Iterator[Chunk]:
        secret = self._importer.confidential

        def leave_out(
            row: int, column: str, value: str, reason: str, problem: str = "value_unreadable"
        ) -> None:
            reading.rejected += 1
            if len(reading.rejects) < REJECTS_KEPT:
                shown = "" if secret else value
                reading.rejects.append(Reject(row, column, shown, reason, problem))

        def reject(row: int, column: str, value: str, reason: str) -> None:
            leave_out(row, column, value, reason)
            self._tally.add("value_unreadable", row, "", value or reason)

        def merge(rows: int) -> None:
            reading.merged += rows

        desk = Desk(self._options, reject, reading.warnings.append, merge)
        collector = self._importer.collector(conversion.fields, desk)
        oddities = Oddities(
            self._importer, self._binding, conversion.fields, stamps, self._notes, self._tally
        )
        oddities.groups = self._groups
        for block in self._rows.blocks():
            read = len(block.rows) + (block.broken is not None)
            blank = conversion.blank
            kept = len(reading.rejects)
            numbers, cells, rows = conversion.block(block, leave_out)
            out = oddities.look(numbers, cells, rows)
            for place in sorted(out):
                reason = "Resolved before it was opened"
                leave_out(numbers[place], "", "", reason, "resolved_before_opened")
            if block.broken is not None:
                line, reason = block.broken
                leave_out(line, "", "", reason, block.problem)
                self._tally.add(block.problem, line, "", reason)
            reading.rejects[kept:] = sorted(reading.rejects[kept:], key=lambda each: each.row)
            reading.blank_rows = conversion.blank
            reading.rows_read += read - (conversion.blank - blank)
            yield from self._told(collector.take(*_without(numbers, rows, out)))
        if not reading.rows_read:
            raise no_rows(self._sheet.name)
        yield from collector.end()
        self._conclude(reading, stamps)

    def _told(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """The chunks; a column that the format gathers by and the file lacks is named."""
        try:
            yield from chunks
        except KeyError as lack:
            there = {each.column.field for each in self._binding.bound}
            column = next((each for each in self._columns if each.field in lack.args), None)
            if column is None or column.field in there:
                raise
            raise self._lacks(column) from lack

    def _conclude(self, reading: Reading, stamps: StampReader) -> None:
        warnings = reading.warnings
        warnings += self._sheet.warnings
        if self._rows.footer is not None:
            warnings.append(self._rows.footer.sentence())
        warnings += [
            f"The column “{name}” occurs more than once; the first is used."
            for name in self._binding.duplicated
        ]
        if self._sheet.container in WITH_FOOTERS and not self._options.mapping:
            warnings += unread_columns(self._binding, self._header)
        zone = stamps.zone.key if stamps.zone else ""
        if self._declared_zone and zone != self._declared_zone and not self._importer.own_zone:
            warnings.append(
                f"The cells hold stored values, which are UTC; {self._declared_zone} wasn't used."
            )
        which = self._tally.action("repeated_hour")
        warnings += [note_words(*note, zone, which) for note in sorted(self._notes.items())]
        warnings += self._rows.warnings()
        reading.problems = self._tally.problems()
        again = next((each.rows for each in reading.problems if each.kind == "repeated_key"), 0)
        warnings += repeated_keys(again)
        width, container = self._binding.width, self._sheet.container
        reading.cut = (
            self._sheet.cut
            or self._rows.cut(reading.rows_read)
            or self._importer.cut(reading.rows_read, width, container)
        )
        if reading.cut:
            warnings.append(reading.cut)


def _without(numbers: list[int], rows: list[Row], out: set[int]) -> tuple[list[int], list[Row]]:
    if not out:
        return numbers, rows
    kept = [place for place in range(len(rows)) if place not in out]
    return [numbers[place] for place in kept], [rows[place] for place in kept]
