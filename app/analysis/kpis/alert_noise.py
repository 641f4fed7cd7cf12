"""K13: share of alert episodes that were noise (METRICS K13)."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.analysis.kpis.alert_episodes import (
    INVALID,
    NEEDS,
    SAME_START,
    Episodes,
    episodes,
    flapping,
    in_scope,
    overlapped,
)
from app.analysis.kpis.base import Context, Kpi, Outcome, keyed, known, present
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import Line, share_part
from app.analysis.kpis.shares import Share
from app.analysis.kpis.unalerted import unalerted
from app.analysis.kpis.words import number, percent
from app.models.columns import I64, MISSING, Flags, Text
from app.models.counts import counted
from app.models.results import KpiDefinition, KpiPart
from app.models.settings import DAY

ACTIONABLE, NOISE, UNKNOWN = 0, 1, 2
NO_START = "no start"
_MANY_UNKNOWN = 0.2


@dataclass(frozen=True, slots=True)
class _Judged:
    """Episodes of the scope in the run. `sort` is ACTIONABLE, NOISE or UNKNOWN.

    `bins` is the period in which each began, -1 for one that is left out; the flags say why
    each is noise, and an episode may have several reasons.
    """

    rows: I64
    bins: I64
    sort: I64
    alone: Flags
    flaps: Flags
    again: Flags
    no_action: Flags


def _noise(ctx: Context) -> Outcome:
    alerts = ctx.facts.alerts
    all_ = episodes(ctx)
    of = _judged(ctx, all_)
    share = _shares(ctx, of)
    noise, known_ = of.sort == NOISE, of.sort != UNKNOWN
    part = share_part(ctx, _line("noise", "Alert noise ratio", judged=True), share(noise, known_))
    whole = np.ones(len(of.rows), np.bool_)
    beside = [
        share_part(ctx, _line("least", "Noise, if no unknown one is"), share(noise, whole)),
        share_part(
            ctx,
            _line("most", "Noise, if every unknown one is"),
            share(of.sort != ACTIONABLE, whole),
        ),
    ]
    guard = unalerted(ctx, all_)
    last = of.bins == len(ctx.periods) - 1
    reasons = _excluded(ctx, all_)
    noisy = of.rows[last & (of.sort == NOISE)]
    return Outcome(
        parts=(part,),
        extra=(*beside, *((guard,) if guard else ())),
        excluded=present({reason: len(keys) for reason, keys in reasons.items()}),
        caveats=_caveats(part, of, last, guard),
        facts=_facts(ctx, of, last, beside, guard),
        drivers=pareto(
            alerts.template[noisy].astype(np.int64), alerts.templates, "No template", "templates"
        ),
        drivers_label="Noise by template",
        needs="" if len(alerts) else NEEDS,
        records="alert",
        excluded_rows=keyed(reasons),
    )


def _judged(ctx: Context, all_: Episodes) -> _Judged:
    alerts = ctx.facts.alerts
    valid = ~known(all_.end) | (all_.end >= all_.fired)
    once = valid & ~all_.again
    flaps = flapping(all_, once, ctx.settings.flapping_n)
    until = np.where(all_.open, ctx.now + 1, np.where(valid, all_.end, MISSING))
    again = overlapped(all_, until)
    kept = np.flatnonzero(once & all_.mine & (all_.fired >= ctx.edges[0]))
    rows = all_.rows[kept]
    seen, ended = known(all_.acknowledged[kept]), known(all_.end[kept])
    by_person = seen & (alerts.human_acknowledged[rows] == 1)
    by_hand = ended & (alerts.auto_resolved[rows] == 0) & alerts.noted[rows]
    acted = by_person & (alerts.linked[rows] | by_hand | alerts.runbook[rows])
    nobody = ~seen | (alerts.human_acknowledged[rows] == 0)
    alone = ended & (alerts.auto_resolved[rows] == 1) & nobody
    noise = alone | flaps[kept] | again[kept] | alerts.no_action[rows]
    sort = np.where(acted, ACTIONABLE, np.where(noise, NOISE, UNKNOWN))
    return _Judged(
        rows, ctx.bins(all_.fired[kept]), sort, alone, flaps[kept], again[kept],
        alerts.no_action[rows],
    )  # fmt: skip


def _line(name: str, label: str, *, judged: bool = False) -> Line:
    return Line("K13", name, label, "%", "lower", judged=judged)


def _shares(ctx: Context, of: _Judged) -> Callable[[Flags, Flags], Share]:
    """Makes shares of episodes (a hit, out of those asked for); keys are sorted once for all."""
    size = len(ctx.periods)
    last = np.flatnonzero(of.bins == size - 1)
    keys = ctx.facts.alerts.key[of.rows[last]]
    order = np.argsort(keys, kind="stable")
    last, keys = last[order], keys[order]

    def share(hit: Flags, asked: Flags) -> Share:
        counted = asked & (of.bins >= 0)
        n = np.bincount(of.bins[counted], minlength=size).astype(np.int64)
        k = np.bincount(of.bins[counted & hit], minlength=size).astype(np.int64)
        return Share(k, n, keys[asked[last]], keys[(asked & hit)[last]])

    return share


def _excluded(ctx: Context, all_: Episodes) -> dict[str, Text]:
    """Keys of what was left out of the period, by reason."""
    alerts = ctx.facts.alerts
    here = all_.mine & (all_.fired >= ctx.edges[-2])
    invalid = known(all_.end) & (all_.end < all_.fired)
    silent = ~known(alerts.fired) & (alerts.resolved >= ctx.edges[-2])
    silent &= alerts.resolved < ctx.cutoff
    mask = in_scope(ctx)
    silent = silent if mask is None else silent & mask
    return {
        SAME_START: alerts.key[all_.rows[here & all_.again]],
        INVALID: alerts.key[all_.rows[here & ~all_.again & invalid]],
        NO_START: alerts.key[silent],
    }


def _caveats(part: KpiPart, of: _Judged, last: Flags, guard: KpiPart | None) -> tuple[str, ...]:
    caveats = ["n under 5"] if 0 < part.n < 5 else []
    n = int(np.count_nonzero(last))
    unknown = int(np.count_nonzero(last & (of.sort == UNKNOWN)))
    if unknown > _MANY_UNKNOWN * n:
        caveats.append(f"{percent(unknown, n)} of episodes unknown")
    if guard and _rose(guard):
        caveats.append(
            "Incidents without a preceding alert rose: less noise may mean less warning."
        )
    return tuple(caveats)


def _rose(guard: KpiPart) -> bool:
    return None not in (guard.value, guard.previous) and guard.value > guard.previous  # type: ignore[operator]


def _facts(
    ctx: Context, of: _Judged, last: Flags, beside: list[KpiPart], guard: KpiPart | None
) -> tuple[tuple[str, str], ...]:
    n = int(np.count_nonzero(last))
    if not n:
        return ()

    def count(mask: Flags | np.bool_) -> str:
        return f"{int(np.count_nonzero(last & mask)):,}"

    days = (ctx.cutoff - int(ctx.edges[-2])) / DAY
    templates = len(np.unique(ctx.facts.alerts.template[of.rows[last]]))
    noise = of.sort == NOISE
    low, high = (number(part.value) if part.value is not None else "n/a" for part in beside)
    lines = [
        ("Band that unknown allows", f"{low} to {high} %"),
        ("Actionable", count(of.sort == ACTIONABLE)),
        ("Noise", count(noise)),
        ("Unknown", count(of.sort == UNKNOWN)),
        ("Ended by itself, nobody acknowledged", count(noise & of.alone)),
        (f"Flapping, {ctx.settings.flapping_n} or more in an hour", count(noise & of.flaps)),
        ("Duplicate of an open one", count(noise & of.again)),
        ("Closed as no action", count(noise & of.no_action)),
        ("Volume", f"{number(n / days)} a day, {counted(templates, 'template')}"),
    ]
    if guard and guard.denominator:
        before = "n/a" if guard.previous is None else f"{number(guard.previous)} %"
        k, all_ = guard.numerator or 0, guard.denominator
        lines.append((
            "Incidents without a preceding alert",
            f"{k:,} of {all_:,} ({percent(k, all_)}); the period before {before}",
        ))  # fmt: skip
    return tuple(lines)


K13 = Kpi(
    id="K13",
    label="Alert noise ratio",
    group="Signals and efficiency",
    unit="%",
    better="lower",
    cadence="month",
    function=_noise,
    definition=KpiDefinition(
        formula="Noise ÷ (noise + actionable). Actionable: a person acknowledged it, and a ticket "
        "or change is linked, or it was resolved by hand with a note, or a runbook ran. Otherwise "
        "noise: ended by itself without acknowledgement, flapping, duplicate of an open one, or "
        "closed as no action. Everything else is unknown, and gives a band.",
        cohort="Alert episodes (fingerprint and start) that began in the period.",
        clock="Elapsed; flapping looks at one hour, half-open.",
        inclusion="Episodes of every severity, grouped by template.",
        exclusion="The same episode twice; ended before it began; no start. Unknown ones.",
        pairs="Incidents without a preceding alert; time to acknowledge",
        version=1,
    ),
)
