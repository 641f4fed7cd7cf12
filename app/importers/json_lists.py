"""Cells that hold a JSON list of objects, as lists of objects come out of JSON files."""

import json
from typing import Any

from app.models.records import Value


def objects_of(cell: Value) -> list[dict[str, Any]]:
    """The objects of a list; empty for an empty cell and for everything else."""
    if not isinstance(cell, str):
        return []
    try:
        whole = json.loads(cell)
    except (ValueError, RecursionError):
        return []
    return [each for each in whole if isinstance(each, dict)] if isinstance(whole, list) else []
