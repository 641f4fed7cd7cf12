"""The daily review note."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReviewNote:
    """`tower review`: the morning in words. Sections of (title, lines)."""

    now: int
    since: int
    zone: str
    headline: str
    sections: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())
    marks: tuple[str, ...] = ()
