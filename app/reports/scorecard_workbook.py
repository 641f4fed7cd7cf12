"""The scorecard as an Excel workbook: its first sheet, laid out as printed (DESIGN_LANGUAGE §9)."""

import re
from dataclasses import dataclass
from typing import Any

from app.charts.palette import PRINT
from app.models.results import KpiPart, KpiResult, Scorecard
from app.reports.cell_formats import value_format, variance_format
from app.reports.report_frame import card_book, card_footer, heading, marked_result
from app.reports.scorecard_columns import COLUMNS, RIGHT, indent
from app.reports.scorecard_data import Live, add_rows, line_name, live
from app.reports.scorecard_notes import context_line, links, notes, summary_line
from app.reports.scorecard_provenance import add_provenance, source_hash
from app.reports.scorecard_sheets import (
    add_caveats,
    add_decisions,
    add_definitions,
    add_drivers,
    add_exclusions,
    add_figures,
    add_restatements,
)
from app.reports.scorecard_trends import add_charts, add_data, value_ranges
from app.reports.words import (
    CADENCES,
    by_group,
    caveat_text,
    left_out,
    result_glyph,
    result_text,
)
from app.reports.workbook import Book, clean, lines, row_height

HEADER_ROW = 4
FIRST_ROW = 5
_NOTE = {"author": "", "x_scale": 2.2, "font_name": "Arial"}


def scorecard_workbook(card: Scorecard) -> bytes:
    """Make the workbook of a scorecard: real numbers, live formulas, native charts.

    Values are live formulas over the rows behind them, with what they give cached; beyond 100,000
    rows they are plain values and a note says so. Same card, same bytes. Sheets: Scorecard,
    Decisions, Trends, Drivers, one a kind of record, Data, Figures, Definitions, Exclusions, Data
    quality & caveats, Restatements, Provenance (ENGINEERING §3.3, RELIABILITY §7).
    """
    book = card_book(card.title, card.headline, card)
    book.fact("DefinitionsVersion", str(card.definitions_version))
    book.fact("SourceHash", source_hash(card))
    book.fact("AuditChainHead", card.chain_head)
    book.fact("Marks", ", ".join(card.marks))
    card = by_group(card)
    book.file.read_only_recommended()
    footer = card_footer(card)
    sheet = book.sheet("Scorecard", footer)
    if card.decisions:
        add_decisions(book, card.decisions, footer)
    add_charts(book, card, footer)
    add_drivers(book, card, footer)
    chosen = live(card)
    behind = add_rows(book, card, chosen, footer)
    for add in (
        add_data, add_figures, add_definitions, add_exclusions, add_caveats, add_restatements,
        add_provenance,
    ):  # fmt: skip
        add(book, card, footer)
    _Front(book, sheet, card, value_ranges(card), chosen, behind).write()
    sheet.activate()
    return book.close()


@dataclass(frozen=True, slots=True)
class _Front:
    """The first sheet while it is written."""

    book: Book
    sheet: Any
    card: Scorecard
    ranges: dict[tuple[str, str], str]
    live: Live
    behind: list[str]

    def write(self) -> None:
        self._head()
        rows = [(kpi, part) for kpi in self.card.kpis for part in kpi.parts]
        for offset, (kpi, part) in enumerate(rows):
            self._row(FIRST_ROW + offset, kpi, part, first=part is kpi.parts[0])
        last = FIRST_ROW + max(0, len(rows) - 1)
        self._notes(last + 2)
        self._page(last)

    def _head(self) -> None:
        card, sheet, style = self.card, self.sheet, self.book.style
        for index, column in enumerate(COLUMNS):
            options = {"level": 1} if 11 <= index <= 13 else {}
            sheet.set_column(index, index, column.width, None, options)
        heading(self.book, sheet, card.title, context_line(card))
        self.book.text(sheet, 2, 0, summary_line(card), style(font_size=11, bold=True))
        for row, height in ((1, 18.0), (2, 20.0), (3, 8.0), (HEADER_ROW, 21.0)):
            sheet.set_row(row, height)
        for index, column in enumerate(COLUMNS):
            look = style(
                bold=True,
                bg_color=PRINT["bd"],
                bottom=1,
                bottom_color=PRINT["t2"],
                align="right" if index in RIGHT else "left",
                indent=0 if index in RIGHT else indent(index),
            )
            self.book.text(sheet, HEADER_ROW, index, column.title, look)

    def _row(self, row: int, kpi: KpiResult, part: KpiPart, *, first: bool) -> None:
        t2, t3 = PRINT["t2"], PRINT["t3"]
        self._words(row, 0, part.label or kpi.label, bold=True)
        self._words(row, 1, kpi.group, font_color=t3)
        self._words(row, 2, CADENCES.get(kpi.cadence, kpi.cadence), font_color=t3)
        self._value(row, kpi, part)
        self._name(row, kpi, part)
        self._words(row, 4, "" if part.unit == "%" else part.unit, font_color=t3)
        self._number(row, 5, part, part.target)
        self._words(row, 6, kpi.better.capitalize(), font_color=t3)
        self._variance(row, part)
        self._result(row, part)
        self._signal(row, part)
        self._trend(row, kpi, part)
        limits = part.limits
        bounds = (limits.lower, limits.mean, limits.upper) if limits else (None, None, None)
        for column, value in zip((11, 12, 13), bounds, strict=True):
            self._number(row, column, part, value, font_color=t2, bg_color=PRINT["surf2"])
        self.sheet.write_number(row, 14, part.n, self._cell(num_format="#,##0"))
        caveat = caveat_text(kpi) if first else ""
        self._words(row, 15, caveat, font_color=PRINT["warn"], text_wrap=True)
        self._number(row, 16, part, part.previous, font_color=t2)
        self._words(row, 17, kpi.period.id, font_color=t3)
        self._words(row, 18, kpi.owner or "No owner", font_color=t2)
        self.sheet.set_row(
            row, row_height(max(lines(caveat, 30), lines(result_text(part), 24))) + 3
        )
        note = (
            f"{kpi.definition.formula}\nCohort: {kpi.definition.cohort}\nLeft out: {left_out(kpi)}"
        )
        self.sheet.write_comment(row, 0, clean(note, 1_000), _NOTE)

    def _cell(self, **look: Any) -> Any:
        return self.book.style(**({"bottom": 1, "bottom_color": PRINT["bd"]} | look))

    def _words(self, row: int, column: int, words: str, **look: Any) -> None:
        wanted = {"indent": indent(column)} | look
        self.book.text(self.sheet, row, column, words, self._cell(**wanted))

    def _number(
        self, row: int, column: int, part: KpiPart, value: float | None, **look: Any
    ) -> None:
        if value is None:
            missing = "n/a" if column == 3 else ""
            grey = look | {"align": "right", "font_color": PRINT["t3"], "indent": 0}
            self._words(row, column, missing, **grey)
            return
        shown = value / 100 if part.unit == "%" else value
        self.sheet.write_number(
            row, column, shown, self._cell(num_format=value_format(part), **look)
        )

    def _name(self, row: int, kpi: KpiResult, part: KpiPart) -> None:
        """Name the value's cell, so that other workbooks can be linked to it."""
        own = re.sub(r"\W", "", part.name)
        name = f"KPI_{kpi.id}_{own}" if own else f"KPI_{kpi.id}"
        self.book.file.define_name(name, f"=Scorecard!$D${row + 1}")

    def _value(self, row: int, kpi: KpiResult, part: KpiPart) -> None:
        """Write the value as a formula over its rows, or plain with a note that says why."""
        formula = self.live.formulas.get((kpi.id, part.name))
        if part.value is None or formula is None:
            self._number(row, 3, part, part.value, bold=True)
            reason = dict(self.live.plain).get(line_name(kpi, part))
            if reason:
                self.sheet.write_comment(row, 3, f"A value, not a formula: {reason}.", _NOTE)
            return
        shown = part.value / 100 if part.unit == "%" else part.value
        style = self._cell(num_format=value_format(part), bold=True)
        self.sheet.write_formula(row, 3, formula, style, shown)

    def _variance(self, row: int, part: KpiPart) -> None:
        """Write the distance to the target as a live formula: positive is better."""
        if part.value is None or part.target is None or part.better_by is None:
            self._words(row, 7, "")
            return
        at = row + 1
        points = "*100" if part.unit == "%" else ""
        formula = f'=IF(G{at}="Lower",F{at}-D{at},D{at}-F{at}){points}'
        worse = part.better_by < 0
        self.sheet.write_formula(
            row,
            7,
            formula,
            self._cell(
                num_format=variance_format(part),
                align="right",
                font_color=PRINT["crit"] if worse else PRINT["t1"],
            ),
            part.better_by,
        )

    def _result(self, row: int, part: KpiPart) -> None:
        kind = result_glyph(part)
        look: dict[str, Any] = {"font_color": PRINT["t2"]}
        if kind == "met":
            look = {"font_color": PRINT["ok"]}
        elif kind in {"breach", "risk"}:
            look = {"font_color": PRINT["crit"], "bg_color": PRINT["critt"], "bold": True}
        self._words(row, 8, marked_result(part), text_wrap=True, **look)

    def _signal(self, row: int, part: KpiPart) -> None:
        if part.signal is None:
            self._words(row, 9, "")
            return
        arrow = "▼" if "below" in part.signal.rule else "▲"
        good = part.signal.good
        ink, tint = ("acc", "acct") if good else ("warn", "warnt")
        words = f"{arrow} {part.signal.words}"
        self._words(row, 9, words, font_color=PRINT[ink], bg_color=PRINT[tint])

    def _trend(self, row: int, kpi: KpiResult, part: KpiPart) -> None:
        self._words(row, 10, "")
        where = self.ranges.get((kpi.id, part.name))
        if where is None:
            return
        tone = "t1"
        if part.signal is not None:
            tone = "accf" if part.signal.good else "critf"
        self.sheet.add_sparkline(
            row,
            10,
            {
                "range": where,
                "type": "line",
                "last_point": True,
                "series_color": PRINT["t2"],
                "last_color": PRINT[tone],
                "weight": 1.25,
                "show_hidden": True,
                "empty_cells": "gaps",
            },
        )

    def _notes(self, row: int) -> None:
        grey = self.book.style(font_color=PRINT["t3"])
        for words in notes(self.card, self.live):
            self.book.text(self.sheet, row, 0, words, grey)
            row += 1
        link = self.book.style(font_color=PRINT["acc"], underline=1)
        for index, name in links(self.behind):
            target = f"internal:'{name}'!A1"
            self.sheet.write_url(row, index, target, link, f"Go to {name}", f"Open sheet {name}")

    def _page(self, last: int) -> None:
        sheet, width = self.sheet, len(COLUMNS) - 1
        sheet.autofilter(HEADER_ROW, 0, last, width)
        sheet.freeze_panes(FIRST_ROW, 1)
        sheet.repeat_rows(0, HEADER_ROW)
        sheet.print_area(0, 0, last + 3 + len(notes(self.card, self.live)), width)
        self.book.file.define_name("scorecard", f"=Scorecard!$A$5:$S${last + 1}")
