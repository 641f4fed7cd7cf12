"""What makes two incidents the same kind of trouble (METRICS K3, K15)."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.models.columns import I32, I64, Facts, Flags

LEVELS = ("problem", "text template", "subcategory")
"""By which an incident is known again, best first; the last two with its service and CI."""
_ROOM = 2**62
_FEW = 4
"""Numbers up to so many times their count are looked up in a table, not sorted."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Per asked row a code, -1 without signature, and the level in LEVELS, -1 likewise."""

    code: I64
    level: I64


def signatures(facts: Facts, rows: I64) -> Signatures:
    """Problem, else service + CI + text template, else service + CI + subcategory.

    The last two need a service or a CI beside the template or subcategory. Codes of different
    levels differ. (METRICS K3)
    """
    tickets, details = facts.tickets, facts.details
    service, ci = tickets.service[rows], tickets.ci[rows]
    template, sub = details.template[rows], tickets.subcategory[rows]
    problem = details.problem[rows]
    placed = (service >= 0) | (ci >= 0)
    levels = (problem >= 0, placed & (template >= 0), placed & (sub >= 0))
    level = np.select(levels, range(len(LEVELS)), -1).astype(np.int64)
    last = np.select((level == 0, level == 1, level == 2), (problem, template, sub), -1)
    where = [np.where(level >= 1, part, -1) for part in (service, ci)]
    code = joint(level, *where, last)
    return Signatures(np.where(level >= 0, code, -1), level)


def joint(*columns: I32 | I64) -> I64:
    """One code (>= 0, dense) for each combination of codes; -1 is a value of its own."""
    return _dense(_packed(*columns))


def _dense(code: I64) -> I64:
    """The place of each number (>= 0) among the different ones in order."""
    span = int(code.max(initial=-1)) + 1
    if span > _FEW * len(code):
        return np.unique(code, return_inverse=True)[1].astype(np.int64)
    there = np.zeros(span, np.bool_)
    there[code] = True
    return (np.cumsum(there) - 1)[code]


def _packed(*columns: I32 | I64) -> I64:
    """One number (>= 0) for each combination of codes."""
    code: I64 = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        base = int(column.max(initial=-1)) + 2
        if (int(code.max(initial=0)) + 1) * base > _ROOM:
            code = _dense(code)
        code = code * base + column + 1
    return code


def crowded(columns: tuple[I32, ...], at: I64, many: int, within_s: int) -> Flags:
    """Which records only swell a crowd: `many` or more alike inside `within_s` seconds.

    The first of a crowd is not marked. Crowds that share a record are one.
    """
    marked = np.zeros(len(at), np.bool_)
    if len(at) < many:
        return marked
    codes = _packed(*columns)
    order = np.lexsort((at, codes))
    code, when = codes[order], at[order]
    ahead = many - 1
    dense = (code[ahead:] == code[:-ahead]) & (when[ahead:] - when[:-ahead] <= within_s)
    steps = np.zeros(len(at) + 1, np.int64)
    begin = np.flatnonzero(dense)
    np.add.at(steps, begin + 1, 1)
    np.add.at(steps, begin + many, -1)
    marked[order] = np.cumsum(steps)[:-1] > 0
    return marked


@dataclass(frozen=True, slots=True)
class Timeline:
    """Instants by code, for "the next after" and "the last before" of many at once."""

    lanes: I64
    low: int
    span: int

    @classmethod
    def of(cls, codes: I64, at: I64, low: int, high: int) -> "Timeline":
        """The instants of each code (>= 0); every instant asked for lies in [low, high]."""
        span = high - low + 2
        return cls(np.sort(codes * span + (at - low)), low, span)

    def after(self, codes: I64, at: I64) -> I64:
        """Seconds to the code's next instant after each, -1 without one."""
        asked = codes * self.span + (at - self.low)
        return self._gap(asked, codes, "right")

    def before(self, codes: I64, at: I64) -> I64:
        """Seconds since the code's last instant before each, -1 without one."""
        asked = codes * self.span + (at - self.low)
        return self._gap(asked, codes, "left")

    def _gap(self, asked: I64, codes: I64, side: Literal["left", "right"]) -> I64:
        gap = np.full(len(asked), -1, np.int64)
        if not len(self.lanes) or not len(asked):
            return gap
        order = np.argsort(asked)
        place = np.empty(len(asked), np.int64)
        place[order] = np.searchsorted(self.lanes, asked[order], side=side)
        place -= side == "left"
        there = (place >= 0) & (place < len(self.lanes))
        found = self.lanes[np.clip(place, 0, len(self.lanes) - 1)]
        there &= found // self.span == codes
        gap[there] = np.abs(found - asked)[there]
        return gap
