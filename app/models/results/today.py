"""The Today screen: tiles, attention, checks, what changed (METRICS §5)."""

from dataclasses import dataclass

from app.models.results.changes import ChangeCalendar


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """One row of "needs attention now"; `level` is breach, risk or note (the glyph)."""

    rank: int
    kind: str
    key: str
    level: str
    what: str
    context: str
    """"P2 · SAP Finance Apps"."""
    why: str
    next: str
    owner: str
    due_at: int | None
    clock_word: str
    """"to breach", "breached", "if still open", "starts"."""
    score: int
    terms: str
    """How the score came about, for the tooltip."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile of Today. `trend` is 14 days oldest first, empty when history isn't known."""

    id: str
    label: str
    value: int
    trend: tuple[float, ...]
    delta: str
    level: str
    """breach, risk or none: colours only the delta and the last dot."""
    page: str
    filter: str


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """One of the morning's checks. `state`: done, current, open."""

    id: str
    title: str
    state: str
    detail: str
    items: tuple[tuple[str, str], ...]
    """(level, words) under the current step."""
    page: str


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One line of "what changed": a signed number, words, and the keys behind."""

    number: str
    words: str
    level: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Today:
    """The Today screen."""

    now: int
    zone: str
    tiles: tuple[Tile, ...]
    attention: tuple[AttentionItem, ...]
    steps: tuple[ReviewStep, ...]
    since: int
    since_label: str
    changed: tuple[ChangedLine, ...]
    calendar: "ChangeCalendar"
    empty: bool = False
    """No export is in the store yet."""
