"""The evidence block of an issued report: sources, population, versions (RELIABILITY §7)."""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from app import __version__
from app.models.change import CHANGE_STATES
from app.models.columns import I64, MISSING, Facts, Text
from app.models.moments import full
from app.models.ticket import TICKET_KINDS
from app.services.clock import iso
from app.services.frozen import digest
from app.services.text_rules import TEXT_RULES
from app.services.tower import Tower
from app.store.aliases import load_aliases
from app.store.decisions import decisions
from app.store.integrity import SCHEMA_VERSION
from app.store.issued import importers
from app.store.records import batches, rejects

SCHEMA = "control-tower.issued/1"
"""Names the form of a sidecar."""
_GAPS = 20
"""Ranges of missing numbers that are listed; all are counted."""


def sources(tower: Tower) -> list[dict[str, Any]]:
    """Every import that counts, oldest first: file, rows in and out, decisions, who and when."""
    who = importers(tower.store)
    return [_source(tower, row, who.get(row["id"])) for row in living(tower)]


def living(tower: Tower) -> list[dict[str, Any]]:
    """The imports that were not taken back, oldest first, as rows of the `batch` table."""
    rows = batches(tower.store)
    gone = {row["reverses"] for row in rows if row["reverses"] is not None}
    kept = [row for row in rows if row["id"] not in gone and row["reverses"] is None]
    return sorted(kept, key=lambda row: int(row["id"]))


def basis(tower: Tower) -> dict[str, Any]:
    """What every number rests on beside the settings: the same basis, the same numbers."""
    return {
        "imports": [[row["id"], row["sha256"]] for row in living(tower)],
        "aliases": digest(aliases(tower)),
        "decisions": digest([asdict(row) for row in decisions(tower.store).values()]),
        "text_rules": TEXT_RULES.version,
        "app_version": __version__,
    }


def aliases(tower: Tower) -> list[list[str]]:
    """The alias list: kind, system, alias, name."""
    return [[row.kind, row.system, row.alias, row.name] for row in load_aliases(tower.store)]


def product() -> dict[str, Any]:
    """The versions of what computed the report."""
    return {
        "app_version": __version__,
        "store_version": SCHEMA_VERSION,
        "sqlite_version": sqlite3.sqlite_version,
        "text_rules": TEXT_RULES.version,
    }


def population(facts: Facts) -> list[dict[str, Any]]:
    """Records by kind with a control total, and the number sequence of each prefix with its gaps.

    The control total is the sum of the opened (changes: planned start) instants in UTC seconds.
    """
    tickets, found = facts.tickets, []
    for code, kind in enumerate(TICKET_KINDS):
        mask = tickets.kind == code
        if mask.any():
            found.append(_counted(kind, tickets.key[mask], tickets.opened[mask]))
    if len(facts.changes):
        found.append(_counted("change", facts.changes.key, facts.changes.planned_start))
        found[-1]["states"] = dict(
            sorted(Counter(CHANGE_STATES[code] for code in facts.changes.state.tolist()).items())
        )
    others = (
        ("alert", len(facts.alerts)),
        ("outage", len(facts.outages.start)),
        ("automation_run", len(facts.runs.started)),
        ("survey_response", len(facts.surveys.taken)),
        ("vendor_case", len(facts.vendor_cases.opened)),
        ("pir", len(facts.registers.pirs)),
        ("action", len(facts.registers.actions)),
        ("knowledge_article", len(facts.registers.articles)),
    )
    return found + [{"kind": kind, "records": n} for kind, n in others if n]


def _counted(kind: str, keys: Text, at: I64) -> dict[str, Any]:
    return {
        "kind": kind,
        "records": len(keys),
        "control_total": int(at[at != MISSING].sum()),
        "numbers": numbers(keys),
    }


def numbers(keys: Text) -> list[dict[str, Any]]:
    """Of each prefix of keys like INC0012345: first, last, how many, and which are missing."""
    split: dict[str, list[tuple[int, str]]] = {}
    for key in keys.tolist():
        prefix = key.rstrip("0123456789")
        digits = key[len(prefix) :]
        if digits and len(digits) <= 18:
            split.setdefault(prefix, []).append((int(digits), key))
    return [_sequence(prefix, held) for prefix, held in sorted(split.items())]


def _sequence(prefix: str, held: list[tuple[int, str]]) -> dict[str, Any]:
    held.sort()
    at = np.unique(np.array([number for number, _ in held], np.int64))
    after = np.flatnonzero(np.diff(at) > 1)
    ranges = [(int(at[place]) + 1, int(at[place + 1]) - 1) for place in after[:_GAPS]]
    return {
        "prefix": prefix,
        "first": held[0][1],
        "last": held[-1][1],
        "numbers": len(at),
        "missing": int(at[-1] - at[0] + 1 - len(at)),
        "gaps": [[low, high] for low, high in ranges],
        "gap_ranges": len(after),
    }


def _source(
    tower: Tower, row: Mapping[str, Any], who: tuple[str, int, int] | None
) -> dict[str, Any]:
    left_out = rejects(tower.store, row["id"])
    return {
        "import": row["id"],
        "file": row["file_name"],
        "sha256": row["sha256"],
        "size": row["size"],
        "format": row["format"],
        "kind": row["kind"],
        "encoding": row["encoding"],
        "delimiter": row["delimiter"],
        "timezone": row["timezone"],
        "date_order": row["date_order"],
        "scope": row["scope"],
        "decisions": json.loads(row["decisions"] or "{}"),
        "as_of": row["as_of"],
        "demo": bool(row["demo"]),
        "rows": row["rows"],
        "new": row["new"],
        "changed": row["changed"],
        "unchanged": row["unchanged"],
        "by_kind": json.loads(row["by_kind"] or "{}"),
        "rejected": row["rejected"],
        "rejected_by_reason": dict(sorted(Counter(one.reason for one in left_out).items())),
        "rejected_rows": [[one.row, one.column, one.reason] for one in left_out],
        "duplicates": _duplicates(row),
        "cut": row["cut"],
        "exporter": json.loads(row["evidence"] or "{}"),
        "imported_at": row["imported_at"],
        "imported": moment(row["imported_at"], tower.zone),
        "imported_by": who[0] if who else None,
        "recorded_at": who[1] if who else None,
        "recorded_offset": who[2] if who else None,
    }


def _duplicates(row: Mapping[str, Any]) -> int:
    """Rows that named a record which the same file had named before."""
    told = json.loads(row["problems"] or "[]")
    return sum(int(each["rows"]) for each in told if each["kind"] == "repeated_key")


def moment(at: int, zone: str) -> dict[str, str | None]:
    """An instant in UTC, and in words of the report zone."""
    return {"utc": iso(at), "local": full(at, zone)}
