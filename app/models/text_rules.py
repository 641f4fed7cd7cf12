"""How text is read when columns are made: the store asks, analysis knows (METRICS K3, K11, K13)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

CHANGE_TEXTS = (
    "justification",
    "risk_analysis",
    "implementation_plan",
    "backout_plan",
    "test_plan",
)
"""Fields of a change that hold prose of its own."""


@dataclass(frozen=True, slots=True)
class ChangeText:
    """What is written in one change. Instants are UTC seconds, absent is None."""

    title: str = ""
    description: str = ""
    justification: str = ""
    risk_analysis: str = ""
    implementation_plan: str = ""
    backout_plan: str = ""
    test_plan: str = ""
    risk: int | None = None
    impact: int | None = None
    service: str = ""
    cis: tuple[str, ...] = ()
    planned_start: int | None = None
    planned_end: int | None = None
    copied: frozenset[str] = frozenset()
    """Those of CHANGE_TEXTS that stand word by word in other changes too."""


class Rating(NamedTuple):
    """Presence × substance of each part of a change record, 0 to 1 (METRICS K11)."""

    analysis: float
    implementation: float
    backout: float
    test: float
    configuration: float
    schedule: float


@dataclass(frozen=True, slots=True)
class TextRules:
    """Rules of one version: columns made with another version are made anew."""

    version: int
    mask: Callable[[str], str]
    """A title's template; empty for a title that says nothing."""
    rate: Callable[[ChangeText], Rating]
    plain: Callable[[str], str]
    """The words by which two texts are the same; empty for text too short to be a copy."""
    no_action: Callable[[str], bool]
    """Whether a closing text says that nothing had to be done."""


UNREAD = TextRules(
    0, lambda title: title, lambda _: Rating(0, 0, 0, 0, 0, 0), lambda _: "", lambda _: False
)
"""Titles are their own templates and nothing is rated."""
