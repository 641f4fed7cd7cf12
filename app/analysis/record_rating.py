"""What is written in a change record, as presence × substance of each part (METRICS K11)."""

import re
from functools import lru_cache

from app.analysis.texts import plain
from app.models.text_rules import ChangeText, Rating

SUBSTANCE = 40
"""Characters from which a text can say something."""
WRITTEN = 0.7
"""Rating of a text that is long enough and names nothing that could be checked."""

_LONGEST = 4_000
_EACH_NAMED = 0.15
"""For each of: the CI or service, a step that verifies, a limit in time. Two make a text whole."""
_COPIED = 0.5
_FEWEST_LETTERS = 8
_PLACEHOLDER = re.compile(
    r"n\W*a|none|nil|no|yes|ok|tb[acd]|to\s+be\s+\w+"
    r"|see\s+(above|below|attach\w*|ticket|plan|description|title|change)"
    r"|as\s+(usual|before|above|discussed|agreed|per\s+\w+)|not\s+(applicable|required|needed)"
    r"|standard|default|test(ed|ing)?|todo|x+",
)
_LONGEST_PLACEHOLDER = 60
_AROUND = " \t.,;:!?-–—_/\\()[]{}<>*#'\"…"
_VERIFIES = frozenset((
    "verify", "verifies", "verified", "verification", "check", "checks", "checked", "confirm",
    "confirms", "confirmed", "confirmation", "validate", "validates", "validated", "validation",
    "test", "tests", "tested", "testing", "smoke", "monitor", "monitors", "monitored",
    "monitoring", "compare", "compares", "compared", "healthcheck", "pruefen", "prüfen", "geprüft",
    "testen", "vérifier", "tester", "verificar", "comprobar",
))  # fmt: skip
_TELLS = frozenset((
    "inform", "informs", "informed", "notify", "notifies", "notified", "notification", "notice",
    "announce", "announces", "announced", "announcement", "communicate", "communicated",
    "communication", "communications", "mail", "email", "banner", "newsletter", "stakeholder",
    "stakeholders", "bridge", "informieren", "informiert", "ankündigung", "informer", "avisar",
))  # fmt: skip
_LIMIT = re.compile(
    r"[0-9]+(?:[.,][0-9]+)?"
    r"(?:\s*(?:s|sec\w*|m|min\w*|h|hrs?|hours?|d|days?|stunden?|tage?n?|uhr|heures?)\b|:[0-9]{2})"
)
_WITHIN = re.compile(r"within\s+(?:an?|one|two|three|half)\b")
_WORD = re.compile(r"\w+")


def rate(text: ChangeText) -> Rating:
    """Presence × substance of each part, 0 to 1 (METRICS K11).

    Text counts by its length, and by naming the CI or service, a step that verifies and a limit
    in time; a placeholder or the title once more is nothing, a copy of other changes half.
    """
    names = (*text.cis[:20], text.service)
    analysis = max(_part(text, "risk_analysis", names), _part(text, "justification", names) * 0.75)
    known = (0.1 if text.risk else 0.0) + (0.1 if text.impact else 0.0)
    return Rating(
        analysis=known + 0.8 * analysis,
        implementation=_part(text, "implementation_plan", names),
        backout=_part(text, "backout_plan", names),
        test=_part(text, "test_plan", names),
        configuration=0.5 * bool(text.cis) + 0.5 * bool(text.service.strip()),
        schedule=0.7 * window(text.planned_start, text.planned_end) + 0.3 * _communicated(text),
    )


def text_rating(text: str, title: str = "", names: tuple[str, ...] = ()) -> float:
    """Presence × substance of one text, 0 to 1; `names` are the CIs and service to be named.

    Below SUBSTANCE characters it grows with the length up to WRITTEN.
    """
    said = _said(text)
    if is_placeholder(said, title):
        return 0.0
    if len(said) < SUBSTANCE:
        return WRITTEN * len(said) / SUBSTANCE
    folded = said.casefold()
    named = any(name and name.casefold() in folded for name in names)
    verifies = not _VERIFIES.isdisjoint(_words(folded))
    limited = bool(_LIMIT.search(folded) or _WITHIN.search(folded))
    return min(1.0, WRITTEN + _EACH_NAMED * (named + verifies + limited))


def is_placeholder(text: str, title: str = "") -> bool:
    """Whether a text holds a place only: empty, "n/a", "tbd", "see above", the title once more."""
    folded = text.casefold()
    core = folded.strip(_AROUND)
    if len(core) <= _LONGEST_PLACEHOLDER and (not core or _PLACEHOLDER.fullmatch(core)):
        return True
    if core.startswith("lorem ipsum") or not _WORD.search(core):
        return True
    if len(text) >= SUBSTANCE and len(set(folded)) < _FEWEST_LETTERS:
        return True
    repeated = plain(title)
    if not repeated or not plain(text[: 2 * len(title) + SUBSTANCE]).startswith(repeated):
        return False
    return not plain(text).replace(repeated, "").strip()


def copy_words(text: str) -> str:
    """The words by which a text is a copy of another; empty when it is too short to be one."""
    words = plain(text)
    return words if len(words) >= SUBSTANCE else ""


def window(start: int | None, end: int | None) -> float:
    """1 for a planned window that ends after it starts, 0.5 for part of one, else 0."""
    if start is None and end is None:
        return 0.0
    return 1.0 if start is not None and end is not None and start < end else 0.5


def _part(text: ChangeText, field: str, names: tuple[str, ...]) -> float:
    rating = text_rating(getattr(text, field), text.title, names)
    return rating * _COPIED if field in text.copied else rating


def _communicated(text: ChangeText) -> bool:
    written = (text.description, text.justification, text.implementation_plan, text.risk_analysis)
    return any(not _TELLS.isdisjoint(_words(_said(each).casefold())) for each in written if each)


def _said(text: str) -> str:
    return " ".join(text[:_LONGEST].split())


@lru_cache(maxsize=64)
def _words(folded: str) -> frozenset[str]:
    return frozenset(_WORD.findall(folded))
