"""K15: share of closed tickets that used or made a knowledge article (METRICS K15)."""

from dataclasses import dataclass

import numpy as np

from app.analysis.asof import CANCELLED
from app.analysis.kpis.base import Context, Kpi, Outcome, known, of_kinds
from app.analysis.kpis.left_out import LeftOut, left_out
from app.analysis.kpis.pareto import pareto
from app.analysis.kpis.parts import Line, share_part
from app.analysis.kpis.restore import NEEDS
from app.analysis.kpis.shares import listed, per_period
from app.analysis.kpis.signatures import joint
from app.analysis.kpis.words import number, percent
from app.analysis.remember import once_for_facts
from app.models.columns import I64, ArticleRow, Facts, Flags
from app.models.counts import counted
from app.models.results import Driver, KpiDefinition
from app.models.settings import DAY
from app.models.ticket import TICKET_STATES

KINDS = ("incident", "request", "request_item", "case")
STALE_S = 365 * DAY
CLUSTER_N, CLUSTER_S = 5, 90 * DAY
"""So many tickets of one service and text closed in so long are a recurring cluster."""
_CLOSED = TICKET_STATES.index("closed")
_NEEDS_LINKS = (
    "Import knowledge articles, or which tickets used one (ServiceNow kb_knowledge, m2m_kb_task); "
    "the tickets here name none."
)


@dataclass(frozen=True, slots=True)
class _Closed:
    """Closed tickets by when they were closed; `by_resolved` had no closing time.

    `alike` is the same for those of one service and text, -1 where neither text nor subcategory is
    known.
    """

    row: I64
    at: I64
    linked: Flags
    by_resolved: Flags
    alike: I64
    out: LeftOut

    def only(self, of: slice | Flags) -> "_Closed":
        """Some of them, in the same order."""
        return _Closed(
            self.row[of],
            self.at[of],
            self.linked[of],
            self.by_resolved[of],
            self.alike[of],
            LeftOut(self.out.reasons, self.out.reason[of]),
        )


@dataclass(frozen=True, slots=True)
class Clusters:
    """Recurring clusters: tickets in each, of them with an article, and its first ticket's row."""

    size: I64
    linked: I64
    sample: I64


def _knowledge(ctx: Context) -> Outcome:
    needs = _needs(ctx)
    of = _closed(ctx, nothing=bool(needs))
    tickets = ctx.facts.tickets
    kept, cuts = of.out.kept, np.searchsorted(of.at, ctx.edges)
    last = of.only(slice(cuts[-2], None))
    counting = last.only(last.out.kept)
    share = listed(
        per_period(cuts, kept & of.linked),
        per_period(cuts, kept),
        tickets.key[counting.row],
        counting.linked,
    )
    part = share_part(ctx, Line("K15", "", "Knowledge article use", "%", "higher"), share)
    found = _clusters(of.only(slice(np.searchsorted(of.at, ctx.cutoff - CLUSTER_S), None)))
    left = np.ones(len(last.row), np.bool_)
    by_resolved = int(np.count_nonzero(counting.by_resolved))
    level = f"{percent(by_resolved, part.n)} by resolved" if by_resolved else ""
    return Outcome(
        parts=(part,),
        excluded=last.out.counts(left),
        excluded_rows=last.out.keys(left, tickets.key, last.row),
        caveats=_caveats(ctx, part.n, level),
        facts=_facts(ctx, found),
        drivers=_gaps(ctx, found),
        drivers_label="Recurring tickets without an article",
        needs=needs,
        fallback=level,
    )


def _needs(ctx: Context) -> str:
    if not of_kinds(ctx.facts, KINDS).any():
        return NEEDS
    told = bool(ctx.facts.registers.articles) or bool(ctx.facts.details.knowledge.any())
    return "" if told else _NEEDS_LINKS


def _closed(ctx: Context, *, nothing: bool) -> _Closed:
    """Those closed in the run, of the asked scope."""
    of = _ended(ctx.facts)
    low, high = np.searchsorted(of.at, (ctx.edges[0], ctx.edges[-1])).tolist()
    run = of.only(slice(low, low if nothing else high))
    mine = ctx.tickets_in_scope()
    return run if mine is None else run.only(mine[run.row])


@once_for_facts
def _ended(facts: Facts) -> _Closed:
    """Every closed ticket of the kinds."""
    tickets = facts.tickets
    silent = ~known(tickets.closed) & (tickets.state == _CLOSED)
    at = np.where(silent, tickets.resolved, tickets.closed)
    rows = np.flatnonzero(of_kinds(facts, KINDS) & known(at))
    rows = rows[np.argsort(at[rows], kind="stable")]
    opened, end = tickets.opened[rows], at[rows]
    out = left_out(
        len(rows),
        {
            "cancelled": tickets.state[rows] == CANCELLED,
            "merged or duplicate": facts.details.duplicate[rows],
            "closed before opened": known(opened) & (end < opened),
        },
    )
    linked = facts.details.knowledge[rows]
    return _Closed(rows, end, linked, silent[rows], _alike(facts, rows), out)


def _alike(facts: Facts, rows: I64) -> I64:
    """One number for each service and text template, else service and subcategory."""
    template, sub = facts.details.template[rows], facts.tickets.subcategory[rows]
    codes = joint(facts.tickets.service[rows], template, np.where(template >= 0, -1, sub))
    return np.where((template >= 0) | (sub >= 0), codes, -1)


def _clusters(recent: _Closed) -> Clusters:
    """Recurring clusters of those that count (METRICS K15)."""
    told = recent.only(recent.out.kept & (recent.alike >= 0))
    size = np.bincount(told.alike)
    with_article = np.bincount(told.alike[told.linked], minlength=len(size))
    first = np.empty(len(size), np.int64)
    first[told.alike[::-1]] = told.row[::-1]
    often = size >= CLUSTER_N
    return Clusters(size[often], with_article[often], first[often])


def _gaps(ctx: Context, found: Clusters) -> tuple[Driver, ...]:
    """Recurring clusters without an article, by their tickets."""
    bare = np.flatnonzero(found.linked == 0)
    names = [_name(ctx, int(found.sample[place])) for place in bare]
    weights = found.size[bare]
    return pareto(np.arange(len(bare)), names, "No text", "clusters", weights=weights)


def _name(ctx: Context, row: int) -> str:
    tickets, details = ctx.facts.tickets, ctx.facts.details
    text, sub, service = details.template[row], tickets.subcategory[row], tickets.service[row]
    what = details.templates[text] if text >= 0 else tickets.subcategories[sub]
    return f"{tickets.services[service]}: {what}" if service >= 0 else what


def _caveats(ctx: Context, n: int, level: str) -> tuple[str, ...]:
    caveats = ["n under 5"] if 0 < n < 5 else []
    if level:
        caveats.append(level)
    if n and not ctx.facts.registers.articles:
        caveats.append("No list of articles: reuse and stale articles are not known.")
    return tuple(caveats)


def _facts(ctx: Context, found: Clusters) -> tuple[tuple[str, str], ...]:
    n = len(found.size)
    covered = int(np.count_nonzero(found.linked))
    gaps = found.linked == 0
    lines = [
        (
            "Recurring clusters with an article",
            f"{covered:,} of {n:,} ({percent(covered, n)}); {CLUSTER_N} or more in 90 d",
        ),
        ("Gaps", f"{counted(int(gaps.sum()), 'cluster')}, {int(found.size[gaps].sum()):,} tickets"),
    ]
    articles = ctx.facts.registers.articles
    return (*lines, *_library(articles, ctx.cutoff)) if articles else tuple(lines)


def _library(articles: tuple[ArticleRow, ...], cutoff: int) -> list[tuple[str, str]]:
    """Reuse per article, stale articles and views: the library as it is known now."""
    live = [article for article in articles if article.state in {"published", None}]
    uses = [len(set(article.tickets)) for article in live]
    used = [n for n in uses if n]
    dates = [article.updated or article.published for article in live]
    stale = sum(1 for at in dates if at is not None and at < cutoff - STALE_S)
    dated = sum(1 for at in dates if at is not None)
    told = any(article.tickets for article in articles)
    reuse = f"{number(sum(used) / len(used))} tickets" if used else "n/a"
    views = [article.views for article in live if article.views is not None]
    return [
        (
            "Published articles",
            f"{len(live):,}" + (f", {len(used):,} of them used" if told else ""),
        ),
        ("Reuse per used article", reuse if told else "not in this export"),
        ("Stale, no review in 12 months", f"{stale:,} of {dated:,} ({percent(stale, dated)})"),
        ("Views, for context", f"{sum(views):,}" if views else "not in this export"),
    ]


K15 = Kpi(
    id="K15",
    label="Knowledge article use",
    group="Signals and efficiency",
    unit="%",
    better="higher",
    cadence="month",
    function=_knowledge,
    definition=KpiDefinition(
        formula="Closed tickets linked to an article that was used or created ÷ closed tickets.",
        cohort="Tickets closed in the period; closed ones without a closing time by resolved.",
        clock="None.",
        inclusion="Incidents, requests, requested items and cases. Views are context, never use.",
        exclusion="Cancelled; merged or duplicate; closed before opened.",
        pairs="First-contact resolution; incident recurrence",
        version=1,
    ),
)
