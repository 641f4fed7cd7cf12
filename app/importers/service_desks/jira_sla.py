"""SLA clocks of one Jira request, as the service desk API answers them (FORMATS §2.2)."""

import re
from collections.abc import Iterator
from typing import ClassVar

from app.importers.base import Collector, Desk, Importer, Look
from app.importers.columns import Column, Key, Raw
from app.importers.service_desks import sla_cycles
from app.importers.service_desks.spread import Spread, Values
from app.models.records import Plan

PIECES = (
    "name", "completedcycles", "ongoingcycle.starttime.epochmillis",
    "ongoingcycle.breachtime.epochmillis", "ongoingcycle.breached", "ongoingcycle.paused",
    "ongoingcycle.goalduration.millis", "ongoingcycle.elapsedtime.millis",
    "ongoingcycle.remainingtime.millis",
)  # fmt: skip
"""What is read of a clock, as paths in small letters."""
_REQUEST = re.compile(r"/request/([^/]+)/sla(?:/|$)")


class JiraSla(Importer):
    """The SLA clocks of one request, as the service desk API answers them."""

    id: ClassVar[str] = "jira.sla"
    system: ClassVar[str] = "Jira"
    kind: ClassVar[str] = "sla"
    containers: ClassVar[tuple[str, ...]] = ("json", "ndjson")
    table: ClassVar[str] = "sla_record"
    key: ClassVar[tuple[str, ...]] = ("source", "key")
    hashed: ClassVar[bool] = False
    columns: ClassVar[tuple[Column, ...]] = (
        Key("key", ("_links.self", "^_links.self")),
        *(Raw(piece, (piece,), required=piece == "name") for piece in PIECES),
    )

    def claims(self, look: Look) -> bool:
        """Cycles at the top of each record."""
        cycles = look.has("completedcycles") or any(
            name.startswith("ongoingcycle") for name in look.header
        )
        return cycles and look.has("name") and look.count("_links.self", "^_links.self") > 0

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """One row a clock."""
        del fields
        plan = sla_cycles.CYCLES_PLAN
        own = tuple(name for name in plan.fields if name != "updated_at")
        return {"sla_record": Plan(plan.table, own, plan.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Reads the cycles."""

        def turn(values: Values) -> Iterator[tuple[str, Values]]:
            found = _REQUEST.search(str(values["key"]))
            ticket: Values = {"key": found[1] if found else values["key"]}
            record = clock_of(ticket, values)
            if record is None:
                desk.merged(1)
            else:
                yield "sla_record", record

        return Spread(fields, self.plans(fields), desk, turn)


def clock_of(ticket: Values, cells: Values) -> Values | None:
    """The SLA record of one clock's cells; None when it never started."""
    completed = cells.get("completedcycles")
    ongoing = {name.removeprefix("ongoingcycle."): value for name, value in cells.items()
               if name.startswith("ongoingcycle.")}  # fmt: skip
    name = str(cells.get("name") or "SLA")
    return sla_cycles.of_cycles(ticket, name, str(completed or ""), ongoing)
