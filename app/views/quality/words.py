"""How findings, fields and sources are called on the Data quality screen."""

from app.models.counts import counted
from app.models.results import ImportShare, QualityFinding, QualityReport
from app.models.ticket import TICKET_KINDS

SEVERITY_WORDS = {"breach": "Wrong", "risk": "Doubtful", "note": "To know"}
SEVERITY_TIPS = {
    "breach": "Numbers are wrong because of it.",
    "risk": "Numbers may be wrong because of it.",
    "note": "Good to know when a number is read.",
}
_FIELDS = {
    "ci": "CI",
    "ci_class": "Class",
    "fired_at": "Fired",
    "assignment_group": "Group",
    "type": "Type",
}
OPENED = frozenset((*TICKET_KINDS, "ticket", "change"))
"""Kinds of row that another screen can show."""


def field_words(field: str) -> str:
    """`resolution_notes` as “Resolution notes”."""
    words = _FIELDS.get(field) or field.removesuffix("_at").replace("_", " ")
    return words[:1].upper() + words[1:]


def kind_words(kind: str) -> str:
    """`request_item` as “Request item”."""
    return "CI" if kind == "ci" else kind.replace("_", " ").capitalize()


def effect_words(finding: QualityFinding) -> tuple[str, str]:
    """The first KPI that changes and its figures, with how many more do; empty where none does."""
    if not finding.effects:
        return "", ""
    first, more = finding.effects[0], len(finding.effects) - 1
    figures = first.words.removeprefix(first.label).strip()
    return first.label, figures + (f" and {more} more" if more else "")


def trend_words(shares: tuple[ImportShare, ...]) -> str:
    """What the newest import brought: “3 of 120 new in the last import, 2.5 %”."""
    if not shares:
        return ""
    last = shares[-1]
    share = 100 * last.found / last.new
    return f"{last.found:,} of {last.new:,} new in the last import, {share:.1f} %"


def count_runs(report: QualityReport) -> tuple[tuple[str, bool], ...]:
    """“2 wrong · 3 doubtful · 4 to know” with strong numbers."""
    runs: list[tuple[str, bool]] = []
    for severity, word in SEVERITY_WORDS.items():
        count = sum(finding.severity == severity for finding in report.findings)
        runs += [(" · ", False)] if runs else []
        runs += [(f"{count}", True), (f" {word.lower()}", False)]
    tickets, changes = counted(report.tickets, "ticket"), counted(report.changes, "change")
    return (*runs, (f" · {tickets}, {changes}", False))


def serious(report: QualityReport) -> int:
    """Findings that make numbers wrong or doubtful: the count in the navigation."""
    return sum(finding.severity != "note" for finding in report.findings)
