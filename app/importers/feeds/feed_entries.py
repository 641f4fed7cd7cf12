"""What every entry of the change feed has in common (FORMATS §16, §25.2)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Importer, Row
from app.importers.ticket_keys import change_key, ticket_key
from app.models.records import Plan, Value

Values = dict[str, Value]
_REPOSITORY = re.compile(
    r"https?://[^/\s]+/(?:api/v\d/)?(?:repos/)?([\w.-]+(?:/[\w.-]+)+?)"
    r"(?:/-)?/(?:releases|deployments|actions|pipelines|jobs|commit)\b"
)
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_ENDED = frozenset({"successful", "failed", "cancelled"})
DEPLOYED: dict[str, Value] = {
    "success": "successful", "failure": "failed", "failed": "failed", "error": "failed",
    "timed_out": "failed", "startup_failure": "failed", "in_progress": "running",
    "running": "running", "queued": "pending", "pending": "pending", "waiting": "pending",
    "requested": "pending", "created": "pending", "blocked": "pending",
    "action_required": "pending", "canceled": "cancelled", "cancelled": "cancelled",
    "skipped": "cancelled", "inactive": "inactive", "neutral": "inactive", "stale": "inactive",
}  # fmt: skip
"""States of deployments and runs, GitHub's and GitLab's."""


class FeedImporter(Importer):
    """Entries out of JSON; a subclass declares columns and how a record becomes an entry."""

    kind: ClassVar[str] = "change_event"
    containers: ClassVar[tuple[str, ...]] = ("json", "ndjson")
    table: ClassVar[str] = "change_event"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    additive: ClassVar[bool] = False
    """An empty value of a file says nothing (Plan.additive)."""
    derived: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Fields of the entry and the columns that tell them; without any of those it has no such
    field, so that what another file told stays."""

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """The fields that this file tells."""
        told = [
            field
            for field, columns in self.derived.items()
            if not columns or set(columns) & set(fields)
        ]
        fields = ("source", "key", *told, "row_hash")
        return {self.table: Plan(self.table, fields, self.key, additive=self.additive)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Makes an entry of each record."""
        return FeedRows(fields, self.plans(fields)[self.table].fields, desk, self.entry)

    def entry(self, values: Values) -> str | None:
        """Complete the values of one record, in place; returns why it can't be, or None."""
        raise NotImplementedError


class FeedRows(Collector):
    """Entries as they come."""

    def __init__(
        self,
        fields: tuple[str, ...],
        stored: tuple[str, ...],
        desk: Desk,
        entry: Callable[[Values], str | None],
    ) -> None:
        super().__init__("change_event")
        self._fields = fields
        self.stored = stored
        self._desk = desk
        self._entry = entry

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """The records that could be completed."""
        entries = self.entries(numbers, rows)
        if entries:
            yield self.table, [self.row(entry) for entry in entries]

    def entries(self, numbers: Sequence[int], rows: list[Row]) -> list[Values]:
        """The completed records; others are reported."""
        kept = []
        for number, row in zip(numbers, rows, strict=True):
            values: Values = dict(zip(self._fields, row, strict=True))
            reason = self._entry(values)
            if reason is None:
                kept.append(values)
            else:
                self._desk.reject(number, "", "", reason)
        return kept

    def row(self, entry: Values) -> Row:
        """An entry in the order of the plan."""
        return tuple(entry.get(field) for field in self.stored)


def name_tickets(values: Values, *texts: str) -> None:
    """Find change and ticket numbers in the named values, the more telling ones first."""
    found = [values.get(name) for name in texts]
    values["change_key"] = change_key(*found)
    values["ticket_key"] = ticket_key(*found)


def ended(values: Values, at: Value) -> Value:
    """The instant, if the state is one that ends."""
    return at if values.get("state") in _ENDED else None


def settle_release(values: Values, project: Value, released: Value) -> None:
    """Key, title, times (UTC seconds) and tickets of a release, once its state is settled."""
    values["service"] = project
    values["key"] = f"{project}@{values['ref']}" if project else str(values["ref"])
    values["title"] = values.get("name") or values["ref"]
    values["started_at"] = released if released is not None else values.get("created_at")
    values["ended_at"] = ended(values, values["started_at"])
    values["updated_at"] = values["started_at"]
    name_tickets(values, "name", "description", "ref")


def repository_of(*addresses: Value) -> str | None:
    """`owner/name` out of the address of a page or of the API; None when none tells it."""
    for address in addresses:
        if isinstance(address, str) and (found := _REPOSITORY.match(address)):
            return found[1]
    return None


def version(ref: Value, commit: Value) -> str:
    """A ref and its commit as people write them: `main@1f3c9a2`."""
    short = commit[:7] if isinstance(commit, str) and _COMMIT.fullmatch(commit) else ""
    name = str(ref or "")
    if short and name.startswith(short):
        name = ""
    return "@".join(filter(None, (name, short)))
