"""What is wrong with rows, counted by kind, and what was decided to do about each kind."""

from collections.abc import Iterable, Sequence

from app.models.errors import AppError
from app.models.problems import BY_ID, PROBLEMS, Problem

SAMPLE = 200
"""Rows kept of each kind."""
_LONGEST = 200


class ProblemTally:
    """Belongs to one reading; keeps `most` rows of each kind, of a `secret` file no value."""

    def __init__(
        self, rules: Iterable[tuple[str, str]] = (), *, secret: bool = False, most: int = SAMPLE
    ) -> None:
        self._secret, self._most = secret, most
        self._actions = {kind.id: kind.actions[0] for kind in PROBLEMS}
        for kind, action in rules:
            if kind not in BY_ID:
                raise AppError(f"“{kind}” is not a kind of problem: {', '.join(BY_ID)}.")
            if action not in BY_ID[kind].actions:
                allowed = " or ".join(BY_ID[kind].actions)
                raise AppError(f"“{action}” can't be done about {kind}; it is {allowed}.")
            self._actions[kind] = action
        self._rows: dict[str, int] = {}
        self._samples: dict[str, list[tuple[int, str, str]]] = {}

    def action(self, kind: str) -> str:
        """What becomes of rows with this problem."""
        return self._actions[kind]

    def add(self, kind: str, row: int, key: str, value: str) -> None:
        """One more row with this problem."""
        self._rows[kind] = self._rows.get(kind, 0) + 1
        sample = self._samples.setdefault(kind, [])
        if len(sample) < self._most:
            shown = "" if self._secret else value[:_LONGEST]
            sample.append((row, key[:_LONGEST], shown))

    def problems(self) -> tuple[Problem, ...]:
        """Every kind that was met, in the order of models.problems, rows in the file's order."""
        return tuple(
            Problem(
                kind.id,
                self._actions[kind.id],
                self._rows[kind.id],
                tuple(sorted(self._samples[kind.id])),
            )
            for kind in PROBLEMS
            if kind.id in self._rows
        )


def key_of(row: Sequence[str], place: int | None) -> str:
    """The record's key as it stands in a row; empty where there is none."""
    return row[place].strip() if place is not None and place < len(row) else ""
