"""What pulls a KPI down, by any field of its rows, and the one event that most of them name."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.analysis.kpis.pareto import pareto as ranked
from app.analysis.kpis.scoping import service_of_change
from app.models.change import CHANGE_TYPES
from app.models.columns import I32, I64, Facts
from app.models.results import Driver
from app.models.results.drilldown import EventLink
from app.services.kpi_rows import ticket_places
from app.services.tower import Tower
from app.store.cohort_rows import named_causes

_WITHOUT = re.compile(r"No |\d+ other ")
"""Labels of bars that name nothing."""
_LEAST, _LEAST_SHARE = 2, 0.1
"""An event is named from two rows and a tenth of them on."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind of record that drivers can be ranked by."""

    id: str
    label: str
    others: str
    """Its plural, in "7 other groups"."""
    codes: Callable[[Facts], tuple[I64 | I32, Sequence[str]]]


_RISKS = ("", "Very high risk", "High risk", "Moderate risk", "Low risk")
_TICKET = (
    Field("group", "Group", "groups", lambda f: (f.tickets.group, f.tickets.groups)),
    Field("service", "Service", "services", lambda f: (f.tickets.service, f.tickets.services)),
    Field("ci", "CI", "CIs", lambda f: (f.tickets.ci, f.tickets.cis)),
    Field("category", "Category", "categories",
          lambda f: (f.tickets.category, f.tickets.categories)),
    Field("priority", "Priority", "priorities",
          lambda f: (_codes(f.tickets.priority), ("", "P1", "P2", "P3", "P4", "P5"))),
    Field("location", "Location", "locations", lambda f: (f.details.location, f.details.locations)),
    Field("assignee", "Assignee", "assignees", lambda f: (f.tickets.assignee, f.tickets.assignees)),
    Field("channel", "Channel", "channels", lambda f: (f.details.channel, f.details.channels)),
    Field("resolution", "Resolution code", "codes",
          lambda f: (f.details.resolution_code, f.details.resolution_codes)),
)  # fmt: skip
_CHANGE = (
    Field("group", "Group", "groups", lambda f: (f.changes.group, f.changes.groups)),
    Field("service", "Service", "services",
          lambda f: (service_of_change(f.changes), f.changes.services)),
    Field("type", "Type", "types", lambda f: (f.changes.type.astype(np.int64), CHANGE_TYPES)),
    Field("model", "Model", "models", lambda f: (f.changes.model, f.changes.models)),
    Field("risk", "Risk", "risks", lambda f: (_codes(f.changes.risk), _RISKS)),
    Field("location", "Location", "locations", lambda f: (f.changes.location, f.changes.locations)),
)  # fmt: skip
_ALERT = (
    Field("template", "Template", "templates", lambda f: (f.alerts.template, f.alerts.templates)),
    Field("service", "Service", "services", lambda f: (f.alerts.service, f.alerts.services)),
    Field("team", "Team", "teams", lambda f: (f.alerts.team, f.alerts.teams)),
    Field("ci", "CI", "CIs", lambda f: (f.alerts.ci, f.alerts.cis)),
    Field("source", "Source", "sources", lambda f: (f.alerts.source, f.alerts.sources)),
)  # fmt: skip
_VENDOR = (
    Field("vendor", "Vendor", "vendors", lambda f: (f.vendor_cases.vendor, f.vendor_cases.vendors)),
    Field("severity", "Severity", "severities",
          lambda f: (f.vendor_cases.severity, f.vendor_cases.severities)),
)  # fmt: skip
_FIELDS = {"ticket": _TICKET, "change": _CHANGE, "alert": _ALERT, "vendor_case": _VENDOR}


def fields_of(records: str) -> tuple[tuple[str, str], ...]:
    """(id, label) of the fields that a kind of record can be ranked by; () for other kinds."""
    return tuple((field.id, field.label) for field in _FIELDS.get(records, ()))


def field_of(records: str, name: str) -> Field | None:
    """The field of that id of a kind of record; None where it has none."""
    return next((each for each in _FIELDS.get(records, ()) if each.id == name), None)


def field_named(tower: Tower, records: str, drivers: Sequence[Driver]) -> str:
    """The field whose names the bars of a KPI carry; empty when it is no field of its rows."""
    facts = tower.facts()
    for field in _FIELDS.get(records, ()):
        names = set(field.codes(facts)[1])
        told = [bar.label for bar in drivers if not _WITHOUT.match(bar.label)]
        if told and names.issuperset(told):
            return field.id
    return ""


def pareto(
    tower: Tower, records: str, field: str, keys: Sequence[str], event: str = ""
) -> tuple[Driver, ...]:
    """The records behind `keys` ranked by a field: five bars and the rest, with cumulative share.

    A key that stands twice counts twice. `linked` of each bar says how many name `event`.
    """
    of = field_of(records, field)
    if of is None or not keys:
        return ()
    facts = tower.facts()
    places = _places(facts, records, keys)
    codes, names = of.codes(facts)
    mine = np.asarray(codes)[places].astype(np.int64)
    unnamed = f"No {of.label[0].lower() + of.label[1:] if of.label != 'CI' else 'CI'}"
    bars = ranked(mine, names, unnamed, of.others)
    if not event or records != "ticket":
        return bars
    hit = _naming(tower, facts, places, event)
    said = Counter(names[code] if code >= 0 else unnamed for code in mine[hit].tolist())
    listed = {bar.label for bar in bars if bar.label in said}
    rest = sum(count for label, count in said.items() if label not in listed)
    return tuple(
        replace(bar, linked=said[bar.label])
        if bar.label in said
        else replace(bar, linked=rest if at == len(bars) - 1 else 0)
        for at, bar in enumerate(bars)
    )


def event_of(tower: Tower, records: str, keys: Sequence[str]) -> EventLink | None:
    """The incident, problem or change that most of the tickets behind `keys` name.

    By parent, causing change or problem; None when no event is named by two and a tenth of them.
    """
    if records != "ticket" or not keys:
        return None
    facts = tower.facts()
    places = _places(facts, records, keys)
    ids = facts.tickets.id[places]
    times = Counter(ids.tolist())
    named: dict[tuple[str, str], set[int]] = {}
    for record, kind, key in named_causes(tower.store, ids.tolist()):
        named.setdefault((kind, key), set()).add(record)
    for place in np.unique(places).tolist():
        own = ("ticket", str(facts.tickets.key[place]))
        if own in named:
            named[own].add(int(facts.tickets.id[place]))
    counted = {each: sum(times[record] for record in rows) for each, rows in named.items()}
    if not counted:
        return None
    kind, key = max(counted, key=lambda each: (counted[each], each[0] == "ticket", each[1]))
    count, total = counted[kind, key], len(places)
    if count < _LEAST or count < _LEAST_SHARE * total:
        return None
    return EventLink(key, kind, count, total)


def _naming(tower: Tower, facts: Facts, places: I64, event: str) -> I64:
    """Which of the places name the event, or are it."""
    ids = facts.tickets.id[places]
    of = {record for record, _, key in named_causes(tower.store, ids.tolist()) if key == event}
    own = facts.tickets.key[places] == event
    return np.flatnonzero(np.isin(ids, np.array(sorted(of), np.int64)) | own)


def _places(facts: Facts, records: str, keys: Sequence[str]) -> I64:
    """The row of each key, each as often as it stands there; unknown ones are left out."""
    if records == "ticket":
        rows, table = ticket_places(facts, keys), facts.tickets.key
    else:
        table = {
            "change": facts.changes.key, "alert": facts.alerts.key,
            "vendor_case": facts.vendor_cases.key,
        }[records]  # fmt: skip
        rows = np.flatnonzero(np.isin(table, np.array(list(keys), np.str_)))
    row_of = {str(table[row]): row for row in rows.tolist()}
    return np.array([row_of[key] for key in keys if key in row_of], np.int64)


def _codes(values: object) -> I64:
    """Small numbers as codes, 0 being absent."""
    found = np.asarray(values).astype(np.int64)
    return np.where(found > 0, found, -1)
