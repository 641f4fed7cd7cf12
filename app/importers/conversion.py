"""Blocks of cells to rows of values: column by column, a bad row left out with its reason."""

import marshal
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import blake2b
from itertools import repeat

from app.importers.base import Binding, Bound, Row
from app.importers.blocks import FIELD_LIMIT, FIELDS_LIMIT, Block
from app.importers.columns import Context, Convert
from app.importers.problem_tally import ProblemTally, key_of
from app.importers.written_stamps import BadValueError
from app.models.records import Value

Report = Callable[[int, str, str, str, str], None]
"""(row, column, value, reason, problem) of a row that is left out."""
Cells = list[tuple[str, ...]]
_SHORT_HASH = partial(blake2b, digest_size=8)


class Conversion:
    """Turns rows of one file into tuples: constants, the bound fields, then the row's hash."""

    def __init__(
        self,
        binding: Binding,
        constants: dict[str, Value],
        context: Context,
        tally: ProblemTally,
        *,
        hashed: bool,
    ) -> None:
        self._width = binding.width
        self._bound = binding.bound
        self._converters = [each.column.compile(context, each.header) for each in binding.bound]
        self._constants = tuple(constants.values())
        self._hashed = hashed
        self._notes = context.notes
        self._tally = tally
        keys = [each.place for each in binding.bound if each.column.field == "key"]
        self.key_place = keys[0] if keys else None
        self.fields = (
            *constants,
            *(each.column.field for each in binding.bound),
            *(("row_hash",) if hashed else ()),
        )
        self.blank = 0

    def block(self, block: Block, report: Report) -> tuple[list[int], list[list[str]], list[Row]]:
        """(numbers, cells, values) of the rows that could be read; the others go to `report`."""
        numbers, rows = block.numbers(), block.rows
        if set(map(len, rows)) - {self._width}:
            numbers, rows = self._even(numbers, rows, report)
        if not rows:
            return [], [], []
        before = self._notes.copy()
        try:
            return numbers, rows, self._tuples(list(zip(*rows, strict=True)), self._converters)
        except BadValueError:
            self._restore(before)
        return self._carefully(numbers, rows, report)

    def _even(
        self, numbers: list[int], rows: list[list[str]], report: Report
    ) -> tuple[list[int], list[list[str]]]:
        """Rows of the header's width; blank ones are counted, ragged ones filled or reported."""
        width = self._width
        fill = self._tally.action("ragged") == "fill"
        even_numbers, even = [], []
        for number, row in zip(numbers, rows, strict=True):
            if not any(cell.strip() for cell in row):
                self.blank += 1
            elif len(row) == width or (len(row) > width and not any(row[width:])):
                even_numbers.append(number)
                even.append(row[:width])
            else:
                cells = f"more than {FIELDS_LIMIT:,}" if len(row) > FIELDS_LIMIT else len(row)
                reason = f"The row has {cells} cells, the header {width}"
                value = next(cell for cell in row if cell.strip())[:200]
                self._tally.add("ragged", number, key_of(row, self.key_place), reason)
                if fill and len(row) < width:
                    even_numbers.append(number)
                    even.append(row + [""] * (width - len(row)))
                else:
                    report(number, "", value, reason, "ragged")
        return even_numbers, even

    def _carefully(
        self, numbers: list[int], rows: list[list[str]], report: Report
    ) -> tuple[list[int], list[list[str]], list[Row]]:
        """The same for a block with a bad cell: rows are left out or mended one by one."""
        before = self._notes.copy()
        out: set[int] = set()
        for place, row in enumerate(rows):
            if not any(cell.strip() for cell in row):
                self.blank += 1
                out.add(place)
        columns = list(zip(*rows, strict=True))
        mends: list[dict[int, str]] = []
        for bound, convert in zip(self._bound, self._converters, strict=True):
            bad = _bad_cells(convert, _cells(columns, bound), out)
            mends.append(self._settled(bound, bad, numbers, rows, out, report))
        self._restore(before)
        kept = [place for place in range(len(rows)) if place not in out]
        if not kept:
            return [], [], []
        converters = [
            _mended(convert, [mend.get(place) for place in kept]) if mend.keys() - out else convert
            for convert, mend in zip(self._converters, mends, strict=True)
        ]
        good = [rows[place] for place in kept]
        values = self._tuples(list(zip(*good, strict=True)), converters)
        return [numbers[place] for place in kept], good, values

    def _settled(
        self,
        bound: Bound,
        bad: dict[int, tuple[str, BadValueError]],
        numbers: list[int],
        rows: list[list[str]],
        out: set[int],
        report: Report,
    ) -> dict[int, str]:
        """What is to be read in the place of bad cells; rows that can't be mended join `out`."""
        mends: dict[int, str] = {}
        for place, (cell, trouble) in bad.items():
            number, key = numbers[place], key_of(rows[place], self.key_place)
            self._tally.add(trouble.problem, number, key, cell.strip() or str(trouble))
            mend = self._mend(cell, self._tally.action(trouble.problem))
            if mend is None or bound.column.required:
                out.add(place)
                report(number, bound.header, cell[:200], str(trouble), trouble.problem)
            else:
                mends[place] = mend
        return mends

    def _mend(self, cell: str, action: str) -> str | None:
        if action == "blank":
            return ""
        return cell.strip()[:FIELD_LIMIT] if action == "cut" else None

    def _tuples(self, cells: Cells, converters: Sequence[Convert]) -> list[Row]:
        columns = [
            convert(cells[each.place] if not each.more else _cells(cells, each))
            for convert, each in zip(converters, self._bound, strict=True)
        ]
        rows = len(cells[0])
        constants = [repeat(value, rows) for value in self._constants]
        if not self._hashed:
            return list(zip(*constants, *columns, strict=True))
        written = map(marshal.dumps, zip(*columns, strict=True), repeat(2))
        hashes = map(blake2b.hexdigest, map(_SHORT_HASH, written))
        return list(zip(*constants, *columns, hashes, strict=True))

    def _restore(self, notes: Counter[str]) -> None:
        self._notes.clear()
        self._notes.update(notes)


def _bad_cells(
    convert: Convert, cells: Sequence[str], out: set[int]
) -> dict[int, tuple[str, BadValueError]]:
    """The cells that can't be read, with why, but for the rows that are left out already."""
    found: dict[int, tuple[str, BadValueError]] = {}
    try:
        convert([cell for place, cell in enumerate(cells) if place not in out])
    except BadValueError:
        pass
    else:
        return found
    for place, cell in enumerate(cells):
        if place not in out:
            try:
                convert([cell])
            except BadValueError as trouble:
                found[place] = (cell, trouble)
    return found


def _mended(convert: Convert, mends: Sequence[str | None]) -> Convert:
    """The same converter with other cells in some places."""

    def mended(cells: Sequence[str]) -> Sequence[Value]:
        pairs = zip(cells, mends, strict=True)
        return convert([cell if mend is None else mend for cell, mend in pairs])

    return mended


def _cells(cells: Cells, bound: Bound) -> Sequence[str]:
    """The cells of a column; the filled ones of a repeated header joined as the column says."""
    if not bound.more:
        return cells[bound.place]
    columns = [cells[place] for place in (bound.place, *bound.more)]
    joint = bound.column.joint
    return [joint.join(filter(None, each)) for each in zip(*columns, strict=True)]
