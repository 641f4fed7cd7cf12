"""One small export of every ServiceNow table, by field name, label and value."""

from dataclasses import dataclass

Field = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Table:
    """Columns as (field name, label, values); `expected` is what each record must hold."""

    name: str
    format: str
    fields: tuple[Field, ...]
    expected: tuple[dict[str, object], ...]

    def records(self, *, labels: bool = False) -> list[dict[str, str]]:
        place = 1 if labels else 0
        return [
            {field[place]: field[2][row] for field in self.fields}
            for row in range(len(self.expected))
        ]


def _at(*texts: str) -> tuple[str, ...]:
    return tuple(f"2026-03-{text}:00" for text in texts)


_UPDATED: Field = ("sys_updated_on", "Updated", _at("03 12:00", "04 12:00"))
_OPENED: Field = ("opened_at", "Opened", _at("02 08:00", "02 09:30"))
_GROUP: Field = ("assignment_group", "Assignment group", ("Service Desk", "Network"))
_TITLE: Field = (
    "short_description", "Short description", ("Laptop for a new colleague", "Link drops"),
)  # fmt: skip

TABLES = (
    Table(
        "sc_request",
        "servicenow.request",
        (
            ("number", "Number", ("REQ0010011", "REQ0010012")),
            _TITLE,
            ("request_state", "Request state", ("in_process", "closed_complete")),
            ("requested_for", "Requested for", ("P. Lindt", "R. Okafor")),
            _OPENED,
            ("due_date", "Due date", _at("09 17:00", "10 17:00")),
            _UPDATED,
        ),
        (
            {"kind": "request", "key": "REQ0010011", "state": "in_progress",
             "caller": "P. Lindt", "opened_at": 1772438400, "due_at": 1773075600},
            {"kind": "request", "key": "REQ0010012", "state": "closed"},
        ),
    ),
    Table(
        "sc_req_item",
        "servicenow.request_item",
        (
            ("number", "Number", ("RITM0010021", "RITM0010022")),
            _TITLE,
            ("request", "Request", ("REQ0010011", "REQ0010012")),
            ("cat_item", "Item", ("Standard laptop", "VPN access")),
            ("state", "State", ("2", "4")),
            ("priority", "Priority", ("4 - Low", "3 - Moderate")),
            _OPENED,
            _UPDATED,
        ),
        (
            {"kind": "request_item", "parent_key": "REQ0010011", "category": "Standard laptop",
             "state": "in_progress", "priority": 4},
            {"state": "closed", "category": "VPN access", "priority": 3},
        ),
    ),
    Table(
        "sc_task",
        "servicenow.catalog_task",
        (
            ("number", "Number", ("SCTASK0010031", "SCTASK0010032")),
            _TITLE,
            ("request_item", "Request item", ("RITM0010021", "RITM0010022")),
            ("request", "Request", ("REQ0010011", "REQ0010012")),
            ("state", "State", ("Work in Progress", "Closed Skipped")),
            _GROUP,
            _UPDATED,
        ),
        (
            {"kind": "catalog_task", "parent_key": "RITM0010021", "related_keys": "REQ0010011",
             "state": "in_progress", "assignment_group": "Service Desk"},
            {"state": "cancelled", "state_raw": "Closed Skipped"},
        ),
    ),
    Table(
        "problem",
        "servicenow.problem",
        (
            ("number", "Number", ("PRB0040041", "PRB0040042")),
            _TITLE,
            ("state", "State", ("103", "107")),
            ("priority", "Priority", ("2", "5")),
            ("known_error", "Known error", ("true", "false")),
            ("cause_notes", "Cause notes", ("Firmware bug", "Cable")),
            ("fix_notes", "Fix notes", ("", "Cable replaced")),
            ("workaround", "Workaround", ("Restart the line card", "")),
            ("resolution_code", "Resolution code", ("", "Fix Applied")),
            ("first_reported_by_task", "Origin task", ("INC0010001", "")),
            ("rfc", "Change request", ("CHG0030001", "")),
            _OPENED,
            ("resolved_at", "Resolved", ("", "2026-03-04 10:00:00")),
            _UPDATED,
        ),
        (
            {"kind": "problem", "state": "in_progress", "known_error": True, "priority": 2,
             "root_cause": "Firmware bug", "workaround": "Restart the line card",
             "related_keys": "INC0010001", "change_fix_key": "CHG0030001", "resolved_at": None},
            {"state": "closed", "known_error": False, "resolution_notes": "Cable replaced",
             "resolution_code": "Fix Applied", "resolved_at": 1772618400},
        ),
    ),
    Table(
        "problem_task",
        "servicenow.problem_task",
        (
            ("number", "Number", ("PTASK0010051", "PTASK0010052")),
            _TITLE,
            ("problem", "Problem", ("PRB0040041", "PRB0040041")),
            ("problem_task_type", "Problem task type", ("rca", "general")),
            ("state", "State", ("154", "157")),
            _UPDATED,
        ),
        (
            {"kind": "problem_task", "problem_key": "PRB0040041", "state": "in_progress",
             "category": "root cause analysis"},
            {"state": "closed", "category": "general"},
        ),
    ),
    Table(
        "change_task",
        "servicenow.change_task",
        (
            ("number", "Number", ("CTASK0010061", "CTASK0010062")),
            _TITLE,
            ("change_request", "Change request", ("CHG0030001", "CHG0030002")),
            ("state", "State", ("-5", "3")),
            _UPDATED,
        ),
        (
            {"kind": "change_task", "change_key": "CHG0030001", "state": "new"},
            {"change_key": "CHG0030002", "state": "closed"},
        ),
    ),
    Table(
        "sysapproval_approver",
        "servicenow.approval",
        (
            ("sysapproval", "Approval for", ("CHG0030001", "RITM0010021")),
            ("approver", "Approver", ("B. Sato", "C. Vidal")),
            ("state", "State", ("approved", "requested")),
            ("sys_created_on", "Created", _at("02 08:00", "02 09:30")),
            _UPDATED,
            ("comments", "Comments", ("Fine", "")),
        ),
        (
            {"key": "CHG0030001|B. Sato||1772438400", "target_key": "CHG0030001",
             "target_kind": "change", "state": "approved", "requested_at": 1772438400,
             "decided_at": 1772539200, "comments": "Fine"},
            {"target_kind": "request_item", "state": "requested", "decided_at": None},
        ),
    ),
    Table(
        "task_sla",
        "servicenow.task_sla",
        (
            ("task", "Task", ("INC0010001", "INC0010002")),
            ("sla", "SLA definition", ("Priority 2 resolution (8 hours)", "P1 response")),
            ("stage", "Stage", ("completed", "in_progress")),
            ("has_breached", "Has breached", ("true", "false")),
            ("start_time", "Start time", _at("02 08:00", "02 09:30")),
            ("end_time", "Stop time", ("2026-03-02 18:00:00", "")),
            ("planned_end_time", "Breach time", _at("02 16:00", "02 09:45")),
            ("business_duration", "Business elapsed time", ("36000", "300")),
            ("business_percentage", "Business elapsed percentage", ("125", "33.33")),
            _UPDATED,
        ),
        (
            {"key": "INC0010001|Priority 2 resolution (8 hours)|1772438400",
             "ticket_key": "INC0010001", "target": "resolution", "stage": "completed",
             "breached": True, "stop_at": 1772474400, "breach_at": 1772467200,
             "elapsed_business_s": 36000, "business_pct": 125.0},
            {"target": "response", "stage": "in_progress", "breached": False, "stop_at": None,
             "business_pct": 33.33},
        ),
    ),
    Table(
        "incident_sla",
        "servicenow.incident_sla",
        (
            ("inc_number", "Number", ("INC0010001", "INC0010002")),
            ("taskslatable_sla", "SLA definition", ("Resolve P2", "Respond P1")),
            ("taskslatable_stage", "Stage", ("Paused", "Cancelled")),
            ("taskslatable_has_breached", "Has breached", ("false", "false")),
            ("taskslatable_start_time", "Start time", _at("02 08:00", "02 09:30")),
            ("taskslatable_time_left", "Actual time left", ("2 Hours 5 Minutes", "0 Seconds")),
        ),
        (
            {"ticket_key": "INC0010001", "target": "resolution", "stage": "paused",
             "breached": False, "remaining_s": 7500},
            {"target": "response", "stage": "cancelled", "remaining_s": 0},
        ),
    ),
    Table(
        "cmdb_ci_server",
        "servicenow.cmdb_ci",
        (
            ("name", "Name", ("db-prod-01", "db-prod-01")),
            ("sys_class_name", "Class", ("Server", "Server")),
            ("install_status", "Status", ("1", "7")),
            ("operational_status", "Operational status", ("Operational", "2")),
            ("serial_number", "Serial number", ("SN-0001", "SN-0002")),
            ("ip_address", "IP Address", ("10.1.0.4", "")),
            ("support_group", "Support group", ("Databases", "Databases")),
            ("sys_created_on", "Created", _at("02 08:00", "02 09:30")),
            _UPDATED,
        ),
        (
            {"name": "db-prod-01", "ci_class": "Server", "status": "installed",
             "operational_status": "operational", "serial": "SN-0001", "ip": "10.1.0.4",
             "support_group": "Databases"},
            {"name": "db-prod-01", "status": "retired", "operational_status": "non_operational"},
        ),
    ),
    Table(
        "cmdb_rel_ci",
        "servicenow.cmdb_rel_ci",
        (
            ("parent", "Parent", ("Web shop", "app-01")),
            ("type", "Type", ("Depends on::Used by", "Runs on::Runs")),
            ("child", "Child", ("app-01", "db-prod-01")),
        ),
        (
            {"key": "Web shop|depends on|app-01", "parent": "Web shop", "child": "app-01",
             "verb": "depends on", "verb_raw": "Depends on::Used by"},
            {"verb": "runs on", "child": "db-prod-01"},
        ),
    ),
    Table(
        "cmdb_ci_outage",
        "servicenow.outage",
        (
            ("number", "Number", ("OUTAGE0001001", "OUTAGE0001002")),
            ("type", "Type", ("outage", "Planned Outage")),
            ("cmdb_ci", "Configuration item", ("Web shop", "db-prod-01")),
            ("begin", "Begin", _at("02 08:00", "02 09:30")),
            ("end", "End", ("2026-03-02 08:45:00", "")),
            ("task_number", "Task number", ("INC0010001", "CHG0030001")),
            _TITLE,
        ),
        (
            {"key": "OUTAGE0001001", "kind": "outage", "ci": "Web shop", "start_at": 1772438400,
             "end_at": 1772441100, "ticket_key": "INC0010001"},
            {"kind": "planned", "end_at": None, "ticket_key": "CHG0030001"},
        ),
    ),
    Table(
        "kb_knowledge",
        "servicenow.knowledge",
        (
            ("number", "Number", ("KB0010081", "KB0010082")),
            ("version", "Version", ("2.0", "1.0")),
            _TITLE,
            ("kb_knowledge_base", "Knowledge base", ("IT", "IT")),
            ("kb_category", "Category", ("Network", "Mail")),
            ("workflow_state", "Workflow", ("published", "Pending retirement")),
            ("author", "Author", ("D. Brandt", "D. Brandt")),
            ("sys_view_count", "View count", ("1,204", "3")),
            ("rating", "Rating", ("4.5", "")),
            _UPDATED,
        ),
        (
            {"key": "KB0010081", "state": "published", "base": "IT", "category": "Network",
             "views": 1204, "rating": 4.5, "version": "2.0"},
            {"state": "pending_retirement", "state_raw": "Pending retirement", "rating": None},
        ),
    ),
    Table(
        "asmt_assessment_instance",
        "servicenow.assessment_instance",
        (
            ("number", "Number", ("AINST0010091", "AINST0010092")),
            ("metric_type", "Metric type", ("Service desk survey", "Stakeholder survey")),
            ("user", "User", ("P. Lindt", "R. Okafor")),
            ("taken_on", "Taken on", ("2026-03-03 10:00:00", "")),
            ("task_id", "Task ID", ("Incident: INC0010001", "")),
            ("state", "State", ("complete", "ready")),
        ),
        (
            {"key": "AINST0010091", "survey": "ticket", "ticket_key": "INC0010001",
             "respondent": "P. Lindt", "taken_at": 1772532000},
            {"survey": "stakeholder", "ticket_key": None, "taken_at": None},
        ),
    ),
    Table(
        "asmt_metric_result",
        "servicenow.metric_result",
        (
            ("instance", "Assessment instance", ("AINST0010091", "AINST0010091")),
            ("metric", "Metric", ("How content are you?", "What can we do better?")),
            ("actual_value", "Actual value", ("4", "0")),
            ("string_value", "String value", ("", "Call me back sooner")),
            ("user", "User", ("P. Lindt", "P. Lindt")),
            ("source_id", "Source ID", ("INC0010001", "INC0010001")),
            ("sys_created_on", "Created", _at("03 10:00", "03 10:01")),
        ),
        (
            {"key": "AINST0010091|How content are you?|P. Lindt", "score": 0.8, "scale_max": 5.0,
             "score_raw": "4", "comment": None, "ticket_key": "INC0010001", "survey": "ticket"},
            {"score": None, "score_raw": None, "comment": "Call me back sooner"},
        ),
    ),
    Table(
        "sys_user_group",
        "servicenow.sys_user_group",
        (
            ("name", "Name", ("Service Desk", "Network")),
            ("manager", "Manager", ("E. Moreau", "")),
            ("email", "Group email", ("desk@example.com", "")),
            ("active", "Active", ("true", "false")),
            ("description", "Description", ("First line", "")),
            _UPDATED,
        ),
        (
            {"key": "Service Desk", "manager": "E. Moreau", "email": "desk@example.com",
             "active": True},
            {"key": "Network", "manager": None, "active": False},
        ),
    ),
    Table(
        "sn_si_incident",
        "servicenow.security_incident",
        (
            ("number", "Number", ("SIR0010101", "SIR0010102")),
            _TITLE,
            ("state", "State", ("16", "Closed")),
            ("severity", "Severity", ("1 - High", "3 - Low")),
            ("affected_user", "Affected user", ("P. Lindt", "")),
            _OPENED,
            _UPDATED,
        ),
        (
            {"kind": "security_incident", "state": "in_progress", "severity": "1 - High",
             "caller": "P. Lindt"},
            {"state": "closed"},
        ),
    ),
    Table(
        "incident",
        "servicenow.incident",
        (
            ("number", "Number", ("INC0010001", "INC0010002")),
            _TITLE,
            ("state", "State", ("6", "On Hold")),
            ("severity", "Severity", ("2 - Medium", "")),
            ("calendar_duration", "Duration", ("3723", "1 Day 3 Hours")),
            ("correlation_id", "Correlation ID", ("CASE-77", "")),
            ("closed_by", "Closed by", ("F. Haas", "")),
            ("company", "Company", ("Example Ltd", "Example Ltd")),
            _OPENED,
            _UPDATED,
        ),
        (
            {"kind": "incident", "state": "resolved", "severity": "2 - Medium",
             "calendar_duration_s": 3723, "vendor_case_key": "CASE-77", "closed_by": "F. Haas"},
            {"state": "on_hold", "calendar_duration_s": 97200, "company": "Example Ltd"},
        ),
    ),
    Table(
        "change_request",
        "servicenow.change_request",
        (
            ("number", "Number", ("CHG0030001", "CHG0030002")),
            _TITLE,
            ("type", "Type", ("Normal", "Emergency")),
            ("state", "State", ("-2", "Closed")),
            ("risk", "Risk", ("3", "High")),
            ("start_date", "Planned start date", _at("05 20:00", "06 20:00")),
            ("end_date", "Planned end date", _at("05 22:00", "06 22:00")),
            ("on_hold", "On hold", ("false", "true")),
            ("conflict_status", "Conflict status", ("No Conflict", "Not Run")),
            ("outside_maintenance_schedule", "Outside maintenance schedule", ("true", "false")),
            _UPDATED,
        ),
        (
            {"key": "CHG0030001", "state": "scheduled", "risk": 3, "on_hold": False,
             "conflict_status": "No Conflict", "outside_maintenance": True},
            {"state": "closed", "type": "emergency", "on_hold": True, "risk": 2},
        ),
    ),
    Table(
        "task_ci",
        "servicenow.task_ci",
        (
            ("task", "Task", ("CHG0030001", "Incident: INC0010001")),
            ("ci_item", "Configuration Item", ("app-01", "db-prod-01")),
            ("applied", "Applied", ("true", "false")),
            _UPDATED,
        ),
        (
            {"key": "CHG0030001|affects|app-01", "parent": "CHG0030001", "child": "app-01"},
            {"parent": "INC0010001", "child": "db-prod-01", "verb": "affects"},
        ),
    ),
    Table(
        "m2m_kb_task",
        "servicenow.m2m_kb_task",
        (
            ("kb_knowledge", "Knowledge", ("KB0000021", "KB0000022")),
            ("task", "Task", ("INC0010001", "PRB0040001")),
            _UPDATED,
        ),
        (
            {"key": "INC0010001|uses|KB0000021", "parent": "INC0010001", "child": "KB0000021"},
            {"parent": "PRB0040001", "verb": "uses"},
        ),
    ),
    Table(
        "metric_instance",
        "servicenow.metric_instance",
        (
            ("definition", "Definition", ("Problem State Duration", "Assigned to Duration")),
            ("id", "ID", ("Problem: PRB0040001", "Incident: INC0010001")),
            ("field", "Field", ("problem_state", "assigned_to")),
            ("value", "Value", ("Fix in Progress", "F. Haas")),
            ("start", "Start", _at("02 08:00", "02 09:30")),
            ("end", "End", ("", "")),
            ("calculation_complete", "Calculation complete", ("false", "false")),
        ),
        (
            {"kind": "problem", "key": "PRB0040001", "state": "in_progress",
             "state_raw": "Fix in Progress", "updated_at": 1772438400, "assignee": None},
            {"kind": "incident", "key": "INC0010001", "state": "unknown", "assignee": "F. Haas"},
        ),
    ),
)  # fmt: skip
