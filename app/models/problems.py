"""The kinds of problem that a row can have, and what may be done about each (import wizard)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind: how it is called on screen, and its actions, the default one first."""

    id: str
    label: str
    actions: tuple[str, ...]
    serious: bool
    """By default the row is left out."""


ACTION_WORDS = {
    "reject": "Leave out",
    "blank": "Import without it",
    "keep": "Keep, flag",
    "fill": "Fill with empty cells",
    "cut": "Cut the cell",
    "later": "Keep, map later",
    "first": "First pass",
    "second": "Second pass",
    "forward": "Move forward",
    "latest": "Latest wins",
}

PROBLEMS = (
    ProblemKind("key_empty", "Key is empty", ("reject",), serious=True),
    ProblemKind("date_unreadable", "Date can't be read", ("reject", "blank"), serious=True),
    ProblemKind("value_unreadable", "Value can't be read", ("reject", "blank"), serious=True),
    ProblemKind("ragged", "Row of another width", ("reject", "fill"), serious=True),
    ProblemKind("cell_too_long", "Cell is too long", ("reject", "cut"), serious=True),
    ProblemKind("line_broken", "Line can't be read", ("reject",), serious=True),
    ProblemKind("unknown_value", "Value not known", ("later",), serious=False),
    ProblemKind("unknown_group", "Team not in alias list", ("later",), serious=False),
    ProblemKind(
        "resolved_before_opened", "Resolved before opened", ("keep", "reject"), serious=False
    ),
    ProblemKind("repeated_hour", "Repeated hour", ("first", "second"), serious=False),
    ProblemKind("missing_hour", "Hour that the clock skips", ("forward", "reject"), serious=False),
    ProblemKind("repeated_key", "Same key twice", ("latest",), serious=False),
)
BY_ID = {kind.id: kind for kind in PROBLEMS}


@dataclass(frozen=True, slots=True)
class Problem:
    """What was wrong with rows of one file, in one way, and what became of them."""

    kind: str
    action: str
    rows: int
    sample: tuple[tuple[int, str, str], ...] = ()
    """(row, key, value) of the first 200."""
