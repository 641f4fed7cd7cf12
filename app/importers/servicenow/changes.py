"""ServiceNow change requests: list exports and Table API answers (FORMATS §1, §25 row 6)."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from app.importers.base import Chunk, Collector, Desk, Look, Row
from app.importers.columns import (
    Choice,
    Column,
    Flag,
    Identifier,
    Integer,
    Level,
    Name,
    Raw,
    Stamp,
    Text,
)
from app.importers.servicenow.numbers import Numbered
from app.importers.servicenow.tables import ServiceNowTable
from app.importers.servicenow.values import (
    APPROVALS,
    CHANGE_RISKS,
    CHANGE_STATES,
    CHANGE_TYPES,
    CLOSE_CODES,
    RANKS,
    THIRDS,
)
from app.models.records import Plan, Value

_CI_KEY = ("source", "name", "ident")
CI_PLAN = Plan("ci", _CI_KEY, _CI_KEY, counted=False)
CHANGE_CI_PLAN = Plan(
    "change_ci",
    ("source", "change_key", "ci_name", "role"),
    ("source", "change_key", "ci_name"),
    counted=False,
)

_NAMES = (
    "start_date", "end_date", "risk", "chg_model", "cab_required", "conflict_status",
    "backout_plan", "std_change_producer_version",
)  # fmt: skip
_LABELS = ("planned start date", "planned end date", "risk", "type", "cab required", "model")


class ServiceNowChange(ServiceNowTable):
    """One row a change; its configuration item becomes the primary CI."""

    id: ClassVar[str] = "servicenow.change_request"
    kind: ClassVar[str] = "change"
    table: ClassVar[str] = "change"
    tables: ClassVar[tuple[str, ...]] = ("change_request",)
    columns: ClassVar[tuple[Column, ...]] = (
        Numbered("key", ("number",), own=("CHG",)),
        Identifier("source_id", ("sys_id", "sys id")),
        Text("title", ("short_description", "short description")),
        Text("description", ("description",)),
        Choice("type", ("type",), choices=CHANGE_TYPES),
        Name("model", ("chg_model", "model", "std_change_producer_version",
                       "standard change template version"), reference=True),
        Choice("state", ("state",), choices=CHANGE_STATES, otherwise="unknown",
               when_empty="unknown"),
        Raw("state_raw", ("state",)),
        Choice("approval_state", ("approval",), choices=APPROVALS, keep=True),
        Choice("risk", ("risk",), choices=CHANGE_RISKS),
        Raw("risk_raw", ("risk",)),
        Level("impact", ("impact",), choices=THIRDS),
        Level("priority", ("priority",), choices=RANKS),
        Name("category", ("category",)),
        Name("service", ("business_service", "service", "business service"), reference=True),
        Name("environment", ("environment", "u_environment", "cmdb_ci.environment")),
        Name("location", ("location",), reference=True),
        Name("assignment_group", ("assignment_group", "assignment group"), reference=True),
        Name("assignee", ("assigned_to", "assigned to"), reference=True),
        Name("requested_by", ("requested_by", "requested by"), reference=True),
        Stamp("opened_at", ("opened_at", "opened", "sys_created_on", "created")),
        Stamp("planned_start_at", ("start_date", "planned start date", "planned start")),
        Stamp("planned_end_at", ("end_date", "planned end date", "planned end")),
        Stamp("actual_start_at", ("work_start", "actual start", "actual start date")),
        Stamp("actual_end_at", ("work_end", "actual end", "actual end date")),
        Stamp("downtime_start_at", ("u_downtime_start", "downtime start")),
        Stamp("downtime_end_at", ("u_downtime_end", "downtime end")),
        Stamp("closed_at", ("closed_at", "closed")),
        Stamp("updated_at", ("sys_updated_on", "updated")),
        Flag("cab_required", ("cab_required", "cab required")),
        Stamp("cab_at", ("cab_date_time", "cab date/time", "cab_date", "cab date")),
        Flag("unauthorized", ("unauthorized",)),
        Text("justification", ("justification",)),
        Text("implementation_plan", ("implementation_plan", "implementation plan")),
        Text("backout_plan", ("backout_plan", "backout plan")),
        Text("test_plan", ("test_plan", "test plan")),
        Text("risk_analysis", ("risk_impact_analysis", "risk and impact analysis")),
        Choice("close_code", ("close_code", "close code"), choices=CLOSE_CODES),
        Text("close_notes", ("close_notes", "close notes")),
        Integer("revision", ("sys_mod_count", "updates")),
        Flag("on_hold", ("on_hold", "on hold")),
        Text("on_hold_reason", ("on_hold_reason", "on hold reason")),
        Flag("outside_maintenance", ("outside_maintenance_schedule",
                                     "outside maintenance schedule")),
        Name("conflict_status", ("conflict_status", "conflict status")),
        Name("review_status", ("review_status", "review status")),
        Text("cab_recommendation", ("cab_recommendation", "cab recommendation")),
        Name("problem_key", ("problem", "problem_id", "u_problem"), reference=True),
        Identifier("url", ("url", "u_url", "record url")),
        Name("ci_name", ("cmdb_ci", "configuration item"), reference=True),
    )  # fmt: skip

    def recognises(self, look: Look) -> bool:
        """`number` beginning with CHG, or two columns that only changes have."""
        if not look.has("number"):
            return False
        prefix = look.prefix()
        if prefix:
            return prefix == "CHG"
        return look.count(*_NAMES) >= 2 or look.count(*_LABELS) >= 2

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """Changes; with a CI column also CIs and which change touches which."""
        own = tuple(field for field in fields if field != "ci_name")
        plans = {"change": Plan("change", own, self.key)}
        if "ci_name" in fields:
            plans |= {"ci": CI_PLAN, "change_ci": CHANGE_CI_PLAN}
        return plans

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Splits the CI off each row."""
        if "ci_name" in fields:
            return _PrimaryCIs(fields)
        return super().collector(fields, desk)


class _PrimaryCIs(Collector):
    """Hands on changes, their CIs, and the pairs with role primary."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__("change")
        self._source = fields.index("source")
        self._key = fields.index("key")
        self._ci = fields.index("ci_name")
        self._seen: set[Value] = set()

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """The change rows first, since the pairs name them."""
        del numbers
        place = self._ci
        if not rows:
            return
        yield "change", [row[:place] + row[place + 1 :] for row in rows]
        cis: list[Row] = []
        pairs: list[Row] = []
        for row in rows:
            name = row[place]
            if name is None:
                continue
            source = row[self._source]
            if name not in self._seen:
                self._seen.add(name)
                cis.append((source, name, ""))
            pairs.append((source, row[self._key], name, "primary"))
        if cis:
            yield "ci", cis
        if pairs:
            yield "change_ci", pairs
