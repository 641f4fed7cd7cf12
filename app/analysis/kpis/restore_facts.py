"""What stands beside the time to restore: evidence, phases, open ones, caveats (METRICS K1)."""

from dataclasses import dataclass, fields

import numpy as np

from app.analysis.kpis.base import Context, known
from app.analysis.kpis.episodes import Episodes, promoted, unresolved
from app.analysis.kpis.milestones import LEVELS, impact_start, level_of, outage_end, phases
from app.analysis.kpis.words import percent
from app.analysis.statistics import distribution
from app.models.columns import I64, Facts, Flags
from app.models.counts import counted
from app.models.duration import duration
from app.models.results import KpiPart

_SCALE = {"min": 60, "h": 3600}
_BY = {1: "by outage end", 2: "by restored milestone", 3: "by resolved"}


@dataclass(frozen=True, slots=True)
class Cohort:
    """P1 and P2 incidents: their clocks from `start` to `end`, whenever that was.

    `seconds` is the sum of unresolved episodes up to `end`; `valid` may count. `level` says by
    what each is restored, `evidenced` that its start is that of the impact.
    """

    rows: I64
    peak: I64
    start: I64
    end: I64
    seconds: I64
    first: I64
    level: I64
    evidenced: Flags
    valid: Flags

    def only(self, of: Flags) -> "Cohort":
        """Some of them, in the same order."""
        return Cohort(*(getattr(self, field.name)[of] for field in fields(self)))


def cohort_of(facts: Facts, rows: I64, reopen_window_s: int) -> Cohort:
    """The clocks of these rows, whatever their priority; a reopening in the window goes on (K1)."""
    tickets = facts.tickets
    impact = impact_start(facts, rows)
    start = np.where(known(impact), impact, promoted(facts, rows))
    episodes: Episodes = unresolved(facts, rows, start, reopen_window_s)
    outage, restored = outage_end(facts, rows), tickets.restored[rows]
    level = level_of(outage, restored, episodes.end)
    end = np.select([level == 1, level == 2], [outage, restored], episodes.end)
    whole = known(end) & (end >= start)
    pause = np.where(level == LEVELS.index("resolved"), episodes.between, 0)
    seconds = np.where(whole, end - start - pause, 0)
    return Cohort(
        rows, tickets.peak_priority[rows].astype(np.int64), start, end, seconds, episodes.first,
        level, known(impact), ~known(end) | (end >= start),
    )  # fmt: skip


def restore_facts(
    ctx: Context, cohort: Cohort, last: Flags, parts: tuple[KpiPart, ...]
) -> tuple[tuple[str, str], ...]:
    """Label and value in words of everything beside the value."""
    lines = []
    for part in parts:
        spread = part.distribution
        if spread is not None:
            middle = f"{duration(spread.median)} · {duration(spread.p90)}"
            lines.append((f"{part.name} median · P90", middle))
        lines.append((f"{part.name} open at the end", str(part.open_n or 0)))
        median = None if part.km_median is None else part.km_median * _SCALE[part.unit]
        reached = median is not None or not (part.n or part.open_n)
        words = duration(median) if reached else "not reached"
        lines.append((f"{part.name} median with open ones (Kaplan-Meier)", words))
    return (*lines, *_evidence(ctx, cohort, last), *_phases(ctx, cohort, last))


def restored_by(cohort: Cohort, last: Flags) -> str:
    """The level of evidence used: "82 % by resolved"; empty of none or of outage ends alone."""
    level = cohort.level[last]
    found = [
        f"{percent(int(np.count_nonzero(level == code)), len(level))} {_BY[code]}"
        for code in (3, 2)
        if (level == code).any()
    ]
    return ", ".join(found)


def caveats(
    ctx: Context, cohort: Cohort, last: Flags, parts: tuple[KpiPart, ...], level: str
) -> tuple[str, ...]:
    """Short ones first: few records, then the level of evidence, then silent reopenings."""
    tickets, rows = ctx.facts.tickets, cohort.rows[last]
    found = ["n under 5"] if any(0 < part.n < 5 for part in parts) else []
    if level:
        found.append(level)
    told = np.zeros(len(tickets), np.bool_)
    told[ctx.facts.states.ticket] = True
    silent = int(np.count_nonzero((tickets.reopen_count[rows] > 0) & ~told[rows]))
    if silent:
        found.append(
            f"{counted(silent, 'incident')} reopened without a history of states: time to the last "
            "resolution, also while resolved."
        )
    eased = int(np.count_nonzero(tickets.priority[rows] > tickets.peak_priority[rows]))
    if eased:
        found.append(f"{counted(eased, 'incident')} downgraded before the end.")
    return tuple(found)


def _evidence(ctx: Context, cohort: Cohort, last: Flags) -> list[tuple[str, str]]:
    """How start, end and priority are known."""
    tickets, rows = ctx.facts.tickets, cohort.rows[last]
    n = len(rows)
    if not n:
        return []
    evidenced = cohort.evidenced[last]
    raised = ~evidenced & (cohort.start[last] > tickets.opened[rows])
    level = cohort.level[last]
    by = [f"{percent(int(np.count_nonzero(level == code)), n)} {_BY[code]}" for code in (1, 2, 3)]
    logged = int(np.count_nonzero(tickets.has_history[rows]))
    impact = percent(int(np.count_nonzero(evidenced)), n)
    lines = [
        ("Start", f"{impact} from the impact, the rest from opened or the promotion"),
        ("Restored", " · ".join(by)),
        ("Peak priority known", f"{percent(logged, n)} from history, the rest the final one"),
    ]
    if raised.any():
        words = counted(int(np.count_nonzero(raised)), "incident")
        lines.append(("Raised after opening", f"{words}, from the promotion"))
    return lines + _reopened(cohort, last)


def _reopened(cohort: Cohort, last: Flags) -> list[tuple[str, str]]:
    first, start = cohort.first[last], cohort.start[last]
    again = (
        known(first) & (first < cohort.end[last]) & (cohort.level[last] == LEVELS.index("resolved"))
    )
    if not again.any():
        return []
    early = first[again] - start[again]
    mean = duration(distribution(early[early >= 0]).mean)
    words = counted(int(np.count_nonzero(again)), "incident")
    told = f"{words}, sum of unresolved times; to the first resolution {mean} on average"
    return [("Reopened", told)]


def _phases(ctx: Context, cohort: Cohort, last: Flags) -> list[tuple[str, str]]:
    """Mean time of each phase over the incidents that show both of its ends."""
    found = phases(ctx.facts, cohort.rows[last], cohort.end[last], cohort.level[last])
    words = [
        f"{name} {duration(float(np.mean(seconds[both])))} ({int(np.count_nonzero(both))})"
        for name, (seconds, both) in found.items()
        if both.any()
    ]
    return [("By phase, mean (known for)", " · ".join(words))] if words else []
