"""A deterministic ServiceNow incident export of any size, 28 columns, with some bad rows."""

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

HEADER = (
    "number",
    "sys_id",
    "short_description",
    "description",
    "state",
    "priority",
    "impact",
    "urgency",
    "category",
    "subcategory",
    "contact_type",
    "business_service",
    "cmdb_ci",
    "location",
    "assignment_group",
    "assigned_to",
    "caller_id",
    "opened_by",
    "opened_at",
    "resolved_at",
    "closed_at",
    "sys_updated_on",
    "close_code",
    "close_notes",
    "reopen_count",
    "reassignment_count",
    "made_sla",
    "sys_mod_count",
)
START = datetime(2024, 11, 1, tzinfo=UTC)
SPAN_S = 740 * 86400
BAD_EVERY = 1250
"""One priority in so many can't be read."""


def write(path: Path, rows: int, seed: int = 11) -> None:
    """The export; the same rows and seed give the same bytes."""
    dice = random.Random(seed)
    matrix = ((1, 2, 3), (2, 3, 4), (3, 4, 5))
    labels = ("1 - Critical", "2 - High", "3 - Moderate", "4 - Low", "5 - Planning")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for place in range(rows):
            opened = START + timedelta(seconds=SPAN_S * place // rows + dice.randrange(3600))
            impact, urgency = dice.choices((1, 2, 3), (2, 18, 80), k=2)
            priority = matrix[impact - 1][urgency - 1]
            is_open = place > rows * 0.95 and dice.random() < 0.95
            resolved = opened + timedelta(seconds=int(dice.lognormvariate(10.5, 1.4)))
            closed = resolved + timedelta(days=5)
            mask = "%Y-%m-%d %H:%M:%S"
            writer.writerow(
                (
                    f"INC{place:07d}",
                    f"{dice.getrandbits(128):032x}",
                    f"Case {place % 997} on host-{place % 20011}",
                    "Reported by monitoring.",
                    "2" if is_open else "7",
                    "P?" if place % BAD_EVERY == BAD_EVERY - 1 else labels[priority - 1],
                    f"{impact} - x",
                    f"{urgency} - x",
                    f"Category {place % 40}",
                    f"Sub {place % 170}",
                    "Phone",
                    f"Service {place % 120}",
                    f"ci-{place % 20011}",
                    f"Site {place % 30}",
                    f"Group {place % 70}",
                    f"Person {place % 900}",
                    f"Caller {place % 5000}",
                    "Desk",
                    opened.strftime(mask),
                    "" if is_open else resolved.strftime(mask),
                    "" if is_open else closed.strftime(mask),
                    (opened if is_open else closed).strftime(mask),
                    "Solved",
                    "Done.",
                    "0",
                    str(place % 4),
                    "true",
                    "3",
                )
            )
