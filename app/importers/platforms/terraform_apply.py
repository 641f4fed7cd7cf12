"""What `terraform apply -json` said: many lines, one run (FORMATS §15)."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Importer, Look, Row
from app.importers.columns import Column, Integer, Name, Raw, Stamp
from app.models.records import Plan, Value

_STORED = (
    "source", "key", "tool", "job", "state", "state_raw", "started_at", "finished_at",
    "elapsed_s", "changed", "added", "altered", "destroyed", "affected", "updated_at", "row_hash",
)  # fmt: skip
_DONE = {"apply_complete": "", "apply_errored": " (failed)"}


class TerraformApply(Importer):
    """All lines of a file are one run."""

    id: ClassVar[str] = "terraform.apply"
    system: ClassVar[str] = "Terraform"
    kind: ClassVar[str] = "automation_run"
    containers: ClassVar[tuple[str, ...]] = ("json", "ndjson")
    table: ClassVar[str] = "automation_run"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    confidential: ClassVar[bool] = True
    columns: ClassVar[tuple[Column, ...]] = (
        Stamp("at", ("@timestamp",), required=True),
        Raw("stamp", ("@timestamp",)),
        Name("level", ("@level",), required=True),
        Name("event", ("event",), required=True),
        Name("address", ("address",)),
        Name("operation", ("operation",)),
        Integer("add", ("add",)),
        Integer("change", ("change",)),
        Integer("remove", ("remove",)),
    )

    def claims(self, look: Look) -> bool:
        """The lines as they were cut down."""
        return look.has("@timestamp", "@level", "event")

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Runs."""
        del fields
        return {self.table: Plan(self.table, _STORED, self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Gathers the lines."""
        return _Lines(fields, desk)


class _Lines(Collector):
    """Adds up one run."""

    def __init__(self, fields: tuple[str, ...], desk: Desk) -> None:
        super().__init__("automation_run")
        self._fields = fields
        self._desk = desk
        self._times: list[int] = []
        self._first = self._last = ""
        self._affected: dict[str, None] = {}
        self._failed = False
        self._counts: dict[str, Value] = {}
        self._lines = 0

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Nothing is handed on before the last line."""
        for number, row in zip(numbers, rows, strict=True):
            values = dict(zip(self._fields, row, strict=True))
            at = values["at"]
            if not isinstance(at, int):
                self._desk.reject(number, "@timestamp", "", "The line has no time")
                continue
            self._lines += 1
            self._times = [min([at, *self._times]), max([at, *self._times])]
            self._last = str(values["row_hash"])
            self._first = self._first or _mark(values)
            self._note(values)
        yield from ()

    def _note(self, values: dict[str, Value]) -> None:
        event = str(values["event"])
        self._failed |= event == "apply_errored" or values["level"] == "error"
        if event in _DONE and values.get("address"):
            self._affected[f"{values['address']}{_DONE[event]}"] = None
        if event == "change_summary" and values.get("operation") != "plan":
            self._counts = {name: values.get(name) for name in ("add", "change", "remove")}

    def end(self) -> Iterator[Chunk]:
        """The run."""
        if not self._lines:
            return
        self._desk.merged(self._lines - 1)
        started, finished = self._times
        whole = bool(self._counts) or self._failed
        add, change, remove = (self._counts.get(name) for name in ("add", "change", "remove"))
        state = "failed" if self._failed else "successful" if whole else "running"
        run: dict[str, Value] = {
            "source": "terraform",
            "key": f"apply/{self._first}",
            "tool": "terraform",
            "job": f"{add or 0} added, {change or 0} changed, {remove or 0} destroyed",
            "state": state,
            "state_raw": "no change summary" if not self._counts else "apply",
            "started_at": started,
            "finished_at": finished if whole else None,
            "elapsed_s": finished - started if whole else None,
            "changed": bool(self._affected),
            "added": add,
            "altered": change,
            "destroyed": remove,
            "affected": ";".join(self._affected) or None,
            "updated_at": finished,
            "row_hash": self._last,
        }
        yield self.table, [tuple(run[field] for field in _STORED)]


def _mark(values: dict[str, Value]) -> str:
    """What a run is known by: when and how it began, to the part of a second."""
    line = repr((values["stamp"], values["level"], values["event"]))
    return blake2b(line.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
