"""The few shapes that every fixed figure is made of: painted by the screen, written as SVG.

Coordinates are pixels from the top left of the figure. Colours are token names of the design
language ("t2", "critf", "sunk" ...), resolved by whoever draws.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A polyline."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 1.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Rect:
    """A filled rectangle, optionally outlined; `radius` rounds its corners."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    stroke: str = ""
    radius: float = 0.0
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    """A disc (`fill`) and / or ring (`stroke`)."""

    x: float
    y: float
    radius: float
    fill: str = ""
    stroke: str = ""
    width: float = 1.0


@dataclass(frozen=True, slots=True)
class Label:
    """Text with its baseline at y. `anchor`: start, middle or end. `weight`: 400, 500 or 600."""

    x: float
    y: float
    text: str
    colour: str = "t3"
    size: float = 10.0
    weight: int = 400
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A status glyph of the design language centred at (x, y): breach, risk, met, note, ..."""

    x: float
    y: float
    kind: str
    size: float = 12.0


Shape = Line | Rect | Dot | Label | Glyph


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing of a fixed size with its alternative text."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    description: str
