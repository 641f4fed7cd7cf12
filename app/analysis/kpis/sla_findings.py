"""What stands beside SLA compliance: audits and findings, in words (METRICS K4)."""

from collections.abc import Sequence

import numpy as np

from app.analysis.kpis.base import Context, known
from app.analysis.kpis.sla_units import (
    Clocks,
    Units,
    met_by_lower_priority,
    open_breached,
    restarts,
)
from app.analysis.kpis.words import number, percent
from app.analysis.sla import Target
from app.analysis.source_targets import source_targets
from app.models.columns import I64
from app.models.counts import counted
from app.models.settings import MINUTE

_LISTED = 20
"""So many keys are listed of a finding; the others are counted."""


def sla_facts(
    ctx: Context, asked: Sequence[tuple[str, tuple[str, ...], list[Units]]], policy: str
) -> tuple[tuple[str, str], ...]:
    """The lines beside the value; `asked` are words, kinds and units, `policy` the settings'."""
    lines = []
    for word, kinds, of in asked:
        if not any(one.total for one in of):
            continue
        lines.append((f"{word} open and breached at the end", f"{open_breached(ctx, kinds):,}"))
        eased = sum(met_by_lower_priority(ctx, one) for one in of)
        if eased:
            lines.append((f"{word} breached at peak priority, met at the end", f"{eased:,}"))
        lines += _targets(word, of, policy)
        lines += _verdicts(ctx, word, of)
        lines += _findings(ctx, word, of)
    return (*lines, *_policy(ctx))


def by_source(of: Sequence[Units]) -> tuple[int, int]:
    """How many of the period's units have a target of their source, and how many there are."""
    own = sum(int(np.count_nonzero(one.last.by_source & one.counted)) for one in of)
    return own, sum(int(one.n[-1]) for one in of)


def _policy(ctx: Context) -> list[tuple[str, str]]:
    """By which rules the clocks ran."""
    holds = ", ".join(reason.replace("_", " ") for reason in ctx.settings.hold_reasons)
    clock = "starts again at the change" if restarts(ctx) else "counts from opened, retroactively"
    return [
        ("Clock stops for", holds or "no hold"),
        ("Priority", "final"),
        ("Clock after a change of priority", clock),
        ("Response ends", "acknowledged, else first assigned or out of New"),
    ]


def _targets(word: str, of: list[Units], policy: str) -> list[tuple[str, str]]:
    """Whose targets they are, where some are the source's."""
    own, n = by_source(of)
    if not own:
        return []
    words = f"the source's own for {percent(own, n)} of {counted(n, 'target')}"
    return [(f"{word}, targets", words if own == n else f"{words}, {policy} for the others")]


def _verdicts(ctx: Context, word: str, of: list[Units]) -> list[tuple[str, str]]:
    """What the export itself says of the period's targets, and where we differ."""
    lines = []
    for one in of:
        last = one.last.only(one.counted)
        said = _said(ctx, last, one.target)
        told = said >= 0
        n, met = int(np.count_nonzero(told)), int(np.count_nonzero(said == 1))
        if not n:
            continue
        rows, ours = last.rows, last.met
        differs = told & ((said == 1) != ours)
        what = "the source's own verdict"
        what += " on the response" if one.target == "response" else ""
        words = f"{percent(met, n)} of {counted(n, 'ticket')} met; differs from ours on "
        lines.append((f"{word}, {what}", words + number(int(np.count_nonzero(differs)))))
        for name, mask in (
            ("met at the source, missed here", differs & ~ours),
            ("missed at the source, met here", differs & ours),
        ):
            if mask.any():
                lines.append((f"{word}, {one.target} {name}", _keys(ctx, rows[mask])))
    return lines


def _said(ctx: Context, of: Clocks, target: Target) -> I64:
    """The source's verdict on each unit: its clock's, else for a resolution the ticket's."""
    none = np.full(len(of.rows), -1, np.int64)
    ticket = none if target == "response" else ctx.facts.tickets.made_sla[of.rows]
    own = source_targets(ctx.facts, target)
    clock = none if own is None else own.verdict[of.rows]
    return np.where(clock >= 0, clock, ticket).astype(np.int64)


def _findings(ctx: Context, word: str, of: list[Units]) -> list[tuple[str, str]]:
    """What makes a verdict doubtful: late holds, minutes for seconds, stale and several clocks."""
    last = [one.last.only(one.counted) for one in of]
    n = len(np.unique(np.concatenate([clocks.rows[clocks.late_hold] for clocks in last])))
    close = sum(
        int(np.count_nonzero((clocks.over > 0) & (clocks.over < MINUTE) & known(clocks.stop)))
        for clocks in last
    )
    lines = []
    if n:
        lines.append((f"{word} held in the last tenth of a target", counted(n, "ticket")))
    if close:
        lines.append((f"{word} missed by under a minute", counted(close, "target")))
    stale, several = _clock_rows(ctx, of, last)
    if len(stale):
        words = f"{counted(len(stale), 'resolved ticket')}: {_keys(ctx, stale)}"
        lines.append((f"{word}, SLA rows still running", words))
    if len(several):
        words = f"{counted(len(several), 'ticket')}, the latest not cancelled counts"
        words += f": {_keys(ctx, several)}"
        lines.append((f"{word} with several SLAs for one target", words))
    return lines


def _clock_rows(ctx: Context, of: list[Units], last: list[Clocks]) -> tuple[I64, I64]:
    """Tickets whose clock still runs though they are resolved, and those with several clocks."""
    resolved = ctx.facts.tickets.resolved
    stale, several = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for one, clocks in zip(of, last, strict=True):
        own = source_targets(ctx.facts, one.target)
        if own is not None:
            rows = clocks.rows
            stale.append(rows[own.running[rows] & known(resolved[rows])])
            several.append(rows[own.several[rows]])
    return np.unique(np.concatenate(stale)), np.unique(np.concatenate(several))


def _keys(ctx: Context, rows: I64) -> str:
    keys = sorted(ctx.facts.tickets.key[rows].tolist())
    more = len(keys) - _LISTED
    return ", ".join(keys[:_LISTED]) + (f" and {more:,} more" if more > 0 else "")
