"""A believable Monday morning of queues, made without a store: 412 incidents in 12 groups."""

from dataclasses import replace

from app.models.results import (
    GroupHealth,
    PathStep,
    QueueHealth,
    SlaClock,
    TicketDetail,
    TicketRow,
)

MINUTE, HOUR, DAY = 60, 3600, 86400
NOW = 1_795_417_920  # Mon 23 Nov 2026 08:12 CET
AS_OF = NOW - 27 * MINUTE
ZONE = "Europe/Amsterdam"
TARGETS = {1: 4 * HOUR, 2: 8 * HOUR, 3: 36 * HOUR, 4: 60 * HOUR, 5: 120 * HOUR}
MATRIX = ((1, 2, 3, 3), (2, 2, 3, 4), (3, 3, 4, 4), (3, 4, 4, 5))

_FULL = (7, 9, 6, 8, 6, 2, 2, 9, 7, 8, 8, 6, 2, 1)
_GROUPS = (
    # group, health, reason, net, bands, unassigned, at risk, breached, wrong priority
    ("SAP Finance Apps", "E", "24% over 30 d; net inflow for 4 weeks", 7,
     (4, 5, 6, 6, 5, 8), 1, 3, 4, 1),
    ("Identity & Access", "D", "Net inflow for 4 weeks; 4 breached", 14,
     (13, 14, 12, 8, 6, 5), 3, 6, 4, 2),
    ("Storage & Backup", "D", "27% over 30 d; 1 breached", 2, (3, 2, 3, 2, 1, 4), 1, 0, 1, 0),
    ("End-User Compute", "C", "11% over 30 d; 3 breached", 5,
     (18, 17, 13, 9, 6, 8), 2, 3, 3, 1),
    ("Network Operations", "C", "2 breached", 2, (10, 10, 8, 5, 3, 3), 0, 2, 2, 0),
    ("Database Operations", "C", "16% over 30 d", 1, (4, 3, 4, 3, 2, 3), 0, 1, 1, 0),
    ("Telephony", "C", "Only 6 open; 2 over 30 d", 0, (1, 1, 1, 1, 0, 2), 1, 0, 0, 0),
    ("Service Desk L1", "B", "2 breached", 4, (41, 27, 15, 8, 4, 1), 5, 6, 2, 2),
    ("Messaging & Collab", "B", "1 unassigned", -3, (9, 8, 5, 3, 2, 0), 1, 1, 0, 0),
    ("Cloud Platform", "A", "All measures inside limits", -2, (8, 7, 5, 2, 1, 1), 0, 1, 0, 0),
    ("Security Operations", "A", "All measures inside limits", -1, (6, 4, 2, 1, 1, 0), 0, 0, 0, 0),
    ("CI/CD Platform", "A", "All measures inside limits", -4, (4, 3, 1, 1, 0, 0), 0, 0, 0, 0),
)  # fmt: skip

_KNOWN = (
    # key, priority, computed, title, assignee, state, age, hops, time left
    ("INC0481902", 2, 2, "Entra Connect sync stalled, 1,140 objects", "R. Haddad",
     "In progress", 610 * MINUTE, 2, -130 * MINUTE),
    ("INC0481655", 3, 3, "Shared mailbox rights lost after group move", "L. Sørensen",
     "On hold", 3 * DAY + HOUR, 1, -85 * MINUTE),
    ("INC0481731", 3, 3, "SAML assertion expired, Concur sign-in", "R. Haddad",
     "In progress", 3 * DAY, 3, -52 * MINUTE),
    ("INC0481960", 3, 3, "Password reset loop in self-service portal", "M. Okeke",
     "Assigned", 2 * DAY + 2 * HOUR, 1, -18 * MINUTE),
    ("INC0482193", 4, 2, "Okta push MFA failing, EMEA contractors", "",
     "New", 432 * MINUTE, 3, 48 * MINUTE),
    ("INC0482015", 3, 3, "PIM role activation denied, database admins", "M. Okeke",
     "In progress", 46 * HOUR, 1, 66 * MINUTE),
    ("INC0482044", 3, 3, "SCIM provisioning errors, Workday joiners", "L. Sørensen",
     "In progress", 46 * HOUR, 2, 100 * MINUTE),
    ("INC0482102", 3, 3, "Conditional access blocks VPN, contractors", "",
     "Assigned", 45 * HOUR, 1, 142 * MINUTE),
    ("INC0482071", 2, 2, "ADFS proxy certificate warning", "R. Haddad",
     "In progress", 302 * MINUTE, 1, 178 * MINUTE),
    ("INC0482133", 4, 4, "Guest invite mail not delivered", "M. Okeke",
     "Assigned", 68 * HOUR, 1, 211 * MINUTE),
    ("INC0482160", 3, 3, "Contractor account merge, two identities", "L. Sørensen",
     "Waiting user", 28 * HOUR, 1, 310 * MINUTE),
)  # fmt: skip

_BAND_AGES = (6 * HOUR, 2 * DAY, 5 * DAY, 10 * DAY, 21 * DAY, 44 * DAY)
_TITLES = ("Access request stuck", "Slow response after patch", "Job ended with a warning",
           "Printer queue blocked", "Certificate close to its end", "Report shows no rows",
           "Sync delayed", "Mail rule not applied")  # fmt: skip
_PEOPLE = ("A. Visser", "R. Haddad", "L. Sørensen", "M. Okeke", "T. Nowak", "C. Marchetti")


def clock(priority: int, left: int, *, paused: bool = False, limit: int = 4 * HOUR) -> SlaClock:
    """A resolution clock with `left` seconds on it."""
    target = TARGETS[priority]
    state = "breached" if left < 0 else "at_risk" if left < limit else "ok"
    due = None if paused else NOW + left
    return SlaClock("paused" if paused else state, target - left, target, left, due)


def row(key: str, priority: int, computed: int, title: str, group: str, assignee: str,
        state: str, age: int, hops: int, sla: SlaClock) -> TicketRow:  # fmt: skip
    """One open incident."""
    return TicketRow(
        key, "incident", priority, computed, title, group, assignee, state, NOW - age, age,
        NOW - min(age, 2 * HOUR), hops, sla, False, "Identity", "okta-prd", "Access",
    )  # fmt: skip


def _known() -> list[TicketRow]:
    return [
        row(key, priority, computed, title, "Identity & Access", assignee, state, age, hops,
            clock(computed, left, paused=state == "Waiting user"))
        for key, priority, computed, title, assignee, state, age, hops, left in _KNOWN
    ]  # fmt: skip


def _band(age: int) -> int:
    days = age / DAY
    return 5 if days > 30 else 4 if days >= 14 else sum(days >= edge for edge in (1, 3, 7))


def _fill(index: int, given: tuple, have: list[TicketRow]) -> list[TicketRow]:
    """Tickets that make the group's counts come true beside those it already has."""
    group, _, _, _, bands, unassigned, at_risk, breached, wrong = given
    ages: list[int] = []
    for band, count in enumerate(bands):
        ages += [_BAND_AGES[band]] * (count - sum(_band(one.age_s) == band for one in have))
    unassigned -= sum(not one.assignee for one in have)
    wrong -= sum(one.computed_priority != one.priority for one in have)
    at_risk -= sum(one.sla.state == "at_risk" for one in have)
    breached -= sum(one.sla.state == "breached" for one in have)
    made = []
    for number, age in enumerate(ages):
        late, risky = number < breached, breached <= number < breached + at_risk
        left = -(number + 1) * 17 * MINUTE if late else (40 + 24 * number) * MINUTE
        left = left if late or risky else 9 * HOUR + number * 23 * MINUTE
        made.append(row(
            f"INC{480000 + index * 200 + number:07d}", 3, 2 if number >= len(ages) - wrong else 3,
            _TITLES[(index + number) % len(_TITLES)], group,
            "" if number < unassigned else _PEOPLE[(index + number) % len(_PEOPLE)],
            "In progress" if number % 3 else "New", age, number % 4 if number % 9 == 0 else 1,
            clock(3, min(left, 30 * HOUR), limit=4 * HOUR if risky else 0),
        ))  # fmt: skip
    return made


def _group(index: int, given: tuple) -> GroupHealth:
    group, health, reason, net, bands, unassigned, at_risk, breached, wrong = given
    inflow = tuple(max(value + (index * day) % 3 - 1, 0) for day, value in enumerate(_FULL))
    outflow = tuple(max(value - (index + day) % 3, 0) for day, value in enumerate(_FULL))
    closed = sum(outflow[-7:])
    return GroupHealth(
        group, sum(bands), closed + net, closed, inflow, outflow, bands, bands[5], unassigned,
        at_risk, breached, 0, wrong, 1, 1, health, reason,
    )  # fmt: skip


def _total(groups: tuple[GroupHealth, ...]) -> GroupHealth:
    def added(name: str) -> int:
        return sum(getattr(group, name) for group in groups)

    def column(name: str, length: int) -> tuple[int, ...]:
        return tuple(sum(getattr(group, name)[at] for group in groups) for at in range(length))

    return GroupHealth(
        "All groups", added("open"), added("opened_7d"), added("closed_7d"),
        column("inflow", 14), column("outflow", 14), column("age_bands", 6),
        added("older_than_30d"), added("unassigned"), added("at_risk"), added("breached"),
        added("breached_if_open"), added("wrong_priority"), added("stale"), added("on_hold"),
        "", "3 groups at D or E",
    )  # fmt: skip


def health() -> QueueHealth:
    """The whole screen."""
    groups = tuple(_group(index, given) for index, given in enumerate(_GROUPS))
    tickets: list[TicketRow] = []
    for index, given in enumerate(_GROUPS):
        have = _known() if given[0] == "Identity & Access" else []
        tickets += have + _fill(index, given, have)
    tickets.sort(key=lambda one: (one.sla.remaining_s or 0, one.key))
    return QueueHealth(
        "incident", AS_OF, ZONE, groups, _total(groups), tuple(tickets),
        (("incident", len(tickets)), ("request", 688), ("problem", 47)), 0, (),
    )  # fmt: skip


def detail(key: str = "INC0482193") -> TicketDetail:
    """The detail of one of the known tickets."""
    ticket = next(one for one in health().tickets if one.key == key)
    opened = ticket.opened
    recorded = SlaClock("ok", 432 * MINUTE, 60 * HOUR, 64 * HOUR, NOW + 64 * HOUR)
    differs = ticket.computed_priority != ticket.priority
    return TicketDetail(
        row=replace(ticket, sla=recorded) if differs else ticket,
        description="Push notifications time out since 00:50.",
        caller="S. Vermeulen",
        impact=2 if differs else 3,
        urgency=1 if differs else 2,
        matrix=MATRIX,
        priority_reason=(
            "Impact 2 × urgency 1 = P2 by the matrix; recorded as P4." if differs else ""
        ),
        response=SlaClock("ok", 20 * MINUTE, 8 * HOUR, 7 * HOUR + 40 * MINUTE, NOW + 460 * MINUTE),
        computed_sla=ticket.sla if differs else None,
        path=(
            PathStep("Service Desk L1", opened, opened + 41 * MINUTE),
            PathStep("End-User Compute", opened + 41 * MINUTE, opened + 167 * MINUTE),
            PathStep("Service Desk L1", opened + 167 * MINUTE, opened + 247 * MINUTE),
            PathStep("Identity & Access", opened + 247 * MINUTE, NOW),
        ),
        similar=("INC0481731", "INC0481960", "INC0482102", "INC0480230"),
        problem_key="",
        history=(
            (opened + 41 * MINUTE, "assignment_group", "Service Desk L1", "End-User Compute"),
        ),
        work_note=f"{key}: matrix says P2, recorded P4. 48 m left to resolve as P2.",
    )
