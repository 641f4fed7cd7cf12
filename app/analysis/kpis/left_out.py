"""What a KPI leaves out, each record for the first reason that holds (METRICS §1, lineage)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.analysis.kpis.base import keyed, present
from app.models.columns import I8, I64, Flags, Text


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Per record the place of its reason in `reasons`, -1 where it counts."""

    reasons: tuple[str, ...]
    reason: I8

    @property
    def kept(self) -> Flags:
        """Which records count."""
        return np.asarray(self.reason < 0, np.bool_)

    def counts(self, last: Flags) -> tuple[tuple[str, int], ...]:
        """How many of the period's records were left out, by reason."""
        found = np.bincount(self.reason[last & (self.reason >= 0)], minlength=len(self.reasons))
        return present(dict(zip(self.reasons, found.tolist(), strict=True)))

    def keys(
        self, last: Flags, keys: Text, row: I64 | None = None
    ) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The keys of those records, by reason; `keys` are the records' own.

        With `row` they are those of a whole table, in which each record has that row.
        """
        rows = np.flatnonzero(last & (self.reason >= 0))
        code = self.reason[rows]
        whose = rows if row is None else row[rows]
        return keyed({name: keys[whose[code == n]] for n, name in enumerate(self.reasons)})


def left_out(size: int, reasons: Mapping[str, Flags]) -> LeftOut:
    """Sort out `size` records; where several reasons hold the first counts."""
    reason = np.full(size, -1, np.int8)
    for code, mask in enumerate(reasons.values()):
        reason[mask & (reason < 0)] = code
    return LeftOut(tuple(reasons), reason)
