"""What tools write below the last row: totals, notes, the word that an export was cut."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

ROWS = 4
"""A footer has at most so many rows, blank ones included."""
CELLS = 2
"""A row of a footer fills at most so many cells."""
_WORDS = re.compile(
    r"(total|sub-?total|grand total|sum|count|rows?|records?|number of|page|end of|export|generated"
    r"|created on|printed|report|filter|source|confidential|copyright|©|\(c\)|gesamt|summe|anzahl"
    r"|zeilen|total général|nombre|filas|registros|totale|totaal|aantal|suma|liczba|totalt|antal"
    r"|results?|showing|displaying|exportado|exporté|exportiert|stand"
    r"|\d[\d,. ]* ?(?:rows|records|results|items|zeilen|datensätze))\b",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"(?:total|count|(?:total )?rows?|(?:total )?records?|number of (?:rows|records)|anzahl|gesamt)"
    r"\s*[:=]?\s*(\d{1,3}(?:[ ,.]\d{3})+|\d+)\s*(?:rows?|records?)?\.?",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(\d[\d,. ]*) ?(?:rows|records|results|items|zeilen|datensätze)\.?", re.IGNORECASE
)
_STOPPED = re.compile(r"stopped|truncat|excessive|limit|abgebrochen|incomplete", re.IGNORECASE)
_WORDS_SHOWN = 90


@dataclass(frozen=True, slots=True)
class Footer:
    """The rows at the end of a file that are no records."""

    rows: int
    words: str
    """What they say."""
    stated: int | None
    """How many records the export says it has."""
    stopped: bool
    """It says that there is more."""

    def sentence(self) -> str:
        """For the warnings of the import."""
        return f"The file ends with “{self.words}”, which is no record and was passed over."


def footer_of(rows: Sequence[Sequence[str]], width: int) -> Footer | None:
    """The footer among the last rows of a file of `width` columns; None when there is none.

    Only where records fill more cells than a footer does.
    """
    if not rows:
        return None
    filled_cells = sorted(sum(map(bool, map(str.strip, row))) for row in rows)
    if width < 3 or filled_cells[len(rows) // 2] < 3:
        return None
    taken = 0
    words: list[str] = []
    for row in reversed(rows[-ROWS:]):
        filled = [cell.strip() for cell in row if cell.strip()]
        if len(filled) > CELLS or (filled and not _is_footer(filled)):
            break
        taken += 1
        if filled:
            words.insert(0, " ".join(filled))
    if not words:
        return None
    said = " / ".join(words)
    counts = [
        found
        for each in words
        if (found := _COUNT.fullmatch(each.strip()) or _COUNTED.fullmatch(each.strip()))
    ]
    stated = int(re.sub(r"\D", "", counts[0][1])) if counts else None
    return Footer(taken, said[:_WORDS_SHOWN], stated, bool(_STOPPED.search(said)))


def _is_footer(filled: Sequence[str]) -> bool:
    """One cell that begins like a footer, or such a word beside a number."""
    if _WORDS.match(filled[0]) is None:
        return False
    return len(filled) == 1 or filled[1].replace(",", "").replace(".", "").isdigit()
