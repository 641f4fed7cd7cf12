"""A bank's change list: one row a change × CI, `;`, local time (FORMATS §25 row 8b)."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Importer, Look, Row
from app.importers.columns import Choice, Column, Flag, Integer, Key, Name, Raw, Stamp
from app.importers.servicenow.changes import CHANGE_CI_PLAN
from app.models.counts import counted
from app.models.records import Plan, Value

_TYPE = ("change type",)
_RISK = ("risk assessment",)
_EMERGENCY = ("emergency change",)
_CHANGE_FIELDS = (
    "source", "key", "type", "model", "state", "risk", "risk_raw", "category",
    "opened_at", "planned_start_at", "planned_end_at", "actual_start_at", "actual_end_at",
    "downtime_start_at", "downtime_end_at", "closed_at", "updated_at", "cab_required",
    "related_incidents", "row_hash",
)  # fmt: skip
_CI_FIELDS = ("source", "name", "ident", "ci_class", "subclass", "service")


class BankChangeList(Importer):
    """All CIs of a change are affected, none is primary."""

    id: ClassVar[str] = "bank.change_list"
    system: ClassVar[str] = "Bank change list"
    kind: ClassVar[str] = "change"
    containers: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "xls", "ods")
    table: ClassVar[str] = "change"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "bank"}
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("change id",)),
        Name("ci_name", ("ci name (aff)",)),
        Name("ci_class", ("ci type (aff)",)),
        Name("subclass", ("ci subtype (aff)",)),
        Name("service", ("service component wbs (aff)",)),
        Choice("type", _TYPE, starts=(("standard", "standard"), ("release type", "normal"),
                                      ("master change", "normal"))),
        Raw("model", _TYPE),
        Flag("emergency", _EMERGENCY),
        Choice("risk", _RISK, choices={"minor change": 4, "business change": 3,
                                       "major business change": 2}),
        Raw("risk_raw", _RISK),
        Flag("cab_required", ("cab-approval needed",)),
        Name("category", ("originated from",)),
        Stamp("opened_at", ("change record open time",)),
        Stamp("planned_start_at", ("planned start",)),
        Stamp("planned_end_at", ("planned end",)),
        Stamp("actual_start_at", ("actual start",)),
        Stamp("actual_end_at", ("actual end",)),
        Stamp("downtime_start_at", ("scheduled downtime start",)),
        Stamp("downtime_end_at", ("scheduled downtime end",)),
        Stamp("closed_at", ("change record close time",)),
        Integer("related_incidents", ("# related incidents",)),
    )  # fmt: skip

    def claims(self, look: Look) -> bool:
        """The three headers that no other list has together."""
        return look.has("ci name (aff)", "change id", "planned start")

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Changes, CIs, and which change touches which."""
        derived = {"state", "updated_at"}
        own = tuple(field for field in _CHANGE_FIELDS if field in fields or field in derived)
        cis = tuple(name for name in _CI_FIELDS if name in fields or name in {"name", "ident"})
        return {
            "change": Plan("change", own, self.key),
            "ci": Plan("ci", cis, ("source", "name", "ident"), counted=False),
            "change_ci": CHANGE_CI_PLAN,
        }

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Gathers the rows of each change; they are few enough to be held."""
        return _ByChange(fields, self.plans(fields), desk)


class _ByChange(Collector):
    """Of rows that contradict each other the one with the latest close time wins."""

    def __init__(self, fields: tuple[str, ...], plans: dict[str, Plan], desk: Desk) -> None:
        super().__init__("change")
        self._plans = plans
        self._fields = fields
        self._desk = desk
        self._place = {field: place for place, field in enumerate(fields)}
        self._changes: dict[Value, list[Row]] = {}
        self._cis: dict[Value, tuple[int, Row]] = {}
        self._classes: dict[Value, set[Value]] = {}
        self._pairs: dict[tuple[Value, Value], None] = {}
        self._repeated = 0

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Keep the rows; nothing is handed on yet."""
        del numbers
        key, ci, closed = (self._place.get(name) for name in ("key", "ci_name", "closed_at"))
        assert key is not None
        for row in rows:
            self._changes.setdefault(row[key], []).append(row)
            name = row[ci] if ci is not None else None
            if name is None:
                continue
            pair = (row[key], name)
            self._repeated += pair in self._pairs
            self._pairs[pair] = None
            self._note_ci(name, row, _instant(row[closed]) if closed is not None else 0)
        yield from ()

    def _note_ci(self, name: Value, row: Row, closed: int) -> None:
        known = self._cis.get(name)
        if known is None or closed >= known[0]:
            self._cis[name] = (closed, row)
        if "ci_class" in self._place:
            self._classes.setdefault(name, set()).add(row[self._place["ci_class"]])

    def end(self) -> Iterator[Chunk]:
        """Changes first, then CIs, then the pairs."""
        self._warn()
        self._desk.merged(sum(map(len, self._changes.values())) - len(self._changes))
        yield "change", [self._change(rows) for rows in self._changes.values()]
        fields = self._plans["ci"].fields
        places = [self._place.get("ci_name" if field == "name" else field) for field in fields]
        cis: list[Row] = [
            tuple("" if at is None else row[at] for at in places) for _, row in self._cis.values()
        ]
        if cis:
            yield "ci", cis
            yield "change_ci", [("bank", change, ci, "affected") for change, ci in self._pairs]

    def _change(self, rows: list[Row]) -> Row:
        closed = self._place.get("closed_at")
        hashed = self._place["row_hash"]
        best = max(
            rows,
            key=lambda row: (_instant(row[closed]) if closed is not None else 0, str(row[hashed])),
        )
        values = dict(zip(self._fields, best, strict=True))
        if values.get("emergency"):
            values["type"] = "emergency"
        closed_at = values.get("closed_at")
        values["state"] = "scheduled" if closed_at is None else "closed"
        values["updated_at"] = closed_at if closed_at is not None else values.get("opened_at")
        return tuple(values[field] for field in self._plans["change"].fields)

    def _warn(self) -> None:
        if self._repeated:
            self._desk.warn(
                f"{counted(self._repeated, 'row')} only repeating a change and CI of another row; "
                "each pair is kept once."
            )
        for words, fields in (
            ("planned windows", ("planned_start_at", "planned_end_at")),
            ("close times", ("closed_at",)),
        ):
            places = [self._place[field] for field in fields if field in self._place]
            torn = [
                str(key)
                for key, rows in self._changes.items()
                if len({tuple(row[place] for place in places) for row in rows}) > 1
            ]
            self._warn_torn(torn, "change", words)
        torn = [str(name) for name, classes in self._classes.items() if len(classes) > 1]
        self._warn_torn(torn, "CI", "types")

    def _warn_torn(self, torn: list[str], thing: str, words: str) -> None:
        if torn:
            self._desk.warn(
                f"{counted(len(torn), thing)} with rows of different {words} ({_some(torn)}); "
                "the row with the latest close time wins."
            )


def _instant(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"
