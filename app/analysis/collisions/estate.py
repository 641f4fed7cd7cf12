"""What every check works on: the changes of one run with their core intervals (COLLISIONS §1-2)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.analysis.moments import Moments
from app.models.change import CHANGE_STATES
from app.models.columns import I8, I64, MISSING, ChangeColumns, Flags, WindowRow
from app.models.counts import counted
from app.models.settings import DAY, MINUTE

GOOD, NO_START, NO_END, BACKWARDS, NAIVE = range(5)
"""Why a change has no core: kept per change in `Estate.fault`."""
PARKING_S = 7 * DAY
PARKING_QUANTILE = 99
PARKING_LEAST = 100
"""Changes of a model from which its 99th percentile says anything."""

_CERTAINTY = {
    "new": 0.3, "assess": 0.6, "authorize": 0.6, "scheduled": 1.0, "implement": 1.0,
    "review": 0.0, "closed": 0.0, "cancelled": 0.0, "rejected": 0.0, "unknown": 0.3,
}  # fmt: skip
_DEAD = (CHANGE_STATES.index("cancelled"), CHANGE_STATES.index("rejected"))
_IMPLEMENT = CHANGE_STATES.index("implement")
_UNKNOWN = CHANGE_STATES.index("unknown")


@dataclass(frozen=True, slots=True)
class Cores:
    """Per change: `[start, end)` in UTC seconds (MISSING where there is a fault), how it came."""

    start: I64
    end: I64
    fault: I8
    estimated: Flags
    zero: Flags
    parking: Flags
    late: Flags
    """Being implemented past its planned end."""


@dataclass(frozen=True, slots=True)
class Estate:
    """One run: all changes, which of them take part, freezes, and how instants are said."""

    changes: ChangeColumns
    freezes: tuple[WindowRow, ...]
    cores: Cores
    certainty: NDArray[np.float64]
    taking_part: Flags
    in_range: Flags
    ci_offsets: I64
    """CI codes of change `i`: `ci_codes[ci_offsets[i]:ci_offsets[i + 1]]`, ascending, distinct."""
    ci_codes: I64
    ci_primary: Flags
    retrospective: bool
    now: int
    moments: Moments

    def cis_of(self, row: int) -> I64:
        """CI codes of one change."""
        return self.ci_codes[self.ci_offsets[row] : self.ci_offsets[row + 1]]


def make_estate(
    changes: ChangeColumns,
    windows: Sequence[WindowRow],
    start: int | None,
    end: int | None,
    now: int,
    zone: str,
) -> Estate:
    """Prepare a run over changes whose core meets `[start, end)`, or over all of them.

    A change without a usable window can't be placed; it takes part when its life, from opened to
    closed, meets the range, so that it is never passed over in silence.
    """
    retrospective = (start is None and end is None) or (end is not None and end <= now)
    cores = make_cores(changes, None if retrospective else now)
    certainty = _certainty(changes, retrospective=retrospective)
    in_range = _in_range(changes, cores, start, end)
    offsets, codes, primary = _cis(changes)
    return Estate(
        changes=changes,
        freezes=tuple(window for window in windows if window.kind == "freeze"),
        cores=cores,
        certainty=certainty,
        taking_part=(certainty > 0) & in_range,
        in_range=in_range,
        ci_offsets=offsets,
        ci_codes=codes,
        ci_primary=primary,
        retrospective=retrospective,
        now=now,
        moments=Moments(zone, now),
    )


def make_cores(changes: ChangeColumns, now: int | None) -> Cores:
    """Core intervals by planned windows; `now` given, a late implementing change runs on to it.

    Zero length is one minute. A missing end is the start plus the median duration of the same
    type and model, and a fault when there is none to take it from.
    """
    begin, finish = changes.planned_start, changes.planned_end
    has_start, has_end = begin != MISSING, finish != MISSING
    fault = np.full(len(changes), GOOD, np.int8)
    fault[has_start & has_end & (finish < begin)] = BACKWARDS
    fault[~has_start] = NO_START
    fault[changes.naive_time & has_start] = NAIVE
    whole = (fault == GOOD) & has_end
    zero = whole & (finish == begin)
    start = np.where(fault == GOOD, begin, MISSING)
    end = np.where(whole, np.maximum(finish, begin + MINUTE), MISSING)
    lengths = np.where(whole, end - start, 0)
    model = (changes.model.astype(np.int64) + 1) * 8 + changes.type + 1
    open_ended = (fault == GOOD) & ~has_end
    typical = _typical(model, lengths, whole, open_ended)
    estimated = open_ended & (typical > 0)
    end = np.where(estimated, start + typical, end)
    fault[open_ended & ~estimated] = NO_END
    start = np.where(fault == GOOD, start, MISSING)
    parking = whole & ((lengths > PARKING_S) | (lengths > _long_for_model(changes, lengths, whole)))
    late = np.zeros(len(changes), np.bool_)
    if now is not None:
        late = (fault == GOOD) & (changes.state == _IMPLEMENT) & (now >= end)
        began = np.where(changes.actual_start != MISSING, changes.actual_start, start)
        start = np.where(late, np.minimum(began, now - MINUTE), start)
        end = np.where(late, now, end)
    return Cores(start, end, fault, estimated, zero, parking, late)


def assumptions(estate: Estate) -> tuple[str, ...]:
    """What the run assumed about windows, counted, one line each."""
    cores, part = estate.cores, estate.taking_part
    said = (
        (cores.zero, "of zero length taken as 1 minute"),
        (cores.estimated, "without a planned end: estimated by type and model"),
        (cores.parking, "with parking windows: their overlaps are capped at Low"),
    )
    counts = ((int((mask & part).sum()), words) for mask, words in said)
    return tuple(f"{counted(number, 'change')} {words}" for number, words in counts if number)


def _typical(model: I64, lengths: I64, whole: Flags, wanted: Flags) -> I64:
    """Median length of whole windows per model, for the rows that want it; 0 where none."""
    rows = np.flatnonzero(whole)
    order = rows[np.lexsort((lengths[rows], model[rows]))]
    models, ordered = model[order], lengths[order]
    codes, place = np.unique(model[wanted], return_inverse=True)
    first = np.searchsorted(models, codes)
    count = np.searchsorted(models, codes, "right") - first
    known = count > 0
    median = np.zeros(len(codes), np.int64)
    low, high = first + (count - 1) // 2, first + count // 2
    median[known] = (ordered[low[known]] + ordered[high[known]]) // 2
    result = np.zeros(len(model), np.int64)
    result[wanted] = median[place]
    return result


def _long_for_model(changes: ChangeColumns, lengths: I64, whole: Flags) -> I64:
    """P99 of the lengths of each change's model; endless for models too rare to have one."""
    endless = np.iinfo(np.int64).max
    limits = np.full(len(changes), endless)
    rows = np.flatnonzero(whole & (changes.model >= 0))
    if not len(rows):
        return limits
    models = changes.model[rows].astype(np.int64)
    counts = np.bincount(models)
    ordered = lengths[rows][np.lexsort((lengths[rows], models))]
    rank = np.cumsum(counts) - counts - (-counts * PARKING_QUANTILE // 100) - 1
    common = counts >= PARKING_LEAST
    per_model = np.full(len(counts), endless)
    per_model[common] = ordered[rank[common]]
    limits[rows] = per_model[models]
    return limits


def _certainty(changes: ChangeColumns, *, retrospective: bool) -> NDArray[np.float64]:
    if retrospective:
        return np.where(np.isin(changes.state, _DEAD), 0.0, 1.0)
    by_state = np.array([_CERTAINTY[state] for state in CHANGE_STATES])
    over = (changes.state == _UNKNOWN) & (
        (changes.closed != MISSING) | (changes.actual_end != MISSING)
    )
    return np.where(over, 0.0, by_state[changes.state])


def _in_range(changes: ChangeColumns, cores: Cores, start: int | None, end: int | None) -> Flags:
    placed = cores.fault == GOOD
    first = np.where(placed, cores.start, changes.opened)
    last = np.where(placed, cores.end, changes.closed)
    inside = np.ones(len(changes), np.bool_)
    if start is not None:
        inside &= (last > start) | (last == MISSING) | (cores.late & (last >= start))
    if end is not None:
        inside &= first < end
    return inside


def _cis(changes: ChangeColumns) -> tuple[I64, I64, Flags]:
    """CIs per change, each once; primary when any row of the pair says so."""
    width = len(changes.cis) + 1
    named = changes.ci_ci >= 0
    pair = changes.ci_change[named] * width + changes.ci_ci[named]
    distinct, place = np.unique(pair, return_inverse=True)
    primary = np.zeros(len(distinct), np.bool_)
    np.logical_or.at(primary, place, changes.ci_primary[named])
    offsets = np.searchsorted(distinct, np.arange(len(changes) + 1) * width)
    return offsets.astype(np.int64), distinct % width, primary
