"""The columns of a file as the import wizard shows them: samples, field, and what converts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.importers.base import Binding, Bound
from app.importers.columns import Choice, Context, Raw, Stamp, as_words
from app.importers.field_words import field_label, transform
from app.importers.written_stamps import BadValueError
from app.models.errors import DecisionNeeded
from app.models.records import Value
from app.models.results.preview import ColumnPreview, UnknownValue

_SAMPLES = 3
_SAMPLE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in one column: its preview, and the words nobody knows."""

    preview: ColumnPreview
    unknown: tuple[UnknownValue, ...] = ()


class ColumnLook:
    """Looks at the columns of one file."""

    def __init__(
        self,
        header: Sequence[str],
        binding: Binding,
        rows: Sequence[Sequence[str]],
        context: Context,
        words: tuple[str, str, str],
    ) -> None:
        self._header, self._binding, self._rows = header, binding, rows
        self._context = context
        self._order, self._zone, self._open = words

    def all(self) -> list[Looked]:
        """Every column in the order of the file; a repeated header that is joined comes once."""
        joined = {place for each in self._binding.bound for place in each.more}
        return [
            self._one(place, name) for place, name in enumerate(self._header) if place not in joined
        ]

    def _one(self, place: int, name: str) -> Looked:
        cells = Counter(row[place] for row in self._rows if place < len(row))
        filled = Counter({cell: rows for cell, rows in cells.items() if cell.strip()})
        total, there = len(self._rows), filled.total()
        bounds = [each for each in self._binding.bound if each.place == place]
        main = next((each for each in bounds if not isinstance(each.column, Raw)), None)
        samples = tuple(cell.strip()[:_SAMPLE_LENGTH] for cell in list(filled)[:_SAMPLES])
        share = there / total if total else 0.0
        if main is None:
            return Looked(ColumnPreview(name, samples, "", "Not imported", None, share))
        bad, unknown, values = self._converted(main, filled)
        match = 1 - (bad + sum(unknown.values())) / there if there else 1.0
        preview = ColumnPreview(
            name,
            samples,
            main.column.field,
            transform(main, len(filled), values, self._order, self._zone),
            round(match, 4),
            share,
            self._decision(main, unknown, there),
        )
        return Looked(preview, tuple(self._unknown_values(main, unknown)))

    def _decision(self, bound: Bound, unknown: Counter[str], there: int) -> str:
        if isinstance(bound.column, Stamp) and there and self._open:
            return self._open
        if unknown:
            return "Map value" if len(unknown) == 1 else f"Map {len(unknown)} values"
        return ""

    def _converted(self, bound: Bound, cells: Counter[str]) -> tuple[int, Counter[str], int]:
        """(rows that can't be read, rows by unknown words, different values)."""
        notes: Counter[str] = Counter()
        convert = bound.column.compile(Context(self._context.stamps, notes), bound.header)
        bad = 0
        unknown: Counter[str] = Counter()
        values: set[Value] = set()
        for cell, rows in cells.items():
            notes.clear()
            try:
                value = convert([cell])[0]
            except BadValueError:
                bad += rows
                continue
            except DecisionNeeded:
                continue
            if isinstance(bound.column, Choice) and notes:
                unknown[cell.strip()[:60]] += rows
            elif len(values) < 1_000:
                values.add(value)
        return bad, unknown, len(values)

    def _unknown_values(self, bound: Bound, unknown: Counter[str]) -> list[UnknownValue]:
        column = bound.column
        if not isinstance(column, Choice):
            return []
        choices = tuple(map(as_words, column.possible()))
        return [
            UnknownValue(column.field, field_label(column.field), words, rows, choices)
            for words, rows in unknown.most_common()
        ]
