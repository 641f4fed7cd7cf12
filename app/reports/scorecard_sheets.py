"""The sheets behind the scorecard: decisions, drivers, figures, definitions, what was left out."""

from typing import Any

from app.models.results import KpiPart, KpiResult, Provenance, RequestedDecision, Scorecard
from app.reports.cell_formats import in_unit
from app.reports.native_charts import BAR_ROWS, bar_chart
from app.reports.workbook import Book, Column, local


def add_decisions(book: Book, decisions: tuple[RequestedDecision, ...], footer: str) -> None:
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
        for index, item in enumerate(decisions, start=1)
    ]
    book.table("Decisions", columns, rows, footer)


def add_drivers(book: Book, card: Scorecard, footer: str) -> bool:
    """Add what pulled the KPIs down, sorted, with a bar chart each; False without any."""
    columns = (
        Column("KPI id", 8),
        Column("Counted", 36),
        Column("Driver", 30),
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
    sheet.set_print_scale(54)
    pages = -(-max(len(rows), -(-len(spans) // 2) * BAR_ROWS) // (3 * BAR_ROWS))
    sheet.set_h_pagebreaks([1 + 3 * BAR_ROWS * page for page in range(1, pages)])
    for index, (kpi, first, last) in enumerate(spans):
        bar_chart(book, sheet, kpi, first, last, index)
    return True


def add_figures(book: Book, card: Scorecard, footer: str) -> None:
    """Add what each value is made of: counts, interval, and durations in minutes."""
    columns = (
        Column("KPI id", 8),
        Column("Figure", 38),
        Column("Role", 19),
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
        _figure(kpi, part, "KPI" if part in kpi.parts else "Beside, no verdict")
        for kpi in card.kpis
        for part in (*kpi.parts, *kpi.extra)
    ]
    book.table("Figures", columns, rows, footer)


def _figure(kpi: KpiResult, part: KpiPart, role: str) -> list[Any]:
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
        role,
        in_unit(part, part.value),
        part.unit,
        part.n,
        part.numerator,
        part.denominator,
        in_unit(part, low),
        in_unit(part, high),
        spread.inside if spread else None,
        *(None if value is None else value / 60 for value in seconds),
        in_unit(part, part.stretch),
    ]


def add_definitions(book: Book, card: Scorecard, footer: str) -> None:
    """Add what each KPI means."""
    columns = (
        Column("KPI id", 8),
        Column("KPI", 22),
        Column("Formula", 34),
        Column("Cohort", 26),
        Column("Clock", 28),
        Column("Included", 30),
        Column("Excluded", 32),
        Column("Read with", 20),
        Column("Version", 9),
        Column("Owner", 13),
        Column("Period", 16),
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
    own = {f"{kpi.label}: {words}" for kpi in card.kpis for words in kpi.caveats}
    rows: list[list[Any]] = [
        ["All", "Caveat", words, ""] for words in card.caveats if words not in own
    ]
    for kpi in card.kpis:
        rows += [[kpi.label, "Caveat", words, ""] for words in kpi.caveats]
        if kpi.needs:
            rows.append([kpi.label, "Caveat", f"No data. {kpi.needs}", ""])
        rows += [[kpi.label, "Fact", label, words] for label, words in kpi.facts]
    book.table("Data quality & caveats", columns, rows, footer)


def add_restatements(book: Book, card: Scorecard, footer: str) -> None:
    """Add what later imports changed in reports that were issued; no sheet without any."""
    columns = (
        Column("Report", 9),
        Column("Period", 12),
        Column("KPI", 8),
        Column("Part", 22),
        Column("Issued", 11, "#,##0.0##"),
        Column("Now", 11, "#,##0.0##"),
        Column("Unit", 8),
        Column("Cause", 60),
        Column("Imports", 18),
        Column("Records", 50),
    )
    rows = [
        [
            line.report, line.period, line.kpi, line.part, line.issued, line.now, line.unit,
            line.cause, ", ".join(map(str, line.batches)), ", ".join(line.keys[:40]),
        ]
        for line in card.restatements
    ]  # fmt: skip
    if rows:
        book.table("Restatements", columns, rows, footer)


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
