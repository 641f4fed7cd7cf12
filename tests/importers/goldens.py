"""Goldens lie beside their samples; `python -m tests.importers.goldens` writes them anew."""

import json
from pathlib import Path
from typing import Any

from app.importers import read
from app.models.records import Options

SAMPLES = Path(__file__).with_name("samples")


def samples() -> list[Path]:
    """Every sample file, without goldens and options."""
    return sorted(
        path
        for path in SAMPLES.rglob("*.*")
        if path.is_file() and not path.name.endswith((".golden.json", ".options.json"))
    )


def golden_path(sample: Path) -> Path:
    return sample.with_name(f"{sample.name}.golden.json")


def reading_of(sample: Path) -> dict[str, Any]:
    """All that comes out of a sample, as JSON would hold it."""
    chosen = sample.with_name(f"{sample.name}.options.json")
    options = Options(**json.loads(chosen.read_text("utf-8"))) if chosen.exists() else Options()
    reading = read(sample, options)
    tables: dict[str, Any] = {
        name: {"fields": plan.fields, "key": plan.key, "log": plan.log, "rows": []}
        for name, plan in reading.plans.items()
    }
    for table, rows in reading.chunks:
        tables[table]["rows"] += rows
    seen = reading.recognised
    found = {
        "format": seen.format,
        "kind": seen.kind,
        "container": seen.container,
        "encoding": seen.encoding,
        "delimiter": seen.delimiter,
        "timezone": seen.timezone,
        "date_order": seen.date_order,
        "rows_read": reading.rows_read,
        "blank_rows": reading.blank_rows,
        "rejected": reading.rejected,
        "rejects": [[r.row, r.column, r.value, r.reason] for r in reading.rejects],
        "warnings": reading.warnings,
        "tables": tables,
    }
    return json.loads(json.dumps(found))


def main() -> None:
    for sample in samples():
        text = json.dumps(reading_of(sample), ensure_ascii=False, indent=1)
        golden_path(sample).write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
