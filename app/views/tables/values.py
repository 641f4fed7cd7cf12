"""What stands in a cell: small frozen values, how they read as text and how they sort."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.models.columns import I64

Kind = Literal[
    "text", "link", "number", "wrap", "two", "grade", "ages", "flow", "sla", "word", "spark", "own"
]
Align = Literal["left", "right", "centre", ""]
DASH = "–"
BANDS = ("<1 d", "1–3 d", "3–7 d", "7–14 d", "14–30 d", ">30 d")


@dataclass(frozen=True, slots=True)
class Txt:
    """Words in the colour of token `ink`; `before` is struck through, `icon` stands in front."""

    text: str
    ink: str = ""
    weight: int = 400
    before: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Num:
    """A number with its own words; without words it is printed with thousands, zero as a dash."""

    value: float | None
    text: str = ""
    unit: str = ""
    ink: str = ""
    weight: int = 400
    glyph: str = ""


@dataclass(frozen=True, slots=True)
class Two:
    """Two lines. `link` stands first in the lower line, in acc, and can be clicked."""

    top: str
    bottom: str = ""
    link: str = ""
    ink: str = "t1"
    weight: int = 500


@dataclass(frozen=True, slots=True)
class Flow:
    """Arrivals (up) and departures (down) of the same days, oldest first."""

    inflow: tuple[int, ...]
    outflow: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sla:
    """An SLA bar: `share` of the target used (1 = reached, None = no target), glyph and time left.

    `state` is that of `SlaClock`; `left` in seconds sorts the column.
    """

    state: str
    share: float | None
    text: str
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A status glyph with its word; an empty glyph leaves the word alone, in t3."""

    glyph: str
    text: str
    ink: str = ""


@dataclass(frozen=True, slots=True)
class Spark:
    """A sparkline on its limit band, with a dashed target. None = no value in that period.

    `dot` is the token of the last point, `ring` that of the ring around it when it is outside.
    """

    values: tuple[float | None, ...]
    low: float | None = None
    high: float | None = None
    target: float | None = None
    dot: str = "t1"
    ring: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A declared column. `width` is the least; `stretch` shares what is left over.

    `optional` columns leave when there is no room, the greatest number first. `paint` draws
    kind "own": (painter, rect, value, look). `words` reads such a value as text.
    """

    id: str
    title: str
    width: int
    kind: Kind = "text"
    align: Align = ""
    stretch: int = 0
    optional: int = 0
    sortable: bool = True
    descending_first: bool = False
    tip: str = ""
    paint: Callable[..., None] | None = None
    words: Callable[[Any], str] | None = None

    @property
    def side(self) -> Align:
        """Where the words stand: numbers right, grades in the middle, the rest left."""
        if self.align:
            return self.align
        return {"number": "right", "grade": "centre", "sla": "left"}.get(self.kind, "left")  # type: ignore[return-value]


def number_text(value: float | None) -> str:
    """A plain number: thousands separated, real minus sign, zero and absent as a muted dash."""
    if value is None or value == 0:
        return DASH
    shown = f"{abs(value):,.0f}" if float(value).is_integer() else f"{abs(value):,.1f}"
    return f"−{shown}" if value < 0 else shown


def _num(value: Num) -> str:
    words = value.text or number_text(value.value)
    return f"{words} {value.unit}".strip()


def _spark(value: Spark) -> str:
    known = [one for one in value.values if one is not None]
    return f"last {number_text(known[-1])} of {len(known)} periods" if known else "no values"


_WORDS: dict[type, Callable[[Any], str]] = {
    Txt: lambda value: f"{value.before} {value.text}".strip(),
    Num: _num,
    Two: lambda value: "\n".join(
        part for part in (value.top, f"{value.link}{value.bottom}".strip()) if part
    ),
    Flow: lambda value: f"in {sum(value.inflow)}, out {sum(value.outflow)}",
    Sla: lambda value: value.text or DASH,
    Word: lambda value: value.text,
    Spark: _spark,
}


def text_of(column: Column, value: Any) -> str:
    """The cell as words: tooltip, clipboard, screen reader."""
    if value is None:
        return ""
    if column.words is not None:
        return column.words(value)
    reader = _WORDS.get(type(value))
    if reader is not None:
        return reader(value)
    if column.kind == "ages":
        return ", ".join(f"{band} {n}" for band, n in zip(BANDS, value, strict=False) if n)
    if column.kind == "number":
        return number_text(value)
    return str(value)


_KEYS: dict[type, Callable[[Any], Any]] = {
    Txt: lambda value: value.text.casefold(),
    Num: lambda value: value.value,
    Two: lambda value: value.top.casefold(),
    Flow: lambda value: sum(value.inflow) - sum(value.outflow),
    Sla: lambda value: value.left,
    Word: lambda value: value.text.casefold(),
    Spark: lambda value: value.values[-1] if value.values else None,
    str: str.casefold,
}


def key_of(value: Any) -> Any:
    """What a cell sorts by where no sort keys were given; None comes last."""
    reader = _KEYS.get(type(value))
    return reader(value) if reader else value


def sort_keys(values: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
    """Sort keys of a column of cells as one array: floats with NaN last, or ranks of text."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "iufb":
        return values
    keys = [key_of(value) for value in values]
    if all(isinstance(key, (int, float)) or key is None for key in keys):
        return np.array([np.nan if key is None else key for key in keys], dtype=np.float64)
    known = sorted({str(key) for key in keys if key is not None})
    rank = {key: place for place, key in enumerate(known)}
    return np.array([np.nan if key is None else rank[str(key)] for key in keys], dtype=np.float64)


def sorted_rows(keys: NDArray[Any], rows: I64, *, descending: bool) -> I64:
    """`rows` in the order of their keys, stable; what has no key comes last either way."""
    picked = keys[rows]
    if picked.dtype.kind == "f":
        absent = np.isnan(picked)
        if absent.any():
            present = sorted_rows(keys, rows[~absent], descending=descending)
            return np.concatenate([present, rows[absent]])
    if not descending:
        return rows[np.argsort(picked, kind="stable")]
    back = np.argsort(picked[::-1], kind="stable")
    return rows[::-1][back][::-1]
