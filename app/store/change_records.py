"""What is written in changes, rated, and who approved them (METRICS K11, K18)."""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from app.models.columns import F32, ApprovalColumns, ChangeColumns, ChangeRecords, Flags
from app.models.text_rules import CHANGE_TEXTS, ChangeText, Rating, TextRules
from app.store.aliases import Names
from app.store.approval_columns import load_approvals
from app.store.collecting import collector_paused
from app.store.column_reader import Read, Vocabulary, code, read_columns
from app.store.record_rows import RecordRows

_TEXTS = f"SELECT id, type, model, {', '.join(CHANGE_TEXTS)} FROM change ORDER BY id"  # noqa: S608
_WRITTEN = (
    "SELECT id, title, description, risk, impact, planned_start_at, planned_end_at, "  # noqa: S608
    f"{', '.join(CHANGE_TEXTS)} FROM change ORDER BY id"
)
_COPIES = 3
"""A text in so many changes is copied from one to another."""
_CHUNK = 500


def load_records(
    cursor: sqlite3.Cursor, names: Names, rules: TextRules, changes: ChangeColumns, rows: RecordRows
) -> tuple[ChangeRecords, ApprovalColumns]:
    """The rating of each change, in the order of `changes`, and the approvals of them.

    People have the name that `names` gives them, in both by the same codes.
    """
    sources, people = Vocabulary(), Vocabulary()
    found = read_columns(
        cursor,
        [
            Read("id", "id", "instant"),
            code("source", "source", sources),
            code("requester", "requested_by", people),
            code("implementer", "assignee", people),
            Read(
                "closed_with_code",
                "state IN ('review', 'closed') AND close_code IS NOT NULL",
                "flag",
            ),
        ],
        "FROM change ORDER BY id",
    )
    kept = np.searchsorted(found.pop("id"), changes.id)
    found = {name: column[kept] for name, column in found.items()}
    approvals, approval_source = load_approvals(cursor, rows, sources, people)
    everyone, (requester, implementer, approver) = names.recoded(
        "person",
        people.words,
        sources.words,
        [
            (found["requester"], found["source"]),
            (found["implementer"], found["source"]),
            (approvals.approver, approval_source),
        ],
    )
    ratings = _ratings(cursor, rules, changes)
    parts = {name: ratings[:, place] for place, name in enumerate(Rating._fields)}
    return (
        ChangeRecords(
            **parts,
            has_backout=parts["backout"] > 0,
            has_ci=_has_ci(changes),
            requester=requester,
            implementer=implementer,
            closed_with_code=found["closed_with_code"],
            people=everyone,
        ),
        replace(approvals, approver=approver),
    )


def _has_ci(changes: ChangeColumns) -> Flags:
    flags = np.zeros(len(changes), np.bool_)
    flags[changes.ci_change] = True
    return flags


def _ratings(cursor: sqlite3.Cursor, rules: TextRules, changes: ChangeColumns) -> F32:
    """A row of six ratings a change."""
    ratings = np.zeros((len(changes), len(Rating._fields)), np.float32)
    copied = _copied(cursor, rules)
    row_of = {record: row for row, record in enumerate(changes.id.tolist())}
    first = np.searchsorted(changes.ci_change, np.arange(len(changes) + 1)).tolist()
    cis, service = changes.ci_ci.tolist(), changes.service.tolist()
    for record, title, description, risk, impact, start, end, *texts in _rows(cursor, _WRITTEN):
        row = row_of.get(record)
        if row is None:
            continue
        written = {field: text or "" for field, text in zip(CHANGE_TEXTS, texts, strict=True)}
        text = ChangeText(
            title=title or "",
            description=description or "",
            risk=risk,
            impact=impact,
            service=changes.services[service[row]] if service[row] >= 0 else "",
            cis=tuple(changes.cis[at] for at in cis[first[row] : first[row + 1]]),
            planned_start=start,
            planned_end=end,
            copied=frozenset(
                field
                for field, text in written.items()
                if copied and text and _digest(rules, text) in copied
            ),
            **written,
        )
        ratings[row] = rules.rate(text)
    return ratings


def _copied(cursor: sqlite3.Cursor, rules: TextRules) -> frozenset[bytes]:
    """Digests of the texts that stand in several changes; those of one standard model are one."""
    first: dict[bytes, int | str] = {}
    more: dict[bytes, set[int | str]] = {}
    for record, kind, model, *texts in _rows(cursor, _TEXTS):
        owner = model if kind == "standard" and model else record
        for text in texts:
            digest = _digest(rules, text) if text else b""
            if digest and first.setdefault(digest, owner) != owner:
                more.setdefault(digest, {first[digest]}).add(owner)
    return frozenset(digest for digest, owners in more.items() if len(owners) >= _COPIES)


def _digest(rules: TextRules, text: str) -> bytes:
    """What two texts of the same words share; empty for text too short to be a copy."""
    words = rules.plain(text)
    return (
        hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=12).digest() if words else b""
    )


def _rows(cursor: sqlite3.Cursor, statement: str) -> Iterator[Any]:
    with collector_paused():
        cursor.execute(statement)
        while rows := cursor.fetchmany(_CHUNK):
            yield from rows
