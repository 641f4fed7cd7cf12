"""The checks that exist, as a list. Each finds hits in columns and says one hit in words."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from app.analysis.collisions.estate import (
    BACKWARDS,
    GOOD,
    NAIVE,
    NO_END,
    NO_START,
    PARKING_S,
    Estate,
)
from app.analysis.collisions.freezes import frozen, unmatched_scopes
from app.analysis.collisions.hits import Hits, segments
from app.analysis.collisions.severity import CRITICAL, HIGH, INFO, MEDIUM
from app.analysis.collisions.sweep import Pairs, overlapping_pairs
from app.models.columns import I64, MISSING, Flags, WindowRow
from app.models.duration import duration


class Hit(NamedTuple):
    """One hit while it is put into words."""

    first: int
    second: int
    start: int
    end: int
    cis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One check over pairs of changes, or over change × freeze (COLLISIONS §4)."""

    id: str
    title: str
    base: str
    find: Callable[[Estate], Hits]
    say: Callable[[Estate, Hit], tuple[str, str]]
    """Sentence and suggested action."""


@dataclass(frozen=True, slots=True)
class UnknownCheck:
    """One check whose findings say that a change can't be checked: severity Unknown, no score."""

    id: str
    title: str
    find: Callable[[Estate], I64]
    say: Callable[[Estate, int], tuple[str, str]]


# ---- C01 ------------------------------------------------------------------------------------


def same_ci(estate: Estate) -> Hits:
    """Changes whose cores overlap and that name the same CI in any role."""
    owner = np.repeat(np.arange(len(estate.changes)), np.diff(estate.ci_offsets))
    usable = (estate.taking_part & (estate.cores.fault == GOOD))[owner]
    rows = owner[usable]
    start, end = estate.cores.start, estate.cores.end
    pairs = _by_key(
        estate, overlapping_pairs(rows, estate.ci_codes[usable], start[rows], end[rows])
    )
    downtime = estate.changes.downtime_start != MISSING
    either = downtime[pairs.first] | downtime[pairs.second]
    critical = either & _both_primary(estate, pairs)
    return Hits(
        pairs=True,
        first=pairs.first,
        second=pairs.second,
        start=np.maximum(start[pairs.first], start[pairs.second]),
        end=np.minimum(end[pairs.first], end[pairs.second]),
        base=np.where(critical, CRITICAL, HIGH),
        downtime=either,
        ci_offsets=pairs.offsets,
        ci_codes=pairs.buckets,
    )


def _by_key(estate: Estate, pairs: Pairs) -> Pairs:
    """The change whose key sorts first stands first, whatever the order of the rows."""
    keys = estate.changes.key
    swap = keys[pairs.first] > keys[pairs.second]
    first = np.where(swap, pairs.second, pairs.first)
    return replace(pairs, first=first, second=np.where(swap, pairs.first, pairs.second))


def _both_primary(estate: Estate, pairs: Pairs) -> Flags:
    """Whether a pair touches one of its shared CIs as primary from both sides."""
    width = len(estate.changes.cis) + 1
    owner = np.repeat(np.arange(len(estate.changes)), np.diff(estate.ci_offsets))
    known = owner * width + estate.ci_codes
    pair = np.repeat(np.arange(len(pairs)), np.diff(pairs.offsets))
    both = np.ones(len(pairs.buckets), np.bool_)
    for side in (pairs.first, pairs.second):
        both &= estate.ci_primary[np.searchsorted(known, side[pair] * width + pairs.buckets)]
    result = np.zeros(len(pairs), np.bool_)
    result[pair[both]] = True
    return result


def _say_same_ci(estate: Estate, hit: Hit) -> tuple[str, str]:
    keys, moments, cores = estate.changes.key, estate.moments, estate.cores
    one, two = str(keys[hit.first]), str(keys[hit.second])
    rest = len(hit.cis) - 1
    more = f" and {rest} more CI{'s' if rest > 1 else ''}" if rest else ""
    guessed = " and ".join(
        str(keys[row]) for row in (hit.first, hit.second) if cores.estimated[row]
    )
    said = f"; the end of {guessed} is estimated" if guessed else ""
    sentence = (
        f"{one} and {two} both change {hit.cis[0]}{more} for {duration(hit.end - hit.start)}, "
        f"{moments.between(hit.start, hit.end)}{said}"
    )
    stay, move = hit.first, hit.second
    if (int(cores.start[stay]), str(keys[stay])) > (int(cores.start[move]), str(keys[move])):
        stay, move = move, stay
    if hit.end <= estate.now:
        return sentence, f"Compare the actual times of {one} and {two}"
    if cores.parking[stay]:
        return sentence, f"Narrow {keys[stay]}, planned for {planned_span(estate, stay)}"
    return sentence, f"Move {keys[move]} to after {moments.at(int(cores.end[stay]))}"


def planned_span(estate: Estate, row: int) -> str:
    """How long a change is planned for: "9 d 2 h"."""
    changes = estate.changes
    return duration(int(changes.planned_end[row] - changes.planned_start[row]))


# ---- C20 ------------------------------------------------------------------------------------


def in_freeze(estate: Estate) -> Hits:
    """Changes whose core meets a freeze that is about them; a valid exception lowers it to Info."""
    rows, windows = frozen(estate)
    begins = np.array([window.start for window in estate.freezes], np.int64)
    ends = np.array([window.end for window in estate.freezes], np.int64)
    points = np.array([CRITICAL if w.hard else MEDIUM for w in estate.freezes], np.int64)
    end = np.minimum(estate.cores.end[rows], ends[windows])
    offsets, codes = segments(estate.ci_offsets, estate.ci_codes, rows)
    base = points[windows]
    base[_excepted(estate, rows, windows, end)] = INFO
    return Hits(
        pairs=False,
        first=rows,
        second=windows,
        start=np.maximum(estate.cores.start[rows], begins[windows]),
        end=end,
        base=base,
        downtime=np.zeros(len(rows), np.bool_),
        ci_offsets=offsets,
        ci_codes=codes,
    )


def _excepted(estate: Estate, rows: I64, windows: I64, end: I64) -> Flags:
    result = np.zeros(len(rows), np.bool_)
    numbers = [n for n, window in enumerate(estate.freezes) if window.exempt_changes]
    for hit in np.flatnonzero(np.isin(windows, numbers)).tolist():
        window = estate.freezes[int(windows[hit])]
        result[hit] = has_exception(window, str(estate.changes.key[rows[hit]]), int(end[hit]))
    return result


def has_exception(window: WindowRow, key: str, end: int) -> bool:
    """Whether an approver is named who let the change run in the freeze until at least `end`."""
    lasts = window.exempt_until is None or window.exempt_until >= end
    return key in window.exempt_changes and bool(window.exempt_approver) and lasts


def _say_in_freeze(estate: Estate, hit: Hit) -> tuple[str, str]:
    window, key = estate.freezes[hit.second], str(estate.changes.key[hit.first])
    moments = estate.moments
    sentence = (
        f"{key} runs for {duration(hit.end - hit.start)} inside the "
        f"{'hard' if window.hard else 'soft'} freeze {window.title or window.key}, "
        f"{moments.between(hit.start, hit.end)}"
    )
    if has_exception(window, key, hit.end):
        until = window.exempt_until
        lasts = f" until {moments.at(until)}" if until is not None else ""
        sentence += f"; exception by {window.exempt_approver}{lasts}"
        return sentence, f"Keep the exception by {window.exempt_approver} with {key}"
    if hit.end <= estate.now:
        return sentence, f"Ask the owner of {key} who approved the exception"
    return sentence, f"Move {key} to after {moments.at(window.end)} or get an exception approved"


# ---- C40, C41 -------------------------------------------------------------------------------


def without_scope(estate: Estate) -> I64:
    """Changes that name no CI and no service."""
    bare = (np.diff(estate.ci_offsets) == 0) & (estate.changes.service < 0)
    return np.flatnonzero(bare & estate.taking_part)


def _say_without_scope(estate: Estate, row: int) -> tuple[str, str]:
    key = estate.changes.key[row]
    return (
        f"{key} names no CI and no service; its overlaps can't be checked",
        f"Ask {_owner(estate, row)} for the CI or service of {key}",
    )


def without_window(estate: Estate) -> I64:
    """Changes whose planned dates are missing, backwards, or without a time zone."""
    return np.flatnonzero((estate.cores.fault != GOOD) & estate.taking_part)


def _say_without_window(estate: Estate, row: int) -> tuple[str, str]:
    key, owner = estate.changes.key[row], _owner(estate, row)
    says = {
        NO_START: (f"{key} has no planned start", f"Ask {owner} for the planned start of {key}"),
        NO_END: (
            f"{key} has no planned end, and no other change of its type and model has one",
            f"Ask {owner} for the planned end of {key}",
        ),
        BACKWARDS: (
            f"{key} is planned to end before it starts",
            f"Ask {owner} to correct the planned times of {key}",
        ),
        NAIVE: (
            f"{key} has planned times without a time zone",
            f"Import the file of {key} again and name its time zone",
        ),
    }
    return says[int(estate.cores.fault[row])]


def _owner(estate: Estate, row: int) -> str:
    code = int(estate.changes.group[row])
    return estate.changes.groups[code] if code >= 0 else "its requester"


# ---- the lists ------------------------------------------------------------------------------

CHECKS: tuple[Check, ...] = (
    Check("C01", "Same CI", "High", same_ci, _say_same_ci),
    Check("C20", "Change in a freeze", "Critical", in_freeze, _say_in_freeze),
)
UNKNOWN_CHECKS: tuple[UnknownCheck, ...] = (
    UnknownCheck("C40", "Unknown: no CI and no service", without_scope, _say_without_scope),
    UnknownCheck("C41", "Unknown: dates missing or invalid", without_window, _say_without_window),
)
NOT_BUILT = (
    "C02–C05, C16, C42 not checked: needs CI relations",
    "C06, C07 not checked: needs implementers and limits",
    "C08, C12 not checked: needs predecessors and releases",
    "C26 not checked: needs a roster",
    "C09–C11, C13–C15, C21–C25, C30–C35, C44 not checked: not in this version",
)
"""What this version doesn't look at, said once in the coverage line."""


def not_checked(estate: Estate) -> tuple[str, ...]:
    """Coverage: checks without inputs in this store, then the ones that this version lacks."""
    lines: list[str] = []
    if not len(estate.ci_codes):
        lines.append("C01 not checked: needs CIs on changes")
    if not estate.freezes:
        lines.append("C20 not checked: needs freezes")
    lines += [
        f"C20 by {'CI' if field == 'ci' else field} not checked: no change names one"
        for field in unmatched_scopes(estate)
    ]
    return (*lines, *NOT_BUILT)


def parking_words(estate: Estate, rows: tuple[int, ...]) -> str:
    """Which changes of a pair hold a parking window, and how long."""
    said = (
        f"{estate.changes.key[row]} is planned for {planned_span(estate, row)}"
        for row in rows
        if estate.cores.parking[row]
    )
    return f"{'; '.join(said)} (over {PARKING_S // 86400} d or P99 of its model): capped at Low"
