"""K6: share of the desk's tickets that were resolved at the first contact (METRICS K6)."""

from dataclasses import dataclass

import numpy as np

from app.analysis.asof import CANCELLED, logged
from app.analysis.clock import add_business, calendar_of
from app.analysis.kpis.base import Context, Kpi, Outcome, chosen, known, of_kinds
from app.analysis.kpis.desk import Desk, desk
from app.analysis.kpis.left_out import LeftOut, left_out
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import Line, share_part
from app.analysis.kpis.recurrence_events import plain
from app.analysis.kpis.resolutions import Resolutions, resolutions
from app.analysis.kpis.restore import NEEDS
from app.analysis.kpis.shares import share_of
from app.analysis.kpis.words import percent
from app.models.columns import I64, Flags
from app.models.counts import counted
from app.models.results import KpiDefinition, KpiPart
from app.models.settings import DAY, HOUR

KINDS = ("incident", "request", "case")
"""What people turn to the desk with."""
REOPEN_S = 5 * DAY
CONTACT_S = HOUR
"""A call or chat is the contact itself when it was over within this; mail and portal in this of
business time."""
_NEEDS_CHANNEL = (
    "Import tickets with their channel (ServiceNow incident: contact_type); the tickets here have "
    "none."
)
_NEEDS_DESK = (
    "Import incidents of the service desk's groups, or name its groups in Settings: no ticket "
    "here came to one of them."
)
_NAMES = ("gross", "net")


@dataclass(frozen=True, slots=True)
class _Desk:
    """Desk tickets resolved in the run, per row; `first` were resolved at the first contact."""

    row: I64
    bins: I64
    first: Flags
    kept: Flags
    untouched: Flags
    solvable: Flags
    logged: Flags
    out: LeftOut

    def counted(self, only: Flags | None = None) -> I64:
        """The period of each that counts, -1 for the others."""
        mask = self.out.kept if only is None else self.out.kept & only
        return np.where(mask, self.bins, -1)


def _first_contact(ctx: Context) -> Outcome:
    own = desk(ctx.facts, ctx.settings)
    needs = _needs(ctx, own)
    of = _cohort(ctx, own, nothing=bool(needs))
    variant = chosen(ctx, "K6", _NAMES)
    last = of.bins == len(ctx.periods) - 1
    views = {"gross": of.counted(), "net": of.counted(of.solvable)}
    value = _part(ctx, of, variant, views[variant], of.first, judged=True)
    missed = last & (views[variant] >= 0) & ~of.first
    tickets = ctx.facts.tickets
    return Outcome(
        parts=(value,),
        extra=tuple(_beside(ctx, of, views, variant)),
        excluded=of.out.counts(last),
        excluded_rows=of.out.keys(last, tickets.key, of.row),
        caveats=_caveats(ctx, of, last & of.out.kept, value),
        facts=_facts(ctx, of, last & of.out.kept),
        drivers=pareto(
            tickets.category[of.row[missed]], tickets.categories, "No category", "categories"
        ),
        drivers_label="Desk tickets not resolved at first contact",
        needs=needs,
        variant=variant,
        variants=(variant, *(name for name in _NAMES if name != variant)),
        fallback=_level(of, last & of.out.kept),
    )


def _needs(ctx: Context, of: Desk) -> str:
    mask = of_kinds(ctx.facts, KINDS)
    if not mask.any():
        return NEEDS
    if not (ctx.facts.details.channel[mask] >= 0).any():
        return _NEEDS_CHANNEL
    return "" if (of.own & mask).any() else _NEEDS_DESK


def _cohort(ctx: Context, of: Desk, *, nothing: bool) -> _Desk:
    facts, tickets = ctx.facts, ctx.facts.tickets
    ends = resolutions(facts, REOPEN_S)
    rows = np.zeros(0, np.int64) if nothing else _ended(ctx, of, ends)
    opened, end = tickets.opened[rows], ends.end[rows]
    out = left_out(
        len(rows),
        {
            "cancelled": tickets.state[rows] == CANCELLED,
            "merged or duplicate": facts.details.duplicate[rows],
            "no opened time": ~known(opened),
            "resolved before opened": known(opened) & (end < opened),
        },
    )
    back = ends.soon[rows] | ((tickets.reopen_count[rows] > 0) & ~logged(facts)[rows])
    first = out.kept & of.kept[rows] & ~back & ~_waited(ctx)[rows]
    first[first] = _at_once(ctx, rows[first], end[first])
    barred = np.array([name in ctx.settings.not_for_desk for name in tickets.categories] + [False])
    return _Desk(
        rows,
        ctx.bins(end),
        first,
        of.kept[rows],
        of.untouched[rows],
        ~barred[tickets.category[rows]],
        of.logged[rows],
        out,
    )


def _ended(ctx: Context, of: Desk, ends: Resolutions) -> I64:
    mask = of_kinds(ctx.facts, KINDS) & of.own & ctx.within(ends.end)
    mine = ctx.tickets_in_scope()
    rows: I64 = np.flatnonzero(mask if mine is None else mask & mine)
    return rows


def _waited(ctx: Context) -> Flags:
    """Tickets that waited for the caller: a second contact followed."""
    holds = ctx.facts.holds
    caller = np.array([name == "awaiting_caller" for name in holds.reasons] + [False], np.bool_)
    mask = np.zeros(len(ctx.facts.tickets), np.bool_)
    mask[holds.ticket[caller[holds.reason]]] = True
    return mask


def _at_once(ctx: Context, rows: I64, end: I64) -> Flags:
    """Resolved in the contact (phone, chat) or within a business hour (mail, portal)."""
    instant = _of_channels(ctx, rows, ctx.settings.instant_channels)
    contact = _of_channels(ctx, rows, ctx.settings.contact_channels)
    opened = ctx.facts.tickets.opened[rows]
    rule = calendar_of(ctx.settings, "business days")
    hit = instant & (end - opened <= CONTACT_S)
    slow = np.flatnonzero(contact & ~instant)
    due = add_business(rule, opened[slow], np.full(len(slow), CONTACT_S, np.int64))
    hit[slow] = known(due) & (end[slow] <= due)
    return np.asarray(hit, np.bool_)


def _of_channels(ctx: Context, rows: I64, asked: tuple[str, ...]) -> Flags:
    details = ctx.facts.details
    wanted = {plain(name) for name in asked}
    table = np.array([plain(name) in wanted for name in details.channels] + [False], np.bool_)
    return np.asarray(table[details.channel[rows]], np.bool_)


def _part(ctx: Context, of: _Desk, name: str, bins: I64, hit: Flags, *, judged: bool) -> KpiPart:
    labels = {
        "gross": "First-contact resolution",
        "net": "First-contact resolution, net",
        "first level": "First-level resolution",
        "first assignment": "First-assignment resolution",
    }
    line = Line("K6", name, labels[name], "%", "higher", judged=judged)
    return share_part(ctx, line, share_of(ctx, bins, hit, ctx.facts.tickets.key, of.row))


def _beside(ctx: Context, of: _Desk, views: dict[str, I64], variant: str) -> list[KpiPart]:
    """The other variant, and two other metrics by their own names."""
    every = of.counted()
    return [
        *(
            _part(ctx, of, name, bins, of.first, judged=False)
            for name, bins in views.items()
            if name != variant
        ),
        _part(ctx, of, "first level", every, of.kept, judged=False),
        _part(ctx, of, "first assignment", every, of.untouched, judged=False),
    ]


def _level(of: _Desk, last: Flags) -> str:
    n = int(np.count_nonzero(last))
    if not n:
        return ""
    flat = int(np.count_nonzero(last & ~of.logged))
    return f"contacts by proxy, {percent(flat, n)} of desk tickets by their group now"


def _caveats(ctx: Context, of: _Desk, last: Flags, part: KpiPart) -> tuple[str, ...]:
    caveats = ["n under 5"] if 0 < part.n < 5 else []
    if part.n:
        caveats.append("contacts by proxy")
    silent = int(np.count_nonzero(last & (ctx.facts.details.channel[of.row] < 0)))
    if silent:
        caveats.append(f"no channel {silent:,}")
    if part.n:
        caveats.append(
            "How many contacts a ticket took isn't in these exports: one contact means not "
            "reopened, never waiting for the caller, not passed on, and over within an hour."
        )
    if part.n and ctx.now - ctx.cutoff < REOPEN_S:
        caveats.append("The last 5 days are maturing: tickets may still be reopened.")
    return tuple(caveats)


def _facts(ctx: Context, of: _Desk, last: Flags) -> tuple[tuple[str, str], ...]:
    groups = ", ".join(ctx.settings.desk_groups)
    barred = ", ".join(ctx.settings.not_for_desk)
    channels = (*ctx.settings.contact_channels, *ctx.settings.instant_channels)
    own = int(np.count_nonzero(_of_channels(ctx, of.row[last], channels)))
    passed = int(np.count_nonzero(last & ~of.kept))
    return (
        ("Desk", groups or "no group named"),
        ("From contact channels", counted(own, "ticket")),
        ("Passed on", counted(passed, "ticket")),
        ("Not for the desk", barred or "no category named, so net equals gross"),
        ("One contact", "by proxy: phone and chat within 1 h, mail and portal in a business hour"),
    )


K6 = Kpi(
    id="K6",
    label="First-contact resolution",
    group="Flow and service",
    unit="%",
    better="higher",
    cadence="month",
    function=_first_contact,
    definition=KpiDefinition(
        formula="Gross: desk tickets resolved at the first contact ÷ all desk tickets resolved. "
        "Net: without categories that can't be solved at the desk.",
        cohort="Desk tickets resolved in the period; a ticket is the desk's when its first group "
        "is, by history, else by the group it has now.",
        clock="Phone, chat and walk-in: one elapsed hour. Mail and portal: one hour of business "
        "days.",
        inclusion="Incidents, requests and cases; from a contact channel, never passed outside "
        "the desk, one contact (by proxy), not reopened within 5 days.",
        exclusion="Cancelled; merged or duplicate; resolved before opened; no opened time.",
        pairs="Incident recurrence; satisfaction",
        version=1,
    ),
)
