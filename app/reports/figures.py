"""Figures and glyphs in the form that the templates embed: SVG text with its alternative text."""

from typing import Any

from app.charts.palette import PRINT
from app.charts.shapes import Figure, Glyph
from app.charts.writer import svg

GLYPH_WORDS = {
    "breach": "Missed, with a signal",
    "risk": "Missed",
    "met": "Met",
    "note": "Note",
    "dashed": "No verdict",
}


def drawing(figure: Figure) -> dict[str, Any]:
    """Write a figure for a template; sizes stay in pixels."""
    return {
        "svg": svg(figure, PRINT),
        "alt": figure.description,
        "width": figure.width,
        "height": figure.height,
    }


def glyphs() -> dict[str, dict[str, str]]:
    """Write every glyph that a template may name."""
    return {
        kind: {"svg": svg(Figure(12.0, 12.0, (Glyph(6.0, 6.0, kind),), words), PRINT), "alt": words}
        for kind, words in GLYPH_WORDS.items()
    }
