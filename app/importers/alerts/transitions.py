"""Changes of state to episodes: what began to fire, and the later entry that ended it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import ClassVar

from app.importers.alerts.settled import Record, SettledImporter, Settling
from app.importers.base import Chunk, Collector, Desk, Row
from app.models.counts import counted
from app.models.records import Value

_LASTING = {"firing", "no_data"}
_LEVELS = ("info", "low", "warning", "high", "critical")


class TransitionImporter(SettledImporter):
    """A format with one row a change of state, which become one record an episode.

    `settle` fills `fingerprint`, `state` and `at` (UTC seconds, or none); it may fill `was`, the
    state before. Rows whose `at` is none stay records of their own.
    """

    derived: ClassVar[tuple[str, ...]] = (
        "key", "fingerprint", "state", "fired_at", "resolved_at", "last_seen_at", "occurrences",
        "auto_resolved", "updated_at",
    )  # fmt: skip

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Holds the rows until the file ends; they may come newest first."""
        return Pairing(self, fields, desk)


@dataclass(slots=True)
class _Episode:
    """One episode while its rows are walked through in time."""

    record: Record
    began: str
    hashes: list[str] = field(default_factory=list)
    seen: int = 1


class Pairing(Settling):
    """Pairs the rows of each fingerprint in order of time."""

    def __init__(self, importer: SettledImporter, fields: tuple[str, ...], desk: Desk) -> None:
        super().__init__(importer, fields, desk)
        self._held: dict[Value, list[Record]] = {}
        self._passed = 0

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Keep the rows; nothing is handed on yet."""
        for record in self._settled(numbers, rows):
            self._held.setdefault(record["fingerprint"], []).append(record)
        yield from ()

    def _repeats(self, record: Record) -> bool:
        """Whether an entry came before, word for word: pages overlap, messages come twice.

        Without a time every message counts, as nothing tells one that was sent again.
        """
        if record.get("entry_at") is None:
            return False
        same = (record["fingerprint"], record["row_hash"])
        if same in self._seen:
            self._desk.merged(1)
            return True
        self._seen.add(same)
        return False

    def end(self) -> Iterator[Chunk]:
        """All episodes, those of one fingerprint together."""
        found = []
        for records in self._held.values():
            found += self._episodes(records)
        if self._passed:
            self._desk.warn(
                f"{counted(self._passed, 'entry', 'entries')} about no alert that fires (settings, "
                "actions, or a return to normal without an alert before it): no records."
            )
            self._desk.merged(self._passed)
        untimed = sum(record.get("entry_at") is None for record in found)
        if untimed:
            self._desk.warn(
                f"{counted(untimed, 'alert')} of messages that carry no time: when it began or "
                "ended is not known."
            )
        if found:
            yield self.table, list(map(self._row, found))

    def _episodes(self, records: list[Record]) -> list[Record]:
        if all(record.get("entry_at") is None for record in records):
            return [self._latest(records)]
        records.sort(key=_in_time)
        done: list[_Episode] = []
        current: _Episode | None = None
        for record in records:
            state = str(record["state"] or "")
            if state in _LASTING and (current is None or current.began == state):
                current = self._began_or_seen(record, current, done)
            elif state == "firing" and current is not None:
                _close(current, record, of_its_own=True)
                current = self._begin(record, done)
            elif current is not None and state:
                self._goes_on(current, record, state)
                current = None if state == "resolved" else current
            elif state and (state != "resolved" or record.get("state_before") in {None, "firing"}):
                self._begin(record, done)
            else:
                self._passed += 1
        return [_finished(episode) for episode in done]

    def _latest(self, records: list[Record]) -> Record:
        """Rows without a time can't be told apart as episodes: the last one's state counts."""
        episode = self._begin(records[-1], [])
        for record in records[:-1]:
            self._desk.merged(1)
            episode.hashes.append(str(record.get("row_hash")))
            episode.seen += record["state"] in _LASTING
        return _finished(episode)

    def _began_or_seen(
        self, record: Record, current: _Episode | None, done: list[_Episode]
    ) -> _Episode:
        if current is None:
            return self._begin(record, done)
        self._goes_on(current, record, str(record["state"]))
        current.seen += 1
        return current

    def _begin(self, record: Record, done: list[_Episode]) -> _Episode:
        episode = _Episode(record, str(record["state"]), [str(record.get("row_hash"))])
        at = record.get("entry_at")
        record["fired_at"] = None if episode.began == "resolved" else at
        record["resolved_at"] = at if episode.began == "resolved" else None
        record["last_seen_at"] = at
        mark = record["fingerprint"]
        record["key"] = str(mark) if at is None else f"{mark}@{at}"
        done.append(episode)
        return episode

    def _goes_on(self, episode: _Episode, record: Record, state: str) -> None:
        """Another row of an episode: it becomes part of its record."""
        self._desk.merged(1)
        episode.hashes.append(str(record.get("row_hash")))
        mine = episode.record
        mine["last_seen_at"] = record.get("entry_at")
        mine["state_raw"] = record.get("state_raw")
        if state == "resolved":
            _close(episode, record, of_its_own=False)
            return
        mine["state"] = state
        if state == "acknowledged" and mine.get("acknowledged_at") is None:
            mine["acknowledged_at"] = record.get("entry_at")
        if _level(record.get("severity")) > _level(mine.get("severity")):
            mine["severity"], mine["severity_raw"] = record["severity"], record.get("severity_raw")


def _close(episode: _Episode, record: Record, *, of_its_own: bool) -> None:
    mine = episode.record
    mine["state"] = "resolved"
    mine["resolved_at"] = record.get("entry_at")
    if not of_its_own and record.get("closed_by"):
        mine["closed_by"] = record["closed_by"]


def _finished(episode: _Episode) -> Record:
    record = episode.record
    record["occurrences"] = episode.seen
    record["updated_at"] = record["last_seen_at"]
    record["auto_resolved"] = (
        (not record.get("closed_by")) if record["state"] == "resolved" else None
    )
    if len(episode.hashes) > 1:
        joined = "".join(episode.hashes).encode()
        record["row_hash"] = blake2b(joined, digest_size=8).hexdigest()
    return record


def _in_time(record: Record) -> tuple[int, bool]:
    """Of one second the end of an episode comes first; rows without a time stay in their order."""
    at = record.get("entry_at")
    return (at, record["state"] != "resolved") if isinstance(at, int) else (0, False)


def _level(severity: Value) -> int:
    return _LEVELS.index(severity) if severity in _LEVELS else -1
