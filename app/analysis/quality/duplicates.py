"""The same thing twice: one number in two sources or of two kinds, one matter reported twice."""

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np

from app.analysis.quality.checks import Given, Hit
from app.models.columns import I64, MISSING, Facts
from app.models.counts import counted
from app.models.duration import duration
from app.models.settings import DAY
from app.models.ticket import TICKET_KINDS, TICKET_STATES

_INCIDENT = TICKET_KINDS.index("incident")
_CANCELLED = TICKET_STATES.index("cancelled")
_NEAR = DAY


def twins(facts: Facts) -> tuple[I64, I64]:
    """(row, earlier row) of incidents with one caller and CI, opened within a day of each other.

    Whether their texts are equal too is for whoever holds the texts.
    """
    tickets = facts.tickets
    asked = (tickets.kind == _INCIDENT) & (tickets.state != _CANCELLED) & ~tickets.is_child
    asked &= (tickets.caller >= 0) & (tickets.ci >= 0) & (tickets.opened != MISSING)
    rows = np.flatnonzero(asked)
    pair = tickets.caller[rows].astype(np.int64) * (len(tickets.cis) + 1) + tickets.ci[rows]
    order = np.lexsort((tickets.opened[rows], pair))
    rows, pair = rows[order], pair[order]
    opened = tickets.opened[rows]
    near = (pair[1:] == pair[:-1]) & (opened[1:] - opened[:-1] <= _NEAR)
    return rows[1:][near], rows[:-1][near]


def duplicates(given: Given) -> Iterator[Hit]:
    """One number in two sources or of two kinds; one caller, CI and text within a day."""
    yield from _in_two_sources(given)
    yield from _of_two_kinds(given)
    tickets = given.facts.tickets
    again, first = twins(given.facts)
    same = [
        (row, before)
        for row, before in zip(again.tolist(), first.tolist(), strict=True)
        if _same_text(given.titles, int(tickets.id[row]), int(tickets.id[before]))
    ]
    if same:
        of = dict(same)
        yield Hit(
            "duplicate.twin",
            "risk",
            "Duplicates",
            f"{counted(len(same), 'incident')} with caller, CI and text of another within a day",
            "Link them as duplicate or child in the source: each counts in volume and SLA.",
            tickets=np.array([row for row, _ in same], np.int64),
            say=lambda row: (
                f"same as {tickets.key[of[row]]}, "
                f"{duration(int(tickets.opened[row] - tickets.opened[of[row]]))} later"
            ),
        )


def _same_text(titles: Mapping[int, str], one: int, other: int) -> bool:
    words = " ".join(titles.get(one, "").split()).casefold()
    return bool(words) and words == " ".join(titles.get(other, "").split()).casefold()


def _in_two_sources(given: Given) -> Iterator[Hit]:
    tickets = given.facts.tickets
    if len(tickets.sources) < 2:
        return
    main = int(np.bincount(tickets.source, minlength=1).argmax())
    few = np.flatnonzero(tickets.source != main)
    numbers: dict[tuple[int, str], list[int]] = {}
    for row in few.tolist():
        numbers.setdefault((int(tickets.kind[row]), str(tickets.key[row])), []).append(row)
    wanted = {key for _, key in numbers}
    many = np.flatnonzero(tickets.source == main)
    for row, key in zip(many.tolist(), tickets.key[many].tolist(), strict=True):
        if key in wanted and (name := (int(tickets.kind[row]), key)) in numbers:
            numbers[name].insert(0, row)
    groups = [rows for rows in numbers.values() if len(rows) > 1]
    if groups:
        yield Hit(
            "duplicate.key",
            "breach",
            "Duplicates",
            f"{counted(len(groups), 'number')} in two sources",
            "If it is one ticket, import it from one of the two only: undo the other import. It "
            "counts twice until then.",
            tickets=np.array([row for rows in groups for row in rows[1:]], np.int64),
            count=len(groups),
            say=lambda row: f"in {tickets.sources[tickets.source[row]]} too",
        )


def _of_two_kinds(given: Given) -> Iterator[Hit]:
    """One source's number as two kinds of ticket: its type was changed between two exports."""
    tickets = given.facts.tickets
    older: dict[int, int] = {}
    for source in range(len(tickets.sources)):
        rows = np.flatnonzero(tickets.source == source)
        if not len(rows) or (tickets.kind[rows] == tickets.kind[rows[0]]).all():
            continue
        newest: dict[str, int] = {}
        for row in _by_update(given.facts, rows).tolist():
            before = newest.get(key := str(tickets.key[row]))
            newest[key] = row
            if before is not None:
                older[before] = row
    if older:
        yield Hit(
            "duplicate.kind",
            "risk",
            "Duplicates",
            f"{counted(len(older), 'number')} of two kinds in one source",
            "The type was changed in the source, and what an earlier import told stays as the kind "
            "it had. It counts twice until the imports that knew it as that kind are undone.",
            tickets=np.array(sorted(older), np.int64),
            say=lambda row: (
                f"later {TICKET_KINDS[int(tickets.kind[older[row]])].replace('_', ' ')}"
            ),
        )


def _by_update(facts: Facts, rows: I64) -> I64:
    """Of the rows those whose number comes twice, by update."""
    kinds, keys = facts.tickets.kind[rows], facts.tickets.key
    main = kinds == np.bincount(kinds).argmax()
    few, many = rows[~main], rows[main]
    times = Counter(keys[few].tolist())
    wanted = times.keys()
    also = [row for row, key in zip(many.tolist(), keys[many].tolist(), strict=True)
            if key in wanted]  # fmt: skip
    times.update(keys[also].tolist())
    twice = [row for row in few.tolist() if times[str(keys[row])] > 1]
    found = np.array([*twice, *also], np.int64)
    order = np.argsort(facts.tickets.updated[found], kind="stable")
    return found[order]
