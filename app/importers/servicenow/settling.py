"""Rows that must be settled before they are records: keys put together, values worked out."""

import re
from collections.abc import Callable, Iterator, Sequence

from app.importers.base import Chunk, Collector, Desk, Row
from app.models.records import Value

Record = dict[str, Value]
_NUMBER = re.compile(r"\b([A-Z]{2,8})\d{5,}\b")
Settle = Callable[[Record], str]
"""Completes a record in place; returns why it must be left out, or nothing."""


class Settled(Collector):
    """Rebuilds each row of `fields` as a record of `kept`."""

    def __init__(
        self, table: str, fields: tuple[str, ...], kept: tuple[str, ...], settle: Settle, desk: Desk
    ) -> None:
        super().__init__(table)
        self._fields = fields
        self._kept = kept
        self._settle = settle
        self._desk = desk

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Settled rows; those that can't be are reported."""
        settled: list[Row] = []
        for number, row in zip(numbers, rows, strict=True):
            record: Record = dict(zip(self._fields, row, strict=True))
            reason = self._settle(record)
            if reason:
                self._desk.reject(number, "", "", reason)
            else:
                settled.append(tuple(map(record.get, self._kept)))
        if settled:
            yield self.table, settled


def composed(record: Record, *parts: str) -> str:
    """The source's own id, else its telling fields together."""
    own = record.get("source_id")
    return str(own) if own else "|".join(str(record.get(part) or "") for part in parts)


def kept(fields: tuple[str, ...], *added: str, without: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The fields of a plan: those of the file and those worked out, each once."""
    names = dict.fromkeys((*fields, *added))
    return tuple(name for name in names if name not in without)


def number_in(text: Value) -> str | None:
    """The record number that a display value such as `Incident: INC0010001` names, if any."""
    found = _NUMBER.search(str(text or ""))
    return found[0] if found else None


KINDS: dict[str, str] = {
    "INC": "incident", "CHG": "change", "REQ": "request", "RITM": "request_item",
    "SCTASK": "catalog_task", "PRB": "problem", "PTASK": "problem_task", "CTASK": "change_task",
    "SIR": "security_incident", "KB": "knowledge",
}  # fmt: skip
"""Kinds of record by the prefix of their numbers."""


def kind_of(number: Value) -> str | None:
    """The kind of the record that has this number; None for an id or another prefix."""
    found = _NUMBER.fullmatch(str(number or ""))
    return KINDS.get(found[1]) if found else None
