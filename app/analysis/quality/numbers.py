"""Runs of numbers: how many there are between the least and the greatest of one prefix."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.analysis.quality.checks import Given, Hit
from app.models.columns import I64, Text
from app.models.counts import counted
from app.models.results import FoundRow
from app.models.ticket import TICKET_KINDS

_FEWEST = 20
_MOST_DIGITS = 15
_PRIME = np.uint64(1_099_511_628_211)


@dataclass(frozen=True, slots=True)
class NumberRun:
    """Numbers of one prefix and one `of` (what tells kinds and sources apart).

    `digits` is the least number of digits, zeros counted.
    """

    of: int
    prefix: str
    count: int
    least: int
    most: int
    digits: int

    def written(self, number: int) -> str:
        """A number as the source writes it."""
        return f"{self.prefix}{number:0{self.digits}}"


def number_runs(keys: Text, of: I64) -> list[NumberRun]:
    """Every run of at least twenty numbers; keys that don't end in digits are left out."""
    number, length, prefix = _parts(np.ascontiguousarray(keys))
    rows = np.flatnonzero((length > 0) & (length <= _MOST_DIGITS))
    if not len(rows):
        return []
    group = prefix[rows] * _PRIME + of[rows].astype(np.uint64)
    order = np.lexsort((number[rows], group))
    rows, group = rows[order], group[order]
    starts = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    runs = []
    for begin, end in zip(starts.tolist(), [*starts[1:].tolist(), len(rows)], strict=True):
        if end - begin < _FEWEST:
            continue
        first, last = int(rows[begin]), int(rows[end - 1])
        digits = int(length[rows[begin:end]].min())
        runs.append(
            NumberRun(
                of=int(of[first]),
                prefix=str(keys[first])[: -int(length[first])],
                count=len(np.unique(number[rows[begin:end]])),
                least=int(number[first]),
                most=int(number[last]),
                digits=digits,
            )
        )
    return runs


def _parts(keys: Text) -> tuple[I64, I64, np.ndarray[tuple[int], np.dtype[np.uint64]]]:
    """(number at the end, its digits, hash of what stands before it) of every key."""
    count = len(keys)
    letters = keys.view(np.uint32).reshape(count, keys.itemsize // 4)
    number, length = np.zeros(count, np.int64), np.zeros(count, np.int64)
    prefix = np.zeros(count, np.uint64)
    before = np.zeros(count, np.bool_)
    for place in range(letters.shape[1] - 1, -1, -1):
        letter = letters[:, place]
        there = letter != 0
        digit = (letter >= ord("0")) & (letter <= ord("9"))
        counts = there & digit & ~before & (length < _MOST_DIGITS + 1)
        before |= there & ~digit
        worth = (letter.astype(np.int64) - ord("0")) * 10 ** np.minimum(length, _MOST_DIGITS)
        number += np.where(counts, worth, 0)
        length += counts
        prefix = np.where(before, prefix * _PRIME + letter.astype(np.uint64), prefix)
    return number, length, prefix


def gaps(given: Given) -> Iterator[Hit]:
    """Numbers that are missing in a run; normal in an export that is filtered."""
    tickets, changes = given.facts.tickets, given.facts.changes
    sources = len(tickets.sources) + 1
    of = tickets.kind.astype(np.int64) * sources + tickets.source
    found = [
        (TICKET_KINDS[run.of // sources], tickets.sources[run.of % sources], run)
        for run in number_runs(tickets.key, of)
    ]
    every = number_runs(changes.key, np.zeros(len(changes), np.int64))
    found += [("change", "", run) for run in every]
    broken = [
        (kind, source, run, missing)
        for kind, source, run in found
        if (missing := run.most - run.least + 1 - run.count)
    ]
    if broken:
        yield Hit(
            "number.gaps",
            "note",
            "Gaps in numbers",
            f"{counted(len(broken), 'run')} of numbers with gaps",
            "Gaps are normal where an export is filtered. Compare the count with the exporter's "
            "own before it is used as evidence.",
            others=tuple(
                FoundRow(
                    kind,
                    f"{run.written(run.least)} to {run.written(run.most)}",
                    source,
                    f"{run.count:,} there, {missing:,} not",
                )
                for kind, source, run, missing in broken
            ),
        )
