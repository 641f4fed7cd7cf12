"""Facts as columns: what the store hands to analysis. NumPy arrays of one length, text as codes.

Instants are int64 UTC seconds with `MISSING` for absent; a code is an index into its vocabulary
with -1 for absent. Arrays may be memory-mapped and must not be written to.
"""

from app.models.columns.arrays import F32, I8, I32, I64, MISSING, Flags, Text
from app.models.columns.changes import ChangeColumns, DecisionRow, WindowRow
from app.models.columns.details import ApprovalColumns, ChangeRecords, TicketDetails
from app.models.columns.facts import Facts, SourceFreshness
from app.models.columns.registers import (
    ActionRow,
    ArticleRow,
    AutomationRow,
    ContractRow,
    PirRow,
    Registers,
    ServiceRow,
)
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

__all__ = [
    "F32",
    "I8",
    "I32",
    "I64",
    "MISSING",
    "ActionRow",
    "AlertColumns",
    "ApprovalColumns",
    "ArticleRow",
    "AutomationRow",
    "ChangeColumns",
    "ChangeRecords",
    "ContractRow",
    "DecisionRow",
    "Facts",
    "Flags",
    "HistoryColumns",
    "HoldColumns",
    "OutageColumns",
    "PirRow",
    "Registers",
    "RunColumns",
    "SeenColumns",
    "ServiceRow",
    "SlaRecordColumns",
    "SourceFreshness",
    "SurveyColumns",
    "Text",
    "TicketColumns",
    "TicketDetails",
    "VendorCaseColumns",
    "WindowRow",
]
