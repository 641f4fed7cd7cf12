"""Values of the workbook as formulas: computed again here from the cells that they speak of."""

import dataclasses
import io
import re
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest

from app.models.results import KpiPart, KpiResult, Scorecard
from app.reports.scorecard_data import live
from app.reports.scorecard_workbook import scorecard_workbook
from app.reports.words import by_group
from tests.reports import eighteen

MEAN = re.compile(r'=AVERAGEIFS\((\w+)\[(\w+)\],\w+\[Line\],"([^"]*)"\)(?:/(\d+))?')
SHARE = re.compile(
    r'=SUMIFS\((\w+)\[Hits\],\1\[Line\],"([^"]*)"\)/SUMIFS\(\1\[Counts\],\1\[Line\],"\2"\)'
)
OF_ALL = re.compile(r"=SUM\((\w+)\[(\w+)\]\)/ROWS\(\1\[\2\]\)")
SUM = re.compile(r"=SUM\((\w+)\[(\w+)\]\)")
WEIGHED = re.compile(r"=SUMPRODUCT\((\w+)\[(\w+)\],\1\[(\w+)\]\)/SUM\(\1\[\2\]\)")
RATIO = re.compile(r"=([A-Z])\d+/([A-Z])\d+")
REST = re.compile(r"=100\*\(1-([A-Z])\d+/([A-Z])\d+\)")
AT_LEAST = re.compile(r"=IF\(ROUND\(([A-Z])\d+,9\)>=([A-Z])\d+,1,0\)")


class Tables:
    """The tables of a workbook read back, their own formulas computed cell by cell."""

    def __init__(self, content: bytes) -> None:
        with pytest.warns(UserWarning, match="Sparkline"):
            self.book: Any = openpyxl.load_workbook(io.BytesIO(content))
        self.rows: dict[str, list[dict[str, Any]]] = {}
        for sheet in self.book:
            for table in sheet.tables.values():
                cells = list(sheet[table.ref])
                heads = [cell.value for cell in cells[0]]
                self.rows[table.name] = [
                    dict(zip(heads, (self._cell(sheet, cell) for cell in line), strict=True))
                    for line in cells[1:]
                ]

    def _cell(self, sheet: Any, cell: Any) -> Any:
        value = cell.value
        if not isinstance(value, str) or not value.startswith("="):
            return value

        def beside(letter: str) -> float:
            return float(self._cell(sheet, sheet[f"{letter}{cell.row}"]))

        if found := RATIO.fullmatch(value):
            return beside(found[1]) / beside(found[2])
        if found := REST.fullmatch(value):
            return 100 * (1 - beside(found[1]) / beside(found[2]))
        if found := AT_LEAST.fullmatch(value):
            return float(round(beside(found[1]), 9) >= beside(found[2]))
        raise AssertionError(f"an unknown formula: {value}")

    def value(self, formula: str) -> float:
        if found := MEAN.fullmatch(formula):
            lines = [row for row in self.rows[found[1]] if row["Line"] == found[3]]
            numbers = [row[found[2]] for row in lines if row[found[2]] is not None]
            return sum(numbers) / len(numbers) / int(found[4] or 1)
        if found := SHARE.fullmatch(formula):
            lines = [row for row in self.rows[found[1]] if row["Line"] == found[2]]
            return sum(row["Hits"] for row in lines) / sum(row["Counts"] for row in lines)
        if found := OF_ALL.fullmatch(formula):
            column = [row[found[2]] for row in self.rows[found[1]]]
            return sum(column) / len(column)
        if found := SUM.fullmatch(formula):
            return float(sum(row[found[2]] for row in self.rows[found[1]]))
        if found := WEIGHED.fullmatch(formula):
            rows = self.rows[found[1]]
            whole = sum(row[found[2]] for row in rows)
            return float(sum(row[found[2]] * row[found[3]] for row in rows) / whole)
        raise AssertionError(f"an unknown formula: {formula}")


def in_order(card: Scorecard) -> Iterator[tuple[int, KpiResult, KpiPart]]:
    pairs = [(kpi, part) for kpi in by_group(card).kpis for part in kpi.parts]
    for row, (kpi, part) in enumerate(pairs, start=6):
        yield row, kpi, part


def shown(part: KpiPart) -> float:
    assert part.value is not None
    return part.value / 100 if part.unit == "%" else part.value


@pytest.fixture(scope="module")
def content() -> bytes:
    return scorecard_workbook(eighteen.scorecard())


@pytest.fixture(scope="module")
def tables(content: bytes) -> Tables:
    return Tables(content)


def test_every_value_is_a_formula_that_gives_it(content: bytes, tables: Tables) -> None:
    card = eighteen.scorecard()
    sheet = tables.book["Scorecard"]
    with pytest.warns(UserWarning, match="Sparkline"):
        cached = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["Scorecard"]
    seen = []
    for row, kpi, part in in_order(card):
        assert sheet.cell(row, 1).value == part.label
        assert tables.value(sheet.cell(row, 4).value) == pytest.approx(shown(part), rel=1e-12)
        assert cached.cell(row, 4).value == pytest.approx(shown(part), rel=1e-12)
        seen.append(kpi.id)
    assert set(seen) == {f"K{i}" for i in range(1, 19)}
    assert live(card).plain == ()


def test_sheets_of_rows_are_one_a_kind_of_record(tables: Tables) -> None:
    names = set(tables.book.sheetnames)
    assert {
        "Tickets", "Alerts", "Changes", "Actions", "Survey responses", "Vendor cases",
        "Availability", "Automation", "Audit sample",
    } <= names  # fmt: skip
    ticket = tables.rows["tblTickets"][0]
    assert list(ticket) == [
        "Line", "KPI", "Part", "Period", "Record", "Cohort", "Measured", "Unit", "Hits", "Counts",
    ]  # fmt: skip
    left_out = [row for row in tables.rows["tblTickets"] if row["Line"] == "K4 left out"]
    assert [row["Record"] for row in left_out] == ["INC9000001", "INC9000002", "INC9000003"]
    assert {(row["Cohort"], row["Counts"]) for row in left_out} == {("left out: cancelled", 0)}
    assert not any("cancelled" in row["Cohort"] for row in tables.rows["tblChanges"])


def test_more_rows_than_a_workbook_carries_are_values_with_a_note() -> None:
    card = eighteen.scorecard()
    some = live(card, most=600)
    assert ("K8", "") in some.formulas
    assert ("K3 forward 30", "its 611 rows are more than this workbook carries") in some.plain
    wide = dataclasses.replace(
        card.kpis[2].parts[0],
        rows=tuple(f"INC{i:08}" for i in range(100_001)),
        numerator_rows=(),
        value=0.0,
    )
    long = dataclasses.replace(card.kpis[2], parts=(wide,))
    book = Tables(scorecard_workbook(dataclasses.replace(card, kpis=(long,)))).book
    cell = book["Scorecard"]["D6"]
    assert cell.value == 0
    assert "100,001 rows are more" in cell.comment.text
    words = [row[0].value for row in book["Scorecard"].iter_rows(min_row=7, max_col=1)]
    assert any(str(text).startswith("Values without a formula. K3 forward 30") for text in words)
    assert "Tickets" not in book.sheetnames


def test_rows_that_do_not_give_the_value_are_no_formula() -> None:
    kpi = eighteen.results()[4]
    part = dataclasses.replace(kpi.parts[0], numerator_rows=kpi.parts[0].numerator_rows[1:])
    card = dataclasses.replace(
        eighteen.scorecard(), kpis=(dataclasses.replace(kpi, parts=(part,)),)
    )
    assert live(card).formulas == {}
    assert live(card).plain == (("K5 Incidents", "its rows were not kept one by one"),)


@pytest.mark.parametrize("name", ['P1"),1)+SUM(A1', "<5", "a*", "=1", "?"])
def test_a_name_that_a_criterion_would_read_otherwise_is_no_formula(name: str) -> None:
    kpi = eighteen.results()[4]
    part = dataclasses.replace(kpi.parts[0], name=name)
    card = dataclasses.replace(
        eighteen.scorecard(), kpis=(dataclasses.replace(kpi, parts=(part,)),)
    )
    assert live(card).formulas == {}


def test_limits_of_each_point_are_those_of_its_phase(tables: Tables) -> None:
    rows = [
        row for row in tables.rows["tblData"] if row["Part"] == "Incidents" and row["KPI"] == "K4"
    ]
    assert [row["Lower"] for row in rows] == pytest.approx([0.5] * 6 + [0.76] * (len(rows) - 6))
    assert rows[-1]["Value"] == pytest.approx(shown(eighteen.results()[3].parts[0]))


def test_every_value_has_a_name_to_link_to(tables: Tables) -> None:
    names = tables.book.defined_names
    for row, kpi, part in in_order(eighteen.scorecard()):
        own = re.sub(r"\W", "", part.name)
        name = f"KPI_{kpi.id}_{own}" if own else f"KPI_{kpi.id}"
        assert names[name].attr_text == f"Scorecard!$D${row}"


def test_the_data_holds_every_period_of_every_part(tables: Tables) -> None:
    card = eighteen.scorecard()
    wanted = sum(len(part.trend) for kpi in card.kpis for part in (*kpi.parts, *kpi.extra))
    assert len(tables.rows["tblData"]) == wanted
