"""What the screen asks the store for, off the UI thread: the card, a comparison, drivers, rows."""

from dataclasses import dataclass

from app.analysis.compare import differences
from app.analysis.explain import missed_rows
from app.analysis.periods import last_complete
from app.models.period import Period
from app.models.results import BaselineLine, Driver, Scorecard
from app.models.results.drilldown import Difference, EventLink
from app.models.scope import EVERYTHING, Scope
from app.services.baselines import baseline_lines
from app.services.drivers import event_of, field_named, fields_of, pareto
from app.services.score import scorecard
from app.services.tower import Tower
from app.views.scorecard.choices import scopes_of
from app.views.scorecard.rows import KpiRow, own_drivers

OWN = "own"
"""The field of a ranking that is the KPI's own."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which scorecard is wanted; without a period the last complete week with data."""

    period: Period | None = None
    scope: Scope = EVERYTHING
    against: str = ""
    """The id of the period to compare with; empty for none."""
    recompute: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A card with what stands around it."""

    card: Scorecard
    scopes: tuple[Scope, ...]
    newest: int
    """The newest instant with data, UTC seconds; now in an empty store."""
    against: Period | None
    compared: dict[tuple[str, str], Difference]
    baselines: tuple[BaselineLine, ...]
    has_data: bool


@dataclass(frozen=True, slots=True)
class DriverAnswer:
    """Drivers of a row of the table by one field, with the event that most of them name."""

    fields: tuple[tuple[str, str], ...]
    field: str
    drivers: tuple[Driver, ...]
    label: str
    """What the bars count."""
    event: EventLink | None


def read_card(tower: Tower, asked: Asked) -> Answer:
    """The scorecard that is asked for, with the differences to the period to compare with."""
    facts, now = tower.facts(), tower.now()
    newest = min(now, max((source.as_of for source in facts.sources), default=now))
    period = asked.period or last_complete("week", newest, tower.zone)
    card = scorecard(tower, period.id, asked.scope, recompute=asked.recompute)
    against, compared = None, {}
    if asked.against:
        other = scorecard(tower, asked.against, asked.scope, recompute=asked.recompute)
        against, compared = other.period, differences(other.kpis, card.kpis)
    baselines, known = baseline_lines(tower), bool(facts.sources)
    return Answer(card, scopes_of(facts), newest, against, compared, baselines, known)


def read_drivers(tower: Tower, row: KpiRow, field: str) -> DriverAnswer:
    """What pulls the row's value down, by `field`; without one as the KPI itself ranks it.

    A KPI that ranks by what is no field of its rows (the weakest item, a control) keeps that as
    its first choice; every other field counts the rows behind the miss.
    """
    kpi = row.kpi
    records = row.part.records or kpi.records
    fields = fields_of(records)
    keys = missed_rows(kpi, row.part)
    event = event_of(tower, records, keys)
    own = field_named(tower, records, kpi.drivers)
    ranked = own_drivers(row)
    if not own and ranked and fields:
        fields = ((OWN, "own ranking"), *fields)
    names = [name for name, _ in fields]
    chosen = field if field in names else own or next(iter(names), "")
    if chosen in ("", OWN):
        return DriverAnswer(fields, chosen, ranked, kpi.drivers_label, None)
    drivers = pareto(tower, records, chosen, keys, event.key if event else "")
    missed = sum(len(missed_rows(kpi, part)) for part in kpi.parts)
    same = missed == sum(bar.count for bar in kpi.drivers)
    label = kpi.drivers_label if same else _counted(row)
    return DriverAnswer(fields, chosen, drivers, label, event)


def _counted(row: KpiRow) -> str:
    """What the bars count where they are not the KPI's own."""
    if row.part.unit != "%":
        return "Outside the target"
    return "In the numerator" if row.kpi.better == "lower" else "Not in the numerator"
