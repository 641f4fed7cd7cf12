"""Kaplan-Meier curves of many groups at once (METRICS §4.3)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.models.columns import I64, Flags

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """Share still running after each time at which something ended; 1 before the first."""

    times: I64
    share: F64
    events: int
    n: int

    def at(self, when: I64) -> F64:
        """S(t): the share that lasts longer than `t`, for each."""
        place = np.searchsorted(self.times, when, side="right")
        return np.concatenate(([1.0], self.share))[place]

    def usual_end(self, age: I64) -> I64:
        """When half of those that lasted longer than each age had ended; -1 where never known."""
        goal = self.at(age) / 2
        # The shares fall: the first at or under the goal is found from their end.
        place = len(self.share) - np.searchsorted(self.share[::-1], goal + 1e-12, side="right")
        known = place < len(self.share)
        found = np.full(len(age), -1, np.int64)
        found[known] = self.times[place[known]]
        return found


def curve(lasted: I64, ended: Flags) -> Curve:
    """The Kaplan-Meier curve of durations of which some had not ended (right-censored).

    At equal durations the ended ones count before the others.
    """
    order = np.argsort(lasted, kind="stable")
    return _of_sorted(lasted[order], ended[order])


def _of_sorted(lasted: I64, ended: Flags) -> Curve:
    n = len(lasted)
    if not n:
        return Curve(lasted, np.zeros(0), 0, 0)
    first = np.append(0, np.flatnonzero(lasted[1:] != lasted[:-1]) + 1)
    events = np.add.reduceat(ended.astype(np.int64), first)
    kept = events > 0
    share = np.cumprod(1 - events[kept] / (n - first[kept]))
    return Curve(lasted[first[kept]], share, int(events.sum()), n)


class Curves:
    """The curve of each group of records, made when it is asked for.

    Durations come in rising order.
    """

    def __init__(self, code: I64, lasted: I64, ended: Flags) -> None:
        order = np.argsort(code, kind="stable")
        self._codes, first = np.unique(code[order], return_index=True)
        self._first = np.append(first, len(order))
        self._lasted, self._ended = lasted[order], ended[order]
        through = np.append(0, np.cumsum(self._ended))
        self._events = through[self._first[1:]] - through[self._first[:-1]]
        self._made: dict[int, Curve] = {}

    def events(self, code: I64) -> I64:
        """How many of each group had ended; 0 for a group that isn't known."""
        place = np.searchsorted(self._codes, code)
        place[place == len(self._codes)] = 0
        known = self._codes[place] == code if len(self._codes) else np.zeros(len(code), np.bool_)
        return np.where(known, self._events[place] if len(self._events) else 0, 0)

    def of(self, code: int) -> Curve:
        """The curve of a known group."""
        if code not in self._made:
            place = int(np.searchsorted(self._codes, code))
            part = slice(int(self._first[place]), int(self._first[place + 1]))
            self._made[code] = _of_sorted(self._lasted[part], self._ended[part])
        return self._made[code]
