"""Months by name: English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Swedish."""

import re
import unicodedata

_NAMES = (
    "jan january januar januari janvier janv enero ene janeiro gennaio gen sty stycznia styczen",
    "feb february februar februari fevrier fevr fev febrero fevereiro febbraio lut lutego luty",
    "mar march marz maerz mrz mars marzo marco maart mrt marca marzec",
    "apr april avril avr abril abr aprile kwi kwietnia kwiecien",
    "may mai mayo maio maggio mag mei maj maja",
    "jun june juni juin junio junho giugno giu cze czerwca czerwiec",
    "jul july juli juillet juil julio julho luglio lug lip lipca lipiec",
    "aug august aout agosto ago augustus augusti sie sierpnia sierpien",
    "sep sept september septembre septiembre setiembre setembro set settembre wrz wrzesnia",
    "oct october okt oktober octobre octubre outubro out ottobre ott paz pazdziernika",
    "nov november novembre noviembre novembro lis listopada listopad",
    "dec december dez dezember des decembre diciembre dic dezembro dicembre gru grudnia grudzien",
)  # fmt: skip
_MONTHS = {name: at for at, names in enumerate(_NAMES, start=1) for name in names.split()}
_WORD = r"([^\W\d_]{3,12})\.?"
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,? )?"
_DAY = r"(\d{1,2})(?:[.º°]|er|st|nd|rd|th)?"
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}{_DAY}(?: de | of |[-/. ]+){_WORD}(?: de | del |[-/., ]+)(\d{{4}}|\d\d)(?!\d)(.*)"
)
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}{_WORD}[-/. ]{_DAY},?[-/. ](\d{{4}})(?!\d)(.*)")
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/. ]+{_WORD}[-/. ]+(\d{{1,2}})(?!\d)(.*)")


def named_date(text: str) -> tuple[str, str] | None:
    """(`yyyy-mm-dd`, what follows) of a text that begins with a date whose month is a name."""
    if found := _DAY_FIRST.fullmatch(text):
        day, name, year, rest = found.groups()
    elif found := _MONTH_FIRST.fullmatch(text):
        name, day, year, rest = found.groups()
    elif found := _YEAR_FIRST.fullmatch(text):
        year, name, day, rest = found.groups()
    else:
        return None
    month = month_of(name)
    if month is None:
        return None
    if len(year) == 2:
        year = f"20{year}" if int(year) < 70 else f"19{year}"
    return f"{year}-{month:02}-{int(day):02}", rest


def month_of(name: str) -> int | None:
    """1 to 12; None for a word that is no month. Accents and capitals don't matter."""
    parts = unicodedata.normalize("NFD", name.casefold())
    return _MONTHS.get("".join(part for part in parts if not unicodedata.combining(part)))
