"""The sheets behind the scorecard: trends, drivers, figures, records, definitions, evidence."""

from collections.abc import Iterator
from typing import Any

from app.models.results import KpiPart, KpiResult, Provenance, Scorecard
from app.reports.native_charts import bar_chart, line_chart
from app.reports.words import places, stamp
from app.reports.workbook import STAMP, Book, Cell, Column, local

_TREND_COLUMNS = (
    Column("KPI id", 8),
    Column("KPI", 28),
    Column("Unit", 7),
    Column("Period", 11),
    Column("Label", 8),
    Column("Start", 22, STAMP),
    Column("Value", 10),
    Column("n", 9),
    Column("Target", 10),
    Column("Lower limit", 10),
    Column("Mean", 10),
    Column("Upper limit", 10),
)


def add_decisions(book: Book, card: Scorecard, footer: str) -> None:
    """Add the decisions asked for, with what waiting costs."""
    columns = (
        Column("Nr", 5),
        Column("Decision", 40),
        Column("Why", 50),
        Column("What waiting costs", 50),
        Column("Owner", 18),
        Column("Due", 24),
    )
    rows = [
        [index, item.title, item.why, item.cost_of_waiting, item.owner or "No owner", item.due]
        for index, item in enumerate(card.decisions, start=1)
    ]
    book.table("Decisions", columns, rows, footer)


def add_trends(book: Book, card: Scorecard, footer: str) -> dict[tuple[str, str], str]:
    """Add every period's value and a line chart a row; returns the value ranges for sparklines."""
    rows: list[list[Any]] = []
    spans: list[tuple[KpiResult, KpiPart, int, int]] = []
    for kpi in card.kpis:
        for part in kpi.parts:
            if not any(point.value is not None for point in part.trend):
                continue
            first = len(rows) + 1
            rows += _trend_rows(kpi, part, card.zone)
            spans.append((kpi, part, first, len(rows)))
    sheet, _ = book.table("Trends", _TREND_COLUMNS, rows, footer)
    for index, (kpi, part, first, last) in enumerate(spans):
        line_chart(book, sheet, part, first, last, index, kpi)
    return {
        (kpi.id, part.name): f"Trends!$G${first + 1}:$G${last + 1}"
        for kpi, part, first, last in spans
    }


def _trend_rows(kpi: KpiResult, part: KpiPart, zone: str) -> Iterator[list[Any]]:
    limits = part.limits
    bounds = (limits.lower, limits.mean, limits.upper) if limits else (None, None, None)
    for point in part.trend:
        levels = [_in_unit(part, level) for level in (part.target, *bounds)]
        yield [
            kpi.id,
            part.label or kpi.label,
            part.unit,
            point.period,
            point.label,
            local(point.start, zone),
            _in_unit(part, point.value),
            point.n,
            *levels,
        ]


def _in_unit(part: KpiPart, value: float | None) -> Cell | None:
    if value is None:
        return None
    tail = "." + "0" * places(part) if places(part) else ""
    if part.unit == "%":
        return Cell(value / 100, f"0{tail}%")
    return Cell(value, f"#,##0{tail}")


def add_drivers(book: Book, card: Scorecard, footer: str) -> bool:
    """Add what pulled the KPIs down, sorted, with a bar chart each; False without any."""
    columns = (
        Column("KPI id", 8),
        Column("Counted", 40),
        Column("Driver", 34),
        Column("Count", 9),
        Column("Cumulative share", 12, "0.0%"),
    )
    rows: list[list[Any]] = []
    spans: list[tuple[KpiResult, int, int]] = []
    for kpi in (kpi for kpi in card.kpis if kpi.drivers):
        first = len(rows) + 1
        counted = kpi.drivers_label or kpi.label
        rows += [[kpi.id, counted, d.label, d.count, d.cumulative / 100] for d in kpi.drivers]
        spans.append((kpi, first, len(rows)))
    if not rows:
        return False
    sheet, _ = book.table("Drivers", columns, rows, footer)
    for index, (kpi, first, last) in enumerate(spans):
        bar_chart(book, sheet, kpi, first, last, index)
    return True


def add_figures(book: Book, card: Scorecard, footer: str) -> None:
    """Add what each value is made of: counts, interval, and durations in minutes."""
    columns = (
        Column("KPI id", 8),
        Column("Figure", 38),
        Column("Stands", 16),
        Column("Value", 10),
        Column("Unit", 7),
        Column("n", 9),
        Column("Counted in", 10),
        Column("Of", 9),
        Column("95 % interval, low", 11),
        Column("95 % interval, high", 11),
        Column("Inside target", 10),
        Column("Mean, min", 11, "#,##0.0"),
        Column("Median, min", 11, "#,##0.0"),
        Column("P90, min", 11, "#,##0.0"),
        Column("Least, min", 11, "#,##0.0"),
        Column("Most, min", 11, "#,##0.0"),
        Column("Stretch target", 10),
    )
    rows = [
        _figure(kpi, part, "KPI" if part in kpi.parts else "beside, no verdict")
        for kpi in card.kpis
        for part in (*kpi.parts, *kpi.extra)
    ]
    book.table("Figures", columns, rows, footer)


def _figure(kpi: KpiResult, part: KpiPart, stands: str) -> list[Any]:
    spread = part.distribution
    seconds = (
        (spread.mean, spread.median, spread.p90, spread.least, spread.most)
        if spread
        else (None,) * 5
    )
    low, high = part.interval or (None, None)
    return [
        kpi.id,
        part.label or kpi.label,
        stands,
        _in_unit(part, part.value),
        part.unit,
        part.n,
        part.numerator,
        part.denominator,
        _in_unit(part, low),
        _in_unit(part, high),
        spread.inside if spread else None,
        *(None if value is None else value / 60 for value in seconds),
        _in_unit(part, part.stretch),
    ]


def add_records(book: Book, card: Scorecard, footer: str) -> None:
    """Add the keys of the records behind each value, and whether they count in the numerator."""
    columns = (
        Column("KPI id", 8),
        Column("KPI", 34),
        Column("Period", 12),
        Column("Record", 22),
        Column("In the numerator", 12),
    )

    def rows() -> Iterator[list[Any]]:
        for kpi in card.kpis:
            for part in kpi.parts:
                inside = frozenset(part.numerator_rows)
                for key in part.rows:
                    counted = "yes" if key in inside else "no"
                    mark = counted if part.denominator is not None else ""
                    yield [kpi.id, part.label or kpi.label, kpi.period.id, key, mark]

    book.table("Records", columns, rows(), footer)


def add_definitions(book: Book, card: Scorecard, footer: str) -> None:
    """Add what each KPI means."""
    columns = (
        Column("KPI id", 8),
        Column("KPI", 28),
        Column("Formula", 42),
        Column("Cohort", 32),
        Column("Clock", 32),
        Column("Included", 40),
        Column("Excluded", 40),
        Column("Read with", 30),
        Column("Version", 9),
        Column("Owner", 16),
        Column("Period", 26),
    )
    rows = [
        [
            kpi.id,
            kpi.label,
            kpi.definition.formula,
            kpi.definition.cohort,
            kpi.definition.clock,
            kpi.definition.inclusion,
            kpi.definition.exclusion,
            kpi.definition.pairs,
            kpi.definition.version,
            kpi.owner or "No owner",
            kpi.period.label,
        ]
        for kpi in card.kpis
    ]
    book.table("Definitions", columns, rows, footer)


def add_exclusions(book: Book, card: Scorecard, footer: str) -> None:
    """Add how many records were left out, by KPI and reason."""
    columns = (Column("KPI id", 8), Column("KPI", 28), Column("Reason", 48), Column("Records", 10))
    rows = [[k.id, k.label, reason, count] for k in card.kpis for reason, count in k.excluded]
    book.table("Exclusions", columns, rows, footer)


def add_caveats(book: Book, card: Scorecard, footer: str) -> None:
    """Add caveats and the facts that stand beside the values."""
    columns = (Column("KPI", 28), Column("Kind", 9), Column("What", 70), Column("Value", 40))
    rows: list[list[Any]] = [["All", "Caveat", words, ""] for words in card.caveats]
    for kpi in card.kpis:
        rows += [[kpi.label, "Caveat", words, ""] for words in kpi.caveats]
        if kpi.needs:
            rows.append([kpi.label, "Caveat", f"No data. {kpi.needs}", ""])
        rows += [[kpi.label, "Fact", label, words] for label, words in kpi.facts]
    book.table("Data caveats", columns, rows, footer)


def add_about(book: Book, card: Scorecard, footer: str) -> None:
    """Add the evidence block: sources with hashes, parameters, versions (RELIABILITY §7)."""
    zone = card.zone
    facts = [
        ("Report", card.title),
        ("Period", f"{card.period.id}: {card.period.label}"),
        ("Period start", stamp(card.period.start, zone)),
        ("Period end, not included", stamp(card.period.end, zone)),
        ("Report zone", zone),
        ("Scope", card.scope or "all groups"),
        ("Data as of", stamp(card.as_of, zone)),
        ("Made at", stamp(card.now, zone)),
        ("Prepared by", card.prepared_by),
        ("Marks", ", ".join(card.marks) or "none"),
        ("Definitions version", str(card.definitions_version)),
        ("Control Tower", card.app_version),
        ("Audit chain head", card.chain_head or "none"),
        ("Rows read from all files", f"{sum(line.rows for line in card.provenance):,}"),
    ]
    about(book, facts, card.provenance, footer, zone)


def about(
    book: Book,
    facts: list[tuple[str, str]],
    sources: tuple[Provenance, ...],
    footer: str,
    zone: str,
) -> None:
    """Add the sheets About (facts) and Sources (one row an import)."""
    columns = (Column("What", 28), Column("Value", 90))
    book.table("About", columns, [list(pair) for pair in facts], footer)
    book.table(
        "Sources",
        (
            Column("Import", 8),
            Column("File", 38),
            Column("SHA-256", 68),
            Column("Format", 26),
            Column("Kind", 12),
            Column("Rows", 10),
            Column("New", 10),
            Column("Changed", 10),
            Column("Rejected", 10),
            Column(f"Data as of ({zone})", 24),
            Column(f"Imported ({zone})", 24),
            Column("Zone in the file", 18),
        ),
        [
            [
                line.batch,
                line.file_name,
                line.sha256,
                line.format,
                line.kind,
                line.rows,
                line.new,
                line.changed,
                line.rejected,
                local(line.as_of, zone),
                local(line.imported_at, zone),
                line.timezone or "UTC",
            ]
            for line in sources
        ],
        footer,
    )
