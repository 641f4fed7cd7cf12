"""Number formats of cells: a row's values share their decimals, shares are stored as fractions."""

from app.models.results import KpiPart
from app.reports.words import places
from app.reports.workbook import Cell


def in_unit(part: KpiPart, value: float | None) -> Cell | None:
    """A value with the number format of its row."""
    if value is None:
        return None
    return Cell(value / 100 if part.unit == "%" else value, value_format(part))


def value_format(part: KpiPart) -> str:
    """Number format of a row's values; shares are stored as fractions."""
    tail = "." + "0" * places(part) if places(part) else ""
    return f"0{tail}%" if part.unit == "%" else f"#,##0{tail}"


def variance_format(part: KpiPart) -> str:
    """Number format that says "1.4 pt worse" for −1.4 and "on target" for 0."""
    digits = "0" + ("." + "0" * places(part) if places(part) else "")
    unit = " pt" if part.unit == "%" else ""
    return f'{digits}"{unit} better";{digits}"{unit} worse";"on target"'
