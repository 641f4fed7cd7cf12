"""Everything that analysis may ask for, of one revision of the store."""

from dataclasses import dataclass, field

from app.models.columns.absent import no_rows
from app.models.columns.changes import ChangeColumns, WindowRow
from app.models.columns.details import ApprovalColumns, ChangeRecords, TicketDetails
from app.models.columns.registers import Registers
from app.models.columns.seen import SeenColumns
from app.models.columns.signals import (
    AlertColumns,
    OutageColumns,
    RunColumns,
    SlaRecordColumns,
    SurveyColumns,
    VendorCaseColumns,
)
from app.models.columns.tickets import HistoryColumns, HoldColumns, TicketColumns


@dataclass(frozen=True, slots=True)
class SourceFreshness:
    """The newest import of one kind of record."""

    label: str
    """Incidents, Changes, Windows ..."""
    kind: str
    as_of: int
    file_name: str
    rows: int
    imported_at: int
    demo: bool
    exported: int | None = None
    """How many records the exporter counted in the source; None when nobody recorded it."""
    query: str = ""
    """The query that was exported, as far as somebody recorded it."""


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Facts:
    """Everything that analysis may ask for, of one revision of the store."""

    revision: int
    """Increases with every committed write; caches are keyed by it."""
    tickets: TicketColumns
    states: HistoryColumns
    priorities: HistoryColumns
    groups: HistoryColumns
    assignees: HistoryColumns
    holds: HoldColumns
    changes: ChangeColumns
    windows: tuple[WindowRow, ...]
    sources: tuple[SourceFreshness, ...]
    details: TicketDetails
    records: ChangeRecords
    approvals: ApprovalColumns
    alerts: AlertColumns
    outages: OutageColumns
    runs: RunColumns
    surveys: SurveyColumns
    vendor_cases: VendorCaseColumns
    registers: Registers
    seen: SeenColumns = field(default_factory=SeenColumns)
    confirmed_changes: tuple[str, ...] = ()
    """Keys of changes of which a person said that they caused incidents (METRICS K9, §4.4)."""
    sla_records: SlaRecordColumns = field(default_factory=lambda: no_rows(SlaRecordColumns))
