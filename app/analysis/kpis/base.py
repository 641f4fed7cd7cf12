"""What a KPI is: a declared line with a pure function from facts to an outcome."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from app.analysis.kpis.scoping import changes_in, tickets_in
from app.analysis.periods import run_of
from app.analysis.remember import once_for_facts
from app.models.columns import I64, MISSING, Facts, Flags, Text
from app.models.period import Period
from app.models.results import ChartNote, Driver, KpiDefinition, KpiPart
from app.models.scope import SCOPE_FIELDS, Scope
from app.models.settings import KpiTarget, KpiVariant, Settings
from app.models.ticket import TICKET_KINDS

TREND = {"week": 26, "month": 18, "quarter": 8}
"""Points of trend by the kind of period (DESIGN_LANGUAGE §6)."""


@dataclass(frozen=True, slots=True)
class Context:
    """What one KPI is computed from: one period with the run of periods that ends with it.

    `edges` are the n + 1 bounds of the run in UTC seconds, none later than `now`: what would
    happen after `now` is not counted. `notes` are this KPI's own, with the phases of its limits.
    """

    facts: Facts
    settings: Settings
    period: Period
    now: int
    scope: Scope
    periods: tuple[Period, ...]
    edges: I64
    notes: tuple[ChartNote, ...] = ()

    @property
    def cutoff(self) -> int:
        """The end of the period, or `now` while it still runs."""
        return int(self.edges[-1])

    @property
    def snapshots(self) -> I64:
        """The instants at which the run's periods ended."""
        return self.edges[1:]

    def bins(self, at: I64) -> I64:
        """Which period of the run each instant lies in; -1 for none."""
        place = np.searchsorted(self.edges, at, side="right") - 1
        place[place == len(self.periods)] = -1
        return place

    def within(self, at: I64) -> Flags:
        """Which instants lie in the run at all."""
        return np.asarray((at >= self.edges[0]) & (at < self.edges[-1]), np.bool_)

    def tickets_in_scope(self) -> Flags | None:
        """Mask over tickets of the asked scope; None when everything is asked for."""
        return tickets_in(self.facts, self.scope)

    def changes_in_scope(self) -> Flags | None:
        """Mask over changes of the asked scope; None when everything is asked for."""
        return changes_in(self.facts, self.scope)

    @property
    def valid_at(self) -> int:
        """Targets and definitions from before this instant hold: the period's end, or after now.

        One that is valid from the period's end on is the next period's (METRICS §3).
        """
        return max(self.now + 1, self.period.end) if self.settings.recompute else self.period.end

    def target(self, kpi: str, part: str) -> KpiTarget | None:
        """The target of a part, else that of its KPI: the newest version that holds."""
        for name in dict.fromkeys((part, "")):
            lines = [line for line in self.settings.targets if (line.kpi, line.part) == (kpi, name)]
            held = _newest(lines, self.valid_at)
            if held is not None:
                return None if held.withdrawn else held
        return None

    def variant(self, kpi: str) -> KpiVariant | None:
        """The newest chosen definition of a KPI that holds; None for the catalogue's own."""
        return _newest([line for line in self.settings.variants if line.kpi == kpi], self.valid_at)

    def parameter(self, kpi: str, name: str, default: float) -> float:
        """A number of the KPI's definition, such as `chart` or `three_of_four`."""
        held = self.variant(kpi)
        return dict(held.parameters).get(name, default) if held else default


_Version = TypeVar("_Version", KpiTarget, KpiVariant)


def _newest(lines: Sequence[_Version], until: int) -> _Version | None:
    """Of versions the newest whose `valid_from` is before the instant."""
    held = [line for line in lines if line.valid_from is None or line.valid_from < until]
    return max(held, key=_order) if held else None


def _order(line: KpiTarget | KpiVariant) -> tuple[int, int]:
    return (MISSING if line.valid_from is None else line.valid_from, line.version)


def chosen(ctx: Context, kpi: str, names: Sequence[str]) -> str:
    """The variant that is the value: the chosen one that holds, else the first of `names`."""
    held = ctx.variant(kpi)
    return held.variant if held is not None and held.variant in names else names[0]


def context(
    facts: Facts,
    settings: Settings,
    period: Period,
    now: int,
    scope: Scope,
    notes: tuple[ChartNote, ...] = (),
) -> Context:
    """The context of a period: its run of 26 weeks, 18 months or 8 quarters."""
    periods = run_of(period, TREND[period.kind])
    edges = np.array([*(one.start for one in periods), period.end], np.int64)
    return Context(facts, settings, period, now, scope, periods, np.minimum(edges, now), notes)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a KPI's function finds: everything of its KpiResult that isn't declared in its line."""

    parts: tuple[KpiPart, ...]
    extra: tuple[KpiPart, ...] = ()
    excluded: tuple[tuple[str, int], ...] = ()
    caveats: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    drivers: tuple[Driver, ...] = ()
    drivers_label: str = ""
    needs: str = ""
    records: str = "ticket"
    variant: str = ""
    variants: tuple[str, ...] = ()
    fallback: str = ""
    excluded_rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    always: tuple[tuple[str, str], ...] = ()
    """Facts that are never hidden, also where `needs` says that data are missing."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """One declared KPI (METRICS §2, §3)."""

    id: str
    label: str
    group: str
    unit: str
    better: str
    """lower or higher."""
    cadence: str
    """The shortest period it is reported for: week, month or quarter."""
    function: Callable[[Context], Outcome]
    definition: KpiDefinition
    scopes: tuple[str, ...] = SCOPE_FIELDS
    """The fields of a scope that its records keep."""


def present(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """Exclusions by reason, without those that left nothing out."""
    return tuple((reason, n) for reason, n in counts.items() if n)


def keyed(keys: Mapping[str, Text]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Keys of what was left out by reason, sorted, each once; empty reasons are left out."""
    return tuple((reason, tuple(np.unique(of).tolist())) for reason, of in keys.items() if len(of))


def of_kinds(facts: Facts, kinds: Sequence[str]) -> Flags:
    """Mask over tickets of these kinds, which must not be written to."""
    return _of_kinds(facts, tuple(kinds))


@once_for_facts
def _of_kinds(facts: Facts, kinds: tuple[str, ...]) -> Flags:
    kind = facts.tickets.kind
    mask = np.zeros(len(kind), np.bool_)
    for name in kinds:
        mask |= kind == TICKET_KINDS.index(name)
    mask.setflags(write=False)
    return mask


def known(at: I64) -> Flags:
    """Which instants are there."""
    return np.asarray(at != MISSING, np.bool_)
