"""Episodes of alerts whose beginning came in one file and whose end in another (METRICS K13).

The records stay as the files told them: what belongs together is found when alerts are read, so
it depends on the set of imports alone, never on their order, and taking one back needs nothing.

It is asked of alerts that are known by fingerprint and instant (`fingerprint@seconds`), as tools
that report changes of state are. What still fires there has ended at the first end of its
fingerprint that any file tells from then on; an end without a start that thereby belongs to an
alert is no episode of its own.

Who acknowledged is found the same way: in the tool's own log, which names the alert by its id or
key, whichever of the two files came first (METRICS K2, FORMATS §3.4).
"""

# ruff: noqa: S608 - every table and column is declared here


def _paired(of: str) -> str:
    instant = f"ifnull({of}.fired_at, {of}.resolved_at)"
    return f"{of}.key = {of}.fingerprint || '@' || {instant}"


def _same(of: str, other: str) -> str:
    same = f"{of}.fingerprint = {other}.fingerprint AND {of}.source = {other}.source"
    return f"{same} AND {_paired(of)}"


ENDED = (
    f"CASE WHEN t.resolved_at IS NULL AND {_paired('t')} THEN (SELECT min(e.resolved_at) "
    f"FROM alert e WHERE {_same('e', 't')} AND e.resolved_at >= t.fired_at) "
    "ELSE t.resolved_at END"
)
"""SQL over alias t: when the episode ended, UTC seconds; NULL while it lasts."""

STATE = (
    f"CASE WHEN t.resolved_at IS NULL AND ({ENDED}) IS NOT NULL THEN 'resolved' ELSE t.state END"
)
"""SQL over alias t: the state that all files together tell."""

_BETWEEN = (
    f"SELECT 1 FROM alert e WHERE {_same('e', 'b')} "
    "AND e.resolved_at >= b.fired_at AND e.resolved_at < t.resolved_at"
)
STANDS = (
    f"NOT (t.fired_at IS NULL AND t.resolved_at IS NOT NULL AND {_paired('t')} AND EXISTS ("
    f"SELECT 1 FROM alert b WHERE {_same('b', 't')} AND b.fired_at <= t.resolved_at AND ("
    "b.resolved_at = t.resolved_at OR "
    f"(b.resolved_at IS NULL AND NOT EXISTS ({_BETWEEN})))))"
)
"""SQL over alias t: false for an end that belongs to the beginning of another record."""


def _first(column: str) -> str:
    """Of the entry that first tells of a person, or where none does, of an integration."""
    return (
        f"(SELECT {column} FROM alert_event e WHERE e.alert_key IN (t.source_id, t.key) "
        "AND e.source = t.source AND e.event = 'acknowledged' "
        "AND e.at BETWEEN ifnull(t.fired_at, e.at) AND ifnull(t.resolved_at, e.at) "
        "ORDER BY e.automatic IS 1, e.at, e.key LIMIT 1)"
    )


ACKNOWLEDGED = f"ifnull({_first('e.at')}, t.acknowledged_at)"
"""SQL over alias t: when a person first acknowledged it, else an integration, UTC seconds.

The log decides where it speaks of the alert; else what the alert's own files say."""

ACKNOWLEDGED_BY = f"ifnull({_first('e.actor')}, t.acknowledged_by)"
"""SQL over alias t: who that was."""

HUMAN_ACKNOWLEDGED = (
    f"ifnull({_first('e.automatic IS NOT 1')}, CASE WHEN t.acknowledged_by IS NOT NULL THEN 1 END)"
)
"""SQL over alias t: 1 a person, 0 only integrations (it never needed a human), NULL unknown."""

ACKNOWLEDGED_BY_ITSELF = f"({HUMAN_ACKNOWLEDGED}) IS 0"
"""SQL over alias t: 1 when only integrations acknowledged it."""

DERIVED = {
    "resolved_at": ENDED,
    "state": STATE,
    "acknowledged_at": ACKNOWLEDGED,
    "acknowledged_by": ACKNOWLEDGED_BY,
    "human_acknowledged": HUMAN_ACKNOWLEDGED,
}
"""Columns of an episode that all files together tell; the last one is no column of the table."""


def episodes(columns: tuple[str, ...]) -> str:
    """A table in SQL: `columns` of each episode, those of `DERIVED` as all files tell them."""
    asked = ", ".join(f"{DERIVED.get(name, f't.{name}')} AS {name}" for name in columns)
    return f"(SELECT {asked} FROM alert t WHERE {STANDS})"
