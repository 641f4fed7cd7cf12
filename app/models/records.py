"""What importers hand to the store: values in declared order, rejects, and what was recognised."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.models.problems import Problem

Value = str | int | float | bool | None
"""A stored value: instants are UTC seconds (int), durations seconds (int), ids text."""


@dataclass(frozen=True, slots=True)
class Reject:
    """One row that could not be read. `row` is the 1-based line or record number in the file."""

    row: int
    column: str
    value: str
    reason: str
    problem: str = "value_unreadable"
    """Its kind (models.problems)."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to read a file; None means: find out, or ask by raising DecisionNeeded."""

    format: str | None = None
    timezone: str | None = None
    date_order: str | None = None
    """dmy, mdy or ymd."""
    encoding: str | None = None
    delimiter: str | None = None
    scope: str | None = None
    """full, open-only or delta; None means full, with the assumption stated in the result."""
    header_row: int | None = None
    """The row of the header, counted from 1; what stands above is a banner."""
    quotes: str | None = None
    """`plain`: quote characters are ordinary text."""
    mapping: tuple[tuple[str, str], ...] = ()
    """(header of the file, field of the format); an empty field is not imported."""
    choices: tuple[tuple[str, str, str], ...] = ()
    """(field, words in the file, value): what unknown choice values mean."""
    rules: tuple[tuple[str, str], ...] = ()
    """(problem, action): what becomes of each kind of problem row (models.problems)."""
    remember: bool = True
    """False: what is decided here is for this file only."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is: exactly one importer claimed it."""

    format: str
    system: str
    kind: str
    """What the file's main records are: incident, change, window ..."""
    container: str
    """csv, xlsx, json, ndjson."""
    encoding: str | None
    delimiter: str | None
    timezone: str | None
    """IANA zone used for naive times, None when every time carries its own."""
    date_order: str | None
    header: tuple[str, ...]
    header_hash: str


@dataclass(slots=True)
class Reading:
    """One file being read, in one pass. `batches` yields chunks; counts are complete afterwards.

    Each chunk is `(table, rows)`: rows of `plans[table]` in its field order. `rows_read` counts
    lines (or records) except header, banner and blank ones.
    """

    recognised: Recognised
    plans: dict[str, "Plan"]
    chunks: Iterator[tuple[str, list[tuple[Value, ...]]]]
    rows_read: int = 0
    blank_rows: int = 0
    rejects: list[Reject] = field(default_factory=list)
    rejected: int = 0
    merged: int = 0
    """Rows that became part of another row's record, such as the events of one episode."""
    cut: str | None = None
    """Why the export is probably cut off, in a sentence."""
    warnings: list[str] = field(default_factory=list)
    problems: tuple[Problem, ...] = ()
    """What was wrong with rows, by kind; complete when `chunks` has ended."""
    decided: Options = Options()
    """What was decided about this file, now or before: kept for the next one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How rows of one table are stored.

    `fields` are column names of the SQLAlchemy model of `table`; `key` names those that identify
    a record (`change_ci` uses the pseudo-fields `change_key`, `ci_name`, `source`, `role`, which
    the store resolves to ids). A field that the file doesn't have is not in `fields` and is
    never blanked. `log` = the rows are a history of versions: each key is ordered by
    (`updated_at`, `revision`, hash of the row), whatever file they came in, and every change
    between versions becomes
    field history at its `updated_at` with origin `log`.
    """

    table: str
    fields: tuple[str, ...]
    key: tuple[str, ...]
    log: bool = False
    counted: bool = True
    """Its rows are the file's own records; False for what rows only mention, such as CIs."""
    additive: bool = False
    """Its rows are messages that each tell a part: an empty value, or a state that is unknown,
    says nothing and hides none that another message told."""


Progress = Callable[[int, int], None]
"""Called with (done, total) in bytes or rows; raises Cancelled when the user cancelled."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store did with one file (or with the reversal of one).

    `rows` counts lines read; `new`, `changed` and `unchanged` count the main records; `by_kind`
    counts the other records the file spoke of. `batch` is None for a dry run.
    """

    batch: int | None
    rows: int
    new: int
    changed: int
    unchanged: int
    rejected: int
    by_kind: tuple[tuple[str, int], ...] = ()
    rejects: tuple[Reject, ...] = ()
    """The first 20."""
    warnings: tuple[str, ...] = ()
    new_by_kind: tuple[tuple[str, int], ...] = ()
    """Of the records in `by_kind` those that were not known before."""
