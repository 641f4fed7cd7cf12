"""The points of a control chart as words and as the table that stands for the chart."""

from app.charts.control import from_first_value
from app.charts.numbers import number
from app.charts.phases import KIND_WORDS, limits_at
from app.models.results import ChartNote, KpiPart
from app.views.scorecard.rows import DASH, places
from app.views.tables import Column, ColumnTable, Num, Txt

_COLUMNS = (
    Column("period", "Period", 54, stretch=1, sortable=False),
    Column("value", "Value", 46, align="right", sortable=False),
    Column("n", "n", 34, "number", sortable=False),
    Column("lower", "Lower", 44, align="right", sortable=False),
    Column("mean", "Mean", 44, align="right", sortable=False),
    Column("upper", "Upper", 44, align="right", sortable=False),
)


def point_words(part: KpiPart, notes: tuple[ChartNote, ...], at: int) -> str:
    """Write "W47: 91.6 %, n 1,148, limits 92.7 to 95.4" with the notes of that period."""
    if not 0 <= at < len(part.trend):
        return ""
    point = part.trend[at]
    digits = places(part)
    value = DASH if point.value is None else f"{number(point.value, digits)} {part.unit}".rstrip()
    words = [f"{point.label}: {value}", f"n {point.n:,}"]
    edges = limits_at(part, at)
    if edges is not None:
        words.append(f"limits {number(edges[0], digits)} to {number(edges[2], digits)}")
    said = [f"{note.letter}: {note.words}" for note in notes if note.period == point.period]
    return "\n".join([", ".join(words), *said])


def limits_words(part: KpiPart) -> str:
    """The kind of chart, what its limits stand on, and what it says of the target to come."""
    known = sum(point.value is not None for point in part.trend)
    kind = KIND_WORDS.get(part.chart, part.chart)
    limits = part.limits
    if limits is None:
        few = f"{known} of at least 6 points" if known < 7 else "none for this trend"
        return f"{kind} chart. No limits: {few}."
    firm = "Limits" if limits.firm else "Provisional limits (under 12 points)"
    window = f" ({limits.first} to {limits.last})" if limits.first else ""
    words = f"{kind} chart. {firm} from {limits.points} points{window}; mean "
    words += f"{number(limits.mean, places(part))}."
    return f"{words} As it runs it {_ASSURED[part.assurance]}." if part.assurance else words


_ASSURED = {
    "will hit": "will hit the target",
    "hit or miss": "will hit the target at times and miss it at times",
    "will miss": "will miss the target",
}


class PointsTable(ColumnTable):
    """The twin of the chart: every period as a row (Ctrl+Shift+T)."""

    def __init__(self) -> None:
        super().__init__(_COLUMNS, row_height=26, name="Control chart as a table")
        self.setFixedHeight(272)
        self.first = 0

    def show_part(self, part: KpiPart, notes: tuple[ChartNote, ...]) -> None:
        """Show the periods from the first value on, the last one chosen."""
        digits = places(part)
        self.first = len(part.trend) - len(from_first_value(part).trend)
        shown = range(self.first, len(part.trend))
        edges = [limits_at(part, at) for at in shown]
        points = [part.trend[at] for at in shown]

        def level(at: int) -> list[Txt]:
            return [Txt(DASH if e is None else number(e[at], digits), "t3") for e in edges]

        self.set_rows(
            {
                "period": [" ".join((p.label, *_letters(notes, p.period))) for p in points],
                "value": [DASH if p.value is None else number(p.value, digits) for p in points],
                "n": [Num(point.n, ink="t2") for point in points],
                "lower": level(0),
                "mean": level(1),
                "upper": level(2),
            },
            select=len(points) - 1,
        )


def _letters(notes: tuple[ChartNote, ...], period: str) -> tuple[str, ...]:
    """The letters of the period's notes, as the chart shows them: "(A)"."""
    return tuple(f"({note.letter})" for note in notes if note.period == period)
