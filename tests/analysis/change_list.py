"""The bank's change list read straight from its CSV: an oracle that shares no code with the app."""

import csv
import lzma
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_EPOCH = datetime.min.replace(tzinfo=_AMSTERDAM)


class Listed(NamedTuple):
    """One change: its planned window by the row that closed last, and every CI of all rows."""

    key: str
    start: int
    end: int
    cis: frozenset[str]


def _stamp(text: str) -> datetime | None:
    if not text.strip():
        return None
    return datetime.strptime(text, "%d-%m-%Y %H:%M").replace(tzinfo=_AMSTERDAM)


def read_change_list(path: Path) -> list[Listed]:
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            rows[row["Change ID"]].append(row)
    return [_listed(key, group) for key, group in rows.items()]


def _listed(key: str, rows: list[dict[str, str]]) -> Listed:
    latest = max(rows, key=lambda row: _stamp(row["Change record Close Time"]) or _EPOCH)
    start, end = _stamp(latest["Planned Start"]), _stamp(latest["Planned End"])
    assert start is not None
    assert end is not None
    return Listed(
        key,
        int(start.timestamp()),
        int(end.timestamp()),
        frozenset(row["CI Name (aff)"] for row in rows),
    )


def colliding_pairs(listed: list[Listed]) -> dict[tuple[str, str], frozenset[str]]:
    """Every two changes whose windows overlap and that share a CI, by plain nested loops."""
    minute = int(timedelta(minutes=1).total_seconds())
    found = {}
    for place, one in enumerate(listed):
        for two in listed[place + 1 :]:
            one_end = max(one.end, one.start + minute)
            two_end = max(two.end, two.start + minute)
            if one.start < two_end and two.start < one_end and one.cis & two.cis:
                low, high = sorted((one.key, two.key))
                found[low, high] = one.cis & two.cis
    return found
