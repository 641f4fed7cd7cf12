"""Rows of a query as NumPy columns, in chunks, so that a million of them need little memory."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.models.columns import MISSING
from app.store.collecting import collector_paused

CHUNK = 2_000
"""Rows read at a time: few enough that the processor's cache holds them."""
LONGEST_KEY = 128
"""Longer keys are cut in columns: an array of text is as wide as its longest."""

_TYPES: dict[str, Any] = {
    "instant": np.int64,
    "count": np.int32,
    "small": np.int8,
    "flag": np.bool_,
    "code": np.int32,
    "choice": np.int8,
}


class Vocabulary:
    """Words and their codes; absent is -1. Codes follow first sight, sorted within a chunk."""

    def __init__(self) -> None:
        self._codes: dict[str | None, int] = {None: -1}

    def codes(self, words: Sequence[str | None]) -> NDArray[np.int32]:
        """The code of each word; new words get the next ones."""
        codes = self._codes
        with suppress(KeyError):
            return np.fromiter(map(codes.__getitem__, words), np.int32, len(words))
        for word in sorted(each for each in set(words) if each not in codes):  # type: ignore[type-var]
            codes[word] = len(codes) - 1
        return np.fromiter(map(codes.__getitem__, words), np.int32, len(words))

    @property
    def words(self) -> tuple[str, ...]:
        """Every word by its code."""
        return tuple(word for word in self._codes if word is not None)


@dataclass(frozen=True, slots=True)
class Read:
    """One column to read. `kind`: instant, count, small, flag, code, choice, key, real.

    `absent` stands for NULL in whole numbers, NaN in real ones; a choice is looked up in `choices`.
    """

    name: str
    sql: str
    kind: str
    absent: int = 0
    choices: Mapping[str | None, int] = field(default_factory=dict)
    words: Vocabulary | None = None


def instant(name: str, column: str | None = None) -> Read:
    """A UTC instant, MISSING when absent."""
    return Read(name, column or f"{name}_at", "instant", MISSING)


def code(name: str, column: str, words: Vocabulary | None = None) -> Read:
    """A word as its code in a vocabulary of the column's own, or in a shared one."""
    return Read(name, column, "code", words=words or Vocabulary())


def choice(name: str, column: str, choices: Sequence[str], absent: int) -> Read:
    """One of a fixed list of words as its place in it; what isn't in it is `absent`."""
    return Read(name, column, "choice", absent, {word: at for at, word in enumerate(choices)})


def read_columns(
    cursor: sqlite3.Cursor, reads: Sequence[Read], rest: str, parameters: Sequence[Any] = ()
) -> dict[str, NDArray[Any]]:
    """The columns of `SELECT ... {rest}`, by name."""
    names = ", ".join(_expression(read) for read in reads)
    cursor.execute(f"SELECT {names} {rest}", parameters)
    parts: dict[str, list[NDArray[Any]]] = {read.name: [] for read in reads}
    with collector_paused():
        while rows := cursor.fetchmany(CHUNK):
            for read, values in zip(reads, zip(*rows, strict=True), strict=True):
                parts[read.name].append(_array(read, values))
    return {
        read.name: np.concatenate(parts[read.name]) if parts[read.name] else _array(read, ())
        for read in reads
    }


def _expression(read: Read) -> str:
    if read.kind in {"instant", "count", "small", "flag"}:
        return f"ifnull({read.sql}, {read.absent})" if read.absent != MISSING else _instant(read)
    return read.sql


def _instant(read: Read) -> str:
    # SQLite has no literal for the smallest integer; this is the way to write it.
    return f"ifnull({read.sql}, -9223372036854775807 - 1)"


def _array(read: Read, values: Sequence[Any]) -> NDArray[Any]:
    if read.kind == "code":
        assert read.words is not None
        return read.words.codes(values)
    if read.kind == "choice":
        found = map(read.choices.get, values, repeat(read.absent))
        return np.fromiter(found, np.int8, len(values))
    if read.kind == "key":
        return np.array([value[:LONGEST_KEY] for value in values], np.str_)
    if read.kind == "real":
        return np.array([np.nan if value is None else value for value in values], np.float32)
    return np.array(values, np.int64).astype(_TYPES[read.kind])
