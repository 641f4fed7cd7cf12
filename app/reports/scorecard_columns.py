"""The columns of the first sheet of the scorecard workbook."""

from app.reports.workbook import Column

COLUMNS = (
    Column("KPI", 27),
    Column("Group", 23),
    Column("Frequency", 10.5),
    Column("Value", 9.5),
    Column("Unit", 6),
    Column("Target", 9),
    Column("Better", 8.5),
    Column("Better or worse by", 18),
    Column("Result", 21),
    Column("Signal", 16),
    Column("Trend", 18),
    Column("Lower", 8.5),
    Column("Mean", 8.5),
    Column("Upper", 8.5),
    Column("n", 9),
    Column("Data caveat", 30),
    Column("Previous", 10),
    Column("Period", 11),
    Column("Owner", 14),
)
RIGHT = frozenset({3, 5, 7, 11, 12, 13, 14, 16})
"""The columns of numbers, which stand at the right."""


def indent(column: int) -> int:
    """Text that stands right of a number keeps a distance."""
    return 1 if column - 1 in RIGHT else 0
