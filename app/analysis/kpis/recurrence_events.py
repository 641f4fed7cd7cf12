"""Which incident came back after which, over everything that is known (METRICS K3)."""

from dataclasses import dataclass

import numpy as np

from app.analysis.asof import CANCELLED
from app.analysis.kpis.base import known
from app.analysis.kpis.left_out import LeftOut, left_out
from app.analysis.kpis.resolutions import Resolutions, resolutions
from app.analysis.kpis.signatures import Timeline, crowded, joint, signatures
from app.analysis.remember import once_for_facts
from app.models.columns import I64, MISSING, Facts, Flags
from app.models.settings import HOUR, Settings
from app.models.ticket import TICKET_KINDS

CROWD_N, CROWD_S = 5, HOUR
"""So many of one service and text template, opened inside so long, are mass duplicates."""
_INCIDENT = TICKET_KINDS.index("incident")
_CANCELLED, _CROWDED, _BACKWARDS = "cancelled", "mass duplicate", "resolved before opened"
NAMELESS = "no signature"
REPLY = "reply to a resolved ticket, a reopening"
REASONS = (
    _CANCELLED,
    "merged or duplicate",
    "child of a major",
    "no opened time",
    _CROWDED,
    NAMELESS,
    REPLY,
    _BACKWARDS,
)


@dataclass(frozen=True, slots=True)
class Incidents:
    """Every incident: `row` is its ticket, the others are of the same length.

    `code` and `level` are its signature. `after` is the seconds from its resolution to the next
    incident of the signature, `before` those from the last resolution to its opening; -1 none.
    """

    row: I64
    opened: I64
    end: I64
    code: I64
    level: I64
    after: I64
    before: I64
    out: LeftOut
    soon: Flags
    """Reopened inside the window."""
    opening_code: I64
    """The openings that can be recurrences: their signature ..."""
    opening_at: I64
    """... and instant, in order of time."""
    opening_n: I64
    """How many openings each signature has."""
    by_end: "Lane"
    """By when each was resolved; what never was by when it was opened."""
    by_opened: "Lane"


@dataclass(frozen=True, slots=True)
class Lane:
    """P1 to P3 incidents, by the highest priority held, in order of an instant."""

    place: I64
    at: I64

    def between(self, begin: int, end: int) -> I64:
        """Places in Incidents of those in [begin, end)."""
        low, high = np.searchsorted(self.at, (begin, end))
        return self.place[low:high]


def incidents(facts: Facts, settings: Settings) -> Incidents:
    """The incidents with what came before and after them; computed once a revision."""
    channels = (*settings.contact_channels, *settings.instant_channels)
    return _incidents(facts, settings.reopen_window_s, channels)


def plain(channel: str) -> str:
    """A channel's letters and digits: "E-Mail" is "email"."""
    return "".join(char for char in channel.casefold() if char.isalnum())


@once_for_facts
def _incidents(facts: Facts, window_s: int, channels: tuple[str, ...]) -> Incidents:
    tickets = facts.tickets
    rows = np.flatnonzero(tickets.kind == _INCIDENT)
    ends = resolutions(facts, window_s)
    opened, end = tickets.opened[rows], ends.end[rows]
    signed = signatures(facts, rows)
    reasons = dict.fromkeys(REASONS, np.zeros(len(rows), np.bool_)) | {
        _CANCELLED: tickets.state[rows] == CANCELLED,
        "merged or duplicate": facts.details.duplicate[rows],
        "child of a major": tickets.is_child[rows],
        "no opened time": ~known(opened),
    }
    one = left_out(len(rows), reasons).kept
    reasons[_CROWDED] = _crowd(facts, rows, one)
    reasons[NAMELESS] = signed.code < 0
    single = one & ~reasons[_CROWDED]
    reasons[REPLY] = _replies(facts, rows, end, single, channels, window_s)
    reasons[_BACKWARDS] = known(end) & known(opened) & (end < opened)
    out = left_out(len(rows), reasons)
    at, code = _openings(rows, opened, signed.code, out, ends)
    every = np.bincount(code, minlength=int(signed.code.max(initial=-1)) + 1)
    shared = out.kept & np.append(every > 1, False)[signed.code]
    often = every[code] > 1
    after, before = _gaps(opened, end, signed.code, shared, code[often], at[often])
    return Incidents(
        rows,
        opened,
        end,
        signed.code,
        signed.level,
        after,
        before,
        out,
        ends.soon[rows],
        code,
        at,
        every,
        _lane(facts, rows, np.where(known(end), end, opened)),
        _lane(facts, rows, opened),
    )


def _lane(facts: Facts, rows: I64, at: I64) -> Lane:
    peak = facts.tickets.peak_priority[rows]
    place = np.flatnonzero((peak >= 1) & (peak <= 3))
    place = place[np.argsort(at[place], kind="stable")]
    return Lane(place, at[place])


def _crowd(facts: Facts, rows: I64, one: Flags) -> Flags:
    """Mass duplicates: all but the first of a crowd of one service and text template."""
    template = facts.details.template[rows]
    of = np.flatnonzero(one & (template >= 0))
    marked = np.zeros(len(rows), np.bool_)
    kind = (facts.tickets.service[rows[of]], template[of])
    marked[of] = crowded(kind, facts.tickets.opened[rows[of]], CROWD_N, CROWD_S)
    return marked


def _replies(
    facts: Facts, rows: I64, end: I64, one: Flags, channels: tuple[str, ...], window_s: int
) -> Flags:
    """A new incident of the same caller, CI and text, inside the window after the resolution.

    Only where a person wrote it: a channel that is known and not one of contact is a machine's.
    """
    tickets, details = facts.tickets, facts.details
    asked = {plain(channel) for channel in channels}
    human = np.array([plain(name) in asked for name in details.channels] + [True], np.bool_)
    parts = [tickets.caller[rows], tickets.ci[rows], details.template[rows]]
    of = one & human[details.channel[rows]] & np.logical_and.reduce([part >= 0 for part in parts])
    place = np.flatnonzero(of)
    marked = np.zeros(len(rows), np.bool_)
    if not len(place):
        return marked
    codes = joint(*(part[place] for part in parts))
    shared = np.bincount(codes)[codes] > 1
    place, codes = place[shared], codes[shared]
    if not len(place):
        return marked
    opened, ended = tickets.opened[rows[place]], end[place]
    there = known(ended) & (ended >= opened)
    line = Timeline.of(codes[there], ended[there], *_bounds(opened, ended))
    gap = line.before(codes, opened)
    marked[place] = (gap >= 0) & (gap <= window_s)
    return marked


def _openings(
    rows: I64, opened: I64, code: I64, out: LeftOut, ends: Resolutions
) -> tuple[I64, I64]:
    """(instant, signature) of every opening, in order: of new incidents and of late reopenings.

    One that ended before it opened was still opened: it is no first, but it is a later one.
    """
    real = out.kept | (out.reason == REASONS.index(_BACKWARDS))
    place = np.full(int(rows.max(initial=-1)) + 1, -1, np.int64)
    place[rows[real]] = np.flatnonzero(real)
    again = ends.again_ticket < len(place)
    whose = place[ends.again_ticket[again]]
    at = np.concatenate((opened[real], ends.again_at[again][whose >= 0]))
    codes = np.concatenate((code[real], code[whose[whose >= 0]]))
    order = np.argsort(at, kind="stable")
    return at[order], codes[order]


def _gaps(
    opened: I64, end: I64, code: I64, shared: Flags, opening_code: I64, opening_at: I64
) -> tuple[I64, I64]:
    """Seconds to the next and since the last of those that `shared` their signature, else -1."""
    after, before = np.full(len(opened), -1, np.int64), np.full(len(opened), -1, np.int64)
    done = np.flatnonzero(shared & known(end))
    asked = np.flatnonzero(shared)
    if not len(asked):
        return after, before
    low, high = _bounds(opening_at, opened[asked], end[done])
    after[done] = Timeline.of(opening_code, opening_at, low, high).after(code[done], end[done])
    line = Timeline.of(code[done], end[done], low, high)
    before[asked] = line.before(code[asked], opened[asked])
    return after, before


def _bounds(*instants: I64) -> tuple[int, int]:
    """The first and the last of the known instants."""
    some = [side[side != MISSING] for side in instants]
    return (
        min(int(side.min()) for side in some if len(side)),
        max(int(side.max()) for side in some if len(side)),
    )
