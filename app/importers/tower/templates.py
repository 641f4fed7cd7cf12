"""Our own templates: freezes and maintenance windows, and services (FORMATS §25 row 36)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Importer, Look, Row
from app.importers.columns import Choice, Column, Flag, Integer, Key, Name, Raw, Text
from app.importers.date_orders import Order
from app.importers.measures import Number
from app.importers.servicenow.values import CHANGE_RISKS, CHANGE_TYPES
from app.importers.stamps import StampReader
from app.importers.written_stamps import BadValueError
from app.importers.zones import zone_of, zone_question
from app.models.errors import AppError, DecisionNeeded
from app.models.records import Plan, Value

_KINDS: dict[str, Value] = {
    "freeze": "freeze", "blackout": "freeze", "maintenance": "maintenance",
    "maintenance window": "maintenance",
}  # fmt: skip
_TIMES = ("start_at", "end_at", "exempt_until")
WINDOW_HEADER = (
    "key", "kind", "title", "start", "end", "timezone", "hard", "scope_ci", "scope_class",
    "scope_service", "scope_location", "scope_environment", "scope_type", "scope_risk",
    "exempt_changes", "exempt_approver", "exempt_until",
)  # fmt: skip
SERVICE_HEADER = (
    "name", "tier", "owner", "support_group", "parent", "status", "hours", "timezone",
    "availability_target",
)  # fmt: skip


class TowerWindows(Importer):
    """Freezes and maintenance windows; each row names the zone of its times."""

    id: ClassVar[str] = "tower.windows"
    system: ClassVar[str] = "Control Tower"
    kind: ClassVar[str] = "window"
    containers: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "xls", "ods")
    table: ClassVar[str] = "schedule_window"
    key: ClassVar[tuple[str, ...]] = ("key",)
    own_zone: ClassVar[bool] = True
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("key",)),
        Raw("kind", ("kind",), required=True),
        Text("title", ("title",)),
        Raw("start_at", ("start",), required=True),
        Raw("end_at", ("end",), required=True),
        Raw("timezone", ("timezone",)),
        Flag("hard", ("hard",), required=True),
        Name("scope_ci", ("scope_ci",)),
        Name("scope_class", ("scope_class",)),
        Name("scope_service", ("scope_service",)),
        Name("scope_location", ("scope_location",)),
        Name("scope_environment", ("scope_environment",)),
        Choice("scope_type", ("scope_type",), choices=CHANGE_TYPES),
        Choice("scope_risk", ("scope_risk",), choices=CHANGE_RISKS),
        Name("exempt_changes", ("exempt_changes",)),
        Name("exempt_approver", ("exempt_approver",)),
        Raw("exempt_until", ("exempt_until",)),
    )

    def claims(self, look: Look) -> bool:
        """The template's own header."""
        return look.has("key", "kind", "start", "end", "hard")

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Windows; the zone is used up."""
        own = tuple(field for field in fields if field != "timezone")
        return {self.table: Plan(self.table, own, self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Reads the times in each row's zone."""
        return _InOwnZone(self.table, fields, desk)


class _InOwnZone(Collector):
    """Times to UTC by the row's zone, else by the declared one; asks when there is neither."""

    def __init__(self, table: str, fields: tuple[str, ...], desk: Desk) -> None:
        super().__init__(table)
        self._fields = fields
        self._desk = desk
        self._readers: dict[str, StampReader] = {}

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Rows whose times and kind can be read."""
        kept = []
        for number, row in zip(numbers, rows, strict=True):
            values = dict(zip(self._fields, row, strict=True))
            if self._settle(number, values):
                values.pop("timezone", None)
                kept.append(tuple(values.values()))
        if kept:
            yield self.table, kept

    def _settle(self, number: int, values: dict[str, Value]) -> bool:
        zone = values.get("timezone") or self._desk.options.timezone
        for field in _TIMES:
            cell = values.get(field)
            if cell is None:
                continue
            try:
                values[field] = self._reader(str(zone or "")).read(str(cell))
            except (BadValueError, DecisionNeeded) as trouble:
                if isinstance(trouble, DecisionNeeded) and not zone:
                    raise DecisionNeeded(zone_question(str(cell))) from trouble
                reason = str(trouble) if isinstance(trouble, BadValueError) else _ISO_ONLY
                self._desk.reject(number, field.removesuffix("_at"), str(cell), reason)
                return False
            except AppError as trouble:
                self._desk.reject(number, "timezone", str(zone), str(trouble))
                return False
        return self._whole(number, values)

    def _whole(self, number: int, values: dict[str, Value]) -> bool:
        start, end = values["start_at"], values["end_at"]
        values["hard"] = bool(values["hard"])
        words = str(values["kind"] or "An empty kind")
        values["kind"] = _KINDS.get(words.casefold())
        if values["kind"] is None:
            self._desk.reject(number, "kind", words, f"{words} is neither freeze nor maintenance")
        elif not isinstance(start, int) or not isinstance(end, int):
            self._desk.reject(number, "start", "", "Start or end is missing")
        elif end <= start:
            self._desk.reject(number, "end", "", "The window ends before it starts")
        else:
            return True
        return False

    def _reader(self, zone: str) -> StampReader:
        if zone not in self._readers:
            order: Order | None = self._desk.options.date_order  # type: ignore[assignment]
            self._readers[zone] = StampReader(
                zone_of(zone) if zone else None, order, Counter(), declared=order is not None
            )
        return self._readers[zone]


_ISO_ONLY = "Write it as year-month-day, such as 2026-12-01 18:00"


class TowerServices(Importer):
    """Services with tier, owner, hours and targets."""

    id: ClassVar[str] = "tower.services"
    system: ClassVar[str] = "Control Tower"
    kind: ClassVar[str] = "service"
    containers: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "xls", "ods")
    table: ClassVar[str] = "service"
    key: ClassVar[tuple[str, ...]] = ("name",)
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        Key("name", ("name",)),
        Integer("tier", ("tier",), required=True),
        Name("owner", ("owner",)),
        Name("support_group", ("support_group",)),
        Name("parent", ("parent",)),
        Name("status", ("status",)),
        Name("hours", ("hours",)),
        Name("timezone", ("timezone",)),
        Number("availability_target", ("availability_target",)),
    )

    def claims(self, look: Look) -> bool:
        """Exactly the template's columns."""
        return look.has("name", "tier") and set(look.header) <= set(SERVICE_HEADER)
