"""The table of targets: what holds now, who answers for it, since when, who approved it."""

from collections.abc import Sequence

from app.views.scorecard.rows import DASH
from app.views.settings.rows import TargetRow, day_text, target_text
from app.views.tables import Column, ColumnTable, Num, Txt

_CADENCE = {"week": "Weekly", "month": "Monthly", "quarter": "Quarterly"}


def _column(id: str, title: str, width: int, kind: str = "text", **more: object) -> Column:  # noqa: A002
    return Column(id, title, width, kind, sortable=False, **more)  # type: ignore[arg-type]


_COLUMNS = (
    _column("id", "Id", 50),
    _column("kpi", "KPI", 190, stretch=2),
    _column("cadence", "Cadence", 78, optional=2),
    _column("target", "Target", 188, align="right"),
    _column("stretch", "Stretch", 60, align="right"),
    _column("owner", "Owner", 110, stretch=1),
    _column("version", "Version", 56, "number"),
    _column("from", "Valid from", 96, optional=1),
    _column("approver", "Approver", 96, stretch=1),
)


class TargetTable(ColumnTable):
    """Shows `TargetRow`s, in sections by group of KPIs."""

    def __init__(self) -> None:
        super().__init__(_COLUMNS, row_height=26, name="Targets and definitions")
        self._target_rows: tuple[TargetRow, ...] = ()

    def row_of(self, at: int) -> TargetRow | None:
        """The row shown at `at`; None outside."""
        return self._target_rows[at] if 0 <= at < len(self._target_rows) else None

    def place_of(self, key: tuple[str, str]) -> int:
        """Where a KPI's part stands, else the KPI's first row, else the first of all."""
        keys = [row.key for row in self._target_rows]
        if key in keys:
            return keys.index(key)
        return next((at for at, each in enumerate(keys) if each[0] == key[0]), 0 if keys else -1)

    def show_rows(self, rows: Sequence[TargetRow], zone: str, select: tuple[str, str]) -> None:
        """Show `rows` and select one."""
        self._target_rows = tuple(rows)
        groups = dict.fromkeys(row.line.group for row in rows)
        self.set_rows(
            {
                "id": [Txt(row.line.id, "t3") for row in rows],
                "kpi": [Txt(row.label, weight=500) for row in rows],
                "cadence": [Txt(_CADENCE.get(row.line.cadence, ""), "t2") for row in rows],
                "target": [Txt(target_text(row), weight=500) for row in rows],
                "stretch": [
                    DASH if row.held is None or row.held.stretch is None
                    else f"{row.held.stretch:g}"
                    for row in rows
                ],
                "owner": [
                    Txt(row.held.owner if row.held else row.line.owner, "t2") for row in rows
                ],
                "version": [Num(row.held.version if row.held else 1, ink="t2") for row in rows],
                "from": [
                    Txt(day_text(row.held.valid_from if row.held else None, zone), "t2")
                    for row in rows
                ],
                "approver": [
                    Txt((row.held.approver if row.held else "") or DASH, "t2") for row in rows
                ],
            },
            sections=[
                (group, [at for at, row in enumerate(rows) if row.line.group == group])
                for group in groups
            ],
            select=self.place_of(select),
        )  # fmt: skip
