"""K3: share of incidents that came back within 30, 60 or 90 days (METRICS K3)."""

from dataclasses import dataclass, replace

import numpy as np

from app.analysis.kpis.base import TREND, Context, Kpi, Outcome, chosen, known
from app.analysis.kpis.left_out import LeftOut
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import Line, share_part
from app.analysis.kpis.recurrence_events import (
    CROWD_N,
    NAMELESS,
    REASONS,
    REPLY,
    Incidents,
    Lane,
    incidents,
)
from app.analysis.kpis.restore import NEEDS
from app.analysis.kpis.shares import listed, per_period
from app.analysis.kpis.signatures import LEVELS
from app.analysis.kpis.words import number, percent
from app.analysis.periods import earlier, run_of
from app.models.columns import I32, I64, Flags
from app.models.counts import counted
from app.models.results import KpiDefinition, KpiPart
from app.models.settings import DAY

_BACKWARD = "backward"
_FURTHER = (30, 60, 90)
_NEEDS_MORE = (
    "Import incidents with what tells their kind: a problem, or service or CI with a title or "
    "subcategory; the incidents here have none."
)


@dataclass(frozen=True, slots=True)
class _Cohort:
    """The incidents of one run of periods, in order of time: `place` of each in Incidents.

    `cuts` are the places at which the periods begin and the last one ends; `hit` came back.
    """

    ctx: Context
    place: I64
    cuts: I64
    hit: Flags

    @property
    def last(self) -> I64:
        """Places of those of the newest period, ascending."""
        return np.sort(self.place[self.cuts[-2] :])


def _recurrence(ctx: Context) -> Outcome:
    of = incidents(ctx.facts, ctx.settings)
    mine = ctx.tickets_in_scope()
    own = ctx.settings.recurrence_s // DAY
    windows = {f"forward {days}": days * DAY for days in dict.fromkeys((own, *_FURTHER))}
    names = (*windows, _BACKWARD)
    variant = chosen(ctx, "K3", names)
    views = _forward(ctx, of, mine, windows)
    views[_BACKWARD] = _backward(ctx, of, mine)
    view = views[variant]
    parts = {
        name: _part(each, of, name, own, judged=name == variant) for name, each in views.items()
    }
    window_s = windows.get(variant, own * DAY)
    newest = slice(view.cuts[-2], None)
    late = of.row[view.place[newest][view.hit[newest]]]
    tickets, due = ctx.facts.tickets, _due(view, of, variant, mine)
    out, whole = LeftOut(of.out.reasons, of.out.reason[due]), np.ones(len(due), np.bool_)
    return Outcome(
        parts=(parts[variant],),
        extra=tuple(part for name, part in parts.items() if name != variant),
        excluded=out.counts(whole),
        excluded_rows=out.keys(whole, tickets.key, of.row[due]),
        caveats=_weighed(
            _caveats(ctx, view, parts[variant], variant, window_s),
            _blank(of, out, view.last, tickets.ci),
            mostly_blank=_nameless(out) > parts[variant].n,
        ),
        facts=_facts(ctx, of, view, mine, window_s),
        drivers=pareto(tickets.service[late], tickets.services, "No service", "services"),
        drivers_label="Incidents that came back",
        needs=_needs(of),
        variant=variant,
        variants=(variant, *(name for name in names if name != variant)),
        fallback=_mix(of, view.last),
    )


def _needs(of: Incidents) -> str:
    if not len(of.row):
        return NEEDS
    return "" if (of.code >= 0).any() else _NEEDS_MORE


def _between(
    of: Incidents, lane: Lane, begin: int, end: int, mine: Flags | None, *, kept: bool = True
) -> I64:
    """Places of the asked incidents of an interval, in order of time; all or those that count."""
    place = lane.between(begin, end)
    if kept:
        place = place[of.out.reason[place] < 0]
    return place if mine is None else place[mine[of.row[place]]]


def _matured(ctx: Context, window_s: int) -> int:
    """How many periods back the newest is whose window has passed by the cutoff."""
    back, period = 0, ctx.period
    while period.end + window_s > ctx.cutoff:
        back, period = back + 1, earlier(period, 1)
    return back


def _forward(
    ctx: Context, of: Incidents, mine: Flags | None, windows: dict[str, int]
) -> dict[str, _Cohort]:
    """Each window over its own run of periods; all lie in one long run, looked up once."""
    back = {name: _matured(ctx, window) for name, window in windows.items()}
    size, most = TREND[ctx.period.kind], max(back.values())
    periods = run_of(ctx.period, size + most)
    edges = np.array([*(one.start for one in periods), ctx.period.end], np.int64)
    place = _between(of, of.by_end, edges[0], edges[-1], mine)
    place = place[known(of.end[place])]
    cuts, after = np.searchsorted(of.end[place], edges), of.after[place]
    views = {}
    for name, window in windows.items():
        first = most - back[name]
        run, bounds = periods[first : first + size], slice(first, first + size + 1)
        shifted = replace(ctx, period=run[-1], periods=run, edges=edges[bounds])
        inside = slice(cuts[bounds][0], cuts[bounds][-1])
        hit = (after[inside] >= 0) & (after[inside] <= window)
        views[name] = _Cohort(shifted, place[inside], cuts[bounds] - inside.start, hit)
    return views


def _backward(ctx: Context, of: Incidents, mine: Flags | None) -> _Cohort:
    place = _between(of, of.by_opened, ctx.edges[0], ctx.edges[-1], mine)
    before = of.before[place]
    hit = (before >= 0) & (before <= ctx.settings.recurrence_s)
    return _Cohort(ctx, place, np.searchsorted(of.opened[place], ctx.edges), hit)


def _part(view: _Cohort, of: Incidents, name: str, own: int, *, judged: bool) -> KpiPart:
    if name == _BACKWARD:
        label = f"New incidents that are repeats, {own} d"
    else:
        label = f"Incident recurrence, {name.split()[1]} d"
    line = Line("K3", name, label, "%", "lower", judged=judged)
    newest = slice(view.cuts[-2], None)
    keys = view.ctx.facts.tickets.key[of.row[view.place[newest]]]
    share = listed(per_period(view.cuts, view.hit), np.diff(view.cuts), keys, view.hit[newest])
    return share_part(view.ctx, line, share)


def _due(view: _Cohort, of: Incidents, variant: str, mine: Flags | None) -> I64:
    """Places of what would be in the last period; what never ended is told by its opening."""
    lane = of.by_opened if variant == _BACKWARD else of.by_end
    return _between(of, lane, view.ctx.edges[-2], view.ctx.edges[-1], mine, kept=False)


def _mix(of: Incidents, last: I64) -> str:
    counts = np.bincount(of.level[last], minlength=len(LEVELS)).tolist()
    n = sum(counts)
    told = [(k, name) for k, name in zip(counts, LEVELS, strict=True) if k]
    return ", ".join(f"{percent(k, n)} by {name}" for k, name in told)


def _caveats(
    ctx: Context, view: _Cohort, part: KpiPart, variant: str, window_s: int
) -> tuple[str, ...]:
    verb = "opened" if variant == _BACKWARD else "resolved"
    caveats = [f"{verb} in {view.ctx.period.label}"]
    if 0 < part.n < 5:
        caveats.append("n under 5")
    seen = int(ctx.facts.tickets.as_of.max(initial=0))
    if part.n and variant != _BACKWARD and seen < view.ctx.cutoff + window_s:
        caveats.append("The newest export was made before the window had passed: more may follow.")
    return tuple(caveats)


def _weighed(
    caveats: tuple[str, ...], blank: tuple[str, ...], *, mostly_blank: bool
) -> tuple[str, ...]:
    """The first caveat is the one that a row has room for: the one that matters most."""
    return (*blank, *caveats) if mostly_blank else (*caveats, *blank)


def _nameless(out: LeftOut) -> int:
    return int(np.count_nonzero(out.reason == REASONS.index(NAMELESS)))


def _blank(of: Incidents, out: LeftOut, rows: I64, ci: I32) -> tuple[str, ...]:
    """How many have no signature at all, and how many signatures hold no CI."""
    nameless = _nameless(out)
    blank = int(np.count_nonzero(ci[of.row[rows]] < 0))
    told = ((f"no signature {percent(nameless, nameless + len(rows))}", nameless),
            (f"CI blank {percent(blank, len(rows))}", blank))  # fmt: skip
    return tuple(words for words, n in told if n)


def _facts(
    ctx: Context, of: Incidents, view: _Cohort, mine: Flags | None, window_s: int
) -> tuple[tuple[str, str], ...]:
    last = view.last
    soon = int(np.count_nonzero(of.soon[last]))
    begin, stop = view.ctx.edges[-2], view.ctx.edges[-1]
    came = _between(of, of.by_opened, begin, stop, mine, kept=False)
    replied = int(np.count_nonzero(of.out.reason[came] == REASONS.index(REPLY)))
    window = ctx.settings.reopen_window_s // DAY
    return (
        ("Cohort", view.ctx.period.label),
        ("Signature", _mix(of, last) or "n/a"),
        ("Chance rate", _chance(of, view, window_s)),
        ("Young cohort (Kaplan-Meier)", _young(ctx, of, mine, window_s)),
        (
            f"Reopened within {window} d, not counted",
            f"{counted(soon, 'incident')}, {counted(replied, 'reply', 'replies')} as a new ticket",
        ),
        ("Mass duplicates", f"{CROWD_N} or more of one service and text within an hour, one kept"),
    )


def _chance(of: Incidents, view: _Cohort, window_s: int) -> str:
    """The share that would have come back had signatures been dealt out at random."""
    rows = view.last[known(of.end[view.last])]
    if not len(rows):
        return "n/a"
    until = int(np.searchsorted(of.opening_at, view.ctx.cutoff + window_s, side="left"))
    at, code = of.opening_at[:until], of.code[rows]
    beyond = np.bincount(of.opening_code[until:], minlength=len(of.opening_n))
    alike = of.opening_n[code] - beyond[code] - 1
    share = np.clip(alike / max(1, len(at) - 1), 0.0, 1.0)
    end = of.end[rows]
    met = np.searchsorted(at, end + window_s, side="right") - np.searchsorted(at, end, side="right")
    return f"{number(100 * float(np.mean(1 - (1 - share) ** met)))} %"


def _young(ctx: Context, of: Incidents, mine: Flags | None, window_s: int) -> str:
    """What the period's own incidents promise: 1 − S(window), those still watched censored."""
    rows = _between(of, of.by_end, ctx.edges[-2], ctx.cutoff, mine)
    rows = rows[known(of.end[rows])]
    if not len(rows):
        return "n/a"
    watched = ctx.cutoff - of.end[rows]
    back = (of.after[rows] >= 0) & (of.after[rows] < watched)
    share = risen(np.where(back, of.after[rows], watched), back, window_s)
    seen = "" if int(watched.max()) >= window_s else f" by {int(watched.max()) // DAY} d"
    return f"{ctx.period.label}: {number(100 * share)} %{seen}, n {len(rows):,}"


def risen(lasted: I64, ended: Flags, at: int) -> float:
    """1 − the Kaplan-Meier survival at `at` of times of which some had not ended."""
    times, place = np.unique(lasted, return_inverse=True)
    leaving = np.bincount(place, minlength=len(times))
    events = np.bincount(place, weights=ended, minlength=len(times))
    at_risk = len(lasted) - np.concatenate(([0], np.cumsum(leaving)[:-1]))
    return 1 - float(np.prod((1 - events / at_risk)[times <= at]))


K3 = Kpi(
    id="K3",
    label="Incident recurrence",
    group="Problem and follow-through",
    unit="%",
    better="lower",
    cadence="month",
    function=_recurrence,
    definition=KpiDefinition(
        formula="Incidents followed by one of the same signature ÷ incidents, 30 days from the "
        "resolution (setting).",
        cohort="P1 to P3 incidents (highest priority held) resolved in the newest period whose "
        "window has passed when the reported one ends; the row says which.",
        clock="Elapsed, from resolved, later than that, up to and with the window's last second.",
        inclusion="Signature: problem, else service + CI + text template, else service + CI + "
        "subcategory. A reopening after the reopen window is a recurrence.",
        exclusion="Cancelled; merged or duplicate; children of a major; mass duplicates; no "
        "signature; replies to a resolved ticket; resolved before opened; no opened time. Opened "
        "before the first was resolved is no recurrence.",
        pairs="Reopened; problems with a known error; first-contact resolution",
        version=1,
    ),
)
