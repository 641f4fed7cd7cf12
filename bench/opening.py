"""The store closed to the first queue-health numbers, against the plain load of its columns."""

from pathlib import Path

import numpy as np

from app.analysis.periods import parse_period
from app.analysis.queues import measure, open_rows
from app.services.settings import load_settings
from app.services.text_rules import TEXT_RULES
from app.store.aliases import Names
from app.store.database import open_store
from app.store.facts import load_facts
from app.store.sqlite import cursor
from app.store.ticket_columns import load_tickets
from bench.report import ratio, row, timed


def run(store_path: Path) -> None:
    """Print the figures."""
    settings = load_settings("UTC")
    now = parse_period("2026-W44", "UTC").end
    store = open_store(store_path)
    load_facts(store, TEXT_RULES)  # as an import leaves them
    with store.reading() as connection:
        made = timed(lambda: load_tickets(cursor(connection), Names(cursor(connection))), runs=1)
    folder = store.cache_folder
    store.close()

    def first_numbers() -> None:
        opened = open_store(store_path)
        facts = load_facts(opened, TEXT_RULES)
        measure(facts, settings, "incident", now, open_rows(facts, "incident", now))
        opened.close()

    def plain() -> None:
        for file in folder.glob("*/tickets.*.npy"):
            np.load(file)

    ours, peer = timed(first_numbers), timed(plain)
    row("store closed to the first queue-health numbers", ours)
    row("raw .npy load of the ticket columns", peer)
    ratio("first queue-health numbers / raw .npy load", ours, peer, "≤ 3")
    row("ticket columns made from rows, once an import", made)
    ratio("ticket columns made from rows / raw .npy load", made, peer, "none")
