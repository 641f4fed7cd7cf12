"""PagerDuty's analytics of incidents: the API's rows and the CSV downloads (FORMATS §3.2, §3.3)."""

from collections import Counter
from collections.abc import Iterator
from typing import ClassVar
from zoneinfo import ZoneInfo

from app.importers.alerts.labels import ticket_in
from app.importers.alerts.pagerduty import SOURCE, severity_of
from app.importers.alerts.settled import Record, SettledImporter, Settling
from app.importers.alerts.vocabulary import STATES
from app.importers.base import Chunk, Collector, Desk, Look
from app.importers.columns import (
    Choice,
    Column,
    Flag,
    Identifier,
    Integer,
    Key,
    Name,
    Raw,
    Stamp,
    Text,
)
from app.importers.stamps import StampReader
from app.importers.written_stamps import BadValueError
from app.importers.zones import zone_of
from app.models.counts import counted
from app.models.errors import AppError
from app.models.records import Value

_TIMES = ("fired_at", "resolved_at", "updated_at")
_ZONE = "^time_zone"


def _both(*names: str) -> tuple[str, ...]:
    """Field names and the titles that the web page gives them."""
    return tuple(each for name in names for each in (name, name.replace("_", " ")))


def _columns(stamp: type[Stamp] | type[Text]) -> tuple[Column, ...]:
    return (
        Key("number", (*_both("incident_number"), "#")),
        Identifier("source_id", (*_both("id", "incident_id"),)),
        Text("title", _both("description", "incident_description", "title")),
        Choice("state", ("status",), choices=STATES, otherwise="unknown"),
        Raw("state_raw", ("status",)),
        Name("priority", _both("priority_name", "priority")),
        Name("urgency", ("urgency",)),
        Name("service", _both("service_name", "service")),
        Name("team", _both("team_name", "team", "escalation_policy_name", "escalation_policy")),
        stamp("fired_at", _both("created_at", "created_on", "opened_on")),
        stamp("resolved_at", _both("resolved_at", "resolved_on")),
        stamp("updated_at", _both("updated_at")),
        Integer("seconds_to_acknowledge", _both("seconds_to_first_ack")),
        Integer("seconds_to_resolve", _both("seconds_to_resolve")),
        Integer("acknowledgements", _both("acknowledgement_count", "acknowledge_count")),
        Name("acknowledged_by", _both("acknowledged_user_names", "acknowledged_by_user_names")),
        Name("closed_by", (*_both("resolved_by_user_name"), "resolve by", "resolved by")),
        Flag("auto_resolved", _both("auto_resolved")),
        Name("time_zone", (_ZONE,)),
    )


class PagerDutyAnalytics(SettledImporter):
    """One row an incident with its seconds to the first acknowledgement.

    Times carry no zone: the API's answer names it beside the rows, for a CSV it is asked.
    """

    id: ClassVar[str] = "pagerduty.analytics"
    system: ClassVar[str] = "PagerDuty"
    constants: ClassVar[dict[str, Value]] = SOURCE
    cut_at: ClassVar[int | None] = 20_000
    derived: ClassVar[tuple[str, ...]] = (
        "key", "state", "severity", "severity_raw", "acknowledged_at", "incident_key",
    )  # fmt: skip
    needs: ClassVar[dict[str, tuple[str, ...]]] = {
        "severity": ("priority", "urgency"), "severity_raw": ("priority", "urgency"),
        "acknowledged_at": ("seconds_to_acknowledge",),
    }  # fmt: skip
    columns: ClassVar[tuple[Column, ...]] = _columns(Stamp)

    def claims(self, look: Look) -> bool:
        """The incident's number beside the seconds that things took; or the basic report."""
        if look.has("#", "service", "opened on") and look.count("resolve by", "# escalations"):
            return True
        return look.count(*_both("incident_number")) > 0 and (
            look.count(*_both("seconds_to_resolve", "seconds_to_first_ack")) > 0
        )

    def columns_for(self, look: Look) -> tuple[Column, ...]:
        """Times stay text when the file names their zone."""
        return _columns(Text) if look.has(_ZONE) else self.columns

    def settle(self, record: Record) -> None:
        """The instant of the first acknowledgement, and the state where no column says it."""
        record["key"] = f"#{str(record['number']).removeprefix('#')}"
        severity_of(record)
        fired, ack = record.get("fired_at"), record.get("seconds_to_acknowledge")
        if isinstance(fired, int):
            if isinstance(ack, int) and record.get("acknowledgements") != 0:
                record["acknowledged_at"] = fired + ack
            taken = record.get("seconds_to_resolve")
            if record.get("resolved_at") is None and "resolved_at" in record and taken is not None:
                record["resolved_at"] = fired + int(taken)
        if not record.get("state"):
            done = "acknowledged" if record.get("acknowledged_at") else "firing"
            record["state"] = "resolved" if record.get("resolved_at") else done
        record["incident_key"] = ticket_in(record.get("title"))

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Reads the times in the zone that the file names, if it does."""
        return _Zoned(self, fields, desk)


class _Zoned(Settling):
    """Times as text become instants before a row is settled."""

    def __init__(self, importer: SettledImporter, fields: tuple[str, ...], desk: Desk) -> None:
        super().__init__(importer, fields, desk)
        self._notes: Counter[str] = Counter()
        self._readers: dict[str, StampReader] = {}

    def settle(self, record: Record) -> None:
        """Raises BadValueError for a time that can't be read."""
        zone = record.get("time_zone") or self._desk.options.timezone
        for field in _TIMES:
            cell = record.get(field)
            if isinstance(cell, str):
                record[field] = self._reader(str(zone or "")).read(cell)
        super().settle(record)

    def _reader(self, zone: str) -> StampReader:
        if zone not in self._readers:
            place = self._place(zone) if zone else None
            self._readers[zone] = StampReader(place, "ymd", self._notes, declared=True)
        return self._readers[zone]

    def _place(self, zone: str) -> ZoneInfo:
        """The zone that the file names; where nobody knows it, the declared one."""
        declared = self._desk.options.timezone
        try:
            return zone_of(zone)
        except AppError as unknown:
            if declared:
                return zone_of(declared)
            raise BadValueError(
                f"The file names the time zone “{zone[:60]}”, which is none. "
                "Say which one it is with --timezone"
            ) from unknown

    def end(self) -> Iterator[Chunk]:
        """Says how many times a change of the clocks leaves open."""
        doubtful = self._notes.total()
        if doubtful:
            self._desk.warn(
                f"{counted(doubtful, 'time')} in an hour that a change of the clocks repeats or "
                "skips; the first pass was taken."
            )
        yield from super().end()
