"""What people say and use in the demo: surveys, knowledge articles, catalogue requests."""

import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from app.services.demo.exports import write_csv
from app.services.demo.incidents import PRIORITIES, Ticket
from app.services.demo.rhythm import Local, arrivals, business_add, settled
from app.services.demo.words import BY_NAME, FIRST, LAST, QUEUES, SITES

QUARTERS = 8
_SURVEY_FIELDS = ("ID", "Start time", "Completion time", "Email", "Name",
                  "How satisfied are you with IT operations?",
                  "What should we change?")  # fmt: skip
_ANSWER_FIELDS = ("instance", "metric", "actual_value", "string_value", "metric.max", "user",
                  "source_id", "sys_created_on")  # fmt: skip
_ARTICLE_FIELDS = ("number", "version", "short_description", "kb_knowledge_base", "kb_category",
                   "workflow_state", "author", "published", "sys_view_count", "use_count",
                   "sys_updated_on")  # fmt: skip
_REQUEST_FIELDS = (
    "number", "short_description", "cat_item", "state", "priority", "requested_for", "opened_by",
    "assignment_group", "assigned_to", "business_service", "opened_at", "closed_at",
    "sys_created_on", "sys_updated_on",
)  # fmt: skip
_ITEMS = (
    ("Standard laptop", "End-User Compute"), ("Mobile phone", "Telephony"),
    ("VPN access", "Identity & Access"), ("Shared mailbox", "Messaging & Collab"),
    ("Software from the catalogue", "End-User Compute"), ("Group membership", "Identity & Access"),
    ("Database account", "Database Operations"), ("Build agent", "CI/CD Platform"),
    ("Access to SAP role", "SAP Finance Apps"), ("File share", "Storage & Backup"),
)  # fmt: skip
_SAID = ("Tell us earlier when something is down.", "Keep it as it is.", "Fewer forms.",
         "Name one person who owns our tickets.")  # fmt: skip


def write_stakeholder_survey(path: Path, cut: Local, a_quarter: int, seed: int) -> int:
    """Microsoft Forms, the last eight full quarters and the present one; how many answers."""
    chance = random.Random(f"{seed} stakeholders")  # noqa: S311 - a demo
    begins = cut.replace(month=3 * ((cut.month - 1) // 3) + 1, day=1, hour=0, minute=0, second=0)
    rows: list[list[str]] = []
    for quarter in range(QUARTERS, 0, -1):
        month = begins.year * 12 + begins.month - 1 - 3 * quarter
        first = begins.replace(year=month // 12, month=month % 12 + 1)
        good = 0.42 + 0.025 * (QUARTERS - quarter)
        people = [f"{name[0]}. {name[1]}" for name in _people(chance, a_quarter)]
        for person in people:
            at = settled(first + timedelta(days=chance.uniform(58, 76), hours=chance.uniform(0, 9)))
            marks = (good, 0.4, 0.1, 0.05, 0.03)
            score = chance.choices((5, 4, 3, 2, 1), marks)[0]
            mail = f"{person.replace('. ', '.').casefold()}@example.test"
            said = chance.choice(_SAID) if chance.random() < 0.3 else ""
            rows.append([str(len(rows) + 1), _at(at - timedelta(minutes=3)), _at(at), mail, person,
                         str(score), said])  # fmt: skip
    write_csv(path, _SURVEY_FIELDS, rows)
    return len(rows)


def _people(chance: random.Random, count: int) -> list[tuple[str, str]]:
    everyone = [(first, last) for first in FIRST for last in LAST]
    return sorted(chance.sample(everyone, min(count, len(everyone))))


def write_ticket_survey(path: Path, tickets: Sequence[Ticket], cut: Local, seed: int) -> int:
    """Answers as ServiceNow's asmt_metric_result: one closed ticket in thirteen, at least six."""
    chance = random.Random(f"{seed} answers")  # noqa: S311 - a demo
    rows: list[list[str]] = []
    done = [ticket for ticket in tickets if not ticket.planted and not ticket.is_open(cut)]
    step = max(1, min(13, len(done) // 25))
    for place, ticket in enumerate(done):
        if place % step:
            continue
        closed = max(at for at, _ in ticket.events)
        at = settled(closed + timedelta(hours=chance.uniform(1, 60)))
        if at > cut:
            continue
        score = chance.choices((5, 4, 3, 2, 1), (0.5, 0.32, 0.1, 0.05, 0.03))[0]
        rows.append([f"AINST{10001 + len(rows):07}", "How content are you with the solution?",
                     str(score), "", "5", ticket.fixed["caller"], ticket.number,
                     _iso(at)])  # fmt: skip
    write_csv(path, _ANSWER_FIELDS, rows)
    return len(rows)


def write_knowledge(folder: Path, tickets: Sequence[Ticket], cut: Local, seed: int) -> int:
    """kb_knowledge.csv and m2m_kb_task.csv: articles, and the tickets they were used for."""
    chance = random.Random(f"{seed} knowledge")  # noqa: S311 - a demo
    articles: list[list[str]] = []
    of_queue: dict[str, list[str]] = {}
    for queue in QUEUES:
        for place in range(3 if queue.open_tickets < 30 else 7):
            number = f"KB{10101 + len(articles):07}"
            reviewed = settled(cut - timedelta(days=chance.uniform(5, 520)))
            words = f"{queue.things[place % len(queue.things)]}: what to check first"
            articles.append([
                number, f"{chance.randint(1, 6)}.0", words, "IT", queue.category, "published",
                chance.choice(queue.people), _iso(settled(cut - timedelta(days=560))),
                str(chance.randint(20, 4000)), str(chance.randint(1, 300)), _iso(reviewed),
            ])  # fmt: skip
            of_queue.setdefault(queue.name, []).append(number)
    uses = []
    for ticket in tickets:
        weeks = (cut - ticket.opened).days / 7
        if ticket.is_open(cut) or chance.random() > 0.385 - 0.0022 * weeks:
            continue
        uses.append([ticket.number, chance.choice(of_queue[ticket.queue.name])])
    write_csv(folder / "kb_knowledge.csv", _ARTICLE_FIELDS, articles)
    write_csv(folder / "m2m_kb_task.csv", ("task", "kb_knowledge"), uses)
    return len(uses)


def write_requests(path: Path, cut: Local, count: int, seed: int) -> tuple[int, int]:
    """Requested items (RITM) of 18 months; how many, and how many of them are open."""
    chance = random.Random(f"{seed} requests")  # noqa: S311 - a demo
    rows, still = [], 0
    for place, opened in enumerate(arrivals(count, cut, chance)):
        item, group = chance.choice(_ITEMS)
        priority = chance.choice((3, 4, 4, 4))
        target = {3: 30, 4: 50}[priority] * 3600
        late = chance.random() < 0.06
        share = chance.uniform(1.05, 1.9) if late else chance.betavariate(1.6, 2.2) * 0.96
        done = business_add(opened, share * target)
        over = done <= cut
        still += not over
        who = f"{chance.choice(FIRST)}. {chance.choice(LAST)}"
        queue = BY_NAME[group]
        rows.append([
            f"RITM{61001 + place:07}", f"{item} for {chance.choice(SITES)}", item,
            "Closed Complete" if over else "Work in Progress", PRIORITIES[priority], who, who,
            group, chance.choice(queue.people), queue.service, _iso(opened),
            _iso(done) if over else "", _iso(opened), _iso(done if over else opened),
        ])  # fmt: skip
    write_csv(path, _REQUEST_FIELDS, rows)
    return len(rows), still


def _at(moment: Local) -> str:
    """As Microsoft Forms writes a time."""
    return f"{moment.month}/{moment.day}/{moment:%y} {moment.hour}:{moment:%M:%S}"


def _iso(moment: Local) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
