"""A later deployment of an earlier commit to the same environment is a rollback (FORMATS §16)."""

from collections.abc import Callable, Iterator, Sequence

from app.importers.base import Chunk, Desk, Row
from app.importers.feeds.feed_entries import FeedRows, Values
from app.models.counts import counted
from app.models.records import Value

ROLLBACK = " (rollback)"


class DeploymentRows(FeedRows):
    """Holds the deployments of one file until all are there; they are few."""

    def __init__(
        self,
        fields: tuple[str, ...],
        stored: tuple[str, ...],
        desk: Desk,
        entry: Callable[[Values], str | None],
    ) -> None:
        super().__init__(fields, stored, desk, entry)
        self._held: list[Values] = []

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Keep the entries; nothing is handed on yet."""
        self._held += self.entries(numbers, rows)
        yield from ()

    def end(self) -> Iterator[Chunk]:
        """All deployments, rollbacks with the word behind their title."""
        self._settle()
        back = mark_rollbacks(self._held)
        if back:
            self._desk.warn(
                f"{counted(back, 'deployment')} put an earlier commit back: marked as rollback."
            )
        if self._held:
            yield self.table, [self.row(entry) for entry in self._held]

    def _settle(self) -> None:
        """Of several rows of one deployment the newest stands, rather not one that is inactive.

        A deployment becomes inactive when the next one follows; how it went was said before.
        """
        chosen: dict[Value, Values] = {}
        for entry in self._held:
            known = chosen.setdefault(entry["key"], entry)
            if _telling(entry) > _telling(known):
                chosen[entry["key"]] = entry
        self._desk.merged(len(self._held) - len(chosen))
        self._held = list(chosen.values())
        for entry in self._held:
            if entry.get("state") == "inactive":  # not how it went: what another file told stays
                entry["state"] = entry["state_raw"] = None


def _telling(entry: Values) -> tuple[bool, bool, int]:
    state, updated = entry.get("state"), entry.get("updated_at")
    return state is not None, state != "inactive", updated if isinstance(updated, int) else 0


def mark_rollbacks(entries: list[Values]) -> int:
    """Mark in place what went back to a commit that was live before another; returns how many.

    Deployments that failed were not live. The mark goes into the hash too, so that a fuller
    export, which shows what an earlier one couldn't, changes the record.
    """
    live: dict[tuple[object, object], list[object]] = {}
    marked = 0
    for entry in sorted(entries, key=_at):
        commit = str(entry.get("commit") or "")[:7]
        before = live.setdefault((entry.get("service"), entry.get("environment")), [])
        if not commit or "title" not in entry:
            continue
        if before and commit in before and commit != before[-1]:
            entry["title"] = f"{entry['title']}{ROLLBACK}"
            entry["row_hash"] = f"{entry['row_hash']}r"
            marked += 1
        if entry.get("state") not in {"failed", "cancelled", "pending"}:
            before.append(commit)
    return marked


def _at(entry: Values) -> int:
    started = entry.get("started_at")
    return started if isinstance(started, int) else 0
