"""Log events to alerts: what happened, where, in which five minutes, how often (FORMATS §12).

A sign-in log is a stream of single events, of which none is an alert and most are no trouble.
Troubles of one kind at one place within five minutes become one episode; the rest is counted.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from app.importers.base import Chunk, Collector, Desk, Row
from app.models.counts import counted
from app.models.records import Plan, Value

Values = dict[str, Value]
WINDOW_S = 300
_REASONS = 5
_FIELDS = (
    "source", "key", "fingerprint", "title", "description", "state", "state_raw", "severity",
    "service", "ci", "labels", "fired_at", "last_seen_at", "occurrences", "rule", "updated_at",
    "row_hash",
)  # fmt: skip
SIGNAL_PLAN = Plan("alert", _FIELDS, ("source", "key"))


@dataclass(frozen=True, slots=True)
class Signal:
    """One event that is trouble: its kind, its place, and who and why."""

    group: str
    """Such as `account locked`; the title of the episode begins with it."""
    severity: str
    place: str
    """App, agent or host; "" when the event names none."""
    person: str
    reason: str
    service: str | None = None
    ci: str | None = None


@dataclass(slots=True)
class _Episode:
    signal: Signal
    first: int
    last: int
    count: int = 0
    people: set[str] = field(default_factory=set)
    reasons: Counter[str] = field(default_factory=Counter)


class SignalRows(Collector):
    """Gathers events into episodes; `signal` tells what an event is, None for no trouble."""

    def __init__(
        self,
        source: str,
        fields: tuple[str, ...],
        desk: Desk,
        signal: Callable[[Values], Signal | None],
    ) -> None:
        super().__init__("alert")
        self._source, self._fields, self._desk, self._signal = source, fields, desk, signal
        self._episodes: dict[tuple[str, str, int], _Episode] = {}
        self._quiet = self._events = 0

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Nothing is handed on before the last event."""
        for number, row in zip(numbers, rows, strict=True):
            values = dict(zip(self._fields, row, strict=True))
            at = values.get("at")
            if not isinstance(at, int):
                self._desk.reject(number, "", "", "The event has no time")
                continue
            signal = self._signal(values)
            if signal is None:
                self._quiet += 1
            else:
                self._note(signal, at)
        yield from ()

    def _note(self, signal: Signal, at: int) -> None:
        key = (signal.group, signal.place, at // WINDOW_S)
        episode = self._episodes.setdefault(key, _Episode(signal, at, at))
        episode.first, episode.last = min(episode.first, at), max(episode.last, at)
        episode.count += 1
        episode.people.add(signal.person)
        episode.reasons[signal.reason] += 1
        self._events += 1

    def end(self) -> Iterator[Chunk]:
        """The episodes in order of time."""
        self._desk.merged(self._quiet + self._events - len(self._episodes))
        if self._quiet:
            were = "event was" if self._quiet == 1 else "events were"
            self._desk.warn(f"{self._quiet:,} {were} no trouble and not kept.")
        found = sorted(self._episodes.items(), key=lambda item: (item[0][2], item[0]))
        if found:
            events = counted(self._events, "event")
            self._desk.warn(
                f"{events} became {counted(len(found), 'alert')}: one a kind, place and 5 minutes."
            )
            yield self.table, [self._row(key[2], episode) for key, episode in found]

    def _row(self, window: int, episode: _Episode) -> Row:
        signal = episode.signal
        at = datetime.fromtimestamp(window * WINDOW_S, UTC)
        fingerprint = "/".join(filter(None, (signal.group, signal.place)))
        people = len(episode.people - {""})
        often = sorted(episode.reasons.items(), key=lambda said: (-said[1], said[0]))
        reasons = dict(often[:_REASONS])
        reasons.pop("", None)
        why = ", ".join(f"{reason} {count}" for reason, count in reasons.items())
        who = f" of {counted(people, 'person', 'people')}" if people else ""
        where = f": {signal.place}" if signal.place else ""
        values: Values = {
            "source": self._source,
            "key": f"{fingerprint}/{at:%Y-%m-%dT%H:%MZ}",
            "fingerprint": fingerprint,
            "title": f"{signal.group[:1].upper()}{signal.group[1:]}{where}",
            "description": f"{counted(episode.count, 'event')}{who}{'; ' + why if why else ''}",
            "state": "unknown",
            "state_raw": "log events",
            "severity": signal.severity,
            "service": signal.service,
            "ci": signal.ci,
            "labels": json.dumps({"people": people, "reasons": reasons}, ensure_ascii=False),
            "fired_at": episode.first,
            "last_seen_at": episode.last,
            "occurrences": episode.count,
            "rule": signal.group,
            "updated_at": window * WINDOW_S,
        }
        told = json.dumps(list(values.values()), default=str)
        # Of two files that cut an episode the fuller one stands: of one instant the greater hash.
        rest = hashlib.blake2b(told.encode(), digest_size=4).hexdigest()
        values["row_hash"] = f"{episode.count:08x}{rest}"
        return tuple(values[name] for name in _FIELDS)
