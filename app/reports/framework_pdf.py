"""The KPI framework as a tagged PDF: one table of targets, then every definition and change."""

from typing import Any

from app.models.results import FrameworkLine
from app.reports.framework_words import amount, better_words, changes_of, day, variants_words
from app.reports.typeset import typeset
from app.reports.words import CADENCES, plain, stamp


def framework_pdf(
    lines: tuple[FrameworkLine, ...], *, version: int, now: int, zone: str, author: str
) -> bytes:
    """Make the PDF of the KPI framework: A4 landscape, PDF/UA-1, same input same bytes.

    `version` is that of the definitions, `now` in UTC seconds; times are shown in `zone`
    (METRICS §3).
    """
    owned = sum(1 for line in lines if line.owner and line.owner.lower() != "no owner")
    data: dict[str, Any] = {
        "title": "KPI framework",
        "period": f"definitions v{version}",
        "author": plain(author, 60),
        "marks": [],
        "context": plain(f"{stamp(now, zone)} · Prepared by {author}", 120),
        "headline": f"{len(lines)} KPIs: what each means, its target and who answers for it",
        "headline_size": 17,
        "summary": f"{owned} of {len(lines)} have an owner. A change of a target or definition "
        "needs a reason, an approver other than the author, and one period in which old and new "
        "are both shown.",
        "footer": "Targets hold from their date on; earlier periods keep the target of their time.",
        "classification": "Internal",
        "rows": [_row(line) for line in lines],
        "definitions": [_definition(line) for line in lines],
        "changes": _changes(lines, zone),
    }
    return typeset("framework.typ", data, now)


def _row(line: FrameworkLine) -> list[str]:
    return [
        line.id,
        plain(line.label, 60),
        plain(line.group, 40),
        plain(f"{line.unit}, {better_words(line)}", 40),
        CADENCES.get(line.cadence, plain(line.cadence, 20)),
        plain(line.target, 80) or "none",
        plain(line.owner, 40) or "No owner",
        plain(line.approver, 40) or "No approver",
        f"v{line.definition.version}",
    ]


def _definition(line: FrameworkLine) -> dict[str, Any]:
    meaning = line.definition
    pairs = [
        ("Definition", meaning.formula),
        ("Cohort", meaning.cohort),
        ("Clock", meaning.clock),
        ("Included", meaning.inclusion),
        ("Excluded", meaning.exclusion),
        ("Source", line.source),
        ("Variant", variants_words(line)),
        ("Read with", meaning.pairs),
    ]
    return {
        "title": plain(f"{line.id} {line.label}", 90),
        "pairs": [[label, plain(words, 420)] for label, words in pairs if words],
    }


def _changes(lines: tuple[FrameworkLine, ...], zone: str) -> list[list[str]]:
    return [
        [
            f"{line.id} {plain(change.part, 40)}".strip(),
            f"v{change.version}",
            day(change.valid_from, zone),
            f"{amount(change.target)} {change.unit or line.unit}"
            if change.target is not None
            else "none",
            f"{amount(change.stretch)} {change.unit or line.unit}"
            if change.stretch is not None
            else "",
            plain(change.owner, 40),
            plain(change.author, 40),
            plain(change.approver, 40),
            plain(change.reason, 240),
        ]
        for line, change in changes_of(lines)
    ]
