"""Hits in columns become findings in words, and findings become numbered rows a pair."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.analysis.collisions.checks import Check, Hit, UnknownCheck, parking_words
from app.analysis.collisions.estate import Estate
from app.analysis.collisions.hits import Hits
from app.analysis.collisions.lifecycle import apply, finding_key, fingerprint
from app.analysis.collisions.severity import Scores, band, factors, parking_factor, weigh
from app.models.columns import DecisionRow
from app.models.results import Collision, Finding, SeverityFactor
from app.models.settings import HOUR, MINUTE

Decisions = Mapping[str, DecisionRow]
_SEVERITY = tuple(band(score) for score in range(101))


class _Subject(NamedTuple):
    """Who a finding is about, and what its fingerprint must notice."""

    changes: tuple[str, ...]
    window: str
    facts: str


def findings_of(check: Check, hits: Hits, estate: Estate, decisions: Decisions) -> list[Finding]:
    """Every hit of one check as a finding, in the order of the hits."""
    scores = weigh(estate, hits)
    printed = _factors(estate, hits, scores)
    subject = _pair_subject(estate) if hits.pairs else _freeze_subject(estate)
    names = estate.changes.cis
    bounds, codes = hits.ci_offsets.tolist(), hits.ci_codes.tolist()
    rows = zip(hits.first.tolist(), hits.second.tolist(), hits.start.tolist(), hits.end.tolist(),
               hits.base.tolist(), scores.score.tolist(), _certainty(estate, hits).tolist(),
               strict=True)  # fmt: skip
    made: list[Finding] = []
    for number, (first, second, start, end, base, score, certainty) in enumerate(rows):
        cis = tuple(sorted([names[code] for code in codes[bounds[number] : bounds[number + 1]]]))
        about = subject(first, second)
        severity = _SEVERITY[score]
        sentence, suggestion = check.say(estate, Hit(first, second, start, end, cis))
        subjects = (*about.changes, about.window) if about.window else about.changes
        made.append(
            Finding(
                check=check.id,
                title=check.title,
                severity=severity,
                score=score,
                base=base,
                factors=printed(number),
                certainty=certainty,
                changes=about.changes,
                window=about.window,
                cis=cis,
                overlap_start=start,
                overlap_end=end,
                overlap_minutes=-(-(end - start) // MINUTE),
                sentence=sentence,
                suggestion=suggestion,
                key=finding_key(check.id, *subjects),
                fingerprint=fingerprint(severity, f"{about.facts}|{';'.join(cis)}"),
            )
        )
    return _decided(made, estate, decisions)


def unknown_findings(check: UnknownCheck, estate: Estate, decisions: Decisions) -> list[Finding]:
    """One finding a change that can't be checked, by key: severity Unknown, score 0."""
    made: list[Finding] = []
    for row in check.find(estate).tolist():
        key = str(estate.changes.key[row])
        sentence, suggestion = check.say(estate, row)
        made.append(
            Finding(
                check=check.id,
                title=check.title,
                severity="Unknown",
                score=0,
                base=0,
                factors=(),
                certainty=float(estate.certainty[row]),
                changes=(key,),
                window="",
                cis=tuple(sorted(estate.changes.cis[code] for code in estate.cis_of(row).tolist())),
                overlap_start=None,
                overlap_end=None,
                overlap_minutes=0,
                sentence=sentence,
                suggestion=suggestion,
                key=finding_key(check.id, key),
                fingerprint=fingerprint("Unknown", sentence),
            )
        )
    return _decided(sorted(made, key=lambda f: f.key), estate, decisions)


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By score, worst first; then by the start of the overlap, then by key."""
    return tuple(sorted(findings, key=lambda f: (-f.score, f.overlap_start or 0, f.key)))


def numbered(findings: Iterable[Finding]) -> tuple[Collision, ...]:
    """One row per pair of changes (or change × freeze): the first finding, the others under it.

    `findings` come ranked; rows are numbered from 1 in that order.
    """
    strongest: dict[tuple[tuple[str, ...], str], Finding] = {}
    others: dict[tuple[tuple[str, ...], str], list[Finding]] = {}
    for finding in findings:
        subject = (finding.changes, finding.window)
        if strongest.setdefault(subject, finding) is not finding:
            others.setdefault(subject, []).append(finding)
    return tuple(
        Collision(number, finding, tuple(others.get(subject, ())))
        for number, (subject, finding) in enumerate(strongest.items(), start=1)
    )


def _decided(made: list[Finding], estate: Estate, decisions: Decisions) -> list[Finding]:
    if not decisions:
        return made
    return [apply(f, decisions.get(f.key), estate.now, estate.moments) for f in made]


def _certainty(estate: Estate, hits: Hits) -> NDArray[np.float64]:
    first = estate.certainty[hits.first]
    return np.minimum(first, estate.certainty[hits.second]) if hits.pairs else first


def _factors(
    estate: Estate, hits: Hits, scores: Scores
) -> Callable[[int], tuple[SeverityFactor, ...]]:
    tier, risk = scores.tier.tolist(), scores.risk.tolist()
    downtime, short = scores.downtime.tolist(), scores.short.tolist()
    capped = frozenset(np.flatnonzero(scores.parking).tolist())

    def of(number: int) -> tuple[SeverityFactor, ...]:
        printed = factors(
            tier[number],
            risk[number],
            downtime=downtime[number],
            short=short[number],
            pair=hits.pairs,
        )
        if number not in capped:
            return printed
        rows = (int(hits.first[number]), int(hits.second[number]))
        words = parking_words(estate, rows)
        return (*printed, parking_factor(words, int(scores.uncapped[number])))

    return of


def _pair_subject(estate: Estate) -> Callable[[int, int], _Subject]:
    keys, interval = estate.changes.key.tolist(), _interval(estate)

    def of(first: int, second: int) -> _Subject:
        return _Subject((keys[first], keys[second]), "", f"{interval(first)}|{interval(second)}")

    return of


def _freeze_subject(estate: Estate) -> Callable[[int, int], _Subject]:
    keys, interval, freezes = estate.changes.key.tolist(), _interval(estate), estate.freezes

    def of(row: int, number: int) -> _Subject:
        freeze = freezes[number]
        facts = f"{interval(row)}|{freeze.start}-{freeze.end}"
        return _Subject((keys[row],), freeze.key, facts)

    return of


def _interval(estate: Estate) -> Callable[[int], str]:
    """A change's interval as fingerprints see it.

    A late change grows with the clock: it counts in whole hours, so that an acceptance isn't
    undone every second. An estimated end moves with other changes and isn't part of it.
    """
    cores, changes = estate.cores, estate.changes
    start = np.where(cores.late, changes.planned_start, cores.start)
    end = np.where(cores.late, -(-cores.end // HOUR) * HOUR, cores.end)
    begins, ends = start.tolist(), np.where(cores.estimated, 0, end).tolist()

    def of(row: int) -> str:
        return f"{begins[row]}-{ends[row]}"

    return of
