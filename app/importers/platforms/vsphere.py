"""vSphere events: problems become alerts, reconfigurations the change feed (FORMATS §13)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Importer, Look, Row
from app.importers.columns import Column, Context, Convert, Name, Raw, Stamp, Text
from app.importers.ticket_keys import change_key, ticket_key
from app.models.counts import counted
from app.models.records import Plan, Value

Values = dict[str, Value]
_ALERT_FIELDS = (
    "source", "key", "fingerprint", "title", "description", "state", "state_raw", "severity",
    "severity_raw", "service", "ci", "fired_at", "resolved_at", "last_seen_at", "occurrences",
    "rule", "updated_at", "row_hash",
)  # fmt: skip
_EVENT_FIELDS = (
    "source", "key", "kind", "title", "state", "state_raw", "service", "actor", "started_at",
    "ended_at", "change_key", "ticket_key", "description", "updated_at", "row_hash",
)  # fmt: skip
_ALARM = re.compile(
    r"Alarm ['‘\"](?P<alarm>(?:[^'’\"]|['’](?=\w)){1,200})['’\"](?: on (?P<entity>.{1,200}?))?"
    r" (?:has )?changed(?: status)? from (?P<old>\w+) to (?P<new>\w+)",
    re.IGNORECASE,
)
_COLOURS: dict[str, str] = {"red": "critical", "yellow": "warning"}
_PROBLEM = re.compile(
    r"esx\.problem\.|vprob\.|com\.vmware\.vc\.ha\.|connectionlost|disconnected|hostnotresponding"
    r"|failedtopoweron|diskfull|dasagent|\berror\b|failure",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"reconfigured|migrated|relocated|poweredo(?:n|ff)|suspended|created|removed|destroyed|deployed"
    r"|cloned|registered|renamed|maintenancemode|hostadded|hostremoved|upgraded|snapshot",
    re.IGNORECASE,
)
_CHANGE_WORDS = re.compile(
    r"^(?:re-?configured |migration of|migrated |relocated |.* (?:is|was|has) (?:powered|migrated"
    r"|reconfigured)|created |removed |deployed |cloned |registered |renamed |.*(?:entered|exited"
    r"|entering) maintenance mode|.*powered (?:on|off)|task: (?!check|refresh|query))",
    re.IGNORECASE,
)
_BEGINNING = 1_000
"""Characters of a text that are looked at to sort it."""
_TYPE_NAME = "VMware.Vim."


@dataclass(frozen=True)
class _Stamp(Stamp):
    """An instant; the client writes a comma between day and time."""

    def compile(self, context: Context, header: str) -> Convert:
        """The comma is left out."""
        read = super().compile(context, header)
        return lambda cells: read([cell.replace(", ", " ", 1) for cell in cells])


@dataclass(frozen=True)
class _Entity(Name):
    """A name; the type that PowerCLI writes in its place counts as empty."""

    def compile(self, context: Context, header: str) -> Convert:
        """Empties type names."""
        read = super().compile(context, header)
        return lambda cells: read(["" if cell.startswith(_TYPE_NAME) else cell for cell in cells])


class VsphereEvents(Importer):
    """API, PowerCLI and client exports; every row is sorted by its event type or its words."""

    id: ClassVar[str] = "vsphere.events"
    system: ClassVar[str] = "vSphere"
    kind: ClassVar[str] = "alert"
    table: ClassVar[str] = "alert"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    constants: ClassVar[dict[str, Value]] = {"source": "vsphere"}
    columns: ClassVar[tuple[Column, ...]] = (
        _Stamp("at", ("createdtime", "date time"), required=True),
        Text("message", ("fullformattedmessage", "description"), required=True),
        Name("number", ("key",)),
        Name("type", ("eventtypeid", "event type id", "eventtype", "_typename")),
        Raw("severity_raw", ("severity", "type")),
        _Entity("user", ("username", "user")),
        _Entity("vm", ("vm.name", "vm", "vmname")),
        _Entity("host", ("host.name", "host")),
        _Entity("ds", ("ds.name", "ds")),
        _Entity("target", ("objectname", "target", "entity")),
        _Entity("service", ("computeresource.name", "computeresource")),
    )

    def claims(self, look: Look) -> bool:
        """The API's two names, or the client's headings."""
        api = look.has("fullformattedmessage", "createdtime")
        client = look.has("date time", "event type id", "description")
        return api or client or look.has("description", "type", "date time", "target", "user")

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Alerts and the change feed."""
        del fields
        return {
            "alert": Plan("alert", _ALERT_FIELDS, self.key),
            "change_event": Plan("change_event", _EVENT_FIELDS, self.key),
        }

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Sorts the rows and follows each alarm from red to green."""
        return _Events(fields, desk)


class _Events(Collector):
    """Holds alarms until the last row, since a later event ends an earlier one."""

    def __init__(self, fields: tuple[str, ...], desk: Desk) -> None:
        super().__init__("alert")
        self._fields, self._desk = fields, desk
        self._alarms: list[Values] = []
        self._quiet = 0

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Problems and changes as they come."""
        problems: list[Row] = []
        changes: list[Row] = []
        for number, row in zip(numbers, rows, strict=True):
            values = dict(zip(self._fields, row, strict=True))
            if not isinstance(values["at"], int) or not values["message"]:
                self._desk.reject(number, "", "", "The event has no time or no text")
                continue
            _name(values)
            sort = event_sort(values)
            if sort == "alarm":
                self._alarms.append(values)
            elif sort == "problem":
                problems.append(_alert(_problem(values)))
            elif sort == "change":
                changes.append(_change(values))
            else:
                self._quiet += 1
        if problems:
            yield "alert", problems
        if changes:
            yield "change_event", changes

    def end(self) -> Iterator[Chunk]:
        """The alarms, each from its first colour to green."""
        episodes, ends = _episodes(self._alarms)
        self._desk.merged(self._quiet + len(self._alarms) - len(episodes))
        if self._quiet:
            events = counted(self._quiet, "event is", "events are")
            self._desk.warn(f"{events} neither a problem nor a change and not kept.")
        if ends:
            alarms = counted(ends, "alarm", "alarms")
            self._desk.warn(f"{alarms} only ended in this file; a file that begins earlier "
                            "shows when they began.")  # fmt: skip
        if episodes:
            yield "alert", [_alert(episode) for episode in episodes]


def event_sort(values: Values) -> str:
    """alarm, problem, change, or "" for everything else, by the event type, else by its words."""
    kind, message = str(values.get("type") or ""), str(values["message"])[:_BEGINNING]
    severity = str(values.get("severity_raw") or "").casefold()
    if _ALARM.search(message):
        return "alarm"
    if _PROBLEM.search(kind) or severity == "error":
        return "problem"
    if _CHANGE.search(kind) or (not kind and _CHANGE_WORDS.search(message)):
        return "change"
    return "problem" if severity == "warning" else ""


def _name(values: Values) -> None:
    """The entity that an event is about."""
    named = [values.get(name) for name in ("vm", "host", "target", "ds")]
    values["ci"] = next((name for name in named if name), None)
    values["title"] = str(values["message"]).splitlines()[0][:300]


def _problem(values: Values) -> Values:
    what = str(values.get("type") or values["title"])
    fingerprint = f"{what}/{values['ci'] or ''}"
    severity = {"error": "high", "warning": "warning"}.get(
        str(values.get("severity_raw") or "").casefold(), "high"
    )
    return values | {
        "key": str(values.get("number") or f"{fingerprint}/{values['at']}"),
        "fingerprint": fingerprint,
        "rule": values.get("type"),
        "description": values["message"],
        "state": "unknown",
        "state_raw": "event",
        "severity": severity,
        "fired_at": values["at"],
        "last_seen_at": values["at"],
        "occurrences": 1,
        "updated_at": values["at"],
    }


def _episodes(alarms: list[Values]) -> tuple[list[Values], int]:
    """Alarms from red or yellow to green, and how many ends had no beginning in the file."""
    running: dict[str, Values] = {}
    episodes: list[Values] = []
    ends = 0
    for values in sorted(alarms, key=lambda each: (int(str(each["at"])), str(each.get("number")))):
        found = _ALARM.search(str(values["message"])[:_BEGINNING])
        assert found is not None
        entity = str(values["ci"] or found["entity"] or "")
        fingerprint = f"{found['alarm']}/{entity}"
        severity = _COLOURS.get(found["new"].casefold())
        episode = running.get(fingerprint)
        if severity is None:
            ends += episode is None
            if episode is not None:
                _finish(running.pop(fingerprint), values)
        elif episode is None:
            running[fingerprint] = _begin(values, found["alarm"], entity, fingerprint, severity)
            episodes.append(running[fingerprint])
        else:
            _go_on(episode, values, severity)
    return episodes, ends


def _begin(values: Values, alarm: str, entity: str, fingerprint: str, severity: str) -> Values:
    return values | {
        "key": f"{fingerprint}/{values['at']}",
        "fingerprint": fingerprint,
        "title": f"{alarm}: {entity}" if entity else alarm,
        "description": values["message"],
        "rule": alarm,
        "ci": entity or None,
        "state": "firing",
        "state_raw": "alarm",
        "severity": severity,
        "fired_at": values["at"],
        "resolved_at": None,
        "last_seen_at": values["at"],
        "occurrences": 1,
        "updated_at": values["at"],
    }


def _go_on(episode: Values, values: Values, severity: str) -> None:
    episode["severity"] = "critical" if "critical" in {severity, episode["severity"]} else severity
    episode["occurrences"] = int(str(episode["occurrences"])) + 1
    _note(episode, values)


def _finish(episode: Values, values: Values) -> None:
    episode["state"], episode["resolved_at"] = "resolved", values["at"]
    _note(episode, values)


def _note(episode: Values, values: Values) -> None:
    """A later event of the same episode: it changes the record, so it changes its hash."""
    episode["last_seen_at"] = episode["updated_at"] = values["at"]
    episode["row_hash"] = values["row_hash"]


def _alert(values: Values) -> Row:
    return tuple(values.get(field) for field in _ALERT_FIELDS)


def _change(values: Values) -> Row:
    what = str(values.get("type") or "event")
    entry = values | {
        "key": str(values.get("number") or f"{what}/{values['ci'] or ''}/{values['at']}"),
        "kind": "configuration",
        "state": "successful",
        "state_raw": values.get("type"),
        "service": values.get("service") or values["ci"],
        "actor": values.get("user"),
        "started_at": values["at"],
        "ended_at": values["at"],
        "change_key": change_key(values["message"]),
        "ticket_key": ticket_key(values["message"]),
        "description": values["message"],
        "updated_at": values["at"],
    }
    return tuple(entry.get(field) for field in _EVENT_FIELDS)
