"""The frozen results that analysis makes and views, reports and the command line show.

Instants are UTC seconds, durations seconds unless a unit stands beside the value; shares are
0-100 with unit "%". Tuples, never lists, so that a result can be shared between threads.
"""

from app.models.results.changes import (
    ChangeBar,
    ChangeCalendar,
    Collision,
    CollisionReport,
    Finding,
    Readiness,
    SeverityFactor,
    WindowBand,
)
from app.models.results.imports import (
    BatchLine,
    CheckReport,
    FileResult,
    ImportReport,
    StoreStatus,
)
from app.models.results.preview import (
    Candidate,
    ColumnPreview,
    DatePreview,
    FieldChoice,
    FilePreview,
    ProblemRows,
    ProfileLine,
    UnknownValue,
)
from app.models.results.quality import (
    FieldFill,
    FoundRow,
    ImportShare,
    KpiEffect,
    QualityFinding,
    QualityReport,
    SourceState,
)
from app.models.results.queues import (
    GroupHealth,
    PathStep,
    QueueHealth,
    SlaClock,
    TicketDetail,
    TicketRow,
)
from app.models.results.rca import (
    RcaEvent,
    RcaPackage,
)
from app.models.results.review import (
    ReviewNote,
)
from app.models.results.scorecard import (
    Distribution,
    Driver,
    KpiDefinition,
    KpiPart,
    KpiResult,
    Limits,
    Provenance,
    RequestedDecision,
    Scorecard,
    Signal,
    TrendPoint,
)
from app.models.results.today import (
    AttentionItem,
    ChangedLine,
    ReviewStep,
    Tile,
    Today,
)

__all__ = [
    "AttentionItem",
    "BatchLine",
    "Candidate",
    "ChangeBar",
    "ChangeCalendar",
    "ChangedLine",
    "CheckReport",
    "Collision",
    "CollisionReport",
    "ColumnPreview",
    "DatePreview",
    "Distribution",
    "Driver",
    "FieldChoice",
    "FieldFill",
    "FilePreview",
    "FileResult",
    "Finding",
    "FoundRow",
    "GroupHealth",
    "ImportReport",
    "ImportShare",
    "KpiDefinition",
    "KpiEffect",
    "KpiPart",
    "KpiResult",
    "Limits",
    "PathStep",
    "ProblemRows",
    "ProfileLine",
    "Provenance",
    "QualityFinding",
    "QualityReport",
    "QueueHealth",
    "RcaEvent",
    "RcaPackage",
    "Readiness",
    "RequestedDecision",
    "ReviewNote",
    "ReviewStep",
    "Scorecard",
    "SeverityFactor",
    "Signal",
    "SlaClock",
    "SourceState",
    "StoreStatus",
    "TicketDetail",
    "TicketRow",
    "Tile",
    "Today",
    "TrendPoint",
    "UnknownValue",
    "WindowBand",
]
