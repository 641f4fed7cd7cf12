"""Which format a file is of: exactly one that claims it, or the likeliest ones to choose from."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.importers.base import PREFIXES, Importer, Look, canonical, look_at
from app.importers.blocks import Sheet
from app.models.errors import AppError, Decision, DecisionNeeded

HEADER_ROWS = 10
"""Banner rows may stand above the header."""
_NAMED = 3
_SIGNATURE = 0.9
"""How sure a claim alone is; the share of known headers adds the rest."""
_GUESS = 0.85
"""How sure at most a guess is."""
WORTH_NAMING = 0.3 * _GUESS
"""How sure a guess must be to be named."""
_JIRA_FIELDS = ("clausenames", "searchable", "navigable")
"""What only Jira's list of its own fields has: definitions, not records."""


@dataclass(frozen=True, slots=True)
class Likely:
    """One format that a file could be."""

    importer: Importer
    sure: float
    """0 to 1."""
    claims: bool


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the first rows of a file say: where its header stands and what it could be."""

    place: int
    """Of the header, counted from 0."""
    likely: tuple[Likely, ...]
    """Best first."""

    @property
    def claimed(self) -> tuple[Importer, ...]:
        """The formats that claim the file; one, or a question."""
        return tuple(each.importer for each in self.likely if each.claims)


def recognise(
    sheet: Sheet, importers: Sequence[Importer], header_row: int | None = None
) -> Recognition:
    """Look for the header in the first rows, or take `header_row` (counted from 1).

    Raises AppError for a file without rows and for a header row that it doesn't have.
    """
    best: Recognition | None = None
    for place in _places(sheet, header_row):
        found = Recognition(place, _likely(sheet, place, importers))
        if found.claimed:
            return found
        if best is None or found.likely[0].sure > best.likely[0].sure:
            best = found
    assert best is not None
    return best


def only(
    sheet: Sheet,
    found: Recognition,
    profile_of: Callable[[int], Importer | None] = lambda _place: None,
) -> Importer:
    """The one format; DecisionNeeded for two claims, or for none where something looks alike.

    `profile_of(place)` is what was decided before for a file with this header.
    """
    claimed = found.claimed
    if len(claimed) == 1:
        return claimed[0]
    decided = profile_of(found.place)
    if decided is not None:
        return decided
    if claimed:
        ids = tuple(importer.id for importer in claimed)
        raise DecisionNeeded(Decision(f"{sheet.name} fits {_listed(ids)}. Which?", "--as", ids))
    alike = [each for each in found.likely if each.sure >= WORTH_NAMING][:_NAMED]
    look = look_at(sheet, found.place)
    rows = sum(any(map(str.strip, row)) for row in sheet.head()[found.place + 1 :])
    if not rows and len(sheet.head()) <= HEADER_ROWS:
        raise no_rows(sheet.name)
    if not alike or look.has(*_JIRA_FIELDS):
        raise AppError(unknown_words(sheet.name, look))
    ids = tuple(each.importer.id for each in alike)
    question = f"{sheet.name} is none of the exports known here; most alike: {_listed(ids)}. Which?"
    raise DecisionNeeded(Decision(question, "--as", ids))


def header_hash(header: Sequence[str]) -> str:
    """What a header is known by: its names as they are compared, in order."""
    names = "\x1f".join(map(canonical, header))
    return hashlib.sha256(names.encode("utf-8", "replace")).hexdigest()[:16]


def named(importers: Sequence[Importer], wanted: str) -> Importer:
    """The format of that id; AppError naming all of them."""
    for importer in importers:
        if importer.id == wanted:
            return importer
    known = ", ".join(importer.id for importer in importers)
    raise AppError(f"“{wanted}” is not a format that is read. These are: {known}.")


def no_rows(name: str) -> AppError:
    """What is said of a file that ends after its header."""
    return AppError(f"{name} has a header but no rows. Export it again.")


def _places(sheet: Sheet, header_row: int | None) -> list[int]:
    rows = sheet.head()
    if header_row is not None:
        if not 1 <= header_row <= len(rows) or not any(map(str.strip, rows[header_row - 1])):
            raise AppError(f"{sheet.name} has no header in row {header_row}. Choose another row.")
        return [header_row - 1]
    if sheet.container in {"json", "ndjson", "xml"} and rows and any(rows[0]):
        return [0]
    filled = [place for place, row in enumerate(rows[:HEADER_ROWS]) if any(map(str.strip, row))]
    if not filled:
        raise AppError(f"{sheet.name} has no rows. Export it again.")
    return filled


def _likely(sheet: Sheet, place: int, importers: Sequence[Importer]) -> tuple[Likely, ...]:
    look = look_at(sheet, place)
    found = []
    for importer in importers:
        fits = sheet.container in importer.containers
        claims = fits and importer.claims(look)
        alike = importer.likeness(look)
        sure = _SIGNATURE + (1 - _SIGNATURE) * alike if claims else _GUESS * alike
        found.append(Likely(importer, round(min(max(sure, 0.0), 1.0), 3), claims))
    return tuple(sorted(found, key=lambda each: (-each.claims, -each.sure)))


def _listed(names: Sequence[str]) -> str:
    *rest, last = names
    return f"{', '.join(rest)} and {last}" if rest else last


def unknown_words(name: str, look: Look) -> str:
    """What is said of a file that looks like nothing known."""
    if look.has(*_JIRA_FIELDS):
        return f"{name} lists the fields of a Jira site and holds no issues. Import a search of it."
    prefix = look.prefix()
    if prefix in PREFIXES:
        return f"{name} looks like a list of {PREFIXES[prefix]} ({prefix}…), which isn't read yet."
    shown = ", ".join(header[:40] for header in look.header[:6] if header)
    more = len(look.header) - 6
    columns = f"{shown} and {more:,} more" if more > 0 else shown
    return (
        f"{name} is not an export that is known here. Its columns are: {columns or 'none'}. "
        "Say what it holds in step 2 of the Import screen and map its columns there, or name a "
        "format of `tower formats` with --as and the columns with --mapping."
    )
