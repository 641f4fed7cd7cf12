"""A recognised file to a Reading: zone and date order decided, rows converted as they are asked."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import cast

from app.importers.base import Bound, Chunk, Desk, Importer, bind, look_at
from app.importers.blocks import Block, Sheet
from app.importers.columns import Context, Stamp
from app.importers.conversion import Conversion
from app.importers.date_orders import ORDERS, Order, find_order, open_order
from app.importers.json_shape import STORED
from app.importers.recognition import header_hash, no_rows
from app.importers.stamps import MISSING_HOUR, REPEATED, UTC_ZONE, StampReader, zone_of
from app.importers.stored_values import holds_stored_values
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
        self._columns = importer.columns_for(look_at(sheet, header_row))
        self._binding = bind(self._columns, self._header, STORED, options.mapping)
        self._check_required()
        known = remembered(importer.id, self._hash) if remembered else Options()
        self._zone_name = options.timezone or known.timezone
        self._order_name = options.date_order
        self._known_order = known.date_order
        self._declared_zone = options.timezone
        self._notes: Counter[str] = Counter()
        self._options = options

    def reading(self) -> Reading:
        """The Reading; raises DecisionNeeded for an open date order or zone."""
        stamps = self._stamps()
        conversion = Conversion(
            self._binding,
            self._importer.constants,
            Context(stamps, self._notes),
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
        reading.chunks = self._chunks(reading, conversion, stamps)
        return reading

    def _check_required(self) -> None:
        there = {each.column.field for each in self._binding.bound}
        for column in self._columns:
            if column.required and column.field not in there:
                raise AppError(
                    f"{self._sheet.name} has no column “{column.names[0]}”, which "
                    f"{self._importer.id} needs. Export it with that column."
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
        stamps = StampReader(zone, order, self._notes, declared=declared)
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
        def reject(row: int, column: str, value: str, reason: str) -> None:
            reading.rejected += 1
            if len(reading.rejects) < REJECTS_KEPT:
                reading.rejects.append(Reject(row, column, value, reason))

        def merge(rows: int) -> None:
            reading.merged += rows

        desk = Desk(self._options, reject, reading.warnings.append, merge)
        collector = self._importer.collector(conversion.fields, desk)
        for block in self._data_blocks():
            read = len(block.rows) + (block.broken is not None)
            blank = conversion.blank
            kept = len(reading.rejects)
            numbers, rows = conversion.block(block, reject)
            if block.broken is not None:
                reject(block.broken[0], "", "", block.broken[1])
            reading.rejects[kept:] = sorted(reading.rejects[kept:], key=lambda each: each.row)
            reading.blank_rows = conversion.blank
            reading.rows_read += read - (conversion.blank - blank)
            yield from collector.take(numbers, rows)
        if not reading.rows_read:
            raise no_rows(self._sheet.name)
        yield from collector.end()
        self._conclude(reading, stamps)

    def _data_blocks(self) -> Iterator[Block]:
        skip = self._skip
        for block in self._sheet.blocks():
            if not skip:
                yield block
                continue
            kept = max(0, len(block.rows) - skip)
            numbers = block.numbers()
            first = numbers[skip] if kept else block.first
            rows = block.rows[skip:]
            skip = max(0, skip - len(block.rows))
            if rows or block.broken:
                yield Block(first, rows, block.broken, block.by_line)

    def _conclude(self, reading: Reading, stamps: StampReader) -> None:
        warnings = reading.warnings
        warnings += self._sheet.warnings
        warnings += [
            f"The column “{name}” occurs more than once; the first is used."
            for name in self._binding.duplicated
        ]
        zone = stamps.zone.key if stamps.zone else ""
        if self._declared_zone and zone != self._declared_zone and not self._importer.own_zone:
            warnings.append(
                f"The cells hold stored values, which are UTC; {self._declared_zone} wasn't used."
            )
        for note, count in sorted(self._notes.items()):
            warnings.append(_note_words(note, count, zone))
        width, container = self._binding.width, self._sheet.container
        reading.cut = self._sheet.cut or self._importer.cut(reading.rows_read, width, container)
        if reading.cut:
            warnings.append(reading.cut)


def _note_words(note: str, count: int, zone: str) -> str:
    if note in {REPEATED, MISSING_HOUR}:
        times = "1 time falls" if count == 1 else f"{count:,} times fall"
        moved = "was" if count == 1 else "were"
        if note == REPEATED:
            return f"{times} in the repeated hour of {zone} and {moved} read as its first pass."
        return f"{times} in an hour that {zone} skips and {moved} moved forward by it."
    column, _, value = note.partition("\t")
    rows = "1 row" if count == 1 else f"{count:,} rows"
    return f"“{value}” in {column} is not a value that is known here ({rows})."
