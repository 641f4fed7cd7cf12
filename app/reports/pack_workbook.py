"""The monthly service review pack as a workbook: a front sheet, the KPIs, one sheet a list."""

from datetime import datetime
from textwrap import wrap
from typing import Any

from app.charts.palette import PRINT
from app.models.results import KpiPart, KpiResult, ServicePack
from app.reports.cell_formats import in_unit
from app.reports.pack_sections import At, Section, Value, sections
from app.reports.pack_words import budget_words, flow_words, headline, title
from app.reports.report_frame import card_book, card_footer, heading, marked_result
from app.reports.scorecard_provenance import add_provenance
from app.reports.scorecard_sheets import add_caveats, add_decisions, add_definitions, add_exclusions
from app.reports.scorecard_trends import add_charts, add_data
from app.reports.words import (
    better_text,
    by_group,
    caveat_text,
    stamp,
)
from app.reports.workbook import Book, Cell, Column, local

_PAGE = 190
"""Characters of a sentence on a line of the front sheet."""
_BUDGETS = (
    Column("Service level", 36),
    Column("Target %", 12, "0.00"),
    Column("Value %", 12, "0.00"),
    Column("Allowed", 12, "#,##0.0"),
    Column("Used", 12, "#,##0.0"),
    Column("Left", 12, "#,##0.0;−#,##0.0"),
    Column("Unit", 9),
    Column("In words", 30),
    Column("Remark", 44),
)
_KPIS = (
    Column("KPI", 32),
    Column("Group", 28),
    Column("Period", 11),
    Column("Value", 11),
    Column("Unit", 7),
    Column("Target", 11),
    Column("Better or worse by", 16),
    Column("Previous", 11),
    Column("n", 9),
    Column("Result", 22),
    Column("Signal", 18),
    Column("Data caveat", 34),
    Column("Owner", 18),
)


def pack_workbook(pack: ServicePack) -> bytes:
    """Make the workbook of a service review pack; same pack, same bytes.

    Sheets: Review with the budgets left, KPIs, the lists of the pack, Decisions, Trends, Data,
    Definitions, Exclusions, Data quality & caveats, Provenance (ENGINEERING §3.3).
    """
    card = by_group(pack.card)
    book = card_book(title(pack), headline(pack), card)
    footer = card_footer(card, pack.service)
    _review(book, pack, footer)
    rows = [_kpi(kpi, part) for kpi in card.kpis for part in kpi.parts]
    book.table("KPIs", _KPIS, rows, footer)
    for section in sections(pack):
        _list(book, section, footer, card.zone)
    add_decisions(book, pack.decisions or card.decisions, footer)
    for add in (
        add_charts, add_data, add_definitions, add_exclusions, add_caveats, add_provenance,
    ):  # fmt: skip
        add(book, card, footer)
    return book.close()


def _review(book: Book, pack: ServicePack, footer: str) -> None:
    """The front sheet: the finding, the messages, and under them the table of budgets."""
    card = pack.card
    lines = [f"{finding}: {support}" for finding, support in card.messages if finding]
    if pack.trends:
        lines.append(f"Backlog: {flow_words(pack.trends.flow)}")
    lines += [f"Not said: {note}" for note in pack.notes]
    lines = [line for words in lines for line in wrap(words, _PAGE)]
    rows: list[list[Any]] = [
        [
            one.name, one.target, one.value, one.allowed, one.used, one.left, one.unit,
            budget_words(one), one.remark,
        ]
        for one in pack.budgets
    ]  # fmt: skip
    sheet = book.block("Review", 4 + len(lines), _BUDGETS, rows, footer)
    sheet.hide_gridlines(2)
    context = [
        card.period.label,
        f"Owner {pack.owner or 'not named'}",
        pack.tier,
        f"Data as of {stamp(card.as_of, card.zone)}",
        *card.marks,
    ]
    heading(book, sheet, title(pack), "  |  ".join(word for word in context if word))
    book.text(sheet, 2, 0, headline(pack), book.style(bold=True, font_size=11))
    for row, words in enumerate(lines, start=3):
        book.text(sheet, row, 0, words, book.style(font_color=PRINT["t2"]))
    sheet.print_area(0, 0, 4 + len(lines) + max(1, len(rows)), len(_BUDGETS) - 1)
    sheet.activate()


def _kpi(kpi: KpiResult, part: KpiPart) -> list[Any]:
    return [
        part.label or kpi.label, kpi.group, kpi.period.id,
        in_unit(part, part.value) or "n/a", "" if part.unit == "%" else part.unit,
        in_unit(part, part.target), better_text(part), in_unit(part, part.previous), part.n,
        marked_result(part),
        part.signal.words if part.signal else "", caveat_text(kpi), kpi.owner or "No owner",
    ]  # fmt: skip


def _list(book: Book, section: Section, footer: str, zone: str) -> None:
    columns = tuple(Column(field.title, field.width) for field in section.fields)
    rows = [[_cell(value, zone) for value in row] for row in section.rows]
    book.table(section.name, columns, rows, footer)


def _cell(value: Value, zone: str) -> str | int | Cell | datetime | None:
    if isinstance(value, At):
        return None if value.at is None else local(value.at, zone)
    return Cell(value, "#,##0.0") if isinstance(value, float) else value
