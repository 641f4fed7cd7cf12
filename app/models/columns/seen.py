"""What re-imports of flat exports show to have changed."""

from dataclasses import dataclass, field

import numpy as np

from app.models.columns.tickets import HistoryColumns


def _nothing() -> HistoryColumns:
    empty = np.empty(0, np.int64)
    return HistoryColumns(empty, empty, np.empty(0, np.int32))


@dataclass(frozen=True, slots=True)
class SeenColumns:
    """Of tickets that no log tells of: what stood when first seen, and each change seen since.

    For what was known at an instant only (METRICS §1): between two exports nothing was seen, so
    this is no history of holds, peak priorities or reopenings.
    """

    states: HistoryColumns = field(default_factory=_nothing)
    priorities: HistoryColumns = field(default_factory=_nothing)
    groups: HistoryColumns = field(default_factory=_nothing)
    assignees: HistoryColumns = field(default_factory=_nothing)
