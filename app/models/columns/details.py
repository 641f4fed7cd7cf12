"""What stands beside tickets and changes, row by row (METRICS K3, K11)."""

from dataclasses import dataclass

from app.models.columns.arrays import F32, I8, I32, I64, Flags


@dataclass(frozen=True, slots=True)
class TicketDetails:
    """More about each row of TicketColumns, in its order."""

    problem: I32
    template: I32
    """The title with ids, hosts and numbers masked (METRICS K3, §4.5)."""
    channel: I32
    location: I32
    resolution_code: I32
    resolved_by: I32
    """Code into `people`, as `opened_by` is."""
    opened_by: I32
    parent: I64
    """Row of the parent ticket, -1 for none or one that isn't known."""
    duplicate: Flags
    """Merged into, or a duplicate of, another ticket."""
    impact_start: I64
    """Earliest start of an outage or alert that names the ticket; MISSING when none does."""
    outage: Flags
    """An outage record names it."""
    knowledge: Flags
    """An article was used for it, or made from it."""
    noted: Flags
    """It has work or resolution notes."""
    problems: tuple[str, ...]
    templates: tuple[str, ...]
    channels: tuple[str, ...]
    locations: tuple[str, ...]
    resolution_codes: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeRecords:
    """What is written in each row of ChangeColumns, in its order, rated 0 to 1 (METRICS K11).

    Each rating is presence × substance. `requester` and `implementer` are codes into `people`.
    """

    analysis: F32
    """Risk and impact analysis."""
    implementation: F32
    backout: F32
    test: F32
    configuration: F32
    """CI and service."""
    schedule: F32
    """Schedule and communication."""
    has_backout: Flags
    has_ci: Flags
    requester: I32
    implementer: I32
    closed_with_code: Flags
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApprovalColumns:
    """Approvals of changes, ordered by (change row, decided)."""

    change: I64
    """Row number into ChangeColumns."""
    approver: I32
    """Code into ChangeRecords.people."""
    state: I8
    """1 approved, 0 asked for, -1 rejected, 2 not required, 3 called off."""
    requested: I64
    decided: I64
