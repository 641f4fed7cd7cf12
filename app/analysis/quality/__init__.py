"""Data quality: what is wrong with the data, and what it does to which KPI. Pure.

A list of checks, each of which looks at columns and says what it found; then every finding gets
its rows, its effect on the KPIs, and its share of what each import brought.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from app.analysis.quality.checks import MOST_ROWS, Given, Hit
from app.analysis.quality.content import content
from app.analysis.quality.duplicates import duplicates, twins
from app.analysis.quality.effects import Effects, effect_sentence
from app.analysis.quality.imports import imports, source_states
from app.analysis.quality.names import names
from app.analysis.quality.numbers import gaps
from app.analysis.quality.times import times
from app.models.columns import I64, Facts
from app.models.period import Period
from app.models.quality import QualityFacts
from app.models.results import (
    FieldFill,
    FoundRow,
    ImportShare,
    QualityFinding,
    QualityReport,
)
from app.models.settings import Settings
from app.models.ticket import TICKET_KINDS

__all__ = ["CHECKS", "examine", "twins"]

CHECKS: tuple[Callable[[Given], Iterator[Hit]], ...] = (
    times, content, duplicates, names, imports, gaps,
)  # fmt: skip
TREND = 12
"""Imports in the trend of a finding."""
_SEVERITIES = ("breach", "risk", "note")


def examine(
    facts: Facts,
    quality: QualityFacts,
    settings: Settings,
    period: Period,
    now: int,
    titles: Mapping[int, str],
) -> QualityReport:
    """Every finding, worst first, with its effect on the KPIs of the period at `now`.

    `titles` are those of the tickets in `twins(facts)`, by ticket id.
    """
    given = Given(facts, quality, settings, now, dict(titles))
    hits = [hit for check in CHECKS for hit in check(given)]
    hits.sort(key=lambda hit: (_SEVERITIES.index(hit.severity), -hit.number, hit.id))
    effects = Effects(facts, settings, period, now) if any(map(_is_of_records, hits)) else None
    return QualityReport(
        as_of=min((source.as_of for source in facts.sources), default=now),
        now=now,
        zone=settings.report_zone,
        period=period.id,
        tickets=len(facts.tickets),
        changes=len(facts.changes),
        findings=tuple(_finding(given, hit, effects) for hit in hits),
        fields=_fields(quality),
        sources=source_states(given),
    )


def _is_of_records(hit: Hit) -> bool:
    return bool(len(hit.tickets) or len(hit.changes))


def _finding(given: Given, hit: Hit, effects: Effects | None) -> QualityFinding:
    found = effects.without(hit.tickets, hit.changes) if effects and _is_of_records(hit) else ()
    return QualityFinding(
        id=hit.id,
        severity=hit.severity,
        kind=hit.kind,
        title=hit.title,
        count=hit.number,
        rows=tuple(_rows(given.facts, hit)),
        advice=hit.advice,
        effects=found,
        effect_words=effect_sentence(len(hit.tickets) + len(hit.changes), "row", found),
        trend=_trend(given, hit),
    )


def _rows(facts: Facts, hit: Hit) -> Iterator[FoundRow]:
    tickets, changes = facts.tickets, facts.changes
    room = MOST_ROWS
    for row in hit.tickets[:room].tolist():
        source = int(tickets.source[row])
        yield FoundRow(
            kind=TICKET_KINDS[int(tickets.kind[row])],
            key=str(tickets.key[row]),
            source=tickets.sources[source] if source >= 0 else "",
            detail=hit.say(row) if hit.say else "",
        )
    room -= min(room, len(hit.tickets))
    for row in hit.changes[:room].tolist():
        words = hit.say_change(row) if hit.say_change else ""
        yield FoundRow("change", str(changes.key[row]), "", words)
    room -= min(room, len(hit.changes))
    yield from hit.others[:room]


def _trend(given: Given, hit: Hit) -> tuple[ImportShare, ...]:
    """Of what each of the last imports brought new, how much has the finding."""
    batches = {batch.id: batch for batch in given.quality.batches}
    if hit.batches:
        shares = [(batch, found, of) for batch, found, of in hit.batches if of]
    elif _is_of_records(hit):
        changes = not len(hit.tickets)
        ids = (
            given.facts.changes.id[hit.changes] if changes else given.facts.tickets.id[hit.tickets]
        )
        shares = [
            (batch.id, _within(ids, made), made[1] - made[0])
            for batch in given.quality.batches
            if (made := batch.changes if changes else batch.tickets)[1] > made[0]
        ]
    else:
        return ()
    return tuple(
        ImportShare(
            batch, batches[batch].imported_at, batches[batch].file_name, int(found), int(of)
        )
        for batch, found, of in shares[-TREND:]
    )


def _within(ids: I64, made: tuple[int, int]) -> int:
    return int(np.count_nonzero((ids >= made[0]) & (ids < made[1])))


def _fields(quality: QualityFacts) -> tuple[FieldFill, ...]:
    """How full each field of each kind is, all sources together."""
    counts: dict[tuple[str, str], list[int]] = {}
    for each in quality.fields:
        sums = counts.setdefault((each.kind, each.field), [0, 0])
        sums[0] += each.filled
        sums[1] += each.total
    return tuple(
        FieldFill(kind, field, filled, total)
        for (kind, field), (filled, total) in counts.items()
        if total
    )
