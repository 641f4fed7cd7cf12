"""Queue health and every open ticket as a workbook."""

from app.models.results import GroupHealth, QueueHealth, TicketRow
from app.reports.report_frame import dated_book
from app.reports.words import stamp
from app.reports.workbook import STAMP, Cell, Column, local

_SHAPES = {"A": "● A", "B": "● B", "C": "○ C", "D": "▲ D", "E": "◆ E"}
_CLOCKS = {
    "ok": "● inside target",
    "met": "● met",
    "at_risk": "▲ at risk",
    "breached": "◆ breached",
    "breached_if_open": "▲ breached if still open",
    "paused": "○ clock paused",
    "none": "no target",
}
_BANDS = ("Under 1 d", "1 to 3 d", "3 to 7 d", "7 to 14 d", "14 to 30 d", "Over 30 d")


def queue_workbook(health: QueueHealth) -> bytes:
    """Make the workbook of queue health: groups worst first, tickets by SLA time left.

    Times are wall time of the report's zone, ages in days, SLA time left in hours. Same result,
    same bytes.
    """
    title = f"Queue health, {health.kind}"
    book, footer = dated_book(title, health.as_of, health.zone, health.as_of)
    sheet, _ = book.table("Queues", _group_columns(), _groups(health), footer)
    book.table(
        "Tickets",
        _ticket_columns(health.zone),
        [_ticket(t, health.zone) for t in health.tickets],
        footer,
    )
    facts = [
        ["Report", title],
        ["Data as of", stamp(health.as_of, health.zone)],
        ["Zone", health.zone],
        ["Open tickets", str(health.total.open)],
        ["Left the queue, outcome unknown", str(health.left_outcome_unknown)],
        [
            "Breached if still open",
            "crossed the target after the data's as-of; never counted as breached",
        ],
        *(["Open by kind", f"{kind}: {count}"] for kind, count in health.kinds),
        *(["Caveat", words] for words in health.caveats),
    ]
    book.table("About", (Column("What", 32), Column("Value", 90)), facts, footer)
    sheet.activate()
    return book.close()


def _group_columns() -> tuple[Column, ...]:
    counts = ("Open", "Opened 7 d", "Closed 7 d", *_BANDS, "Unassigned", "At risk", "Breached")
    more = ("Breached if still open", "Wrong priority", "Stale", "On hold")
    return (
        Column("Group", 32),
        Column("Health", 8),
        Column("Reason", 44),
        *(Column(title, 11.5) for title in counts + more),
    )


def _groups(health: QueueHealth) -> list[list[str | int]]:
    return [_group(group) for group in (*health.groups, health.total)]


def _group(group: GroupHealth) -> list[str | int]:
    return [
        group.group,
        _SHAPES.get(group.health, group.health),
        group.reason,
        group.open,
        group.opened_7d,
        group.closed_7d,
        *group.age_bands,
        group.unassigned,
        group.at_risk,
        group.breached,
        group.breached_if_open,
        group.wrong_priority,
        group.stale,
        group.on_hold,
    ]


def _ticket_columns(zone: str) -> tuple[Column, ...]:
    return (
        Column("Ticket", 16),
        Column("Priority", 9),
        Column("Computed priority", 10),
        Column("Title", 60),
        Column("Group", 26),
        Column("Owner", 20),
        Column("State", 16),
        Column("SLA clock", 24),
        Column("SLA time left, h", 11),
        Column(f"Due ({zone})", 24, STAMP),
        Column(f"Opened ({zone})", 24, STAMP),
        Column("Age, d", 9),
        Column(f"Updated ({zone})", 24, STAMP),
        Column("Stale", 7),
        Column("Hand-overs", 9),
        Column("Service", 22),
        Column("Configuration item", 22),
        Column("Category", 18),
    )


def _ticket(row: TicketRow, zone: str) -> list[object]:
    left = row.sla.remaining_s
    due = row.sla.due_at
    return [
        row.key,
        f"P{row.priority}" if row.priority else "none",
        f"P{row.computed_priority}" if row.computed_priority else "",
        row.title,
        row.group or "No group",
        row.assignee or "No owner",
        row.state,
        _CLOCKS.get(row.sla.state, row.sla.state),
        None if left is None else Cell(left / 3_600, '#,##0.0;"−"#,##0.0;0.0'),
        None if due is None or due < 0 else local(due, zone),
        local(row.opened, zone),
        Cell(row.age_s / 86_400, "#,##0.0"),
        local(row.updated, zone),
        "yes" if row.stale else "",
        row.hops,
        row.service,
        row.ci,
        row.category,
    ]
