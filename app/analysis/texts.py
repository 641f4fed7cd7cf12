"""What a text is about, without what differs each time (METRICS K3, K13, §4.5).

`mask` makes the template of a title: numbers, ids, hosts, percents, dates, hex, addresses and
paths become placeholders. The rules are frozen by `MASK_VERSION`: a template made once must not
move, or recurrences of old months would.
"""

import re
from collections.abc import Callable

MASK_VERSION = 1
LONGEST_TITLE = 400
"""What follows in a title is left out of its template."""

NUMBER, ID, HOST, SHARE, DATE, HEX, ADDRESS, PATH, MAIL = (
    "<n>", "<id>", "<host>", "<%>", "<date>", "<hex>", "<ip>", "<path>", "<mail>",
)  # fmt: skip

_EDGES = ".,;:!?()[]{}\"'`*|~^“”„‘’«»…–—-_=+&"
_ANGLES = f"<>{_EDGES}"
_SHAPES = re.compile(
    r"(?P<path>[a-z][a-z0-9+.]*://.*|[a-z]:[\\/].*|\\\\.*|[/~]\w.*|[^/]*[^/\d][^/]*/[^/]+/.*"
    r"|[^\\]+\\[^\\]+\\.*)"
    r"|(?P<mail>[^@\s]+@[^@\s]+\.[a-z]+)"
    r"|(?P<date>\d{4}-\d{1,2}-\d{1,2}(?:[t_ ].*)?|\d{1,2}([./-])\d{1,2}\4\d{2,4}"
    r"|\d{4}([./])\d{1,2}\5\d{1,2}|\d{4}-w\d{1,2}"
    r"|\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:z|[ap]m|[+-]\d{2}:?\d{2})?)"
    r"|(?P<ip>\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d+)?|(?=[^:]*:[^:]*:)[0-9a-f:.]+(?:/\d+)?)"
    r"|(?P<share>[+-]?\d+(?:[.,]\d+)?%)"
    r"|(?P<hex>0x[0-9a-f]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{8,})"
    r"|(?P<number>[#$€£]?[+-]?\d[\d.,'’x/:-]*(?:[a-zµ°]{1,3}(?:/[a-z])?)?)"
    r"|(?P<host>[a-z0-9_-]+(?:\.[a-z0-9_-]+)+)"
)
_MASKS = {
    "path": PATH, "mail": MAIL, "date": DATE, "ip": ADDRESS, "share": SHARE, "hex": HEX,
    "number": NUMBER, "host": HOST,
}  # fmt: skip
_DIGIT = re.compile(r"\d")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*"
_MONTHS = re.compile(rf"<n> {_MONTH}(?: <n>)?(?= |$)|(?:(?<= )|^){_MONTH} <n>(?: <n>)?")
_AGAIN = re.compile(r"(<[a-z%]+>)(?: \1)+")
_MOST_KEPT = 200_000
_NOTHING_DONE = re.compile(
    r"\b(?:no (?:further )?action|not actionable|non[- ]actionable|no (?:issue|problem|fault) found"
    r"|no intervention|nothing to do|false (?:positive|alarm|alert)|expected behaviou?r|noise"
    r"|no impact|ignored?|keine (?:aktion|maßnahme)|fehlalarm)\b",
    re.IGNORECASE,
)


def mask(title: str) -> str:
    """The template of a title: small letters, single spaces, what differs as a placeholder.

    `mask(mask(title)) == mask(title)`; empty when nothing is said. (METRICS K3, K13, §4.5)
    """
    words = " ".join(map(_WORDS_MASKED.__getitem__, title[:LONGEST_TITLE].casefold().split()))
    return _TEMPLATES[words] if "<" in words or "  " in words else words.strip()


def no_action(text: str) -> bool:
    """Whether a closing text or code says that nothing had to be done (METRICS K13)."""
    return bool(_NOTHING_DONE.search(text))


def plain(text: str) -> str:
    """A text by its words alone: without case, punctuation and line breaks."""
    return " ".join(_WORDS.findall(text.casefold()))


_WORDS = re.compile(r"\w+")


class _Kept(dict[str, str]):
    """What a pure function made of each text, so far; begun anew when it grows large."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, text: str) -> str:
        if len(self) >= _MOST_KEPT:
            self.clear()
        made = self[text] = self._make(text)
        return made


def _masked(word: str) -> str:
    """One word without the punctuation around it, or the placeholder that stands for it."""
    if word.isalpha() or word in _PLACEHOLDERS:
        return word
    core = word.strip(_EDGES)
    name, sign, value = core.partition("=")
    if sign and "://" not in name and name and value:
        return "=".join(filter(None, (_masked(name), _masked(value))))
    return core if core in _PLACEHOLDERS else _shape(core.strip(_ANGLES))


def _shape(core: str) -> str:
    shape = _SHAPES.fullmatch(core)
    digits = _DIGIT.search(core) is not None
    if shape is None:
        return ID if digits else core
    kind = shape.lastgroup or ""
    if kind == "host" and not digits and core.count(".") < 2:
        return core
    return _MASKS[kind]


def _joined(words: str) -> str:
    """Masked words as a template: dates of several words, and one placeholder for a list."""
    text = " ".join(words.split()).replace(f"{NUMBER} %", SHARE)
    return _AGAIN.sub(r"\1", _MONTHS.sub(DATE, text))


_PLACEHOLDERS = frozenset((*_MASKS.values(), ID))
_WORDS_MASKED = _Kept(_masked)
_TEMPLATES = _Kept(_joined)
