"""How many records of one part of a KPI missed, and what they are called (METRICS §1)."""

from app.analysis.sentences import Row, inside
from app.models.counts import counted

_NOUNS = {
    "K1": ("incident outside target", "incidents outside target"),
    "K2": ("late acknowledgement", "late acknowledgements"),
    "K3": ("incident that came back", "incidents that came back"),
    "K4": ("breached target", "breached targets"),
    "K5": ("incident over 30 days", "incidents over 30 days"),
    "K6": (
        "desk ticket not resolved at first contact",
        "desk tickets not resolved at first contact",
    ),
    "K7": ("review not approved in time", "reviews not approved in time"),
    "K8": ("action not closed on time", "actions not closed on time"),
    "K9": ("change that did not succeed", "changes that did not succeed"),
    "K10": ("emergency change", "emergency changes"),
    "K11": ("weak change record", "weak change records"),
    "K13": ("alert that was noise", "alerts that were noise"),
    "K15": ("recurring ticket without an article", "recurring tickets without an article"),
    "K17": ("late reply or resolution", "late replies and resolutions"),
    "K18": ("deviation", "deviations"),
}
"""KPIs each of whose records is inside or not; the others have only their drivers."""


def own_misses(row: Row) -> int:
    """The records of this part that missed; where a part has no such records, all drivers.

    Of hours that were saved nothing missed. Drivers are of the whole KPI, so they speak for its
    only part alone.
    """
    part = row.part
    if part.inputs is not None and part.inputs.kind == "hours":
        return 0
    if row.kpi.id in _NOUNS:
        if part.numerator is not None and part.denominator:
            bad = part.numerator
            return part.denominator - bad if row.kpi.better == "higher" else bad
        spread = part.distribution
        if spread is not None and spread.inside is not None and spread.n:
            return spread.n - spread.inside
    return sum(bar.count for bar in row.kpi.drivers) if len(row.kpi.parts) == 1 else 0


def missed_words(row: Row, count: int) -> str:
    """So many misses with their noun: "67 breached targets"."""
    nouns = _NOUNS.get(row.kpi.id)
    return counted(count, *nouns) if nouns else f"{count:,} {inside(row.kpi.drivers_label)}"
