"""Columns whose cells are made when they are painted: a million rows cost nothing at once."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, overload

T = TypeVar("T")


class Made(Sequence[Any]):
    """One column of a table, made cell by cell from `rows`."""

    def __init__(self, rows: Sequence[T], make: Callable[[T], Any]) -> None:
        self._rows: Sequence[Any] = rows
        self._make = make

    def __len__(self) -> int:
        """Number of rows."""
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        """The cell of one row."""
        if isinstance(at, slice):
            return [self._make(row) for row in self._rows[at]]
        return self._make(self._rows[at])
