"""The KPI framework as a workbook: what each number means, who answers for it, what changed."""

from typing import Any

from app.models.results import FrameworkLine
from app.reports.framework_words import better_words, changes_of, day, variants_words
from app.reports.report_frame import heading, page_footer
from app.reports.words import CADENCES
from app.reports.workbook import Book, Column

_TITLE = "KPI framework"
_FRAMEWORK = (
    Column("Id", 6),
    Column("KPI", 30),
    Column("Group", 28),
    Column("Unit, better", 24),
    Column("Cadence", 12),
    Column("Target", 30),
    Column("Owner", 20),
    Column("Approver", 20),
    Column("Source", 46),
    Column("Version", 9),
)
_DEFINITIONS = (
    Column("Id", 6),
    Column("KPI", 24),
    Column("Definition", 38),
    Column("Cohort", 28),
    Column("Clock", 28),
    Column("Included", 34),
    Column("Excluded", 34),
    Column("Variant", 18),
    Column("Read with", 22),
)
_LOG = (
    Column("Id", 6),
    Column("KPI", 28),
    Column("Part", 22),
    Column("Version", 9),
    Column("Valid from", 16),
    Column("Target", 11, "#,##0.0##"),
    Column("Stretch", 11, "#,##0.0##"),
    Column("Unit", 8),
    Column("Owner", 18),
    Column("Author", 18),
    Column("Approver", 18),
    Column("Reason", 60),
)


def framework_workbook(
    lines: tuple[FrameworkLine, ...], *, version: int, now: int, author: str, zone: str = "UTC"
) -> bytes:
    """Make the workbook of the KPI framework: Framework, Definitions, Change log (METRICS §3).

    `version` is that of the definitions, `now` in UTC seconds, days in `zone`. Same input, same
    bytes.
    """
    book = Book(
        title=f"{_TITLE}, definitions v{version}",
        subject="Definition, clock, source, target, owner, approver, cadence and change log",
        author=author,
        now=now,
    )
    book.fact("DefinitionsVersion", str(version))
    footer = page_footer(_TITLE, f"definitions v{version}", day(now, zone))
    rows = [_line(line) for line in lines]
    sheet = book.block("Framework", 3, _FRAMEWORK, rows, footer)
    context = f"Definitions v{version}  |  {day(now, zone)}  |  Prepared by {author}"
    heading(book, sheet, _TITLE, context)
    sheet.freeze_panes(4, 2)
    sheet.repeat_rows(0, 3)
    sheet.activate()
    book.table("Definitions", _DEFINITIONS, [_meaning(line) for line in lines], footer)
    book.table("Change log", _LOG, _changes(lines, zone), footer)
    return book.close()


def _line(line: FrameworkLine) -> list[Any]:
    return [
        line.id, line.label, line.group, f"{line.unit}, {better_words(line)}",
        CADENCES.get(line.cadence, line.cadence), line.target, line.owner or "No owner",
        line.approver or "No approver", line.source, line.definition.version,
    ]  # fmt: skip


def _meaning(line: FrameworkLine) -> list[Any]:
    meaning = line.definition
    return [
        line.id, line.label, meaning.formula, meaning.cohort, meaning.clock, meaning.inclusion,
        meaning.exclusion, variants_words(line), meaning.pairs,
    ]  # fmt: skip


def _changes(lines: tuple[FrameworkLine, ...], zone: str) -> list[list[Any]]:
    return [
        [
            line.id, line.label, change.part, change.version, day(change.valid_from, zone),
            change.target if change.target is not None else "none", change.stretch,
            change.unit or line.unit, change.owner, change.author, change.approver, change.reason,
        ]
        for line, change in changes_of(lines)
    ]  # fmt: skip
