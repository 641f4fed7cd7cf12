"""What stands behind a KPI's number: its rows, its steps, and its difference to another period."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record behind a number. Instants are UTC seconds, None where the record has none."""

    kind: str
    """The kind of record, as in KpiResult.records."""
    key: str
    title: str
    group: str
    """Its group, team, vendor or service; empty when it has none."""
    state: str
    opened: int | None
    ended: int | None
    """Resolved, closed or over."""
    lasted: int | None
    """Seconds from opened to ended by the wall clock; None while it lasts."""
    opens: bool
    """A screen can show it."""
    measured: float | None = None
    """What the KPI measured of it, in seconds; None where the KPI measures no duration."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the period to the verdict, in words, with the keys of its rows."""

    title: str
    words: str
    figure: str = ""
    """The step's number as it is printed; empty when it has none."""
    rows: tuple[str, ...] = ()
    records: str = "ticket"
    """The kind of record that `rows` are keys of."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of a KPI in two periods; `change` in the part's unit ("points" for %)."""

    kpi: str
    part: str
    unit: str
    before: float | None
    after: float | None
    change: float | None
    better: bool | None
    """Whether the change is for the better; None when nothing changed or can't be said."""
    overlap: bool | None
    """The 95 % intervals overlap; None when there are none to compare."""
    before_n: int
    after_n: int
    definition_changed: bool = False
    """Definition or target are of another version."""


@dataclass(frozen=True, slots=True)
class EventLink:
    """The one event that most of the rows link to; `count` of `total` rows name it."""

    key: str
    kind: str
    """ticket or change."""
    count: int
    total: int
