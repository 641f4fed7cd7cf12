"""The rows of a sheet below its header: repeated headers and a footer are taken out."""

from collections.abc import Iterator

from app.importers.blocks import Block, Sheet
from app.importers.footers import CELLS, Footer, footer_of

WITH_FOOTERS = frozenset({"csv", "xlsx", "xls", "ods"})
"""Containers that people open and programs sign: a footer and foreign columns occur there."""


class DataRows:
    """The blocks of one sheet below its header; what was taken out is known after the last."""

    def __init__(self, sheet: Sheet, header: tuple[str, ...], skip: int) -> None:
        """`skip` is the number of rows up to and with the header."""
        self._sheet = sheet
        self._header = list(header)
        self._skip = skip
        self.footer: Footer | None = None
        self.headers_again = 0

    def blocks(self) -> Iterator[Block]:
        """The blocks; a header that comes again is blank cells in them."""
        skip = self._skip
        header = self._header
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
                self.headers_again += block.rows.count(header)
                block.rows[:] = [[""] * len(row) if row == header else row for row in block.rows]
            if held is not None and block.rows:
                yield held
                held = None
            if self._footer_of(block) is not None:
                held = block
            else:
                yield block
        if held is not None:
            self.footer = self._footer_of(held)
            if self.footer is not None:
                del held.rows[-self.footer.rows :]
            yield held

    def _footer_of(self, block: Block) -> Footer | None:
        if self._sheet.container not in WITH_FOOTERS or not block.rows or block.broken is not None:
            return None
        if sum(map(bool, block.rows[-1])) > CELLS:
            return None
        return footer_of(block.rows, len(self._header))

    def cut(self, rows: int) -> str | None:
        """Why the footer shows that a file of so many rows is not whole."""
        footer = self.footer
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

    def warnings(self) -> list[str]:
        """A sentence on headers that came again."""
        count = self.headers_again
        if not count:
            return []
        times = "once more" if count == 1 else f"{count:,} times more"
        return [f"The header stands in the file {times}; it was passed over."]
