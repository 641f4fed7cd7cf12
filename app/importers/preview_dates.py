"""The times of a file as the import wizard shows them: how they are read, and which are odd."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.importers.date_evidence import evidence_of, order_of, why_order
from app.importers.date_orders import ORDERS
from app.importers.field_words import zone_words
from app.importers.stamps import StampReader
from app.importers.written_stamps import BadValueError
from app.models.errors import DecisionNeeded
from app.models.results.preview import DatePreview

_PLAIN_SHOWN = 4
_ODD_SHOWN = 8
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - naive arithmetic on local wall time
_REPEATED, _SKIPPED = "Repeated hour", "Hour that the clock skips"


@dataclass(slots=True)
class Times:
    """The cells of all time columns that were looked at, each with how many rows have it."""

    cells: Counter[str]
    opened: Counter[str]
    """Those of the column that says when a record began."""
    zone: ZoneInfo | None
    declared_order: str
    """What was decided; empty when the values decide."""
    order: str = ""
    why: str = ""
    open: bool = False
    """Nothing settles the order."""
    naive: bool = False
    """Some time carries no zone."""
    _reader: StampReader = field(init=False)

    def __post_init__(self) -> None:
        evidence = evidence_of(self.cells)
        found = order_of(evidence)
        self.order = self.declared_order or found or ""
        self.open = bool(evidence.values) and not self.order
        self.why = why_order(evidence, self.order, declared=bool(self.declared_order))
        order = self.order if self.order in ORDERS else None
        self._reader = StampReader(None, order, Counter(), declared=bool(order))
        self.naive = any(self._is_naive(cell) for cell in self.cells)

    def previews(self) -> tuple[DatePreview, ...]:
        """Unusual values first, then a few plain ones."""
        odd: dict[str, tuple[DatePreview, int]] = {}
        plain: list[DatePreview] = []
        for cell, rows in self.cells.items():
            shown = self._one(cell)
            if shown is None:
                continue
            if shown.remark:
                kept, before = odd.setdefault(shown.remark, (shown, 0))
                odd[shown.remark] = (kept, before + rows)
            else:
                plain.append(shown)
        step = max(1, len(plain) // _PLAIN_SHOWN)
        odd_ones = sorted(odd.values(), key=lambda each: (not each[0].serious, -each[1]))
        return (
            *(_counted(shown, rows) for shown, rows in odd_ones[:_ODD_SHOWN]),
            *plain[::step][:_PLAIN_SHOWN],
        )

    def hours(self) -> tuple[int, ...]:
        """How many records began in each hour of the day, on the clock that the cells show."""
        counts = [0] * 24
        for cell, rows in self.opened.items():
            wall = self._wall(cell)
            if wall is not None:
                seconds, offset = wall
                if offset is not None and self.zone is not None:
                    at = datetime.fromtimestamp(seconds - offset, self.zone)
                    counts[at.hour] += rows
                else:
                    counts[seconds % 86_400 // 3600] += rows
        return tuple(counts)

    def _wall(self, cell: str) -> tuple[int, int | None] | None:
        try:
            return self._reader.wall(cell)
        except (ValueError, DecisionNeeded):
            return None

    def _is_naive(self, cell: str) -> bool:
        try:
            wall = self._reader.wall(cell)
        except DecisionNeeded:  # a date whose order is open
            return True
        except ValueError:
            return False
        return wall is not None and wall[1] is None

    def _one(self, cell: str) -> DatePreview | None:
        try:
            wall = self._reader.wall(cell)
        except BadValueError as trouble:
            reason = str(trouble)
            place = reason.find("can't be read")
            return DatePreview(cell[:60], None, "", None, f"C{reason[place + 1 :]}", serious=True)
        except DecisionNeeded:
            remark = "Day or month first?" if self.open else "Fits another date order only"
            return DatePreview(cell[:60], None, "", None, remark, serious=not self.open)
        if wall is None:
            return None
        seconds, offset = wall
        if offset is not None:
            words = zone_words(ZoneInfo("UTC"), None, 0) if not offset else _shift(offset)
            return DatePreview(cell[:60], seconds, words, seconds - offset, "", serious=False)
        if self.zone is None:
            return DatePreview(cell[:60], seconds, "", None, "", serious=False)
        return _local(cell[:60], seconds, self.zone)


def _local(cell: str, seconds: int, zone: ZoneInfo) -> DatePreview:
    wall = _EPOCH + timedelta(seconds=seconds)
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    before = first.utcoffset() or timedelta()
    after = second.utcoffset() or timedelta()
    shift = before.total_seconds()
    utc = seconds - int(shift)
    if before == after:
        words = zone_words(zone, first.tzname(), shift)
        return DatePreview(cell, seconds, words, utc, "", serious=False)
    if before > after:
        words = f"{first.tzname()} or {second.tzname()}"
        return DatePreview(cell, seconds, words, utc, _REPEATED, serious=False)
    return DatePreview(cell, seconds, str(first.tzname()), utc, _SKIPPED, serious=False)


def _shift(offset: int) -> str:
    return zone_words(ZoneInfo("Etc/GMT"), None, offset)


def _counted(shown: DatePreview, rows: int) -> DatePreview:
    count = "1 row" if rows == 1 else f"{rows:,} rows"
    return DatePreview(
        shown.text, shown.local, shown.zone, shown.utc, f"{shown.remark}, {count}", shown.serious
    )
