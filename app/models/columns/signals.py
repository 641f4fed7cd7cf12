"""Alerts, outages, runs, surveys, vendor cases and SLA clocks, as columns (METRICS §2)."""

from dataclasses import dataclass

from app.models.columns.arrays import F32, I8, I32, I64, Flags, Text


@dataclass(frozen=True, slots=True)
class AlertColumns:
    """Alert episodes ordered by (fired, id) (METRICS K2, K13). Flags of three: 1, 0, -1 unknown."""

    key: Text
    source: I32
    fingerprint: I32
    template: I32
    """Title or rule with numbers, ids, hosts and percents masked."""
    service: I32
    ci: I32
    team: I32
    severity: I8
    """Index into ALERT_SEVERITIES, -1 absent."""
    state: I8
    """Index into ALERT_STATES."""
    fired: I64
    acknowledged: I64
    resolved: I64
    human_acknowledged: I8
    auto_resolved: I8
    linked: Flags
    """A ticket or change is named by it, or names it."""
    ticket: I64
    """Row of that ticket in TicketColumns, -1 for none."""
    noted: Flags
    """A person's note or closing text is known."""
    runbook: Flags
    """A runbook or automation ran for it."""
    no_action: Flags
    """Closed as needing no action."""
    sources: tuple[str, ...]
    fingerprints: tuple[str, ...]
    templates: tuple[str, ...]
    services: tuple[str, ...]
    cis: tuple[str, ...]
    teams: tuple[str, ...]

    def __len__(self) -> int:
        """Number of episodes."""
        return len(self.fired)


@dataclass(frozen=True, slots=True)
class OutageColumns:
    """Outages, degradations and announced maintenance, ordered by start (METRICS K12)."""

    key: Text
    kind: I8
    """Index into OUTAGE_KINDS."""
    service: I32
    ci: I32
    start: I64
    end: I64
    """MISSING while it lasts."""
    announced: I64
    ticket: I64
    """Row in TicketColumns, -1 for none."""
    cancelled: Flags
    services: tuple[str, ...]
    cis: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunColumns:
    """Runs of automations, ordered by start (METRICS K14)."""

    key: Text
    automation: I32
    """Code into `automations`: the job's name, equal to AutomationRow.key or .title."""
    state: I8
    """Index into RUN_STATES, -1 absent."""
    started: I64
    finished: I64
    automations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SurveyColumns:
    """Answers to surveys, ordered by taken (METRICS K16)."""

    key: Text
    survey: I8
    """0 ticket, 1 stakeholder, -1 not said."""
    respondent: I32
    ticket: I64
    """Row in TicketColumns, -1 for none."""
    taken: I64
    score: F32
    """0 to 1; NaN when not answered."""
    service: I32
    respondents: tuple[str, ...]
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VendorCaseColumns:
    """Cases with vendors, ordered by opened (METRICS K17). Targets are seconds, -1 absent."""

    key: Text
    vendor: I32
    severity: I32
    open_state: Flags
    opened: I64
    first_response: I64
    resolved: I64
    closed: I64
    ticket: I64
    """Row in TicketColumns, -1 for none."""
    response_target: I64
    resolve_target: I64
    wait_case: I64
    """Intervals waiting on us: the row of the case ..."""
    wait_start: I64
    wait_end: I64
    """... and [start, end), MISSING while it lasts."""
    vendors: tuple[str, ...]
    severities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SlaRecordColumns:
    """Clocks of SLAs as their source kept them, in the order they were stored (METRICS K4).

    One row a ticket × target × start of the clock. Seconds are -1 where absent.
    """

    key: Text
    ticket: I64
    """Row in TicketColumns, -1 for none."""
    target: I8
    """0 response, 1 resolution, -1 not said."""
    stage: I8
    """Index into SLA_STAGES, -1 absent."""
    breached: I8
    """The source's own verdict: 1 breached, 0 not, -1 not said."""
    start: I64
    stop: I64
    breach_at: I64
    """When the target was or will be reached, as the source reckons."""
    goal: I64
    elapsed: I64
    """On the SLA's own calendar."""
    pause: I64
    source: I32
    sources: tuple[str, ...]

    def __len__(self) -> int:
        """Number of clocks."""
        return len(self.ticket)
