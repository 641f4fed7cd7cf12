"""What the quality checks are told beside the facts: counts and rows that no column holds.

Instants are UTC seconds; `id` of a ticket or change is that of TicketColumns or ChangeColumns.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from app.models.columns import I64


@dataclass(frozen=True, slots=True)
class FieldCount:
    """How many records of one kind and source fill one field; `total` = those that should."""

    kind: str
    source: str
    field: str
    filled: int
    total: int


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """One import that stands: counts, what was wrong with rows, the ids that it created.

    `problems` are (kind, rows, action, sample); `tickets` and `changes` are [first, end) ids.
    """

    id: int
    file_name: str
    kind: str
    format: str
    scope: str
    as_of: int
    imported_at: int
    rows: int
    rejected: int
    cut: str
    problems: tuple[tuple[str, int, str, str], ...]
    tickets: tuple[int, int]
    changes: tuple[int, int]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One row of a file that was left out, as it stands in the file."""

    file_name: str
    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class LostLink:
    """Records that name an end that is not in the store; `held` = some of its kind are.

    `records` are (kind, key, word), of `rows` the first thousands.
    """

    link: str
    words: str
    kind: str
    end: str
    held: bool
    rows: int
    ends: int
    samples: tuple[str, ...]
    records: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class QualityFacts:
    """Everything beside Facts that the checks need, of one revision of the store."""

    fields: tuple[FieldCount, ...]
    without_notes: I64
    """Ids of resolved or closed tickets without a resolution note, where the file has notes."""
    raw_states: Mapping[int, str]
    """The source's own word by ticket id, where the state is not known."""
    batches: tuple[BatchFacts, ...]
    """Imports that stand, oldest first."""
    left_out: tuple[LeftOut, ...]
    lost_links: tuple[LostLink, ...]
    same_names: tuple[tuple[str, int], ...]
    """(CI name, records that describe it) of every name that several records have."""
    unknown_groups: tuple[tuple[str, str, int], ...]
    """(name, system, records) of groups that no group list and no alias knows."""
