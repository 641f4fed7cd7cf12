"""Columns of what isn't there: no rows, or rows of which nothing more is known."""

from dataclasses import fields
from typing import Any, TypeVar, get_origin, get_type_hints

import numpy as np

from app.models.columns.arrays import F32, I8, I32, MISSING, Flags, Text
from app.models.columns.details import ChangeRecords, TicketDetails

_Columns = TypeVar("_Columns")
_WHOLE: dict[Any, Any] = {I8: np.int8, I32: np.int32}


def no_rows(kind: type[_Columns]) -> _Columns:
    """Columns of the kind without a row."""
    return _of_length(kind, 0)


def bare_details(rows: int) -> TicketDetails:
    """Tickets of which nothing more is known than what stands in TicketColumns."""
    return _of_length(TicketDetails, rows, impact_start=np.full(rows, MISSING))


def bare_records(rows: int) -> ChangeRecords:
    """Changes in which nothing is written."""
    return _of_length(ChangeRecords, rows)


def _of_length(kind: type[_Columns], rows: int, **known: Any) -> _Columns:
    """Codes and row numbers -1, flags false, ratings 0, vocabularies empty."""
    hints: dict[str, Any] = get_type_hints(kind)
    values: dict[str, Any] = {}
    for each in fields(kind):  # type: ignore[arg-type]
        hint = hints[each.name]
        if get_origin(hint) is tuple:
            values[each.name] = ()
        elif hint in (Flags, F32):
            values[each.name] = np.zeros(rows, np.bool_ if hint == Flags else np.float32)
        elif hint == Text:
            values[each.name] = np.full(rows, "", np.str_)
        else:
            values[each.name] = np.full(rows, -1, _WHOLE.get(hint, np.int64))
    return kind(**(values | known))
