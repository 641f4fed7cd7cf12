"""Every part's value of every period as one tidy table, and native charts over it."""

from collections.abc import Iterator
from typing import Any

from app.charts.phases import bands
from app.models.results import KpiPart, KpiResult, Scorecard
from app.reports.cell_formats import in_unit
from app.reports.native_charts import CHART_ROWS, line_chart
from app.reports.workbook import STAMP, Book, Column, local

_COLUMNS = (
    Column("KPI", 8),
    Column("Name", 34),
    Column("Part", 22),
    Column("Role", 10),
    Column("Unit", 8),
    Column("Period", 12),
    Column("Label", 9),
    Column("Start", 22, STAMP),
    Column("Value", 11),
    Column("n", 9),
    Column("Target", 10),
    Column("Lower", 10),
    Column("Mean", 10),
    Column("Upper", 10),
)
VALUE, TARGET, LOWER, MEAN, UPPER, LABEL = 8, 10, 11, 12, 13, 6
Span = tuple[KpiResult, KpiPart, int, int]


def spans(card: Scorecard) -> list[Span]:
    """The parts with values and the rows of sheet Data that hold them, the KPIs' own first."""
    pairs = [(kpi, part) for kpi in card.kpis for part in kpi.parts]
    pairs += [(kpi, part) for kpi in card.kpis for part in kpi.extra]
    found, row = [], 1
    for kpi, part in pairs:
        if any(point.value is not None for point in part.trend):
            found.append((kpi, part, row, row + len(part.trend) - 1))
            row += len(part.trend)
    return found


def value_ranges(card: Scorecard) -> dict[tuple[str, str], str]:
    """The range of sheet Data that holds the values of each KPI row, for its sparkline."""
    return {
        (kpi.id, part.name): f"Data!$I${first + 1}:$I${last + 1}"
        for kpi, part, first, last in spans(card)
        if _own(kpi, part)
    }


def _own(kpi: KpiResult, part: KpiPart) -> bool:
    return any(part is one for one in kpi.parts)


def add_charts(book: Book, card: Scorecard, footer: str) -> None:
    """Add sheet Trends: a line chart for each row of the scorecard, two beside each other."""
    sheet = book.sheet("Trends", footer)
    charted = [span for span in spans(card) if _own(span[0], span[1])]
    words = f"Trends of {len(charted)} KPI rows" if charted else "None."
    book.text(sheet, 0, 0, words, book.style(bold=True, font_size=14))
    under = (
        "The figures stand on sheet Data. Limits are those of the phase that a period belongs to; "
        "a coloured point lies outside its limits."
    )
    book.text(sheet, 1, 0, under, book.style(font_color="#5F6976"))
    sheet.set_row(0, 24)
    sheet.set_print_scale(65)
    pages = -(-len(charted) // 6)
    sheet.set_h_pagebreaks([2 + 3 * CHART_ROWS * page for page in range(1, pages)])
    for index, (kpi, part, first, last) in enumerate(charted):
        line_chart(book, sheet, part, first, last, index, kpi)


def add_data(book: Book, card: Scorecard, footer: str) -> None:
    """Add sheet Data: one row a part and period, limits as they stood at that point."""
    rows = [line for kpi, part, _, _ in spans(card) for line in _rows(kpi, part, card.zone)]
    book.table("Data", _COLUMNS, rows, footer)


def _rows(kpi: KpiResult, part: KpiPart, zone: str) -> Iterator[list[Any]]:
    role = "KPI" if _own(kpi, part) else "Beside"
    levels = {
        at: (band.lower, band.mean, band.upper)
        for band in bands(part)
        for at in range(band.first, band.last + 1)
    }
    for at, point in enumerate(part.trend):
        bounds = levels.get(at, (None, None, None))
        yield [
            kpi.id, part.label or kpi.label, part.name, role, part.unit,
            point.period, point.label, local(point.start, zone),
            in_unit(part, point.value), point.n,
            *(in_unit(part, level) for level in (part.target, *bounds)),
        ]  # fmt: skip
