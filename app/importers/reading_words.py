"""What a Reading says of its file in sentences: notes counted on the way, columns not read."""

from app.importers.base import Binding
from app.importers.stamps import MISSING_HOUR, REPEATED

_ENOUGH = 4
"""Columns read from which on nobody is asked about the others."""


def unread_columns(binding: Binding, header: tuple[str, ...]) -> list[str]:
    """A sentence on the columns that mean nothing here, when hardly any means something."""
    read = {at for each in binding.bound for at in (each.place, *each.more)}
    named = [at for at, name in enumerate(header) if name.strip()]
    unread = [header[at].strip()[:40] for at in named if at not in read]
    if len(read) >= _ENOUGH or 2 * len(unread) < len(named):
        return []
    more = f" and {len(unread) - 6:,} more" if len(unread) > 6 else ""
    words = (
        f"{len(unread):,} of {len(named):,} columns are not known here and were not read: "
        f"{', '.join(unread[:6])}{more}. Map them in step 3 of the Import screen."
    )
    return [words]


def note_words(note: str, count: int, zone: str, which_pass: str) -> str:
    """The sentence on a note of `count` times or rows; `which_pass` of a repeated hour is read."""
    if note in {REPEATED, MISSING_HOUR}:
        times = "1 time falls" if count == 1 else f"{count:,} times fall"
        moved = "was" if count == 1 else "were"
        if note == REPEATED:
            return (
                f"{times} in the repeated hour of {zone} and {moved} read as its {which_pass} pass."
            )
        return f"{times} in an hour that {zone} skips and {moved} moved forward by it."
    column, _, value = note.partition("\t")
    rows = "1 row" if count == 1 else f"{count:,} rows"
    return f"“{value}” in {column} is not a value that is known here ({rows})."


def repeated_keys(again: int) -> list[str]:
    """A sentence on rows that repeat the key of another row."""
    if not again:
        return []
    rows = "1 row repeats" if again == 1 else f"{again:,} rows repeat"
    return [f"{rows} the key of another row; of each key the latest update counts."]
