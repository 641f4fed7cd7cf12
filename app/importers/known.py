"""What was decided before about files with the same header."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.importers.blocks import Sheet
from app.importers.encoding import Packed
from app.importers.problem_tally import SAMPLE
from app.importers.recognition import HEADER_ROWS, header_hash
from app.importers.sheets import open_sheet
from app.models.errors import AppError
from app.models.profile import Profile
from app.models.records import Options

_FALLBACK = "cp1252"
"""What 8-bit text is read as when nothing in it says more: only then an earlier choice counts."""


class Known:
    """The saved profiles, those decided last first, and the teams that are known."""

    def __init__(
        self,
        profiles: Sequence[Profile] = (),
        groups: frozenset[str] = frozenset(),
        problem_rows: int = SAMPLE,
    ) -> None:
        self._profiles = profiles
        self.problem_rows = problem_rows
        """How many rows of each kind of problem are to be listed."""
        self.groups = groups
        """Names of teams, casefolded with single blanks; empty: nobody listed them."""

    def __call__(self, format: str, header_hash: str) -> Options:  # noqa: A002
        """The decisions for a format and header; with an empty format for any file with it."""
        fitting = self.fitting(header_hash)
        found = [each for each in fitting if format in {"", each.format}]
        return replace(found[0].options, format=found[0].format) if found else Options()

    def fitting(self, header_hash: str) -> list[Profile]:
        """The profiles of a header, whatever their format."""
        return [each for each in self._profiles if each.header_hash == header_hash]

    def open(self, path: Path, options: Options) -> tuple[Sheet, Packed, Options]:
        """The file opened as it was decided for one with its header, and that decision.

        What `options` say goes first. The ways in which other files were opened are tried when
        the file's own rows hold no known header.
        """
        sheet, packed = open_sheet(path, options)
        found = self._header_in(sheet, options)
        if found is not None:
            again = self._with(options, found, sheet)
            if _way(again) != _way(options):
                sheet, packed = open_sheet(path, again)
            return sheet, packed, again
        for way in self._ways():
            tried = self._with(options, way, sheet)
            if _way(tried) == _way(options):
                continue
            try:
                other, also_packed = open_sheet(path, tried)
                found = self._header_in(other, options)
            except AppError:
                continue
            if found is not None:
                again = replace(self._with(options, found, other), delimiter=tried.delimiter)
                return other, also_packed, again
        return sheet, packed, options

    def _header_in(self, sheet: Sheet, options: Options) -> Options | None:
        """What is known of the first row that is a known header; its place comes with it."""
        rows = sheet.head()[:HEADER_ROWS]
        places = [options.header_row - 1] if options.header_row else range(len(rows))
        for place in places:
            if 0 <= place < len(rows) and any(rows[place]):
                fitting = self.fitting(header_hash(rows[place]))
                wanted = [each for each in fitting if options.format in {None, each.format}]
                if wanted:
                    return replace(wanted[0].options, header_row=place + 1)
        return None

    def _with(self, options: Options, found: Options, sheet: Sheet) -> Options:
        fallback = sheet.encoding == _FALLBACK
        return replace(
            options,
            encoding=options.encoding or (found.encoding if fallback else None),
            delimiter=options.delimiter or found.delimiter,
            quotes=options.quotes or found.quotes,
            header_row=options.header_row or found.header_row,
        )

    def _ways(self) -> list[Options]:
        ways = {
            Options(delimiter=each.options.delimiter, quotes=each.options.quotes): None
            for each in self._profiles
            if each.options.delimiter or each.options.quotes
        }
        return list(ways)[:5]


def _way(options: Options) -> tuple[str | None, str | None, str | None]:
    """What decides how the rows of a file are found."""
    return options.encoding, options.delimiter, options.quotes
