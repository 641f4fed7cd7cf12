"""Vendor cases on the clock of their contract (METRICS K17)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis.clock import business_seconds, disjoint
from app.analysis.kpis.agreed_hours import AgreedHours, agreed_hours
from app.analysis.kpis.base import Context, known
from app.analysis.kpis.freshness import known_until
from app.analysis.kpis.scoping import rows_in
from app.analysis.kpis.sla_units import NOT_KNOWN_YET
from app.models.columns import I64, MISSING, ContractRow, Flags

ENGAGE, RESOLVE = "Engage", "Resolve"
STEPS = (ENGAGE, RESOLVE)
MET, LATE, WAITING = 0, 1, 2
REASONS = (
    "no opened time",
    "ended before opened",
    "closed without a time",
    "no contract",
    NOT_KNOWN_YET,
)
"""Why a step of a case does not count; the first that holds is said."""


@dataclass(frozen=True, slots=True)
class Promises:
    """What each case was promised and by which hours; -1 for no promise.

    `hours` are the calendars, and `calendar` the place of each case's own in them.
    """

    rows: I64
    target: dict[str, I64]
    calendar: I64
    hours: tuple[AgreedHours, ...]
    by_case: Flags
    """The case itself carries a target."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step (engage or resolve) of the cases opened before the end of the period.

    `seconds` run on the contract's clock without waiting for us, up to the end, or for those that
    have none up to `now` or the as-of of the cases, whichever is first. `state` is MET, LATE or
    WAITING: open inside the target.
    """

    name: str
    rows: I64
    opened: I64
    target: I64
    seconds: I64
    ended: Flags
    state: I64
    reason: I64
    unanswered: Flags
    """Ended without a reply: the end is the latest at which one may have come."""


def promises(ctx: Context) -> Promises:
    """Cases of the scope with their targets: their own, else their contract's."""
    cases = ctx.facts.vendor_cases
    mask = ~known(cases.opened) | (cases.opened < ctx.cutoff)
    mine = rows_in(ctx.facts, ctx.scope, len(cases.key), ticket=cases.ticket)
    rows = np.flatnonzero(mask if mine is None else mask & mine)
    contract = _contracts(ctx, rows)
    register = ctx.facts.registers.contracts
    hours = (AgreedHours(None), *(_hours(ctx, row) for row in register))
    own = {ENGAGE: cases.response_target[rows], RESOLVE: cases.resolve_target[rows]}
    theirs = {
        ENGAGE: [row.response_s for row in register],
        RESOLVE: [row.resolve_s for row in register],
    }
    target = {}
    for step in STEPS:
        table = np.array([*(-1 if one is None else one for one in theirs[step]), -1], np.int64)
        target[step] = np.where(own[step] >= 0, own[step], table[contract])
    by_case = (own[ENGAGE] >= 0) | (own[RESOLVE] >= 0)
    return Promises(rows, target, contract + 1, hours, np.asarray(by_case, np.bool_))


def _hours(ctx: Context, row: ContractRow) -> AgreedHours:
    return agreed_hours(row.hours, None, ctx.settings)


def _contracts(ctx: Context, rows: I64) -> I64:
    """The place of each case's contract in the register: of its severity, else of every one.

    It holds when the case is opened inside [starts, ends). -1 for none.
    """
    cases = ctx.facts.vendor_cases
    found = np.full(len(rows), -1, np.int64)
    vendors, vendor_of = _alike(cases.vendors)
    severities, severity_of = _alike(cases.severities)
    vendor, severity = vendor_of[cases.vendor[rows]], severity_of[cases.severity[rows]]
    opened = cases.opened[rows]
    general = ctx.facts.registers.contracts
    order = sorted(range(len(general)), key=lambda place: general[place].severity is None)
    for place in order:
        row = general[place]
        mask = (found < 0) & (vendor == vendors.get(_plain(row.vendor), -2))
        if row.severity is not None:
            mask &= severity == severities.get(_plain(row.severity), -2)
        if row.starts is not None:
            mask &= opened >= row.starts
        if row.ends is not None:
            mask &= opened < row.ends
        found[mask] = place
    return found


def _alike(names: Sequence[str]) -> tuple[dict[str, int], I64]:
    """One number for the spellings of a word, and the number of each code (-1 stays -1)."""
    plain = [_plain(name) for name in names]
    number = {word: at for at, word in enumerate(dict.fromkeys(plain))}
    return number, np.array([*(number[word] for word in plain), -1], np.int64)


def _plain(severity: str) -> str:
    return " ".join(severity.casefold().split())


def steps(ctx: Context, of: Promises) -> dict[str, Step]:
    """Both steps of every case, as known at `now`."""
    cases, rows = ctx.facts.vendor_cases, of.rows
    solved, reply = cases.resolved[rows], cases.first_response[rows]
    over = np.where(known(solved), solved, cases.closed[rows])
    reply, over = (np.where(at <= ctx.now, at, MISSING) for at in (reply, over))
    silent = ~known(reply) & known(over)
    none = np.zeros(len(rows), np.bool_)
    return {
        ENGAGE: _step(ctx, of, ENGAGE, np.where(silent, over, reply), silent),
        RESOLVE: _step(ctx, of, RESOLVE, over, none),
    }


def _step(ctx: Context, of: Promises, name: str, end: I64, unanswered: Flags) -> Step:
    """The step of cases that ended at `end` (MISSING = not by now)."""
    cases, rows, target = ctx.facts.vendor_cases, of.rows, of.target[name]
    opened = cases.opened[rows]
    ended = known(end)
    gone = ~ended & _over(ctx, rows)
    seconds = _elapsed(ctx, of, opened, np.where(ended, end, ctx.now))
    unsure = ~ended & (seconds > target)
    told = known_until(ctx.facts, "vendor_case")
    if told < ctx.now:
        seconds = _elapsed(ctx, of, opened, np.where(ended, end, np.maximum(opened, told)))
    late = seconds > target
    reason = np.full(len(rows), -1, np.int64)
    for why, holds in (
        (NOT_KNOWN_YET, unsure & ~late),
        ("no contract", target < 0),
        ("closed without a time", gone),
        ("ended before opened", ended & known(opened) & (end < opened)),
        ("no opened time", ~known(opened)),
    ):
        reason[holds] = REASONS.index(why)
    state = np.where(late, LATE, np.where(ended, MET, WAITING))
    return Step(name, rows, opened, target, seconds, ended, state, reason, unanswered)


def _over(ctx: Context, rows: I64) -> Flags:
    """Cases that had ended by now: at a known time, or by their state alone."""
    cases = ctx.facts.vendor_cases
    solved, closed = cases.resolved[rows], cases.closed[rows]
    timed = known(solved) | known(closed)
    over = (known(solved) & (solved <= ctx.now)) | (known(closed) & (closed <= ctx.now))
    return np.asarray(np.where(timed, over, ~cases.open_state[rows]), np.bool_)


def _elapsed(ctx: Context, of: Promises, opened: I64, end: I64) -> I64:
    """Seconds of each case's own hours in [opened, end) in which it did not wait for us."""
    cases = ctx.facts.vendor_cases
    place = np.full(len(cases.key), -1, np.int64)
    place[of.rows] = np.arange(len(of.rows))
    until = np.where(known(cases.wait_end), cases.wait_end, ctx.now)
    case = place[cases.wait_case]
    told = (case >= 0) & known(cases.wait_start)
    case, begin, stop = case[told], cases.wait_start[told], until[told]
    begin, stop = np.maximum(begin, opened[case]), np.minimum(stop, end[case])
    real = stop > begin
    case, begin, stop = disjoint(case[real], begin[real], stop[real])
    begun = np.where(known(opened), opened, end)
    seconds = np.zeros(len(of.rows), np.int64)
    for calendar in np.unique(of.calendar).tolist():
        own = of.calendar == calendar
        rule = of.hours[calendar].rule
        seconds[own] = business_seconds(rule, begun[own], end[own])
        waits = own[case]
        held = business_seconds(rule, begin[waits], stop[waits])
        np.subtract.at(seconds, case[waits], held)
    return seconds
