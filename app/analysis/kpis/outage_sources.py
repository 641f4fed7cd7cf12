"""What is known of outages: outage records, else P1 incidents (METRICS K12)."""

from dataclasses import dataclass

import numpy as np

from app.analysis.asof import CANCELLED
from app.analysis.kpis.base import Context, known
from app.analysis.kpis.episodes import promoted
from app.models.columns import I64, MISSING, Facts, Flags, Text
from app.models.outage import OUTAGE_KINDS
from app.models.ticket import TICKET_KINDS

BY_RECORDS = "outage records"
BY_FLAGGED = "P1 incidents with an outage flag"
BY_P1 = "P1 incidents"
_OUTAGE, _DEGRADED, _PLANNED = (
    OUTAGE_KINDS.index(word) for word in ("outage", "degradation", "planned")
)
_INCIDENT = TICKET_KINDS.index("incident")


@dataclass(frozen=True, slots=True)
class Interruptions:
    """Intervals by service, as known at `now`; open ones last to `now`.

    `service` is a place in the asked names, -1 for none of them. `begins` is the first instant
    of which this source speaks, `ends` the last (MISSING when unknown).
    """

    level: str
    records: str
    key: Text
    service: I64
    start: I64
    end: I64
    degraded: Flags
    left_out: dict[str, Flags]
    begins: int
    ends: int

    def valid(self) -> Flags:
        """Which count: none of the reasons to leave one out holds."""
        found = np.ones(len(self.start), np.bool_)
        for mask in self.left_out.values():
            found &= ~mask
        return found


def interruptions(ctx: Context, names: tuple[str, ...]) -> Interruptions | None:
    """What took services down; None when no source says anything."""
    outages = ctx.facts.outages
    if np.isin(outages.kind, (_OUTAGE, _DEGRADED)).any():
        return _of_records(ctx, names)
    tickets = ctx.facts.tickets
    incidents = (tickets.kind == _INCIDENT) & known(tickets.opened)
    if not incidents.any():
        return None
    prompt = incidents & (tickets.peak_priority == 1)
    flagged = prompt & ctx.facts.details.outage
    level, mask = (BY_FLAGGED, flagged) if flagged.any() else (BY_P1, prompt)
    return _of_tickets(
        ctx, names, level, np.flatnonzero(mask), int(tickets.opened[incidents].min())
    )


def planned(ctx: Context, names: tuple[str, ...]) -> tuple[I64, I64, I64, Flags]:
    """(service, start, end, announced before it began) of planned maintenance not called off.

    Only the planned window counts: one without an end has none.
    """
    outages = ctx.facts.outages
    mask = (outages.kind == _PLANNED) & ~outages.cancelled & known(outages.start)
    rows = np.flatnonzero(mask & known(outages.end) & (outages.end > outages.start))
    start, said = outages.start[rows], outages.announced[rows]
    told = known(said) & (said < start)
    return (
        _services(ctx.facts, names)[rows], start, outages.end[rows], np.asarray(told, np.bool_)
    )  # fmt: skip


def _until(end: I64, now: int) -> I64:
    """The ends that are known by now; what lasts is counted up to now."""
    return np.where(known(end) & (end <= now), end, now)


def _of_records(ctx: Context, names: tuple[str, ...]) -> Interruptions:
    outages = ctx.facts.outages
    rows = np.flatnonzero(np.isin(outages.kind, (_OUTAGE, _DEGRADED)))
    start, end = outages.start[rows], outages.end[rows]
    service = _services(ctx.facts, names)[rows]
    begun = known(start)
    return Interruptions(
        BY_RECORDS,
        "outage",
        outages.key[rows],
        np.maximum(service, -1),
        start,
        _until(end, ctx.now),
        np.asarray(outages.kind[rows] == _DEGRADED, np.bool_),
        {
            "cancelled": outages.cancelled[rows],
            "no start": ~begun & ~outages.cancelled[rows],
            "ended before it began": begun & known(end) & (end < start) & ~outages.cancelled[rows],
            "no service": np.asarray(service == _UNNAMED, np.bool_),
        },
        int(start[begun].min()) if begun.any() else MISSING,
        _as_of(ctx.facts, "outage"),
    )


def _of_tickets(
    ctx: Context, names: tuple[str, ...], level: str, rows: I64, begins: int
) -> Interruptions:
    tickets, impact = ctx.facts.tickets, ctx.facts.details.impact_start
    start = np.where(known(impact[rows]), impact[rows], promoted(ctx.facts, rows))
    restored = tickets.restored[rows]
    end = np.where(known(restored), restored, tickets.resolved[rows])
    service = _places(names, tickets.services)[tickets.service[rows]]
    cancelled = tickets.state[rows] == CANCELLED
    gone = ~known(end) & (tickets.outcome_unknown[rows] | np.isin(tickets.state[rows], (3, 4)))
    return Interruptions(
        level,
        "ticket",
        tickets.key[rows],
        np.maximum(service, -1),
        start,
        _until(end, ctx.now),
        np.zeros(len(rows), np.bool_),
        {
            "cancelled": cancelled,
            "ended before it began": known(end) & (end < start) & ~cancelled,
            "outcome unknown": gone & ~cancelled,
            "no service": np.asarray((service == _UNNAMED) & ~cancelled, np.bool_),
        },
        begins,
        _as_of(ctx.facts, "incident"),
    )


_UNNAMED = -2
"""No service is known; -1 is one that wasn't asked for."""


def _services(facts: Facts, names: tuple[str, ...]) -> I64:
    """The place in the asked names of each outage's service."""
    return _places(names, facts.outages.services)[facts.outages.service]


def _places(names: tuple[str, ...], words: tuple[str, ...]) -> I64:
    """The place in the asked names of each word; the last entry is for no word at all."""
    place = {name: at for at, name in enumerate(names)}
    return np.array([*(place.get(word, -1) for word in words), _UNNAMED], np.int64)


def _as_of(facts: Facts, kind: str) -> int:
    """The newest as-of of sources of that kind; MISSING when there is none."""
    return max((source.as_of for source in facts.sources if source.kind == kind), default=MISSING)
