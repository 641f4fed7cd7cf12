"""Blocks of cells to rows of values: column by column, a bad row left out with its reason."""

import marshal
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import blake2b
from itertools import repeat

from app.importers.base import Binding, Bound, Row
from app.importers.blocks import FIELDS_LIMIT, Block
from app.importers.columns import Context
from app.importers.written_stamps import BadValueError
from app.models.records import Value

Report = Callable[[int, str, str, str], None]
_SHORT_HASH = partial(blake2b, digest_size=8)


class Conversion:
    """Turns rows of one file into tuples: constants, the bound fields, then the row's hash."""

    def __init__(
        self, binding: Binding, constants: dict[str, Value], context: Context, *, hashed: bool
    ) -> None:
        self._width = binding.width
        self._bound = binding.bound
        self._converters = [each.column.compile(context, each.header) for each in binding.bound]
        self._constants = tuple(constants.values())
        self._hashed = hashed
        self._notes = context.notes
        self.fields = (
            *constants,
            *(each.column.field for each in binding.bound),
            *(("row_hash",) if hashed else ()),
        )
        self.blank = 0

    def block(self, block: Block, report: Report) -> tuple[list[int], list[Row]]:
        """The rows that could be read, each with its number; the others go to `report`."""
        numbers, rows = block.numbers(), block.rows
        if set(map(len, rows)) - {self._width}:
            numbers, rows = self._even(numbers, rows, report)
        if not rows:
            return [], []
        return self._convert(numbers, rows, report)

    def _even(
        self, numbers: list[int], rows: list[list[str]], report: Report
    ) -> tuple[list[int], list[list[str]]]:
        """Rows of the header's width; blank ones are counted, ragged ones reported."""
        width = self._width
        even_numbers, even = [], []
        for number, row in zip(numbers, rows, strict=True):
            if len(row) == width or (len(row) > width and not any(row[width:])):
                even_numbers.append(number)
                even.append(row[:width])
            elif not any(cell.strip() for cell in row):
                self.blank += 1
            else:
                cells = f"more than {FIELDS_LIMIT:,}" if len(row) > FIELDS_LIMIT else len(row)
                reason = f"The row has {cells} cells, the header {width}"
                report(number, "", next(cell for cell in row if cell.strip())[:200], reason)
        return even_numbers, even

    def _convert(
        self, numbers: list[int], rows: list[list[str]], report: Report
    ) -> tuple[list[int], list[Row]]:
        before = self._notes.copy()
        try:
            return numbers, self._tuples(rows)
        except BadValueError:
            self._notes.clear()
            self._notes.update(before)
        if len(rows) == 1:
            self._explain(numbers[0], rows[0], report)
            return [], []
        half = len(rows) // 2
        first_numbers, first = self._convert(numbers[:half], rows[:half], report)
        second_numbers, second = self._convert(numbers[half:], rows[half:], report)
        return first_numbers + second_numbers, first + second

    def _tuples(self, rows: list[list[str]]) -> list[Row]:
        cells = list(zip(*rows, strict=True))
        columns = [
            convert(cells[each.place] if not each.more else _joined(cells, each))
            for convert, each in zip(self._converters, self._bound, strict=True)
        ]
        constants = [repeat(value, len(rows)) for value in self._constants]
        if not self._hashed:
            return list(zip(*constants, *columns, strict=True))
        written = map(marshal.dumps, zip(*columns, strict=True), repeat(2))
        hashes = map(blake2b.hexdigest, map(_SHORT_HASH, written))
        return list(zip(*constants, *columns, hashes, strict=True))

    def _explain(self, number: int, row: list[str], report: Report) -> None:
        """Report the first cell of a bad row that can't be read."""
        if not any(cell.strip() for cell in row):
            self.blank += 1
            return
        unused: Counter[str] = self._notes.copy()
        for each, convert in zip(self._bound, self._converters, strict=True):
            cell = row[each.place] if not each.more else _joined([(c,) for c in row], each)[0]
            try:
                convert([cell])
            except BadValueError as reason:
                report(number, each.header, cell[:200], str(reason))
                break
        self._notes.clear()
        self._notes.update(unused)


def _joined(cells: Sequence[tuple[str, ...]], bound: Bound) -> list[str]:
    """The filled cells of a repeated header, joined as the column says."""
    columns = [cells[place] for place in (bound.place, *bound.more)]
    joint = bound.column.joint
    return [joint.join(filter(None, each)) for each in zip(*columns, strict=True)]
