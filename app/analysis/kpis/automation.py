"""K14: hours of handling that automations saved (METRICS K14)."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.analysis.kpis.base import Context, Kpi, Outcome, chosen, keyed, known, present
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import FEW, Line, share_part, value_part
from app.analysis.kpis.shares import share_of
from app.analysis.kpis.sums import summed, summed_words
from app.analysis.kpis.words import number, percent
from app.models.automation import RUN_STATES
from app.models.columns import I64, AutomationRow, Facts, Flags
from app.models.counts import counted
from app.models.moments import day_of, local
from app.models.results import KpiDefinition, KpiInputs, KpiPart
from app.models.settings import HOUR

F64 = NDArray[np.float64]
VARIANTS = ("net", "gross")
NOT_OVER = "Not over"
"""The verdict of a sum below its target whose period still runs."""
_MONTHS = {"week": 12 / 52.1775, "month": 1.0, "quarter": 3.0}
"""Months of upkeep in a period; a year has 52.1775 weeks."""
_SUCCESSFUL = RUN_STATES.index("successful")
_FAILED = tuple(RUN_STATES.index(word) for word in ("failed", "error"))
_NEEDS_RUNS = "Import runs of automations (AWX jobs, Ansible, Terraform or our own list of runs)."
_NEEDS_REGISTER = (
    "Import the register of automations with what a run replaces (our own list of automations)."
)
REASONS = (
    "ended before it began",
    "not over, planned or cancelled",
    "not in the register",
    "no baseline",
)


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs that ended in the run of periods. `bins` is -1 for those that do not count.

    `reason` indexes REASONS for those of the last period that are left out, -1 for the others.

    `seconds` is what a successful run saves, or what a failed one costs (negative).
    """

    rows: I64
    bins: I64
    reason: I64
    place: I64
    """The place of its automation in the register, -1 for none."""
    success: Flags
    seconds: I64


def _hours_saved(ctx: Context) -> Outcome:
    monthly, ctx = ctx, summed(ctx, "K14")
    of = _runs(ctx)
    upkeep = _upkeep(ctx)
    keys, last = ctx.facts.runs.key, of.bins == len(ctx.periods) - 1
    variant = chosen(ctx, "K14", VARIANTS)
    saved = _hours(ctx, of, of.success)
    net = saved + _hours(ctx, of, ~of.success) - upkeep
    parts = {
        name: replace(
            _part(ctx, of, name, hours, judged=name == variant),
            inputs=_inputs(ctx, of, counts, rest),
        )
        for name, hours, counts, rest in (
            ("net", net, last & (of.bins >= 0), -float(upkeep[-1])),
            ("gross", saved, last & of.success, 0.0),
        )
    }
    reasons = {reason: keys[of.rows[of.reason == code]] for code, reason in enumerate(REASONS)}
    reasons["no time"] = keys[~known(ctx.facts.runs.started) & ~known(ctx.facts.runs.finished)]
    register = ctx.facts.registers.automations
    return Outcome(
        parts=(parts[variant],),
        extra=(
            *(part for name, part in parts.items() if name != variant),
            _succeeded(ctx, of),
        ),
        excluded=present({reason: len(found) for reason, found in reasons.items()}),
        caveats=_caveats(ctx, of, last),
        facts=(
            *summed_words(monthly, "K14", variant, "h"),
            *_facts(ctx, of, last, saved, net, upkeep),
        ),
        drivers=pareto(
            of.place[last],
            [row.title or row.key for row in register],
            "No name",
            "automations",
            weights=np.maximum(of.seconds[last], 0) // 60,
        ),
        drivers_label="Minutes saved",
        needs=_needs(ctx.facts),
        records="automation_run",
        variant=variant,
        variants=VARIANTS,
        excluded_rows=keyed(reasons),
    )


def _inputs(ctx: Context, of: _Runs, counts: Flags, rest: float) -> KpiInputs:
    """The hours of each run that counts, and what is taken off for upkeep."""
    keys = ctx.facts.runs.key[of.rows[counts]].tolist()
    hours = (of.seconds[counts] / HOUR).tolist()
    rows = [(key, (own,)) for key, own in sorted(zip(keys, hours, strict=True))]
    if rest:
        rows.append(("Upkeep", (rest,)))
    return KpiInputs("hours", ("Hours",), tuple(rows))


def _needs(facts: Facts) -> str:
    if not len(facts.runs.key):
        return _NEEDS_RUNS
    return "" if facts.registers.automations else _NEEDS_REGISTER


def _runs(ctx: Context) -> _Runs:
    """Every run that ended in the run of periods, by the end and else by the start."""
    runs, register = ctx.facts.runs, ctx.facts.registers.automations
    at = np.where(known(runs.finished), runs.finished, runs.started)
    rows = np.flatnonzero(ctx.within(at))
    place = _places(ctx.facts)[runs.automation[rows]]
    baseline, residual = (
        np.array([*(-1 if value is None else value for value in column), -1], np.int64)
        for column in (
            [row.baseline_s for row in register],
            [row.residual_s for row in register],
        )
    )
    state, started, finished = runs.state[rows], runs.started[rows], runs.finished[rows]
    success = state == _SUCCESSFUL
    reason = np.full(len(rows), -1, np.int64)
    for name, holds in (
        ("no baseline", success & (baseline[place] < 0)),
        ("not in the register", place < 0),
        ("not over, planned or cancelled", ~success & ~np.isin(state, _FAILED)),
        ("ended before it began", known(finished) & known(started) & (finished < started)),
    ):
        reason[holds] = REASONS.index(name)
    cost = np.maximum(residual[place], 0)
    bins = ctx.bins(at[rows])
    counts = reason < 0
    last = bins == len(ctx.periods) - 1
    return _Runs(
        rows,
        np.where(counts, bins, -1),
        np.where(last, reason, -1),
        place,
        np.asarray(success, np.bool_),
        np.where(counts, np.where(success, baseline[place] - cost, -cost), 0),
    )


def _places(facts: Facts) -> I64:
    """The place in the register of each job's name: its key, else its title; -1 for none."""
    register = facts.registers.automations
    named = {row.title: place for place, row in enumerate(register) if row.title}
    named |= {row.key: place for place, row in enumerate(register)}
    return np.array([*(named.get(job, -1) for job in facts.runs.automations), -1], np.int64)


def _hours(ctx: Context, of: _Runs, mask: Flags) -> F64:
    counts = mask & (of.bins >= 0)
    seconds = np.bincount(of.bins[counts], weights=of.seconds[counts], minlength=len(ctx.periods))
    return np.asarray(seconds / HOUR, np.float64)


def _upkeep(ctx: Context) -> F64:
    """Hours of upkeep in each period: of every automation from the period of its first run on.

    A run without a start begins at its end. A period that still runs costs the share of it that
    has passed.
    """
    register, runs = ctx.facts.registers.automations, ctx.facts.runs
    size = len(ctx.periods)
    total = np.zeros(size, np.float64)
    begun = np.where(known(runs.started), runs.started, runs.finished)
    ran = known(begun)
    place = _places(ctx.facts)[runs.automation[ran]]
    first = np.full(len(register) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, place, begun[ran])
    share = np.array(
        [max(0, min(one.end, ctx.now) - one.start) / (one.end - one.start) for one in ctx.periods]
    )
    months = _MONTHS[ctx.period.kind] * share
    for row, begins in zip(register, first[:-1].tolist(), strict=True):
        total += (row.upkeep_s or 0) / HOUR * months * (ctx.edges[1:] > begins)
    return total


def _part(ctx: Context, of: _Runs, name: str, hours: F64, *, judged: bool) -> KpiPart:
    label = "Automation hours saved" if judged else f"Automation hours saved, {name}"
    line = Line("K14", name, label, "h", "higher", judged=judged)
    counts = np.bincount(of.bins[of.bins >= 0], minlength=len(ctx.periods)).tolist()
    values = [float(value) if n else None for value, n in zip(hours.tolist(), counts, strict=True)]
    keys, last = ctx.facts.runs.key, of.bins == len(ctx.periods) - 1
    part = value_part(
        ctx, line, values, counts, rows=keys[of.rows[last]], hits=keys[of.rows[last & of.success]]
    )
    return _so_far(part) if ctx.now < ctx.period.end else part


def _so_far(part: KpiPart) -> KpiPart:
    """Of a period that runs: a sum that lacks something may reach its target and limits yet."""
    if part.met is False:
        part = replace(part, met=None, verdict=NOT_OVER)
    if part.signal is not None and not part.signal.good:
        part = replace(part, signal=None)
    return part


def _succeeded(ctx: Context, of: _Runs) -> KpiPart:
    line = Line("K14", "successful", "Runs that succeeded", "%", "higher", judged=False)
    return share_part(ctx, line, share_of(ctx, of.bins, of.success, ctx.facts.runs.key, of.rows))


def _measured(register: tuple[AutomationRow, ...]) -> Flags:
    """Automations whose baseline was measured on 5 cases or more; the rest is an estimate."""
    return np.array([(row.baseline_n or 0) >= FEW for row in register] + [False], np.bool_)


def _caveats(ctx: Context, of: _Runs, last: Flags) -> tuple[str, ...]:
    register = ctx.facts.registers.automations
    caveats = ["n under 5"] if 0 < np.count_nonzero(last) < FEW else []
    if (last & of.success & ~_measured(register)[of.place]).any():
        caveats.append("estimate")
    bare = np.array([row.residual_s is None for row in register] + [False], np.bool_)
    silent = int(np.count_nonzero(last & bare[of.place]))
    if silent:
        caveats.append(f"{counted(silent, 'run')} without residual handling: none is taken off.")
    return tuple(caveats)


def _facts(
    ctx: Context, of: _Runs, last: Flags, saved: F64, net: F64, upkeep: F64
) -> tuple[tuple[str, str], ...]:
    if not last.any():
        return ()
    register = ctx.facts.registers.automations
    won = last & of.success
    firm = int(of.seconds[won & _measured(register)[of.place]].sum())
    gross = int(of.seconds[won].sum())
    sure = percent(firm, gross) if gross > 0 else "n/a"
    failed = int(np.count_nonzero(last & ~of.success))
    cost = -int(of.seconds[last & ~of.success].sum()) / HOUR
    lines = [
        ("Gross", f"{number(saved[-1])} h in {counted(int(np.count_nonzero(won)), 'run')}"),
        ("Failed runs", f"{failed:,}, which cost {number(cost)} h"),
        ("Upkeep", f"{number(upkeep[-1])} h"),
        ("Net", f"{number(net[-1])} h"),
        ("Confidence", f"{sure} of gross hours by a baseline measured on {FEW} cases or more"),
        *(
            (f"Baseline, {row.title or row.key}", _baseline(row, ctx.settings.report_zone))
            for row in (register[place] for place in np.unique(of.place[won]).tolist()[:5])
        ),
    ]
    return tuple(lines)


def _baseline(row: AutomationRow, zone: str) -> str:
    minutes = f"{number((row.baseline_s or 0) / 60)} min"
    when = ""
    if row.baseline_at is not None:
        wall = local(row.baseline_at, zone)
        when = f", {day_of(wall)} {wall.year}"
    if row.baseline_n:
        return f"{minutes}, measured on {counted(row.baseline_n, 'case')}{when}"
    return f"{minutes}, declared estimate{when}"


K14 = Kpi(
    id="K14",
    label="Automation hours saved",
    group="Signals and efficiency",
    unit="h",
    better="higher",
    cadence="month",
    function=_hours_saved,
    definition=KpiDefinition(
        formula="Sum over successful runs of (baseline − residual handling) − residual handling of "
        "failed runs − upkeep of the period. Gross: successful runs alone.",
        cohort="Runs that ended in the period, by their start where no end is known.",
        clock="None: handling time a run, from the register; upkeep a month, from the first run "
        "on.",
        inclusion="Successful and failed runs of automations in the register. A baseline measured "
        "on 5 cases or more is firm, else it is an estimate.",
        exclusion="Not over, planned or cancelled; not in the register; no baseline; ended before "
        "it began.",
        pairs="Time to restore; change success rate",
        version=1,
    ),
    scopes=(),
)
