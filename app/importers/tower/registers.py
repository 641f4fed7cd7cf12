"""Our own templates for every kind of record, made from the tables themselves (FORMATS §25 row 36).

The first header of a template is `tower.<kind>` and holds the record's key; the other headers
are the fields as the product calls them. What is written into a filled template is read back
as it was: nothing is trimmed, translated or guessed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, get_type_hints

from app.importers.base import Chunk, Collector, Desk, Importer, Look, Row
from app.importers.columns import Choice, Column, Context, Convert, Flag, Integer, Stamp
from app.importers.measures import Duration, Number
from app.models.action import ACTION_STATES, Action
from app.models.alert import ALERT_SEVERITIES, ALERT_STATES, Alert, AlertEvent
from app.models.automation import RUN_STATES, Automation, AutomationRun
from app.models.base import Base
from app.models.change import CHANGE_STATES, CHANGE_TYPES, Approval, Change
from app.models.change_feed import FEED_KINDS, ChangeEvent
from app.models.configuration import CI, Relation, SupportGroup
from app.models.knowledge import ARTICLE_STATES, KnowledgeArticle
from app.models.outage import OUTAGE_KINDS, Outage
from app.models.rca import PIR_STATES, PostIncidentReview
from app.models.records import Plan, Value
from app.models.risk import Risk
from app.models.schedule import OnCallShift
from app.models.sla import SLA_STAGES, SLARecord
from app.models.survey import SurveyResponse
from app.models.ticket import TICKET_STATES, Ticket
from app.models.vendor import CASE_STATES, Contract, VendorCase

MANUAL = "manual"
"""The source of records that no tool keeps."""
_OWN = frozenset({"id", "batch_id", "row_hash", "outcome_unknown"})
_FILLED = frozenset({"source", "ident", "state"})
"""Fields that may be left empty although every record has them."""
_ESCAPED = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", "'")
_TIMES = frozenset({"at", "valid_to", "accepted_until"})
"""Instants whose name doesn't end in `_at`."""
Choices = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Words(Column):
    """Text exactly as it is written, without the apostrophe that keeps it from being a formula."""

    def compile(self, context: Context, header: str) -> Convert:
        """An empty cell is absent."""
        del context, header
        return lambda cells: [unescaped(cell) for cell in cells]


def unescaped(cell: str) -> str | None:
    """The text of a cell; None for an empty one."""
    if cell[:1] == "'" and cell[1:].startswith(_ESCAPED):
        return cell[1:]
    return cell or None


def escaped(text: str) -> str:
    """The cell of a text: what a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{text}" if text.startswith(_ESCAPED) else text


@dataclass(frozen=True)
class Register(Importer):
    """One template: the fields of one table, its records told apart by `tower.<kind>`."""

    system: ClassVar[str] = "Control Tower"
    containers: ClassVar[tuple[str, ...]] = ("csv", "xlsx", "xls", "ods")
    singly: ClassVar[bool] = True
    title: ClassVar[str]
    """What the records are called, in the plural."""
    names: ClassVar[tuple[str, ...]]
    """The headers of the template, in order."""
    fixed: ClassVar[Mapping[str, Value]] = {}
    """Fields that the template settles, such as a ticket's kind."""

    def claims(self, look: Look) -> bool:
        """The header that no other file has."""
        return look.has(self.id)

    def plans(self, fields: tuple[str, ...]) -> dict[str, Plan]:
        """The template's table, with the source whether it was written or not."""
        own = (*fields, *(name for name in (*self.fixed, "source") if name not in fields))
        if self.table == "ci" and "ident" not in fields:
            own = (*own, "ident")
        return {self.table: Plan(self.table, own, self.key)}

    def collector(self, fields: tuple[str, ...], desk: Desk) -> Collector:
        """Fills in what an empty cell stands for."""
        return _Filled(self, fields, desk)


class _Filled(Collector):
    """Rows with the fields that the table needs and the file may leave empty."""

    def __init__(self, register: Register, fields: tuple[str, ...], desk: Desk) -> None:
        super().__init__(register.table)
        self._defaults: dict[str, Value] = {"source": MANUAL, **register.fixed}
        if register.table == "ci":
            self._defaults["ident"] = ""
        if register.table in {"ticket", "change", "alert"}:
            self._defaults["state"] = "unknown"
        self._needed = {column.field: column.names[0] for column in register.columns
                        if column.required}  # fmt: skip
        self._fields, self._desk = fields, desk
        self._wanted = register.plans(fields)[register.table].fields

    def take(self, numbers: Sequence[int], rows: list[Row]) -> Iterator[Chunk]:
        """Each row with its defaults; one without what it needs is left out."""
        filled = []
        for number, row in zip(numbers, rows, strict=True):
            values = dict(zip(self._fields, row, strict=True))
            lacking = [header for name, header in self._needed.items() if values[name] is None]
            if lacking:
                self._desk.reject(number, lacking[0], "", f"{lacking[0]} is empty")
                continue
            for name, value in self._defaults.items():
                if values.get(name) is None:
                    values[name] = value
            filled.append(tuple(values[name] for name in self._wanted))
        if filled:
            yield self.table, filled


@dataclass(frozen=True, slots=True)
class _Kind:
    """What one template is made of."""

    kind: str
    title: str
    model: type[Base]
    choices: Choices = field(default_factory=dict)
    fixed: Mapping[str, Value] = field(default_factory=dict)


_TICKET: Choices = {"state": TICKET_STATES}
_KINDS = (
    _Kind("incident", "Incidents", Ticket, _TICKET, {"kind": "incident"}),
    _Kind("request", "Requests", Ticket, _TICKET, {"kind": "request"}),
    _Kind("request_item", "Requested items", Ticket, _TICKET, {"kind": "request_item"}),
    _Kind("catalog_task", "Catalogue tasks", Ticket, _TICKET, {"kind": "catalog_task"}),
    _Kind("problem", "Problems", Ticket, _TICKET, {"kind": "problem"}),
    _Kind("problem_task", "Problem tasks", Ticket, _TICKET, {"kind": "problem_task"}),
    _Kind("change_task", "Change tasks", Ticket, _TICKET, {"kind": "change_task"}),
    _Kind("security_incident", "Security incidents", Ticket, _TICKET,
          {"kind": "security_incident"}),
    _Kind("case", "Cases", Ticket, _TICKET, {"kind": "case"}),
    _Kind("change", "Changes", Change, {"state": CHANGE_STATES, "type": CHANGE_TYPES}),
    _Kind("approval", "Approvals", Approval),
    _Kind("ci", "Configuration items", CI),
    _Kind("relation", "Dependencies between CIs", Relation),
    _Kind("group", "Assignment groups", SupportGroup),
    _Kind("alert", "Alerts", Alert, {"state": ALERT_STATES, "severity": ALERT_SEVERITIES}),
    _Kind("alert_event", "Entries of alert logs", AlertEvent),
    _Kind("outage", "Outages and announced maintenance", Outage, {"kind": OUTAGE_KINDS}),
    _Kind("sla", "SLA clocks", SLARecord, {"stage": SLA_STAGES}),
    _Kind("knowledge", "Knowledge articles", KnowledgeArticle, {"state": ARTICLE_STATES}),
    _Kind("survey", "Survey answers", SurveyResponse, {"survey": ("ticket", "stakeholder")}),
    _Kind("change_event", "Deployments and releases", ChangeEvent, {"kind": FEED_KINDS}),
    _Kind("action", "Actions", Action, {"state": ACTION_STATES}),
    _Kind("pir", "Post-incident reviews", PostIncidentReview, {"state": PIR_STATES}),
    _Kind("risk", "Risks", Risk),
    _Kind("vendor_case", "Vendor cases", VendorCase, {"state": CASE_STATES}),
    _Kind("contract", "Contracts", Contract),
    _Kind("automation", "Automations", Automation),
    _Kind("automation_run", "Automation runs", AutomationRun, {"state": RUN_STATES}),
    _Kind("on_call", "On-call roster", OnCallShift),
)  # fmt: skip


def _register(kind: _Kind) -> Register:
    table: Any = kind.model.__table__
    own = "name" if table.name == "ci" else "key"
    stored = [c for c in table.columns if c.name not in _OWN and c.name not in kind.fixed]
    stored.sort(key=lambda column: column.name != own)
    marker = f"tower.{kind.kind}"
    names = {column.name: marker if column.name == own else column.name for column in stored}
    hints = get_type_hints(kind.model)
    declared = tuple(
        _column(column.name, names[column.name], str(hints[column.name]), kind.choices,
                required=not column.nullable and column.name not in _FILLED)
        for column in stored
    )  # fmt: skip
    key = ("name", "source", "ident") if table.name == "ci" else (*kind.fixed, "key", "source")
    body = {
        "id": marker,
        "kind": kind.kind,
        "title": kind.title,
        "table": table.name,
        "key": key,
        "columns": declared,
        "names": tuple(names.values()),
        "fixed": kind.fixed,
        "hashed": "row_hash" in table.c,
    }
    made: Register = type(f"Tower_{kind.kind}", (Register,), body)()
    return made


def _column(name: str, header: str, hint: str, choices: Choices, *, required: bool) -> Column:
    names = (header,)
    if name in choices:
        words = {word: word for word in choices[name]}
        words |= {word.replace("_", " "): word for word in choices[name]}
        unknown = "unknown" if "unknown" in words else None
        return Choice(name, names, choices=words, otherwise=unknown, keep=unknown is None,
                      required=required)  # fmt: skip
    if "bool" in hint:
        return Flag(name, names, required=required)
    if "float" in hint:
        return Number(name, names, required=required)
    if "int" not in hint:
        return Words(name, names, required=required)
    if name.endswith("_at") or name in _TIMES:
        return Stamp(name, names, required=required)
    kind = Duration if name.endswith("_s") else Integer
    return kind(name, names, required=required)


REGISTERS: tuple[Register, ...] = tuple(map(_register, _KINDS))
"""One template a kind of record; freezes, windows and services have forms of their own."""
