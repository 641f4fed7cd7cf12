"""What other pages may ask the queue screen to show (pure)."""

from dataclasses import dataclass

from app.models.ticket import TICKET_KINDS
from app.views.queues.filters import MEASURES, QUICK_FILTERS, Cell, Filter

_OTHER_NAMES = {
    "wrong_priority": "wrong",
    "older_than_30d": "old",
    "over_30d": "old",
    "no_owner": "unassigned",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A ticket to open, a kind of ticket, a filter; empty and None leave what there is."""

    key: str = ""
    kind: str = ""
    filter: Filter | None = None


def understood(wanted: object) -> Wanted:
    """Read a request: a Filter, (group, measure), or one word.

    A word is a quick filter ("triage"), a number of the matrix ("breached"), a priority
    ("p1"), a kind of ticket ("problem"), "group:NAME", or else the key of a ticket. The empty
    word asks for every ticket, None for nothing.
    """
    if isinstance(wanted, Filter):
        return Wanted(filter=wanted)
    if isinstance(wanted, tuple) and len(wanted) == 2:
        group, measure = wanted
        return Wanted(filter=Filter(cells=(Cell(group or None, _measure(str(measure))),)))
    if wanted is None:
        return Wanted()
    word = str(wanted).strip()
    if word in TICKET_KINDS:
        return Wanted(kind=word, filter=Filter())
    chosen = _filter(word)
    return Wanted(key="" if chosen else word, filter=chosen)


def _filter(word: str) -> Filter | None:
    if not word:
        return Filter()
    if word in {each.id for each in QUICK_FILTERS}:
        return Filter(quick=word)
    if _measure(word) in MEASURES:
        return Filter(cells=(Cell(None, _measure(word)),))
    if word in {"p1", "p2", "p3", "p4", "p5"}:
        return Filter(priority=int(word[1]))
    if word.startswith("group:"):
        return Filter(cells=(Cell(word.removeprefix("group:"), "open"),))
    return None


def _measure(word: str) -> str:
    return _OTHER_NAMES.get(word, word)
