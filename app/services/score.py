"""The scorecard of one period."""

from dataclasses import replace

from app import __version__
from app.analysis.headline import decisions, headline, messages
from app.analysis.kpis.scoping import changes_in
from app.analysis.periods import containing, parse_period
from app.models.columns import Facts
from app.models.errors import AppError
from app.models.results import ChangeCalendar, Provenance, Scorecard
from app.models.scope import EVERYTHING, Scope
from app.services.measure import kpis_of
from app.services.new_versions import changed_since, new_definitions, new_targets, told
from app.services.plan_changes import change_calendar
from app.services.restate import BESIDE, restatements
from app.services.targets import todays
from app.services.tower import Tower
from app.store.audit import head
from app.store.records import batches

_TITLES = {
    "week": "IT Operations weekly scorecard",
    "month": "IT Operations monthly scorecard",
    "quarter": "IT Operations quarterly scorecard",
}
_OUTLOOK_S = 72 * 3600


def scorecard(
    tower: Tower, period_id: str, scope: Scope = EVERYTHING, *, recompute: bool = False
) -> Scorecard:
    """Every KPI of one period, such as 2026-W47, of one scope or of everything.

    With `recompute` an old period has today's targets and definitions instead of those of its
    time, and says so among its caveats (METRICS §3).
    """
    period = parse_period(period_id, tower.zone)
    now = tower.now()
    if period.start > now:
        newest = containing(period.kind, now, tower.zone)
        raise AppError(f"{period.id} has not begun. Choose a period up to {newest.id}.")
    revision = tower.store.revision()
    settings = todays(tower.settings) if recompute else tower.settings
    kpis = kpis_of(tower, settings, period, scope)
    calendar = in_scope(change_calendar(tower, now, now + _OUTLOOK_S), tower.facts(), scope)
    caveats = [f"{kpi.label}: {caveat}" for kpi in kpis for caveat in kpi.caveats]
    changes = new_targets(settings, kpis, tower.zone)
    changes += new_definitions(tower.facts(), settings, kpis, now, scope, tower.zone)
    kpis = tuple(told(kpi, changes) for kpi in kpis)
    caveats += [f"{one.of}: {one.words}" for one in changes]
    if period.end > now:
        caveats.insert(0, "The period has not ended; figures cover it up to now.")
    since = changed_since(settings, kpis, now)
    if settings.recompute:
        caveats.insert(0, "Computed with today's targets and definitions, not those of its time.")
    elif since:
        caveats.insert(
            0,
            "Shown with the targets and definitions of its time; changed since then: "
            f"{', '.join(since)}.",
        )
    return Scorecard(
        title=_TITLES[period.kind],
        period=period,
        zone=tower.zone,
        scope=scope.words(),
        as_of=min((s.as_of for s in tower.facts().sources), default=now),
        now=now,
        marks=tower.marks(),
        headline=headline(kpis, now),
        messages=messages(kpis, now),
        kpis=kpis,
        decisions=decisions(kpis, calendar.report, now),
        outlook=outlook(calendar),
        caveats=tuple(caveats),
        provenance=provenance(tower),
        definitions_version=settings.definitions_version,
        app_version=__version__,
        chain_head=chain_head(tower),
        prepared_by=tower.user,
        restatements=restatements(tower, scope=scope.words(), most=BESIDE),
        recomputed=settings.recompute,
        revision=revision,
    )


def in_scope(calendar: ChangeCalendar, facts: Facts, scope: Scope) -> ChangeCalendar:
    """The calendar with the changes of a scope alone, and the collisions that one takes part in."""
    mask = changes_in(facts, scope)
    if mask is None:
        return calendar
    keys = set(facts.changes.key[mask].tolist())
    bars = tuple(bar for bar in calendar.bars if bar.key in keys)
    met = [row for row in calendar.report.collisions if keys.intersection(row.strongest.changes)]
    return replace(
        calendar,
        bars=bars,
        report=replace(calendar.report, collisions=tuple(met)),
        high_risk=sum(1 for bar in bars if bar.risk in (1, 2)),
        not_approved=sum(1 for bar in bars if not bar.approved),
    )


def outlook(calendar: ChangeCalendar) -> str:
    """The next 72 hours of changes in one sentence; empty when no change is known."""
    count = len(calendar.bars)
    if not count:
        return ""
    hits = sum(1 for row in calendar.report.collisions if row.strongest.score > 0)
    words = f"{count} {_plural(count, 'change')} in the next 72 hours"
    if calendar.high_risk:
        words += f", {calendar.high_risk} high risk"
    words += f", {hits} {_plural(hits, 'collision')}" if hits else ", no collisions"
    if calendar.not_approved:
        words += f", {calendar.not_approved} not approved"
    return words + "."


def provenance(tower: Tower) -> tuple[Provenance, ...]:
    """The imports that stand behind the store, without those taken back."""
    rows = batches(tower.store)
    gone = {row["reverses"] for row in rows if row["reverses"] is not None}
    return tuple(
        Provenance(
            batch=row["id"],
            file_name=row["file_name"],
            sha256=row["sha256"],
            format=row["format"],
            kind=row["kind"],
            rows=row["rows"],
            new=row["new"],
            changed=row["changed"],
            rejected=row["rejected"],
            as_of=row["as_of"],
            imported_at=row["imported_at"],
            timezone=row["timezone"],
        )
        for row in rows
        if row["id"] not in gone and row["reverses"] is None
    )


def chain_head(tower: Tower) -> str:
    """The audit chain's head for the evidence block; empty under a fixed clock.

    What is made under `--now` is a repeatable copy, the same bytes each time, and not evidence.
    """
    if tower.clock.start is not None:
        return ""
    with tower.store.reading() as conn:
        return head(conn)[1]


def _plural(count: int, word: str) -> str:
    return word if count == 1 else f"{word}s"
