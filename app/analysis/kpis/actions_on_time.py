"""K8: share of actions that were closed by their first due date, with evidence (METRICS K8)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.analysis.kpis.base import Context, Kpi, Outcome, known
from app.analysis.kpis.freshness import known_until, still_open
from app.analysis.kpis.left_out import LeftOut, left_out
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import Line, share_part
from app.analysis.kpis.scoping import rows_in
from app.analysis.kpis.shares import share_of
from app.analysis.kpis.sla_units import NOT_KNOWN_YET
from app.analysis.kpis.words import percent
from app.models.columns import I64, MISSING, ActionRow, Flags, Text
from app.models.counts import counted
from app.models.duration import duration
from app.models.results import KpiDefinition, KpiPart
from app.models.settings import DAY

NEEDS = "Import the action log (the template actions)."
_AGES = (7, 30, 90)
_AGE_WORDS = ("up to 7 d", "7 to 30 d", "30 to 90 d", "over 90 d")


@dataclass(frozen=True, slots=True)
class Actions:
    """Actions in scope as columns: instants (MISSING = none), and what became of them.

    `first` is the original due date, else the only one known. `done` were carried out: closed,
    not cancelled; `proved` have evidence, or come from a log that holds none at all.
    """

    key: Text
    team: I64
    first: I64
    due: I64
    closed: I64
    done: Flags
    cancelled: Flags
    proved: Flags
    verified: Flags
    judged: Flags
    original: Flags
    out: LeftOut
    teams: tuple[str, ...]
    evidence: bool


def _on_time(ctx: Context) -> Outcome:
    of = actions(ctx)
    due = ctx.bins(of.first)
    bins = np.where(of.out.kept, due, -1)
    last = bins == len(ctx.periods) - 1
    kept = of.done & of.proved
    hit = kept & (of.closed <= of.first)
    part = _part(ctx, of, "", bins, hit, judged=True)
    missed = of.team[last & ~hit]
    out_of = due == len(ctx.periods) - 1
    undated = ~known(of.first)
    excluded = of.out.counts(out_of | undated)
    return Outcome(
        parts=(part,),
        extra=tuple(_beside(ctx, of, bins, kept)),
        excluded=excluded,
        excluded_rows=of.out.keys(out_of | undated, of.key),
        caveats=(
            *_caveats(ctx, of, last, part.n),
            *still_open(dict(excluded).get(NOT_KNOWN_YET, 0), "action"),
        ),
        facts=_facts(ctx, of, last),
        drivers=pareto(missed, of.teams, "No team", "teams"),
        drivers_label="Actions not closed on time",
        needs="" if ctx.facts.registers.actions else NEEDS,
        records="action",
        fallback="" if of.evidence or not part.n else "by closing date, evidence not recorded",
    )


def actions(ctx: Context) -> Actions:
    """The action log of the asked scope, by each action's team or the ticket it came from."""
    rows = _in_scope(ctx, ctx.facts.registers.actions)
    first = _times([_first(row) for row in rows])
    closed = _times([row.closed for row in rows])
    cancelled = np.array([row.state == "cancelled" for row in rows], np.bool_)
    ended = [row.state in {"done", None} and row.closed is not None for row in rows]
    evidence = any(row.evidence for row in ctx.facts.registers.actions)
    pending = np.array([_pending(row) for row in rows], np.bool_)
    reasoned = np.array([bool(row.cancel_reason) for row in rows], np.bool_)
    in_time = known(closed) & (closed <= first)
    out = left_out(
        len(rows),
        {
            "no due date": ~known(first),
            "cancelled before due, with a reason": cancelled & reasoned & in_time,
            NOT_KNOWN_YET: pending & (first >= known_until(ctx.facts, "action")),
        },
    )
    teams = sorted({row.team for row in rows if row.team})
    place = {team: code for code, team in enumerate(teams)}
    return Actions(
        key=np.array([row.key for row in rows], np.str_),
        team=np.array([place.get(row.team or "", -1) for row in rows], np.int64),
        first=first,
        due=_times([row.due for row in rows]),
        closed=closed,
        done=np.array(ended, np.bool_),
        cancelled=cancelled,
        proved=np.array([row.evidence or not evidence for row in rows], np.bool_),
        verified=np.array([bool(row.effective) for row in rows], np.bool_),
        judged=np.array([row.effective is not None for row in rows], np.bool_),
        original=np.array([row.original_due is not None for row in rows], np.bool_),
        out=out,
        teams=tuple(teams),
        evidence=evidence,
    )


def _pending(row: ActionRow) -> bool:
    """Neither carried out nor cancelled, as far as the log knows."""
    return row.state not in {"done", "cancelled", None} or (row.state is None and not row.closed)


def _first(row: ActionRow) -> int | None:
    return row.due if row.original_due is None else row.original_due


def _times(instants: Sequence[int | None]) -> I64:
    return np.array([MISSING if at is None else at for at in instants], np.int64)


def _in_scope(ctx: Context, rows: tuple[ActionRow, ...]) -> tuple[ActionRow, ...]:
    if not ctx.scope.field or not rows:
        return rows
    teams = tuple(sorted({row.team for row in rows if row.team}))
    codes = np.array([teams.index(r.team) if r.team else -1 for r in rows], np.int32)
    mask = rows_in(
        ctx.facts, ctx.scope, len(rows), group=(codes, teams), ticket=_origins(ctx, rows)
    )
    return rows if mask is None else tuple(r for r, kept in zip(rows, mask, strict=True) if kept)


def _origins(ctx: Context, rows: tuple[ActionRow, ...]) -> I64:
    """The ticket that each action came from, itself or through a review; -1 for none."""
    reviewed = {pir.key: pir.incident for pir in ctx.facts.registers.pirs}
    named = [reviewed.get(row.origin or "", row.origin or "") for row in rows]
    keys = ctx.facts.tickets.key
    found = np.flatnonzero(np.isin(keys, np.array(sorted({*named} - {""}), np.str_)))
    place = {str(keys[row]): int(row) for row in found}
    return np.array([place.get(key, -1) for key in named], np.int64)


def _part(
    ctx: Context, of: Actions, name: str, bins: I64, hit: Flags, *, judged: bool = False
) -> KpiPart:
    labels = {
        "": "Actions closed on time",
        "current due": "Closed by the current due date",
        "verified effective": "Closed actions verified effective",
    }
    line = Line("K8", name, labels[name], "%", "higher", judged=judged)
    share = share_of(ctx, bins, hit, of.key, np.arange(len(of.key)))
    return share_part(ctx, line, share)


def _beside(ctx: Context, of: Actions, bins: I64, kept: Flags) -> list[KpiPart]:
    due = np.where(known(of.due), of.due, of.first)
    carried_out = np.where(of.done, bins, -1)
    return [
        _part(ctx, of, "current due", bins, kept & (of.closed <= due)),
        _part(ctx, of, "verified effective", carried_out, of.verified),
    ]


def _caveats(ctx: Context, of: Actions, last: Flags, n: int) -> tuple[str, ...]:
    caveats = ["n under 5"] if 0 < n < 5 else []
    if n and not of.evidence:
        caveats.append("no evidence recorded")
    bare = int(np.count_nonzero(last & of.done & ~of.proved))
    if bare:
        caveats.append(f"{counted(bare, 'action')} closed without evidence, counted as not done.")
    single = int(np.count_nonzero(last & ~of.original))
    if single:
        caveats.append(f"{counted(single, 'action')} without an original due date: the due date.")
    undated = [row.key for row in ctx.facts.registers.actions if _undated(row)]
    told = int(np.count_nonzero(last & np.isin(of.key, np.array(undated, np.str_))))
    if told:
        caveats.append(f"{counted(told, 'action')} ended without a closing date, counted missed.")
    return tuple(caveats)


def _undated(row: ActionRow) -> bool:
    return row.state in {"done", "cancelled"} and row.closed is None


def _facts(ctx: Context, of: Actions, last: Flags) -> tuple[tuple[str, str], ...]:
    moved = known(of.due) & known(of.first) & (of.due != of.first)
    ended = of.done | of.cancelled
    running = ~ended | (known(of.closed) & (of.closed >= ctx.cutoff))
    told = min(ctx.cutoff, known_until(ctx.facts, "action"))
    overdue = running & known(of.first) & (of.first < told)
    age = ctx.cutoff - of.first[overdue]
    edges = [days * DAY for days in _AGES]
    bands = np.bincount(np.searchsorted(edges, age, side="left"), minlength=len(_AGE_WORDS))
    oldest = of.key[overdue][np.argmax(age)] if len(age) else ""
    done = last & of.done
    known_effect = int(np.count_nonzero(done & of.judged))
    works = int(np.count_nonzero(done & of.verified))
    return (
        ("Re-baselined", f"{counted(int(np.count_nonzero(last & moved)), 'action')} of the period"),
        (
            "Overdue at the end",
            " · ".join(f"{word} {n:,}" for word, n in zip(_AGE_WORDS, bands.tolist(), strict=True)),
        ),
        ("Oldest overdue", f"{duration(int(age.max()))} ({oldest})" if len(age) else "none"),
        ("Cancelled after due, missed", f"{np.count_nonzero(last & of.cancelled):,}"),
        ("Verified effective", f"{percent(works, known_effect)} of {known_effect:,} verified"),
    )


K8 = Kpi(
    id="K8",
    label="Actions closed on time",
    group="Problem and follow-through",
    unit="%",
    better="higher",
    cadence="month",
    function=_on_time,
    definition=KpiDefinition(
        formula="Actions closed by their original due date, with evidence ÷ actions due.",
        cohort="Actions whose original due date falls in the period, whatever it was moved to.",
        clock="Elapsed, to the second.",
        inclusion="Open and overdue counts against; so does cancelled after due, or without a "
        "reason or a date. Evidence is asked for when the log holds any.",
        exclusion="Cancelled before due with a reason; no due date at all; still open in an export "
        "that ends before the due date.",
        pairs="Against the current due date; verified effective; PIR on time",
        version=1,
    ),
)
