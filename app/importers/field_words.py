"""What fields are called on screen, and what becomes of their cells, in words."""

from zoneinfo import ZoneInfo

from app.importers.base import Bound
from app.importers.columns import Choice, Column, Flag, Integer, Raw, Stamp
from app.importers.columns import Text as TextColumn
from app.importers.measures import Duration, Number
from app.models.results.preview import FieldChoice

_LABELS = {
    "key": "Number (record key)", "source_id": "Id in the source", "title": "Short description",
    "ci": "Configuration item", "caller": "Requester", "made_sla": "SLA met",
    "parent_key": "Parent", "problem_key": "Problem", "change_fix_key": "Fixing change",
    "change_cause_key": "Causing change", "url": "Link", "ident": "Identifier",
    "verb_raw": "Relation",
}  # fmt: skip
_UPPER = {"sla": "SLA", "ci": "CI", "cab": "CAB", "id": "id", "ip": "IP", "os": "OS", "url": "URL",
          "pir": "PIR", "fqdn": "FQDN", "mac": "MAC"}  # fmt: skip
_DURATIONS = {60: "Duration, minutes", 3600: "Duration, hours", 0.001: "Duration, milliseconds"}
_ORDERS = {"dmy": "D/M/Y", "mdy": "M/D/Y", "ymd": "Y-M-D"}


def field_label(field: str) -> str:
    """Such as `Opened at` for opened_at."""
    if field in _LABELS:
        return _LABELS[field]
    if field.endswith("_raw"):
        return f"{field_label(field.removesuffix('_raw'))}, as written"
    words = [_UPPER.get(word, word) for word in field.split("_")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def field_choices(columns: tuple[Column, ...]) -> tuple[FieldChoice, ...]:
    """The fields that a column of the file may be mapped to; the words beside a choice aren't."""
    found: dict[str, bool] = {}
    for column in columns:
        if not isinstance(column, Raw):
            found[column.field] = found.get(column.field, False) or column.required
    return tuple(FieldChoice(field, field_label(field), must) for field, must in found.items())


def transform(bound: Bound, cells: int, values: int, order: str, zone: str) -> str:
    """What becomes of the cells of a column; `cells` and `values` count the different ones."""
    column = bound.column
    if isinstance(column, Choice):
        return f"{_values(cells)} to {values}" if column.choices else "Keep"
    if isinstance(column, Stamp):
        return ", ".join(filter(None, (_ORDERS.get(order, ""), _place(zone)))) or "UTC"
    if isinstance(column, Duration):
        return _DURATIONS.get(column.unit, "Duration, seconds")
    if bound.more:
        return f"Join {len(bound.more) + 1} columns"
    kinds = {Flag: "Yes or no", Integer: "Number", Number: "Number"}
    return kinds.get(type(column), "Trim" if isinstance(column, TextColumn) else "Read")


def _values(count: int) -> str:
    return "1 value" if count == 1 else f"{count:,} values"


def _place(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ") if zone else ""


def zone_words(zone: ZoneInfo, name: str | None, offset: float) -> str:
    """Such as `EST -5` or `+5:30`; `offset` in seconds."""
    minutes = round(abs(offset) / 60)
    hours = f"{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")
    shift = f"{'-' if offset < 0 else '+'}{hours}"
    if zone.key == "UTC" or not name or name[:1] in "+-":
        return "UTC" if zone.key == "UTC" else shift
    return f"{name} {shift}"
