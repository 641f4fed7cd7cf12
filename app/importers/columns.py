"""Declared columns: what a format calls a field, and how its cells become values."""

import dataclasses
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.importers.cells import all_plain, check_length, tidy_text, trimmed, whole_number, yes_or_no
from app.importers.stamps import StampReader
from app.importers.written_stamps import EmptyKeyError
from app.models.errors import AppError
from app.models.records import Value

Convert = Callable[[Sequence[str]], Sequence[Value]]
"""Turns the cells of one column into values, in order."""
WORDS = 60
"""Characters of an unknown value that are kept."""
_MEMO_LIMIT = 100_000


@dataclass(slots=True)
class Context:
    """What the columns of one file share while it is read."""

    stamps: StampReader
    notes: Counter[str]
    """Counted remarks: repeated hours, unknown choice values as `field\\tvalue`."""


@dataclass(frozen=True)
class Column(ABC):
    """One field of the target table; `names` are its headers, field name and labels, in order."""

    field: str
    names: tuple[str, ...]
    required: bool = dataclasses.field(default=False, kw_only=True)
    """A row without it is left out; a file without it is not of this format."""
    reference: bool = dataclasses.field(default=False, kw_only=True)
    """Raw exports hold a 32-digit id here, others a name."""
    repeats: bool = dataclasses.field(default=False, kw_only=True)
    """The format repeats this header; the filled cells are joined by `joint`."""
    joint: str = dataclasses.field(default=";", kw_only=True)

    @abstractmethod
    def compile(self, context: Context, header: str) -> Convert:
        """The converter for one file."""

    @property
    def prefers_stored(self) -> bool:
        """Whether a JSON cell's stored value says more than its display value."""
        return True


@dataclass(frozen=True)
class Text(Column):
    """Free text, kept as it is apart from blanks around it and one escaping apostrophe."""

    @property
    def prefers_stored(self) -> bool:
        """A name, not an id."""
        return False

    def compile(self, context: Context, header: str) -> Convert:
        """Touches only cells that don't begin with a letter or digit."""
        del context, header
        tidy = tidy_text

        def convert(cells: Sequence[str]) -> Sequence[Value]:
            check_length(cells)
            if all_plain(cells):
                return cells
            return [cell if cell[:1].isalnum() else tidy(cell) for cell in cells]

        return convert


@dataclass(frozen=True)
class Key(Text):
    """The record's number: never empty, its own text end to end."""

    required: bool = dataclasses.field(default=True, kw_only=True)

    def compile(self, context: Context, header: str) -> Convert:
        """Refuses a row without a number."""
        del context

        def convert(cells: Sequence[str]) -> Sequence[Value]:
            values = trimmed(cells)
            if None in values or "" in values:
                raise EmptyKeyError(f"{header[:1].upper()}{header[1:]} is empty")
            return values

        return convert


class _Memo(dict[str, Value]):
    """Remembers what a parser made of each different cell."""

    def __init__(self, parse: Callable[[str], Value]) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, cell: str) -> Value:
        value = self._parse(cell)
        if len(self) >= _MEMO_LIMIT:
            self.clear()
        self[cell] = value
        return value


def _memoised(parse: Callable[[str], Value]) -> Convert:
    memo = _Memo(parse)
    look = memo.__getitem__

    def convert(cells: Sequence[str]) -> Sequence[Value]:
        if cells and cells[0] == cells[-1] and cells.count(cells[0]) == len(cells):
            return [look(cells[0])] * len(cells)  # empty or all the same, as many columns are
        return list(map(look, cells))

    return convert


@dataclass(frozen=True)
class Identifier(Text):
    """Text that hardly ever repeats: the source's own id. Trimmed."""

    def compile(self, context: Context, header: str) -> Convert:
        """Remembers nothing."""
        del context, header
        return trimmed


@dataclass(frozen=True)
class Name(Text):
    """Text that repeats: a person, group, category, CI. Trimmed."""

    def compile(self, context: Context, header: str) -> Convert:
        """Remembers each different cell."""
        del context, header
        return _memoised(tidy_text)


@dataclass(frozen=True)
class Raw(Name):
    """The cell's own words beside a choice or priority, whatever they are."""


@dataclass(frozen=True)
class Stamp(Column):
    """An instant; UTC seconds."""

    def compile(self, context: Context, header: str) -> Convert:
        """Shares the file's zone and date order."""
        del header
        return context.stamps.column


@dataclass(frozen=True)
class Choice(Column):
    """One of a few values; `choices` maps canonical names to the words and numbers in use."""

    choices: Mapping[str, Value] = dataclasses.field(default_factory=dict, kw_only=True)
    otherwise: Value = dataclasses.field(default=None, kw_only=True)
    """For a value that is not known; it is counted and its own words stay in the raw field."""
    when_empty: Value = dataclasses.field(default=None, kw_only=True)
    starts: tuple[tuple[str, Value], ...] = dataclasses.field(default=(), kw_only=True)
    """Values by how a cell begins."""
    keep: bool = dataclasses.field(default=False, kw_only=True)
    """An unknown value is kept in its own words."""
    silent: bool = dataclasses.field(default=False, kw_only=True)
    """Unknown values of this field are not remarked on: another field of the cell does."""
    said: Mapping[str, Value] = dataclasses.field(default_factory=dict, kw_only=True)
    """What somebody said words mean, by their first 60 characters, casefolded; goes first."""

    def compile(self, context: Context, header: str) -> Convert:
        """Remembers known values; counts each occurrence of an unknown one."""
        memo = _Memo(self._said if self.said else self._parse)
        notes, otherwise, keep = context.notes, self.otherwise, self.keep

        def one(cell: str) -> Value:
            try:
                return memo[cell]
            except KeyError:
                if not self.silent:
                    notes[f"{header}\t{cell.strip()[:WORDS]}"] += 1
                return tidy_text(cell) if keep else otherwise

        known = memo.__getitem__

        def convert(cells: Sequence[str]) -> list[Value]:
            try:
                return list(map(known, cells))
            except KeyError:
                return list(map(one, cells))

        return convert

    def _said(self, cell: str) -> Value:
        words = cell.strip()[:WORDS].casefold()
        return self.said[words] if words in self.said else self._parse(cell)

    def possible(self) -> tuple[Value, ...]:
        """Every value that words may be mapped to."""
        values = [*self.choices.values(), *(value for _, value in self.starts), self.otherwise]
        return tuple(dict.fromkeys(value for value in values if value is not None))

    def _parse(self, cell: str) -> Value:
        text = tidy_text(cell)
        if text is None:
            return self.when_empty
        key = text.casefold()
        if key in self.choices:
            return self.choices[key]
        for start, value in self.starts:
            if key.startswith(start):
                return value
        number = key.partition(" - ")[0]
        return self.choices[number]


@dataclass(frozen=True)
class Level(Choice):
    """A rank such as `1 - Critical`: its leading digit, or its word."""

    highest: int = dataclasses.field(default=5, kw_only=True)

    def possible(self) -> tuple[Value, ...]:
        """Every rank."""
        return tuple(range(1, self.highest + 1))

    def _parse(self, cell: str) -> Value:
        text = tidy_text(cell)
        if text is None:
            return None
        digit = text[:1]
        if digit.isascii() and digit.isdigit() and not text[1:2].isdigit():
            level = int(digit)
            if 1 <= level <= self.highest:
                return level
        return self.choices[text.casefold()]


@dataclass(frozen=True)
class Integer(Column):
    """A whole number; thousands separators are dropped."""

    def compile(self, context: Context, header: str) -> Convert:
        """Remembers each different cell."""
        del context, header
        return _memoised(whole_number)


@dataclass(frozen=True)
class Flag(Column):
    """Yes or no; an empty cell is neither."""

    def compile(self, context: Context, header: str) -> Convert:
        """Remembers each different cell."""
        del context, header
        return _memoised(yes_or_no)


def with_choices(
    columns: Sequence[Column], choices: Sequence[tuple[str, str, str]]
) -> tuple[Column, ...]:
    """The columns, with what somebody said words mean: (field, words, value)."""
    said: dict[str, dict[str, Value]] = {}
    for field, words, value in choices:
        of_field = [each for each in columns if isinstance(each, Choice) and each.field == field]
        if not of_field:
            raise AppError(f"“{field}” is not a field whose values can be mapped.")
        known = {as_words(each): each for column in of_field for each in column.possible()}
        if value not in known and not any(column.keep for column in of_field):
            raise AppError(f"“{value}” is not a value of {field}: {', '.join(known)}.")
        said.setdefault(field, {})[words.strip()[:WORDS].casefold()] = known.get(value, value)
    return tuple(
        dataclasses.replace(each, said=said[each.field])
        if isinstance(each, Choice) and each.field in said
        else each
        for each in columns
    )


def as_words(value: Value) -> str:
    """A value of a choice as it stands in Options.choices."""
    return str(value).lower() if isinstance(value, bool) else str(value)
