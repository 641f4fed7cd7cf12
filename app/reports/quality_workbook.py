"""Data quality as a workbook: findings, their rows, fields and sources."""

from collections.abc import Iterator

from app.models.results import QualityFinding, QualityReport
from app.reports.report_frame import dated_book
from app.reports.words import stamp
from app.reports.workbook import STAMP, Cell, Column, local

_SHAPES = {"breach": "◆ wrong", "risk": "▲ doubtful", "note": "○ to know"}
_SHARE = "0.0%"


def quality_workbook(report: QualityReport) -> bytes:
    """Make the workbook; times are wall time of the report's zone. Same result, same bytes."""
    book, footer = dated_book("Data quality", report.as_of, report.zone, report.now)
    sheet, _ = book.table("Findings", _FINDINGS, map(_finding, report.findings), footer)
    book.table("Rows", _ROWS, _rows(report), footer)
    book.table("KPI effects", _EFFECTS, _effects(report), footer)
    book.table(
        "Fields",
        (Column("Kind", 20), Column("Field", 24), Column("Filled", 12), Column("Of", 12),
         Column("Share", 10)),
        (
            [each.kind, each.field, each.filled, each.total,
             Cell(each.filled / each.total, _SHARE)]
            for each in report.fields
        ),
        footer,
    )  # fmt: skip
    book.table("Sources", _sources(report.zone), _source_rows(report), footer)
    book.table("Imports", _IMPORTS, _imports(report), footer)
    about = [
        ["Report", "Data quality"],
        ["Data as of", stamp(report.as_of, report.zone)],
        ["Zone", report.zone],
        ["KPI period", report.period],
        ["Tickets", f"{report.tickets:,}"],
        ["Changes", f"{report.changes:,}"],
        *(["Mark", words] for words in report.marks),
    ]
    book.table("About", (Column("What", 24), Column("Value", 80)), about, footer)
    sheet.activate()
    return book.close()


_FINDINGS = (
    Column("Finding", 26),
    Column("Severity", 13),
    Column("Kind", 24),
    Column("What", 60),
    Column("Rows", 10),
    Column("What it does to the KPIs", 60),
    Column("What to do", 70),
)
_ROWS = (
    Column("Finding", 26),
    Column("Record", 18),
    Column("Key", 24),
    Column("Source", 24),
    Column("Detail", 80),
)
_EFFECTS = (
    Column("Finding", 26),
    Column("KPI", 8),
    Column("Row", 34),
    Column("Period", 12),
    Column("With", 12),
    Column("Without", 12),
    Column("Unit", 8),
)
_IMPORTS = (
    Column("Finding", 26),
    Column("Import", 9),
    Column("File", 40),
    Column("New with it", 12),
    Column("New", 12),
    Column("Share", 10),
)


def _finding(finding: QualityFinding) -> list[object]:
    return [
        finding.id,
        _SHAPES.get(finding.severity, finding.severity),
        finding.kind,
        finding.title,
        finding.count,
        finding.effect_words,
        finding.advice,
    ]


def _rows(report: QualityReport) -> Iterator[list[object]]:
    for finding in report.findings:
        for row in finding.rows:
            yield [finding.id, row.kind, row.key, row.source, row.detail]


def _effects(report: QualityReport) -> Iterator[list[object]]:
    for finding in report.findings:
        for effect in finding.effects:
            numbers = [
                None if value is None else Cell(value, "#,##0.0")
                for value in (effect.before, effect.after)
            ]
            yield [finding.id, effect.kpi, effect.label, effect.period, *numbers, effect.unit]


def _imports(report: QualityReport) -> Iterator[list[object]]:
    for finding in report.findings:
        for share in finding.trend:
            part = Cell(share.found / share.new, _SHARE)
            yield [finding.id, share.batch, share.file_name, share.found, share.new, part]


def _sources(zone: str) -> tuple[Column, ...]:
    return (
        Column("Source", 24),
        Column("File", 40),
        Column(f"As of ({zone})", 24, STAMP),
        Column("Limit, h", 10),
        Column("State", 12),
        Column("Rows", 12),
        Column("Left out", 10),
        Column("Probably cut off", 50),
    )


def _source_rows(report: QualityReport) -> Iterator[list[object]]:
    for source in report.sources:
        yield [
            source.label,
            source.file_name,
            local(source.as_of, report.zone),
            Cell(source.limit_s / 3_600, "#,##0.0"),
            "▲ stale" if source.stale else "● fresh",
            source.rows,
            source.rejected,
            source.cut,
        ]
