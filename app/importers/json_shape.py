"""What the records of a JSON file are, whatever envelope they came in (FORMATS §0.2)."""

import json
from collections.abc import Iterator
from typing import Any, cast

from app.importers.blocks import FIELD_LIMIT
from app.importers.run_shapes import run_record

Record = dict[str, Any]
STORED = ".value"
"""Suffix of the column that holds the stored value beside a display value."""
AROUND = "^"
"""Prefix of columns out of the envelope around the records."""
COLUMNS_LIMIT = 2_000
_ENVELOPES = (
    "result", "records", "issues", "incidents", "log_entries", "alerts", "change_events",
    "maintenance_windows", "AlarmHistoryItems", "MetricAlarms", "cases", "items", "deployments",
    "workflow_runs", "releases", "resource_changes", "results", "messages", "events",
    "scheduled_maintenances", "entries", "value", "values", "data",
)  # fmt: skip
"""Lists that records stand in, the more telling names first."""
CELL = frozenset(
    {"display_value", "value", "link", "display_value_internal", "currency_display_value"}
)
"""What a ServiceNow cell that is an object consists of."""
_WHOLE = frozenset(
    {"labels", "annotations", "tags", "details", "custom_details", "customProperties",
     "extraProperties", "alertContext", "payload"}
)  # fmt: skip
"""Objects of free keys: kept whole as well, so that a format can store them as they are."""
_PAGED = frozenset(
    {"more", "paging", "offset", "startAt", "isLast", "nextLink", "nextPageToken", "next_cursor",
     "NextToken", "@odata.nextLink"}
)  # fmt: skip
"""What stands beside the list of one page."""
_SEARCHED = frozenset({"preview", "sid"})
"""What stands beside the one result of a search."""
_DEPTH = 6


def unwrap(whole: Any) -> tuple[list[Any], str]:
    """The records of a parsed file, and the name of the list that they stood in ("" for none).

    What stands beside the list goes onto each record under `^name`.
    """
    if (run := run_record(whole)) is not None:
        return [run], ""
    if isinstance(whole, list):
        return _of_list(whole)
    return _of_object(whole) if isinstance(whole, dict) else ([whole], "")


def _of_object(whole: Record) -> tuple[list[Any], str]:
    notified = whole.get("Records")
    if isinstance(notified, list) and all(_is_notification(record) for record in notified):
        return [unwrap_one(record["Sns"]) for record in notified], ""
    if _is_table(whole):
        names = [str(each["name"] if _is_named(each) else each) for each in whole["fields"]]
        return [dict(zip(names, row, strict=False)) for row in whole["rows"]], "rows"
    for name in _ENVELOPES:
        inner = whole.get(name)
        if isinstance(inner, list) and all(isinstance(each, dict) for each in inner):
            around = _around(whole, name)
            return [around | unwrap_one(each) for each in inner], name
    for name in ("result", "data"):
        inner = whole.get(name)
        if name == "result" and isinstance(inner, dict) and not whole.keys() & _SEARCHED:
            return [inner], name
        if isinstance(inner, dict) and _has_alerts(inner):
            return [_around(inner, "alerts") | each for each in inner["alerts"]], "data.alerts"
    return [unwrap_one(whole)], ""


def unwrap_one(record: Any) -> Any:
    """One record out of its own envelope: a notification's message, a search result's row."""
    if (run := run_record(record)) is not None:
        return run
    if not isinstance(record, dict):
        return record
    if isinstance(record.get("Message"), str) and "TopicArn" in record:
        try:
            message = json.loads(record["Message"])
        except (ValueError, RecursionError):
            return record
        return _around(record, "Message") | message if isinstance(message, dict) else record
    if isinstance(record.get("result"), dict) and record.keys() & _SEARCHED:
        return _around(record, "result") | record["result"]
    return record


def unwrap_line(record: Any) -> list[Any]:
    """The records of one JSON line: a webhook's message or a page holds several."""
    if isinstance(record, dict) and _has_alerts(record) and record["alerts"]:
        around = _around(record, "alerts")
        return [around | each for each in record["alerts"]]
    return _of_object(record)[0] if _is_page(record) else [unwrap_one(record)]


def _of_list(whole: list[Any]) -> tuple[list[Any], str]:
    grouped = [r["alerts"] for r in whole if isinstance(r, dict) and _has_alerts(r)]
    if whole and len(grouped) == len(whole):
        found = [_around(group, "alerts") | each for group in whole for each in group["alerts"]]
        return found, "groups"
    if whole and all(map(_is_page, whole)):
        pages = [_of_object(page) for page in whole]
        return [record for records, _ in pages for record in records], pages[0][1]
    return [unwrap_one(each) for each in whole], ""


def _is_page(record: Any) -> bool:
    """Whether it is one page of a longer answer, with the list that the page holds."""
    if not isinstance(record, dict) or not record.keys() & _PAGED:
        return False
    lists = [record[name] for name in _ENVELOPES if isinstance(record.get(name), list)]
    return any(all(isinstance(each, dict) for each in found) for found in lists)


def _has_alerts(record: Record) -> bool:
    alerts = record.get("alerts")
    return isinstance(alerts, list) and all(isinstance(each, dict) for each in alerts)


def _is_notification(record: Any) -> bool:
    return isinstance(record, dict) and isinstance(record.get("Sns"), dict)


def _is_named(field: Any) -> bool:
    return isinstance(field, dict) and "name" in field


def _is_table(whole: Record) -> bool:
    rows, fields = whole.get("rows"), whole.get("fields")
    listed = isinstance(rows, list) and bool(rows) and all(isinstance(row, list) for row in rows)
    return listed and isinstance(fields, list)


def _around(envelope: Record, inner: str) -> Record:
    """What stands beside the records, short enough to stand on each."""
    return {
        AROUND + name: value
        for name, value in envelope.items()
        if name != inner and not (isinstance(value, list) and any(_is_large(v) for v in value))
    }


def _is_large(value: Any) -> bool:
    return isinstance(value, (dict, list))


def flatten(record: Record) -> Iterator[tuple[str, str]]:
    """(path, cell) of everything in a record: `service.summary`, `labels.severity`.

    A cell of {display_value, value, link} is its display value, and under `.value` the stored
    one. Lists of plain values are joined by `;`, lists of objects are JSON text.
    """
    yield from _flatten(record, "", 0)


def _flatten(record: Record, prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        path = prefix + name
        free = name.removeprefix(AROUND) in _WHOLE or name.endswith(("_labels", "Labels"))
        if not isinstance(value, dict):
            yield path, as_text(value)
        elif not free and value.keys() <= CELL and value.keys() & {"value", "display_value"}:
            shown = value.get("display_value", value.get("value"))
            yield path, as_text(shown)
            if "value" in value:
                yield path + STORED, as_text(value["value"])
        elif depth >= _DEPTH:
            yield path, as_text(value)
        else:
            if free or not value:
                yield path, as_text(value) if value else ""
            yield from _flatten(value, f"{path}.", depth + 1)


def as_text(value: Any) -> str:
    """A JSON value as a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value[: FIELD_LIMIT + 1].replace("\0", "")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(_is_large(each) for each in value):
        return ";".join(as_text(each) for each in value)[: FIELD_LIMIT + 1]
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)[: FIELD_LIMIT + 1]
    return str(cast("object", value))
