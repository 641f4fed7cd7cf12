"""The records behind a KPI's number, as rows that a person can read and open."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from app.models.columns import I64, MISSING, Facts
from app.models.results import KpiPart
from app.models.results.drilldown import RecordLine
from app.models.ticket import TICKET_STATES
from app.services.tower import Tower
from app.store.cohort_rows import KINDS, told
from app.store.records import titles

MOST = 20_000
"""Rows that are read at most; the view says when there are more."""
_OPENS = ("ticket", "change")
_UNMEASURED: Mapping[str, float] = {}


def rows_of(
    tower: Tower, kind: str, keys: Sequence[str], measured: Mapping[str, float] = _UNMEASURED
) -> tuple[RecordLine, ...]:
    """The records of `kind` behind `keys`, in the order of the keys, at most `MOST`.

    `measured` gives the seconds that the KPI took of a key (`durations_of`).

    A key that stands twice gives two lines; one that is no record of its own (a counter, a
    service that only tickets name) gives a line with its name alone.
    """
    asked = list(keys[:MOST])
    lines = _tickets(tower, asked) if kind == "ticket" else _others(tower, kind, asked)
    if kind == "change":  # evidence is asked of changes and of major incidents together
        lines |= _tickets(tower, [key for key in asked if key not in lines])
    found = (
        lines.get(key) or RecordLine(kind, key, "", "", "", None, None, None, opens=False)
        for key in asked
    )
    return tuple(
        replace(line, measured=measured[line.key]) if line.key in measured else line
        for line in found
    )


def durations_of(part: KpiPart) -> dict[str, float]:
    """The seconds that a part measured of each of its rows; empty where it measures no duration."""
    if part.distribution is None or part.unit == "%" or len(part.measures) != len(part.rows):
        return {}
    return dict(zip(part.rows, part.measures, strict=True))


def ticket_places(facts: Facts, keys: Sequence[str]) -> I64:
    """Rows of TicketColumns with these keys, in the order of the columns."""
    if not len(keys) or not len(facts.tickets):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.isin(facts.tickets.key, np.array(list(keys), np.str_)))


def _tickets(tower: Tower, keys: Sequence[str]) -> dict[str, RecordLine]:
    facts = tower.facts()
    tickets = facts.tickets
    places = ticket_places(facts, keys)
    named = titles(tower.store, tickets.id[places].tolist())
    found: dict[str, RecordLine] = {}
    for row in places.tolist():
        group = int(tickets.group[row])
        opened, ended = int(tickets.opened[row]), int(tickets.resolved[row])
        found[str(tickets.key[row])] = _line(
            "ticket",
            str(tickets.key[row]),
            named.get(int(tickets.id[row]), ""),
            tickets.groups[group] if group >= 0 else "",
            TICKET_STATES[int(tickets.state[row])],
            None if opened == MISSING else opened,
            None if ended == MISSING else ended,
        )
    return found


def _others(tower: Tower, kind: str, keys: Sequence[str]) -> dict[str, RecordLine]:
    if kind not in KINDS:
        return {}
    return {each[0]: _line(kind, *each) for each in told(tower.store, kind, keys)}


def _line(
    kind: str, key: str, title: str, group: str, state: str, opened: int | None, ended: int | None
) -> RecordLine:
    lasted = None if opened is None or ended is None or ended < opened else ended - opened
    return RecordLine(kind, key, title, group, state, opened, ended, lasted, opens=kind in _OPENS)
