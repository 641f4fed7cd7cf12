"""Queue health and all eighteen KPIs over the imported store, against DuckDB and pandas.

Beside the tickets the store gets records of every other kind (bench.beside), so that no KPI is
"n/a" for want of data.
"""

import time
from pathlib import Path

import numpy as np

from app.analysis.kpis import compute
from app.analysis.periods import parse_period
from app.analysis.queues import measure, open_rows
from app.models.columns import Facts
from app.services.settings import load_settings
from app.services.text_rules import TEXT_RULES
from app.store.database import open_store
from app.store.facts import load_facts
from bench import beside
from bench.report import least, ratio, row, timed

PERIOD = "2026-W44"


def run(store_path: Path) -> None:
    """Print the figures."""
    settings = load_settings("UTC")
    period = parse_period(PERIOD, "UTC")
    now = period.end
    beside.add(store_path, store_path.parent / "beside", now)
    store = open_store(store_path)
    load_facts(store, TEXT_RULES)  # as an import leaves them
    facts = load_facts(store, TEXT_RULES)
    rows = open_rows(facts, "incident", now)
    ours = timed(lambda: measure(facts, settings, "incident", now, rows))
    row(f"queue health, {len(rows):,} open", ours, "goal one frame, 0.016 s")
    begun = time.process_time()
    results = compute(facts, settings, period, now)
    first = time.process_time() - begun
    told = sum(result.parts[0].value is not None for result in results)
    score, peer = least(lambda: compute(facts, settings, period, now), _duckdb(facts))
    row("18 KPIs with 26 periods of trend", score, f"{told} of {len(results)} have a value")
    row("the same, the first time after an import", first)
    row("DuckDB, reference aggregation from memory", peer)
    ratio("scorecard / DuckDB aggregation", score, peer, "≤ 1.0")
    frames = timed(_pandas(facts), runs=3)
    row("pandas, the same aggregation", frames)
    ratio("scorecard / pandas aggregation", score, frames, "")
    store.close()


def _columns(facts: Facts) -> dict[str, np.ndarray]:
    tickets = facts.tickets
    keep = tickets.resolved > 0
    return {
        "week": (tickets.resolved[keep] // 604800).astype(np.int32),
        "priority": tickets.priority[keep],
        "grp": tickets.group[keep],
        "seconds": tickets.resolved[keep] - tickets.opened[keep],
    }


def _duckdb(facts: Facts):
    import duckdb
    import pandas as pd

    connection = duckdb.connect()
    connection.register("facts", pd.DataFrame(_columns(facts)))
    connection.execute("create table t as select * from facts")
    query = (
        "select week, priority, grp, count(*), avg(seconds), median(seconds), "
        "quantile_cont(seconds, 0.9), sum((seconds <= 14400)::int) from t group by all"
    )
    return lambda: connection.execute(query).fetchall()


def _pandas(facts: Facts):
    import pandas as pd

    frame = pd.DataFrame(_columns(facts))

    def work() -> None:
        grouped = frame.groupby(["week", "priority", "grp"])["seconds"]
        grouped.agg(["count", "mean", "median"])
        grouped.quantile(0.9)

    return work
