"""What the store says happened to one field of every ticket, by logs and by re-imports."""

import sqlite3
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.models.columns import I64, MISSING, Flags, HistoryColumns
from app.models.ticket import TICKET_STATES
from app.store.column_reader import Read, Vocabulary, choice, code, instant, read_columns

_UNKNOWN = TICKET_STATES.index("unknown")
_OVER = np.array([state in {"resolved", "closed", "cancelled"} for state in TICKET_STATES])


@dataclass(frozen=True, slots=True)
class FieldLog:
    """Live history rows of one field, ordered by (ticket row, at, sequence)."""

    ticket: I64
    at: I64
    sequence: I64
    value: NDArray[Any]
    old: NDArray[Any]
    from_log: Flags

    def first(self) -> NDArray[np.intp]:
        """Place of each ticket's first row."""
        return np.flatnonzero(np.append(True, self.ticket[1:] != self.ticket[:-1])[: len(self.at)])

    def only(self, mask: Flags) -> HistoryColumns:
        """The rows of the tickets in the mask."""
        kept = mask[self.ticket]
        return HistoryColumns(self.ticket[kept], self.at[kept], self.value[kept])

    def renamed(self, value: NDArray[Any]) -> "FieldLog":
        """The same with other values; a row that changes nothing any more goes."""
        same = np.zeros(len(value), np.bool_)
        same[1:] = (self.ticket[1:] == self.ticket[:-1]) & (value[1:] == value[:-1])
        kept = ~(same & (self.value != np.roll(self.value, 1)))
        return FieldLog(
            self.ticket[kept],
            self.at[kept],
            self.sequence[kept],
            value[kept],
            self.old[kept],
            self.from_log[kept],
        )


def field_log(
    cursor: sqlite3.Cursor,
    ids: I64,
    field: str,
    *,
    choices: tuple[str, ...] = (),
    words: Vocabulary | None = None,
    instants: bool = False,
) -> FieldLog:
    """The living history of a field of the tickets `ids`; its values as codes or numbers."""
    number, kind = "CAST({} AS INTEGER)", np.int64 if instants else np.int32
    reads = [
        Read("record", "record_id", "instant"),
        instant("at", "at"),
        Read("sequence", "sequence", "instant"),
        Read("from_log", "origin = 'log'", "flag"),
    ]
    for name in ("new", "old"):
        if choices:
            reads.append(choice(name, name, choices, -1))
        elif words is not None:
            reads.append(code(name, name, words))
        elif instants:
            reads.append(instant(name, number.format(name)))
        else:
            reads.append(Read(name, number.format(name), "count"))
    rest = (
        "FROM field_history WHERE record_kind = 'ticket' AND field = ? "
        "AND origin IN ('log', 'import')"
    )
    columns = read_columns(cursor, reads, rest, (field,))
    row = np.searchsorted(ids, columns["record"])
    there = row < len(ids)
    there[there] = ids[row[there]] == columns["record"][there]
    order = np.lexsort((columns["sequence"], columns["at"], row))
    order = order[there[order]]
    return FieldLog(
        row[order].astype(np.int64),
        columns["at"][order],
        columns["sequence"][order],
        columns["new"][order].astype(kind),
        columns["old"][order].astype(kind),
        columns["from_log"][order],
    )


def seen_log(log: FieldLog, logged: Flags, opened: I64) -> FieldLog:
    """A field's changes with what stood before the first one, of tickets that no log tells of.

    Two exports of a table show that a field changed between them: the older value stood from the
    ticket's opening to the newer record's update (METRICS §1, knowledge and truth). The rows of
    logged tickets stay as they are.
    """
    first = log.first()
    first = first[~logged[log.ticket[first]]]
    begin = opened[log.ticket[first]]
    # A ticket is open from the very second of its opening; history counts from the one after.
    begin = np.where((begin == MISSING) | (begin > log.at[first]), log.at[first], begin) - 1
    return FieldLog(
        np.insert(log.ticket, first, log.ticket[first]),
        np.insert(log.at, first, begin),
        np.insert(log.sequence, first, -1),
        np.insert(log.value, first, log.old[first]),
        np.insert(log.old, first, log.old[first]),
        np.insert(log.from_log, first, np.zeros(len(first), np.bool_)),
    )


def seen_states(log: FieldLog, ends: FieldLog, ended: I64, logged: Flags, opened: I64) -> FieldLog:
    """The same of states; an end counts from the instant that its record gives for it.

    `ends` is the log of `resolved_at`, `ended` the resolved or closed time that each ticket has
    now. A ticket that was over when it was first seen was open before, in a state unknown.
    """
    states = seen_log(log, logged, opened)
    if not len(states.at):
        return states
    before = np.append(MISSING, states.at[:-1])
    before[states.first()] = MISSING
    over = _OVER[states.value] & ~logged[states.ticket]
    begins = over & (states.sequence < 0)
    end = _ends(states, ends, ended)
    told = over & (end != MISSING) & (end > before)
    # The first record's own end comes before the change that was seen after it.
    after = np.append(states.at[1:], MISSING)
    told &= np.where(begins, (end > states.at) & (end <= after), end <= states.at)
    earlier = np.flatnonzero(told & begins)
    at = np.where(told, end - 1, states.at)
    return FieldLog(
        np.insert(states.ticket, earlier, states.ticket[earlier]),
        np.insert(at, earlier, states.at[earlier]),
        np.insert(states.sequence, earlier, -1),
        np.insert(states.value, earlier, _UNKNOWN),
        np.insert(states.old, earlier, _UNKNOWN),
        np.insert(states.from_log, earlier, np.zeros(len(earlier), np.bool_)),
    )


def _ends(states: FieldLog, ends: FieldLog, ended: I64) -> I64:
    """The resolved time that each record of `states` gave, else the one its ticket has now."""
    found = ended[states.ticket].copy()
    if not len(ends.at):
        return found
    first = ends.first()
    was = np.full(len(ended), MISSING)
    was[ends.ticket[first]] = ends.old[first]
    known = np.zeros(len(ended), np.bool_)
    known[ends.ticket[first]] = True
    at_first = known[states.ticket] & (states.sequence < 0)
    found[at_first] = was[states.ticket[at_first]]
    width = int(max(ends.sequence.max(), states.sequence.max())) + 2
    mine, theirs = (log.ticket * width + log.sequence for log in (states, ends))
    place = np.searchsorted(theirs, mine)
    place[place == len(theirs)] = 0
    same = theirs[place] == mine
    found[same] = ends.value[place[same]]
    return found
