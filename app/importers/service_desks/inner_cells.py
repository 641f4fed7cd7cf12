"""What stands inside a cell of JSON text or of words: instants, ticket numbers."""

import re
from collections import Counter

from app.importers.stamps import StampReader
from app.importers.zones import UTC_ZONE

_TICKET = re.compile(r"\b(?:INC|PRB|CHG|RITM|REQ|SCTASK|CS)\d{4,}\b")


def instant_in(value: object) -> int | None:
    """UTC seconds of a time that carries its offset; UTC without one, None for what is no time."""
    if value is None:
        return None
    try:
        return StampReader(UTC_ZONE, "ymd", Counter(), declared=True).read(str(value))
    except ValueError:
        return None


def ticket_in(text: object) -> str | None:
    """The first ticket number that a text names."""
    found = _TICKET.search(str(text or ""))
    return found[0] if found else None
