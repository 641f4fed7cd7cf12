"""What the import wizard shows of one file before anything is stored."""

from dataclasses import dataclass

from app.models.problems import BY_ID, Problem
from app.models.records import Options


@dataclass(frozen=True, slots=True)
class Candidate:
    """One format that the file could be; `sure` is 0 to 1."""

    format: str
    system: str
    kind: str
    sure: float


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One field that a column of the file may be mapped to."""

    field: str
    label: str
    required: bool


@dataclass(frozen=True, slots=True)
class ColumnPreview:
    """One column of the file and what becomes of it."""

    header: str
    samples: tuple[str, ...]
    """Up to three different cells."""
    field: str
    """Empty: not imported."""
    transform: str
    """In words: `Trim`, `5 values to P1-P5`, `M/D/Y, New York`, `Aliases, 3 unknown`."""
    match: float | None
    """Share of the filled cells looked at that convert; None for a column that isn't imported."""
    filled: float
    decision: str = ""
    """What is still to be decided about it, in a word; empty when nothing is."""


@dataclass(frozen=True, slots=True)
class DatePreview:
    """One real value of the file's times; the unusual ones (repeated, missing hour) come too."""

    text: str
    local: int | None
    """Wall-clock time as read, in seconds since 1970 as if it were UTC; None when unreadable."""
    zone: str
    """Such as `EST -5`, or `EDT or EST` in a repeated hour."""
    utc: int | None
    remark: str
    """Such as `Repeated hour, 3 rows`; empty for a plain one."""
    serious: bool


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """Words in a choice column that no canonical value is known for."""

    field: str
    label: str
    words: str
    rows: int
    choices: tuple[str, ...]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class ProblemRows:
    """One kind of problem row (models.problems), what happens to them, and the first of them."""

    kind: str
    label: str
    rows: int
    action: str
    actions: tuple[str, ...]
    sample: tuple[tuple[int, str, str], ...]
    """(row, key, value), the first 200."""


def problem_rows(found: Problem) -> ProblemRows:
    """A problem with its words and what else may be done about it."""
    kind = BY_ID[found.kind]
    return ProblemRows(kind.id, kind.label, found.rows, found.action, kind.actions, found.sample)


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """One saved profile that fits this file."""

    id: int
    name: str
    format: str


@dataclass(frozen=True, slots=True)
class FilePreview:
    """One file as the wizard shows it. `trouble` is set, and little else, when it can't be read."""

    path: str
    trouble: str = ""
    container: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 1
    head: tuple[tuple[str, ...], ...] = ()
    """The first 12 rows as they stand, for choosing the header row."""
    candidates: tuple[Candidate, ...] = ()
    """Best first; the first is used unless a format was chosen."""
    format: str = ""
    system: str = ""
    kind: str = ""
    claimed: bool = False
    """Exactly one format claims the file; otherwise the first candidate is a guess."""
    fields: tuple[FieldChoice, ...] = ()
    columns: tuple[ColumnPreview, ...] = ()
    rows_looked_at: int = 0
    time_headers: tuple[str, ...] = ()
    dates: tuple[DatePreview, ...] = ()
    date_order: str = ""
    why_order: str = ""
    """A sentence with its evidence: `2,731 of 4,318 values have a second number above 12 ...`."""
    timezone: str = ""
    zone_confidence: str = ""
    """explicit, declared, inferred, profile or open."""
    hours: tuple[int, ...] = ()
    """Records opened by hour of the day (24 counts) in the zone as read."""
    unknown_values: tuple[UnknownValue, ...] = ()
    problems: tuple[ProblemRows, ...] = ()
    """Of the rows that were looked at; the dry run counts them all."""
    profile: ProfileLine | None = None
    profiles: tuple[ProfileLine, ...] = ()
    header_hash: str = ""
    """What profiles know the header by."""
    options: Options = Options()  # noqa: RUF009 - frozen
    """The decisions that this preview was made with, the profile's included."""
    open_decisions: int = 0
