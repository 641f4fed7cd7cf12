"""Where the time to restore goes, by group (METRICS K1 phases)."""

from app.models.results.trends import PhaseTime
from app.views.tables import Column, ColumnTable, Txt
from app.views.trends.words import lasted

PHASES = ("detect", "acknowledge", "assign", "diagnose", "fix", "verify")
_TIPS = (
    "From impact to opened", "From opened to acknowledged", "From acknowledged to a person",
    "From a person to restored", "From restored to resolved", "From resolved to closed",
)  # fmt: skip
_TITLES = {"acknowledge": "Ack."}
_COLUMNS = (
    Column("group", "Group", 118, stretch=1),
    Column("n", "n", 30, "number", tip="P1 and P2 incidents restored in the last 182 days"),
    *(
        Column(name, _TITLES.get(name, name.capitalize()), 44, "number", optional=optional,
               descending_first=True,
               tip=f"{tip}: the mean over those that show both")
        for name, tip, optional in zip(PHASES, _TIPS, (4, 3, 5, 1, 2, 6), strict=True)
    ),
    Column("total", "Total", 66, "number", descending_first=True,
           tip="From impact, else opened, to restored"),
)  # fmt: skip


class PhaseTable(ColumnTable):
    """Groups, slowest first; what is unknown is a muted dash."""

    def __init__(self) -> None:
        super().__init__(_COLUMNS, row_height=26, name="Restore time by phase")
        self._phases: tuple[PhaseTime, ...] = ()

    def show_phases(self, phases: tuple[PhaseTime, ...]) -> None:
        """Show the groups."""
        self._phases = phases
        self.set_rows(
            {
                "group": [Txt(each.group, weight=500) for each in phases],
                "n": [each.n for each in phases],
                **{
                    name: [lasted(getattr(each, name)) for each in phases]
                    for name in (*PHASES, "total")
                },
            },
            select=0,
            keep=("group",),
        )

    def phase(self, row: int) -> PhaseTime | None:
        """The group of a row."""
        return self._phases[row] if 0 <= row < len(self._phases) else None
