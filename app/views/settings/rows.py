"""What the table of targets says: a row a KPI, or a row each of its parts with a target (pure)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.analysis.kpis.words import parameter_words
from app.models.moments import local
from app.models.results.issued import FrameworkDefinition, FrameworkLine, FrameworkTarget
from app.views.scorecard.rows import DASH, GROUPS

CHARTS = (
    (0.0, "XmR"),
    (1.0, "p′"),
    (2.0, "u′"),
    (3.0, "XmR of logarithms"),
    (4.0, "t"),
    (5.0, "g"),
)
"""The kinds of control chart by the number that a definition gives as `chart`."""


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A KPI's part with the version of its target that holds now; None without one."""

    line: FrameworkLine
    part: str
    held: FrameworkTarget | None

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the row."""
        return (self.line.id, self.part)

    @property
    def label(self) -> str:
        """The KPI, and which of its parts."""
        return f"{self.line.label}, {self.part}" if self.part else self.line.label


def target_rows(lines: Iterable[FrameworkLine], now: int) -> tuple[TargetRow, ...]:
    """The rows of every KPI by group, its own target first; one row where it has none."""
    rows: list[TargetRow] = []
    ordered = sorted(lines, key=lambda line: GROUPS.index(line.group))
    for line in ordered:
        parts = dict.fromkeys(change.part for change in line.changes) or {"": None}
        rows += [TargetRow(line, part, _held(line, part, now)) for part in sorted(parts)]
    return tuple(rows)


def _held(line: FrameworkLine, part: str, now: int) -> FrameworkTarget | None:
    known = [
        each
        for each in line.changes
        if each.part == part and (each.valid_from is None or each.valid_from <= now)
    ]
    return max(known, key=lambda each: (each.valid_from or 0, each.version)) if known else None


def target_text(row: TargetRow) -> str:
    """Write "≥ 90 %"; the words of a target in words; a dash without one."""
    if row.held is None:
        return row.line.target if row.line.target != "None" else DASH
    if row.held.target is None:
        return "withdrawn"
    sign = "≤" if row.line.better == "lower" else "≥"
    return f"{sign} {row.held.target:g} {unit_of(row)}".rstrip()


def unit_of(row: TargetRow) -> str:
    """The unit of the row's target; a part may have one of its own (P1 min, P2 h)."""
    for piece in row.line.target.split(" · ") if row.part else ():
        told = re.fullmatch(rf"{re.escape(row.part)} [≤≥] \S+ (.+?)(?: \(stretch .*\))?", piece)
        if told is not None:
            return told[1]
    return row.line.unit


def day_text(at: int | None, zone: str) -> str:
    """Write "2026-11-23"; what holds from the beginning has no day."""
    return "the beginning" if at is None else f"{local(at, zone):%Y-%m-%d}"


def change_words(change: FrameworkTarget, unit: str, zone: str) -> str:
    """One line of the history: what, from when on, why, by whom, approved by whom."""
    value = "no target" if change.target is None else f"{change.target:g} {unit}".strip()
    stretch = "" if change.stretch is None else f", stretch {change.stretch:g}"
    part = f"{change.part}: " if change.part else ""
    who = f" {change.author}, approved by {change.approver}." if change.author else ""
    words = f"{part}{value}{stretch}, {change.owner}"
    return f"{words}, from {day_text(change.valid_from, zone)}. {change.reason}.{who}"


def definition_words(each: FrameworkDefinition, zone: str) -> str:
    """One line of the history: the value, its parameters, from when on, why, by whom."""
    given = [parameter_words(name, number) for name, number in each.parameters]
    value = ", ".join(filter(None, (each.variant, *given))) or "the KPI's own"
    since = f"from {day_text(each.valid_from, zone)}"
    who = f"{each.author}, approved by {each.approver}."
    return f"{value[0].upper()}{value[1:]}, {since}. {each.reason.rstrip('.')}. {who}"


def read_number(text: str) -> float | None:
    """A number as typed, with a comma or a point; None for an empty field. ValueError else."""
    said = text.strip().replace(",", ".").replace(" ", "")
    return float(said) if said else None
