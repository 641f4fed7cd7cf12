"""Cells that hold JSON: kept whole, and read where a format needs what is inside."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.importers.columns import Column, Context, Convert
from app.models.records import Value


@dataclass(frozen=True)
class Whole(Column):
    """A cell exactly as it stands; empty ones are none."""

    @property
    def prefers_stored(self) -> bool:
        """A label may be called `value`."""
        return False

    def compile(self, context: Context, header: str) -> Convert:
        """Changes nothing."""
        del context, header

        def convert(cells: Sequence[str]) -> Sequence[Value]:
            return [cell or None for cell in cells]

        return convert


def parsed(cell: Value) -> Any:
    """What a cell of JSON text holds; None for an empty cell and for what is no JSON."""
    if not isinstance(cell, str):
        return None
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        return None


def objects_in(cell: Value) -> list[dict[str, Any]]:
    """The objects of a JSON list; an object alone is a list of one."""
    found = parsed(cell)
    if isinstance(found, dict):
        return [found]
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def text_in(cell: Value, *names: str) -> str | None:
    """The first filled member of each object in a JSON list, joined by `, `."""
    found = [
        next((str(each[name]) for name in names if each.get(name)), "") for each in objects_in(cell)
    ]
    return ", ".join(dict.fromkeys(filter(None, found))) or None


def json_text(whole: object) -> str | None:
    """An object as JSON text with sorted names; None for an empty one."""
    return json.dumps(whole, ensure_ascii=False, sort_keys=True) if whole else None
