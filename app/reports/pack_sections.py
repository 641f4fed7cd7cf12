"""The lists of a service review pack, once for PDF and workbook."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.models.results import PackAction, PackChange, ServicePack, Trends
from app.reports.words import by_group


@dataclass(frozen=True, slots=True)
class At:
    """An instant in a list, UTC seconds; None prints as nothing."""

    at: int | None


Value = str | int | float | At | None


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its title and its width in characters; numbers stand at the right."""

    title: str
    width: int
    number: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One list of the pack: `name` is its sheet, `nothing` what an empty list says."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]
    nothing: str


def sections(pack: ServicePack) -> tuple[Section, ...]:
    """Every list of the pack in reading order: what happened, what is left to do, what may come."""
    return (
        _majors(pack),
        _drivers(pack),
        _risks(pack),
        _problems(pack),
        _changes("Changes done", "Changes of the month", pack.changes_done),
        _changes("Changes planned", "Changes planned next", pack.changes_planned),
        _actions(pack),
        *(_trends(pack.trends) if pack.trends else ()),
    )


def _majors(pack: ServicePack) -> Section:
    fields = (
        Field("Incident", 16), Field("What happened", 42), Field("Opened", 21),
        Field("Restored", 21), Field("Minutes", 9, number=True), Field("Cause", 34),
        Field("Change", 16), Field("Review", 20),
    )  # fmt: skip
    rows = tuple(
        (
            one.key, one.title, At(one.opened_at), At(one.restored_at), one.minutes,
            one.cause or "not known yet", one.change, one.review,
        )
        for one in pack.majors
    )  # fmt: skip
    nothing = "No major incident in the month."
    return Section("Major incidents", "Major incidents", fields, rows, nothing)


def _drivers(pack: ServicePack) -> Section:
    fields = (
        Field("KPI", 30), Field("Counted", 34), Field("Driver", 36),
        Field("Count", 9, number=True), Field("Cumulative %", 12, number=True),
        Field("Linked to one event", 20, number=True),
    )  # fmt: skip
    rows = tuple(
        (
            kpi.label, kpi.drivers_label, one.label, one.count, round(one.cumulative, 1),
            one.linked or None,
        )
        for kpi in by_group(pack.card).kpis
        for one in kpi.drivers[:5]
    )  # fmt: skip
    return Section("Drivers", "Top drivers", fields, rows, "No KPI of the month has drivers.")


def _risks(pack: ServicePack) -> Section:
    fields = (Field("Risk", 36), Field("Why", 70), Field("Owner", 18), Field("Records", 30))
    rows = tuple(
        (one.title, one.why, one.owner or "No owner", ", ".join(one.keys[:6])) for one in pack.risks
    )
    return Section("Risks", "Risks", fields, rows, "No risk was found by rule.")


def _problems(pack: ServicePack) -> Section:
    fields = (
        Field("Problem", 16), Field("Title", 46), Field("State", 14), Field("Priority", 9),
        Field("Owner", 18), Field("Opened", 21), Field("Closed", 21),
        Field("Incidents", 10, number=True), Field("Workaround", 34),
    )  # fmt: skip
    rows = tuple(
        (
            one.key, one.title, one.state, one.priority, one.owner or "No owner",
            At(one.opened_at), At(one.closed_at), one.incidents, one.workaround,
        )
        for one in pack.problems
    )  # fmt: skip
    nothing = "No problem of the service is open or was closed in the month."
    return Section("Problems", "Problems", fields, rows, nothing)


def _changes(name: str, title: str, changes: tuple[PackChange, ...]) -> Section:
    fields = (
        Field("Change", 16), Field("Title", 46), Field("Type", 12), Field("Risk", 11),
        Field("Start", 21), Field("End", 21), Field("State", 14), Field("Outcome", 34),
        Field("Owner", 18),
    )  # fmt: skip
    rows = tuple(
        (
            one.key, one.title, one.type, one.risk, At(one.start), At(one.end), one.state,
            one.outcome, one.owner or "No owner",
        )
        for one in changes
    )  # fmt: skip
    return Section(name, title, fields, rows, "None.")


def _actions(pack: ServicePack) -> Section:
    fields = (
        Field("Action", 14), Field("Title", 48), Field("State", 18), Field("Owner", 18),
        Field("Due", 21), Field("Originally due", 21), Field("Closed", 21),
        Field("Times moved", 12, number=True), Field("From", 14),
    )  # fmt: skip
    rows = tuple(
        (
            one.key, one.title, one.state, one.owner or "No owner", At(one.due_at),
            At(one.original_due_at), At(one.closed_at), one.times_moved or None, one.origin,
        )
        for one in sorted(pack.actions, key=_order)
    )  # fmt: skip
    return Section("Actions", "Actions carried over, closed and due", fields, rows, "No action.")


def _order(action: PackAction) -> tuple[bool, int, str]:
    """What was carried over first, then by due date."""
    return action.state != "Carried over", action.due_at or 0, action.key


def _trends(trends: Trends) -> Iterator[Section]:
    yield Section(
        "Recurring incidents",
        "Recurring incidents, by cost",
        (
            Field("Pattern", 50), Field("Incidents", 10, number=True),
            Field("Hours", 9, number=True), Field("A week", 9, number=True), Field("Problem", 22),
        ),
        tuple(
            (one.label, one.n, round(one.hours, 1), round(one.trend, 2), one.problem or "none")
            for one in trends.clusters[:12]
        ),
        "No pattern comes back.",
    )  # fmt: skip
    yield Section(
        "After changes",
        "Incidents after changes, against the same hours of eight weeks",
        (
            Field("Change", 16), Field("Title", 46), Field("Incidents", 10, number=True),
            Field("Expected", 10, number=True), Field("Evidence", 12), Field("Heaviest", 34),
        ),
        tuple(
            (
                one.change, one.title, one.observed, round(one.expected, 1), one.label,
                ", ".join(key for key, _ in one.incidents[:4]),
            )
            for one in trends.lifts[:12]
        ),
        "No change was followed by more incidents than usual.",
    )  # fmt: skip
    yield Section(
        "Process findings",
        "Process findings",
        (
            Field("Finding", 34), Field("What was found", 70), Field("Tickets", 9, number=True),
            Field("Hours", 9, number=True),
        ),
        tuple(
            (one.title, one.words, one.n, None if one.hours is None else round(one.hours, 1))
            for one in trends.process[:12]
        ),
        "None.",
    )  # fmt: skip
