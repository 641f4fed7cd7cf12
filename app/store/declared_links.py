"""Which columns name which records, and what stands at the far end of each (FORMATS §26)."""

from dataclasses import dataclass

from app.models.configuration import AFFECTS, USES
from app.models.ticket import TICKET_KINDS


@dataclass(frozen=True, slots=True)
class Target:
    """One kind of record that links end at: its table, name column, and what its end shows."""

    table: str
    name: str = "key"
    title: str = "title"
    state: str = "state"
    also: tuple[str, ...] = ("source_id",)
    """Other columns that records are called by."""


TARGETS = {
    "ticket": Target("ticket"),
    "change": Target("change"),
    "ci": Target("ci", "name", "ci_class", "status"),
    "service": Target("service", "name", "owner", "status", also=()),
    "group": Target("support_group", title="manager", state="NULL"),
    "alert": Target("alert"),
    "alert_event": Target("alert_event", title="note", state="event"),
    "vendor_case": Target("vendor_case"),
    "approval": Target("approval", title="approver"),
    "sla": Target("sla_record", title="sla_name", state="stage"),
    "outage": Target("outage"),
    "pir": Target("pir"),
    "action": Target("action"),
    "risk": Target("risk"),
    "automation": Target("automation", state="NULL", also=("source_id", "title")),
    "automation_run": Target("automation_run", title="job"),
    "change_event": Target("change_event"),
    "knowledge": Target("knowledge_article"),
    "survey": Target("survey_response", title="question", state="NULL"),
}
KIND_OF = {target.table: kind for kind, target in TARGETS.items()}
NAMED = ("ci", "service", "group")
"""Kinds that are known by a name, which the alias list may change."""


@dataclass(frozen=True, slots=True)
class Link:
    """`table.column` names records of the kinds; `many` of them separated by `;`.

    `words` say what the far end is to this record, `back` what this record is to the far end.
    """

    table: str
    column: str
    kinds: tuple[str, ...]
    words: str
    back: str
    many: bool = False
    of: tuple[str, ...] = TICKET_KINDS
    """Kinds of ticket that the far end may be."""

    @property
    def id(self) -> str:
        """Name of the link: `ticket.problem_key`."""
        return f"{self.table}.{self.column}"


_PROBLEM = ("problem",)
LINKS = (
    Link("ticket", "problem_key", ("ticket",), "Problem", "Ticket of the problem", of=_PROBLEM),
    Link("ticket", "parent_key", ("ticket",), "Parent", "Child"),
    Link("ticket", "duplicate_of", ("ticket",), "Duplicate of", "Duplicate"),
    Link("ticket", "related_keys", ("ticket",), "Related", "Related", many=True),
    Link("ticket", "change_cause_key", ("change",), "Caused by change", "Caused"),
    Link("ticket", "change_fix_key", ("change",), "Fixed by change", "Fixes"),
    Link("ticket", "change_key", ("change",), "Change", "Task"),
    Link("ticket", "vendor_case_key", ("vendor_case",), "Vendor case", "Ticket of the case"),
    Link("ticket", "knowledge_keys", ("knowledge",), "Article", "Used by", many=True),
    Link("ticket", "ci", ("ci",), "Configuration item", "Ticket"),
    Link("ticket", "service", ("service",), "Service", "Ticket"),
    Link("ticket", "assignment_group", ("group",), "Group", "Ticket"),
    Link("change", "problem_key", ("ticket",), "Problem", "Change of the problem", of=_PROBLEM),
    Link("change", "incident_keys", ("ticket",), "Caused", "Caused by change", many=True),
    Link("change", "service", ("service",), "Service", "Change"),
    Link("change", "assignment_group", ("group",), "Group", "Change"),
    Link("alert", "incident_key", ("ticket", "change"), "Ticket", "Alert"),
    Link("alert", "ci", ("ci",), "Configuration item", "Alert"),
    Link("alert", "service", ("service",), "Service", "Alert"),
    Link("alert_event", "alert_key", ("alert",), "Alert", "Log entry"),
    Link("approval", "target_key", ("change", "ticket"), "Approval of", "Approval"),
    Link("sla_record", "ticket_key", ("ticket",), "SLA of", "SLA"),
    Link("outage", "ticket_key", ("ticket", "change"), "Ticket", "Outage"),
    Link("outage", "ci", ("ci",), "Configuration item", "Outage"),
    Link("outage", "service", ("service",), "Service", "Outage"),
    Link("pir", "incident_key", ("ticket",), "Incident", "Post-incident review"),
    Link("action", "origin_key", ("ticket", "pir", "risk", "change"), "Origin", "Action"),
    Link("automation_run", "change_key", ("change",), "Change", "Run"),
    Link("automation_run", "ticket_key", ("ticket",), "Ticket", "Run"),
    Link("automation_run", "job", ("automation",), "Automation", "Run"),
    Link("change_event", "change_key", ("change",), "Change", "Change event"),
    Link("change_event", "ticket_key", ("ticket",), "Ticket", "Change event"),
    Link("survey_response", "ticket_key", ("ticket",), "Ticket", "Survey answer"),
    Link("vendor_case", "ticket_key", ("ticket",), "Ticket", "Vendor case"),
    Link("knowledge_article", "ticket_keys", ("ticket",), "Solved", "Article", many=True),
    Link("risk", "service", ("service",), "Service", "Risk"),
)

RELATED = (
    (
        AFFECTS,
        Link("relation", "parent", ("change", "ticket"), "Affected by", ""),
        Link("relation", "child", ("ci",), "Configuration item", ""),
    ),
    (
        USES,
        Link("relation", "parent", ("ticket", "change"), "Used by", ""),
        Link("relation", "child", ("knowledge",), "Article", ""),
    ),
)
"""Relations of tasks by their verb, each with its two ends."""


def split(text: str) -> list[str]:
    """The keys of a cell that holds several."""
    return [word for part in text.split(";") if (word := part.strip())]
