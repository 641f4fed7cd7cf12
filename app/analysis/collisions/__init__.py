"""Change collisions: which changes meet, how bad it is and what to do (COLLISIONS.md)."""

from collections.abc import Mapping, Sequence

from app.analysis.collisions.checks import CHECKS, UNKNOWN_CHECKS, not_checked
from app.analysis.collisions.estate import assumptions, make_estate
from app.analysis.collisions.findings import findings_of, numbered, ranked, unknown_findings
from app.models.columns import ChangeColumns, DecisionRow, WindowRow
from app.models.results import CollisionReport, Finding

__all__ = ["CHECKS", "UNKNOWN_CHECKS", "detect"]

_NO_DECISIONS: Mapping[str, DecisionRow] = {}


def detect(
    changes: ChangeColumns,
    windows: Sequence[WindowRow],
    *,
    start: int | None,
    end: int | None,
    now: int,
    decisions: Mapping[str, DecisionRow] = _NO_DECISIONS,
    zone: str = "UTC",
) -> CollisionReport:
    """Run every check over the changes whose core meets `[start, end)`, or over all of them.

    Instants are UTC seconds; `zone` is only for the sentences. A past range (`end` <= `now`), or
    none, is a retrospective run: planned windows, certainty 1 (COLLISIONS §1). `changes` counts
    those in the range, `checked` those that took part (cancelled, rejected and, in a live run,
    finished ones don't), `unknown` those of them with C40 or C41.
    """
    estate = make_estate(changes, windows, start, end, now, zone)
    found: list[Finding] = []
    counts: list[tuple[str, int]] = []
    for check in CHECKS:
        hits = check.find(estate)
        counts.append((check.id, len(hits)))
        found += findings_of(check, hits, estate, decisions)
    collisions = numbered(found := list(ranked(found)))
    unknown: set[str] = set()
    for blind in UNKNOWN_CHECKS:
        made = unknown_findings(blind, estate, decisions)
        counts.append((blind.id, len(made)))
        unknown.update(finding.changes[0] for finding in made)
        found += made
    return CollisionReport(
        start=start,
        end=end,
        retrospective=estate.retrospective,
        changes=int(estate.in_range.sum()),
        checked=int(estate.taking_part.sum()),
        unknown=len(unknown),
        counts=tuple(counts),
        findings=tuple(found),
        collisions=collisions,
        not_checked=not_checked(estate),
        quality=assumptions(estate),
    )
