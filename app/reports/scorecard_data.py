"""The rows behind each value as tables, and the formula over them that gives it again.

A value that is a mean or a share of its rows is computed in its cell from the sheet of their kind;
one that is made of other figures from a small table of those (ENGINEERING §3.3). Beyond
`LIVE_ROWS` rows in all, the largest KPIs are plain values and the sheet says so.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isclose
from typing import Any

from app.models.kinds import kind_words
from app.models.results import KpiInputs, KpiPart, KpiResult, Scorecard
from app.reports.workbook import Book, Column, Formula, table_name

LIVE_ROWS = 100_000
_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
_NAME = re.compile(r"[\w ,/()-]+")
_INPUT_SHEETS = {"minutes": "Availability", "hours": "Automation", "strata": "Audit sample"}
_COLUMNS = (
    Column("Line", 24),
    Column("KPI", 8),
    Column("Part", 22),
    Column("Period", 12),
    Column("Record", 24),
    Column("Cohort", 30),
    Column("Measured", 13, "#,##0.0##"),
    Column("Unit", 8),
    Column("Hits", 8),
    Column("Counts", 8),
)


@dataclass(frozen=True, slots=True)
class Live:
    """Which values are formulas, and what is said of those that aren't."""

    formulas: dict[tuple[str, str], str]
    """By KPI id and part name."""
    plain: tuple[tuple[str, str], ...]
    """Line and reason of each value that stands without a formula."""
    lines: frozenset[str]
    """The lines whose rows the workbook carries."""


def line_name(kpi: KpiResult, part: KpiPart) -> str:
    """What the rows of a part are found by: "K1 P1", "K8"."""
    return f"{kpi.id} {part.name}".strip()


def live(card: Scorecard, most: int = LIVE_ROWS) -> Live:
    """Choose the values that are formulas: the smallest first, until `most` rows are carried."""
    pairs = [(kpi, part) for kpi in card.kpis for part in kpi.parts if part.value is not None]
    formulas, plain, lines, carried = {}, [], set(), 0
    for kpi, part in sorted(pairs, key=lambda pair: _size(pair[1])):
        line, size = line_name(kpi, part), _size(part)
        if carried + size > most:
            plain.append((line, f"its {size:,} rows are more than this workbook carries"))
            continue
        carried += size
        lines.add(line)
        formula = _formula(kpi, part)
        if formula:
            formulas[kpi.id, part.name] = formula
        else:
            plain.append((line, "its rows were not kept one by one"))
    return Live(formulas, tuple(sorted(plain)), frozenset(lines))


def _size(part: KpiPart) -> int:
    return max(len(part.rows), len(part.inputs.rows) if part.inputs else 0)


def add_rows(book: Book, card: Scorecard, chosen: Live, footer: str) -> list[str]:
    """Add a sheet for each kind of record and each table of inputs; returns their names."""
    kinds: dict[str, list[list[Any]]] = {}
    inputs: list[KpiInputs] = []
    for kpi in card.kpis:
        for part in kpi.parts:
            if line_name(kpi, part) not in chosen.lines:
                continue
            if part.inputs is not None and part.inputs.rows:
                inputs.append(part.inputs)
            if part.rows and (part.inputs is None or part.inputs.kind == "strata"):
                kinds.setdefault(_kind(kpi, part), []).extend(_rows(kpi, part))
    room = LIVE_ROWS - sum(len(rows) for rows in kinds.values())
    for kpi in card.kpis:
        left_out = list(_left_out(kpi))
        if kpi.records in kinds and len(left_out) <= room:
            room -= len(left_out)
            kinds[kpi.records] += left_out
    for kind, rows in kinds.items():
        book.rows(_sheet(kind), _COLUMNS, rows, footer)
    return [_sheet(kind) for kind in kinds] + [_add_inputs(book, of, footer) for of in inputs]


def _kind(kpi: KpiResult, part: KpiPart) -> str:
    return part.records or kpi.records


def _sheet(kind: str) -> str:
    return kind_words(kind)


def _rows(kpi: KpiResult, part: KpiPart) -> Iterator[list[Any]]:
    inside = frozenset(part.numerator_rows)
    line, share = line_name(kpi, part), _is_share(part)
    weights = part.weights or (1.0,) * len(part.rows)
    measures: tuple[float | None, ...] = part.measures or (None,) * len(part.rows)
    unit = "" if share else ("s" if part.unit in _SECONDS else part.unit)
    for key, measure, weight in zip(part.rows, measures, weights, strict=True):
        hits = measure if share and part.weights else float(key in inside)
        shown = None if share else measure
        head = [line, kpi.id, part.name, kpi.period.id, key, "counted"]
        yield [*head, shown, unit if shown is not None else "", hits, weight]


def _left_out(kpi: KpiResult) -> Iterator[list[Any]]:
    """The records that a KPI left out, by reason; they count nowhere."""
    for reason, keys in kpi.excluded_rows:
        for key in keys:
            head = [f"{kpi.id} left out", kpi.id, "", kpi.period.id, key]
            yield [*head, f"left out: {reason}", None, "", 0.0, 0.0]


def _is_share(part: KpiPart) -> bool:
    return part.unit == "%"


def _formula(kpi: KpiResult, part: KpiPart) -> str:
    """The formula of a value over its table; empty when the rows can't give it."""
    if part.inputs is not None:
        return _INPUT_FORMULAS[part.inputs.kind] if part.inputs.rows else ""
    line = line_name(kpi, part)
    if not part.rows or not _NAME.fullmatch(line) or not _complete(part):
        return ""
    table = table_name(_sheet(_kind(kpi, part)))
    where = f'{table}[Line],"{line}"'
    if _is_share(part):
        return f"=SUMIFS({table}[Hits],{where})/SUMIFS({table}[Counts],{where})"
    scale = _SECONDS.get(part.unit, 1)
    tail = f"/{scale}" if scale > 1 else ""
    return f"=AVERAGEIFS({table}[Measured],{where}){tail}"


def _complete(part: KpiPart) -> bool:
    """Whether the rows give the value: counted again here, so that no formula can differ."""
    weights = part.weights or (1.0,) * len(part.rows)
    if _is_share(part):
        inside = frozenset(part.numerator_rows)
        hits = part.measures if part.weights else [float(key in inside) for key in part.rows]
        found = 100 * sum(hits) / sum(weights)
    elif len(part.measures) == len(part.rows):
        found = sum(part.measures) / len(part.rows) / _SECONDS.get(part.unit, 1)
    else:
        return False
    return part.value is not None and isclose(found, part.value, rel_tol=1e-9, abs_tol=1e-9)


_INPUT_FORMULAS = {
    "minutes": "=SUM(tblAvailability[Met])/ROWS(tblAvailability[Met])",
    "hours": "=SUM(tblAutomation[Hours])",
    "strata": "=SUMPRODUCT(tblAuditSample[Population],tblAuditSample[Rate])"
    "/SUM(tblAuditSample[Population])",
}


def _services(row: int, name: str, figures: tuple[float, ...]) -> list[Any]:
    agreed, down, target = figures
    available = 100 * (1 - down / agreed)
    met = float(round(available, 9) >= target)
    return [
        name, agreed, down, target,
        Formula(f"=100*(1-C{row}/B{row})", available, "0.000"),
        Formula(f"=IF(ROUND(E{row},9)>=D{row},1,0)", met, "0"),
    ]  # fmt: skip


def _strata(row: int, name: str, figures: tuple[float, ...]) -> list[Any]:
    population, drawn, passed = figures
    return [name, population, drawn, passed, Formula(f"=D{row}/C{row}", passed / drawn, "0.0%")]


def _hours(_: int, name: str, figures: tuple[float, ...]) -> list[Any]:
    return [name, *figures]


_INPUT_TABLES: dict[
    str, tuple[tuple[Column, ...], Callable[[int, str, tuple[float, ...]], list[Any]]]
] = {
    "minutes": (
        (
            Column("Service", 34), Column("Agreed, s", 14), Column("Down, s", 12),
            Column("Target, %", 11, "0.0##"), Column("Availability, %", 16), Column("Met", 8),
        ),
        _services,
    ),
    "hours": ((Column("Run", 40), Column("Hours", 12, "#,##0.00;−#,##0.00")), _hours),
    "strata": (
        (
            Column("Stratum", 34), Column("Population", 12), Column("Drawn", 10),
            Column("Passed", 10), Column("Rate", 10),
        ),
        _strata,
    ),
}  # fmt: skip


def _add_inputs(book: Book, inputs: KpiInputs, footer: str) -> str:
    """Add the small table of the figures that one value is made of; seconds stay seconds."""
    name = _INPUT_SHEETS[inputs.kind]
    columns, made = _INPUT_TABLES[inputs.kind]
    rows = [made(row, label, of) for row, (label, of) in enumerate(inputs.rows, start=2)]
    book.rows(name, columns, rows, footer)
    return name
