"""Small files for importer tests."""

from pathlib import Path
from typing import Any

from app.importers import read
from app.models.records import Options, Reading

HEADER = "number,opened_at,short_description,caller_id,priority,state,assignment_group,assigned_to"


def line(number: int, title: str = "Printer offline", at: str = "2026-01-05 10:00:00") -> str:
    return f"INC{number:07},{at},{title},A. Keller,3 - Moderate,New,Network,M. Nowak"


def export(count: int = 1000) -> str:
    return "\n".join([HEADER, *(line(number) for number in range(1, count + 1))]) + "\n"


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def drain(reading: Reading) -> dict[str, list[dict[str, Any]]]:
    """All rows by table, as dicts."""
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in reading.plans}
    for table, rows in reading.chunks:
        fields = reading.plans[table].fields
        tables[table] += [dict(zip(fields, row, strict=True)) for row in rows]
    return tables


def tickets(path: Path, **options: str) -> tuple[Reading, list[dict[str, Any]]]:
    reading = read(path, Options(**({"timezone": "UTC"} | options)))
    return reading, drain(reading)["ticket"]


def accounted(reading: Reading, records: int) -> bool:
    """Every line read is a record or a reject."""
    return reading.rows_read == records + reading.rejected
