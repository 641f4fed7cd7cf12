"""K17: share of vendor cases answered, and resolved, inside the contract (METRICS K17)."""

import re
from dataclasses import replace

import numpy as np

from app.analysis.kpis.base import Context, Kpi, Outcome, keyed, known, present
from app.analysis.kpis.freshness import still_open
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import Line, share_part
from app.analysis.kpis.shares import share_of
from app.analysis.kpis.sla_units import NOT_KNOWN_YET
from app.analysis.kpis.vendor_clocks import (
    ENGAGE,
    LATE,
    MET,
    REASONS,
    RESOLVE,
    STEPS,
    WAITING,
    Promises,
    Step,
    promises,
    steps,
)
from app.analysis.kpis.words import percent
from app.analysis.statistics import distribution, km_median
from app.models.columns import I64, Flags, Text, VendorCaseColumns
from app.models.counts import counted
from app.models.duration import duration
from app.models.results import KpiDefinition, KpiPart

_NEEDS = "Import vendor cases with first reply and resolution (a vendor's portal or our own list)."
_NEEDS_CONTRACTS = (
    "Import contracts with their response and resolution times (our own list), or cases with "
    "targets of their own."
)
_LABELS = {ENGAGE: "Vendor response on time", RESOLVE: "Vendor resolution on time"}
_WORDS = {
    "critical": 1, "urgent": 1, "emergency": 1, "high": 2, "major": 2, "medium": 3, "moderate": 3,
    "normal": 3, "low": 4, "minor": 4,
}  # fmt: skip
_LISTED = 5


def _response(ctx: Context) -> Outcome:
    cases = ctx.facts.vendor_cases
    of = promises(ctx)
    both = steps(ctx, of)
    parts = {name: _part(ctx, both[name], name, _LABELS[name]) for name in STEPS}
    reasons = _excluded(ctx, both)
    late = np.concatenate([
        step.rows[_counted(ctx, step) & (step.state == LATE)] for step in both.values()
    ])  # fmt: skip
    return Outcome(
        parts=(parts[ENGAGE],),
        extra=(parts[RESOLVE], *_severities(ctx, both[ENGAGE])),
        excluded=present({reason: len(keys) for reason, keys in reasons.items()}),
        caveats=_caveats(ctx, of, both[ENGAGE], parts[ENGAGE], reasons),
        facts=_facts(ctx, of, both),
        drivers=pareto(cases.vendor[late].astype(np.int64), cases.vendors, "No vendor", "vendors"),
        drivers_label="Late replies and resolutions",
        needs=_needs(ctx, of),
        records="vendor_case",
        fallback=_fallback(ctx, of, both[ENGAGE]),
        excluded_rows=keyed(reasons),
    )


def _needs(ctx: Context, of: Promises) -> str:
    if not len(ctx.facts.vendor_cases.key):
        return _NEEDS
    promised = any((target >= 0).any() for target in of.target.values())
    return "" if promised or not len(of.rows) else _NEEDS_CONTRACTS


def _bins(ctx: Context, step: Step) -> I64:
    """The period in which each case that is decided was opened, -1 for the others."""
    decided = (step.reason < 0) & (step.state != WAITING)
    return np.where(decided, ctx.bins(step.opened), -1)


def _counted(ctx: Context, step: Step) -> Flags:
    return np.asarray(_bins(ctx, step) == len(ctx.periods) - 1, np.bool_)


def _part(ctx: Context, step: Step, name: str, label: str, mask: Flags | None = None) -> KpiPart:
    """Share inside the contract, with the spread of those that ended and those that wait."""
    bins = _bins(ctx, step)
    waits = _waiting(ctx, step)
    if mask is not None:
        bins, waits = np.where(mask, bins, -1), waits & mask
    last = bins == len(ctx.periods) - 1
    judged = name == ENGAGE
    line = Line("K17", name, label, "%", "higher", judged=judged)
    keys = ctx.facts.vendor_cases.key
    share = share_of(ctx, bins, step.state == MET, keys, step.rows)
    spread = distribution(step.seconds[last & step.ended])
    return replace(
        share_part(ctx, line, replace(share, spread=spread)),
        open_n=int(np.count_nonzero(waits)),
    )


def _waiting(ctx: Context, step: Step) -> Flags:
    """Opened in the period, and still without an end: late or not."""
    begun = step.opened >= ctx.edges[-2]
    return np.asarray(begun & (step.reason < 0) & ~step.ended, np.bool_)


def _severities(ctx: Context, step: Step) -> list[KpiPart]:
    """The share of replies on time by the vendor's own severity."""
    cases = ctx.facts.vendor_cases
    codes = cases.severity[step.rows]
    here = np.unique(codes[(_bins(ctx, step) >= 0) & (codes >= 0)]).tolist()
    named = sorted((cases.severities[code], code) for code in here)
    return [
        _part(ctx, step, f"severity {name}", f"Response, severity {name}", codes == code)
        for name, code in named
    ]


def _excluded(ctx: Context, both: dict[str, Step]) -> dict[str, Text]:
    """Keys by step and reason of cases opened in the period, or without opened time."""
    keys = ctx.facts.vendor_cases.key
    found: dict[str, Text] = {}
    for name, step in both.items():
        here = (step.opened >= ctx.edges[-2]) | ~known(step.opened)
        for code, reason in enumerate(REASONS):
            found[f"{name.lower()}: {reason}"] = keys[step.rows[here & (step.reason == code)]]
    return found


def _fallback(ctx: Context, of: Promises, step: Step) -> str:
    last = _counted(ctx, step)
    n = int(np.count_nonzero(last))
    if not n:
        return ""
    return f"{percent(int(np.count_nonzero(last & of.by_case)), n)} by the case's own target"


def _caveats(
    ctx: Context, of: Promises, step: Step, value: KpiPart, reasons: dict[str, Text]
) -> tuple[str, ...]:
    caveats = ["n under 5"] if 0 < value.n < 5 else []
    bare = len(reasons["engage: no contract"])
    if bare:
        caveats.append(f"no contract {bare:,}")
    silent = int(np.count_nonzero(_counted(ctx, step) & step.unanswered))
    if silent:
        caveats.append(f"{counted(silent, 'case')} ended without a reply, answered at the end.")
    caveats += still_open(len(reasons[f"engage: {NOT_KNOWN_YET}"]), "reply", "replies")
    used = np.unique(of.calendar).tolist()
    register = ctx.facts.registers.contracts
    unread = [register[place - 1].key for place in used if not of.hours[place].understood]
    if unread:
        caveats.append(f"Contract hours not understood, taken as 24×7: {', '.join(unread)}.")
    return tuple(caveats)


def _facts(ctx: Context, of: Promises, both: dict[str, Step]) -> tuple[tuple[str, str], ...]:
    lines: list[tuple[str, str]] = []
    for name, step in both.items():
        last, waits = _counted(ctx, step), _waiting(ctx, step)
        if not (last | waits).any():
            continue
        done = step.seconds[last & step.ended]
        spread = distribution(done)
        lines.append((
            f"{name}, median · P90", f"{duration(spread.median)} · {duration(spread.p90)}"
        ))  # fmt: skip
        late = int(np.count_nonzero(waits & (step.state == LATE)))
        lines.append((f"{name}, open", f"{np.count_nonzero(waits):,}, {late:,} past the target"))
        lasted = np.concatenate((done, step.seconds[waits]))
        median = km_median(lasted, np.arange(len(lasted)) < len(done))
        words = "not reached" if median is None else duration(median)
        lines.append((f"{name}, median with open ones (Kaplan-Meier)", words))
    if lines:
        lines += _disagreements(ctx, of)
        lines.append(("Escalations, RCA on time", "not in these exports"))
    return tuple(lines)


def _disagreements(ctx: Context, of: Promises) -> list[tuple[str, str]]:
    """Cases of the period whose severity is not the priority of our ticket."""
    cases, tickets = ctx.facts.vendor_cases, ctx.facts.tickets
    opened = cases.opened[of.rows]
    rows = of.rows[(opened >= ctx.edges[-2]) & (cases.ticket[of.rows] >= 0)]
    theirs = _levels(cases)[cases.severity[rows]]
    ours = tickets.priority[cases.ticket[rows]].astype(np.int64)
    both = (theirs > 0) & (ours > 0)
    differs = np.flatnonzero(both & (theirs != ours))
    n = int(np.count_nonzero(both))
    if not n:
        return []
    listed = ", ".join(
        f"{cases.key[rows[place]]} (theirs {theirs[place]}, ours P{ours[place]})"
        for place in differs[:_LISTED].tolist()
    )
    more = f" and {len(differs) - _LISTED} more" if len(differs) > _LISTED else ""
    tail = f": {listed}{more}" if listed else ""
    return [("Severity differs from ours", f"{len(differs):,} of {counted(n, 'case')}{tail}")]


def _levels(cases: VendorCaseColumns) -> I64:
    """1 to 5 for each severity's words; 0 where they say no level, and for none."""
    return np.array([*(_level(name) for name in cases.severities), 0], np.int64)


def _level(name: str) -> int:
    digit = re.search(r"(?<!\d)[1-5](?!\d)", name)
    if digit:
        return int(digit[0])
    return next((level for word, level in _WORDS.items() if word in name.casefold()), 0)


K17 = Kpi(
    id="K17",
    label="Vendor response on time",
    group="Signals and efficiency",
    unit="%",
    better="higher",
    cadence="month",
    function=_response,
    definition=KpiDefinition(
        formula="Cases answered inside the contract ÷ (answered + unanswered past the target).",
        cohort="Vendor cases opened in the period, with what is known now.",
        clock="The contract's hours, 24×7 where none are agreed, minus intervals in which the "
        "vendor waited for us. Response: opened → first reply by a person, else the case's end. "
        "Resolution, beside: opened → resolved by the vendor, else closed.",
        inclusion="The case's own target, else that of the vendor's contract for its severity, "
        "else for every severity. Open past the target is late.",
        exclusion="Open inside the target, or past it only after the export's end; no contract; "
        "closed without a time; ended before opened; no opened time.",
        pairs="Time to restore",
        version=1,
    ),
)
