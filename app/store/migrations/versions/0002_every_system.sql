CREATE TABLE action (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    title TEXT, 
    kind TEXT, 
    state TEXT, 
    state_raw TEXT, 
    owner TEXT, 
    team TEXT, 
    origin_key TEXT, 
    priority TEXT, 
    opened_at INTEGER, 
    original_due_at INTEGER, 
    due_at INTEGER, 
    closed_at INTEGER, 
    evidence TEXT, 
    effective INTEGER, 
    cancel_reason TEXT, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_action PRIMARY KEY (id), 
    CONSTRAINT uq_action_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_action_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE alert (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    fingerprint TEXT, 
    title TEXT, 
    description TEXT, 
    state TEXT NOT NULL, 
    state_raw TEXT, 
    severity TEXT, 
    severity_raw TEXT, 
    service TEXT, 
    ci TEXT, 
    environment TEXT, 
    team TEXT, 
    labels TEXT, 
    fired_at INTEGER, 
    acknowledged_at INTEGER, 
    resolved_at INTEGER, 
    last_seen_at INTEGER, 
    occurrences INTEGER, 
    acknowledged_by TEXT, 
    closed_by TEXT, 
    auto_resolved INTEGER, 
    incident_key TEXT, 
    rule TEXT, 
    runbook_url TEXT, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_alert PRIMARY KEY (id), 
    CONSTRAINT uq_alert_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_alert_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE alert_event (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    alert_key TEXT, 
    event TEXT NOT NULL, 
    at INTEGER, 
    actor TEXT, 
    automatic INTEGER, 
    note TEXT, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_alert_event PRIMARY KEY (id), 
    CONSTRAINT uq_alert_event_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_alert_event_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE alias (
    id INTEGER NOT NULL, 
    kind TEXT NOT NULL, 
    system TEXT NOT NULL, 
    alias TEXT NOT NULL, 
    name TEXT NOT NULL, 
    decided_by TEXT NOT NULL, 
    decided_at INTEGER NOT NULL, 
    CONSTRAINT pk_alias PRIMARY KEY (id), 
    CONSTRAINT uq_alias_kind_system_alias UNIQUE (kind, system, alias)
)
 STRICT

;

CREATE TABLE approval (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    target_key TEXT NOT NULL, 
    target_kind TEXT, 
    approver TEXT, 
    approver_group TEXT, 
    state TEXT, 
    state_raw TEXT, 
    requested_at INTEGER, 
    decided_at INTEGER, 
    due_at INTEGER, 
    comments TEXT, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_approval PRIMARY KEY (id), 
    CONSTRAINT uq_approval_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_approval_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE automation (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    title TEXT, 
    owner TEXT, 
    category TEXT, 
    baseline_s INTEGER, 
    residual_s INTEGER, 
    upkeep_s INTEGER, 
    baseline_n INTEGER, 
    baseline_at INTEGER, 
    started_at INTEGER, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_automation PRIMARY KEY (id), 
    CONSTRAINT uq_automation_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_automation_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE automation_run (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    tool TEXT, 
    job TEXT, 
    state TEXT, 
    state_raw TEXT, 
    started_at INTEGER, 
    finished_at INTEGER, 
    elapsed_s INTEGER, 
    triggered_by TEXT, 
    "trigger" TEXT, 
    target TEXT, 
    changed INTEGER, 
    added INTEGER, 
    altered INTEGER, 
    destroyed INTEGER, 
    replaced INTEGER, 
    affected TEXT, 
    change_key TEXT, 
    ticket_key TEXT, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_automation_run PRIMARY KEY (id), 
    CONSTRAINT uq_automation_run_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_automation_run_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE baseline (
    id INTEGER NOT NULL, 
    kpi TEXT NOT NULL, 
    part TEXT NOT NULL, 
    scope TEXT NOT NULL, 
    start_at INTEGER NOT NULL, 
    end_at INTEGER NOT NULL, 
    value REAL NOT NULL, 
    unit TEXT NOT NULL, 
    n INTEGER NOT NULL, 
    lower REAL, 
    upper REAL, 
    volume REAL NOT NULL, 
    definition INTEGER NOT NULL, 
    name TEXT NOT NULL, 
    frozen_by TEXT NOT NULL, 
    frozen_at INTEGER NOT NULL, 
    CONSTRAINT pk_baseline PRIMARY KEY (id)
)
 STRICT

;

CREATE TABLE batch (
    id INTEGER NOT NULL, 
    file_name TEXT NOT NULL, 
    sha256 TEXT NOT NULL, 
    size INTEGER NOT NULL, 
    format TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    encoding TEXT, 
    delimiter TEXT, 
    timezone TEXT, 
    date_order TEXT, 
    scope TEXT NOT NULL, 
    as_of INTEGER NOT NULL, 
    imported_at INTEGER NOT NULL, 
    demo INTEGER NOT NULL, 
    rows INTEGER NOT NULL, 
    new INTEGER NOT NULL, 
    changed INTEGER NOT NULL, 
    unchanged INTEGER NOT NULL, 
    rejected INTEGER NOT NULL, 
    by_kind TEXT NOT NULL, 
    warnings TEXT NOT NULL, 
    reverses INTEGER, 
    contents TEXT DEFAULT '{}' NOT NULL, 
    header_hash TEXT, 
    cut TEXT, 
    problems TEXT DEFAULT '[]' NOT NULL, 
    evidence TEXT DEFAULT '{}' NOT NULL, 
    decisions TEXT DEFAULT '{}' NOT NULL, 
    CONSTRAINT pk_batch PRIMARY KEY (id), 
    CONSTRAINT fk_batch_reverses FOREIGN KEY(reverses) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE change (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    title TEXT, 
    description TEXT, 
    type TEXT, 
    model TEXT, 
    state TEXT DEFAULT 'unknown' NOT NULL, 
    state_raw TEXT, 
    approval_state TEXT, 
    risk INTEGER, 
    risk_raw TEXT, 
    impact INTEGER, 
    priority INTEGER, 
    category TEXT, 
    service TEXT, 
    environment TEXT, 
    location TEXT, 
    assignment_group TEXT, 
    assignee TEXT, 
    requested_by TEXT, 
    opened_at INTEGER, 
    planned_start_at INTEGER, 
    planned_end_at INTEGER, 
    actual_start_at INTEGER, 
    actual_end_at INTEGER, 
    downtime_start_at INTEGER, 
    downtime_end_at INTEGER, 
    closed_at INTEGER, 
    updated_at INTEGER, 
    cab_required INTEGER, 
    cab_at INTEGER, 
    unauthorized INTEGER, 
    justification TEXT, 
    implementation_plan TEXT, 
    backout_plan TEXT, 
    test_plan TEXT, 
    risk_analysis TEXT, 
    close_code TEXT, 
    close_notes TEXT, 
    related_incidents INTEGER, 
    kind TEXT, 
    requires_downtime INTEGER, 
    on_hold INTEGER, 
    on_hold_reason TEXT, 
    outside_maintenance INTEGER, 
    conflict_status TEXT, 
    review_status TEXT, 
    cab_recommendation TEXT, 
    problem_key TEXT, 
    incident_keys TEXT, 
    url TEXT, 
    revision INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_change PRIMARY KEY (id), 
    CONSTRAINT uq_change_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_change_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE change_event (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    kind TEXT NOT NULL, 
    title TEXT, 
    state TEXT, 
    state_raw TEXT, 
    service TEXT, 
    environment TEXT, 
    ref TEXT, 
    actor TEXT, 
    started_at INTEGER, 
    ended_at INTEGER, 
    change_key TEXT, 
    ticket_key TEXT, 
    description TEXT, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_change_event PRIMARY KEY (id), 
    CONSTRAINT uq_change_event_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_change_event_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE ci (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    name TEXT NOT NULL, 
    ident TEXT DEFAULT '' NOT NULL, 
    source_id TEXT, 
    ci_class TEXT, 
    subclass TEXT, 
    service TEXT, 
    environment TEXT, 
    location TEXT, 
    status TEXT, 
    operational_status TEXT, 
    criticality TEXT, 
    owner TEXT, 
    managed_by TEXT, 
    support_group TEXT, 
    assigned_to TEXT, 
    ip TEXT, 
    fqdn TEXT, 
    mac TEXT, 
    serial TEXT, 
    asset_tag TEXT, 
    manufacturer TEXT, 
    model TEXT, 
    os TEXT, 
    os_version TEXT, 
    compliance TEXT, 
    last_contact_at INTEGER, 
    last_discovered_at INTEGER, 
    maintenance_schedule TEXT, 
    updated_at INTEGER, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_ci PRIMARY KEY (id), 
    CONSTRAINT uq_ci_name_source_ident UNIQUE (name, source, ident), 
    CONSTRAINT fk_ci_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE contract (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    vendor TEXT NOT NULL, 
    number TEXT, 
    severity TEXT, 
    service TEXT, 
    hours TEXT, 
    response_target_s INTEGER, 
    resolve_target_s INTEGER, 
    starts_at INTEGER, 
    ends_at INTEGER, 
    owner TEXT, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_contract PRIMARY KEY (id), 
    CONSTRAINT uq_contract_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_contract_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE definition_change (
    id INTEGER NOT NULL, 
    kpi TEXT NOT NULL, 
    variant TEXT NOT NULL, 
    parameters TEXT NOT NULL, 
    version INTEGER NOT NULL, 
    valid_from INTEGER NOT NULL, 
    author TEXT NOT NULL, 
    approver TEXT NOT NULL, 
    reason TEXT NOT NULL, 
    recorded_by TEXT NOT NULL, 
    recorded_at INTEGER NOT NULL, 
    CONSTRAINT pk_definition_change PRIMARY KEY (id)
)
 STRICT

;

CREATE TABLE issued_report (
    id INTEGER NOT NULL, 
    kind TEXT NOT NULL, 
    period TEXT NOT NULL, 
    scope TEXT NOT NULL, 
    title TEXT NOT NULL, 
    recipients TEXT NOT NULL, 
    sidecar TEXT NOT NULL, 
    sha256 TEXT NOT NULL, 
    revision INTEGER NOT NULL, 
    issued_by TEXT NOT NULL, 
    issued_at INTEGER NOT NULL, 
    CONSTRAINT pk_issued_report PRIMARY KEY (id)
)
 STRICT

;

CREATE TABLE knowledge_article (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    title TEXT, 
    base TEXT, 
    category TEXT, 
    state TEXT, 
    state_raw TEXT, 
    version TEXT, 
    author TEXT, 
    published_at INTEGER, 
    valid_to INTEGER, 
    views INTEGER, 
    use_count INTEGER, 
    rating REAL, 
    ticket_keys TEXT, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_knowledge_article PRIMARY KEY (id), 
    CONSTRAINT uq_knowledge_article_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_knowledge_article_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE kpi_note (
    id INTEGER NOT NULL, 
    kpi TEXT NOT NULL, 
    part TEXT NOT NULL, 
    scope TEXT NOT NULL, 
    period TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    words TEXT NOT NULL, 
    event_key TEXT, 
    author TEXT NOT NULL, 
    recorded_at INTEGER NOT NULL, 
    withdrawn INTEGER, 
    CONSTRAINT pk_kpi_note PRIMARY KEY (id)
)
 STRICT

;

CREATE TABLE on_call_shift (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    assignment_group TEXT NOT NULL, 
    person TEXT NOT NULL, 
    role TEXT, 
    start_at INTEGER NOT NULL, 
    end_at INTEGER NOT NULL, 
    contact TEXT, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_on_call_shift PRIMARY KEY (id), 
    CONSTRAINT uq_on_call_shift_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_on_call_shift_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE outage (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    kind TEXT NOT NULL, 
    title TEXT, 
    state TEXT, 
    service TEXT, 
    ci TEXT, 
    provider TEXT, 
    impact TEXT, 
    start_at INTEGER, 
    end_at INTEGER, 
    announced_at INTEGER, 
    first_response_at INTEGER, 
    ticket_key TEXT, 
    message TEXT, 
    revision INTEGER, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_outage PRIMARY KEY (id), 
    CONSTRAINT uq_outage_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_outage_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE pir (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    incident_key TEXT NOT NULL, 
    title TEXT, 
    state TEXT, 
    owner TEXT, 
    approver TEXT, 
    due_at INTEGER, 
    held_at INTEGER, 
    approved_at INTEGER, 
    root_cause TEXT, 
    waived_by TEXT, 
    waiver_reason TEXT, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_pir PRIMARY KEY (id), 
    CONSTRAINT uq_pir_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_pir_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE relation (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    parent TEXT NOT NULL, 
    child TEXT NOT NULL, 
    verb TEXT, 
    verb_raw TEXT, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_relation PRIMARY KEY (id), 
    CONSTRAINT uq_relation_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_relation_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE risk (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    title TEXT, 
    state TEXT, 
    owner TEXT, 
    service TEXT, 
    likelihood INTEGER, 
    impact INTEGER, 
    response TEXT, 
    mitigation TEXT, 
    opened_at INTEGER, 
    review_at INTEGER, 
    accepted_by TEXT, 
    accepted_until INTEGER, 
    closed_at INTEGER, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_risk PRIMARY KEY (id), 
    CONSTRAINT uq_risk_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_risk_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE schedule_window (
    id INTEGER NOT NULL, 
    "key" TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    title TEXT, 
    start_at INTEGER NOT NULL, 
    end_at INTEGER NOT NULL, 
    hard INTEGER NOT NULL, 
    scope_ci TEXT, 
    scope_class TEXT, 
    scope_service TEXT, 
    scope_location TEXT, 
    scope_environment TEXT, 
    scope_type TEXT, 
    scope_risk INTEGER, 
    exempt_changes TEXT, 
    exempt_approver TEXT, 
    exempt_until INTEGER, 
    state TEXT, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_schedule_window PRIMARY KEY (id), 
    CONSTRAINT uq_schedule_window_key UNIQUE ("key"), 
    CONSTRAINT fk_schedule_window_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE seal (
    table_name TEXT NOT NULL, 
    block INTEGER NOT NULL, 
    hashes BLOB NOT NULL, 
    CONSTRAINT pk_seal PRIMARY KEY (table_name, block)
)
 STRICT

;

CREATE TABLE service (
    id INTEGER NOT NULL, 
    name TEXT NOT NULL, 
    tier INTEGER, 
    owner TEXT, 
    support_group TEXT, 
    parent TEXT, 
    status TEXT, 
    hours TEXT, 
    timezone TEXT, 
    availability_target REAL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_service PRIMARY KEY (id), 
    CONSTRAINT uq_service_name UNIQUE (name), 
    CONSTRAINT fk_service_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE sighting (
    id INTEGER NOT NULL, 
    batch_id INTEGER NOT NULL, 
    record_kind TEXT NOT NULL, 
    ids TEXT NOT NULL, 
    CONSTRAINT pk_sighting PRIMARY KEY (id), 
    CONSTRAINT fk_sighting_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE sla_record (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    ticket_key TEXT NOT NULL, 
    sla_name TEXT, 
    target TEXT, 
    stage TEXT, 
    breached INTEGER, 
    start_at INTEGER, 
    stop_at INTEGER, 
    breach_at INTEGER, 
    original_breach_at INTEGER, 
    goal_s INTEGER, 
    elapsed_business_s INTEGER, 
    elapsed_actual_s INTEGER, 
    remaining_s INTEGER, 
    pause_s INTEGER, 
    business_pct REAL, 
    actual_pct REAL, 
    schedule TEXT, 
    timezone TEXT, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_sla_record PRIMARY KEY (id), 
    CONSTRAINT uq_sla_record_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_sla_record_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE source_profile (
    id INTEGER NOT NULL, 
    format TEXT NOT NULL, 
    header_hash TEXT NOT NULL, 
    encoding TEXT, 
    timezone TEXT, 
    date_order TEXT, 
    scope TEXT, 
    name TEXT, 
    decisions TEXT DEFAULT '{}' NOT NULL, 
    decided_by TEXT, 
    decided_at INTEGER, 
    CONSTRAINT pk_source_profile PRIMARY KEY (id), 
    CONSTRAINT uq_source_profile_format_header_hash UNIQUE (format, header_hash)
)
 STRICT

;

CREATE TABLE support_group (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    manager TEXT, 
    email TEXT, 
    parent TEXT, 
    active INTEGER, 
    description TEXT, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_support_group PRIMARY KEY (id), 
    CONSTRAINT uq_support_group_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_support_group_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE survey_response (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    survey TEXT, 
    ticket_key TEXT, 
    respondent TEXT, 
    taken_at INTEGER, 
    question TEXT, 
    score_raw TEXT, 
    scale_max REAL, 
    score REAL, 
    comment TEXT, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_survey_response PRIMARY KEY (id), 
    CONSTRAINT uq_survey_response_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_survey_response_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE target_change (
    id INTEGER NOT NULL, 
    kpi TEXT NOT NULL, 
    part TEXT NOT NULL, 
    target REAL, 
    stretch REAL, 
    owner TEXT, 
    version INTEGER NOT NULL, 
    valid_from INTEGER NOT NULL, 
    author TEXT NOT NULL, 
    approver TEXT NOT NULL, 
    reason TEXT NOT NULL, 
    recorded_by TEXT NOT NULL, 
    recorded_at INTEGER NOT NULL, 
    CONSTRAINT pk_target_change PRIMARY KEY (id)
)
 STRICT

;

CREATE TABLE ticket (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    kind TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    title TEXT, 
    description TEXT, 
    state TEXT DEFAULT 'unknown' NOT NULL, 
    state_raw TEXT, 
    hold_reason TEXT, 
    priority INTEGER, 
    priority_raw TEXT, 
    impact INTEGER, 
    urgency INTEGER, 
    is_major INTEGER, 
    category TEXT, 
    subcategory TEXT, 
    symptom TEXT, 
    channel TEXT, 
    service TEXT, 
    ci TEXT, 
    location TEXT, 
    assignment_group TEXT, 
    assignee TEXT, 
    caller TEXT, 
    opened_by TEXT, 
    resolved_by TEXT, 
    opened_at INTEGER, 
    created_at INTEGER, 
    acknowledged_at INTEGER, 
    restored_at INTEGER, 
    resolved_at INTEGER, 
    closed_at INTEGER, 
    due_at INTEGER, 
    updated_at INTEGER, 
    resolution_code TEXT, 
    resolution_notes TEXT, 
    reopen_count INTEGER, 
    reassignment_count INTEGER, 
    parent_key TEXT, 
    problem_key TEXT, 
    change_fix_key TEXT, 
    change_cause_key TEXT, 
    vendor TEXT, 
    made_sla INTEGER, 
    work_notes TEXT, 
    revision INTEGER, 
    row_hash TEXT NOT NULL, 
    severity TEXT, 
    service_offering TEXT, 
    company TEXT, 
    closed_by TEXT, 
    first_response_at INTEGER, 
    work_duration_s INTEGER, 
    calendar_duration_s INTEGER, 
    root_cause TEXT, 
    workaround TEXT, 
    known_error INTEGER, 
    duplicate_of TEXT, 
    change_key TEXT, 
    vendor_case_key TEXT, 
    knowledge_keys TEXT, 
    labels TEXT, 
    related_keys TEXT, 
    url TEXT, 
    outcome_unknown INTEGER DEFAULT 0 NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_ticket PRIMARY KEY (id), 
    CONSTRAINT uq_ticket_kind_key_source UNIQUE (kind, "key", source), 
    CONSTRAINT fk_ticket_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE TABLE vendor_case (
    id INTEGER NOT NULL, 
    source TEXT NOT NULL, 
    "key" TEXT NOT NULL, 
    source_id TEXT, 
    vendor TEXT NOT NULL, 
    title TEXT, 
    severity TEXT, 
    state TEXT, 
    state_raw TEXT, 
    product TEXT, 
    contact TEXT, 
    opened_at INTEGER, 
    first_response_at INTEGER, 
    resolved_at INTEGER, 
    closed_at INTEGER, 
    ticket_key TEXT, 
    response_target_s INTEGER, 
    resolve_target_s INTEGER, 
    url TEXT, 
    updated_at INTEGER, 
    row_hash TEXT NOT NULL, 
    batch_id INTEGER NOT NULL, 
    CONSTRAINT pk_vendor_case PRIMARY KEY (id), 
    CONSTRAINT uq_vendor_case_key_source UNIQUE ("key", source), 
    CONSTRAINT fk_vendor_case_batch_id FOREIGN KEY(batch_id) REFERENCES batch (id)
)
 STRICT

;

CREATE INDEX ix_action_origin_key ON action (origin_key);

CREATE INDEX ix_alert_event_alert_key ON alert_event (alert_key);

CREATE INDEX ix_alert_fingerprint ON alert (fingerprint, resolved_at);

CREATE INDEX ix_alert_incident ON alert (incident_key);

CREATE INDEX ix_approval_target_key ON approval (target_key);

CREATE INDEX ix_automation_run_change_key ON automation_run (change_key);

CREATE INDEX ix_automation_run_ticket_key ON automation_run (ticket_key);

CREATE INDEX ix_baseline_kpi ON baseline (kpi);

CREATE INDEX ix_batch_sha256 ON batch (sha256);

CREATE INDEX ix_change_event_change_key ON change_event (change_key);

CREATE INDEX ix_change_event_ticket_key ON change_event (ticket_key);

CREATE INDEX ix_change_planned ON change (planned_start_at);

CREATE INDEX ix_change_source_id ON change (source_id);

CREATE INDEX ix_ci_source_id ON ci (source_id);

CREATE INDEX ix_definition_change_kpi ON definition_change (kpi);

CREATE INDEX ix_kpi_note_kpi ON kpi_note (kpi);

CREATE INDEX ix_outage_ticket_key ON outage (ticket_key);

CREATE INDEX ix_pir_incident_key ON pir (incident_key);

CREATE INDEX ix_relation_child ON relation (child);

CREATE INDEX ix_relation_parent ON relation (parent);

CREATE INDEX ix_sighting_batch_id ON sighting (batch_id);

CREATE INDEX ix_sla_record_ticket_key ON sla_record (ticket_key);

CREATE INDEX ix_survey_response_ticket_key ON survey_response (ticket_key);

CREATE INDEX ix_target_change_kpi ON target_change (kpi, part);

CREATE INDEX ix_ticket_change_cause_key ON ticket (change_cause_key) WHERE change_cause_key IS NOT NULL;

CREATE INDEX ix_ticket_change_fix_key ON ticket (change_fix_key) WHERE change_fix_key IS NOT NULL;

CREATE INDEX ix_ticket_change_key ON ticket (change_key) WHERE change_key IS NOT NULL;

CREATE INDEX ix_ticket_ci ON ticket (ci);

CREATE INDEX ix_ticket_duplicate_of ON ticket (duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE INDEX ix_ticket_knowledge_keys ON ticket (knowledge_keys) WHERE knowledge_keys IS NOT NULL;

CREATE INDEX ix_ticket_open ON ticket (kind, due_at) WHERE resolved_at IS NULL;

CREATE INDEX ix_ticket_parent_key ON ticket (parent_key) WHERE parent_key IS NOT NULL;

CREATE INDEX ix_ticket_problem_key ON ticket (problem_key) WHERE problem_key IS NOT NULL;

CREATE INDEX ix_ticket_related_keys ON ticket (related_keys) WHERE related_keys IS NOT NULL;

CREATE INDEX ix_ticket_source_id ON ticket (source_id);

CREATE INDEX ix_ticket_vendor_case_key ON ticket (vendor_case_key) WHERE vendor_case_key IS NOT NULL;

CREATE INDEX ix_vendor_case_ticket_key ON vendor_case (ticket_key);
