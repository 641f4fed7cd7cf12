"""Changes, windows and decisions about findings, as columns and rows."""

from dataclasses import dataclass

from app.models.columns.arrays import I8, I32, I64, Flags, Text


@dataclass(frozen=True, slots=True)
class ChangeColumns:
    """Every change, ordered by id. `state` indexes CHANGE_STATES, `type` CHANGE_TYPES (-1 = no)."""

    id: I64
    key: Text
    type: I8
    state: I8
    approval: I32
    risk: I8
    """1 very high to 4 low, 0 absent."""
    model: I32
    service: I32
    group: I32
    environment: I32
    location: I32
    opened: I64
    planned_start: I64
    planned_end: I64
    actual_start: I64
    actual_end: I64
    downtime_start: I64
    downtime_end: I64
    closed: I64
    updated: I64
    close_code: I8
    """0 absent, 1 successful, 2 successful with issues, 3 unsuccessful."""
    unauthorized: Flags
    linked_incidents: I32
    """Incidents that either side or a relation says it caused; the source's own count when
    greater."""
    naive_time: Flags
    approvals: tuple[str, ...]
    models: tuple[str, ...]
    services: tuple[str, ...]
    groups: tuple[str, ...]
    environments: tuple[str, ...]
    locations: tuple[str, ...]
    ci_change: I64
    """change × CI pairs, ordered by change row: the change's row number ..."""
    ci_ci: I32
    """... the CI's code into `cis` ..."""
    ci_primary: Flags
    """... and whether it is the primary one."""
    cis: tuple[str, ...]
    ci_class: I32
    """Per CI in `cis`: code into `ci_classes` (-1 absent); `ci_service` into `services`."""
    ci_service: I32
    ci_classes: tuple[str, ...]
    service_tier: I8
    """Per service in `services`: tier 1-3, 0 unknown."""

    def __len__(self) -> int:
        """Number of changes."""
        return len(self.id)


@dataclass(frozen=True, slots=True)
class WindowRow:
    """One freeze or maintenance window, scope as in the `schedule_window` table."""

    key: str
    kind: str
    title: str
    start: int
    end: int
    hard: bool
    scope_ci: str | None = None
    scope_class: str | None = None
    scope_service: str | None = None
    scope_location: str | None = None
    scope_environment: str | None = None
    scope_type: str | None = None
    scope_risk: int | None = None
    exempt_changes: tuple[str, ...] = ()
    exempt_approver: str | None = None
    exempt_until: int | None = None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """The newest decision about one finding (COLLISIONS §6): accepted, dismissed or reopened."""

    finding_key: str
    decision: str
    reason: str
    decided_by: str
    recorded_by: str
    decided_at: int
    until: int | None
    fingerprint: str
