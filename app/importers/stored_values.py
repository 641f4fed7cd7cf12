"""Whether cells hold stored values (UTC, ids) or what a user was shown (FORMATS §1.1)."""

import re
from collections.abc import Sequence

from app.importers.base import Binding
from app.importers.blocks import Sheet
from app.importers.columns import Choice

_IDS_SHARE = 0.9
"""Built-in records such as the user `admin` have ids that are words."""
_SYS_ID = re.compile(r"[0-9a-f]{32}")


def holds_stored_values(sheet: Sheet, binding: Binding, rows: Sequence[Sequence[str]]) -> bool:
    """Numbers for choices together with 32-digit ids for references, or what a JSON cell says."""
    if sheet.raw is not None:
        return sheet.raw
    ids = names = numbers = words = 0
    for each in binding.bound:
        cells = [row[each.place].strip() for row in rows if each.place < len(row)]
        cells = [cell for cell in cells if cell]
        if each.column.reference:
            found = sum(_SYS_ID.fullmatch(cell) is not None for cell in cells)
            ids, names = ids + found, names + len(cells) - found
        elif isinstance(each.column, Choice):
            found = sum(cell.lstrip("-").isdigit() for cell in cells)
            numbers, words = numbers + found, words + len(cells) - found
    return numbers > 0 and not words and ids > 0 and ids >= _IDS_SHARE * (ids + names)
