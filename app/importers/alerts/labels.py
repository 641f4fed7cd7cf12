"""What labels and tags say about an alert: service, CI, environment, team, ticket (FORMATS §6)."""

import re
from typing import Any

from app.importers.alerts.json_cells import json_text, parsed
from app.importers.alerts.settled import Record
from app.models.records import Value

Labels = dict[str, str]

_SERVICE = ("service", "service_name", "service.name", "app", "application", "job")
_CI = ("instance", "node", "pod", "host", "hostname", "host.name", "computer", "device")
_ENVIRONMENT = ("env", "environment", "cluster", "namespace")
_TEAM = ("team", "squad", "owner_team")
_TICKET = re.compile(r"\b(?:INC|PRB|CHG|RITM|SCTASK|CTASK|REQ)\d{5,}\b")
_PORT = re.compile(r"(\[[^\]]+\]|[^:/]+):\d{1,5}")

FROM_LABELS = ("service", "ci", "environment", "team", "labels")
"""Fields that `fill_from_labels` fills."""


def labels_of(cell: Value) -> Labels:
    """Labels out of a JSON object, or of tags such as `service:mail;urgent`."""
    if not isinstance(cell, str) or not cell.strip():
        return {}
    if cell.lstrip().startswith(("{", "[")):
        found = parsed(cell)
        if isinstance(found, dict):
            return {str(name): _plain(value) for name, value in found.items()}
        return _of_tags([_plain(each) for each in found]) if isinstance(found, list) else {}
    return _of_tags(re.split(r"[;,]", cell))


def _of_tags(tags: list[str]) -> Labels:
    labels: Labels = {}
    for tag in filter(None, map(str.strip, tags)):
        name, mark, value = tag.partition(":")
        if not mark:
            name, mark, value = tag.partition("=")
        name, value = name.strip(), value.strip()
        known = labels.get(name)
        labels[name] = f"{known};{value}" if known else value
    return labels


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else str(json_text(value) if isinstance(value, dict) else value)


def fill_from_labels(record: Record, labels: Labels) -> None:
    """Fill service, CI, environment and team where the record itself doesn't name them."""
    folded = {name.casefold(): value for name, value in labels.items() if value}
    for field, names in (("service", _SERVICE), ("environment", _ENVIRONMENT), ("team", _TEAM)):
        if not record.get(field):
            record[field] = _first(folded, names)
    record["ci"] = without_port(record.get("ci") or _first(folded, _CI))
    record["labels"] = json_text(labels)


def _first(labels: Labels, names: tuple[str, ...]) -> str | None:
    return next((labels[name] for name in names if labels.get(name)), None)


def without_port(name: Value) -> str | None:
    """A host without its port; addresses and URLs stay as they are."""
    if not isinstance(name, str):
        return None
    found = _PORT.fullmatch(name.strip())
    return found[1].strip("[]") if found else name.strip() or None


def ticket_in(*cells: Value) -> str | None:
    """The first incident number in texts, else the first number of another ticket."""
    found = [number for cell in cells if isinstance(cell, str) for number in _TICKET.findall(cell)]
    return next((number for number in found if number.startswith("INC")), next(iter(found), None))
