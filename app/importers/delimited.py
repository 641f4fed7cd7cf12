"""Rows out of delimited text: the delimiter vote, quotes that never close, cells without end."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from app.importers.blocks import BLOCK, FIELD_LIMIT, Block, Sheet, line_breaks
from app.importers.encoding import LINE_LIMIT, Packed, find_encoding, open_text
from app.models.errors import AppError
from app.models.records import Options

DELIMITERS = (",", ";", "\t", "|", "¤")
_END = "\x1eend of file\x1e"
"""A last line of our own: a quote still open at the end of the file swallows it."""
PLAIN = "plain"
"""Quotes are ordinary text: every line is a row."""
_OPEN = Options()
_SAMPLE_LINES = 200
_SAMPLE_WIDTH = 4000
_ENDLESS_ROWS = 20
_NUMBERED = re.compile(
    r'\s*"?(?:INC|CHG|PRB|REQ|RITM|SCTASK|TASK|CTASK|PTASK|KB)\d{4,}"?\s*[,;|\t¤]'
)


class Delimited:
    """One delimited text file."""

    def __init__(self, packed: Packed, encoding: str | None, options: Options = _OPEN) -> None:
        delimiter = options.delimiter
        self._plain = options.quotes == PLAIN
        if options.quotes not in {None, PLAIN}:
            raise AppError(f"“{options.quotes}” can't be done about quotes; it is {PLAIN}.")
        self._longest = LINE_LIMIT if ("cell_too_long", "cut") in options.rules else FIELD_LIMIT
        csv.field_size_limit(self._longest)
        if delimiter is not None and len(delimiter) != 1:
            raise AppError(f"“{delimiter}” is not a delimiter; it is one character.")
        self._packed = packed
        self._name = packed.path.name
        self.encoding = encoding or find_encoding(packed.head(), packed.open, self._name)
        self.warnings: list[str] = []
        sample = [line[:FIELD_LIMIT] for line in self._lines(0, _SAMPLE_LINES)]
        self._skip = 1 if sample and re.match(r"\ufeff?sep=.\s*$", sample[0]) else 0
        self.delimiter = delimiter or (
            sample[0].strip("\ufeff\r\n")[4:5] if self._skip else vote(sample)
        )

    def sheet(self) -> Sheet:
        """The file as a sheet."""
        return Sheet(
            self._name,
            "csv",
            self.blocks,
            encoding=self.encoding,
            delimiter=self.delimiter,
            warnings=self.warnings,
        )

    def blocks(self) -> Iterator[Block]:
        """All rows from the start; raises AppError where a quote swallows rows."""
        with open_text(self._packed, self.encoding) as stream:
            wide = self.encoding.startswith(("utf-16", "utf-32"))
            text = (line.replace("\0", "") for line in stream) if wide else stream
            yield from self._parse(chain(islice(text, self._skip, None), [_END]))
            nuls = stream.buffer.raw.nuls  # type: ignore[attr-defined]
        if nuls and not self.warnings:
            self.warnings.append(f"{nuls:,} NUL characters were taken out of the text.")

    def _parse(self, lines: Iterator[str]) -> Iterator[Block]:
        reader = (
            csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE)
            if self._plain
            else csv.reader(lines, delimiter=self.delimiter)
        )
        passed = self._skip
        width = endless = 0
        while True:
            first = reader.line_num + 1 + passed
            rows: list[list[str]] = []
            broken = None
            try:
                rows.extend(islice(reader, BLOCK))
            except csv.Error:
                endless += 1
                line = first + len(rows) + sum(map(line_breaks, rows))
                passed += self._pass_over(lines, line, reader.line_num + passed, width, endless)
                broken = (line, f"A cell is longer than {FIELD_LIMIT:,} characters")
            ended = bool(rows) and rows[-1] == [_END]
            if ended:
                del rows[-1]
            elif broken is None and len(rows) < BLOCK:
                raise self._open_quote(rows[-1], Block(first, rows, by_line=True).numbers()[-1])
            if self._plain:
                rows = [[unquoted(cell) for cell in row] for row in rows]
            block = Block(first, rows, broken)
            width = width or max(map(len, rows[:1]), default=0)
            if reader.line_num + passed + 1 - first != len(rows) + ended:
                block.by_line = True
                self._check_swallowed(block, width)
            yield block
            if ended:
                return

    def _check_swallowed(self, block: Block, width: int) -> None:
        for place, row in enumerate(block.rows):
            for cell in row:
                if "\n" in cell and holds_rows(cell, self.delimiter, width):
                    line = block.numbers()[place]
                    raise self._open_quote(row, line, line + line_breaks(row), cell)

    def _open_quote(
        self, row: list[str], line: int, end: int | None = None, cell: str | None = None
    ) -> AppError:
        opened = line
        for each in row:
            if each == cell or _END in each:
                break
            opened += line_breaks([each])
        if end is None:
            where = "never closes, so the rest of the file would end up in one cell"
        else:
            where = f"closes on line {end}; the rows between would end up in one cell"
        return AppError(
            f"{self._name}: line {opened} opens a quote that {where}. Take out the stray quote, "
            "export again, or read quotes as plain text (--quotes plain)."
        )

    def _pass_over(
        self, lines: Iterator[str], start: int, read: int, width: int, endless: int
    ) -> int:
        """Leave a row with an endless cell behind; returns how many more lines it took."""
        if endless > _ENDLESS_ROWS:
            raise AppError(
                f"{self._name} has more than {_ENDLESS_ROWS} cells longer than {FIELD_LIMIT:,} "
                "characters, so it is not an export of records. Export it again."
            )
        begun = self._lines(start - 1, read - start + 1)
        if holds_rows("".join(begun[:_SAMPLE_LINES]), self.delimiter, width):
            raise self._open_quote([], start)
        inside = ends_in_quote("".join(begun), self.delimiter)
        more = 0
        while inside:
            line = next(lines, _END)
            if line == _END:
                raise self._open_quote([], start)
            more += 1
            inside = '"' not in line or ends_in_quote(f'"{line}', self.delimiter)
        return more

    def _lines(self, start: int, count: int) -> list[str]:
        with open_text(self._packed, self.encoding) as stream:
            return list(islice(stream, start, start + count))


def unquoted(cell: str) -> str:
    """A cell of a line that was split at every delimiter, without the quotes around it."""
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def ends_in_quote(text: str, delimiter: str) -> bool:
    """Whether a quoted cell is still open at the end of the text, which starts with a cell."""
    at = 0
    while at < len(text):
        if text[at] == '"':
            at = text.find('"', at + 1)
            while at >= 0 and text[at + 1 : at + 2] == '"':
                at = text.find('"', at + 2)
            if at < 0:
                return True
        at = text.find(delimiter, at)
        if at < 0:
            return False
        at += 1
    return False


def holds_rows(cell: str, delimiter: str, width: int) -> bool:
    """Whether the lines inside a cell look like rows that a stray quote swallowed."""
    lines = [line for line in cell.splitlines()[1:] if line.strip()]
    if any(_NUMBERED.match(line) for line in lines):
        return True
    whole = lines[:-1]
    if width < 3 or not whole:
        return False
    alike = sum(line.count(delimiter) == width - 1 for line in whole)
    return 2 * alike >= len(whole) and alike >= (1 if width >= 5 else 3)


def vote(lines: list[str]) -> str:
    """The delimiter that gives the most, and the most alike, cells a line (FORMATS §0.2)."""
    best = (0.0, 0, ",")
    sample = [line[:_SAMPLE_WIDTH] for line in lines[:_SAMPLE_LINES]]
    for delimiter in DELIMITERS:
        counts = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if row)
        if not counts:
            continue
        width, alike = max(counts.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        share = alike / sum(counts.values()) if width > 1 else 0.0
        best = max(best, (round(share, 2), width, delimiter), key=lambda each: each[:2])
    return best[2]
