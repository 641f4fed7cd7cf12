"""A recognised file to a Reading: zone and date order decided, rows converted as they are asked."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import cast

from app.importers.base import Bound, Chunk, Desk, Importer, Row, bind, look_at
from app.importers.blocks import Block, Sheet
from app.importers.columns import Column, Context, Stamp, with_choices
from app.importers.conversion import Conversion
from app.importers.date_orders import ORDERS, Order, find_order, open_order
from app.importers.decisions import check_mapping, merged
from app.importers.footers import CELLS, Footer, footer_of
from app.importers.json_shape import STORED
from app.importers.known import Known
from app.importers.oddities import Oddities
from app.importers.problem_tally import SAMPLE, ProblemTally
from app.importers.recognition import header_hash, no_rows
from app.importers.stamps import MISSING_HOUR, REPEATED, StampReader
from app.importers.stored_values import holds_stored_values
from app.importers.zones import UTC_ZONE, zone_of
from app.models.errors import AppError, DecisionNeeded
from app.models.records import Options, Reading, Recognised, Reject

Remembered = Callable[[str, str], Options]
REJECTS_KEPT = 10_000
_ENOUGH = 4
"""Columns read from which on nobody is asked about the others."""
_WITH_FOOTERS = frozenset({"csv", "xlsx", "xls", "ods"})


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
        self._footer: Footer | None = None
        self._headers_again = 0

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
        for block in self._data_blocks():
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

    def _data_blocks(self) -> Iterator[Block]:
        """The blocks below the header; headers that come again and a footer are taken out."""
        skip = self._skip
        header = list(self._header)
        held: Block | None = None
        for block in self._sheet.blocks():
            if skip:
                kept = max(0, len(block.rows) - skip)
                first = block.numbers()[skip] if kept else block.first
                rows = block.rows[skip:]
                skip = max(0, skip - len(block.rows))
                if not rows and block.broken is None:
                    continue
                block = Block(  # noqa: PLW2901
                    first, rows, block.broken, block.by_line, block.problem
                )
            if header in block.rows:
                self._headers_again += block.rows.count(header)
                block.rows[:] = [[""] * len(row) if row == header else row for row in block.rows]
            if held is not None and block.rows:
                yield held
                held = None
            if self._footer_of(block) is not None:
                held = block
            else:
                yield block
        if held is not None:
            self._footer = self._footer_of(held)
            if self._footer is not None:
                del held.rows[-self._footer.rows :]
            yield held

    def _footer_of(self, block: Block) -> Footer | None:
        if self._sheet.container not in _WITH_FOOTERS or not block.rows or block.broken is not None:
            return None
        if sum(map(bool, block.rows[-1])) > CELLS:
            return None
        return footer_of(block.rows, len(self._header))

    def _conclude(self, reading: Reading, stamps: StampReader) -> None:
        warnings = reading.warnings
        warnings += self._sheet.warnings
        if self._footer is not None:
            warnings.append(self._footer.sentence())
        warnings += [
            f"The column “{name}” occurs more than once; the first is used."
            for name in self._binding.duplicated
        ]
        warnings += self._unread()
        zone = stamps.zone.key if stamps.zone else ""
        if self._declared_zone and zone != self._declared_zone and not self._importer.own_zone:
            warnings.append(
                f"The cells hold stored values, which are UTC; {self._declared_zone} wasn't used."
            )
        for note, count in sorted(self._notes.items()):
            warnings.append(self._note_words(note, count, zone))
        if self._headers_again:
            count = self._headers_again
            times = "once more" if count == 1 else f"{count:,} times more"
            warnings.append(f"The header stands in the file {times}; it was passed over.")
        reading.problems = self._tally.problems()
        again = next((each.rows for each in reading.problems if each.kind == "repeated_key"), 0)
        if again:
            rows = "1 row repeats" if again == 1 else f"{again:,} rows repeat"
            warnings.append(f"{rows} the key of another row; of each key the latest update counts.")
        width, container = self._binding.width, self._sheet.container
        reading.cut = (
            self._sheet.cut
            or self._footer_cut(reading.rows_read)
            or self._importer.cut(reading.rows_read, width, container)
        )
        if reading.cut:
            warnings.append(reading.cut)

    def _unread(self) -> list[str]:
        """A sentence on the columns that mean nothing here, when hardly any means something."""
        if self._sheet.container not in _WITH_FOOTERS or self._options.mapping:
            return []
        read = {at for each in self._binding.bound for at in (each.place, *each.more)}
        named = [at for at, name in enumerate(self._header) if name.strip()]
        unread = [self._header[at].strip()[:40] for at in named if at not in read]
        if len(read) >= _ENOUGH or 2 * len(unread) < len(named):
            return []
        more = f" and {len(unread) - 6:,} more" if len(unread) > 6 else ""
        words = (
            f"{len(unread):,} of {len(named):,} columns are not known here and were not read: "
            f"{', '.join(unread[:6])}{more}. Map them in step 3 of the Import screen."
        )
        return [words]

    def _footer_cut(self, rows: int) -> str | None:
        """Why the footer shows that the file is not whole."""
        footer = self._footer
        if footer is None:
            return None
        if footer.stopped:
            return f"The file ends with “{footer.words}”: more records exist. Export in parts."
        if footer.stated is not None and footer.stated > rows:
            return (
                f"The file says that it holds {footer.stated:,} records, but {rows:,} rows are "
                "there. Export it again."
            )
        return None

    def _note_words(self, note: str, count: int, zone: str) -> str:
        if note in {REPEATED, MISSING_HOUR}:
            times = "1 time falls" if count == 1 else f"{count:,} times fall"
            moved = "was" if count == 1 else "were"
            if note == REPEATED:
                which = self._tally.action("repeated_hour")
                return (
                    f"{times} in the repeated hour of {zone} and {moved} read as its {which} pass."
                )
            return f"{times} in an hour that {zone} skips and {moved} moved forward by it."
        column, _, value = note.partition("\t")
        rows = "1 row" if count == 1 else f"{count:,} rows"
        return f"“{value}” in {column} is not a value that is known here ({rows})."


def _without(numbers: list[int], rows: list[Row], out: set[int]) -> tuple[list[int], list[Row]]:
    if not out:
        return numbers, rows
    kept = [place for place in range(len(rows)) if place not in out]
    return [numbers[place] for place in kept], [rows[place] for place in kept]
